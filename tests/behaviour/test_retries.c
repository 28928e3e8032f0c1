/* What is tried again, and what is not. */
#include "stage.h"

#include <stdio.h>
#include <string.h>

static json_int_t requests_to(stage *s, const char *path)
{
    return json_integer_value(
        json_object_get(json_object_get(stage_state(s), "requests_by_path"), path));
}

static void test_repeats_what_is_safe(stage *s)
{
    static const apie_call_options options = {.attempts = 3};
    apie_response *response = NULL;
    stage_serve_faults(s,
                       "[{\"path\":\"/health\",\"times\":2,\"status\":503,\"retry_after\":\"0\"}]");
    stage_connect(s);
    expect_ok(s, subject_raw_request(&s->subject, "GET", "/health", NULL, 0, &options, &response,
                                     &s->error));
    assert_int_equal(response->attempts, 3);
    apie_free(response);
    assert_int_equal(requests_to(s, "/health"), 3);
}

static void test_gives_up(stage *s)
{
    static const apie_call_options options = {.attempts = 2};
    stage_serve_faults(s, "[{\"path\":\"/health\",\"status\":503,\"retry_after\":\"0\"}]");
    stage_connect(s);
    expect(s, APIE_ERROR_SERVER, subject_health_check(&s->subject, &options, NULL, &s->error));
    assert_int_equal(s->error.attempts, 2);
    assert_int_equal(s->error.retry_after_ms, 0);
    assert_int_equal(requests_to(s, "/health"), 2);
}

static const apie_run_create run_body = {
    .agent_key = "stage-agent",
    .environment = APIE_NULL,
    .input_summary = APIE_NULL,
    .metadata = APIE_NULL,
};

static void test_does_not_repeat_a_post(stage *s)
{
    apie_run *run = NULL;
    stage_serve_faults(s, "[{\"path\":\"/v1/runs\",\"times\":1,\"status\":500}]");
    stage_connect(s);
    expect(s, APIE_ERROR_SERVER,
           subject_runs_create(&s->subject, &run_body, NULL, &run, &s->error));
    assert_int_equal(s->error.attempts, 1);
    assert_true(s->error.maybe_processed);
    assert_int_equal(requests_to(s, "/v1/runs"), 1);
    stage_set_faults(s, "[{\"path\":\"/v1/runs\",\"times\":1,\"reset\":\"after\"}]");
    expect(s, APIE_ERROR_NETWORK,
           subject_runs_create(&s->subject, &run_body, NULL, &run, &s->error));
    assert_true(s->error.maybe_processed);
    assert_int_equal(requests_to(s, "/v1/runs"), 2);
    assert_int_equal(json_object_size(json_at(s->state, "runs")), 1); /* it was */
    stage_set_faults(s,
                     "[{\"path\":\"/v1/"
                     "runs\",\"times\":1,\"status\":503,\"retry_after\":\"0\",\"process\":true}]");
    expect(s, APIE_ERROR_SERVER,
           subject_runs_create(&s->subject, &run_body, NULL, &run, &s->error));
    assert_int_equal(s->error.attempts, 1);
    assert_true(s->error.maybe_processed);
    assert_int_equal(requests_to(s, "/v1/runs"), 3);
    assert_int_equal(json_object_size(json_at(s->state, "runs")), 2);
}

static void test_repeats_a_post_with_a_key(stage *s)
{
    static const apie_call_options options = {.idempotency_key = "once-1"};
    apie_run *run = NULL;
    stage_serve_faults(s, "[{\"path\":\"/v1/runs\",\"times\":1,\"status\":500}]");
    stage_connect(s);
    expect_ok(s, subject_runs_create(&s->subject, &run_body, &options, &run, &s->error));
    assert_string_equal(run->id, "run_1");
    apie_free(run);
    assert_int_equal(requests_to(s, "/v1/runs"), 2);
}

static void test_repeats_what_was_turned_away(stage *s)
{
    apie_run *run = NULL;
    stage_serve_faults(
        s, "[{\"path\":\"/v1/runs\",\"times\":1,\"status\":429,\"retry_after\":\"0\"}]");
    stage_connect(s);
    expect_ok(s, subject_runs_create(&s->subject, &run_body, NULL, &run, &s->error));
    apie_free(run);
    assert_int_equal(requests_to(s, "/v1/runs"), 2);
}

/* To wait so long makes no sense: the caller is told at once, and how long. */
static void test_long_retry_after(stage *s)
{
    static const apie_call_options options = {.deadline_ms = 5000};
    stage_serve_faults(s, "[{\"path\":\"/health\",\"status\":429,\"retry_after\":\"30\"}]");
    stage_connect(s);
    expect(s, APIE_ERROR_RATE_LIMITED,
           subject_health_check(&s->subject, &options, NULL, &s->error));
    assert_int_equal(s->error.retry_after_ms, 30000);
    assert_int_equal(s->error.attempts, 1);
    stage_set_faults(s, "[{\"path\":\"/health\",\"status\":503,\"retry_after\":"
                        "\"Fri, 31 Dec 2100 23:59:59 GMT\"}]");
    expect(s, APIE_ERROR_SERVER, subject_health_check(&s->subject, &options, NULL, &s->error));
    assert_true(s->error.retry_after_ms > 30000);
    assert_int_equal(s->error.attempts, 1);
}

