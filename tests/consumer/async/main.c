/* A program on the event-driven library: a disabled client, so that no service is needed. */
#include <stdio.h>
#include <string.h>

#include <apie/async.h>

static int ran;

static void run_begun(apie_status status, apie_run *run, const apie_error *error, void *client)
{
    if (status == APIE_OK)
        printf("%s\n", run->id);
    else
        fprintf(stderr, "%s\n", error->message);
    ran = status == APIE_OK;
    apie_async_client_free(client);
}

int main(void)
{
    apie_config config = {0};
    apie_async_client *client = NULL;
    apie_error error;
    struct event_base *base = event_base_new();
    config.enabled = apie_bool(false);
    config.agent.key = "consumer";
    config.agent.name = "Consumer";
    if (base == NULL || apie_async_client_new(base, &config, &client, &error) != APIE_OK)
        return 1;
    if (apie_async_run_begin(client, NULL, NULL, run_begun, client, &error) == NULL)
        return 1;
    event_base_dispatch(base);
    event_base_free(base);
    printf("libapie-async %s: %s\n", apie_version(), apie_status_name(APIE_OK));
    return ran && strcmp(apie_version(), APIE_VERSION) == 0 ? 0 : 1;
}
