/* A proxy between a host and an MCP server, as a program makes one of the public functions. The
 * recorded one tells that a call begins before it looks at what the guardrail decided; so this one
 * asks the guardrail and tells of each thing by itself. */
#include "conformance/proxy.h"

#include <string.h>

#include "conformance/fatal.h"
#include "support/subject_agent.h"
#include "support/subject_telemetry.h"

#define SERVER      "fs"
#define RUN_ID      "run_m"
#define ENVIRONMENT "production"
#define SOURCE      "capture_source", "mcp_proxy"

void proxy_configure(apie_config *config)
{
    config->agent = (apie_agent_config){.key = "agent", .name = "agent"};
    config->runtime =
        (apie_runtime_config){.framework = "mcp-proxy", .sdk_version = REPLAY_SDK_VERSION};
}

static void tell(struct replay *replay, const char *type, const apie_event_details *details)
{
    (void)replay_expect(
        replay, type, subject_tell(&replay->subject, type, details, NULL, &replay->error), APIE_OK);
}

/* ---- the server's tools ---- */

static void define(struct replay *replay, const json_t *listed)
{
    json_t *name =
        not_null(json_sprintf(SERVER ".%s", json_string_value(json_object_get(listed, "name"))));
    const apie_tool_definition tool = {
        .name = json_string_value(name),
        .provider = "mcp",
        .description = json_string_value(json_object_get(listed, "description")),
        .input_schema = json_object_get(listed, "inputSchema"),
        .risk_level = APIE_RISK_MEDIUM,
    };
    (void)replay_expect(replay, "define_tool",
                        subject_define_tool(&replay->subject, &tool, NULL, NULL, &replay->error),
                        APIE_OK);
    json_decref(name);
}

void proxy_play_listing(struct replay *replay)
{
    json_t *tools = not_null(json_pack("[{s:s, s:s, s:{s:s}}]", "name", "read_file", "description",
                                       "d", "inputSchema", "type", "object"));
    json_t *metadata = not_null(json_pack("{s:s}", SOURCE));
    const apie_event_details listing = {
        .run_id = RUN_ID,
        .step_name = SERVER ".tools_list",
        .server = SERVER,
        .tools = tools,
        .metadata = metadata,
    };
    tell(replay, "mcp.tools_listed", &listing);
    (void)replay_expect(replay, "flush", subject_flush(&replay->subject, 0, NULL, &replay->error),
                        APIE_OK);
    for (size_t i = 0; i < json_array_size(tools); i++)
        define(replay, json_array_get(tools, i));
    json_decref(metadata);
    json_decref(tools);
}

/* ---- calls ---- */

/* A call by the host, as events tell of it. */
struct call {
    apie_tool tool;
    apie_action action;
    apie_resource resource;
    json_t *metadata;
    json_t *source; /* all that some events say beside */
};

static struct call call_of(json_t *arguments)
{
    static const char name[] = SERVER ".deploy_x";
    apie_inference guess;
    if (!apie_infer_from_tool_name(name, &guess))
        fatal("%s says nothing of what it does", name);
    return (struct call){
        .tool = {.name = name, .provider = "mcp", .risk_level = guess.risk_level},
        .action = {.type = guess.action_type, .name = name, .risk_level = guess.risk_level},
        .resource = {.type = guess.resource_type, .provider = SERVER, .environment = ENVIRONMENT},
        .metadata =
            not_null(json_pack("{s:s, s:{s:s, s:s, s:o}}", SOURCE, "mcp", "server", SERVER, "tool",
                               name + strlen(SERVER "."), "arguments", not_null(arguments))),
        .source = not_null(json_pack("{s:s}", SOURCE)),
    };
}

static void call_free(struct call *call)
{
    json_decref(call->metadata);
    json_decref(call->source);
}

static apie_decision *ask(struct replay *replay, const struct call *call)
{
    const apie_guard_input input = {
        .run_id = RUN_ID,
        .action = {.type = call->action.type, .name = call->action.name},
        .resource = call->resource,
        .tool = call->tool,
        .risk_level = call->tool.risk_level,
        .metadata = call->metadata,
    };
    apie_decision *decision = NULL;
    apie_status status = subject_guard(&replay->subject, &input, NULL, &decision, &replay->error);
    return replay_expect(replay, "guard", status, APIE_OK) ? decision : NULL;
}

/* agent.mcp.… */
static void tell_of_tool(struct replay *replay, const struct call *call, const char *type,
                         const json_t *payload, const char *failure)
{
    const apie_event_details details = {
        .run_id = RUN_ID,
        .step_name = call->tool.name,
        .error_message = failure,
        .payload_summary = payload,
        .metadata = call->source,
    };
    tell(replay, type, &details);
}

