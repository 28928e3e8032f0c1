/* No secret leaves: runs, sessions, tools, guards, events, steps, declarations. */
#include "secrets.h"

#include <stdlib.h>
#include <string.h>

#include "support/json_text.h"
#include "support/subject_agent.h"
#include "support/subject_telemetry.h"
#include "support/subject_tracing.h"

/* ---- what a client does by itself, runs, sessions ---- */

static void runs_and_sessions(stage *s)
{
    static const char *const paths[] = {"/v1/agents/identify",
                                        "/v1/agents/agt_1/capabilities/declare",
                                        "/v1/runs",
                                        "/v1/runs/run_1/complete",
                                        "/v1/runs/run_2/complete",
                                        "/v1/sessions",
                                        "/v1/sessions/ses_1/runs",
                                        "/v1/sessions/ses_1/handoffs",
                                        "/v1/sessions/ses_1/complete",
                                        "/v1/events",
                                        NULL};
    secrets p;
    secrets_begin(&p, s);
    secrets_begin_run(&p);
    secrets_end_run(&p);
    secrets_begin_run(&p);
    apie_run_outcome run_outcome = {.error_message = SECRET, .metadata = p.value};
    expect_ok(s, subject_complete_run(p.subject, p.run->id, &run_outcome, NULL, &s->error));
    apie_free(p.run);
    apie_session_input session = {
        .input_summary = SECRET, .environment = SECRET, .metadata = p.value};
    expect_ok(s, subject_session_begin(p.subject, &session, NULL, &p.session, &s->error));
    apie_run_input in_session = {.session_id = p.session->id,
                                 .step_key = SECRET,
                                 .step_name = SECRET,
                                 .input_summary = SECRET,
                                 .metadata = p.value};
    expect_ok(s, subject_run_begin(p.subject, &in_session, NULL, &p.run, &s->error));
    apie_child_run_input child = {.session_id = p.session->id,
                                  .parent_run_id = p.run->id,
                                  .role = SECRET,
                                  .step_key = SECRET,
                                  .step_name = SECRET,
                                  .input_summary = SECRET,
                                  .environment = SECRET,
                                  .metadata = p.value,
                                  .payload_summary = p.value};
    apie_run *worker = NULL;
    expect_ok(s, subject_child_run_begin(p.subject, &child, NULL, &worker, &s->error));
    apie_handoff_input handoff = {.session_id = p.session->id,
                                  .source_run_id = p.run->id,
                                  .target_run_id = worker->id,
                                  .reason = SECRET,
                                  .input_summary = SECRET,
                                  .payload_summary = p.value};
    apie_handoff *given = NULL;
    expect_ok(s, subject_request_handoff(p.subject, &handoff, NULL, &given, &s->error));
    apie_free(given);
    expect_ok(s, subject_run_end(p.subject, worker, &run_outcome, NULL, &s->error));
    apie_free(worker);
    secrets_end_run(&p);
    apie_session_outcome outcome = {
        .output_summary = SECRET, .error_message = SECRET, .metadata = p.value};
    expect_ok(s, subject_session_end(p.subject, p.session, &outcome, NULL, &s->error));
    apie_free(p.session);
    secrets_end(&p, paths);
}

/* ---- tools and guards ---- */

static const apie_tool tool = {SECRET, SECRET, SECRET};
static const apie_action action = {SECRET, SECRET, SECRET};
static const apie_resource resource = {SECRET, SECRET, SECRET, SECRET};

