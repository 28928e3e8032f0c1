/* Sessions, child runs and handoffs against a service that is a function, in virtual time. */
#include "agent_flows.h"

#include <string.h>

#include "apie/event_make.h"
#include "apie/tracing.h"

static const apie_session_input pipeline = {
    .kind = APIE_SESSION_PIPELINE,
    .input_summary = "a pipeline",
};

static apie_session *begin_session(agent_world *w, const apie_session_input *input)
{
    return agent_finish(w, apie_session_begin_flow_new(w->agent, input, NULL, &w->error), APIE_OK);
}

static void end_session(agent_world *w, apie_session *session, const apie_session_outcome *outcome)
{
    agent_do(w, apie_session_end_flow_new(w->agent, session->id, outcome, NULL, &w->error));
    apie_free(session);
}

static apie_run *begin_run(agent_world *w, const char *session_id)
{
    apie_run_input input = {.session_id = session_id};
    return agent_finish(w, apie_run_begin_flow_new(w->agent, &input, NULL, &w->error), APIE_OK);
}

static void end_run(agent_world *w, apie_run *run, const char *error_message)
{
    apie_run_outcome outcome = {.error_message = error_message};
    agent_do(w,
             apie_run_end_flow_new(w->agent, run->id, run->session_id, &outcome, NULL, &w->error));
    apie_free(run);
}

static apie_flow *child_run(agent_world *w, const apie_child_run_input *input)
{
    return apie_child_run_begin_flow_new(w->agent, input, NULL, &w->error);
}

static apie_flow *handoff(agent_world *w, const apie_handoff_input *input)
{
    return apie_handoff_flow_new(w->agent, input, NULL, &w->error);
}

static void track(agent_world *w, const char *run_id, const char *session_id)
{
    apie_event_details details = {
        .run_id = run_id, .session_id = session_id, .resource = {.type = "file"}};
    apie_event *event =
        apie_event_make(w->agent, APIE_EVENT_RESOURCE_TOUCHED, &details, NULL, NULL, &w->error);
    assert_non_null(event);
    apie_agent_push(w->agent, event);
}

static json_int_t number_of(agent_world *w, size_t n, const char *key)
{
    return json_integer_value(json_object_get(agent_event(w, n), key));
}

/* ---- sessions ---- */

static void a_session_begins_and_ends(void **state)
{
    agent_world *w = *state;
    agent_open(w);
    apie_session *session = begin_session(w, &pipeline);
    assert_string_equal(session->id, "ses_1");
    assert_string_equal(session->status, "running");
    agent_expect_body(w, "/v1/sessions", 0,
                      "{\"kind\":\"pipeline\",\"orchestrator_agent_key\":\"k\","
                      "\"orchestrator_agent_id\":\"agt_1\",\"environment\":\"dev\","
                      "\"input_summary\":\"a pipeline\",\"metadata\":null}");
    apie_session_outcome outcome = {.output_summary = "all well"};
    end_session(w, session, &outcome);
    agent_expect_body(
        w, "/v1/sessions/ses_1/complete", 0,
        "{\"status\":\"completed\",\"output_summary\":\"all well\",\"metadata\":null}");
}

static void a_session_has_defaults(void **state)
{
    agent_world *w = *state;
    json_t *metadata = json_pack("{s:s, s:i}", "token", "abc", "q", 1);
    apie_session_input input = {.environment = "production", .metadata = metadata};
    agent_open(w);
    apie_session *session = begin_session(w, &input);
    json_decref(metadata);
    agent_expect_body(w, "/v1/sessions", 0,
                      "{\"kind\":\"single_agent\",\"orchestrator_agent_key\":\"k\","
                      "\"orchestrator_agent_id\":\"agt_1\",\"environment\":\"production\","
                      "\"input_summary\":null,\"metadata\":{\"token\":\"[REDACTED]\",\"q\":1}}");
    end_session(w, session, NULL);
    session = begin_session(w, NULL);
    end_session(w, session, &(apie_session_outcome){.status = "cancelled"});
    agent_expect_body(w, "/v1/sessions/ses_2/complete", 0,
                      "{\"status\":\"cancelled\",\"output_summary\":null,\"metadata\":null}");
}

