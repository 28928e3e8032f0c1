/* OpenApp clients of both libraries: connecting, keys, handles for organizations, and their ends.
 */
#include "openapp_stage.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/alloc_fault.h"
#include "support/child.h"

OPENAPP_NOTE(openapp_backend_status)
OPENAPP_NOTE(openapp_org)
OPENAPP_NOTE(response)

static apie_status get_status(openapp_stage *s)
{
    OPENAPP_CALL(s, status_get, openapp_backend_status, );
}

static apie_status get_org(openapp_stage *s, const char *id)
{
    OPENAPP_CALL(s, orgs_get, openapp_org, id, (apie_opt_bool){false, APIE_UNSET}, );
}

static apie_status request(openapp_stage *s, const char *method, const char *target,
                           const char *body)
{
    OPENAPP_CALL(s, request, response, method, target, body, body ? strlen(body) : 0, );
}

/* ---- connecting ---- */

static void test_connecting_asks_for_the_status_once(openapp_stage *s)
{
    char line[512];
    openapp_ok(s, openapp_connect(s));
    openapp_expect_requests(s, 1);
    openapp_expect_head(s, 0, "GET /api/v1/status HTTP/1.1\r\n");
    (void)snprintf(line, sizeof line, "\r\nX-API-Key: %s\r\n", s->key);
    openapp_expect_head(s, 0, line);
    openapp_expect_no_head(s, 0, "Authorization");
    openapp_expect_no_head(s, 0, "X-Org");
    openapp_expect_head(s, 0, "\r\nUser-Agent: libapie/");
    openapp_ok(s, get_status(s));
    assert_string_equal(((apie_openapp_backend_status *)s->result)->environment, "test");
    assert_string_equal(((apie_openapp_backend_status *)s->result)->version, "1.0.1");
    assert_int_equal(tiny_server_connections(&s->server), 1);
}

static void test_connecting_may_ask_nothing(openapp_stage *s)
{
    s->options.skip_status_probe = true;
    openapp_ok(s, openapp_connect(s));
    openapp_expect_requests(s, 0);
}

static void test_making_a_client_asks_nothing(openapp_stage *s)
{
    openapp_ok(s, openapp_new(s));
    openapp_expect_requests(s, 0);
}

static void test_a_failed_probe_gives_no_client(openapp_stage *s)
{
    s->options.connection.attempts = 1;
    openapp_fail_with(s, 500, 1);
    openapp_expect(s, APIE_ERROR_SERVER, openapp_connect(s));
    assert_null(s->sync_client);
    assert_null(s->async_client);
    assert_string_equal(s->error.message, "not now");
    openapp_expect_requests(s, 1);
}

static void test_a_bad_key_is_refused_before_anything_is_sent(openapp_stage *s)
{
    static const char *const keys[] = {NULL,
                                       " ",
                                       "secret",
                                       "ftp://h_openapp_s",
                                       "https://h_openapp_",
                                       "https://h/api_openapp_" OPENAPP_SECRET};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        s->options.api_key = keys[i];
        openapp_expect(s, APIE_ERROR_CONFIG, openapp_connect(s));
        assert_string_equal(s->error.where, "api_key");
        assert_null(strstr(s->error.message, OPENAPP_SECRET));
    }
    openapp_expect_requests(s, 0);
}

static void test_an_address_of_its_own_wins(openapp_stage *s)
{
    char url[128];
    (void)snprintf(url, sizeof url, "%s/elsewhere//", s->server.url);
    s->options.base_url = url;
    s->options.api_key = "https://api.example.com_openapp_" OPENAPP_SECRET;
    openapp_ok(s, openapp_new(s));
    openapp_expect(s, APIE_ERROR_NOT_FOUND, get_status(s));
    openapp_expect_head(s, 0, "GET /elsewhere/status HTTP/1.1\r\n");
    openapp_expect_head(s, 0, "X-API-Key: https://api.example.com_openapp_" OPENAPP_SECRET "\r\n");
}

