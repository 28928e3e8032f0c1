#include "behaviour/sync_fixture.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "driver/host.h"

static void check(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "%s\n", what);
    abort();
}

/* ---- the server ---- */

static bool is_path(const tiny_exchange *exchange, const char *path)
{
    const char *at = strchr(exchange->head, ' ') + 1;

    return strncmp(at, path, strlen(path)) == 0 && at[strlen(path)] == ' ';
}

static void reply_ok(tiny_exchange *exchange)
{
    const char *target = strchr(exchange->head, ' ') + 1;
    size_t length = strcspn(target, " ");
    char text[256];

    check(length < sizeof text, "long target");
    memcpy(text, target, length);
    text[length] = '\0';
    tiny_reply(exchange, 200, "", exchange->body_length > 0 ? exchange->body : text);
}

static void play(tiny_exchange *exchange, void *user)
{
    sync_fixture *f = user;
    bool first = !is_path(exchange, "/ok") && atomic_fetch_add(&f->once, 1) == 0;

    if (is_path(exchange, "/hang") || (first && is_path(exchange, "/hang-once"))) {
        sem_post(&f->arrived);
        tiny_hang(exchange);
    } else if (first && is_path(exchange, "/drop-once")) {
        exchange->close = true;
    } else if (first && is_path(exchange, "/busy-once")) {
        tiny_reply(exchange, 503, "Retry-After: 0\r\n", "");
    } else if (is_path(exchange, "/busy") || (first && is_path(exchange, "/later-once"))) {
        tiny_reply(exchange, 503, "Retry-After: 30\r\n", "");
    } else if (is_path(exchange, "/missing")) {
        tiny_reply(exchange, 404, "Content-Type: application/json\r\n", "{\"error\":\"no such\"}");
    } else if (is_path(exchange, "/broken")) {
        tiny_reply(exchange, 500, "", "broken");
    } else if (is_path(exchange, "/large")) {
        char text[101];
        memset(text, 'x', 100);
        text[100] = '\0';
        tiny_reply(exchange, 200, "", text);
    } else {
        reply_ok(exchange);
    }
}

/* ---- the client ---- */

static uint64_t skewed_ms(void *user)
{
    sync_fixture *f = user;

    return sync_now_ms() + atomic_load(&f->skew_ms);
}

void sync_fixture_pass(sync_fixture *f, uint64_t ms)
{
    atomic_fetch_add(&f->skew_ms, ms);
}

static void observe(const apie_attempt *attempt, void *user)
{
    sync_fixture *f = user;

    /* Observers are called without the lock: else this would not return. */
    if (f->sync != NULL) {
        apie_sync_lock(f->sync);
        apie_sync_unlock(f->sync);
    }
    atomic_fetch_add(&f->attempts, 1);
    if (attempt->will_retry)
        sem_post(&f->attempted);
}

void sync_fixture_start(sync_fixture *f, bool worker, const apie_connection_options *options)
{
    apie_connection_options own = options != NULL ? *options : (apie_connection_options){0};
    apie_logger logger = {0};
    apie_clock clock = *apie_host_clock();
    apie_endpoint endpoint;
    apie_error error = {0};

    memset(f, 0, sizeof *f);
    sem_init(&f->arrived, 0, 0);
    sem_init(&f->attempted, 0, 0);
    tiny_server_start(&f->server, own.unix_socket, play, f);
    own.observer = observe;
    own.observer_user = f;
    check(apie_endpoint_init(&endpoint, f->server.url, NULL, &own, &error) == APIE_OK,
          error.message);
    clock.monotonic_ms = skewed_ms;
    clock.user = f;
    apie_core_init(&f->core, &endpoint, &clock, &logger);
    check(apie_sync_new(&f->core, worker, &f->sync, &error) == APIE_OK, error.message);
    f->client.driver = f->sync;
}

void sync_fixture_free_client(sync_fixture *f)
{
    apie_sync_free(f->sync);
    f->sync = NULL;
    apie_core_free(&f->core);
}

void sync_fixture_stop(sync_fixture *f)
{
    if (f->sync != NULL)
        sync_fixture_free_client(f);
    tiny_server_stop(&f->server);
    sem_destroy(&f->arrived);
    sem_destroy(&f->attempted);
}

apie_status sync_fixture_call(sync_fixture *f, const char *method, const char *target,
                              const char *body, const apie_call_options *options,
                              apie_response **response, apie_error *error)
{
    apie_error own = {0};
    apie_error *failure = error != NULL ? error : &own;
    apie_status status = apie_sync_check(&f->client, failure);

    if (status != APIE_OK)
        return status;
    apie_flow *flow = apie_raw_flow_new(&f->core, method, target, body,
                                        body != NULL ? strlen(body) : 0, options, failure);
    return apie_sync_run(f->sync, flow, options, response, failure);
}

/* ---- callers ---- */

static void *call(void *user)
{
    sync_caller *caller = user;

    if (caller->flow != NULL)
        caller->status =
            apie_sync_run(caller->f->sync, caller->flow, &caller->options, NULL, &caller->error);
    else
        caller->status = sync_fixture_call(caller->f, "GET", caller->target, NULL, &caller->options,
                                           NULL, &caller->error);
    return NULL;
}

void sync_caller_start(sync_caller *caller)
{
    check(pthread_create(&caller->thread, NULL, call, caller) == 0, "thread");
}

apie_status sync_caller_join(sync_caller *caller)
{
    check(pthread_join(caller->thread, NULL) == 0, "join");
    return caller->status;
}

uint64_t sync_now_ms(void)
{
    const apie_clock *clock = apie_host_clock();

    return clock->monotonic_ms(clock->user);
}

int sync_count_fds(void)
{
    DIR *directory = opendir("/proc/self/fd");
    int count = 0;

    check(directory != NULL, "/proc/self/fd");
    while (readdir(directory) != NULL)
        count++;
    closedir(directory);
    return count;
}
