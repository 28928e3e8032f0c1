/* Events of the program's own, steps, and lists of events, against a service that is a function. */
#include "agent_flows.h"

#include <stdlib.h>
#include <string.h>

#include "apie/step.h"

static apie_event *make(agent_world *w, apie_event_kind kind, apie_event_details details)
{
    apie_error error;
    details.run_id = "run_1";
    apie_event *event = apie_event_make(w->agent, kind, &details, NULL, NULL, &error);
    if (!event)
        fail_msg("%s", error.message);
    return event;
}

static void tell(agent_world *w, apie_event_kind kind, const char *error_message)
{
    apie_event *event =
        make(w, kind, (apie_event_details){.step_name = "s", .error_message = error_message});
    apie_event_tell(w->agent, kind, error_message, event);
}

/* JSON with ' for ". */
static json_t *quoted(const char *text)
{
    char *copy = strdup(text);
    assert_non_null(copy);
    for (char *at = copy; *at; at++)
        if (*at == '\'')
            *at = '"';
    json_t *value = json_loads(copy, JSON_REJECT_DUPLICATES, NULL);
    if (!value)
        fail_msg("not JSON: %s", copy);
    free(copy);
    return value;
}

/* ---- failures ---- */

static void what_tells_of_a_failure_is_sent_soon(void **state)
{
    agent_world *w = *state;
    static const apie_event_kind calm[] = {APIE_EVENT_STEP_STARTED, APIE_EVENT_LLM_COMPLETED,
                                           APIE_EVENT_HANDOFF_FAILED};
    static const apie_event_kind urgent[] = {APIE_EVENT_STEP_FAILED, APIE_EVENT_LLM_FAILED,
                                             APIE_EVENT_MCP_FAILED, APIE_EVENT_ERROR};
    w->config.flush_interval_ms = 3600000;
    agent_open(w);
    virtual_run(w->world);
    for (size_t i = 0; i < 3; i++)
        tell(w, calm[i], i == 2 ? "bad" : NULL);
    agent_world_pass(w, 10000);
    assert_int_equal(w->told[APIE_EVENT_DELIVERED], 0);
    for (size_t i = 0; i < 4; i++) {
        tell(w, urgent[i], "bad");
        agent_world_pass(w, 10);
        assert_int_equal(w->told[APIE_EVENT_DELIVERED], 4 + i);
    }
}

static void end_run(agent_world *w, const char *run_id, const char *error_message)
{
    const apie_run_outcome outcome = {.error_message = error_message};
    agent_do(w, apie_run_end_flow_new(w->agent, run_id, NULL, &outcome, NULL, &w->error));
}

static void begin_run(agent_world *w)
{
    apie_free(agent_finish(w, apie_run_begin_flow_new(w->agent, NULL, NULL, &w->error), APIE_OK));
}

static void a_captured_error_is_not_repeated_by_the_run(void **state)
{
    agent_world *w = *state;
    agent_open(w);
    begin_run(w);
    tell(w, APIE_EVENT_ERROR, "bad");
    end_run(w, "run_1", "bad");
    agent_expect_types(w, "error");
}

static void another_failure_of_the_run_is_told(void **state)
{
    agent_world *w = *state;
    agent_open(w);
    begin_run(w);
    tell(w, APIE_EVENT_ERROR, "bad");
    end_run(w, "run_1", "worse");
    agent_expect_types(w, "error,error");
}

static void the_run_repeats_none_of_its_errors(void **state)
{
    agent_world *w = *state;
    agent_open(w);
    begin_run(w);
    tell(w, APIE_EVENT_ERROR, "bad");
    tell(w, APIE_EVENT_ERROR, "worse");
    tell(w, APIE_EVENT_ERROR, "worst");
    end_run(w, "run_1", "bad");
    agent_expect_types(w, "error,error,error");
}

/* The program asked for it. */
static void a_captured_error_is_always_sent(void **state)
{
    agent_world *w = *state;
    agent_open(w);
    begin_run(w);
    tell(w, APIE_EVENT_ERROR, "bad");
    tell(w, APIE_EVENT_ERROR, "bad");
    end_run(w, "run_1", "bad");
    agent_expect_types(w, "error,error");
}