static void test_a_program_may_have_a_name(openapp_stage *s)
{
    const apie_header header = {"User-Agent", "deploy/2"};
    s->options.connection.headers = &header;
    s->options.connection.header_count = 1;
    openapp_ok(s, openapp_connect(s));
    openapp_expect_head(s, 0, "\r\nUser-Agent: deploy/2\r\n");
}

/* ---- keys that change ---- */

static apie_status give_key(char *key, size_t size, void *user)
{
    openapp_stage *s = user;
    (void)snprintf(key, size, "%s_openapp_key-%d", s->server.url, atomic_load(&s->count));
    return APIE_OK;
}

static void test_a_key_may_change(openapp_stage *s)
{
    s->options.api_key = NULL;
    s->options.key_callback = give_key;
    s->options.key_user = s;
    openapp_ok(s, openapp_connect(s));
    openapp_fail_with(s, 503, 1);
    openapp_ok(s, get_org(s, "o1"));
    openapp_expect_requests(s, 2);
    openapp_expect_head(s, 0, "_openapp_key-0\r\n");
    openapp_expect_head(s, 1, "_openapp_key-1\r\n");
    openapp_expect_no_head(s, 1, "_openapp_key-0");
}

/* ---- organizations ---- */

static void test_handles_share_the_connection(openapp_stage *s)
{
    openapp_handle handle;
    const apie_header header = {"X-Org", "own"};
    openapp_ok(s, openapp_connect(s));
    openapp_ok(s, openapp_with_org(s, "01ORG", &handle));
    openapp_handle plain = openapp_use(s, handle);
    openapp_ok(s, get_org(s, "o1"));
    openapp_expect_head(s, 1, "\r\nX-Org: 01ORG\r\n");
    openapp_ok(s, request(s, "GET", "/orgs/o1", NULL));
    openapp_expect_head(s, 2, "\r\nX-Org: 01ORG\r\n");
    s->call.headers = &header;
    s->call.header_count = 1;
    openapp_ok(s, get_org(s, "o1"));
    openapp_expect_head(s, 3, "\r\nX-Org: own\r\n");
    openapp_expect_no_head(s, 3, "01ORG");
    s->call.header_count = 0;
    openapp_use(s, plain);
    openapp_ok(s, get_org(s, "o1"));
    openapp_expect_no_head(s, 4, "X-Org");
    openapp_free_handle(handle);
    openapp_ok(s, get_org(s, "o1"));
    assert_int_equal(tiny_server_connections(&s->server), 1);
}

static void test_a_handle_outlives_its_client(openapp_stage *s)
{
    openapp_handle handle;
    openapp_handle other;
    s->options.org_id = "01FIRST";
    openapp_ok(s, openapp_connect(s));
    openapp_expect_head(s, 0, "\r\nX-Org: 01FIRST\r\n");
    openapp_ok(s, openapp_with_org(s, NULL, &handle));
    openapp_free_handle(openapp_use(s, handle));
    openapp_ok(s, get_org(s, "o1"));
    openapp_expect_no_head(s, 1, "X-Org");
    openapp_ok(s, openapp_with_org(s, "01OTHER", &other));
    openapp_free_handle(openapp_use(s, other));
    openapp_ok(s, get_org(s, "o1"));
    openapp_expect_head(s, 2, "\r\nX-Org: 01OTHER\r\n");
}

static void test_bad_organizations_are_refused(openapp_stage *s)
{
    openapp_handle handle;
    s->options.org_id = "";
    openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, openapp_new(s));
    assert_string_equal(s->error.where, "org_id");
    s->options.org_id = NULL;
    openapp_ok(s, openapp_new(s));
    openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, openapp_with_org(s, "a\r\nb: c", &handle));
    assert_string_equal(s->error.where, "org_id");
}

/* ---- requests of the program's making ---- */

