/* The client's own agent, through both libraries: registration, declarations, tools, templates,
 * reports, and what works without it. */
#include "stage.h"

#include <string.h>

#include "support/subject_agent.h"

static const char *const read_only[] = {"read", NULL};
static const char *const production[] = {"production", NULL};
static const apie_declared_capability capability = {
    .tool_name = "search", .actions = read_only, .risk_level = "low"};
static const apie_declared_capability another = {.tool_name = "shell", .risk_level = "high"};

static const json_t *own_agent(stage *s)
{
    return json_at(stage_state(s), "agents/agt_1");
}

/* ---- registration ---- */

static void test_registering_again(stage *s)
{
    apie_registration *registration = NULL;
    stage_serve(s, NULL);
    s->config.capabilities = &capability;
    s->config.capability_count = 1;
    stage_connect(s);
    expect_ok(s, subject_ready(&s->subject, NULL, NULL, &s->error));
    /* What ready waited for. */
    assert_string_equal(text_at(own_agent(s), "capabilities/0/tool/name"), "search");
    assert_int_equal(number_at(own_agent(s), "identified"), 1);
    expect_ok(s, subject_register_agent(&s->subject, NULL, &registration, &s->error));
    assert_string_equal(registration->agent_id, "agt_1");
    assert_string_equal(registration->agent_version_id, "ver_1");
    assert_false(registration->created.value);
    apie_free(registration);
    assert_int_equal(number_at(own_agent(s), "identified"), 2);
}

static void test_registering_fails(stage *s)
{
    apie_registration *registration = NULL;
    stage_begin(s);
    stage_set_faults(s, "[{\"path\":\"/v1/agents/identify\",\"status\":403}]");
    expect(s, APIE_ERROR_PERMISSION,
           subject_register_agent(&s->subject, NULL, &registration, &s->error));
    assert_null(registration);
    /* The earlier one stays in force. */
    expect_ok(s, subject_get_registration(&s->subject, &registration, &s->error));
    assert_string_equal(registration->agent_id, "agt_1");
    apie_free(registration);
    expect_ok(s, subject_ready(&s->subject, NULL, NULL, &s->error));
    stage_use_tool(s, &(apie_run){.id = "run_9"}, "search");
    stage_close(s);
    stage_expect_delivered(s, 4);
    assert_int_equal(s->reported, 1);
}

static void test_reading_the_registration(stage *s)
{
    apie_registration *registration = NULL;
    stage_serve_faults(s, "[{\"path\":\"/v1/agents/identify\",\"delay_ms\":100}]");
    stage_connect(s);
    expect_ok(s, subject_get_registration(&s->subject, &registration, &s->error));
    assert_null(registration); /* it does not wait */
    expect_ok(s, subject_ready(&s->subject, NULL, NULL, &s->error));
    expect_ok(s, subject_get_registration(&s->subject, &registration, &s->error));
    assert_string_equal(registration->agent_id, "agt_1");
    assert_string_equal(registration->workspace_id, "ws_1");
    apie_free(registration);
    expect(s, APIE_ERROR_INVALID_ARGUMENT, subject_get_registration(&s->subject, NULL, &s->error));
    expect_ok(s, subject_shutdown(&s->subject, 0, NULL, &s->error));
    expect_ok(s, subject_get_registration(&s->subject, &registration, &s->error));
    assert_non_null(registration);
    apie_free(registration);
    expect(s, APIE_ERROR_CLOSED, subject_register_agent(&s->subject, NULL, NULL, &s->error));
}

/* ---- declarations ---- */

static void test_declaring(stage *s)
{
    apie_capabilities_declared *declared = NULL;
    stage_serve_faults(s, "[{\"path\":\"/v1/agents/identify\",\"delay_ms\":100}]");
    stage_connect(s);
    expect_ok(s, subject_declare_capabilities(&s->subject, &capability, 1, NULL, &declared,
                                              &s->error)); /* waits for the registration */
    assert_string_equal(text_at(declared->declared, "0/tool/name"), "search");
    apie_free(declared);
    expect_ok(s, subject_declare_capabilities(&s->subject, &another, 1, NULL, NULL, &s->error));
    const json_t *kept = json_at(own_agent(s), "capabilities");
    assert_int_equal(json_array_size(kept), 1);
    assert_string_equal(text_at(kept, "0/riskLevel"), "high");
    expect(s, APIE_ERROR_INVALID_ARGUMENT,
           subject_declare_capabilities(&s->subject, NULL, 1, NULL, NULL, &s->error));
}

