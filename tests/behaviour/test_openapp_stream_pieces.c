/* Streams in pieces of any size, of any length, over TLS, to a slow program, and across a fork.
 * Each in both libraries. */
#include "quiet_stage.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/child.h"
#include "support/tls.h"

#define SMALL 1000 /* the answers that the client takes */

static bool on_bytes(const char *data, size_t length, void *user)
{
    quiet *t = user;
    (void)data;
    t->bytes += length;
    return true;
}

/* ---- slow programs, large answers ---- */

static void be_slow(quiet *t)
{
    (void)t;
    quiet_pause(30);
}

/* What waits to be told is not told after the deadline. */
static void test_the_deadline_ends_it_while_the_program_is_busy(quiet *t)
{
    openapp_ok(t->s, openapp_new(t->s));
    t->at_event = be_slow;
    t->s->call.deadline_ms = 300;
    t->ended_ms = quiet_now_ms();
    openapp_expect(t->s, APIE_ERROR_TIMEOUT, quiet_follow(t, "/endless"));
    assert_true(quiet_now_ms() - t->ended_ms >= 300);
    quiet_expect_soon(t);
    assert_in_range(t->events, 1, 300 / 30 + 1);
    quiet_expect_end(t, t->events);
    quiet_wait(&t->closed);
    t->s->call.deadline_ms = 0;
    openapp_ok(t->s, use_get_status(t->s));
}

#define DEADLINE_MS 600

static void be_slow_at(quiet *t, int event)
{
    if (t->events == event)
        quiet_pause(DEADLINE_MS + 100);
    else
        (void)sem_post(&t->go_on);
}

static void be_slow_at_first(quiet *t)
{
    be_slow_at(t, 1);
}

static void be_slow_at_second(quiet *t)
{
    be_slow_at(t, 2);
}

static void be_slow_at_third(quiet *t)
{
    be_slow_at(t, 3);
}

/* Whether the end comes along with the last event or on its own. */
static void test_the_deadline_does_not_count_once_all_was_told(quiet *t)
{
    openapp_ok(t->s, openapp_new(t->s));
    t->s->call.deadline_ms = DEADLINE_MS;
    t->at_event = be_slow_at_second;
    openapp_ok(t->s, quiet_follow(t, "/two"));
    quiet_expect_end(t, 2);
    t->at_event = be_slow_at_third;
    openapp_ok(t->s, quiet_follow(t, "/cut"));
    quiet_expect_end(t, 3);
    t->s->call.deadline_ms = 0;
    openapp_ok(t->s, use_get_status(t->s));
}

/* Nothing that comes then is told, nor is it waited for. */
static void test_the_deadline_counts_while_more_is_to_come(quiet *t)
{
    openapp_ok(t->s, openapp_new(t->s));
    t->s->call.deadline_ms = DEADLINE_MS;
    t->at_event = be_slow_at_first;
    openapp_expect(t->s, APIE_ERROR_TIMEOUT, quiet_follow(t, "/silent"));
    quiet_expect_end(t, 1);
    quiet_wait(&t->closed);
    t->at_event = be_slow_at_second;
    openapp_expect(t->s, APIE_ERROR_TIMEOUT, quiet_follow(t, "/cut"));
    quiet_expect_end(t, 2);
}

static void test_only_other_answers_have_a_size(quiet *t)
{
    t->s->options.connection.max_response_bytes = SMALL;
    openapp_ok(t->s, openapp_new(t->s));
    t->options.on_event = NULL;
    t->options.on_bytes = on_bytes;
    openapp_ok(t->s, quiet_follow(t, "/large"));
    assert_int_equal(t->bytes, QUIET_LARGE);
    assert_int_equal(((apie_openapp_stream_end *)t->s->result)->bytes, QUIET_LARGE);
    openapp_expect(t->s, APIE_ERROR_PROTOCOL, use_request(t->s, "GET", "/large", NULL));
    openapp_ok(t->s, use_get_status(t->s));
}

static void test_chunks_may_cut_events(quiet *t)
{
    openapp_ok(t->s, openapp_new(t->s));
    openapp_ok(t->s, quiet_follow(t, "/cut"));
    quiet_expect_end(t, 3);
    assert_string_equal(t->last, "3|three");
    assert_string_equal(((apie_openapp_stream_end *)t->s->result)->last_event_id, "3");
    openapp_ok(t->s, use_get_status(t->s));
    assert_int_equal(tiny_server_connections(&t->server), 1);
}

/* ---- TLS ---- */

#define TLS_EVENTS 200

