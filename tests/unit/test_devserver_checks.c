/* How strict the local server is: what is wrong is refused, with a sentence and a place. */
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

static int set_up(void **state)
{
    const devserver_options options = {.listen = NULL};
    *state = devserver_start(&options, NULL, 0);
    if (*state == NULL) {
        return -1;
    }
    const uint16_t port = devserver_port(*state);
    json_decref(client_post(port, "/v1/agents/identify", BODY_IDENTIFY));
    json_decref(client_post(port, "/v1/sessions", BODY_SESSION));
    json_decref(client_post(port, "/v1/runs", BODY_RUN));
    return 0;
}

static int tear_down(void **state)
{
    devserver_stop(*state);
    return 0;
}

/* A body with one member changed. */
struct change {
    const char *path;
    const char *body;
    const char *place;   /* the member, as client_at takes it */
    const char *value;   /* its new value as JSON; NULL: taken away */
    const char *pointer; /* expected in the answer; NULL: the change is allowed */
    const char *message; /* expected in it */
};

/* The parent of the last key of a place, and that key. */
static json_t *parent_of(json_t *json, const char *place, const char **key)
{
    char above[128] = "";
    const char *dot = strrchr(place, '.');
    if (dot == NULL) {
        *key = place;
        return json;
    }
    memcpy(above, place, (size_t)(dot - place));
    above[dot - place] = '\0';
    *key = dot + 1;
    return client_at(json, above);
}

static char *changed(const struct change *change)
{
    const char *key = NULL;
    json_t *body = json_loads(change->body, 0, NULL);
    json_t *parent = parent_of(body, change->place, &key);
    assert_true(json_is_object(parent));
    if (change->value == NULL) {
        assert_int_equal(json_object_del(parent, key), 0);
    } else {
        json_t *value = json_loads(change->value, JSON_DECODE_ANY, NULL);
        assert_non_null(value);
        assert_int_equal(json_object_set_new(parent, key, value), 0);
    }
    char *text = json_dumps(body, JSON_COMPACT);
    json_decref(body);
    return text;
}

static void check_changes(uint16_t port, const struct change *changes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct change *change = &changes[i];
        char *body = changed(change);
        struct client_reply reply;
        int status = client_call(port, "POST", change->path, body, &reply);
        if (change->pointer == NULL) {
            if (status != 200) {
                print_error("%s: %s\n", body, reply.body);
            }
            assert_int_equal(status, 200);
        } else {
            if (status != 422) {
                print_error("%s\n", body);
            }
            assert_int_equal(status, 422);
            assert_string_equal(client_text(reply.json, "pointer"), change->pointer);
            assert_non_null(strstr(client_text(reply.json, "error"), change->message));
            assert_non_null(strstr(client_text(reply.json, "error"), change->pointer));
        }
        client_clear(&reply);
        free(body);
    }
}

#define CHECK(state, table)                                                                        \
    check_changes(devserver_port(*(state)), table, sizeof(table) / sizeof((table)[0]))

static void test_identify(void **state)
{
    static const char path[] = "/v1/agents/identify";
    static const struct change changes[] = {
        {path, BODY_IDENTIFY, "agent.key", NULL, "/agent/key", "is required"},
        {path, BODY_IDENTIFY, "agent.key", "\"\"", "/agent/key", "not empty"},
        {path, BODY_IDENTIFY, "agent.name", "null", "/agent/name", "must not be null"},
        {path, BODY_IDENTIFY, "agent.purpose", NULL, "/agent/purpose", "is required"},
        {path, BODY_IDENTIFY, "agent.owner", "\"x\"", "/agent/owner", "not a known key"},
        {path, BODY_IDENTIFY, "agent", "[]", "/agent", "must be an object"},
        {path, BODY_IDENTIFY, "mode", "\"guard\"", "/mode", "must be one of: monitor, enforce"},
        {path, BODY_IDENTIFY, "tools", "[1]", "/tools/0", "must be an object"},
        {path, BODY_IDENTIFY, "tools", "{}", "/tools", "must be a list of objects"},
        {path, BODY_IDENTIFY, "tools.0.riskLevel", "\"low\"", "/tools/0/riskLevel",
         "not a known key"},
        {path, BODY_IDENTIFY, "tools.0.action_types", "[\"a\",2]", "/tools/0/action_types/1",
         "must be a string"},
        {path, BODY_IDENTIFY, "a/b~c", "1", "/a~1b~0c", "not a known key"},
        {path, BODY_IDENTIFY, "version", "{\"version\":\"1\"}", "/version/framework",
         "is required"},
        {path, BODY_IDENTIFY, "source", "{\"git_sha\":\"1\",\"deployment_id\":null}", NULL, NULL},
        {path, BODY_IDENTIFY, "tools", "null", NULL, NULL},
    };
    CHECK(state, changes);
}

