/* A child that was forked while another thread was changing the client: what it changed is not
 * touched there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <apie/sync.h>
#include <apie/sync/honeycomb.h>

#include "libapie-sync/src/client.h"
#include "libapie-sync/src/honeycomb.h"
#include "libapie-sync/src/state.h"
#include "support/alloc_fault.h"

#define NOWHERE "http://127.0.0.1:9"

/* Another thread, stopped in the middle of something. */
typedef struct changer {
    apie_sync *driver;
    sem_t inside;
    sem_t done;
    atomic_int stops;
} changer;

static void changer_init(changer *c)
{
    *c = (changer){.driver = NULL};
    assert_int_equal(sem_init(&c->inside, 0, 0), 0);
    assert_int_equal(sem_init(&c->done, 0, 0), 0);
}

static void changer_destroy(changer *c)
{
    (void)sem_destroy(&c->inside);
    (void)sem_destroy(&c->done);
}

static void stay(changer *c)
{
    (void)sem_post(&c->inside);
    (void)sem_wait(&c->done);
}

static void *change(void *user)
{
    changer *c = user;
    apie_sync_lock(c->driver);
    stay(c);
    apie_sync_unlock(c->driver);
    return NULL;
}

/* The worker, at a job of the client's, without the lock. */
static void on_attempt(const apie_attempt *attempt, void *user)
{
    changer *c = user;
    (void)attempt;
    if (atomic_fetch_add(&c->stops, 1) == 0)
        stay(c);
}

/* As in the middle of taking out the handle that was idle longest. */
static void *change_pool(void *user)
{
    changer *c = user;
    apie_pool *pool = &c->driver->pool;
    (void)pthread_mutex_lock(&pool->mutex);
    pool->idle[pool->idle_count++] = pool->idle[0];
    stay(c);
    pool->idle_count--;
    (void)pthread_mutex_unlock(&pool->mutex);
    return NULL;
}

static apie_client *new_client(changer *worker)
{
    const apie_config config = {.api_key = "key",
                                .base_url = NOWHERE,
                                .agent.key = "k",
                                .agent.name = "n",
                                .on_error = APIE_ON_ERROR_SILENT,
                                .connection.observer = worker ? on_attempt : NULL,
                                .connection.observer_user = worker,
                                .no_worker = worker == NULL};
    const apie_event_details details = {.run_id = "r"};
    apie_client *client = NULL;
    apie_error error;
    if (apie_client_new(&config, &client, &error) != APIE_OK)
        fail_msg("%s", error.message);
    assert_int_equal(apie_track(client, "custom", &details, NULL, &error), APIE_OK);
    return client;
}

static void free_client(void *client)
{
    apie_client_free(client);
}

static void free_honeycomb(void *client)
{
    apie_honeycomb_free(client);
}

/* How many blocks a forked child frees. */
static int freed_by_child(void (*free_it)(void *), void *client)
{
    int status = -1;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)signal(SIGSEGV, SIG_DFL); /* not the test framework's */
        const long live = apie_fault_live();
        free_it(client);
        const long freed = live - apie_fault_live();
        _exit(freed < 0 || freed > 100 ? 100 : (int)freed);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void start(changer *c, pthread_t *thread, void *work(void *))
{
    assert_int_equal(pthread_create(thread, NULL, work, c), 0);
    assert_int_equal(sem_wait(&c->inside), 0);
}

static void end(changer *c, pthread_t thread)
{
    assert_int_equal(sem_post(&c->done), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
}

static void what_was_being_changed_is_left_alone(void **state)
{
    (void)state;
    apie_client *client = new_client(NULL);
    changer c;
    pthread_t thread;
    changer_init(&c);
    c.driver = client->base.driver;
    assert_in_range(freed_by_child(free_client, client), 5, 99);
    start(&c, &thread, change);
    assert_int_equal(freed_by_child(free_client, client), 1);
    end(&c, thread);
    apie_client_free(client);
    changer_destroy(&c);
}

static void a_job_that_was_being_run_is_left_alone(void **state)
{
    (void)state;
    changer c;
    changer_init(&c);
    apie_client *client = new_client(&c);
    assert_int_equal(sem_wait(&c.inside), 0);
    assert_int_equal(freed_by_child(free_client, client), 1);
    assert_int_equal(sem_post(&c.done), 0);
    apie_client_free(client);
    changer_destroy(&c);
}

static void handles_that_were_being_moved_are_left_alone(void **state)
{
    (void)state;
    const apie_honeycomb_options options = {.api_key = "key", .base_url = NOWHERE};
    const apie_call_options once = {.attempts = 1};
    apie_honeycomb *client = NULL;
    apie_response *response = NULL;
    apie_error error;
    changer c;
    pthread_t thread;
    if (apie_honeycomb_new(&options, &client, &error) != APIE_OK)
        fail_msg("%s", error.message);
    assert_int_equal(
        apie_honeycomb_request(client, "GET", "/1/auth", NULL, 0, &once, &response, &error),
        APIE_ERROR_CONNECT);
    changer_init(&c);
    c.driver = client->base.driver;
    assert_int_equal(c.driver->pool.idle_count, 1);
    const int all = freed_by_child(free_honeycomb, client);
    start(&c, &thread, change_pool);
    assert_in_range(freed_by_child(free_honeycomb, client), 1, all - 2);
    end(&c, thread);
    assert_int_equal(freed_by_child(free_honeycomb, client), all);
    apie_honeycomb_free(client);
    changer_destroy(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_being_changed_is_left_alone),
        cmocka_unit_test(a_job_that_was_being_run_is_left_alone),
        cmocka_unit_test(handles_that_were_being_moved_are_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