static void other_agents_have_other_ids(void **state)
{
    agent_world *w = *state;
    agent_open(w);
    apie_agent_push(w->agent,
                    make(w, APIE_EVENT_LLM_CALLED, (apie_event_details){.agent_key = "other"}));
    apie_agent_push(w->agent, make(w, APIE_EVENT_LLM_CALLED, (apie_event_details){0}));
    agent_world_pass(w, 5000);
    assert_null(json_object_get(agent_event(w, 0), "agent_id"));
    assert_null(json_object_get(agent_event(w, 0), "agent_version_id"));
    assert_int_equal(json_integer_value(json_object_get(agent_event(w, 0), "sequence_number")), 1);
    assert_string_equal(json_string_value(json_object_get(agent_event(w, 1), "agent_id")), "agt_1");
    assert_int_equal(json_integer_value(json_object_get(agent_event(w, 1), "sequence_number")), 2);
}

static void the_same_key_is_sent_once(void **state)
{
    agent_world *w = *state;
    agent_open(w);
    const apie_event_details once = {.idempotency_key = "once"};
    apie_agent_push(w->agent, make(w, APIE_EVENT_LLM_CALLED, once));
    apie_agent_push(w->agent, make(w, APIE_EVENT_LLM_COMPLETED, once));
    agent_world_pass(w, 5000);
    agent_expect_types(w, "llm.called");
}

/* ---- steps ---- */

static const char *const step_names[APIE_STEP_KIND_COUNT] = {"workflow.step.started", "llm.called",
                                                             "mcp.called"};

/* An event is as expected beside what is the same for all, or made anew for each. */
static void expect_event(agent_world *w, size_t n, const char *expected)
{
    static const char *const usual[] = {"event_id",    "timestamp",        "agent_key", "agent_id",
                                        "environment", "agent_version_id", "session_id"};
    json_t *event = json_deep_copy(agent_event(w, n));
    json_t *wanted = quoted(expected);
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
        (void)json_object_del(event, usual[i]);
    if (!json_equal(event, wanted)) {
        char *is = json_dumps(event, JSON_SORT_KEYS);
        fail_msg("%s\nin place of %s", is, expected);
    }
    json_decref(event);
    json_decref(wanted);
}

static void go_through_step(agent_world *w, apie_step_kind kind, const apie_step_input *input,
                            const apie_step_outcome *outcome)
{
    const apie_event_source here = {"run_1", "ses_1"};
    apie_error error;
    apie_event *started;
    apie_step_state *step = apie_step_new(w->agent, kind, input, &here, &started, &error);
    if (!step)
        fail_msg("%s", error.message);
    apie_agent_push(w->agent, started);
    apie_step_tell_end(w->agent, step, outcome, apie_step_ended(w->agent, step, outcome, &error));
    apie_step_free(step);
    agent_world_pass(w, 5000);
}

static void a_step_is_two_events(void **state)
{
    agent_world *w = *state;
    json_t *summary = quoted("{'server':'test-mcp','tool':'lookup'}");
    const apie_step_input input = {.step_name = "Lookup", .payload_summary = summary};
    agent_open(w);
    go_through_step(w, APIE_STEP_MCP, &input, NULL);
    expect_event(w, 0,
                 "{'type':'agent.mcp.called','run_id':'run_1','sequence_number':1,"
                 "'session_sequence_number':1,'event_category':'mcp','step_name':'Lookup',"
                 "'payload_summary':{'server':'test-mcp','tool':'lookup'}}");
    expect_event(w, 1,
                 "{'type':'agent.mcp.completed','run_id':'run_1','sequence_number':2,"
                 "'session_sequence_number':2,'event_category':'mcp','step_name':'Lookup'}");
    json_decref(summary);
}