static void test_defining_a_tool(stage *s)
{
    json_t *schema = json_loads("{\"properties\":{\"token\":{\"type\":\"string\",\"example\":"
                                "\"Bearer abcdefghijklmnop\"}}}",
                                0, NULL);
    apie_tool_definition tool = {.name = "t", .provider = "mcp", .input_schema = schema};
    apie_tool_defined *defined = NULL;
    stage_begin(s);
    expect_ok(s, subject_define_tool(&s->subject, &tool, NULL, &defined, &s->error));
    assert_non_null(defined);
    apie_free(defined);
    tool.description = "for " STAGE_KEY;
    expect_ok(s, subject_define_tool(&s->subject, &tool, NULL, NULL, &s->error));
    json_decref(schema);
    const json_t *kept = json_at(own_agent(s), "tools");
    assert_int_equal(json_array_size(kept), 1);
    assert_string_equal(text_at(kept, "0/inputSchema/properties/token/type"), "string");
    assert_string_equal(text_at(kept, "0/inputSchema/properties/token/example"), "[REDACTED]");
    assert_string_equal(text_at(kept, "0/description"), "[REDACTED]");
    expect(s, APIE_ERROR_INVALID_ARGUMENT,
           subject_define_tool(&s->subject, NULL, NULL, NULL, &s->error));
    assert_string_equal(s->error.where, "tool.name");
}

/* Neither templates nor health need the agent. */
static void test_without_the_agent(stage *s)
{
    apie_template_enabled *enabled = NULL;
    apie_health *health = NULL;
    stage_serve_faults(s, "[{\"path\":\"/v1/agents/identify\",\"stall\":\"headers\"}]");
    stage_connect(s);
    expect_ok(s, subject_health_check(&s->subject, NULL, &health, &s->error));
    assert_string_equal(health->status, "ok");
    apie_free(health);
    expect_ok(s, subject_enable_template(&s->subject, "prod-secrets", NULL, &enabled, &s->error));
    assert_string_equal(enabled->key, "prod-secrets");
    assert_string_equal(enabled->status, "enabled");
    apie_free(enabled);
    assert_string_equal(text_at(stage_state(s), "templates/prod-secrets/status"), "enabled");
    expect(s, APIE_ERROR_INVALID_ARGUMENT,
           subject_enable_template(&s->subject, "", NULL, NULL, &s->error));
}

/* ---- reports ---- */

static void test_reports(stage *s)
{
    apie_report *report = NULL;
    apie_report_input input = {.title = "for " STAGE_KEY,
                               .report_type = APIE_REPORT_TYPE_RELEASE_READINESS_REPORT,
                               .window = "24h",
                               .environments = production};
    stage_begin(s);
    expect_ok(s, subject_create_report(&s->subject, &input, NULL, &report, &s->error));
    assert_string_equal(report->report_id, "rpt_1");
    assert_string_equal(report->status, APIE_REPORT_STATUS_DRAFT);
    assert_non_null(report->web_url);
    apie_free(report);
    expect_ok(s, subject_get_report(&s->subject, "rpt_1", NULL, &report, &s->error));
    assert_string_equal(report->status, APIE_REPORT_STATUS_DRAFT);
    apie_free(report);
    expect_ok(s, subject_wait_for_report(&s->subject, "rpt_1", 0, 0, NULL, &report, &s->error));
    assert_string_equal(report->status, APIE_REPORT_STATUS_GENERATED);
    assert_non_null(json_object_get(report->export_urls, "json"));
    apie_free(report);
    const json_t *asked = json_at(stage_state(s), "reports/rpt_1/request");
    assert_string_equal(text_at(asked, "title"), "[REDACTED]");
    assert_string_equal(text_at(asked, "filters/environments/0"), "production");
    expect_ok(s, subject_create_report(&s->subject, NULL, NULL, &report, &s->error));
    apie_free(report);
    asked = json_at(stage_state(s), "reports/rpt_2/request");
    assert_true(json_is_null(json_at(asked, "filters")));
    input.agent_version_id = "ver_1";
    expect(s, APIE_ERROR_INVALID_ARGUMENT,
           subject_create_report(&s->subject, &input, NULL, NULL, &s->error));
}

static void test_waiting_for_a_report(stage *s)
{
    apie_report *report = NULL;
    stage_begin(s);
    expect_ok(s, subject_create_report(&s->subject, NULL, NULL, NULL, &s->error));
    stage_set_faults(s, "[{\"path\":\"/v1/boundary-reports/rpt_1\",\"times\":3,\"status\":500}]");
    /* One attempt each, so that it is the wait that looks again. */
    apie_call_options once = {.attempts = 1};
    expect_ok(s, subject_wait_for_report(&s->subject, "rpt_1", 0, 20, &once, &report, &s->error));
    assert_string_equal(report->status, APIE_REPORT_STATUS_GENERATED);
    apie_free(report);
    report = NULL;
    stage_set_faults(s, "[{\"path\":\"/v1/boundary-reports/rpt_1\",\"body\":"
                        "{\"report_id\":\"rpt_1\",\"status\":\"draft\"}}]");
    expect(s, APIE_ERROR_TIMEOUT,
           subject_wait_for_report(&s->subject, "rpt_1", 100, 20, NULL, &report, &s->error));
    assert_null(report);
    expect(s, APIE_ERROR_NOT_FOUND,
           subject_wait_for_report(&s->subject, "rpt_9", 0, 0, NULL, &report, &s->error));
    expect(s, APIE_ERROR_NOT_FOUND,
           subject_get_report(&s->subject, "rpt_9", NULL, &report, &s->error));
}

