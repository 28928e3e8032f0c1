/* Lists devices, and is content to have nothing if that takes longer than 200 ms.
 *
 *     openapp_cancel ORG_ID
 *
 * OPENAPP_API_KEY is the key. */
#include <stdio.h>
#include <stdlib.h>

#include <event2/event.h>

#include <apie/async/openapp.h>

struct program {
    struct event *timer;
    apie_async_openapp *client;
    apie_call *call; /* NULL: it has ended */
    apie_status status;
};

static void got_devices(apie_status status, apie_openapp_device_page *devices,
                        const apie_error *error, void *user)
{
    struct program *program = user;
    program->call = NULL;
    program->status = status;
    if (status == APIE_OK)
        printf("devices: %zu\n", devices->items_count);
    else
        printf("%s: %s\n", apie_status_name(status), error->message);
    event_del(program->timer);
    apie_async_openapp_free(program->client);
}

/* Aborts the transfer, or a pause before the next attempt: the callback follows, from the loop. */
static void enough(evutil_socket_t none, short what, void *user)
{
    struct program *program = user;
    (void)none;
    (void)what;
    apie_call_cancel(program->call);
}

int main(int argc, char **argv)
{
    const struct timeval delay = {.tv_usec = 200000};
    struct program program = {.status = APIE_ERROR_CONFIG};
    apie_error error;
    const apie_openapp_options options = {.api_key = getenv("OPENAPP_API_KEY"),
                                          .org_id = argc > 1 ? argv[1] : NULL};
    struct event_base *base = event_base_new();
    program.timer = base ? evtimer_new(base, enough, &program) : NULL;
    if (!program.timer)
        return 1;
    if (apie_async_openapp_new(base, &options, &program.client, &error) != APIE_OK) {
        fprintf(stderr, "openapp_cancel: %s\n", error.message);
    } else {
        program.call = apie_async_openapp_devices_list(program.client, NULL, NULL, got_devices,
                                                       &program, &error);
        if (program.call) {
            evtimer_add(program.timer, &delay);
        } else {
            fprintf(stderr, "openapp_cancel: %s\n", error.message);
            apie_async_openapp_free(program.client);
        }
    }
    event_base_dispatch(base);
    event_free(program.timer);
    event_base_free(base);
    return program.status == APIE_OK || program.status == APIE_ERROR_CANCELLED ? 0 : 1;
}
