/* Registering again, declarations, tools and reports against a service that is a function, in
 * virtual time. */
#include "agent_flows.h"

#include <string.h>

#include "apie/declarations.h"
#include "apie/define_tools.h"
#include "apie/reports.h"

static const char *const read_only[] = {"read", NULL};
static const char *const production[] = {"production", NULL};
static const apie_declared_capability capability = {
    .tool_name = "search", .actions = read_only, .risk_level = "low"};

#define IDENTIFY "/v1/agents/identify"
#define DECLARE  "/v1/agents/agt_1/capabilities/declare"

static apie_flow *register_again(agent_world *w)
{
    return apie_register_again_flow_new(w->agent, NULL, &w->error);
}

static apie_flow *ready(agent_world *w)
{
    return apie_ready_flow_new(w->agent, NULL, &w->error);
}

static void note_end(void *user, apie_flow *flow)
{
    apie_status *status = user;
    *status = flow->status;
}

/* ---- registering again ---- */

static void registering_again_sends_all_anew(void **state)
{
    agent_world *w = *state;
    w->config.capabilities = &capability;
    w->config.capability_count = 1;
    agent_open(w);
    apie_free(agent_finish(w, ready(w), APIE_OK));
    assert_int_equal(fake_service_count(&w->service, IDENTIFY), 1);
    apie_registration *registration = agent_finish(w, register_again(w), APIE_OK);
    assert_string_equal(registration->agent_id, "agt_1");
    apie_free(registration);
    assert_int_equal(fake_service_count(&w->service, IDENTIFY), 2);
    assert_int_equal(fake_service_count(&w->service, DECLARE), 2);
}

static void callers_share_an_attempt(void **state)
{
    agent_world *w = *state;
    apie_status status[10];
    w->service.latency_ms = 50;
    agent_open(w);
    for (int i = 0; i < 10; i++)
        virtual_start(w->world, register_again(w), note_end, &status[i]);
    virtual_run(w->world);
    assert_int_equal(fake_service_count(&w->service, IDENTIFY), 1); /* the client's own */
    for (int i = 0; i < 10; i++) {
        virtual_start(w->world, register_again(w), note_end, &status[i]);
        assert_int_equal(status[i], APIE_OK);
    }
    virtual_run(w->world);
    assert_int_equal(fake_service_count(&w->service, IDENTIFY), 2);
}

/* While the capabilities of the last attempt are being declared, the next one is another. */
static void an_attempt_that_declares_is_not_shared(void **state)
{
    agent_world *w = *state;
    apie_status first = APIE_ERROR_CLOSED, second = APIE_ERROR_CLOSED;
    w->config.capabilities = &capability;
    w->config.capability_count = 1;
    w->service.latency_ms = 50;
    agent_open(w);
    virtual_start(w->world, ready(w), note_end, &first);
    while (!w->agent->declaring)
        agent_world_pass(w, 1);
    assert_int_equal(first, APIE_ERROR_CLOSED); /* it waits for the declaration */
    virtual_start(w->world, register_again(w), note_end, &second);
    virtual_run(w->world);
    assert_int_equal(first, APIE_OK);
    assert_int_equal(second, APIE_OK);
    assert_int_equal(fake_service_count(&w->service, IDENTIFY), 2);
    assert_int_equal(fake_service_count(&w->service, DECLARE), 2);
}

static void a_failure_leaves_the_registration_in_force(void **state)
{
    agent_world *w = *state;
    agent_open(w);
    apie_free(agent_finish(w, ready(w), APIE_OK));
    w->service.down_prefix = IDENTIFY;
    w->service.down_status = 403;
    assert_null(agent_finish(w, register_again(w), APIE_ERROR_PERMISSION));
    /* Again at once, since the program asks for it. */
    assert_null(agent_finish(w, register_again(w), APIE_ERROR_PERMISSION));
    assert_int_equal(fake_service_count(&w->service, IDENTIFY), 3);
    apie_free(agent_finish(w, ready(w), APIE_OK));
    w->service.down_prefix = NULL;
    apie_free(agent_finish(w, apie_run_begin_flow_new(w->agent, NULL, NULL, NULL), APIE_OK));
    assert_int_equal(w->errors, 2);
}