static void a_failed_session_tells_why(void **state)
{
    agent_world *w = *state;
    agent_open(w);
    apie_session *session = begin_session(w, NULL);
    end_session(w, session, &(apie_session_outcome){.error_message = "it broke"});
    agent_expect_types(w, "error");
    assert_null(json_object_get(agent_event(w, 0), "run_id"));
    assert_string_equal(json_string_value(json_object_get(agent_event(w, 0), "session_id")),
                        "ses_1");
    agent_expect_body(w, "/v1/sessions/ses_1/complete", 0,
                      "{\"status\":\"failed\",\"output_summary\":null,\"metadata\":null}");
    /* The event went first. */
    size_t count = json_array_size(w->service.requests);
    json_t *before = json_array_get(w->service.requests, count - 2);
    assert_string_equal(json_string_value(json_object_get(before, "target")), "/v1/events");
}

static void an_error_is_told_once_per_session(void **state)
{
    agent_world *w = *state;
    agent_open(w);
    apie_session *session = begin_session(w, NULL);
    apie_event_details known = {.session_id = session->id, .error_message = "it broke"};
    apie_event *event = apie_event_make(w->agent, APIE_EVENT_ERROR, &known, NULL, NULL, &w->error);
    apie_event_tell(w->agent, APIE_EVENT_ERROR, known.error_message, event);
    end_session(w, session, &(apie_session_outcome){.error_message = "it broke"});
    agent_expect_types(w, "error");
    /* What a run told is its own: the session says that it failed, too. */
    session = begin_session(w, NULL);
    end_run(w, begin_run(w, session->id), "it broke");
    end_session(w, session, &(apie_session_outcome){.error_message = "it broke"});
    agent_expect_types(w, "error,error,error");
    assert_non_null(json_object_get(agent_event(w, 1), "run_id"));
    assert_null(json_object_get(agent_event(w, 2), "run_id"));
}

static void runs_of_a_session_share_its_numbers(void **state)
{
    agent_world *w = *state;
    agent_open(w);
    apie_session *session = begin_session(w, NULL);
    apie_run *first = begin_run(w, session->id);
    apie_run *second = begin_run(w, session->id);
    assert_string_equal(first->session_id, "ses_1"); /* although the service did not say */
    for (int i = 0; i < 3; i++) {
        track(w, first->id, session->id);
        track(w, second->id, session->id);
    }
    track(w, NULL, session->id);
    end_run(w, second, NULL);
    end_run(w, first, NULL);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(number_of(w, i, "session_sequence_number"), i + 1);
        assert_int_equal(number_of(w, i, "sequence_number"), i / 2 + 1);
    }
    assert_int_equal(number_of(w, 6, "session_sequence_number"), 7);
    assert_null(json_object_get(agent_event(w, 6), "sequence_number"));
    /* The counter ends with the session. */
    end_session(w, session, NULL);
    track(w, NULL, "ses_1");
    agent_world_pass(w, 3000);
    assert_int_equal(number_of(w, 7, "session_sequence_number"), 1);
}

/* ---- when the service cannot be reached ---- */

static void a_session_goes_offline(void **state)
{
    agent_world *w = *state;
    w->service.down_prefix = "/v1/sessions";
    agent_open(w);
    apie_session *session = begin_session(w, NULL);
    assert_int_equal(strncmp(session->id, "session_offline_", 16), 0);
    assert_string_equal(session->status, "offline");
    assert_int_equal(w->errors, 1);
    /* What belongs to it is local, too, and nobody is asked or told again. */
    size_t requests = fake_service_count(&w->service, "/v1/sessions");
    apie_run *run = begin_run(w, session->id);
    assert_string_equal(run->session_id, session->id);
    assert_string_equal(run->status, "offline");
    apie_child_run_input input = {.session_id = session->id, .parent_run_id = run->id};
    apie_run *child = agent_finish(w, child_run(w, &input), APIE_OK);
    assert_string_equal(child->status, "offline");
    apie_handoff_input given = {.session_id = session->id, .source_run_id = run->id};
    apie_handoff *handed = agent_finish(w, handoff(w, &given), APIE_OK);
    assert_int_equal(strncmp(handed->id, "handoff_offline_", 16), 0);
    assert_string_equal(handed->status, "offline");
    apie_free(handed);
    end_run(w, child, NULL);
    end_run(w, run, NULL);
    end_session(w, session, &(apie_session_outcome){.error_message = "it broke"});
    assert_int_equal(fake_service_count(&w->service, "/v1/sessions"), requests);
    assert_int_equal(fake_service_count(&w->service, "/v1/runs"), 0);
    assert_int_equal(w->errors, 1);
    agent_expect_types(w, "handoff.requested,error");
}