static void test_raw_requests(openapp_stage *s)
{
    openapp_ok(s, openapp_new(s));
    openapp_ok(s, request(s, "POST", "/orgs", "{\"name\":\"Acme\"}"));
    assert_int_equal(((apie_response *)s->result)->status, 201);
    assert_string_equal(s->bodies[0], "{\"name\":\"Acme\"}");
    openapp_expect_head(s, 0, "POST /api/v1/orgs HTTP/1.1\r\n");
    openapp_expect_head(s, 0, "\r\nX-API-Key: ");
    const apie_header header = {"X-API-Key", "other"};
    s->call.headers = &header;
    s->call.header_count = 1;
    openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, request(s, "GET", "/orgs", NULL));
    s->call.header_count = 0;
    openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, request(s, "GET", "orgs", NULL));
    openapp_expect_requests(s, 1);
}

/* ---- limits and ends ---- */

static void test_a_call_has_its_own_deadline(openapp_stage *s)
{
    openapp_ok(s, openapp_new(s));
    s->call.deadline_ms = 100;
    openapp_expect(s, APIE_ERROR_TIMEOUT, get_org(s, "hang"));
    s->call.deadline_ms = 0;
    openapp_ok(s, get_org(s, "o1"));
}

static void test_no_client(openapp_stage *s)
{
    openapp_handle handle;
    openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, get_status(s));
    assert_string_equal(s->error.where, "client");
    openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, request(s, "GET", "/", NULL));
    openapp_expect(s, APIE_ERROR_INVALID_ARGUMENT, openapp_with_org(s, "o", &handle));
}

/* In the child of a fork: calls fail, and freeing does not touch the parent's. */
static void be_child(openapp_stage *s, openapp_handle handle)
{
    bool forked = get_org(s, "o1") == APIE_ERROR_FORKED;
    openapp_free_handle(handle);
    openapp_free_handle((openapp_handle){s->sync_client, s->async_client});
    child_ends(forked ? 0 : 1);
}

static void test_forked(openapp_stage *s)
{
    int status = -1;
    openapp_handle handle;
    openapp_ok(s, openapp_connect(s));
    openapp_ok(s, openapp_with_org(s, "o", &handle));
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        be_child(s, handle);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    openapp_ok(s, get_org(s, "o1"));
    openapp_free_handle(handle);
    assert_int_equal(tiny_server_connections(&s->server), 1);
}

/* ---- ends of the event-driven client ---- */

static void note_closed(void *user)
{
    ++*(int *)user;
}

static apie_call *begin_get(openapp_stage *s, apie_async_openapp *client, const char *id,
                            openapp_waiting *w)
{
    apie_call *call = apie_async_openapp_orgs_get(client, id, (apie_opt_bool){false, APIE_UNSET},
                                                  NULL, note_openapp_org, w, &s->error);
    assert_non_null(call);
    return call;
}

static void closing_a_handle_leaves_the_others(void **state)
{
    openapp_stage s;
    openapp_handle handle;
    openapp_waiting w = {.told = 0};
    int closed = 0;
    (void)state;
    openapp_begin(&s, true);
    openapp_ok(&s, openapp_connect(&s));
    openapp_ok(&s, openapp_with_org(&s, "01ORG", &handle));
    begin_get(&s, handle.async_client, "o1", &w);
    openapp_ok(&s, apie_async_openapp_close(handle.async_client, note_closed, &closed, &s.error));
    while (!closed || !w.told)
        assert_int_equal(event_base_loop(s.base, EVLOOP_ONCE), 0);
    assert_int_equal(w.status, APIE_OK);
    apie_free(w.result);
    openapp_expect_head(&s, 1, "X-Org: 01ORG");
    openapp_ok(&s, get_org(&s, "o1"));
    closed = 0;
    w.told = 0;
    begin_get(&s, s.async_client, "o1", &w);
    openapp_ok(&s, apie_async_openapp_close(s.async_client, note_closed, &closed, &s.error));
    openapp_expect(&s, APIE_ERROR_CLOSED, get_org(&s, "o1"));
    event_base_dispatch(s.base);
    assert_int_equal(w.status, APIE_OK);
    assert_int_equal(w.told, 1);
    assert_int_equal(closed, 1);
    apie_free(w.result);
    s.async_client = NULL;
    openapp_end(&s);
}