static void a_failure_after_none_is_told_to_all(void **state)
{
    agent_world *w = *state;
    apie_status waiting;
    w->service.down_prefix = IDENTIFY;
    w->service.down_status = 401;
    agent_open(w);
    virtual_start(w->world, ready(w), note_end, &waiting);
    assert_null(agent_finish(w, register_again(w), APIE_ERROR_AUTHENTICATION));
    virtual_run(w->world);
    assert_int_equal(waiting, APIE_ERROR_AUTHENTICATION);
}

static void what_waits_to_be_sent_survives_a_failure(void **state)
{
    agent_world *w = *state;
    agent_open(w);
    apie_free(agent_finish(w, ready(w), APIE_OK));
    w->service.down_prefix = IDENTIFY;
    w->service.down_status = 401;
    assert_null(agent_finish(w, register_again(w), APIE_ERROR_AUTHENTICATION));
    w->service.down_prefix = "/v1/events";
    w->service.down_status = 500;
    apie_run_outcome outcome = {.error_message = "it broke"};
    agent_do(w, apie_run_end_flow_new(w->agent, "run_9", NULL, &outcome, NULL, NULL));
    apie_flush_result *left =
        agent_finish(w, apie_flush_flow_new(w->agent, 0, NULL, NULL), APIE_ERROR_SERVER);
    assert_int_equal(left->left, 1);
    apie_free(left);
}

static void ready_waits_for_the_declaration_but_not_forever(void **state)
{
    agent_world *w = *state;
    apie_call_options options = {.deadline_ms = 1000};
    w->config.capabilities = &capability;
    w->config.capability_count = 1;
    w->service.down_prefix = DECLARE;
    w->service.down_status = 400;
    agent_open(w);
    apie_free(agent_finish(w, ready(w), APIE_OK));
    assert_int_equal(w->errors, 1); /* that declaring failed */
    w->service.down_status = -1;    /* tried again and again, for a minute */
    apie_registration *registration =
        agent_finish(w, apie_register_again_flow_new(w->agent, &options, NULL), APIE_OK);
    assert_string_equal(registration->agent_id, "agt_1");
    apie_free(registration);
}

static void the_registration_can_be_read_at_any_time(void **state)
{
    agent_world *w = *state;
    apie_registration *registration;
    agent_open(w);
    assert_int_equal(apie_agent_copy_registration(w->agent, &registration, NULL), APIE_OK);
    assert_null(registration);
    virtual_run(w->world);
    assert_int_equal(apie_agent_copy_registration(w->agent, &registration, NULL), APIE_OK);
    assert_string_equal(registration->agent_version_id, "ver_1");
    apie_free(registration);
}

/* ---- declarations ---- */

static void capabilities_can_be_declared_at_any_time(void **state)
{
    agent_world *w = *state;
    const apie_declared_capability two[] = {
        {.tool_name = "a", .tool_provider = "p", .resources = read_only},
        {.tool_name = "b", .environments = production},
    };
    agent_open(w);
    apie_free(agent_finish(w, apie_declare_flow_new(w->agent, two, 2, NULL, NULL), APIE_OK));
    assert_int_equal(fake_service_count(&w->service, IDENTIFY), 1); /* it waited for that */
    agent_expect_body(w, DECLARE, 0,
                      "{\"capabilities\":[{\"tool\":{\"name\":\"a\",\"provider\":\"p\"},"
                      "\"resources\":[\"read\"]},{\"tool\":{\"name\":\"b\"},"
                      "\"environments\":[\"production\"]}]}");
    apie_free(agent_finish(w, apie_declare_flow_new(w->agent, NULL, 0, NULL, NULL), APIE_OK));
    agent_expect_body(w, DECLARE, 1, "{\"capabilities\":[]}");
}