static void a_model_call_tells_of_its_model(void **state)
{
    agent_world *w = *state;
    json_t *summary = quoted("{'purpose':'plan','model':'another'}");
    const apie_step_input input = {.model = "test-model",
                                   .input_summary = "what next, Bearer abcdef?",
                                   .payload_summary = summary};
    agent_open(w);
    go_through_step(w, APIE_STEP_LLM, &input, NULL);
    expect_event(w, 0,
                 "{'type':'agent.llm.called','run_id':'run_1','sequence_number':1,"
                 "'session_sequence_number':1,'event_category':'llm',"
                 "'payload_summary':{'model':'test-model','input_summary':'[REDACTED]',"
                 "'purpose':'plan'}}");
    json_decref(summary);
}

static void a_step_that_fails_says_why(void **state)
{
    agent_world *w = *state;
    json_t *end = quoted("{'rows':3}");
    json_t *metadata = quoted("{'q':1,'token':'x'}");
    const apie_step_input input = {
        .step_key = "v", .step_name = "Validate", .step_index = apie_int(0), .metadata = metadata};
    const apie_step_outcome outcome = {.error_message = "bad", .payload_summary = end};
    w->config.flush_interval_ms = 3600000; /* it does not wait for that */
    agent_open(w);
    go_through_step(w, APIE_STEP_WORKFLOW, &input, &outcome);
    expect_event(w, 0,
                 "{'type':'agent.workflow.step.started','run_id':'run_1','sequence_number':1,"
                 "'session_sequence_number':1,'event_category':'workflow','step_key':'v',"
                 "'step_name':'Validate','step_index':0,"
                 "'metadata':{'q':1,'token':'[REDACTED]'}}");
    expect_event(w, 1,
                 "{'type':'agent.workflow.step.failed','run_id':'run_1','sequence_number':2,"
                 "'session_sequence_number':2,'event_category':'workflow','step_key':'v',"
                 "'step_name':'Validate','step_index':0,'payload_summary':{'rows':3},"
                 "'error':{'message':'bad'},'metadata':{'q':1,'token':'[REDACTED]'}}");
    json_decref(end);
    json_decref(metadata);
}

static void every_kind_of_step_has_its_types(void **state)
{
    agent_world *w = *state;
    static const apie_step_outcome failed = {.error_message = "bad"};
    const apie_step_input input = {.step_name = "s"};
    agent_open(w);
    for (int kind = 0; kind < APIE_STEP_KIND_COUNT; kind++) {
        go_through_step(w, (apie_step_kind)kind, &input, NULL);
        go_through_step(w, (apie_step_kind)kind, &input, &failed);
        const char *type =
            json_string_value(json_object_get(agent_event(w, (size_t)kind * 4), "type"));
        assert_string_equal(type + strlen("agent."), step_names[kind]);
    }
    agent_expect_types(w, "workflow.step.started,workflow.step.completed,workflow.step.started,"
                          "workflow.step.failed,llm.called,llm.completed,llm.called,llm.failed,"
                          "mcp.called,mcp.completed,mcp.called,mcp.failed");
}

static void a_step_keeps_what_it_was_given(void **state)
{
    agent_world *w = *state;
    char run[] = "run_7", key[] = "key", name[] = "name";
    json_t *metadata = quoted("{'q':1}");
    const apie_step_input input = {
        .run_id = run, .step_key = key, .step_name = name, .metadata = metadata};
    apie_event *started;
    agent_open(w);
    apie_step_state *step =
        apie_step_new(w->agent, APIE_STEP_WORKFLOW, &input, NULL, &started, NULL);
    run[0] = key[0] = name[0] = '?';
    json_object_clear(metadata);
    json_decref(metadata);
    apie_agent_push(w->agent, started);
    apie_step_tell_end(w->agent, step, NULL, apie_step_ended(w->agent, step, NULL, NULL));
    apie_step_free(step);
    agent_world_pass(w, 5000);
    expect_event(w, 1,
                 "{'type':'agent.workflow.step.completed','run_id':'run_7','sequence_number':2,"
                 "'event_category':'workflow','step_key':'key','step_name':'name',"
                 "'metadata':{'q':1}}");
}