static void tell_of_action(struct replay *replay, const struct call *call, const char *type,
                           const json_t *result, const char *failure)
{
    const apie_event_details details = {
        .run_id = RUN_ID,
        .tool = call->tool,
        .action = call->action,
        .resource = call->resource,
        .error_message = failure,
        .result = result,
        .metadata = call->metadata,
    };
    tell(replay, type, &details);
}

static void tell_of_decision(struct replay *replay, const struct call *call,
                             const apie_decision *decision)
{
    const apie_event_details details = {
        .run_id = RUN_ID,
        .action = call->action,
        .resource = call->resource,
        .decision = decision,
        .metadata = call->source,
    };
    tell(replay, "guardrail.evaluated", &details);
}

/* What the guardrail decided, to be freed. NULL: it could not be asked. */
static apie_decision *begin_call(struct replay *replay, const struct call *call)
{
    apie_decision *decision = ask(replay, call);
    if (decision == NULL)
        return NULL;
    json_t *payload = not_null(json_pack(
        "{s:s, s:O, s:s, s:s, s:s}", "server", SERVER, "tool",
        json_object_get(json_object_get(call->metadata, "mcp"), "tool"), "action_type",
        call->action.type, "resource_type", call->resource.type, "environment", ENVIRONMENT));
    tell_of_decision(replay, call, decision);
    tell_of_action(replay, call, "tool.called", NULL, NULL);
    tell_of_action(replay, call, "action.requested", NULL, NULL);
    tell_of_tool(replay, call, "mcp.called", payload, NULL);
    json_decref(payload);
    return decision;
}

static void end_call(struct replay *replay, const struct call *call, const char *failure)
{
    json_t *result = not_null(json_pack("{s:s}", "status", "executed"));
    if (failure == NULL) {
        tell_of_tool(replay, call, "mcp.completed", NULL, NULL);
        tell_of_action(replay, call, "action.completed", result, NULL);
    } else {
        tell_of_tool(replay, call, "mcp.failed", NULL, failure);
        tell_of_action(replay, call, "action.failed", NULL, failure);
    }
    json_decref(result);
}

static void expect_enforcement(struct replay *replay, const apie_decision *decision,
                               const char *expected)
{
    if (strcmp(decision->enforcement_action, expected) == 0)
        return;
    replay->failed++;
    (void)fprintf(replay->report, "  the guardrail: %s in place of %s\n",
                  decision->enforcement_action, expected);
}

/* The recorded proxy was told of a secret when the call began, of two ends, and of no secret
 * then. */
void proxy_play_call(struct replay *replay)
{
    struct call begun = call_of(json_pack("{s:s, s:i}", "token", "abc", "a", 1));
    struct call ended = call_of(json_pack("{s:i}", "a", 1));
    apie_decision *decision = begin_call(replay, &begun);
    if (decision != NULL) {
        expect_enforcement(replay, decision, APIE_ENFORCEMENT_PROCEED);
        end_call(replay, &ended, NULL);
        end_call(replay, &ended, "z");
    }
    apie_free(decision);
    call_free(&begun);
    call_free(&ended);
}

/* ---- a refusal ---- */

/* What the recorded proxy printed: its answer to the host. */
static json_t *recorded_refusal(void)
{
    return not_null(json_pack("{s:i, s:s, s:{s:s, s:s, s:s, s:s, s:s, s:s, s:s}}", "code", -32001,
                              "message", "Action blocked by Apie guardrail", "data", "reason", "no",
                              "decision_id", "d", "policy_decision", "block", "effective_decision",
                              "block", "enforcement_action", "block", "mode", "enforce",
                              "matched_guardrail", "g1"));
}

static void refuse(struct replay *replay, const apie_decision *decision)
{
    const apie_error blocked = {.code = APIE_ERROR_BLOCKED};
    json_t *answer = NULL;
    json_t *recorded = recorded_refusal();
    apie_status status = apie_mcp_refusal(&blocked, decision, &answer, &replay->error);
    if (replay_expect(replay, "mcp_refusal", status, APIE_OK) && !json_equal(answer, recorded)) {
        replay->failed++;
        (void)fprintf(replay->report, "  the answer to the host is another\n");
    }
    json_decref(answer);
    json_decref(recorded);
}

void proxy_play_blocked_call(struct replay *replay)
{
    struct call call = call_of(json_pack("{s:i}", "a", 1));
    apie_decision *decision = begin_call(replay, &call);
    if (decision != NULL) {
        expect_enforcement(replay, decision, APIE_ENFORCEMENT_BLOCK);
        refuse(replay, decision);
    }
    apie_free(decision);
    call_free(&call);
}