static void tools_can_be_defined(void **state)
{
    agent_world *w = *state;
    json_t *schema = json_loads("{\"properties\":{\"password\":{\"type\":\"string\",\"default\":"
                                "\"Bearer abcdefghijklmnop\"}}}",
                                0, NULL);
    apie_tool_definition tool = {
        .name = "t",
        .provider = "mcp",
        .description = "uses apie_sk_test_0123456789abcdef",
        .input_schema = schema,
        .action_types = read_only,
        .action_types_count = 1,
        .risk_level = "medium",
    };
    agent_open(w);
    apie_free(agent_finish(w, apie_define_tool_flow_new(w->agent, &tool, NULL, NULL), APIE_OK));
    json_decref(schema);
    agent_expect_body(w, "/v1/agents/agt_1/tools/define", 0,
                      "{\"name\":\"t\",\"provider\":\"mcp\",\"description\":\"[REDACTED]\","
                      "\"inputSchema\":{\"properties\":{\"password\":{\"type\":\"string\","
                      "\"default\":\"[REDACTED]\"}}},\"actionTypes\":[\"read\"],"
                      "\"riskLevel\":\"medium\"}");
}

static void a_template_needs_no_agent(void **state)
{
    agent_world *w = *state;
    w->service.down_prefix = IDENTIFY;
    agent_open(w);
    apie_free(agent_finish(w, apie_enable_template_flow_new(w->agent, "prod-secrets", NULL, NULL),
                           APIE_OK));
    agent_expect_body(w, "/v1/guardrails/templates/prod-secrets/enable", 0, "{}");
}

/* ---- tools of an MCP server ---- */

static json_t *listed_tools(void)
{
    return json_loads("[{\"name\":\"read\",\"description\":\"d\",\"inputSchema\":{\"a\":1}},"
                      "{\"name\":\"\"},{\"title\":\"x\"},7,"
                      "{\"name\":\"write\",\"description\":5,\"inputSchema\":[]}]",
                      0, NULL);
}

static apie_flow *define_tools(agent_world *w, const char *risk_level)
{
    json_t *tools = listed_tools();
    apie_flow *flow =
        apie_define_tools_flow_new(w->agent, tools, "fs", risk_level, NULL, &w->error);
    json_decref(tools);
    return flow;
}

static void listed_tools_are_defined_one_by_one(void **state)
{
    agent_world *w = *state;
    agent_open(w);
    assert_null(agent_finish(w, define_tools(w, NULL), APIE_OK));
    assert_int_equal(fake_service_count(&w->service, "/v1/agents/agt_1/tools/define"), 2);
    agent_expect_body(w, "/v1/agents/agt_1/tools/define", 0,
                      "{\"name\":\"fs.read\",\"provider\":\"mcp\",\"description\":\"d\","
                      "\"inputSchema\":{\"a\":1},\"riskLevel\":\"medium\"}");
    agent_expect_body(w, "/v1/agents/agt_1/tools/define", 1,
                      "{\"name\":\"fs.write\",\"provider\":\"mcp\",\"riskLevel\":\"medium\"}");
    assert_null(agent_finish(w, define_tools(w, "high"), APIE_OK));
    agent_expect_body(w, "/v1/agents/agt_1/tools/define", 3,
                      "{\"name\":\"fs.write\",\"provider\":\"mcp\",\"riskLevel\":\"high\"}");
    assert_int_equal(w->errors, 0);
}

static void tools_that_are_refused_are_reported(void **state)
{
    agent_world *w = *state;
    w->service.down_prefix = "/v1/agents/agt_1/tools";
    w->service.down_status = 422;
    agent_open(w);
    assert_null(agent_finish(w, define_tools(w, NULL), APIE_OK));
    assert_int_equal(w->errors, 2);
    assert_int_equal(w->last_error.code, APIE_ERROR_INVALID_REQUEST);
}

