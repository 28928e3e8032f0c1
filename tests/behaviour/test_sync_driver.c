/* Blocking calls: threads, connections, deadlines, cancelling, retries, fork, memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <curl/curl.h>

#include "behaviour/sync_fixture.h"
#include "driver/easy.h"
#include "support/alloc_fault.h"
#include "support/child.h"

#define SOON_MS 5000 /* far less than any wait that is cut short */

static void assert_ok(sync_fixture *f, const char *target)
{
    apie_response *response = NULL;
    apie_error error = {0};

    if (sync_fixture_call(f, "GET", target, NULL, NULL, &response, &error) != APIE_OK)
        fail_msg("%s", error.message);
    assert_int_equal(response->status, 200);
    assert_string_equal(response->body, target);
    apie_free(response);
}

/* ---- calls ---- */

static void a_call_is_answered(void **state)
{
    apie_response *response = NULL;
    apie_response *seen = NULL;
    apie_call_options options = {.response = &seen};
    sync_fixture f;

    (void)state;
    sync_fixture_start(&f, true, NULL);
    assert_int_equal(sync_fixture_call(&f, "POST", "/ok", "{\"a\":1}", &options, &response, NULL),
                     APIE_OK);
    assert_int_equal(response->status, 200);
    assert_string_equal(response->body, "{\"a\":1}");
    assert_non_null(seen);
    assert_string_equal(seen->body, "{\"a\":1}");
    apie_free(response);
    apie_free(seen);
    sync_fixture_stop(&f);
}

static void a_failure_fills_error_and_response(void **state)
{
    apie_response *result = (apie_response *)&state;
    apie_response *seen = NULL;
    apie_call_options options = {.response = &seen};
    apie_error error = {0};
    sync_fixture f;

    (void)state;
    sync_fixture_start(&f, false, NULL);
    assert_int_equal(sync_fixture_call(&f, "GET", "/missing", NULL, &options, &result, &error),
                     APIE_ERROR_NOT_FOUND);
    assert_null(result);
    assert_int_equal(error.code, APIE_ERROR_NOT_FOUND);
    assert_int_equal(error.http_status, 404);
    assert_int_equal(error.attempts, 1);
    assert_int_equal(seen->status, 404);
    apie_free(seen);
    /* Without anybody to tell. */
    assert_int_equal(sync_fixture_call(&f, "GET", "/missing", NULL, NULL, NULL, NULL),
                     APIE_ERROR_NOT_FOUND);
    sync_fixture_stop(&f);
}

static const apie_operation echo = {
    .name = "echo", .method = APIE_GET, .path = "/ok", .retry_safe = true};

static void an_operation_checks_its_client(void **state)
{
    apie_sync_client none = {NULL};
    apie_response *seen = (apie_response *)&state;
    apie_call_options options = {.response = &seen};
    apie_error error = {0};
    void *out = &none;
    sync_fixture f;

    (void)state;
    sync_fixture_start(&f, false, NULL);
    assert_int_equal(apie_sync_operation(&f.client, &echo, NULL, NULL, NULL, &out, NULL), APIE_OK);
    assert_null(out); /* it has no response model */
    out = &none;
    assert_int_equal(apie_sync_operation(NULL, &echo, NULL, NULL, &options, &out, &error),
                     APIE_ERROR_INVALID_ARGUMENT);
    assert_null(out);
    assert_null(seen);
    assert_int_equal(error.code, APIE_ERROR_INVALID_ARGUMENT);
    assert_int_equal(apie_sync_operation(&none, &echo, NULL, NULL, NULL, NULL, NULL),
                     APIE_ERROR_INVALID_ARGUMENT);
    options = (apie_call_options){.deadline_ms = -1};
    assert_int_equal(apie_sync_operation(&f.client, &echo, NULL, NULL, &options, NULL, NULL),
                     APIE_ERROR_INVALID_ARGUMENT);
    apie_sync_lock(f.sync);
    f.core.closed = true;
    apie_sync_unlock(f.sync);
    assert_int_equal(apie_sync_operation(&f.client, &echo, NULL, NULL, NULL, NULL, &error),
                     APIE_ERROR_CLOSED);
    assert_int_equal(error.code, APIE_ERROR_CLOSED);
    assert_int_equal(tiny_server_requests(&f.server), 1);
    sync_fixture_stop(&f);
}