static void without_tolerance_it_is_an_error(void **state)
{
    agent_world *w = *state;
    w->config.mode = APIE_MODE_ENFORCE;
    w->config.guard_failure_mode = APIE_GUARD_FAIL_CLOSED;
    w->service.down_prefix = "/v1/sessions";
    w->service.down_status = 503;
    agent_open(w);
    apie_child_run_input run = {.session_id = "ses_9"};
    apie_handoff_input given = {.session_id = "ses_9", .source_run_id = "run_9"};
    apie_flow *flows[] = {
        apie_session_begin_flow_new(w->agent, NULL, NULL, &w->error),
        child_run(w, &run),
        handoff(w, &given),
        apie_session_end_flow_new(w->agent, "ses_9", NULL, NULL, &w->error),
    };
    for (size_t i = 0; i < sizeof flows / sizeof flows[0]; i++)
        assert_null(agent_finish(w, flows[i], APIE_ERROR_SERVER));
    assert_int_equal(w->errors, 0);
}

static void an_end_that_fails_is_reported(void **state)
{
    agent_world *w = *state;
    agent_open(w);
    apie_session *session = begin_session(w, NULL);
    w->service.down_prefix = "/v1/sessions";
    end_session(w, session, NULL);
    assert_int_equal(w->errors, 1);
    assert_int_equal(w->last_error.code, APIE_ERROR_SERVER);
}

static void an_agent_that_is_not_registered_works_offline(void **state)
{
    agent_world *w = *state;
    w->service.down_prefix = "/v1/agents";
    w->service.down_status = 401;
    agent_open(w);
    apie_session *session = begin_session(w, NULL);
    assert_string_equal(session->status, "offline");
    assert_int_equal(w->last_error.code, APIE_ERROR_AUTHENTICATION);
    apie_handoff_input given = {.session_id = "ses_9", .source_run_id = "run_9"};
    apie_handoff *handed = agent_finish(w, handoff(w, &given), APIE_OK);
    assert_string_equal(handed->status, "offline");
    apie_free(handed);
    apie_free(session);
}

/* ---- child runs ---- */

static void a_child_run_is_one_of_the_session(void **state)
{
    agent_world *w = *state;
    apie_child_run_input input = {
        .session_id = "ses/1",
        .parent_run_id = "run_3",
        .step_name = "Worker",
        .step_index = apie_int(1),
        .role = "worker",
        .input_summary = "Worker step",
    };
    agent_open(w);
    apie_run *run = agent_finish(w, child_run(w, &input), APIE_OK);
    assert_string_equal(run->id, "run_1");
    assert_string_equal(run->session_id, "ses/1");
    apie_free(run);
    agent_expect_body(w, "/v1/sessions/ses%2F1/runs", 0,
                      "{\"agent_key\":\"k\",\"agent_id\":\"agt_1\",\"agent_version_id\":\"ver_1\","
                      "\"parent_run_id\":\"run_3\",\"trigger_event_id\":null,\"step_key\":null,"
                      "\"step_name\":\"Worker\",\"step_index\":1,\"role\":\"worker\","
                      "\"environment\":null,\"input_summary\":\"Worker step\","
                      "\"metadata\":{\"payload_summary\":null}}");
}

static void a_child_run_may_be_another_agents(void **state)
{
    agent_world *w = *state;
    json_t *metadata = json_pack("{s:i, s:s}", "n", 1, "payload_summary", "mine");
    json_t *summary = json_pack("{s:s}", "password", "x");
    apie_child_run_input input = {
        .session_id = "ses_1",
        .agent_key = "other",
        .trigger_event_id = "evt_1",
        .step_key = "s",
        .environment = "production",
        .metadata = metadata,
        .payload_summary = summary,
    };
    agent_open(w);
    apie_free(agent_finish(w, child_run(w, &input), APIE_OK));
    agent_expect_body(w, "/v1/sessions/ses_1/runs", 0,
                      "{\"agent_key\":\"other\",\"parent_run_id\":null,"
                      "\"trigger_event_id\":\"evt_1\",\"step_key\":\"s\",\"step_name\":null,"
                      "\"step_index\":null,\"role\":null,\"environment\":\"production\","
                      "\"input_summary\":null,\"metadata\":{\"n\":1,\"payload_summary\":"
                      "{\"password\":\"[REDACTED]\"}}}");
    input.payload_summary = NULL;
    apie_free(agent_finish(w, child_run(w, &input), APIE_OK));
    json_t *sent = fake_service_body(&w->service, "/v1/sessions/ses_1/runs", 1);
    assert_string_equal(
        json_string_value(json_object_get(json_object_get(sent, "metadata"), "payload_summary")),
        "mine");
    json_decref(metadata);
    json_decref(summary);
}