static void without_an_agent_no_tool_is_defined(void **state)
{
    agent_world *w = *state;
    w->service.down_prefix = IDENTIFY;
    w->service.down_status = 401;
    agent_open(w);
    assert_null(agent_finish(w, define_tools(w, NULL), APIE_OK));
    assert_int_equal(w->errors, 1);
}

static void defining_tools_ends_at_its_deadline(void **state)
{
    agent_world *w = *state;
    apie_call_options options = {.deadline_ms = 2000};
    json_t *tools = listed_tools();
    agent_open(w);
    virtual_run(w->world);
    w->service.down_prefix = "/v1/agents/agt_1/tools";
    w->service.down_status = -1;
    uint64_t before = virtual_now(w->world);
    assert_null(agent_finish(
        w, apie_define_tools_flow_new(w->agent, tools, "fs", NULL, &options, NULL), APIE_OK));
    assert_in_range(virtual_now(w->world) - before, 0, 2000);
    json_decref(tools);
}

/* ---- reports ---- */

static void a_report_is_asked_for(void **state)
{
    agent_world *w = *state;
    static const char *const sections[] = {"summary", NULL};
    apie_report_input input = {.window = "7d", .environments = production};
    agent_open(w);
    apie_report *report =
        agent_finish(w, apie_report_create_flow_new(w->agent, &input, NULL, NULL), APIE_OK);
    assert_string_equal(report->report_id, "rpt_1");
    apie_free(report);
    agent_expect_body(w, "/v1/agents/agt_1/boundary-reports", 0,
                      "{\"title\":null,\"report_type\":null,\"window\":\"7d\","
                      "\"time_window\":null,\"filters\":{\"environments\":[\"production\"]},"
                      "\"sections\":[]}");
    input = (apie_report_input){
        .title = "for Bearer abcdefghijklmnop",
        .report_type = APIE_REPORT_TYPE_INCIDENT_REPORT,
        .from = "2026-11-20T00:00:00Z",
        .to = "2026-11-21T00:00:00Z",
        .agent_version_id = "ver_1",
        .sections = sections,
    };
    apie_free(agent_finish(w, apie_report_create_flow_new(w->agent, &input, NULL, NULL), APIE_OK));
    agent_expect_body(w, "/v1/agents/agt_1/boundary-reports", 1,
                      "{\"title\":\"[REDACTED]\",\"report_type\":\"incident_report\","
                      "\"window\":null,\"time_window\":{\"from\":\"2026-11-20T00:00:00Z\","
                      "\"to\":\"2026-11-21T00:00:00Z\"},\"filters\":{\"agent_version_id\":"
                      "\"ver_1\"},\"sections\":[\"summary\"]}");
    apie_free(agent_finish(w, apie_report_create_flow_new(w->agent, NULL, NULL, NULL), APIE_OK));
    agent_expect_body(w, "/v1/agents/agt_1/boundary-reports", 2,
                      "{\"title\":null,\"report_type\":null,\"window\":null,"
                      "\"time_window\":null,\"filters\":null,\"sections\":[]}");
}

static void *wait_for_report(agent_world *w, int64_t timeout_ms, int64_t poll_interval_ms,
                             apie_status expected)
{
    return agent_finish(
        w,
        apie_report_wait_flow_new(w->agent, "rpt_1", timeout_ms, poll_interval_ms, NULL, &w->error),
        expected);
}

static void a_report_is_waited_for(void **state)
{
    agent_world *w = *state;
    agent_open(w);
    uint64_t start = virtual_now(w->world);
    w->service.report_after_ms = (int64_t)start + 2500;
    apie_report *report = wait_for_report(w, 0, 0, APIE_OK);
    assert_string_equal(report->status, "generated");
    apie_free(report);
    assert_int_equal(virtual_now(w->world) - start, 3000);
    assert_int_equal(fake_service_count(&w->service, "/v1/boundary-reports/rpt_1"), 4);
    apie_free(wait_for_report(w, 0, 0, APIE_OK)); /* it is there */
    assert_int_equal(virtual_now(w->world) - start, 3000);
}