static void freeing_the_last_handle_cancels(void **state)
{
    openapp_stage s;
    openapp_handle handle;
    openapp_waiting w = {.told = 0};
    (void)state;
    openapp_begin(&s, true);
    openapp_ok(&s, openapp_new(&s));
    openapp_ok(&s, openapp_with_org(&s, "o", &handle));
    begin_get(&s, handle.async_client, "hang", &w);
    while (atomic_load(&s.count) == 0)
        assert_int_equal(event_base_loop(s.base, EVLOOP_NONBLOCK), 0);
    apie_async_openapp_free(handle.async_client);
    assert_int_equal(w.told, 0);
    apie_async_openapp_free(s.async_client);
    s.async_client = NULL;
    assert_int_equal(w.told, 1);
    assert_int_equal(w.status, APIE_ERROR_CANCELLED);
    openapp_end(&s);
}

static void note_connected(apie_status status, apie_async_openapp *client, const apie_error *error,
                           void *user)
{
    openapp_note(user, status, NULL, error);
    ((openapp_waiting *)user)->result = client;
}

static void connecting_can_be_cancelled(void **state)
{
    openapp_stage s;
    openapp_waiting w = {.told = 0};
    (void)state;
    openapp_begin(&s, true);
    assert_null(apie_async_openapp_connect(s.base, &s.options, NULL, NULL, NULL, &s.error));
    assert_string_equal(s.error.where, "callback");
    apie_call *call =
        apie_async_openapp_connect(s.base, &s.options, NULL, note_connected, &w, &s.error);
    assert_non_null(call);
    apie_call_cancel(call);
    event_base_dispatch(s.base);
    assert_int_equal(w.told, 1);
    assert_int_equal(w.status, APIE_ERROR_CANCELLED);
    assert_null(w.result);
    openapp_end(&s);
}

/* ---- many at a time ---- */

#define THREADS 8
#define ROUNDS  20

/* What a thread does: a handle of its own, a call, and the handle's end. */
static void *use_handles(void *user)
{
    apie_openapp *client = user;
    uintptr_t failures = 0;
    for (int i = 0; i < ROUNDS; i++) {
        apie_openapp *handle = NULL;
        apie_openapp_org *org = NULL;
        if (apie_openapp_with_org(client, "01ORG", &handle, NULL) != APIE_OK ||
            apie_openapp_orgs_get(handle, "o1", (apie_opt_bool){false, APIE_UNSET}, NULL, &org,
                                  NULL) != APIE_OK)
            failures++;
        apie_openapp_free(handle);
        apie_free(org);
    }
    return (void *)failures;
}

static void threads_have_handles_of_their_own(void **state)
{
    static openapp_stage s;
    pthread_t threads[THREADS];
    (void)state;
    openapp_begin(&s, false);
    openapp_ok(&s, openapp_new(&s));
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, use_handles, s.sync_client), 0);
    for (int i = 0; i < THREADS; i++) {
        void *failures = NULL;
        assert_int_equal(pthread_join(threads[i], &failures), 0);
        assert_null(failures);
    }
    openapp_expect_requests(&s, THREADS * ROUNDS);
    assert_true(tiny_server_connections(&s.server) <= THREADS);
    openapp_ok(&s, get_org(&s, "o1"));
    openapp_end(&s);
}