static void *call_often(void *user)
{
    sync_caller *caller = user;

    for (int i = 0; i < 50; i++)
        assert_ok(caller->f, caller->target);
    return NULL;
}

static void many_threads_share_a_client(void **state)
{
    sync_caller callers[8];
    char targets[8][16];
    sync_fixture f;

    (void)state;
    sync_fixture_start(&f, true, NULL);
    for (int i = 0; i < 8; i++) {
        apie_text_format(targets[i], sizeof targets[i], "/ok/%d", i);
        callers[i] = (sync_caller){.f = &f, .target = targets[i]};
        assert_int_equal(pthread_create(&callers[i].thread, NULL, call_often, &callers[i]), 0);
    }
    for (int i = 0; i < 8; i++)
        assert_int_equal(pthread_join(callers[i].thread, NULL), 0);
    assert_int_equal(tiny_server_requests(&f.server), 400);
    assert_in_range(tiny_server_connections(&f.server), 1, 8);
    assert_int_equal(atomic_load(&f.attempts), 400);
    sync_fixture_stop(&f);
}

/* ---- connections ---- */

static void a_connection_is_used_again(void **state)
{
    sync_fixture f;

    (void)state;
    sync_fixture_start(&f, false, NULL);
    for (int i = 0; i < 5; i++)
        assert_ok(&f, "/ok");
    assert_int_equal(tiny_server_connections(&f.server), 1);
    sync_fixture_stop(&f);
}

static void only_so_many_idle_connections_are_kept(void **state)
{
    sync_caller callers[3];
    apie_cancel_token *token = apie_cancel_token_new();
    sync_fixture f;

    (void)state;
    sync_fixture_start(&f, false, &(apie_connection_options){.max_connections = 1});
    assert_ok(&f, "/ok");
    int fds = sync_count_fds();
    for (int i = 0; i < 3; i++) {
        callers[i] = (sync_caller){.f = &f, .target = "/hang", .options = {.cancel = token}};
        sync_caller_start(&callers[i]);
    }
    for (int i = 0; i < 3; i++)
        sem_wait(&f.arrived);
    assert_true(sync_count_fds() > fds);
    apie_cancel_token_cancel(token);
    for (int i = 0; i < 3; i++)
        assert_int_equal(sync_caller_join(&callers[i]), APIE_ERROR_CANCELLED);
    assert_ok(&f, "/ok");
    sync_fixture_stop(&f);
    apie_cancel_token_free(token);
}

static void a_dead_connection_is_replaced_once(void **state)
{
    apie_error error = {0};
    sync_fixture f;

    (void)state;
    sync_fixture_start(&f, false, NULL);
    assert_ok(&f, "/ok");
    assert_ok(&f, "/drop-once");
    assert_int_equal(tiny_server_requests(&f.server), 3);

    /* It may have been carried out: not sent again. */
    atomic_store(&f.once, 0);
    assert_int_equal(sync_fixture_call(&f, "POST", "/drop-once", "{}", NULL, NULL, &error),
                     APIE_ERROR_NETWORK);
    assert_true(error.maybe_processed);
    assert_int_equal(error.attempts, 1);
    assert_int_equal(tiny_server_requests(&f.server), 4);
    sync_fixture_stop(&f);
}

static void a_unix_socket_serves_as_well(void **state)
{
    char directory[] = "/tmp/apie-test-sync-XXXXXX";
    char path[64];
    sync_fixture f;

    (void)state;
    assert_non_null(mkdtemp(directory));
    apie_text_format(path, sizeof path, "%s/socket", directory);
    sync_fixture_start(&f, false, &(apie_connection_options){.unix_socket = path});
    assert_ok(&f, "/ok");
    sync_fixture_stop(&f);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(directory), 0);
}

static void a_response_that_is_too_large_is_refused(void **state)
{
    apie_error error = {0};
    sync_fixture f;

    (void)state;
    sync_fixture_start(&f, false, &(apie_connection_options){.max_response_bytes = 99});
    assert_int_equal(sync_fixture_call(&f, "GET", "/large", NULL, NULL, NULL, &error),
                     APIE_ERROR_PROTOCOL);
    assert_true(tiny_has(error.message, "99 bytes"));
    assert_int_equal(tiny_server_requests(&f.server), 1);
    assert_ok(&f, "/ok");
    sync_fixture_stop(&f);
}