static void tools_and_guards(stage *s)
{
    static const char *const paths[] = {"/v1/guardrails/evaluate", "/v1/events", NULL};
    secrets p;
    subject_scope scope;
    secrets_begin(&p, s);
    secrets_begin_run(&p);
    apie_action_outcome done = {.result = p.value};
    apie_action_outcome failed = {.error_message = SECRET};
    apie_tool_input tool_input = {.run_id = p.run->id,
                                  .tool = tool,
                                  .action = action,
                                  .resource = resource,
                                  .metadata = p.value};
    expect_ok(s, subject_tool_begin(p.subject, &tool_input, NULL, &scope, &s->error));
    expect_ok(s, subject_scope_finish(&scope, &done, &s->error));
    apie_guard_input guard = {.run_id = p.run->id,
                              .tool = tool,
                              .action = action,
                              .resource = resource,
                              .risk_level = SECRET,
                              .metadata = p.value};
    expect_ok(s, subject_guard_begin(p.subject, &guard, NULL, &scope, &s->error));
    expect_ok(s, subject_scope_finish(&scope, &failed, &s->error));
    apie_decision *decision = NULL;
    expect_ok(s, subject_guard(p.subject, &guard, NULL, &decision, &s->error));
    apie_free(decision);
    secrets_end_run(&p);
    secrets_end(&p, paths);
}

/* The service's own words may hold one, too: what it answers is told in events. */
static void approvals(stage *s)
{
    static const char *const paths[] = {"/v1/events", NULL};
    static const char rules[] = "{\"rules\":[{\"key\":\"k\",\"match\":{},\"decision\":"
                                "\"require_approval\",\"reason\":\"" SECRET "\","
                                "\"approval\":{\"status\":\"approved\",\"after_ms\":1}}]}";
    secrets p;
    secrets_begin(&p, s);
    stage_control(s, "/_dev/rules", rules);
    subject_free(p.subject);
    s->config.mode = APIE_MODE_ENFORCE;
    stage_connect(s);
    secrets_begin_run(&p);
    apie_guard_input guard = stage_action(p.run, "deploy");
    subject_scope scope;
    expect_ok(s, subject_guard_begin(p.subject, &guard, NULL, &scope, &s->error));
    expect_ok(s, subject_scope_finish(&scope, NULL, &s->error));
    secrets_end_run(&p);
    secrets_end(&p, paths);
}

/* ---- events ---- */

static apie_event_details all_details(const secrets *p)
{
    return (apie_event_details){.run_id = p->run->id,
                                .trigger_kind = SECRET,
                                .event_category = SECRET,
                                .step_key = SECRET,
                                .step_name = SECRET,
                                .environment = SECRET,
                                .payload_summary = p->value,
                                .metadata = p->value};
}

/* The same and what the type needs beside it, or can tell. */
static apie_event_details details_of(const secrets *p, const char *type, const json_t *tools)
{
    static const apie_decision decision = {.policy_decision = "allow",
                                           .effective_decision = "allow",
                                           .enforcement_action = "proceed",
                                           .mode = "monitor",
                                           .reason = SECRET};
    apie_event_details details = all_details(p);
    bool own = strcmp(type, "our.own") == 0;
    bool acts = strncmp(type, "action.", 7) == 0 || strcmp(type, "tool.called") == 0;
    bool asks = strncmp(type, "approval.", 9) == 0;
    if (own || acts)
        details.tool = tool;
    if (own || acts || strcmp(type, "resource.touched") == 0 ||
        strcmp(type, "guardrail.evaluated") == 0 || strcmp(type, "approval.requested") == 0) {
        details.action = action;
        details.resource = resource;
    }
    if (strstr(type, "failed") || strcmp(type, "error") == 0)
        details.error_message = SECRET;
    if (strcmp(type, "error") == 0)
        details.error_stack = SECRET;
    if (strcmp(type, "action.completed") == 0)
        details.result = p->value;
    if (strcmp(type, "guardrail.evaluated") == 0)
        details.decision = &decision;
    if (asks) {
        details.approval.approval_id = "appr_7";
        details.approval.status = strcmp(type, "approval.resolved") == 0 ? "approved" : "pending";
    }
    if (strcmp(type, "approval.resolved") == 0)
        details.approval.resolved_by = SECRET;
    if (strcmp(type, "approval.requested") == 0)
        details.reason = SECRET;
    if (strcmp(type, "mcp.tools_listed") == 0) {
        details.server = SECRET;
        details.tools = tools;
    }
    return details;
}

