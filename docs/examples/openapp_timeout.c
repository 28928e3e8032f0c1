/* Lists devices, with a bound on how long that may take, retries included.
 *
 *     openapp_timeout ORG_ID [MILLISECONDS]
 *
 * OPENAPP_API_KEY is the key. MILLISECONDS are 5000 if they are not given. */
#include <stdio.h>
#include <stdlib.h>

#include <event2/event.h>

#include <apie/async/openapp.h>

struct program {
    apie_async_openapp *client;
    apie_status status;
};

static void got_devices(apie_status status, apie_openapp_device_page *devices,
                        const apie_error *error, void *user)
{
    struct program *program = user;
    program->status = status;
    if (status == APIE_OK)
        printf("devices: %zu\n", devices->items_count);
    else if (status == APIE_ERROR_TIMEOUT)
        printf("not in time, after %d attempts\n", error->attempts);
    else
        fprintf(stderr, "openapp_timeout: %s\n", error->message);
    apie_async_openapp_free(program->client);
}

int main(int argc, char **argv)
{
    struct program program = {.status = APIE_ERROR_CONFIG};
    apie_error error;
    const apie_openapp_options options = {.api_key = getenv("OPENAPP_API_KEY"),
                                          .org_id = argc > 1 ? argv[1] : NULL};
    const apie_call_options call = {.deadline_ms = argc > 2 ? strtol(argv[2], NULL, 10) : 5000};
    struct event_base *base = event_base_new();
    if (!base)
        return 1;
    if (apie_async_openapp_new(base, &options, &program.client, &error) != APIE_OK) {
        fprintf(stderr, "openapp_timeout: %s\n", error.message);
    } else if (!apie_async_openapp_devices_list(program.client, NULL, &call, got_devices, &program,
                                                &error)) {
        fprintf(stderr, "openapp_timeout: %s\n", error.message);
        apie_async_openapp_free(program.client);
    }
    event_base_dispatch(base);
    event_base_free(base);
    return program.status == APIE_OK || program.status == APIE_ERROR_TIMEOUT ? 0 : 1;
}