static void many_calls_share_a_client(void **state)
{
    static openapp_stage s;
    static openapp_waiting w[200];
    apie_call *calls[200];
    int cancelled = 0;
    (void)state;
    memset(w, 0, sizeof w);
    openapp_begin(&s, true);
    s.options.connection.max_connections = 10;
    openapp_ok(&s, openapp_new(&s));
    for (int i = 0; i < 200; i++)
        calls[i] = begin_get(&s, s.async_client, "o1", &w[i]);
    for (int i = 0; i < 200; i += 3)
        apie_call_cancel(calls[i]);
    for (int i = 0; i < 200; i++) {
        while (!w[i].told)
            assert_int_equal(event_base_loop(s.base, EVLOOP_ONCE), 0);
        cancelled += w[i].status == APIE_ERROR_CANCELLED;
        assert_true(w[i].status == APIE_OK || i % 3 == 0);
        apie_free(w[i].result);
    }
    assert_int_equal(cancelled, 67);
    openapp_ok(&s, get_org(&s, "o1"));
    for (int i = 0; i < 200; i++)
        assert_int_equal(w[i].told, 1);
    openapp_end(&s);
}

/* ---- memory ---- */

static void test_memory_may_run_out(openapp_stage *s)
{
    bool hit = true;
    for (unsigned long k = 1; hit; k++) {
        openapp_handle handle = {NULL, NULL};
        long live = apie_fault_live();
        apie_fault_fail_at(k);
        apie_status status = openapp_connect(s);
        if (status == APIE_OK)
            status = openapp_with_org(s, "01ORG", &handle);
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        if (status != APIE_OK)
            assert_int_equal(status, APIE_ERROR_NO_MEMORY);
        else
            openapp_free_handle(handle);
        assert_true(hit || status == APIE_OK);
        openapp_free_handle(openapp_use(s, (openapp_handle){NULL, NULL}));
        assert_int_equal(apie_fault_live(), live);
    }
}

OPENAPP_BOTH(memory_may_run_out)
OPENAPP_BOTH(connecting_asks_for_the_status_once)
OPENAPP_BOTH(connecting_may_ask_nothing)
OPENAPP_BOTH(making_a_client_asks_nothing)
OPENAPP_BOTH(a_failed_probe_gives_no_client)
OPENAPP_BOTH(a_bad_key_is_refused_before_anything_is_sent)
OPENAPP_BOTH(an_address_of_its_own_wins)
OPENAPP_BOTH(a_program_may_have_a_name)
OPENAPP_BOTH(a_key_may_change)
OPENAPP_BOTH(handles_share_the_connection)
OPENAPP_BOTH(a_handle_outlives_its_client)
OPENAPP_BOTH(bad_organizations_are_refused)
OPENAPP_BOTH(raw_requests)
OPENAPP_BOTH(a_call_has_its_own_deadline)
OPENAPP_BOTH(no_client)
OPENAPP_BOTH(forked)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(connecting_asks_for_the_status_once),
        cmocka_unit_test(connecting_may_ask_nothing),
        cmocka_unit_test(making_a_client_asks_nothing),
        cmocka_unit_test(a_failed_probe_gives_no_client),
        cmocka_unit_test(a_bad_key_is_refused_before_anything_is_sent),
        cmocka_unit_test(an_address_of_its_own_wins),
        cmocka_unit_test(a_program_may_have_a_name),
        cmocka_unit_test(a_key_may_change),
        cmocka_unit_test(handles_share_the_connection),
        cmocka_unit_test(a_handle_outlives_its_client),
        cmocka_unit_test(bad_organizations_are_refused),
        cmocka_unit_test(raw_requests),
        cmocka_unit_test(a_call_has_its_own_deadline),
        cmocka_unit_test(no_client),
        cmocka_unit_test(forked),
        cmocka_unit_test(closing_a_handle_leaves_the_others),
        cmocka_unit_test(freeing_the_last_handle_cancels),
        cmocka_unit_test(connecting_can_be_cancelled),
        cmocka_unit_test(threads_have_handles_of_their_own),
        cmocka_unit_test(many_calls_share_a_client),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