/* The service closed a kept connection: the next request goes out anew, and that counts as no
 * attempt. */
static void test_stale_connection(stage *s)
{
    static const apie_call_options options = {.attempts = 1};
    apie_response *response = NULL;
    stage_serve_faults(s, "[{\"path\":\"/health\",\"nth\":2,\"reset\":\"before\"}]");
    stage_connect(s);
    /* Before, a worker that registers may have the kept connection. */
    expect_ok(s, subject_ready(&s->subject, NULL, NULL, &s->error));
    expect_ok(s, subject_health_check(&s->subject, &options, NULL, &s->error));
    expect_ok(s, subject_raw_request(&s->subject, "GET", "/health", NULL, 0, &options, &response,
                                     &s->error));
    assert_int_equal(response->attempts, 1);
    assert_false(response->connection_reused);
    apie_free(response);
    assert_int_equal(requests_to(s, "/health"), 3);
}

static void test_no_server(stage *s)
{
    static const apie_call_options options = {.attempts = 2};
    apie_run *run = NULL;
    stage_begin(s);
    devserver_stop(s->server);
    s->server = NULL;
    expect(s, APIE_ERROR_CONNECT, subject_health_check(&s->subject, &options, NULL, &s->error));
    assert_int_equal(s->error.attempts, 2);
    assert_int_not_equal(s->error.curl_code, 0);
    assert_false(s->error.maybe_processed);
    expect(s, APIE_ERROR_CONNECT,
           subject_runs_create(&s->subject, &run_body, &options, &run, &s->error));
    assert_int_equal(s->error.attempts, 2); /* nothing was sent: any request may be repeated */
    assert_false(s->error.maybe_processed);
}

static void test_redirects_are_not_followed(stage *s)
{
    char problem[200];
    char faults[200];
    devserver *other = devserver_start(&(devserver_options){0}, problem, sizeof problem);
    assert_non_null(other);
    (void)snprintf(faults, sizeof faults, "[{\"path\":\"/health\",\"redirect\":\"%s/health\"}]",
                   devserver_url(other));
    stage_serve_faults(s, faults);
    stage_connect(s);
    apie_status status = subject_health_check(&s->subject, NULL, NULL, &s->error);
    apie_config config = s->config;
    apie_client *look = NULL;
    apie_response *response = NULL;
    config.base_url = devserver_url(other);
    config.no_worker = true;
    expect_ok(s, apie_client_new(&config, &look, &s->error));
    apie_error ignored;
    apie_status looked =
        apie_request(look, "GET", "/_dev/summary", NULL, 0, NULL, &response, &ignored);
    apie_client_free(look);
    devserver_stop(other);
    assert_int_equal(status, APIE_ERROR_HTTP);
    assert_int_equal(looked, APIE_OK);
    assert_non_null(strstr(response->body, "\"requests\":0"));
    apie_free(response);
}

typedef struct observed {
    int attempts;
    apie_attempt last[8];
} observed;

static void observe(const apie_attempt *attempt, void *user)
{
    observed *seen = user;
    if (strcmp(attempt->target, "/health") == 0)
        seen->last[seen->attempts++ % 8] = *attempt;
}

static void test_observer_sees_attempts(stage *s)
{
    observed seen = {0};
    stage_serve_faults(s,
                       "[{\"path\":\"/health\",\"times\":1,\"status\":503,\"retry_after\":\"0\"}]");
    s->config.connection.observer = observe;
    s->config.connection.observer_user = &seen;
    s->config.connection.attempts = 2;
    stage_connect(s);
    expect_ok(s, subject_ready(&s->subject, NULL, NULL, &s->error));
    expect_ok(s, subject_health_check(&s->subject, NULL, NULL, &s->error));
    assert_int_equal(seen.attempts, 2);
    assert_int_equal(seen.last[0].number, 1);
    assert_int_equal(seen.last[0].http_status, 503);
    assert_true(seen.last[0].will_retry);
    assert_true(seen.last[0].total_us > 0);
    assert_int_equal(seen.last[1].number, 2);
    assert_int_equal(seen.last[1].http_status, 200);
    assert_false(seen.last[1].will_retry);
    assert_true(seen.last[1].connection_reused);
    assert_int_equal(seen.last[1].bytes_received, 38);
}

static const stage_test tests[] = {
    {.name = "repeats what is safe", .run = test_repeats_what_is_safe},
    {.name = "gives up", .run = test_gives_up},
    {.name = "does not repeat a POST", .run = test_does_not_repeat_a_post},
    {.name = "repeats a POST with a key", .run = test_repeats_a_post_with_a_key},
    {.name = "repeats what was turned away", .run = test_repeats_what_was_turned_away},
    {.name = "a long Retry-After", .run = test_long_retry_after},
    {.name = "a stale connection", .run = test_stale_connection},
    {.name = "no server", .run = test_no_server},
    {.name = "redirects are not followed", .run = test_redirects_are_not_followed, .once = true},
    {.name = "the observer sees attempts", .run = test_observer_sees_attempts},
};

int main(void)
{
    return STAGE_MAIN("retries", tests);
}
