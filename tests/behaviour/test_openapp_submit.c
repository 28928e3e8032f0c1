/* Work that other threads give to the loop of an event-driven OpenApp client. */
#include "openapp_stage.h"

#include <pthread.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/alloc_fault.h"
#include "support/child.h"

#define WORKS 50

typedef struct from_elsewhere {
    openapp_stage stage;
    apie_async_openapp *expected; /* the handle that works are given; NULL: any */
    openapp_handle handle;
    int run; /* on the loop's thread only */
    int told;
    int closed;
    pthread_t loop;
    char order[8]; /* a letter for each thing that happened */
} from_elsewhere;

static void begin(from_elsewhere *x)
{
    memset(x, 0, sizeof *x);
    openapp_begin(&x->stage, true);
    openapp_ok(&x->stage, openapp_new(&x->stage));
    openapp_ok(&x->stage, openapp_with_org(&x->stage, "01ORG", &x->handle));
    x->loop = pthread_self();
}

static void end(from_elsewhere *x)
{
    openapp_free_handle(x->handle);
    openapp_end(&x->stage);
}

static void free_client(from_elsewhere *x)
{
    apie_async_openapp_free(x->stage.async_client);
    x->stage.async_client = NULL;
}

static void free_the_handle(from_elsewhere *x)
{
    openapp_free_handle(x->handle);
    x->handle = (openapp_handle){NULL, NULL};
}

static void run_until_told(from_elsewhere *x, const int *value, int wanted)
{
    while (*value < wanted)
        assert_int_equal(event_base_loop(x->stage.base, EVLOOP_ONCE), 0);
}

/* ---- works ---- */

static void count_run(apie_async_openapp *client, void *user)
{
    from_elsewhere *x = user;
    if (x->expected)
        assert_ptr_equal(client, x->expected);
    x->order[x->run++ % 7] = 'w';
}

static void note_status(apie_status status, apie_openapp_backend_status *result,
                        const apie_error *error, void *user)
{
    from_elsewhere *x = user;
    (void)result;
    (void)error;
    assert_int_equal(status, APIE_OK);
    x->told++;
}

static void ask_for_status(apie_async_openapp *client, void *user)
{
    from_elsewhere *x = user;
    assert_true(pthread_equal(pthread_self(), x->loop));
    count_run(client, x);
    assert_non_null(apie_async_openapp_status_get(client, NULL, note_status, x, NULL));
}

static void free_own_handle(apie_async_openapp *client, void *user)
{
    count_run(client, user);
    apie_async_openapp_free(client);
}

static void note_closed(void *user)
{
    from_elsewhere *x = user;
    x->order[x->run % 7] = 'c';
    x->closed++;
}

static void submit(from_elsewhere *x, apie_async_openapp *client, apie_async_openapp_work_fn *work)
{
    openapp_ok(&x->stage, apie_async_openapp_submit(client, work, x, &x->stage.error));
}

/* ---- from other threads ---- */

/* Gives how many were refused. */
static void *submit_many(void *user)
{
    from_elsewhere *x = user;
    intptr_t refused = 0;
    for (int i = 0; i < WORKS; i++)
        if (apie_async_openapp_submit(x->expected, ask_for_status, x, NULL) != APIE_OK)
            refused++;
    return (void *)refused;
}

static void other_threads_submit_work(void **state)
{
    static from_elsewhere x;
    pthread_t thread;
    void *refused = NULL;
    (void)state;
    begin(&x);
    x.expected = x.handle.async_client;
    assert_int_equal(pthread_create(&thread, NULL, submit_many, &x), 0);
    run_until_told(&x, &x.told, WORKS);
    assert_int_equal(pthread_join(thread, &refused), 0);
    assert_null(refused);
    assert_int_equal(x.run, WORKS);
    for (int i = 0; i < OPENAPP_KEPT; i++)
        openapp_expect_head(&x.stage, i, "\r\nX-Org: 01ORG\r\n");
    end(&x);
}

/* ---- ends ---- */

/* What was accepted is run, at the latest while the client is freed. */
static void a_free_runs_what_waits(void **state)
{
    static from_elsewhere x;
    (void)state;
    begin(&x);
    free_the_handle(&x);
    submit(&x, x.stage.async_client, count_run);
    assert_int_equal(x.run, 0);
    free_client(&x);
    assert_int_equal(x.run, 1);
    end(&x);
}

static void a_freed_handle_waits_for_its_work(void **state)
{
    static from_elsewhere x;
    (void)state;
    begin(&x);
    x.expected = x.handle.async_client;
    submit(&x, x.handle.async_client, ask_for_status);
    submit(&x, x.handle.async_client, count_run);
    free_the_handle(&x);
    assert_int_equal(x.run, 0);
    run_until_told(&x, &x.told, 1);
    assert_int_equal(x.run, 2);
    openapp_expect_head(&x.stage, 0, "\r\nX-Org: 01ORG\r\n");
    end(&x);
}

static void the_last_free_runs_the_work_of_freed_handles(void **state)
{
    static from_elsewhere x;
    (void)state;
    begin(&x);
    x.expected = x.handle.async_client;
    submit(&x, x.handle.async_client, count_run);
    free_the_handle(&x);
    free_client(&x);
    assert_int_equal(x.run, 1);
    end(&x);
}

static void submit_and_free(apie_status status, apie_openapp_backend_status *result,
                            const apie_error *error, void *user)
{
    from_elsewhere *x = user;
    (void)status;
    (void)result;
    (void)error;
    x->expected = x->handle.async_client;
    submit(x, x->handle.async_client, count_run);
    free_the_handle(x);
    assert_int_equal(x->run, 0);
    x->told++;
}