static void no_file_descriptor_is_left(void **state)
{
    sync_fixture f;

    (void)state;
    int fds = sync_count_fds();
    for (int i = 0; i < 2; i++) {
        sync_fixture_start(&f, true, NULL);
        assert_ok(&f, "/ok");
        assert_ok(&f, "/drop-once");
        (void)sync_fixture_call(&f, "GET", "/hang", NULL, &(apie_call_options){.deadline_ms = 20},
                                NULL, NULL);
        sync_fixture_stop(&f);
        assert_int_equal(sync_count_fds(), fds);
    }
}

/* ---- time ---- */

static void a_deadline_ends_a_call(void **state)
{
    apie_error error = {0};
    sync_fixture f;

    (void)state;
    sync_fixture_start(&f, false, NULL);
    uint64_t start = sync_now_ms();
    assert_int_equal(sync_fixture_call(&f, "GET", "/hang", NULL,
                                       &(apie_call_options){.deadline_ms = 100}, NULL, &error),
                     APIE_ERROR_TIMEOUT);
    assert_in_range(sync_now_ms() - start, 99, SOON_MS);
    assert_int_equal(error.attempts, 1);
    sync_fixture_stop(&f);
}

static void a_busy_service_is_tried_again(void **state)
{
    sync_fixture f;

    (void)state;
    sync_fixture_start(&f, false, NULL);
    assert_ok(&f, "/busy-once");
    assert_int_equal(tiny_server_requests(&f.server), 2);
    assert_int_equal(atomic_load(&f.attempts), 2);
    sync_fixture_stop(&f);
}

/* ---- cancelling ---- */

static void a_transfer_is_cancelled(void **state)
{
    apie_cancel_token *token = apie_cancel_token_new();
    sync_fixture f;

    (void)state;
    sync_fixture_start(&f, false, NULL);
    sync_caller caller = {.f = &f, .target = "/hang", .options = {.cancel = token}};
    sync_caller_start(&caller);
    sem_wait(&f.arrived);
    uint64_t start = sync_now_ms();
    apie_cancel_token_cancel(token);
    assert_int_equal(sync_caller_join(&caller), APIE_ERROR_CANCELLED);
    assert_true(sync_now_ms() - start < SOON_MS);
    assert_int_equal(caller.error.code, APIE_ERROR_CANCELLED);
    assert_int_equal(tiny_server_requests(&f.server), 1);
    apie_cancel_token_free(token);
    sync_fixture_stop(&f);
}

static void a_pause_is_cancelled(void **state)
{
    apie_cancel_token *token = apie_cancel_token_new();
    sync_fixture f;

    (void)state;
    sync_fixture_start(&f, false, NULL);
    sync_caller caller = {.f = &f, .target = "/busy", .options = {.cancel = token}};
    sync_caller_start(&caller);
    sem_wait(&f.attempted);
    uint64_t start = sync_now_ms();
    apie_cancel_token_cancel(token);
    assert_int_equal(sync_caller_join(&caller), APIE_ERROR_CANCELLED);
    assert_true(sync_now_ms() - start < SOON_MS);
    assert_int_equal(caller.error.attempts, 1);
    apie_cancel_token_free(token);
    sync_fixture_stop(&f);
}

static void what_is_cancelled_before_is_not_sent(void **state)
{
    apie_cancel_token *token = apie_cancel_token_new();
    apie_call_options options = {.cancel = token};
    sync_fixture f;

    (void)state;
    sync_fixture_start(&f, false, NULL);
    apie_cancel_token_cancel(token);
    assert_int_equal(sync_fixture_call(&f, "GET", "/ok", NULL, &options, NULL, NULL),
                     APIE_ERROR_CANCELLED);
    assert_int_equal(tiny_server_requests(&f.server), 0);
    apie_cancel_token_reset(token);
    assert_int_equal(sync_fixture_call(&f, "GET", "/ok", NULL, &options, NULL, NULL), APIE_OK);
    apie_cancel_token_free(token);
    sync_fixture_stop(&f);
}

/* ---- fork ---- */