static void a_step_is_refused_like_its_event(void **state)
{
    agent_world *w = *state;
    json_t *list = json_array();
    apie_event *started;
    apie_error error;
    apie_step_input input = {.run_id = "r"};
    agent_open(w);
    assert_null(apie_step_new(w->agent, APIE_STEP_WORKFLOW, &input, NULL, &started, &error));
    assert_string_equal(error.where, "step_name");
    assert_null(apie_step_new(w->agent, APIE_STEP_LLM, NULL, NULL, &started, &error));
    assert_string_equal(error.where, "run_id");
    input.payload_summary = list;
    input.model = "m";
    assert_null(apie_step_new(w->agent, APIE_STEP_LLM, &input, NULL, &started, &error));
    assert_string_equal(error.where, "payload_summary");
    input = (apie_step_input){.run_id = "r", .metadata = list};
    assert_null(apie_step_new(w->agent, APIE_STEP_MCP, &input, NULL, &started, &error));
    assert_string_equal(error.where, "metadata");
    input = (apie_step_input){.run_id = "r", .model = "\xff"};
    assert_null(apie_step_new(w->agent, APIE_STEP_LLM, &input, NULL, &started, &error));
    assert_int_equal(error.code, APIE_ERROR_INVALID_ARGUMENT);
    json_decref(list);
}

/* ---- lists of events ---- */

static json_t *build(agent_world *w, const char *type, apie_event_details details)
{
    details.run_id = "run_1";
    details.session_id = "ses_1";
    apie_event *event =
        apie_event_make_custom(w->agent, type, NULL, &details, NULL, NULL, &w->error);
    assert_non_null(event);
    json_t *value = apie_event_to_json(w->agent, event, &w->error);
    assert_non_null(value);
    apie_event_free(event);
    return value;
}

static json_int_t sent_number(agent_world *w, const char *target, size_t request, size_t event,
                              const char *name)
{
    json_t *events = json_object_get(fake_service_body(&w->service, target, request), "events");
    return json_integer_value(json_object_get(json_array_get(events, event), name));
}

static const char *sent_text(agent_world *w, const char *target, size_t request, size_t event,
                             const char *name)
{
    json_t *events = json_object_get(fake_service_body(&w->service, target, request), "events");
    return json_string_value(json_object_get(json_array_get(events, event), name));
}

static void validating_keeps_the_numbers_free(void **state)
{
    agent_world *w = *state;
    agent_open(w);
    tell(w, APIE_EVENT_LLM_CALLED, NULL);
    json_t *event = build(w, "agent.llm.completed", (apie_event_details){0});
    for (int i = 0; i < 2; i++)
        apie_free(agent_finish(w, apie_validate_events_flow_new(w->agent, event, NULL, &w->error),
                               APIE_OK));
    assert_null(json_object_get(event, "sequence_number"));
    json_decref(event);
    assert_int_equal(sent_number(w, "/v1/events/validate", 0, 0, "sequence_number"), 2);
    assert_int_equal(sent_number(w, "/v1/events/validate", 1, 0, "sequence_number"), 2);
    assert_int_equal(sent_number(w, "/v1/events/validate", 1, 0, "session_sequence_number"), 1);
}

/* Such as the service's own client sends it. */
static void what_is_validated_is_left_as_it_is(void **state)
{
    agent_world *w = *state;
    agent_open(w);
    json_t *event = quoted("{'type':'x','agent_key':'k'}");
    apie_free(
        agent_finish(w, apie_validate_events_flow_new(w->agent, event, NULL, &w->error), APIE_OK));
    json_decref(event);
    agent_expect_body(w, "/v1/events/validate", 0,
                      "{\"events\":[{\"type\":\"x\",\"agent_key\":\"k\"}]}");
}