/* A loop may be late: then the last look still has its moment, and no more. */
static void a_late_look_at_a_report_has_its_moment(void **state)
{
    apie_answer draft = {.http_status = 503};
    agent_world *w = *state;
    agent_open(w);
    apie_flow *flow = apie_report_wait_flow_new(w->agent, "rpt_1", INT64_MAX, 0, NULL, &w->error);
    assert_non_null(flow);
    (void)apie_flow_resume(flow, APIE_CAUSE_START, 1000000);
    assert_int_equal(flow->want.kind, APIE_WANT_SEND);
    apie_flow_free(flow);
    flow = apie_report_wait_flow_new(w->agent, "rpt_1", 60000, 0, NULL, &w->error);
    assert_non_null(flow);
    flow->attempts = 1;
    (void)apie_flow_resume(flow, APIE_CAUSE_START, 1000000);
    assert_true(apie_flow_prepare(flow));
    apie_flow_absorb(flow, &draft);
    (void)apie_flow_resume(flow, APIE_CAUSE_ANSWER, 1000001);
    (void)apie_flow_resume(flow, APIE_CAUSE_TIME, 2000000);
    assert_int_equal(flow->want.kind, APIE_WANT_SEND);
    assert_int_equal(flow->want.deadline_ms, 2001000);
    apie_flow_free(flow);
}

static void a_report_may_take_too_long(void **state)
{
    agent_world *w = *state;
    agent_open(w);
    uint64_t start = virtual_now(w->world);
    w->service.report_after_ms = INT64_MAX;
    assert_null(wait_for_report(w, 0, 0, APIE_ERROR_TIMEOUT));
    assert_int_equal(virtual_now(w->world) - start, 30000);
    assert_null(wait_for_report(w, 1000, 400, APIE_ERROR_TIMEOUT));
    assert_int_equal(virtual_now(w->world) - start, 31000);
    assert_int_equal(fake_service_count(&w->service, "/v1/boundary-reports/rpt_1"), 31 + 4);
}

static void a_wait_for_a_report_bears_failures(void **state)
{
    agent_world *w = *state;
    agent_open(w);
    virtual_run(w->world);
    uint64_t start = virtual_now(w->world);
    w->service.down_prefix = "/v1/boundary-reports";
    w->service.down_status = -1;
    assert_null(wait_for_report(w, 5000, 0, APIE_ERROR_TIMEOUT));
    assert_in_range(virtual_now(w->world) - start, 5000, 6000);
    w->service.down_status = 404;
    assert_null(wait_for_report(w, 0, 0, APIE_ERROR_NOT_FOUND));
    assert_in_range(virtual_now(w->world) - start, 5000, 6000);
}

/* ---- a client that is not registered ---- */

static void what_needs_the_agent_fails_without_it(void **state)
{
    agent_world *w = *state;
    apie_tool_definition tool = {.name = "t"};
    w->service.down_prefix = IDENTIFY;
    w->service.down_status = 401;
    agent_open(w);
    apie_flow *flows[] = {
        apie_declare_flow_new(w->agent, &capability, 1, NULL, NULL),
        apie_define_tool_flow_new(w->agent, &tool, NULL, NULL),
        apie_report_create_flow_new(w->agent, NULL, NULL, NULL),
    };
    for (size_t i = 0; i < sizeof flows / sizeof flows[0]; i++)
        assert_null(agent_finish(w, flows[i], APIE_ERROR_AUTHENTICATION));
    assert_int_equal(json_array_size(w->service.requests), 1);
}

/* ---- what is refused ---- */