static void test_capabilities_and_tools(void **state)
{
    static const char declare[] = "/v1/agents/agt_1/capabilities/declare";
    static const char define[] = "/v1/agents/agt_1/tools/define";
    static const struct change changes[] = {
        {declare, BODY_CAPABILITIES, "capabilities.0.tool", NULL, "/capabilities/0/tool",
         "is required"},
        {declare, BODY_CAPABILITIES, "capabilities.0.riskLevel", "null",
         "/capabilities/0/riskLevel", "must not be null"},
        {declare, BODY_CAPABILITIES, "capabilities.0.risk_level", "\"low\"",
         "/capabilities/0/risk_level", "not a known key"},
        {declare, BODY_CAPABILITIES, "capabilities.0.tool.provider", "\"p\"", NULL, NULL},
        {define, BODY_TOOL, "name", NULL, "/name", "is required"},
        {define, BODY_TOOL, "input_schema", "{}", "/input_schema", "not a known key"},
        {define, BODY_TOOL, "inputSchema", "\"x\"", "/inputSchema", "must be an object"},
        {define, BODY_TOOL, "actionTypes", "[\"read\"]", NULL, NULL},
    };
    CHECK(state, changes);
}

static void test_runs_and_sessions(void **state)
{
    static const char runs[] = "/v1/runs";
    static const char session_runs[] = "/v1/sessions/ses_1/runs";
    static const struct change changes[] = {
        {runs, BODY_RUN, "agent_key", NULL, "/agent_key", "is required"},
        {runs, BODY_RUN, "agent_id", "\"agt_9\"", "/agent_id", "not the id of a known agent"},
        {runs, BODY_RUN, "agent_id", NULL, NULL, NULL},
        {runs, BODY_RUN, "metadata", "[]", "/metadata", "must be an object"},
        {runs, BODY_RUN, "inputSummary", "\"x\"", "/inputSummary", "not a known key"},
        {"/v1/runs/run_1/complete", BODY_RUN_COMPLETION, "status", "\"done\"", "/status",
         "must be one of: completed, failed, cancelled"},
        {"/v1/runs/run_1/complete", BODY_RUN_COMPLETION, "metadata", NULL, "/metadata",
         "is required"},
        {"/v1/sessions", BODY_SESSION, "kind", "\"many\"", "/kind", "single_agent"},
        {"/v1/sessions", BODY_SESSION, "orchestrator_agent_id", "\"agt_9\"",
         "/orchestrator_agent_id", "known agent"},
        {"/v1/sessions/ses_1/complete", BODY_SESSION_COMPLETION, "status", "true", "/status",
         "must be a string"},
        {session_runs, BODY_SESSION_RUN, "step_index", "-1", "/step_index", "an integer from 0"},
        {session_runs, BODY_SESSION_RUN, "step_index", "1.5", "/step_index", "an integer from 0"},
        {session_runs, BODY_SESSION_RUN, "role", NULL, "/role", "is required"},
        {"/v1/sessions/ses_1/handoffs", BODY_HANDOFF, "source_run_id", "null", "/source_run_id",
         "must not be null"},
        {"/v1/sessions/ses_1/handoffs", BODY_HANDOFF, "status", "\"accepted\"", "/status",
         "must be one of: requested"},
    };
    CHECK(state, changes);
}

static void test_evaluations_and_reports(void **state)
{
    static const char path[] = "/v1/guardrails/evaluate";
    static const char reports[] = "/v1/agents/agt_1/boundary-reports";
    static const struct change changes[] = {
        {path, BODY_EVALUATION("enforce", "t", "dev", "null"), "mode", NULL, "/mode",
         "is required"},
        {path, BODY_EVALUATION("enforce", "t", "dev", "null"), "action.type", NULL, "/action/type",
         "is required"},
        {path, BODY_EVALUATION("enforce", "t", "dev", "null"), "action.name", NULL, NULL, NULL},
        {path, BODY_EVALUATION("enforce", "t", "dev", "null"), "resource.externalId", "\"x\"",
         "/resource/externalId", "not a known key"},
        {path, BODY_EVALUATION("enforce", "t", "dev", "null"), "tool.risk_level", "\"x\"",
         "/tool/risk_level", "not a known key"},
        {path, BODY_EVALUATION("enforce", "t", "dev", "null"), "tool", NULL, "/tool",
         "is required"},
        {path, BODY_EVALUATION("enforce", "t", "dev", "null"), "metadata", "1", "/metadata",
         "must be an object"},
        {reports, BODY_REPORT, "window", "\"1h\"", "/window", "must be one of: 24h, 7d, 30d"},
        {reports, BODY_REPORT, "report_type", "\"x\"", "/report_type", "agent_boundary_report"},
        {reports, BODY_REPORT, "filters", "{\"environments\":[],\"agent_version_id\":\"v\"}",
         "/filters", "not both"},
        {reports, BODY_REPORT, "filters", "null", NULL, NULL},
        {reports, BODY_REPORT, "time_window", "{\"from\":\"a\"}", "/time_window/to", "is required"},
        {"/v1/guardrails/templates/x/enable", "{}", "mode", "\"enforce\"", "/mode",
         "not a known key"},
    };
    CHECK(state, changes);
}

