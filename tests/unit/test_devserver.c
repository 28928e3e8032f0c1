/* Every endpoint of the local server when it is used as it should be. */
#include "devserver/devserver.h"
#include "devserver_bodies.h"
#include "devserver_client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct fixture {
    devserver *server;
    uint16_t port;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    const devserver_options options = {.rules_json = BODY_RULES};
    char error[200] = "";
    fixture.server = devserver_start(&options, error, sizeof error);
    if (fixture.server == NULL) {
        print_error("%s\n", error);
        return -1;
    }
    fixture.port = devserver_port(fixture.server);
    json_decref(client_post(fixture.port, "/v1/agents/identify", BODY_IDENTIFY));
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    devserver_stop(fixture->server);
    return 0;
}

static uint16_t port_of(void **state)
{
    return ((struct fixture *)*state)->port;
}

static int status_of(uint16_t port, const char *method, const char *path, const char *body)
{
    struct client_reply reply;
    int status = client_call(port, method, path, body, &reply);
    client_clear(&reply);
    return status;
}

static void test_info_and_health(void **state)
{
    struct client_reply reply;
    assert_int_equal(client_call(port_of(state), "GET", "/", NULL, &reply), 200);
    assert_non_null(strstr(reply.text, "Content-Type: application/json\r\n"));
    assert_non_null(strstr(reply.text, "x-request-id: req_"));
    assert_string_equal(client_text(reply.json, "name"), "apie-devserver");
    client_clear(&reply);
    json_t *health = client_get(port_of(state), "/health");
    assert_string_equal(client_text(health, "status"), "ok");
    assert_string_equal(client_text(health, "database"), "connected");
    json_decref(health);
}

static void test_no_such_endpoint(void **state)
{
    struct client_reply reply;
    assert_int_equal(status_of(port_of(state), "GET", "/v1/nothing", NULL), 404);
    assert_int_equal(status_of(port_of(state), "GET", "/v1/approvals/", NULL), 404);
    assert_int_equal(client_call(port_of(state), "DELETE", "/v1/runs", NULL, &reply), 405);
    assert_non_null(strstr(reply.text, "Allow: POST\r\n"));
    client_clear(&reply);
}

static void test_identify_is_idempotent(void **state)
{
    json_t *again = client_post(port_of(state), "/v1/agents/identify", BODY_IDENTIFY);
    assert_string_equal(client_text(again, "agent_id"), "agt_1");
    assert_string_equal(client_text(again, "agent_version_id"), "ver_1");
    assert_string_equal(client_text(again, "workspace_id"), "ws_1");
    assert_int_equal(strlen(client_text(again, "config_hash")), 64);
    assert_true(json_is_false(client_at(again, "created")));
    assert_true(json_is_false(client_at(again, "version_created")));
    assert_non_null(strstr(client_text(again, "ingest_url"), "/v1/events"));
    json_decref(again);
}

static json_t *identify_with(uint16_t port, const char *key, json_t *value)
{
    json_t *body = json_loads(BODY_IDENTIFY, 0, NULL);
    assert_int_equal(json_object_set_new(body, key, value), 0);
    char *text = json_dumps(body, 0);
    json_t *answer = client_post(port, "/v1/agents/identify", text);
    free(text);
    json_decref(body);
    return answer;
}

static void test_identify_makes_versions(void **state)
{
    json_t *host = identify_with(port_of(state), "hostname", json_string("elsewhere"));
    assert_string_equal(client_text(host, "agent_version_id"), "ver_1");
    json_t *changed = identify_with(port_of(state), "mode", json_string("enforce"));
    assert_string_equal(client_text(changed, "agent_id"), "agt_1");
    assert_string_equal(client_text(changed, "agent_version_id"), "ver_2");
    assert_true(json_is_true(client_at(changed, "version_created")));
    assert_string_not_equal(client_text(changed, "config_hash"), client_text(host, "config_hash"));
    json_t *back = client_post(port_of(state), "/v1/agents/identify", BODY_IDENTIFY);
    assert_string_equal(client_text(back, "agent_version_id"), "ver_1");
    json_decref(host);
    json_decref(changed);
    json_decref(back);
}