/* Bit by bit what went wrong in the child; 0: nothing. */
static int use_in_child(sync_fixture *f)
{
    apie_error error = {0};
    int wrong = 0;
    uint64_t start = sync_now_ms();

    wrong |= apie_sync_check(&f->client, &error) != APIE_ERROR_FORKED ? 1 : 0;
    wrong |= error.code != APIE_ERROR_FORKED ? 2 : 0;
    wrong |=
        apie_sync_operation(&f->client, &echo, NULL, NULL, NULL, NULL, NULL) != APIE_ERROR_FORKED
            ? 4
            : 0;
    apie_flow *flow = apie_raw_flow_new(&f->core, "GET", "/ok", NULL, 0, NULL, NULL);
    wrong |= apie_sync_run(f->sync, flow, NULL, NULL, NULL) != APIE_ERROR_FORKED ? 8 : 0;
    apie_sync_stop_worker(f->sync, 60000);
    apie_sync_free(f->sync);
    wrong |= sync_now_ms() - start > SOON_MS ? 16 : 0;
    return wrong;
}

static void a_child_is_told_and_the_parent_goes_on(void **state)
{
    sync_fixture f;

    (void)state;
    for (int worker = 0; worker < 2; worker++) {
        int status = -1;
        sync_fixture_start(&f, worker != 0, NULL);
        assert_ok(&f, "/ok");
        pid_t child = fork();
        if (child == 0)
            child_ends(use_in_child(&f));
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
        assert_ok(&f, "/ok");
        assert_int_equal(tiny_server_connections(&f.server), 1);
        sync_fixture_stop(&f);
    }
}

static void a_child_may_be_forked_while_the_lock_is_held(void **state)
{
    sync_fixture f;
    int status = -1;

    (void)state;
    sync_fixture_start(&f, true, NULL);
    apie_sync_lock(f.sync);
    pid_t child = fork();
    if (child == 0)
        child_ends(use_in_child(&f));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    apie_sync_unlock(f.sync);
    sync_fixture_stop(&f);
}

/* ---- memory ---- */

/* libcurl's own allocations count, too: main() has told it to use ours. */
static void no_allocation_failure_is_lost(void **state)
{
    bool hit = true;
    unsigned long failures = 0;
    sync_fixture f;

    (void)state;
    sync_fixture_start(&f, false, NULL);
    apie_sync_free(f.sync);
    for (unsigned long k = 1; hit; k++) {
        apie_response *response = NULL;
        apie_error error = {0};
        long live = apie_fault_live();
        apie_fault_fail_at(k);
        apie_status status = apie_sync_new(&f.core, false, &f.sync, &error);
        if (status == APIE_OK) {
            f.client.driver = f.sync;
            status = sync_fixture_call(&f, "POST", "/ok", "{}", &(apie_call_options){.attempts = 1},
                                       &response, &error);
        }
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        if (status != APIE_OK) {
            assert_true(hit);
            assert_int_equal(error.code, status);
            assert_null(response);
            failures++;
        }
        apie_free(response);
        apie_sync_free(f.sync);
        f.sync = NULL;
        assert_int_equal(apie_fault_live(), live);
    }
    assert_true(failures > 40);
    apie_core_free(&f.core);
    sync_fixture_stop(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_answered),
        cmocka_unit_test(a_failure_fills_error_and_response),
        cmocka_unit_test(an_operation_checks_its_client),
        cmocka_unit_test(many_threads_share_a_client),
        cmocka_unit_test(a_connection_is_used_again),
        cmocka_unit_test(only_so_many_idle_connections_are_kept),
        cmocka_unit_test(a_dead_connection_is_replaced_once),
        cmocka_unit_test(a_unix_socket_serves_as_well),
        cmocka_unit_test(a_response_that_is_too_large_is_refused),
        cmocka_unit_test(no_file_descriptor_is_left),
        cmocka_unit_test(a_deadline_ends_a_call),
        cmocka_unit_test(a_busy_service_is_tried_again),
        cmocka_unit_test(a_transfer_is_cancelled),
        cmocka_unit_test(a_pause_is_cancelled),
        cmocka_unit_test(what_is_cancelled_before_is_not_sent),
        cmocka_unit_test(a_child_is_told_and_the_parent_goes_on),
        cmocka_unit_test(a_child_may_be_forked_while_the_lock_is_held),
        cmocka_unit_test(no_allocation_failure_is_lost),
    };

    if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, free, realloc, strdup, calloc) !=
            CURLE_OK ||
        apie_easy_global_init(NULL) != APIE_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
