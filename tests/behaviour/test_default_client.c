/* The process's own client, of each library: made on first use, given, shared, forked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <apie/async.h>
#include <apie/sync.h>

#include "devserver/devserver.h"
#include "support/child.h"

#define CONFIG_FILE "apie.config.json"
#define THREADS     8

/* A process of this test's making ends by itself after so long. */
#define CHILD_SECONDS 60

static char server_url[64];
static pid_t server_pid = -1;
static char folder[] = "/tmp/apie-default-XXXXXX";

/* ---- around the tests ---- */

static int wait_for_child(pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void serve(int pipe_end)
{
    devserver_options options = {.stop_on_signals = 1};
    char problem[200];
    (void)alarm(2 * CHILD_SECONDS);
    devserver *server = devserver_create(&options, problem, sizeof problem);
    if (!server || write(pipe_end, devserver_url(server), strlen(devserver_url(server)) + 1) < 0)
        _exit(1);
    (void)close(pipe_end);
    int failed = devserver_run(server);
    devserver_free(server);
    _exit(failed ? 1 : 0);
}

/* The server is a process, and a folder of its own the current one, for all tests. */
static int begin(void **state)
{
    int ends[2];
    (void)state;
    if (pipe(ends) != 0 || (server_pid = fork()) < 0)
        return -1;
    if (server_pid == 0)
        serve(ends[1]);
    (void)close(ends[1]);
    bool told = read(ends[0], server_url, sizeof server_url - 1) > 0;
    (void)close(ends[0]);
    (void)unsetenv("APIE_API_KEY");
    (void)unsetenv("APIE_BASE_URL");
    return told && mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    (void)unlink(CONFIG_FILE);
    (void)rmdir(folder);
    (void)kill(server_pid, SIGTERM);
    return wait_for_child(server_pid);
}

static void write_config(const char *more)
{
    FILE *file = fopen(CONFIG_FILE, "we");
    assert_non_null(file);
    (void)fprintf(file,
                  "{\"apiKey\": \"apie_sk_default_1\", \"baseUrl\": \"%s\","
                  " \"agent\": {\"key\": \"d\", \"name\": \"Default\"}%s}",
                  server_url, more);
    assert_int_equal(fclose(file), 0);
}

static int set_up(void **state)
{
    (void)state;
    write_config("");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    apie_default_client_free();
    apie_async_default_client_free();
    return 0;
}

static apie_config good_config(void)
{
    return (apie_config){.api_key = "apie_sk_given_12",
                         .base_url = server_url,
                         .agent = {.key = "g", .name = "Given"}};
}

/* ---- the blocking one ---- */

static apie_client *get(void)
{
    apie_client *client = NULL;
    apie_error error;
    apie_status status = apie_default_client(&client, &error);
    if (status != APIE_OK)
        fail_msg("%s", error.message);
    assert_non_null(client);
    return client;
}

static void it_is_made_once_and_works(void **state)
{
    (void)state;
    apie_error error;
    apie_client *client = get();
    assert_ptr_equal(get(), client);
    assert_int_equal(apie_ready(client, NULL, NULL, &error), APIE_OK);
    assert_int_equal(apie_shutdown(client, 0, NULL, &error), APIE_OK);
    assert_ptr_equal(get(), client); /* closed, and still the one */
    apie_default_client_free();
    apie_default_client_free();
    assert_int_equal(apie_ready(get(), NULL, NULL, &error), APIE_OK);
}

static void one_that_cannot_be_made_is_tried_again(void **state)
{
    (void)state;
    apie_client *client = NULL;
    apie_error error;
    assert_int_equal(unlink(CONFIG_FILE), 0);
    assert_int_equal(apie_default_client(&client, &error), APIE_ERROR_CONFIG);
    assert_string_equal(error.where, "agent.key");
    assert_null(client);
    assert_int_equal(apie_default_client(NULL, &error), APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, "out");
    write_config("");
    assert_non_null(get());
}

static void *get_in_thread(void *user)
{
    apie_client **out = user;
    return apie_default_client(out, NULL) == APIE_OK ? *out : NULL;
}

static void threads_get_the_same(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    apie_client *clients[THREADS] = {NULL};
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, get_in_thread, &clients[i]), 0);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    for (int i = 0; i < THREADS; i++)
        assert_ptr_equal(clients[i], get());
}