static void events_of_every_type(stage *s)
{
    static const char *const paths[] = {"/v1/events", "/v1/events/validate", NULL};
    secrets p;
    secrets_begin(&p, s);
    secrets_begin_run(&p);
    json_t *tools = json_pack("[{s:s, s:s}]", "name", SECRET, "description", SECRET);
    for (size_t i = 0; i < SUBJECT_TRACKERS; i++) {
        const char *type = subject_trackers[i].type;
        const apie_event_details details = details_of(&p, type, tools);
        expect_ok(s, subject_tell(p.subject, type, &details, NULL, &s->error));
    }
    const apie_event_details own = details_of(&p, "our.own", tools);
    expect_ok(s, subject_track(p.subject, "our.own", &own, NULL, &s->error));
    json_t *event = NULL;
    expect_ok(s, subject_build_event(p.subject, "our.built", &own, &event, &s->error));
    json_t *raw = json_pack("[{s:s, s:s, s:O, s:O}, O]", "type", "our.raw", "run_id", p.run->id,
                            "metadata", p.value, "payload_summary", p.value, event);
    assert_non_null(raw);
    apie_events_previewed *previewed = NULL;
    expect_ok(s, subject_validate_events(p.subject, raw, NULL, &previewed, &s->error));
    apie_free(previewed);
    json_t *sent = json_pack("[O]", event);
    json_object_set(event, "metadata", p.value); /* what was redacted once may be changed since */
    apie_events_accepted *accepted = NULL;
    expect_ok(s, subject_send_events(p.subject, sent, NULL, &accepted, &s->error));
    apie_free(accepted);
    json_decref(sent);
    json_t *clean = NULL;
    expect_ok(s, subject_redact_value(p.subject, p.value, &clean, &s->error));
    char *text = json_dumps(clean, 0);
    assert_null(strstr(text, MARK));
    free(text);
    json_decref(clean);
    json_decref(raw);
    json_decref(event);
    json_decref(tools);
    secrets_end_run(&p);
    secrets_end(&p, paths);
}

static void steps(stage *s)
{
    static const char *const paths[] = {"/v1/events", NULL};
    secrets p;
    secrets_begin(&p, s);
    secrets_begin_run(&p);
    for (int kind = 0; kind < SUBJECT_STEP_KINDS; kind++) {
        const apie_step_input input = {.run_id = p.run->id,
                                       .step_key = SECRET,
                                       .step_name = SECRET,
                                       .model = kind == SUBJECT_STEP_LLM ? SECRET : NULL,
                                       .input_summary = kind == SUBJECT_STEP_LLM ? SECRET : NULL,
                                       .payload_summary = p.value,
                                       .metadata = p.value};
        const apie_step_outcome ends[] = {{.payload_summary = p.value},
                                          {.error_message = SECRET, .payload_summary = p.value}};
        for (size_t i = 0; i < 2; i++) {
            subject_step step;
            expect_ok(s, subject_step_begin(p.subject, (subject_step_kind)kind, &input, &step,
                                            &s->error));
            expect_ok(s, subject_step_finish(&step, &ends[i], &s->error));
        }
    }
    secrets_end_run(&p);
    secrets_end(&p, paths);
}

/* ---- what an agent declares ---- */