static void a_handle_may_be_freed_in_a_callback(void **state)
{
    static from_elsewhere x;
    (void)state;
    begin(&x);
    assert_non_null(apie_async_openapp_status_get(x.handle.async_client, NULL, submit_and_free, &x,
                                                  &x.stage.error));
    run_until_told(&x, &x.run, 1);
    assert_int_equal(x.told, 1);
    end(&x);
}

static void work_may_free_its_own_handle(void **state)
{
    static from_elsewhere x;
    (void)state;
    begin(&x);
    submit(&x, x.handle.async_client, free_own_handle);
    submit(&x, x.handle.async_client, count_run);
    submit(&x, x.stage.async_client, count_run);
    submit(&x, x.stage.async_client, free_own_handle);
    submit(&x, x.stage.async_client, count_run);
    x.handle.async_client = NULL;
    x.stage.async_client = NULL;
    event_base_dispatch(x.stage.base);
    assert_int_equal(x.run, 5);
    end(&x);
}

/* A handle that is closed is told so behind its work. */
static void a_close_comes_behind_the_work(void **state)
{
    static from_elsewhere x;
    (void)state;
    begin(&x);
    x.expected = x.handle.async_client;
    submit(&x, x.handle.async_client, count_run);
    openapp_ok(&x.stage, apie_async_openapp_close(x.handle.async_client, note_closed, &x, NULL));
    x.handle.async_client = NULL;
    run_until_told(&x, &x.closed, 1);
    assert_string_equal(x.order, "wc");
    x.expected = NULL;
    submit(&x, x.stage.async_client, count_run);
    openapp_ok(&x.stage, apie_async_openapp_close(x.stage.async_client, note_closed, &x, NULL));
    openapp_expect(&x.stage, APIE_ERROR_CLOSED,
                   apie_async_openapp_submit(x.stage.async_client, count_run, &x, &x.stage.error));
    x.stage.async_client = NULL;
    event_base_dispatch(x.stage.base);
    assert_string_equal(x.order, "wwc");
    end(&x);
}

/* ---- what is refused ---- */

static void bad_input_submits_nothing(void **state)
{
    static from_elsewhere x;
    apie_error error;
    (void)state;
    begin(&x);
    assert_int_equal(apie_async_openapp_submit(NULL, count_run, &x, &error),
                     APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, "client");
    assert_int_equal(apie_async_openapp_submit(x.handle.async_client, NULL, &x, &error),
                     APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, "work");
    free_the_handle(&x);
    free_client(&x);
    assert_int_equal(x.run, 0);
    end(&x);
}

static void memory_may_run_out(void **state)
{
    static from_elsewhere x;
    bool hit = true;
    int accepted = 0;
    (void)state;
    begin(&x);
    const long live = apie_fault_live();
    for (unsigned long k = 1; hit; k++) {
        apie_fault_fail_at(k);
        const apie_status status =
            apie_async_openapp_submit(x.handle.async_client, count_run, &x, NULL);
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(status, hit ? APIE_ERROR_NO_MEMORY : APIE_OK);
        accepted += status == APIE_OK;
    }
    apie_fault_fail_from(1);
    free_the_handle(&x);
    apie_fault_fail_at(0);
    run_until_told(&x, &x.run, accepted);
    assert_int_equal(x.run, 1);
    assert_true(apie_fault_live() < live);
    end(&x);
}

/* ---- after a fork ---- */

static void be_child(from_elsewhere *x, long live)
{
    bool good =
        apie_async_openapp_submit(x->stage.async_client, count_run, x, NULL) == APIE_ERROR_FORKED;
    apie_async_openapp_free(x->stage.async_client);
    const long lost = apie_fault_live() - live;
    good = good && x->run == 0 && lost >= 0 && lost < 100;
    child_ends(good ? (int)lost : 100);
}

/* How many blocks a forked child loses that frees its client; 100: it failed. */
static int lost_by_child(bool with_work)
{
    static from_elsewhere x;
    int status = -1;
    memset(&x, 0, sizeof x);
    openapp_begin(&x.stage, true);
    const long live = apie_fault_live();
    openapp_ok(&x.stage, openapp_new(&x.stage));
    openapp_ok(&x.stage, openapp_with_org(&x.stage, "01ORG", &x.handle));
    x.expected = x.handle.async_client;
    if (with_work)
        submit(&x, x.handle.async_client, count_run);
    free_the_handle(&x);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        be_child(&x, live);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(x.run, 0);
    run_until_told(&x, &x.run, with_work);
    free_client(&x);
    assert_int_equal(x.run, with_work);
    assert_int_equal(apie_fault_live(), live);
    end(&x);
    return WEXITSTATUS(status);
}

/* What was to be run is lost there, but not the handle that it was for. */
static void a_forked_child_runs_nothing(void **state)
{
    (void)state;
    const int lost = lost_by_child(false);
    assert_true(lost < 100);
    assert_true(lost_by_child(true) <= lost + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_threads_submit_work),
        cmocka_unit_test(a_free_runs_what_waits),
        cmocka_unit_test(a_freed_handle_waits_for_its_work),
        cmocka_unit_test(the_last_free_runs_the_work_of_freed_handles),
        cmocka_unit_test(a_handle_may_be_freed_in_a_callback),
        cmocka_unit_test(work_may_free_its_own_handle),
        cmocka_unit_test(a_close_comes_behind_the_work),
        cmocka_unit_test(bad_input_submits_nothing),
        cmocka_unit_test(memory_may_run_out),
        cmocka_unit_test(a_forked_child_runs_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