static void wrong_input_is_refused(void **state)
{
    agent_world *w = *state;
    apie_error *error = &w->error;
    json_t *list = json_array();
    apie_tool_definition tool = {.name = "t", .input_schema = list};
    apie_declared_capability nameless = {.risk_level = "low"};
    apie_report_input report = {.environments = production, .agent_version_id = "v"};
    agent_open(w);
    agent_expect_refused(w, apie_define_tool_flow_new(w->agent, &tool, NULL, error),
                         "input_schema");
    agent_expect_refused(w, apie_define_tool_flow_new(w->agent, NULL, NULL, error), "tool.name");
    agent_expect_refused(w, apie_declare_flow_new(w->agent, NULL, 1, NULL, error), "capabilities");
    agent_expect_refused(w, apie_declare_flow_new(w->agent, &nameless, 1, NULL, error),
                         "/capabilities/0/tool/name");
    agent_expect_refused(w, apie_enable_template_flow_new(w->agent, "", NULL, error), "key");
    agent_expect_refused(w, apie_report_create_flow_new(w->agent, &report, NULL, error),
                         "agent_version_id");
    report = (apie_report_input){.from = "x"};
    agent_expect_refused(w, apie_report_create_flow_new(w->agent, &report, NULL, error), "to");
    report = (apie_report_input){.to = "x"};
    agent_expect_refused(w, apie_report_create_flow_new(w->agent, &report, NULL, error), "from");
    report = (apie_report_input){.from = "x", .to = "y", .window = "7d"};
    agent_expect_refused(w, apie_report_create_flow_new(w->agent, &report, NULL, error), "window");
    agent_expect_refused(w, apie_report_get_flow_new(w->agent, NULL, NULL, error), "report_id");
    agent_expect_refused(w, apie_report_wait_flow_new(w->agent, "", 0, 0, NULL, error),
                         "report_id");
    agent_expect_refused(w, apie_report_wait_flow_new(w->agent, "r", -1, 0, NULL, error),
                         "timeout_ms");
    agent_expect_refused(w, apie_report_wait_flow_new(w->agent, "r", 0, -1, NULL, error),
                         "poll_interval_ms");
    agent_expect_refused(w, apie_define_tools_flow_new(w->agent, NULL, "fs", NULL, NULL, error),
                         "tools");
    json_decref(list);
}

/* ---- disabled ---- */

static void expect_disabled_report(agent_world *w, apie_flow *flow)
{
    apie_report *report = agent_finish(w, flow, APIE_OK);
    assert_string_equal(report->report_id, "disabled_report");
    assert_string_equal(report->status, "disabled");
    apie_free(report);
}

static void a_disabled_client_sends_nothing(void **state)
{
    agent_world *w = *state;
    apie_tool_definition tool = {.name = "t"};
    w->config.enabled = apie_bool(false);
    w->config.api_key = NULL;
    agent_open(w);
    apie_registration *registration = agent_finish(w, register_again(w), APIE_OK);
    assert_string_equal(registration->agent_id, "disabled_agent_k");
    apie_free(registration);
    assert_int_equal(apie_agent_copy_registration(w->agent, &registration, NULL), APIE_OK);
    assert_string_equal(registration->agent_version_id, "disabled_version");
    apie_free(registration);
    assert_null(
        agent_finish(w, apie_declare_flow_new(w->agent, &capability, 1, NULL, NULL), APIE_OK));
    assert_null(agent_finish(w, apie_define_tool_flow_new(w->agent, &tool, NULL, NULL), APIE_OK));
    assert_null(agent_finish(w, define_tools(w, NULL), APIE_OK));
    apie_template_enabled *enabled =
        agent_finish(w, apie_enable_template_flow_new(w->agent, "x", NULL, NULL), APIE_OK);
    assert_string_equal(enabled->key, "x");
    assert_string_equal(enabled->status, "disabled");
    apie_free(enabled);
    expect_disabled_report(w, apie_report_create_flow_new(w->agent, NULL, NULL, NULL));
    expect_disabled_report(w, apie_report_get_flow_new(w->agent, "r", NULL, NULL));
    expect_disabled_report(w, apie_report_wait_flow_new(w->agent, "r", 0, 0, NULL, NULL));
    assert_int_equal(json_array_size(w->service.requests), 0);
}