static void test_events(void **state)
{
    static const char path[] = "/v1/events";
    static const struct change changes[] = {
        {path, BODY_EVENTS, "events", "[]", "/events", "must not be empty"},
        {path, BODY_EVENTS, "events", "[7]", "/events/0", "must be an object"},
        {path, BODY_EVENTS, "more", "1", "/more", "not a known key"},
        {path, BODY_EVENTS, "events.1.type", NULL, "/events/1/type", "is required"},
        {path, BODY_EVENTS, "events.1.agent_key", "\"\"", "/events/1/agent_key", "not empty"},
        {path, BODY_EVENTS, "events.0.agent_id", NULL, "/events/0/agent_id", "is required"},
        {path, BODY_EVENTS, "events.1.run_id", "5", "/events/1/run_id", "must be a string"},
        {path, BODY_EVENTS, "events.1.session_id", "null", "/events/1/session_id",
         "must not be null"},
        {path, BODY_EVENTS, "events.1.event_id", "\"c185ccc5-0c1b-158f-80e4-6dd85de0be61\"",
         "/events/1/event_id", "version 4 UUID"},
        {path, BODY_EVENTS, "events.1.event_id", "\"c185ccc5-0c1b-458f-70e4-6dd85de0be61\"",
         "/events/1/event_id", "version 4 UUID"},
        {path, BODY_EVENTS, "events.1.event_id", "\"evt_1\"", "/events/1/event_id",
         "version 4 UUID"},
        {path, BODY_EVENTS, "events.1.sequence_number", "0", "/events/1/sequence_number",
         "an integer from 1"},
        {path, BODY_EVENTS, "events.1.sequence_number", NULL, "/events/1/sequence_number",
         "is required when there is a run_id"},
        {path, BODY_EVENTS, "events.1.timestamp", "\"2026-11-20 17:47:20Z\"", "/events/1/timestamp",
         "ISO 8601"},
        {path, BODY_EVENTS, "events.1.timestamp", "\"2026-11-20T17:47:20\"", "/events/1/timestamp",
         "ISO 8601"},
        {path, BODY_EVENTS, "events.1.timestamp", "\"2026-13-20T17:47:20Z\"", "/events/1/timestamp",
         "ISO 8601"},
        {path, BODY_EVENTS, "events.1.timestamp", "\"2026-11-20T17:47:20.Z\"",
         "/events/1/timestamp", "ISO 8601"},
        {path, BODY_EVENTS, "events.1.timestamp", "\"2026-11-20T17:47:20+0000\"",
         "/events/1/timestamp", "ISO 8601"},
        {path, BODY_EVENTS, "events.1.timestamp", "17", "/events/1/timestamp", "ISO 8601"},
        {path, BODY_EVENTS, "events.1.timestamp", "\"2026-11-20T17:47:20Z\"", NULL, NULL},
        {path, BODY_EVENTS, "events.1.eventId", "\"x\"", "/events/1/eventId", "not a known key"},
        {path, BODY_EVENTS, "events.1.tool.riskLevel", "\"x\"", "/events/1/tool/riskLevel",
         "not a known key"},
        {path, BODY_EVENTS, "events.1.action.risk_level", NULL, "/events/1/action/risk_level",
         "is required"},
        {path, BODY_EVENTS, "events.1.resource", "\"x\"", "/events/1/resource",
         "must be an object"},
        {path, BODY_EVENTS, "events.1.environment", "null", "/events/1/environment",
         "must not be null"},
        {path, BODY_EVENTS, "events.1.error", "{\"message\":\"m\",\"stack\":null}", NULL, NULL},
    };
    CHECK(state, changes);
}

