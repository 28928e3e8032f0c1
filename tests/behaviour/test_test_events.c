/* Test events: the three scripts, what they leave at the service, and how they fail. */
#include "stage.h"

#include <string.h>

#include "support/subject_test_event.h"

static apie_status send_test(stage *s, apie_test_mode mode, apie_test_result **out)
{
    return subject_send_test_event(&s->subject, mode, NULL, out, &s->error);
}

/* ---- what is left at the service ---- */

static void play(stage *s, apie_test_mode mode, const char *name, size_t runs)
{
    apie_test_result *result;
    expect_ok(s, send_test(s, mode, &result));
    assert_string_equal(result->mode, name);
    assert_string_equal(result->session_id, "ses_1");
    assert_int_equal(result->run_count, runs);
    for (size_t i = 0; i < runs; i++) {
        char id[] = "run_1";
        id[4] = (char)('1' + i);
        assert_string_equal(result->run_ids[i], id);
    }
    ALWAYS(result->session_url != NULL);
    ALWAYS(strstr(result->session_url, "/sessions/ses_1") != NULL);
    apie_free(result);
    assert_string_equal(text_at(stage_state(s), "sessions/ses_1/status"), "completed");
}

static void test_single(stage *s)
{
    stage_begin(s);
    play(s, APIE_TEST_SINGLE, "single", 1);
    assert_string_equal(text_at(s->state, "sessions/ses_1/kind"), "single_agent");
    stage_expect_events(s, "run_1", "tool.called action.requested action.completed");
    stage_close(s);
    stage_expect_delivered(s, 3);
}

static void test_pipeline(stage *s)
{
    stage_begin(s);
    play(s, APIE_TEST_DEFAULT, "pipeline", 2);
    stage_expect_events(s, "run_1",
                        "llm.called llm.completed workflow.step.started workflow.step.completed "
                        "tool.called action.requested action.completed "
                        "guardrail.evaluated action.requested action.completed "
                        "handoff.requested");
    stage_expect_events(s, "run_2",
                        "handoff.completed mcp.called mcp.completed "
                        "tool.called action.requested action.completed");
    stage_close(s);
    stage_expect_delivered(s, 17);
}

static void test_proof(stage *s)
{
    stage_begin(s);
    play(s, APIE_TEST_PROOF, "proof", 1);
    assert_string_equal(text_at(s->state, "sessions/ses_1/kind"), "activation_proof");
    stage_expect_events(s, "run_1",
                        "tool.called action.requested action.completed "
                        "guardrail.evaluated action.requested action.completed");
    stage_close(s);
    stage_expect_delivered(s, 6);
}

#define BLOCKS(action)                                                                             \
    "{\"rules\":[{\"key\":\"stop\",\"match\":{\"action\":\"" action                                \
    "\"},\"decision\":\"block\",\"reason\":\"not today\"}]}"

static void serve_strictly(stage *s, const char *rules)
{
    stage_serve_rules(s, rules);
    s->config.mode = APIE_MODE_ENFORCE;
    stage_connect(s);
}

/* That a guardrail stops the deployment is what the proof is for. */
static void test_a_proof_welcomes_a_block(stage *s)
{
    serve_strictly(s, BLOCKS("proof.deploy_release"));
    play(s, APIE_TEST_PROOF, "proof", 1);
    assert_string_equal(text_at(s->state, "runs/run_1/status"), "completed");
    stage_expect_events(s, "run_1",
                        "tool.called action.requested action.completed "
                        "guardrail.evaluated error");
    stage_close(s);
    stage_expect_delivered(s, 5);
}

/* Elsewhere it is a failure, which ends the run and the session as failed. */
static void test_a_pipeline_fails_with_its_guard(stage *s)
{
    apie_test_result *result;
    serve_strictly(s, BLOCKS("deploy_pipeline"));
    expect(s, APIE_ERROR_BLOCKED, send_test(s, APIE_TEST_PIPELINE, &result));
    assert_string_equal(s->error.message, "not today");
    assert_null(result);
    stage_state(s);
    assert_string_equal(text_at(s->state, "runs/run_1/status"), "failed");
    assert_string_equal(text_at(s->state, "sessions/ses_1/status"), "failed");
}

static void test_a_service_that_is_away_is_a_failure(stage *s)
{
    apie_test_result *result;
    stage_use(s, "http://127.0.0.1:1");
    s->config.connection.attempts = 1;
    stage_connect(s);
    expect(s, APIE_ERROR_CONNECT, send_test(s, APIE_TEST_SINGLE, &result));
    assert_null(result);
}

/* The registration comes through, then nothing does. */
static void test_a_service_that_goes_away_is_a_failure(stage *s)
{
    apie_test_result *result;
    stage_serve_faults(s, "[{\"path\": \"/v1/sessions\", \"status\": 404}]");
    stage_connect(s);
    expect(s, APIE_ERROR_NETWORK, send_test(s, APIE_TEST_SINGLE, &result));
    assert_null(result);
    assert_int_equal(s->last_reported, APIE_ERROR_NOT_FOUND);
}

static void test_a_disabled_client_sends_nothing(stage *s)
{
    apie_test_result *result;
    stage_serve(s, NULL);
    s->config.enabled = apie_bool(false);
    stage_connect(s);
    expect_ok(s, send_test(s, APIE_TEST_PIPELINE, &result));
    assert_int_equal(result->run_count, 2);
    apie_free(result);
    assert_int_equal(stage_requests(s), 0);
}

static void test_an_unknown_mode_is_refused(stage *s)
{
    apie_test_result *result;
    stage_begin(s);
    expect(s, APIE_ERROR_INVALID_ARGUMENT, send_test(s, (apie_test_mode)9, &result));
    assert_string_equal(s->error.where, "mode");
}

int main(void)
{
    static const stage_test tests[] = {
        {.name = "a single test event", .run = test_single},
        {.name = "a pipeline", .run = test_pipeline},
        {.name = "a proof", .run = test_proof},
        {.name = "a proof welcomes a block", .run = test_a_proof_welcomes_a_block, .once = true},
        {.name = "a pipeline fails with its guard",
         .run = test_a_pipeline_fails_with_its_guard,
         .once = true},
        {.name = "a service that is away is a failure",
         .run = test_a_service_that_is_away_is_a_failure,
         .once = true},
        {.name = "a service that goes away is a failure",
         .run = test_a_service_that_goes_away_is_a_failure,
         .once = true},
        {.name = "a disabled client sends nothing",
         .run = test_a_disabled_client_sends_nothing,
         .once = true},
        {.name = "an unknown mode is refused",
         .run = test_an_unknown_mode_is_refused,
         .once = true},
    };
    return STAGE_MAIN("test events", tests);
}