static void what_is_sent_is_completed(void **state)
{
    agent_world *w = *state;
    agent_open(w);
    tell(w, APIE_EVENT_LLM_CALLED, NULL);
    agent_world_pass(w, 5000);
    json_t *events =
        json_pack("[o, o, o]", build(w, "agent.llm.completed", (apie_event_details){0}),
                  quoted("{'type':'mine','run_id':'run_1'}"),
                  quoted("{'type':'theirs','agent_key':'other'}"));
    apie_free(
        agent_finish(w, apie_send_events_flow_new(w->agent, events, NULL, &w->error), APIE_OK));
    json_decref(events);
    assert_int_equal(sent_number(w, "/v1/events", 1, 0, "sequence_number"), 2);
    assert_int_equal(sent_number(w, "/v1/events", 1, 0, "session_sequence_number"), 1);
    assert_string_equal(sent_text(w, "/v1/events", 1, 0, "agent_id"), "agt_1");
    assert_string_equal(sent_text(w, "/v1/events", 1, 0, "agent_version_id"), "ver_1");
    assert_int_equal(sent_number(w, "/v1/events", 1, 1, "sequence_number"), 3);
    assert_int_equal(sent_number(w, "/v1/events", 1, 1, "session_sequence_number"), 0);
    assert_string_equal(sent_text(w, "/v1/events", 1, 1, "agent_key"), "k");
    assert_string_equal(sent_text(w, "/v1/events", 1, 1, "agent_id"), "agt_1");
    assert_int_equal(strlen(sent_text(w, "/v1/events", 1, 1, "event_id")), 36);
    assert_non_null(sent_text(w, "/v1/events", 1, 1, "timestamp"));
    assert_string_equal(sent_text(w, "/v1/events", 1, 2, "agent_key"), "other");
    assert_null(sent_text(w, "/v1/events", 1, 2, "agent_id"));
    tell(w, APIE_EVENT_LLM_CALLED, NULL);
    agent_world_pass(w, 5000);
    assert_int_equal(sent_number(w, "/v1/events", 2, 0, "sequence_number"), 4);
}

static void what_is_sent_again_is_the_same(void **state)
{
    agent_world *w = *state;
    agent_open(w);
    virtual_run(w->world);
    w->service.down_prefix = "/v1/events";
    json_t *event = quoted("{'type':'mine','run_id':'run_1'}");
    apie_flow *flow = apie_send_events_flow_new(w->agent, event, NULL, &w->error);
    json_decref(event);
    assert_int_equal(agent_finish(w, flow, APIE_ERROR_SERVER) == NULL, true);
    size_t count = fake_service_count(&w->service, "/v1/events");
    assert_true(count > 1);
    for (size_t i = 1; i < count; i++)
        assert_true(json_equal(fake_service_body(&w->service, "/v1/events", 0),
                               fake_service_body(&w->service, "/v1/events", i)));
}

static void what_is_sent_is_redacted_like_an_event(void **state)
{
    agent_world *w = *state;
    static const char *const allowed[] = {"metadata.open_token", NULL};
    w->config.redact_allow_paths = allowed;
    agent_open(w);
    json_t *metadata = quoted("{'token':'a','open_token':'b'}");
    json_t *events =
        json_pack("[o, o]", build(w, "mine", (apie_event_details){.metadata = metadata}),
                  quoted("{'type':'x','metadata':{'token':'a','open_token':'b'},"
                         "'password':'c','step_name':'Bearer abcdef'}"));
    apie_free(
        agent_finish(w, apie_validate_events_flow_new(w->agent, events, NULL, &w->error), APIE_OK));
    json_decref(events);
    json_decref(metadata);
    json_t *sent =
        json_object_get(fake_service_body(&w->service, "/v1/events/validate", 0), "events");
    json_t *expected = quoted("{'token':'[REDACTED]','open_token':'b'}");
    assert_true(json_equal(json_object_get(json_array_get(sent, 0), "metadata"), expected));
    json_decref(expected);
    expected = quoted("{'type':'x','metadata':{'token':'[REDACTED]','open_token':'b'},"
                      "'password':'[REDACTED]','step_name':'[REDACTED]'}");
    assert_true(json_equal(json_array_get(sent, 1), expected));
    json_decref(expected);
}

static void sending_waits_for_the_registration(void **state)
{
    agent_world *w = *state;
    w->service.down_prefix = "/v1/agents/identify";
    w->service.down_status = 401;
    agent_open(w);
    json_t *event = quoted("{'type':'x'}");
    assert_null(agent_finish(w, apie_send_events_flow_new(w->agent, event, NULL, &w->error),
                             APIE_ERROR_AUTHENTICATION));
    assert_int_equal(fake_service_count(&w->service, "/v1/events"), 0);
    apie_free(
        agent_finish(w, apie_validate_events_flow_new(w->agent, event, NULL, &w->error), APIE_OK));
    json_decref(event);
}

