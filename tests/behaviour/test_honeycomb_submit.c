/* Work that other threads give to the loop of an event-driven Honeycomb client. */
#include "calls_stage.h"

#include <pthread.h>

#define WORKS 50

typedef struct from_elsewhere {
    calls_stage stage;
    int run; /* on the loop's thread only */
    int told;
    pthread_t loop;
} from_elsewhere;

static void note_list(apie_status status, apie_honeycomb_dataset_list *result,
                      const apie_error *error, void *user)
{
    from_elsewhere *x = user;
    (void)result;
    (void)error;
    assert_int_equal(status, APIE_OK);
    x->told++;
}

static void list_datasets(apie_async_honeycomb *client, void *user)
{
    from_elsewhere *x = user;
    assert_ptr_equal(client, x->stage.async_client);
    assert_true(pthread_equal(pthread_self(), x->loop));
    x->run++;
    assert_non_null(apie_async_honeycomb_datasets_list(client, NULL, note_list, x, NULL));
}

static void count_run(apie_async_honeycomb *client, void *user)
{
    (void)client;
    ((from_elsewhere *)user)->run++;
}

/* Gives how many were refused. */
static void *submit(void *user)
{
    from_elsewhere *x = user;
    intptr_t refused = 0;
    for (int i = 0; i < WORKS; i++)
        if (apie_async_honeycomb_submit(x->stage.async_client, list_datasets, x, NULL) != APIE_OK)
            refused++;
    return (void *)refused;
}

static void other_threads_submit_work(void **state)
{
    static from_elsewhere x;
    pthread_t thread;
    void *refused = NULL;
    (void)state;
    calls_begin(&x.stage, true);
    x.loop = pthread_self();
    assert_int_equal(pthread_create(&thread, NULL, submit, &x), 0);
    while (x.told < WORKS)
        assert_int_equal(event_base_loop(x.stage.base, EVLOOP_ONCE), 0);
    assert_int_equal(pthread_join(thread, &refused), 0);
    assert_null(refused);
    assert_int_equal(x.run, WORKS);
    calls_end(&x.stage);
}

/* What was accepted is run, at the latest while the client is freed. */
static void a_free_runs_what_waits(void **state)
{
    static from_elsewhere x;
    (void)state;
    calls_begin(&x.stage, true);
    calls_expect_ok(&x.stage,
                    apie_async_honeycomb_submit(x.stage.async_client, count_run, &x, NULL));
    assert_int_equal(x.run, 0);
    apie_async_honeycomb_free(x.stage.async_client);
    x.stage.async_client = NULL;
    assert_int_equal(x.run, 1);
    calls_end(&x.stage);
}

static void bad_input_submits_nothing(void **state)
{
    static from_elsewhere x;
    apie_error error;
    (void)state;
    calls_begin(&x.stage, true);
    assert_int_equal(apie_async_honeycomb_submit(NULL, count_run, &x, &error),
                     APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, "client");
    assert_int_equal(apie_async_honeycomb_submit(x.stage.async_client, NULL, &x, &error),
                     APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, "work");
    assert_int_equal(apie_async_honeycomb_close(x.stage.async_client, NULL, NULL, &error), APIE_OK);
    assert_int_equal(apie_async_honeycomb_submit(x.stage.async_client, count_run, &x, &error),
                     APIE_ERROR_CLOSED);
    x.stage.async_client = NULL;
    event_base_dispatch(x.stage.base);
    assert_int_equal(x.run, 0);
    calls_end(&x.stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_threads_submit_work),
        cmocka_unit_test(a_free_runs_what_waits),
        cmocka_unit_test(bad_input_submits_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
