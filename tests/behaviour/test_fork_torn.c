/* A child that was forked while another thread was changing the client: what it changed is not
 * touched there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <apie/sync.h>

#include "libapie-sync/src/client.h"
#include "support/alloc_fault.h"

typedef struct changer {
    apie_sync *driver;
    sem_t inside;
    sem_t done;
} changer;

static void *change(void *user)
{
    changer *c = user;
    apie_sync_lock(c->driver);
    (void)sem_post(&c->inside);
    (void)sem_wait(&c->done);
    apie_sync_unlock(c->driver);
    return NULL;
}

static apie_client *new_client(void)
{
    const apie_config config = {.api_key = "key",
                                .base_url = "http://127.0.0.1:9",
                                .agent.key = "k",
                                .agent.name = "n",
                                .no_worker = true};
    const apie_event_details details = {.run_id = "r"};
    apie_client *client = NULL;
    apie_error error;
    if (apie_client_new(&config, &client, &error) != APIE_OK)
        fail_msg("%s", error.message);
    assert_int_equal(apie_track(client, "custom", &details, NULL, &error), APIE_OK);
    return client;
}

/* How many blocks a forked child frees with its client. */
static int freed_by_child(apie_client *client)
{
    int status = -1;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const long live = apie_fault_live();
        apie_client_free(client);
        const long freed = live - apie_fault_live();
        _exit(freed < 0 || freed > 100 ? 100 : (int)freed);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void what_was_being_changed_is_left_alone(void **state)
{
    (void)state;
    apie_client *client = new_client();
    changer c = {.driver = client->base.driver};
    pthread_t thread;
    assert_int_equal(sem_init(&c.inside, 0, 0), 0);
    assert_int_equal(sem_init(&c.done, 0, 0), 0);
    const int freed = freed_by_child(client);
    assert_in_range(freed, 5, 99);
    assert_int_equal(pthread_create(&thread, NULL, change, &c), 0);
    assert_int_equal(sem_wait(&c.inside), 0);
    assert_int_equal(freed_by_child(client), 1);
    assert_int_equal(sem_post(&c.done), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    apie_client_free(client);
    (void)sem_destroy(&c.inside);
    (void)sem_destroy(&c.done);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_being_changed_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