static void it_may_wait_for_its_registration(void **state)
{
    (void)state;
    write_config(", \"waitForRegistration\": true");
    apie_diagnosis *diagnosis = NULL;
    assert_int_equal(apie_diagnose(get(), &diagnosis, NULL), APIE_OK);
    assert_non_null(diagnosis->registration);
    apie_free(diagnosis);
}

static void a_given_one_is_the_programs(void **state)
{
    (void)state;
    apie_config config = good_config();
    apie_client *first = NULL;
    apie_client *second = NULL;
    apie_error error;
    assert_int_equal(apie_client_new(&config, &first, &error), APIE_OK);
    assert_int_equal(apie_client_new(&config, &second, &error), APIE_OK);
    assert_int_equal(apie_set_default_client(first, &error), APIE_OK);
    assert_ptr_equal(get(), first);
    assert_int_equal(apie_set_default_client(second, &error), APIE_OK);
    assert_ptr_equal(get(), second);
    apie_default_client_free(); /* forgets it only */
    assert_int_equal(apie_ready(second, NULL, NULL, &error), APIE_OK);
    assert_int_equal(apie_set_default_client(second, &error), APIE_OK);
    apie_client_free(first);
    assert_ptr_equal(get(), second);
    apie_client_free(second); /* is no longer the default */
    apie_client *own = get();
    assert_non_null(own);
    assert_int_equal(apie_set_default_client(own, &error), APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, "client");
    assert_int_equal(apie_set_default_client(NULL, &error), APIE_ERROR_INVALID_ARGUMENT);
    apie_client_free(own); /* as good as apie_default_client_free() */
    assert_int_equal(apie_set_default_client(NULL, &error), APIE_OK);
}

/* The thread sanitizer cannot start a thread in the child of a process with threads. */
#define WITHOUT_THREAD ", \"noWorker\": true"

/* What a child finds. 0: all as it should be. */
static int look_in_child(apie_client *parents)
{
    apie_client *own = NULL;
    if (apie_ready(parents, NULL, NULL, NULL) != APIE_ERROR_FORKED)
        return 1;
    if (apie_default_client(&own, NULL) != APIE_OK || own == parents)
        return 2;
    if (apie_ready(own, NULL, NULL, NULL) != APIE_OK)
        return 3;
    if (apie_ready(parents, NULL, NULL, NULL) != APIE_ERROR_FORKED)
        return 4;
    apie_default_client_free(); /* both */
    return 0;
}

static void a_child_makes_its_own(void **state)
{
    (void)state;
    apie_client *client = get();
    apie_error error;
    assert_int_equal(apie_ready(client, NULL, NULL, &error), APIE_OK);
    write_config(WITHOUT_THREAD);
    pid_t child = fork();
    if (child == 0) {
        (void)alarm(CHILD_SECONDS);
        child_ends(look_in_child(client));
    }
    assert_int_equal(wait_for_child(child), 0);
    assert_ptr_equal(get(), client);
    assert_int_equal(apie_ready(client, NULL, NULL, &error), APIE_OK);
}

static void a_childs_child_makes_its_own(void **state)
{
    (void)state;
    (void)get();
    write_config(WITHOUT_THREAD);
    pid_t child = fork();
    if (child == 0) {
        (void)alarm(CHILD_SECONDS);
        apie_client *mine = NULL;
        if (apie_default_client(&mine, NULL) != APIE_OK)
            child_ends(10);
        pid_t grandchild = fork();
        if (grandchild == 0)
            child_ends(look_in_child(mine));
        int status = wait_for_child(grandchild);
        apie_default_client_free();
        child_ends(status);
    }
    assert_int_equal(wait_for_child(child), 0);
}

/* ---- the event-driven one ---- */

static apie_async_client *get_async(struct event_base *base)
{
    apie_async_client *client = NULL;
    apie_error error;
    apie_status status = apie_async_default_client(base, &client, &error);
    if (status != APIE_OK)
        fail_msg("%s", error.message);
    assert_non_null(client);
    return client;
}

static void note_status(apie_status status, apie_registration *registration,
                        const apie_error *error, void *user)
{
    (void)registration;
    (void)error;
    *(apie_status *)user = status;
}