/* ---- cancelled anywhere ---- */

static apie_flow *cancel_declare(agent_world *w)
{
    return apie_declare_flow_new(w->agent, &capability, 1, NULL, NULL);
}

static apie_flow *cancel_create(agent_world *w)
{
    return apie_report_create_flow_new(w->agent, NULL, NULL, NULL);
}

static apie_flow *cancel_wait(agent_world *w)
{
    return apie_report_wait_flow_new(w->agent, "rpt_1", 150, 20, NULL, NULL);
}

static apie_flow *cancel_define_tools(agent_world *w)
{
    return define_tools(w, NULL);
}

static int cancel_at(agent_world *w, apie_flow *(*make)(agent_world *w), uint64_t after_ms)
{
    apie_status status = APIE_ERROR_CLOSED;
    agent_open(w);
    virtual_task *task = virtual_start(w->world, make(w), note_end, &status);
    virtual_cancel_at(task, virtual_now(w->world) + after_ms);
    virtual_run(w->world);
    assert_true(status == APIE_OK || status == APIE_ERROR_CANCELLED ||
                status == APIE_ERROR_TIMEOUT);
    apie_free(agent_finish(w, ready(w), APIE_OK)); /* it works on */
    return status == APIE_ERROR_CANCELLED;
}

static void all_can_be_cancelled(void **state)
{
    agent_world *w = *state;
    static apie_flow *(*const flows[])(agent_world * w) = {
        register_again, ready, cancel_declare, cancel_create, cancel_wait, cancel_define_tools};
    w->config.capabilities = &capability;
    w->config.capability_count = 1;
    w->service.latency_ms = 100;
    w->service.report_after_ms = INT64_MAX;
    for (size_t i = 0; i < sizeof flows / sizeof flows[0]; i++) {
        int cancelled = 0;
        for (uint64_t after_ms = 0; after_ms < 500; after_ms += 10)
            cancelled += cancel_at(w, flows[i], after_ms);
        assert_in_range(cancelled, 2, 49);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        AGENT_WORLD_TEST(registering_again_sends_all_anew),
        AGENT_WORLD_TEST(callers_share_an_attempt),
        AGENT_WORLD_TEST(an_attempt_that_declares_is_not_shared),
        AGENT_WORLD_TEST(a_failure_leaves_the_registration_in_force),
        AGENT_WORLD_TEST(a_failure_after_none_is_told_to_all),
        AGENT_WORLD_TEST(what_waits_to_be_sent_survives_a_failure),
        AGENT_WORLD_TEST(ready_waits_for_the_declaration_but_not_forever),
        AGENT_WORLD_TEST(the_registration_can_be_read_at_any_time),
        AGENT_WORLD_TEST(capabilities_can_be_declared_at_any_time),
        AGENT_WORLD_TEST(tools_can_be_defined),
        AGENT_WORLD_TEST(a_template_needs_no_agent),
        AGENT_WORLD_TEST(listed_tools_are_defined_one_by_one),
        AGENT_WORLD_TEST(tools_that_are_refused_are_reported),
        AGENT_WORLD_TEST(without_an_agent_no_tool_is_defined),
        AGENT_WORLD_TEST(defining_tools_ends_at_its_deadline),
        AGENT_WORLD_TEST(a_report_is_asked_for),
        AGENT_WORLD_TEST(a_report_is_waited_for),
        AGENT_WORLD_TEST(a_late_look_at_a_report_has_its_moment),
        AGENT_WORLD_TEST(a_report_may_take_too_long),
        AGENT_WORLD_TEST(a_wait_for_a_report_bears_failures),
        AGENT_WORLD_TEST(what_needs_the_agent_fails_without_it),
        AGENT_WORLD_TEST(wrong_input_is_refused),
        AGENT_WORLD_TEST(a_disabled_client_sends_nothing),
        AGENT_WORLD_TEST(all_can_be_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
