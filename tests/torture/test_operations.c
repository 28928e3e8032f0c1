/* Every generated operation, through both libraries. */
#include "torture.h"

#include <stdio.h>
#include <string.h>

/* ---- one function per operation ---- */

/* The arguments, if any, end in a comma. */
#define OPERATION(name, type, ...)                                                                 \
    static void end_of_##name(apie_status status, apie_##type *result, const apie_error *error,    \
                              void *user)                                                          \
    {                                                                                              \
        torture_note(user, status, result, error);                                                 \
    }                                                                                              \
    static apie_status run_##name(torture *t)                                                      \
    {                                                                                              \
        apie_##type *out = NULL;                                                                   \
        if (t->subject.sync) {                                                                     \
            apie_status status = apie_##name(t->subject.sync, __VA_ARGS__ NULL, &out, &t->error);  \
            return check_result(status, out);                                                      \
        }                                                                                          \
        torture_wait wait = {.torture = t};                                                        \
        apie_status status =                                                                       \
            torture_await(&wait, apie_async_##name(t->subject.async, __VA_ARGS__ NULL,             \
                                                   end_of_##name, &wait, &t->error));              \
        return check_result(status, wait.result);                                                  \
    }

#define OPERATION_WITHOUT_RESULT(name, ...)                                                        \
    static apie_status run_##name(torture *t)                                                      \
    {                                                                                              \
        if (t->subject.sync)                                                                       \
            return apie_##name(t->subject.sync, __VA_ARGS__ NULL, &t->error);                      \
        torture_wait wait = {.torture = t};                                                        \
        return torture_await(&wait, apie_async_##name(t->subject.async, __VA_ARGS__ NULL,          \
                                                      end_without_result, &wait, &t->error));      \
    }

/* A result comes with success, and only then. */
static apie_status check_result(apie_status status, void *result)
{
    assert_int_equal(status == APIE_OK, result != NULL);
    apie_free(result);
    return status;
}

static void end_without_result(apie_status status, const apie_error *error, void *user)
{
    torture_note(user, status, NULL, error);
}

static const char *const words[] = {"read", "update", NULL};

/* Free-form values, made once by main(). */
static json_t *events;
static json_t *metadata;

static const apie_identify identify = {
    .agent = &(apie_identify_agent){.key = "torture-agent",
                                    .name = "Torture agent",
                                    .purpose = "to be \"tortured\"",
                                    .owner_email = APIE_NULL,
                                    .team = APIE_NULL,
                                    .description = APIE_NULL},
    .runtime =
        &(apie_identify_runtime){
            .environment = "test", .framework = APIE_NULL, .language = "c", .sdk_version = "0"},
    .model = &(apie_identify_model){.provider = APIE_NULL, .name = APIE_NULL},
    .mode = "monitor",
    .tools = APIE_NULL,
    .prompt_hash = APIE_NULL,
    .hostname = "localhost",
};

static const apie_capability *const capabilities[] = {&(apie_capability){
    .tool = &(apie_capability_tool){.name = "git"},
    .actions = words,
    .actions_count = 2,
    .risk_level = APIE_RISK_LOW,
}};
static const apie_capabilities_declare declare = {.capabilities = capabilities,
                                                  .capabilities_count = 1};

OPERATION(health_info, service_info, )
OPERATION(health_check, health, )
OPERATION(agents_identify, registration, &identify, )
OPERATION(agents_declare_capabilities, capabilities_declared, t->agent_id, &declare, )
OPERATION(agents_define_tool, tool_defined, t->agent_id,
          (&(apie_tool_definition){.name = "git",
                                   .description = "version control",
                                   .input_schema = metadata,
                                   .action_types = words,
                                   .action_types_count = 2}), )
OPERATION(runs_create, run,
          (&(apie_run_create){.agent_key = "torture-agent",
                              .environment = "test",
                              .input_summary = "a summary",
                              .metadata = metadata}), )
OPERATION_WITHOUT_RESULT(runs_complete, t->id,
                         (&(apie_run_complete){.status = APIE_RUN_STATUS_COMPLETED,
                                               .metadata = metadata}), )
OPERATION(sessions_create, session,
          (&(apie_session_create){.kind = APIE_SESSION_KIND_PIPELINE,
                                  .orchestrator_agent_key = "torture-agent",
                                  .orchestrator_agent_id = t->agent_id,
                                  .environment = "test",
                                  .input_summary = APIE_NULL,
                                  .metadata = metadata}), )
OPERATION_WITHOUT_RESULT(sessions_complete, t->id,
                         (&(apie_session_complete){.status = APIE_SESSION_STATUS_COMPLETED,
                                                   .output_summary = "done",
                                                   .metadata = metadata}), )
OPERATION(sessions_create_run, run, t->id,
          (&(apie_session_run_create){.agent_key = "torture-agent",
                                      .parent_run_id = APIE_NULL,
                                      .trigger_event_id = APIE_NULL,
                                      .step_key = "first",
                                      .step_name = "The first",
                                      .step_index = apie_int(0),
                                      .role = APIE_NULL,
                                      .environment = "test",
                                      .input_summary = APIE_NULL,
                                      .metadata = metadata}), )