static void test_capabilities_and_tools(void **state)
{
    uint16_t port = port_of(state);
    json_t *declared =
        client_post(port, "/v1/agents/agt_1/capabilities/declare", BODY_CAPABILITIES);
    assert_string_equal(client_text(declared, "declared.0.tool.name"), "search");
    assert_int_equal(status_of(port, "POST", "/v1/agents/agt_1/tools/define", BODY_TOOL), 200);
    /* Said again, it takes the place of what was said before. */
    json_t *again = client_post(port, "/v1/agents/agt_1/capabilities/declare", BODY_CAPABILITIES);
    assert_int_equal(status_of(port, "POST", "/v1/agents/agt_1/tools/define", BODY_TOOL), 200);
    assert_int_equal(status_of(port, "POST", "/v1/agents/agt_1/tools/define", "{\"name\":\"u\"}"),
                     200);
    json_decref(again);
    assert_int_equal(
        status_of(port, "POST", "/v1/agents/agt_9/capabilities/declare", BODY_CAPABILITIES), 404);
    assert_int_equal(status_of(port, "POST", "/v1/agents/agt_9/tools/define", BODY_TOOL), 404);
    json_t *kept = client_get(port, "/_dev/state");
    assert_string_equal(client_text(kept, "agents.agt_1.capabilities.0.riskLevel"), "low");
    assert_string_equal(client_text(kept, "agents.agt_1.tools.0.provider"), "mcp");
    assert_string_equal(client_text(kept, "agents.agt_1.tools.1.name"), "u");
    const json_t *agent = json_object_get(json_object_get(kept, "agents"), "agt_1");
    assert_int_equal(json_array_size(json_object_get(agent, "capabilities")), 1);
    assert_int_equal(json_array_size(json_object_get(agent, "tools")), 2);
    json_decref(declared);
    json_decref(kept);
}

static void test_runs(void **state)
{
    uint16_t port = port_of(state);
    json_t *run = client_post(port, "/v1/runs", BODY_RUN);
    assert_string_equal(client_text(run, "id"), "run_1");
    assert_string_equal(client_text(run, "status"), "running");
    assert_true(json_is_null(client_at(run, "session_id")));
    assert_int_equal(strlen(client_text(run, "started_at")), 32);
    json_decref(run);
    assert_int_equal(status_of(port, "POST", "/v1/runs/run_1/complete", BODY_RUN_COMPLETION), 200);
    assert_int_equal(status_of(port, "POST", "/v1/runs/run_1/complete",
                               "{\"status\":\"failed\",\"metadata\":null}"),
                     200);
    assert_int_equal(status_of(port, "POST", "/v1/runs/run_2/complete", BODY_RUN_COMPLETION), 404);
    json_t *kept = client_get(port, "/_dev/state");
    assert_string_equal(client_text(kept, "runs.run_1.status"), "completed");
    assert_string_equal(client_text(kept, "runs.run_1.input_summary"), "s");
    json_decref(kept);
}

static void test_sessions(void **state)
{
    uint16_t port = port_of(state);
    json_t *session = client_post(port, "/v1/sessions", BODY_SESSION);
    assert_string_equal(client_text(session, "id"), "ses_1");
    assert_string_equal(client_text(session, "status"), "running");
    json_t *run = client_post(port, "/v1/sessions/ses_1/runs", BODY_SESSION_RUN);
    assert_string_equal(client_text(run, "id"), "run_1");
    assert_string_equal(client_text(run, "session_id"), "ses_1");
    json_t *handoff = client_post(port, "/v1/sessions/ses_1/handoffs", BODY_HANDOFF);
    assert_string_equal(client_text(handoff, "id"), "hof_1");
    assert_string_equal(client_text(handoff, "status"), "requested");
    assert_int_equal(
        status_of(port, "POST", "/v1/sessions/ses_1/complete", BODY_SESSION_COMPLETION), 200);
    json_t *kept = client_get(port, "/_dev/state");
    assert_string_equal(client_text(kept, "sessions.ses_1.status"), "failed");
    assert_string_equal(client_text(kept, "handoffs.hof_1.session_id"), "ses_1");
    json_decref(kept);
    json_decref(session);
    json_decref(run);
    json_decref(handoff);
}