static void declarations(stage *s)
{
    static const char *const paths[] = {"/v1/agents/agt_1/capabilities/declare",
                                        "/v1/agents/agt_1/tools/define",
                                        "/v1/agents/agt_1/boundary-reports", NULL};
    static const char *const words[] = {SECRET, NULL};
    secrets p;
    secrets_begin(&p, s);
    apie_capabilities_declared *declared = NULL;
    const apie_declared_capability capability = {.tool_name = SECRET,
                                                 .tool_provider = SECRET,
                                                 .actions = words,
                                                 .resources = words,
                                                 .environments = words,
                                                 .risk_level = SECRET};
    expect_ok(s,
              subject_declare_capabilities(p.subject, &capability, 1, NULL, &declared, &s->error));
    apie_free(declared);
    json_t *schema = json_of("{'properties':{'password':{'default':'" MARK "'},"
                             "'x':{'examples':['" SECRET "']}}}");
    const apie_tool_definition definition = {.name = SECRET,
                                             .provider = SECRET,
                                             .description = SECRET,
                                             .input_schema = schema,
                                             .action_types = words,
                                             .action_types_count = 1,
                                             .resource_types = words,
                                             .resource_types_count = 1,
                                             .risk_level = SECRET};
    apie_tool_defined *defined = NULL;
    expect_ok(s, subject_define_tool(p.subject, &definition, NULL, &defined, &s->error));
    apie_free(defined);
    json_decref(schema);
    const apie_report_input input = {.title = SECRET, .environments = words, .sections = words};
    apie_report *report = NULL;
    expect_ok(s, subject_create_report(p.subject, &input, NULL, &report, &s->error));
    apie_free(report);
    secrets_end(&p, paths);
}

/* ---- the program's own rules ---- */

static json_t *hide_names(const char *path, const json_t *value, void *user)
{
    unsigned *asked = user;
    ++*asked;
    if (json_is_string(value) && strcmp(json_string_value(value), "jane") == 0)
        return json_string("someone");
    return strcmp(path, "metadata") == 0 ? json_pack("{s:s}", "note", "replaced, " SECRET) : NULL;
}

static void own_rules_come_first(stage *s)
{
    static const char *const keys[] = {"pin", NULL};
    static const char *const allowed[] = {"metadata.pin_hint", NULL};
    static const char *const patterns[] = {"4[0-9]{3} [0-9]{4}", NULL};
    unsigned asked = 0;
    stage_serve_recorded(s, NULL);
    s->config.redact_keys = keys;
    s->config.redact_allow_paths = allowed;
    s->config.redact_deny_patterns = patterns;
    s->config.redact_user = &asked;
    for (int round = 0; round < 2; round++) {
        s->config.redact_callback = round == 0 ? NULL : hide_names;
        stage_connect(s);
        apie_run *run = stage_begin_run(s);
        json_t *metadata = json_pack("{s:s, s:s, s:s}", "pin", "0000", "pin_hint", "a year", "card",
                                     "it is 4111 1111");
        apie_guard_input guard = stage_action(run, "jane");
        guard.metadata = metadata;
        apie_decision *decision = NULL;
        expect_ok(s, subject_guard(&s->subject, &guard, NULL, &decision, &s->error));
        apie_free(decision);
        json_decref(metadata);
        const json_t *body = json_at(stage_recorded_request(s, "/v1/guardrails/evaluate"), "body");
        if (round == 0)
            expect_json("metadata", "{'pin':'[REDACTED]','pin_hint':'a year','card':'[REDACTED]'}",
                        json_at(body, "metadata"));
        else
            expect_json("metadata", "{'note':'[REDACTED]'}", json_at(body, "metadata"));
        assert_string_equal(text_at(body, "action/name"), round == 0 ? "jane" : "someone");
        stage_end_run(s, run);
        subject_free(&s->subject);
    }
    assert_true(asked > 0);
}

int main(void)
{
    static const stage_test tests[] = {
        {.name = "runs and sessions", .run = runs_and_sessions, .once = true},
        {.name = "tools and guards", .run = tools_and_guards, .once = true},
        {.name = "approvals", .run = approvals, .once = true},
        {.name = "events of every type", .run = events_of_every_type, .once = true},
        {.name = "steps", .run = steps, .once = true},
        {.name = "declarations", .run = declarations, .once = true},
        {.name = "own rules come first", .run = own_rules_come_first, .once = true},
    };
    return STAGE_MAIN("redaction", tests);
}
