/* Connects to OpenApp on an event loop, asks how the service is, and closes.
 *
 *     openapp_async_status
 *
 * OPENAPP_API_KEY is the key, which says itself where the service is. */
#include <stdio.h>
#include <stdlib.h>

#include <event2/event.h>

#include <apie/async/openapp.h>

struct program {
    apie_async_openapp *client;
    apie_status status; /* of the whole */
};

static void failed(struct program *program, const apie_error *error)
{
    program->status = error->code;
    fprintf(stderr, "openapp_async_status: %s: %s\n", apie_status_name(error->code),
            error->message);
}

static void closed(void *user)
{
    (void)user;
    printf("closed\n");
}

/* Closing waits for what is under way; then nothing keeps the loop from ending. */
static void close_client(struct program *program)
{
    if (apie_async_openapp_close(program->client, closed, NULL, NULL) != APIE_OK)
        apie_async_openapp_free(program->client);
}

static void got_status(apie_status status, apie_openapp_backend_status *service,
                       const apie_error *error, void *user)
{
    struct program *program = user;
    if (status == APIE_OK)
        printf("%s %s\n", service->environment, service->version);
    else
        failed(program, error);
    close_client(program);
}

static void connected(apie_status status, apie_async_openapp *client, const apie_error *error,
                      void *user)
{
    struct program *program = user;
    apie_error start_error;
    if (status != APIE_OK) {
        failed(program, error);
        return;
    }
    program->client = client;
    if (!apie_async_openapp_status_get(client, NULL, got_status, program, &start_error)) {
        failed(program, &start_error);
        close_client(program);
    }
}

int main(void)
{
    const apie_openapp_options options = {.api_key = getenv("OPENAPP_API_KEY")};
    struct program program = {.status = APIE_OK};
    apie_error error;
    struct event_base *base = event_base_new();
    if (!base)
        return 1;
    if (!apie_async_openapp_connect(base, &options, NULL, connected, &program, &error))
        failed(&program, &error);
    event_base_dispatch(base);
    event_base_free(base);
    return program.status == APIE_OK ? 0 : 1;
}