/* More than is kept for a program: TLS has some of it while the socket has none. */
static void set_streams(openapp_stage *s)
{
    static char streams[TLS_EVENTS * 2200];
    char data[2001];
    size_t used = (size_t)snprintf(streams, sizeof streams,
                                   "{\"streams\": {\"/held\": {\"events\": [{\"data\": \"a\"}], "
                                   "\"then\": \"hold\"}, \"/many\": {\"events\": [");
    memset(data, 'x', sizeof data - 1);
    data[sizeof data - 1] = '\0';
    for (int i = 0; i < TLS_EVENTS; i++)
        used +=
            (size_t)snprintf(streams + used, sizeof streams - used,
                             "%s{\"id\": \"%d\", \"data\": \"%s\"}", i == 0 ? "" : ",", i, data);
    (void)snprintf(streams + used, sizeof streams - used, "]}}}");
    apie_free(openapp_control(s, "POST", "/_dev/openapp", streams));
}

static void use_tls(openapp_stage *s, const tls_files *files)
{
    char problem[200] = "";
    const devserver_options server = {.tls_certificate = files->certificate, .tls_key = files->key};
    s->local = devserver_start(&server, problem, sizeof problem);
    if (!s->local)
        fail_msg("%s", problem);
    const char *url = devserver_url(s->local);
    (void)snprintf(s->key, sizeof s->key, "%s_openapp_" OPENAPP_SECRET, url);
    s->options.connection.ca_file = files->ca;
    const apie_openapp_options options = {
        .api_key = s->key, .base_url = url, .connection = {.ca_file = files->ca}};
    openapp_ok(s, apie_openapp_new(&options, &s->control, &s->error));
    openapp_ok(s, openapp_new(s));
}

static void test_streams_over_tls(quiet *t)
{
    tls_files files;
    tls_files_make(&files);
    use_tls(t->s, &files);
    set_streams(t->s);
    openapp_ok(t->s, quiet_follow(t, "/many"));
    quiet_expect_end(t, TLS_EVENTS);
    t->token = t->s->async ? NULL : apie_cancel_token_new();
    t->s->call.cancel = t->token;
    t->at_time = quiet_cancel;
    while (sem_trywait(&t->told) == 0)
        continue;
    openapp_expect(t->s, APIE_ERROR_CANCELLED, quiet_follow(t, "/held"));
    quiet_expect_soon(t);
    quiet_expect_end(t, 1);
    openapp_await_end(t->s);
    t->s->call.cancel = NULL;
    apie_cancel_token_free(t->token);
    tls_files_remove(&files);
}

/* ---- processes ---- */

/* In the child, which is inside of a callback. 0: as it should be. */
static int misuse(quiet *t)
{
    openapp_stage *s = t->s;
    apie_error error;
    if (s->async) {
        const apie_call *call = apie_async_openapp_stream(
            s->async_client, "GET", "/two", NULL, 0, &t->options, NULL, quiet_note_end, t, &error);
        apie_async_openapp_free(s->async_client);
        return call || error.code != APIE_ERROR_FORKED;
    }
    return apie_openapp_stream(s->sync_client, "GET", "/two", NULL, 0, &t->options, NULL, NULL,
                               &error) != APIE_ERROR_FORKED;
}

static void fork_once(quiet *t)
{
    t->at_event = NULL;
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        child_ends(misuse(t));
    assert_int_equal(waitpid(child, &t->status, 0), child);
    (void)sem_post(&t->go_on);
}

static void test_a_fork_leaves_it_to_the_parent(quiet *t)
{
    openapp_ok(t->s, openapp_new(t->s));
    t->status = -1;
    t->at_event = fork_once;
    openapp_ok(t->s, quiet_follow(t, "/two"));
    assert_int_equal(t->status, 0);
    quiet_expect_end(t, 2);
    assert_string_equal(t->last, "2|two");
    openapp_ok(t->s, use_get_status(t->s));
}

QUIET_BOTH(the_deadline_ends_it_while_the_program_is_busy)
QUIET_BOTH(the_deadline_does_not_count_once_all_was_told)
QUIET_BOTH(the_deadline_counts_while_more_is_to_come)
QUIET_BOTH(only_other_answers_have_a_size)
QUIET_BOTH(chunks_may_cut_events)
QUIET_BOTH(streams_over_tls)
QUIET_BOTH(a_fork_leaves_it_to_the_parent)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_deadline_ends_it_while_the_program_is_busy),
        cmocka_unit_test(the_deadline_does_not_count_once_all_was_told),
        cmocka_unit_test(the_deadline_counts_while_more_is_to_come),
        cmocka_unit_test(only_other_answers_have_a_size),
        cmocka_unit_test(chunks_may_cut_events),
        cmocka_unit_test(streams_over_tls),
        cmocka_unit_test(a_fork_leaves_it_to_the_parent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