static void test_unknown_session(void **state)
{
    uint16_t port = port_of(state);
    assert_int_equal(status_of(port, "POST", "/v1/sessions/ses_9/runs", BODY_SESSION_RUN), 404);
    assert_int_equal(status_of(port, "POST", "/v1/sessions/ses_9/handoffs", BODY_HANDOFF), 404);
    assert_int_equal(
        status_of(port, "POST", "/v1/sessions/ses_9/complete", BODY_SESSION_COMPLETION), 404);
}

static void test_events(void **state)
{
    uint16_t port = port_of(state);
    json_t *first = client_post(port, "/v1/events", BODY_EVENTS);
    assert_int_equal(client_number(first, "accepted"), 2);
    assert_int_equal(client_number(first, "duplicates"), 0);
    assert_int_equal(json_array_size(client_at(first, "warnings")), 2);
    json_decref(client_post(port, "/v1/runs", BODY_RUN));
    json_t *second =
        client_post(port, "/v1/events", "{\"events\":[" BODY_EVENT("2") "," BODY_EVENT("3") "]}");
    assert_int_equal(client_number(second, "accepted"), 1);
    assert_int_equal(client_number(second, "duplicates"), 1);
    assert_int_equal(json_array_size(client_at(second, "warnings")), 0);
    json_t *kept = client_get(port, "/_dev/state");
    json_t *events = client_at(kept, "events");
    assert_int_equal(json_array_size(events), 3);
    for (size_t i = 0; i < 3; i++) {
        const char *id = client_text(json_array_get(events, i), "event_id");
        assert_int_equal(id[strlen(id) - 1], '1' + (int)i);
    }
    json_t *called = json_object_get(client_at(kept, "events_by_type"), "agent.tool.called");
    assert_int_equal(json_integer_value(called), 3);
    assert_int_equal(client_number(kept, "duplicates"), 1);
    json_decref(first);
    json_decref(second);
    json_decref(kept);
}

static void test_validate(void **state)
{
    json_t *answer =
        client_post(port_of(state), "/v1/events/validate",
                    "{\"events\":[" BODY_EVENT("1") ",{\"type\":\"x\",\"agent_key\":\"k\"}]}");
    assert_int_equal(client_number(answer, "accepted"), 1);
    assert_string_equal(client_text(answer, "previews.0.validation_status"), "valid");
    assert_int_equal(json_array_size(client_at(answer, "previews.0.warnings")), 0);
    assert_string_equal(client_text(answer, "previews.1.validation_status"), "invalid");
    assert_string_equal(client_text(answer, "previews.1.warnings.0"),
                        "/events/1/timestamp is required");
    json_decref(answer);
    json_t *kept = client_get(port_of(state), "/_dev/summary");
    assert_int_equal(client_number(kept, "events"), 0);
    json_decref(kept);
}

struct expected_decision {
    const char *body;
    const char *policy, *effective, *action, *rule;
};

