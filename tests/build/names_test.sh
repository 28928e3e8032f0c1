#!/bin/sh
# docs/python-names.md: it has every public Python name, and the C names that it gives are there. A
# function must be declared by its library's headers and exported by the library, anything else be
# in the headers.
set -eu
. tests/build/tap.sh
page=docs/python-names.md
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The names of the Python SDK: what the package exports, methods, sub-objects, keys of the
# configuration, and what only its JavaScript twin has.
cat >"$scratch/expected" <<'END'
Apie AsyncApie Apie.create Apie.from_config AsyncApie.create AsyncApie.from_config create_apie
create_async_apie load_apie_config load_apie_module resolve_config is_apie_client ready identify
agent_id agent_version_id RegisterResponse flush shutdown queue_diagnostics EventQueueDiagnostics
doctor send_test_event
ApieClient AsyncApieClient ApieClientOptions health.get_info health.check close aclose send_events
with_run run_context start_run runs.start complete_run runs.complete AgentRun with_session
session_context ApieSession with_child_run get_run_context resolve_run_id resolve_session_id
context.run_context wrap
with_tool tool_context with_guard guard_context guard GuardDecision approvals.wait
approvals.get_status enable_guardrail_template declare_capabilities capabilities.declare
DeclaredCapabilityInput define_tool tools.define ToolDefinitionInput
with_workflow_step with_llm_call with_mcp_call track_tool_call track_action_requested
track_action_completed track_action_failed track_resource_touched track_approval_requested
track_approval_resolved track_handoff_requested track_handoff_completed track_handoff_failed track
capture_error validate_events create_boundary_report reports.create reports.get
reports.wait_until_ready redact_event
build_tool_call_event build_action_requested_event build_action_completed_event
build_action_failed_event build_resource_touched_event build_guardrail_evaluated_event
build_approval_requested_event build_approval_resolved_event build_workflow_event build_error_event
with_openai_tool_call with_anthropic_tool_call with_tool_call_guard with_openai_agent_step
with_openai_agent_tool_call with_langgraph_node with_langchain_tool_step with_crewai_task
with_crewai_tool_step with_autogen_step with_autogen_tool_step with_llamaindex_step
with_llamaindex_tool_step integrations.with_workflow_step with_canonical_tool_action
with_github_action with_gitlab_action with_issue_tracker_action with_incident_response_action
with_observability_correlation with_vercel_ai_generation create_http_guard with_mcp_tool_call
create_instrumented_mcp_client create_instrumented_mcp_client_async
InstrumentedMcpClient.call_tool InstrumentedMcpClient.list_tools ApieCallbackHandler
create_apie_run_hooks inferFromToolName
ApieError ApieError.message ApieError.status ApieError.body ApieError.request_id
ApieError.retry_after_ms RuntimeError ValueError TimeoutError
ApieConfig api_key APIE_API_KEY base_url APIE_BASE_URL enabled agent runtime model version source
prompt_hash mode release_mode guard_failure_mode approval_timeout_ms tools capabilities boundary
flush_interval_ms max_batch_size max_queue_size retry_attempts retry_base_delay_ms
queue_storage_path queue_drop_policy queue_idempotency_key on_error redact redact_keys
redact_allow_paths redact_deny_patterns max_event_payload_bytes timeout headers fetch HOSTNAME
END

# The rows of all tables, as PYTHON|SYNC|ASYNC|REMARK; a row with one C column is for both.
read_rows()
{
    awk -F ' *[|] *' -v OFS='|' '
        !/^[|]/ || /^[|] (Python|---)/ { next }
        NF == 6 { print $2, $3, $4, $5; next }
        NF == 5 { print $2, $3, $3, $4; next }
        { print "cannot be read: " $0 >"/dev/stderr"; exit 1 }' "$page" >"$scratch/rows"
}

# column NUMBER: the names in it, one on a line.
column()
{
    # shellcheck disable=SC2016 # not for the shell
    cut -d '|' -f "$1" "$scratch/rows" | grep -o '`[^`]*`' | tr -d '`'
}

# Rows that give no C name, and do not say why.
without_names()
{
    awk -F '|' '
        $1 !~ /`/ { print $1 ": no Python name" }
        $2 !~ /`/ && $3 !~ /`/ { print $1 ": no C name" }
        { for (i = 2; i <= 3; i++) if ($i !~ /`/ && $i != "–") print $1 ": neither a name nor –" }
        ($2 == "–" || $3 == "–") && $4 == "" { print $1 ": no remark" }' "$scratch/rows"
}

# A program that mentions the C names on standard input: name() is a function, name.member is in a
# struct, NAME is a constant, anything else a type.
mention()
{
    echo "#include <apie/$1.h>"
    echo 'typedef void function(void);'
    awk '
        /^apie_[a-z0-9_]*\(\)$/ {
            name = substr($0, 1, length($0) - 2)
            printf "extern function *const f%d;\nfunction *const f%d = (function *)%s;\n", NR, NR, name
            next
        }
        /^apie_[a-z0-9_]*\.[a-z0-9_]*$/ {
            split($0, part, ".")
            printf "enum { m%d = sizeof(((%s *)0)->%s) };\n", NR, part[1], part[2]
            next
        }
        /^APIE_[A-Z0-9_]*$/ { printf "enum { c%d = sizeof(%s) };\n", NR, $0; next }
        /^apie_[a-z0-9_]*$/ { printf "typedef %s *t%d;\n", $0, NR; next }
        { printf "#error %s is no C name\n", $0 }'
    echo 'int main(void) { return 0; }'
}

# found LIBRARY: whether the C names on standard input are there.
found()
{
    mention "$1" >"$scratch/names.c"
    # shellcheck disable=SC2046 # a list of words
    $CC -std=c11 -Wall -Wextra -Werror -Icommon/include "-Ilibapie-$1/include" \
        $($PKG_CONFIG --cflags jansson libevent_core) "$scratch/names.c" -o "$scratch/names" \
        "$BUILD/libapie-$1.so"
}

column_is_found()
{
    column "$2" | sort -u | found "$1"
}

noticed()
{
    ! echo "$1" | found sync 2>/dev/null
}

tr -s ' ' '\n' <"$scratch/expected" | sort >"$scratch/expected-names"
check "the tables can be read" read_rows
column 1 | sort >"$scratch/python-names"
check_empty "every Python name is there" comm -23 "$scratch/expected-names" "$scratch/python-names"
check_empty "and no other" comm -13 "$scratch/expected-names" "$scratch/python-names"
check_empty "each once" uniq -d "$scratch/python-names"
check_empty "every row gives C names, or says why not" without_names
check "the names of libapie-sync are there" column_is_found sync 2
check "the names of libapie-async are there" column_is_found async 3
for name in 'apie_nothing()' apie_nothing apie_run.nothing APIE_NOTHING nothing 'apie_run()' \
    'apie_async_ready()'; do
    check "$name would be noticed" noticed "$name"
done
finish
