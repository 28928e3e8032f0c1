/* The blocking and the event-driven client in one process, with one key: a thread that blocks
 * beside a loop that does not.
 *
 *     openapp_both
 *
 * OPENAPP_API_KEY is the key. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include <event2/event.h>

#include <apie/async/openapp.h>
#include <apie/sync/openapp.h>

static const char *key(void)
{
    return getenv("OPENAPP_API_KEY");
}

/* ---- a thread, with the blocking client ---- */

static void *count_orgs(void *user)
{
    const apie_openapp_options options = {.api_key = key()};
    apie_status *status = user;
    apie_openapp *client = NULL;
    apie_openapp_org_page *orgs = NULL;
    apie_error error;
    *status = apie_openapp_new(&options, &client, &error);
    if (*status == APIE_OK)
        *status = apie_openapp_orgs_list_all(client, NULL, NULL, &orgs, &error);
    if (*status == APIE_OK)
        printf("blocking: %zu organizations\n", orgs->items_count);
    else
        fprintf(stderr, "blocking: %s\n", error.message);
    apie_free(orgs);
    apie_openapp_free(client);
    return NULL;
}

/* ---- the loop, with the event-driven one ---- */

struct program {
    apie_async_openapp *client;
    apie_status status;
};

static void got_status(apie_status status, apie_openapp_backend_status *service,
                       const apie_error *error, void *user)
{
    struct program *program = user;
    program->status = status;
    if (status == APIE_OK)
        printf("event-driven: %s\n", service->environment);
    else
        fprintf(stderr, "event-driven: %s\n", error->message);
    apie_async_openapp_free(program->client);
}

static void run_loop(struct event_base *base, struct program *program)
{
    const apie_openapp_options options = {.api_key = key()};
    apie_error error;
    program->status = apie_async_openapp_new(base, &options, &program->client, &error);
    if (program->status == APIE_OK &&
        !apie_async_openapp_status_get(program->client, NULL, got_status, program, &error)) {
        program->status = error.code;
        apie_async_openapp_free(program->client);
    }
    if (program->status != APIE_OK)
        fprintf(stderr, "event-driven: %s\n", error.message);
    event_base_dispatch(base);
}

int main(void)
{
    pthread_t thread;
    apie_status blocking = APIE_OK;
    struct program program = {.status = APIE_OK};
    struct event_base *base = event_base_new();
    if (!base || pthread_create(&thread, NULL, count_orgs, &blocking) != 0)
        return 1;
    run_loop(base, &program);
    pthread_join(thread, NULL);
    event_base_free(base);
    return blocking == APIE_OK && program.status == APIE_OK ? 0 : 1;
}