static void a_list_must_be_one_of_events(void **state)
{
    agent_world *w = *state;
    static const char *const bad[] = {"[]", "[1]", "[{}]", "{}", "[{'type':''}]", "[{'type':1}]"};
    agent_open(w);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        json_t *events = quoted(bad[i]);
        agent_expect_refused(w, apie_validate_events_flow_new(w->agent, events, NULL, &w->error),
                             "events");
        agent_expect_refused(w, apie_send_events_flow_new(w->agent, events, NULL, &w->error),
                             "events");
        json_decref(events);
    }
    agent_expect_refused(w, apie_send_events_flow_new(w->agent, NULL, NULL, &w->error), "events");
}

static void a_disabled_client_sends_nothing(void **state)
{
    agent_world *w = *state;
    w->config.enabled = apie_bool(false);
    agent_open(w);
    tell(w, APIE_EVENT_ERROR, "bad");
    json_t *event = build(w, "mine", (apie_event_details){0});
    apie_events_previewed *previewed =
        agent_finish(w, apie_validate_events_flow_new(w->agent, event, NULL, &w->error), APIE_OK);
    assert_int_equal(previewed->accepted.presence, APIE_SET);
    assert_int_equal(previewed->accepted.value, 0);
    assert_int_equal(previewed->previews_count, 0);
    apie_free(previewed);
    apie_events_accepted *accepted =
        agent_finish(w, apie_send_events_flow_new(w->agent, event, NULL, &w->error), APIE_OK);
    assert_int_equal(accepted->warnings_count, 0);
    apie_free(accepted);
    json_decref(event);
    agent_world_pass(w, 5000);
    assert_int_equal(json_array_size(w->service.requests), 0);
}

static void a_send_can_be_cancelled(void **state)
{
    agent_world *w = *state;
    json_t *event = quoted("{'type':'x','run_id':'run_1'}");
    for (uint64_t ms = 0; ms < 60; ms += 7) {
        w->service.latency_ms = 30;
        if (!w->agent)
            agent_open(w);
        apie_flow *flow = apie_send_events_flow_new(w->agent, event, NULL, &w->error);
        virtual_cancel_at(virtual_start(w->world, flow, NULL, NULL), virtual_now(w->world) + ms);
        virtual_run(w->world);
    }
    json_decref(event);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        AGENT_WORLD_TEST(what_tells_of_a_failure_is_sent_soon),
        AGENT_WORLD_TEST(a_captured_error_is_not_repeated_by_the_run),
        AGENT_WORLD_TEST(another_failure_of_the_run_is_told),
        AGENT_WORLD_TEST(the_run_repeats_none_of_its_errors),
        AGENT_WORLD_TEST(a_captured_error_is_always_sent),
        AGENT_WORLD_TEST(other_agents_have_other_ids),
        AGENT_WORLD_TEST(the_same_key_is_sent_once),
        AGENT_WORLD_TEST(a_step_is_two_events),
        AGENT_WORLD_TEST(a_model_call_tells_of_its_model),
        AGENT_WORLD_TEST(a_step_that_fails_says_why),
        AGENT_WORLD_TEST(every_kind_of_step_has_its_types),
        AGENT_WORLD_TEST(a_step_keeps_what_it_was_given),
        AGENT_WORLD_TEST(a_step_is_refused_like_its_event),
        AGENT_WORLD_TEST(validating_keeps_the_numbers_free),
        AGENT_WORLD_TEST(what_is_validated_is_left_as_it_is),
        AGENT_WORLD_TEST(what_is_sent_is_completed),
        AGENT_WORLD_TEST(what_is_sent_again_is_the_same),
        AGENT_WORLD_TEST(what_is_sent_is_redacted_like_an_event),
        AGENT_WORLD_TEST(sending_waits_for_the_registration),
        AGENT_WORLD_TEST(a_list_must_be_one_of_events),
        AGENT_WORLD_TEST(a_disabled_client_sends_nothing),
        AGENT_WORLD_TEST(a_send_can_be_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