static void test_evaluate(void **state)
{
    static const struct expected_decision cases[] = {
        {BODY_EVALUATION("enforce", "read", "production", "null"), "allow", "allow", "proceed",
         NULL},
        {BODY_EVALUATION("enforce", "drop_rows", "production", "null"), "block", "block", "block",
         "no_drop"},
        {BODY_EVALUATION("monitor", "drop_rows", "production", "null"), "block", "allow", "proceed",
         "no_drop"},
        {BODY_EVALUATION("enforce", "drop_rows", "staging", "null"), "allow", "allow", "proceed",
         NULL},
        {BODY_EVALUATION("enforce", "deploy", "staging", "null"), "require_approval",
         "require_approval", "wait_for_approval", "ask"},
        {BODY_EVALUATION("monitor", "deploy", "staging", "null"), "require_approval", "allow",
         "proceed", "ask"},
        {BODY_EVALUATION("enforce", "read", "staging", "{\"arguments\":{\"token\":\"x\"}}"), "warn",
         "warn", "warn", "secrets"},
        {BODY_EVALUATION("monitor", "read", "staging", "{\"arguments\":{\"token\":\"x\"}}"), "warn",
         "warn", "warn", "secrets"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        json_t *answer = client_post(port_of(state), "/v1/guardrails/evaluate", cases[i].body);
        assert_string_equal(client_text(answer, "policy_decision"), cases[i].policy);
        assert_string_equal(client_text(answer, "effective_decision"), cases[i].effective);
        assert_string_equal(client_text(answer, "enforcement_action"), cases[i].action);
        assert_int_equal(json_array_size(client_at(answer, "matched_guardrails")),
                         cases[i].rule != NULL);
        if (cases[i].rule != NULL) {
            assert_string_equal(client_text(answer, "matched_guardrails.0.key"), cases[i].rule);
        }
        assert_int_equal(client_at(answer, "approval_request") != NULL,
                         strcmp(cases[i].effective, "require_approval") == 0);
        assert_memory_equal(client_text(answer, "decision_id"), "dec_", 4);
        assert_memory_equal(client_text(answer, "receipt_id"), "rcpt_", 5);
        json_decref(answer);
    }
}

static void test_evaluate_without_tool(void **state)
{
    json_t *answer = client_post(
        port_of(state), "/v1/guardrails/evaluate",
        "{\"agent_key\":\"k\",\"run_id\":\"r\",\"mode\":\"enforce\",\"risk_level\":null,"
        "\"action\":{\"type\":\"execute\",\"name\":\"x\"},\"resource\":{\"type\":\"unknown\","
        "\"provider\":null,\"environment\":null,\"external_id\":null},\"tool\":null,"
        "\"metadata\":null}");
    assert_string_equal(client_text(answer, "effective_decision"), "allow");
    assert_true(json_is_null(client_at(answer, "reason")));
    json_decref(answer);
}

static void test_rules_are_replaced(void **state)
{
    uint16_t port = port_of(state);
    json_t *set = client_post(port, "/_dev/rules", "{\"rules\":[],\"default\":\"block\"}");
    assert_int_equal(client_number(set, "rules"), 0);
    json_t *answer = client_post(port, "/v1/guardrails/evaluate",
                                 BODY_EVALUATION("enforce", "read", "production", "null"));
    assert_string_equal(client_text(answer, "policy_decision"), "block");
    json_decref(set);
    json_decref(answer);
}

static void ask(uint16_t port, const char *id)
{
    json_t *answer = client_post(port, "/v1/guardrails/evaluate",
                                 BODY_EVALUATION("enforce", "deploy", "staging", "null"));
    assert_string_equal(client_text(answer, "approval_request.id"), id);
    json_decref(answer);
}

static void test_approval_by_hand(void **state)
{
    uint16_t port = port_of(state);
    ask(port, "appr_1");
    json_t *pending = client_get(port, "/v1/approvals/appr_1");
    assert_string_equal(client_text(pending, "approval.status"), "pending");
    json_t *over = client_get(port, "/v1/approvals/appr_1/wait?timeout=1");
    assert_string_equal(client_text(over, "status"), "pending");
    assert_int_equal(status_of(port, "POST", "/_dev/approvals/appr_1",
                               "{\"status\":\"approved\",\"resolved_by\":\"someone\"}"),
                     200);
    assert_int_equal(status_of(port, "POST", "/_dev/approvals/appr_1", "{\"status\":\"rejected\"}"),
                     409);
    json_t *decided = client_get(port, "/v1/approvals/appr_1");
    assert_string_equal(client_text(decided, "approval.status"), "approved");
    assert_string_equal(client_text(decided, "approval.resolved_by"), "someone");
    json_t *at_once = client_get(port, "/v1/approvals/appr_1/wait?timeout=300000");
    assert_string_equal(client_text(at_once, "status"), "approved");
    json_decref(pending);
    json_decref(over);
    json_decref(decided);
    json_decref(at_once);
}

static void test_unknown_approval(void **state)
{
    uint16_t port = port_of(state);
    assert_int_equal(status_of(port, "GET", "/v1/approvals/appr_9", NULL), 404);
    assert_int_equal(status_of(port, "GET", "/v1/approvals/appr_9/wait?timeout=1", NULL), 404);
    assert_int_equal(status_of(port, "POST", "/_dev/approvals/appr_9", "{\"status\":\"approved\"}"),
                     404);
}

static int start_waiting(uint16_t port)
{
    int fd = client_connect(port);
    assert_true(fd >= 0);
    assert_true(client_send(fd, "GET", "/v1/approvals/appr_1/wait?timeout=300000",
                            "Authorization: Bearer k\r\n", NULL));
    return fd;
}

#define WAITS "requests_by_path./v1/approvals/{id}/wait"

static void test_long_poll_wakes(void **state)
{
    uint16_t port = port_of(state);
    struct client_reply reply;
    ask(port, "appr_1");
    int first = start_waiting(port);
    int second = start_waiting(port);
    assert_true(client_await(port, WAITS, 2));
    assert_true(client_is_silent(first));
    /* What comes meanwhile on the same connection is answered after it. */
    assert_true(client_send(first, "GET", "/health", "", NULL));
    json_decref(client_post(port, "/_dev/approvals/appr_1", "{\"status\":\"cancelled\"}"));
    client_read(first, &reply);
    assert_string_equal(client_text(reply.json, "status"), "cancelled");
    client_clear(&reply);
    client_read(first, &reply);
    assert_string_equal(client_text(reply.json, "database"), "connected");
    client_clear(&reply);
    client_read(second, &reply);
    assert_string_equal(client_text(reply.json, "status"), "cancelled");
    client_clear(&reply);
    (void)close(first);
    (void)close(second);
}

static void test_long_poll_notices_departure(void **state)
{
    uint16_t port = port_of(state);
    ask(port, "appr_1");
    int fd = start_waiting(port);
    assert_true(client_await(port, WAITS, 1));
    assert_true(client_await(port, "connections.open", 2));
    (void)close(fd);
    assert_true(client_await(port, "connections.open", 1));
}

static void test_reset_ends_long_polls(void **state)
{
    uint16_t port = port_of(state);
    struct client_reply reply;
    ask(port, "appr_1");
    int fd = start_waiting(port);
    assert_true(client_await(port, WAITS, 1));
    json_decref(client_post(port, "/_dev/reset", NULL));
    client_read(fd, &reply);
    assert_int_equal(reply.status, 404);
    client_clear(&reply);
    (void)close(fd);
}

static void test_approvals_by_themselves(void **state)
{
    uint16_t port = port_of(state);
    json_t *asked = client_post(port, "/v1/guardrails/evaluate",
                                BODY_EVALUATION("enforce", "restart", "staging", "null"));
    assert_string_equal(client_text(asked, "approval_request.status"), "pending");
    json_t *later = client_get(port, "/v1/approvals/appr_1/wait?timeout=25000");
    assert_string_equal(client_text(later, "status"), "rejected");
    json_t *at_once = client_post(port, "/v1/guardrails/evaluate",
                                  BODY_EVALUATION("enforce", "scale", "staging", "null"));
    assert_string_equal(client_text(at_once, "approval_request.status"), "expired");
    json_decref(asked);
    json_decref(later);
    json_decref(at_once);
}

static void test_templates(void **state)
{
    uint16_t port = port_of(state);
    for (int i = 0; i < 2; i++) {
        json_t *enabled = client_post(port, "/v1/guardrails/templates/prod%2Dsecrets/enable", "{}");
        assert_string_equal(client_text(enabled, "id"), "tpl_1");
        assert_string_equal(client_text(enabled, "key"), "prod-secrets");
        assert_string_equal(client_text(enabled, "status"), "enabled");
        json_decref(enabled);
    }
}

static void test_reports(void **state)
{
    uint16_t port = port_of(state);
    json_t *report = client_post(port, "/v1/agents/agt_1/boundary-reports", BODY_REPORT);
    assert_string_equal(client_text(report, "report_id"), "rpt_1");
    assert_string_equal(client_text(report, "status"), "draft");
    assert_non_null(strstr(client_text(report, "web_url"), "/reports/rpt_1"));
    json_decref(report);
    static const char *const statuses[] = {"draft", "generated", "generated"};
    for (size_t i = 0; i < 3; i++) {
        report = client_get(port, "/v1/boundary-reports/rpt_1");
        assert_string_equal(client_text(report, "status"), statuses[i]);
        assert_non_null(strstr(client_text(report, "export_urls.json"), "export.json"));
        json_decref(report);
    }
    assert_int_equal(status_of(port, "GET", "/v1/boundary-reports/rpt_9", NULL), 404);
    assert_int_equal(status_of(port, "POST", "/v1/agents/agt_9/boundary-reports", BODY_REPORT),
                     404);
}

static void test_summary_and_reset(void **state)
{
    uint16_t port = port_of(state);
    json_decref(client_post(port, "/v1/runs", BODY_RUN));
    json_decref(client_post(port, "/v1/runs", BODY_RUN));
    json_decref(client_post(port, "/v1/runs/run_2/complete", BODY_RUN_COMPLETION));
    json_decref(client_post(port, "/v1/events", BODY_EVENTS));
    json_t *summary = client_get(port, "/_dev/summary");
    assert_int_equal(client_number(summary, "requests"), 5);
    assert_int_equal(client_number(summary, "runs"), 2);
    assert_int_equal(client_number(summary, "runs_by_status.running"), 1);
    assert_int_equal(client_number(summary, "runs_by_status.completed"), 1);
    assert_int_equal(client_number(summary, "events"), 2);
    assert_int_equal(client_number(summary, "requests_by_path./v1/runs"), 2);
    assert_int_equal(client_number(summary, "requests_by_path./v1/runs/{id}/complete"), 1);
    assert_true(client_number(summary, "connections.accepted") >= 5);
    json_decref(summary);
    json_decref(client_post(port, "/_dev/reset", NULL));
    summary = client_get(port, "/_dev/summary");
    assert_int_equal(client_number(summary, "requests"), 0);
    assert_int_equal(client_number(summary, "runs"), 0);
    assert_int_equal(client_number(summary, "events"), 0);
    json_decref(summary);
    json_t *again = client_post(port, "/v1/agents/identify", BODY_IDENTIFY);
    assert_string_equal(client_text(again, "agent_id"), "agt_1");
    assert_true(json_is_true(client_at(again, "created")));
    json_decref(again);
}

#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SERVER(test_info_and_health),
        WITH_SERVER(test_no_such_endpoint),
        WITH_SERVER(test_identify_is_idempotent),
        WITH_SERVER(test_identify_makes_versions),
        WITH_SERVER(test_capabilities_and_tools),
        WITH_SERVER(test_runs),
        WITH_SERVER(test_sessions),
        WITH_SERVER(test_unknown_session),
        WITH_SERVER(test_events),
        WITH_SERVER(test_validate),
        WITH_SERVER(test_evaluate),
        WITH_SERVER(test_evaluate_without_tool),
        WITH_SERVER(test_rules_are_replaced),
        WITH_SERVER(test_approval_by_hand),
        WITH_SERVER(test_unknown_approval),
        WITH_SERVER(test_long_poll_wakes),
        WITH_SERVER(test_long_poll_notices_departure),
        WITH_SERVER(test_reset_ends_long_polls),
        WITH_SERVER(test_approvals_by_themselves),
        WITH_SERVER(test_templates),
        WITH_SERVER(test_reports),
        WITH_SERVER(test_summary_and_reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