/* ---- handoffs ---- */

static void a_handoff_is_told_and_recorded(void **state)
{
    agent_world *w = *state;
    json_t *summary = json_pack("{s:s, s:s}", "releaseId", "rel_test", "secret", "s");
    apie_handoff_input input = {
        .session_id = "ses_1",
        .source_run_id = "run_3",
        .target_agent_id = "agt_7",
        .trigger_event_id = "evt_1",
        .reason = "Delegate worker step",
        .input_summary = "what is to be done",
        .payload_summary = summary,
    };
    agent_open(w);
    apie_handoff *handed = agent_finish(w, handoff(w, &input), APIE_OK);
    assert_string_equal(handed->id, "hof_1");
    assert_string_equal(handed->status, "requested");
    apie_free(handed);
    agent_expect_body(w, "/v1/sessions/ses_1/handoffs", 0,
                      "{\"source_run_id\":\"run_3\",\"source_agent_id\":\"agt_1\","
                      "\"target_run_id\":null,\"target_agent_id\":\"agt_7\","
                      "\"trigger_event_id\":\"evt_1\",\"reason\":\"Delegate worker step\","
                      "\"input_summary\":\"what is to be done\",\"payload_summary\":"
                      "{\"releaseId\":\"rel_test\",\"secret\":\"[REDACTED]\"},"
                      "\"status\":\"requested\"}");
    agent_world_pass(w, 3000);
    agent_expect_types(w, "handoff.requested");
    json_t *event = agent_event(w, 0);
    json_t *told = json_pack("{s:s, s:n, s:s}", "reason", "Delegate worker step", "target_run_id",
                             "target_agent_id", "agt_7");
    assert_true(json_equal(json_object_get(event, "metadata"), told));
    assert_string_equal(json_string_value(json_object_get(event, "event_category")), "handoff");
    assert_string_equal(json_string_value(json_object_get(event, "run_id")), "run_3");
    assert_string_equal(json_string_value(json_object_get(event, "session_id")), "ses_1");
    json_decref(told);
    input.source_agent_id = "agt_5";
    input.payload_summary = NULL;
    apie_free(agent_finish(w, handoff(w, &input), APIE_OK));
    json_t *sent = fake_service_body(&w->service, "/v1/sessions/ses_1/handoffs", 1);
    assert_string_equal(json_string_value(json_object_get(sent, "source_agent_id")), "agt_5");
    assert_true(json_is_null(json_object_get(sent, "payload_summary")));
    json_decref(summary);
}

/* ---- what is refused ---- */

static void wrong_input_is_refused(void **state)
{
    agent_world *w = *state;
    json_t *list = json_array();
    apie_session_input session = {.metadata = list};
    apie_session_outcome outcome = {.metadata = list};
    apie_child_run_input child = {.session_id = "s", .payload_summary = list};
    apie_handoff_input given = {.session_id = "s", .source_run_id = "r", .payload_summary = list};
    agent_open(w);
    agent_expect_refused(w, apie_session_begin_flow_new(w->agent, &session, NULL, &w->error),
                         "metadata");
    agent_expect_refused(w, apie_session_end_flow_new(w->agent, "s", &outcome, NULL, &w->error),
                         "metadata");
    agent_expect_refused(w, apie_session_end_flow_new(w->agent, "", NULL, NULL, &w->error),
                         "session_id");
    agent_expect_refused(w, apie_run_end_flow_new(w->agent, NULL, NULL, NULL, NULL, &w->error),
                         "run_id");
    agent_expect_refused(w, child_run(w, &child), "payload_summary");
    child = (apie_child_run_input){.session_id = "s", .metadata = list};
    agent_expect_refused(w, child_run(w, &child), "metadata");
    agent_expect_refused(w, child_run(w, NULL), "session_id");
    agent_expect_refused(w, handoff(w, &given), "payload_summary");
    agent_expect_refused(w, handoff(w, NULL), "session_id");
    given = (apie_handoff_input){.session_id = "s"};
    agent_expect_refused(w, handoff(w, &given), "source_run_id");
    given = (apie_handoff_input){.session_id = "s", .source_run_id = "r", .reason = "\xff"};
    assert_null(handoff(w, &given));
    assert_int_equal(w->error.code, APIE_ERROR_INVALID_ARGUMENT);
    json_decref(list);
}