/* ---- cancelled in the middle ---- */

static void note_report(apie_status status, apie_report *report, const apie_error *error,
                        void *user)
{
    assert_null(report);
    assert_non_null(error);
    *(apie_status *)user = status;
}

static void test_cancelled(stage *s)
{
    stage_begin(s);
    expect_ok(s, subject_create_report(&s->subject, NULL, NULL, NULL, &s->error));
    stage_set_faults(s, "[{\"path\":\"/v1/boundary-reports/rpt_1\",\"body\":"
                        "{\"report_id\":\"rpt_1\",\"status\":\"draft\"}}]");
    if (s->subject.sync) {
        apie_cancel_token *token = apie_cancel_token_new();
        apie_call_options options = {.cancel = token};
        assert_non_null(token);
        apie_cancel_token_cancel(token);
        expect(s, APIE_ERROR_CANCELLED,
               subject_wait_for_report(&s->subject, "rpt_1", 0, 0, &options, NULL, &s->error));
        apie_cancel_token_free(token);
        return;
    }
    apie_status status = APIE_OK;
    apie_call *call = apie_async_wait_for_boundary_report(s->subject.async, "rpt_1", 0, 0, NULL,
                                                          note_report, &status, &s->error);
    assert_non_null(call);
    while (stage_requests(s) < 3)
        event_base_loop(s->subject.base, EVLOOP_NONBLOCK);
    apie_call_cancel(call);
    while (status == APIE_OK)
        event_base_loop(s->subject.base, EVLOOP_ONCE);
    assert_int_equal(status, APIE_ERROR_CANCELLED);
}

/* ---- no service, no client ---- */

static void test_unreachable(stage *s)
{
    apie_tool_definition tool = {.name = "t"};
    stage_serve_faults(s, "[{\"path\":\"/v1/agents/identify\",\"status\":401}]");
    stage_connect(s);
    expect(s, APIE_ERROR_AUTHENTICATION,
           subject_define_tool(&s->subject, &tool, NULL, NULL, &s->error));
    expect(s, APIE_ERROR_AUTHENTICATION,
           subject_declare_capabilities(&s->subject, &capability, 1, NULL, NULL, &s->error));
    expect(s, APIE_ERROR_AUTHENTICATION,
           subject_create_report(&s->subject, NULL, NULL, NULL, &s->error));
}

static void test_disabled(stage *s)
{
    apie_tool_definition tool = {.name = "t"};
    apie_template_enabled *enabled = NULL;
    apie_registration *registration = NULL;
    apie_report *report = NULL;
    stage_serve(s, NULL);
    s->config.enabled = apie_bool(false);
    stage_connect(s);
    expect_ok(s, subject_register_agent(&s->subject, NULL, &registration, &s->error));
    assert_string_equal(registration->agent_id, "disabled_agent_stage-agent");
    apie_free(registration);
    expect_ok(s, subject_get_registration(&s->subject, &registration, &s->error));
    assert_string_equal(registration->workspace_id, "disabled_workspace");
    apie_free(registration);
    expect_ok(s, subject_define_tool(&s->subject, &tool, NULL, NULL, &s->error));
    expect_ok(s, subject_declare_capabilities(&s->subject, &capability, 1, NULL, NULL, &s->error));
    expect_ok(s, subject_enable_template(&s->subject, "k", NULL, &enabled, &s->error));
    assert_string_equal(enabled->key, "k");
    apie_free(enabled);
    expect_ok(s, subject_create_report(&s->subject, NULL, NULL, &report, &s->error));
    assert_string_equal(report->report_id, "disabled_report");
    apie_free(report);
    expect_ok(s,
              subject_wait_for_report(&s->subject, "disabled_report", 0, 0, NULL, NULL, &s->error));
    assert_int_equal(stage_requests(s), 0);
}

static const stage_test tests[] = {
    {.name = "registering again", .run = test_registering_again},
    {.name = "registering again fails", .run = test_registering_fails},
    {.name = "reading the registration", .run = test_reading_the_registration},
    {.name = "declaring", .run = test_declaring},
    {.name = "defining a tool", .run = test_defining_a_tool},
    {.name = "without the agent", .run = test_without_the_agent},
    {.name = "reports", .run = test_reports},
    {.name = "waiting for a report", .run = test_waiting_for_a_report, .once = true},
    {.name = "cancelled", .run = test_cancelled},
    {.name = "an agent that cannot register", .run = test_unreachable, .once = true},
    {.name = "a disabled client", .run = test_disabled, .once = true},
};

int main(void)
{
    return STAGE_MAIN("own agent", tests);
}