/* What the type of an event demands. */
static void test_event_types(void **state)
{
    static const char path[] = "/v1/events";
    static const struct change changes[] = {
        {path, BODY_EVENTS, "events.1.tool", NULL, "/events/1/tool", "for an event of this type"},
        {path, BODY_EVENTS, "events.1.type", "\"agent.guardrail.evaluated\"", "/events/1/decision",
         "for an event of this type"},
        {path, BODY_EVENTS, "events.1.type", "\"agent.llm.called\"", "/events/1/event_category",
         "does not fit"},
        {path, BODY_EVENTS, "events.1.type", "\"custom.event\"", NULL, NULL},
        {path, BODY_EVENTS, "events.1.decision",
         "{\"policyDecision\":\"deny\",\"effectiveDecision\":\"allow\","
         "\"enforcementAction\":\"proceed\",\"mode\":\"monitor\",\"reason\":null}",
         "/events/1/decision/policyDecision", "must be one of: allow, warn, block"},
        {path, BODY_EVENTS, "events.1.approval", "{\"approval_id\":\"a\",\"status\":\"x\"}",
         "/events/1/approval/status", "must be one of: pending"},
    };
    CHECK(state, changes);
}

static int send_events(uint16_t port, const char *event)
{
    struct client_reply reply;
    json_t *parsed = json_loads(event, 0, NULL);
    json_t *body = json_pack("{s:[o]}", "events", parsed);
    char *text = json_dumps(body, 0);
    int status = client_call(port, "POST", "/v1/events", text, &reply);
    client_clear(&reply);
    free(text);
    json_decref(body);
    return status;
}

#define BARE                                                                                       \
    "\"agent_key\":\"k\",\"agent_id\":\"a\",\"agent_version_id\":\"v\","                           \
    "\"timestamp\":\"2026-11-20T17:47:20Z\""

static void test_events_with_less(void **state)
{
    const uint16_t port = devserver_port(*state);
    assert_int_equal(send_events(port, "{\"type\":\"agent.tool.called\"," BARE "}"), 200);
    assert_int_equal(send_events(port, "{\"type\":\"agent.tool.called\"," BARE
                                       ",\"event_id\":\"c185ccc5-0c1b-458f-80e4-6dd85de0be61\","
                                       "\"metadata\":{\"apie_payload_truncated\":true}}"),
                     200);
    assert_int_equal(send_events(port, "{\"type\":\"agent.tool.called\"," BARE
                                       ",\"event_id\":\"c185ccc5-0c1b-458f-80e4-6dd85de0be62\"}"),
                     422);
}

/* A client knows the ids of its own agent only. */
static void test_events_of_other_agents(void **state)
{
    const uint16_t port = devserver_port(*state);
    json_decref(client_post(port, "/v1/agents/identify", BODY_IDENTIFY));
    assert_int_equal(send_events(port, "{\"type\":\"mine\",\"agent_key\":\"somebody else\","
                                       "\"timestamp\":\"2026-11-20T17:47:20Z\"}"),
                     200);
    assert_int_equal(send_events(port, "{\"type\":\"mine\",\"agent_key\":\"k\","
                                       "\"timestamp\":\"2026-11-20T17:47:20Z\"}"),
                     422);
}

static void test_bad_batch_is_refused_whole(void **state)
{
    const uint16_t port = devserver_port(*state);
    json_t *answer = client_post(port, "/v1/events",
                                 "{\"events\":[" BODY_EVENT("1") "," BODY_EVENT("2") ",{}]}");
    assert_string_equal(client_text(answer, "pointer"), "/events/2/type");
    assert_string_equal(client_text(answer, "error"), "/events/2/type is required");
    json_decref(answer);
    json_t *summary = client_get(port, "/_dev/summary");
    assert_int_equal(client_number(summary, "events"), 0);
    json_decref(summary);
    /* None of its ids counts as seen. */
    answer = client_post(port, "/v1/events", BODY_EVENTS);
    assert_int_equal(client_number(answer, "accepted"), 2);
    json_decref(answer);
}