/* ---- disabled ---- */

static void a_disabled_client_makes_it_all_up(void **state)
{
    agent_world *w = *state;
    w->config.enabled = apie_bool(false);
    w->config.api_key = NULL;
    agent_open(w);
    apie_session *session = begin_session(w, &pipeline);
    assert_string_equal(session->id, "disabled_session_1");
    assert_string_equal(session->status, "disabled");
    apie_child_run_input input = {.session_id = session->id};
    apie_run *run = agent_finish(w, child_run(w, &input), APIE_OK);
    assert_string_equal(run->id, "disabled_run_2");
    assert_string_equal(run->session_id, session->id);
    apie_handoff_input given = {.session_id = session->id, .source_run_id = run->id};
    apie_handoff *handed = agent_finish(w, handoff(w, &given), APIE_OK);
    assert_string_equal(handed->id, "disabled_handoff_3");
    apie_free(handed);
    end_run(w, run, "it broke");
    end_session(w, session, &(apie_session_outcome){.error_message = "it broke"});
    assert_int_equal(json_array_size(w->service.requests), 0);
}

/* ---- cancelled anywhere ---- */

static apie_flow *cancel_session_begin(agent_world *w)
{
    return apie_session_begin_flow_new(w->agent, &pipeline, NULL, &w->error);
}

static apie_flow *cancel_session_end(agent_world *w)
{
    apie_session_outcome outcome = {.error_message = "it broke"};
    return apie_session_end_flow_new(w->agent, "ses_9", &outcome, NULL, &w->error);
}

static apie_flow *cancel_child_run(agent_world *w)
{
    return child_run(w, &(apie_child_run_input){.session_id = "ses_9"});
}

static apie_flow *cancel_handoff(agent_world *w)
{
    apie_handoff_input input = {.session_id = "ses_9", .source_run_id = "run_9"};
    return handoff(w, &input);
}

static void note_end(void *user, apie_flow *flow)
{
    apie_status *status = user;
    *status = flow->status;
}

/* How often it was cancelled. */
static int cancel_at(agent_world *w, apie_flow *(*make)(agent_world *w), uint64_t after_ms)
{
    apie_status status = APIE_ERROR_CLOSED;
    agent_open(w);
    virtual_task *task = virtual_start(w->world, make(w), note_end, &status);
    virtual_cancel_at(task, virtual_now(w->world) + after_ms);
    agent_world_pass(w, 100000);
    assert_true(status == APIE_OK || status == APIE_ERROR_CANCELLED);
    assert_int_equal(apie_queue_size(w->agent->queue), 0);
    return status == APIE_ERROR_CANCELLED;
}

static void all_can_be_cancelled(void **state)
{
    agent_world *w = *state;
    static apie_flow *(*const flows[])(agent_world * w) = {cancel_session_begin, cancel_session_end,
                                                           cancel_child_run, cancel_handoff};
    w->service.latency_ms = 100;
    for (size_t i = 0; i < sizeof flows / sizeof flows[0]; i++) {
        int cancelled = 0;
        for (uint64_t after_ms = 0; after_ms < 200; after_ms += 5)
            cancelled += cancel_at(w, flows[i], after_ms);
        assert_in_range(cancelled, 2, 39); /* at the start, not at the end */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        AGENT_WORLD_TEST(a_session_begins_and_ends),
        AGENT_WORLD_TEST(a_session_has_defaults),
        AGENT_WORLD_TEST(a_failed_session_tells_why),
        AGENT_WORLD_TEST(an_error_is_told_once_per_session),
        AGENT_WORLD_TEST(runs_of_a_session_share_its_numbers),
        AGENT_WORLD_TEST(a_session_goes_offline),
        AGENT_WORLD_TEST(without_tolerance_it_is_an_error),
        AGENT_WORLD_TEST(an_end_that_fails_is_reported),
        AGENT_WORLD_TEST(an_agent_that_is_not_registered_works_offline),
        AGENT_WORLD_TEST(a_child_run_is_one_of_the_session),
        AGENT_WORLD_TEST(a_child_run_may_be_another_agents),
        AGENT_WORLD_TEST(a_handoff_is_told_and_recorded),
        AGENT_WORLD_TEST(wrong_input_is_refused),
        AGENT_WORLD_TEST(a_disabled_client_makes_it_all_up),
        AGENT_WORLD_TEST(all_can_be_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