static apie_status ready_async(struct event_base *base, apie_async_client *client)
{
    apie_status status = (apie_status)-1;
    if (!apie_async_ready(client, NULL, note_status, &status, NULL))
        return APIE_ERROR_CLOSED;
    while (status == (apie_status)-1)
        (void)event_base_loop(base, EVLOOP_ONCE);
    return status;
}

static void it_belongs_to_one_base(void **state)
{
    (void)state;
    apie_error error;
    apie_async_client *other = NULL;
    struct event_base *base = event_base_new();
    struct event_base *other_base = event_base_new();
    apie_async_client *client = get_async(base);
    assert_ptr_equal(get_async(base), client);
    assert_int_equal(apie_async_default_client(other_base, &other, &error),
                     APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, "base");
    assert_null(other);
    assert_int_equal(apie_async_default_client(NULL, &other, &error), APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, "base");
    assert_int_equal(apie_async_default_client(base, NULL, &error), APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, "out");
    assert_int_equal(ready_async(base, client), APIE_OK);
    apie_async_default_client_free();
    assert_int_equal(ready_async(other_base, get_async(other_base)), APIE_OK);
    apie_async_default_client_free();
    event_base_free(base);
    event_base_free(other_base);
}

static void note_closed(void *user)
{
    *(bool *)user = true;
}

static void closing_it_leaves_none(void **state)
{
    (void)state;
    bool closed = false;
    struct event_base *base = event_base_new();
    apie_async_client *client = get_async(base);
    assert_int_equal(apie_async_client_close(client, note_closed, &closed, NULL), APIE_OK);
    while (!closed)
        (void)event_base_loop(base, EVLOOP_ONCE);
    assert_int_equal(ready_async(base, get_async(base)), APIE_OK);
    apie_async_default_client_free();
    event_base_free(base);
}

static void a_given_async_one_is_the_programs(void **state)
{
    (void)state;
    apie_config config = good_config();
    apie_error error;
    apie_async_client *given = NULL;
    struct event_base *base = event_base_new();
    assert_int_equal(apie_async_client_new(base, &config, &given, &error), APIE_OK);
    assert_int_equal(apie_async_set_default_client(given, &error), APIE_OK);
    assert_ptr_equal(get_async(base), given);
    apie_async_default_client_free();
    assert_int_equal(ready_async(base, given), APIE_OK);
    assert_int_equal(apie_async_set_default_client(given, &error), APIE_OK);
    apie_async_client_free(given);
    apie_async_client *own = get_async(base);
    assert_int_equal(apie_async_set_default_client(own, &error), APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, "client");
    apie_async_default_client_free();
    event_base_free(base);
}

static int look_in_async_child(struct event_base *base, apie_async_client *parents)
{
    apie_async_client *own = NULL;
    struct event_base *fresh = event_base_new();
    if (apie_async_ready(parents, NULL, NULL, NULL, NULL))
        return 1;
    if (!fresh || apie_async_default_client(fresh, &own, NULL) != APIE_OK || own == parents)
        return 2;
    if (ready_async(fresh, own) != APIE_OK)
        return 3;
    apie_async_default_client_free(); /* both */
    event_base_free(fresh);
    (void)event_reinit(base);
    event_base_free(base);
    return 0;
}

static void an_async_child_makes_its_own(void **state)
{
    (void)state;
    struct event_base *base = event_base_new();
    apie_async_client *client = get_async(base);
    assert_int_equal(ready_async(base, client), APIE_OK);
    pid_t child = fork();
    if (child == 0) {
        (void)alarm(CHILD_SECONDS);
        child_ends(look_in_async_child(base, client));
    }
    assert_int_equal(wait_for_child(child), 0);
    assert_int_equal(ready_async(base, client), APIE_OK);
    apie_async_default_client_free();
    event_base_free(base);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_is_made_once_and_works),    TEST(one_that_cannot_be_made_is_tried_again),
        TEST(threads_get_the_same),         TEST(it_may_wait_for_its_registration),
        TEST(a_given_one_is_the_programs),  TEST(a_child_makes_its_own),
        TEST(a_childs_child_makes_its_own), TEST(it_belongs_to_one_base),
        TEST(closing_it_leaves_none),       TEST(a_given_async_one_is_the_programs),
        TEST(an_async_child_makes_its_own),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