static void test_unreadable_bodies(void **state)
{
    static const struct {
        const char *body;
        int status;
        const char *message;
    } cases[] = {
        {"{\"status\":", 400, "the body is not valid JSON"},
        {"", 400, "the body is empty"},
        {"{\"status\":\"failed\",\"status\":\"failed\"}", 400, "duplicate object key"},
        {"{\"status\":\"\xff\"}", 400, "not valid JSON"},
        {"[]", 422, "the body must be an object"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct client_reply reply;
        int status = client_call(devserver_port(*state), "POST", "/v1/runs/run_1/complete",
                                 cases[i].body, &reply);
        assert_int_equal(status, cases[i].status);
        assert_string_equal(client_text(reply.json, "pointer"), "");
        assert_non_null(strstr(client_text(reply.json, "error"), cases[i].message));
        client_clear(&reply);
    }
}

static int status_with(uint16_t port, const char *headers)
{
    struct client_reply reply;
    int fd = client_connect(port);
    assert_true(fd >= 0);
    assert_true(client_send(fd, "POST", "/v1/runs/run_1/complete", headers, BODY_RUN_COMPLETION));
    client_read(fd, &reply);
    int status = reply.status;
    client_clear(&reply);
    (void)close(fd);
    return status;
}

static void test_headers(void **state)
{
    const uint16_t port = devserver_port(*state);
    static const char key[] = "Authorization: Bearer k\r\n";
    assert_int_equal(status_with(port, "Content-Type: application/json\r\n"), 401);
    assert_int_equal(
        status_with(port, "Authorization: Bearer \r\nContent-Type: application/json\r\n"), 401);
    assert_int_equal(
        status_with(port, "Authorization: Basic k\r\nContent-Type: application/json\r\n"), 401);
    assert_int_equal(status_with(port, key), 422);
    assert_int_equal(status_with(port, "Authorization: Bearer k\r\nContent-Type: text/plain\r\n"),
                     422);
    assert_int_equal(
        status_with(port, "Authorization: Bearer k\r\nContent-Type: application/jsonl\r\n"), 422);
    assert_int_equal(
        status_with(port,
                    "Authorization: Bearer k\r\nContent-Type: Application/JSON; charset=x\r\n"),
        200);
}

static void test_wait_query(void **state)
{
    static const char *const queries[] = {
        "", "?timeout=", "?timeout=-1", "?timeout=x", "?timeout=1&a=b", "?wait=1", "?timeout"};
    const uint16_t port = devserver_port(*state);
    struct client_reply reply;
    json_decref(
        client_post(port, "/_dev/rules", "{\"rules\":[],\"default\":\"require_approval\"}"));
    json_decref(client_post(port, "/v1/guardrails/evaluate",
                            BODY_EVALUATION("enforce", "t", "dev", "null")));
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        char path[80] = "/v1/approvals/appr_1/wait";
        memcpy(path + strlen(path), queries[i], strlen(queries[i]) + 1);
        assert_int_equal(client_call(port, "GET", path, NULL, &reply), 422);
        client_clear(&reply);
    }
}

static void test_control_bodies(void **state)
{
    static const struct {
        const char *path, *body, *pointer;
    } cases[] = {
        {"/_dev/rules", "{}", "/rules"},
        {"/_dev/rules", "{\"rules\":[{\"key\":\"k\",\"decision\":\"deny\"}]}", "/rules/0/decision"},
        {"/_dev/rules",
         "{\"rules\":[{\"key\":\"k\",\"decision\":\"warn\",\"match\":{\"user\":\"x\"}}]}",
         "/rules/0/match/user"},
        {"/_dev/faults", "{}", ""},
        {"/_dev/faults", "[{\"status\":500}]", "/0/path"},
        {"/_dev/faults", "[{\"path\":\"*\"},{\"path\":\"*\",\"status\":20}]", "/1/status"},
        {"/_dev/faults", "[{\"path\":\"*\",\"reset\":\"now\"}]", "/0/reset"},
        {"/_dev/faults", "[{\"path\":\"*\",\"slow_bytes\":{\"bytes\":0,\"every_ms\":1}}]",
         "/0/slow_bytes/bytes"},
        {"/_dev/faults", "[{\"path\":\"*\",\"headers\":{\"A\":\"b\\r\\nC: d\"}}]", "/0/headers/A"},
        {"/_dev/faults", "[{\"path\":\"*\",\"probability\":\"x\"}]", "/0/probability"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct client_reply reply;
        assert_int_equal(
            client_call(devserver_port(*state), "POST", cases[i].path, cases[i].body, &reply), 422);
        assert_string_equal(client_text(reply.json, "pointer"), cases[i].pointer);
        client_clear(&reply);
    }
}

#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SERVER(test_identify),
        WITH_SERVER(test_capabilities_and_tools),
        WITH_SERVER(test_runs_and_sessions),
        WITH_SERVER(test_evaluations_and_reports),
        WITH_SERVER(test_events),
        WITH_SERVER(test_event_types),
        WITH_SERVER(test_events_with_less),
        WITH_SERVER(test_events_of_other_agents),
        WITH_SERVER(test_bad_batch_is_refused_whole),
        WITH_SERVER(test_unreadable_bodies),
        WITH_SERVER(test_headers),
        WITH_SERVER(test_wait_query),
        WITH_SERVER(test_control_bodies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