OPERATION(sessions_create_handoff, handoff, t->id,
          (&(apie_handoff_create){.source_run_id = "run_1",
                                  .source_agent_id = APIE_NULL,
                                  .target_run_id = APIE_NULL,
                                  .target_agent_id = t->agent_id,
                                  .trigger_event_id = APIE_NULL,
                                  .reason = "to be done elsewhere",
                                  .input_summary = APIE_NULL,
                                  .payload_summary = metadata,
                                  .status = "requested"}), )
OPERATION(events_send, events_accepted, (&(apie_event_batch){.events = events}), )
OPERATION(events_validate, events_previewed, (&(apie_event_batch){.events = events}), )
OPERATION(guardrails_evaluate, evaluation,
          (&(apie_evaluate){.agent_key = "torture-agent",
                            .run_id = APIE_NULL,
                            .mode = "enforce",
                            .risk_level = APIE_RISK_HIGH,
                            .action = &(apie_evaluate_action){.type = "execute", .name = "blocked"},
                            .resource = &(apie_evaluate_resource){.type = "file",
                                                                  .provider = APIE_NULL,
                                                                  .environment = APIE_NULL,
                                                                  .external_id = APIE_NULL},
                            .tool = APIE_NULL,
                            .metadata = metadata}), )
OPERATION(guardrails_enable_template, template_enabled, "secrets", )
OPERATION(approvals_get, approval_state, t->id, )
OPERATION(approvals_wait, approval_wait, t->id, apie_int(1000), )
OPERATION(reports_create, report, t->agent_id,
          (&(apie_report_create){.title = "A report",
                                 .report_type = APIE_REPORT_TYPE_AGENT_BOUNDARY_REPORT,
                                 .window = "24h",
                                 .time_window = APIE_NULL,
                                 .filters = APIE_NULL,
                                 .sections = APIE_NULL}), )
OPERATION(reports_get, report, t->id, )

/* ---- what they are about, made anew before each ---- */

static void make_run(torture *t)
{
    torture_make_id(t, "/v1/runs",
                    "{\"agent_key\":\"torture-agent\",\"environment\":null,\"input_summary\":null,"
                    "\"metadata\":null}",
                    "\"id\":\"");
}

static void make_approval(torture *t)
{
    torture_make_id(t, "/v1/guardrails/evaluate",
                    "{\"agent_key\":\"torture-agent\",\"run_id\":null,\"mode\":\"enforce\","
                    "\"risk_level\":null,\"action\":{\"type\":\"execute\",\"name\":\"approved\"},"
                    "\"resource\":{\"type\":\"file\",\"external_id\":null,\"provider\":null,"
                    "\"environment\":null},\"tool\":null,\"metadata\":null}",
                    "\"approval_request\":{\"id\":\"");
}

static void make_report(torture *t)
{
    char target[128];
    (void)snprintf(target, sizeof target, "/v1/agents/%s/boundary-reports", t->agent_id);
    torture_make_id(t, target,
                    "{\"title\":null,\"report_type\":null,\"window\":null,\"time_window\":null,"
                    "\"filters\":null,\"sections\":null}",
                    "\"report_id\":\"");
}

#define CASE(function, ...)                                                                        \
    {                                                                                              \
        .name = #function, .run = run_##function, __VA_ARGS__                                      \
    }

static const torture_case cases[] = {
    CASE(health_info, ),
    CASE(health_check, .for_good = true),
    CASE(agents_identify, ),
    CASE(agents_declare_capabilities, ),
    CASE(agents_define_tool, ),
    CASE(runs_create, .for_good = true),
    CASE(runs_complete, .prepare = make_run),
    CASE(sessions_create, ),
    CASE(sessions_complete, .prepare = torture_make_session),
    CASE(sessions_create_run, .prepare = torture_make_session),
    CASE(sessions_create_handoff, .prepare = torture_make_session),
    CASE(events_send, ),
    CASE(events_validate, ),
    CASE(guardrails_evaluate, ),
    CASE(guardrails_enable_template, ),
    CASE(approvals_get, .prepare = make_approval),
    CASE(approvals_wait, .prepare = make_approval),
    CASE(reports_create, ),
    CASE(reports_get, .prepare = make_report),
};

int main(void)
{
    metadata = json_pack("{s:s, s:[i, b, n], s:{s:s}}", "password", "secret", "list", 1, 1, "in",
                         "text", "more \"text\"");
    events = json_pack("[{s:s, s:s, s:s, s:s, s:s, s:O}]", "type", "agent.custom", "agent_key",
                       "torture-agent", "agent_id", "agent_1", "agent_version_id", "version_1",
                       "timestamp", "2025-01-01T00:00:00.000Z", "metadata", metadata);
    if (!metadata || !events)
        return 1;
    int failed = TORTURE_MAIN("operations", cases);
    json_decref(events);
    json_decref(metadata);
    return failed;
}
