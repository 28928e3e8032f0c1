/* A program that uses both libraries in one process: a result of one is freed by whichever
 * apie_free() the linker chose. */
#include <stdio.h>

#include <apie/async.h>
#include <apie/sync.h>

static apie_run *kept;

static void run_begun(apie_status status, apie_run *run, const apie_error *error, void *client)
{
    (void)error;
    kept = status == APIE_OK ? (apie_run *)apie_take(run) : NULL;
    apie_async_client_free(client);
}

int main(void)
{
    apie_config config = {0};
    apie_client *client = NULL;
    apie_async_client *async_client = NULL;
    apie_run *run = NULL;
    apie_error error;
    int good;
    struct event_base *base = event_base_new();
    config.enabled = apie_bool(false);
    config.agent.key = "consumer";
    config.agent.name = "Consumer";
    if (base == NULL || apie_client_new(&config, &client, &error) != APIE_OK ||
        apie_async_client_new(base, &config, &async_client, &error) != APIE_OK)
        return 1;
    if (apie_run_begin(client, NULL, NULL, &run, &error) != APIE_OK ||
        apie_async_run_begin(async_client, NULL, NULL, run_begun, async_client, &error) == NULL)
        return 1;
    event_base_dispatch(base);
    event_base_free(base);
    apie_client_free(client);
    good = run != NULL && kept != NULL;
    if (good)
        printf("both, %s: %s %s\n", apie_version(), run->id, kept->id);
    apie_free(run);
    apie_free(kept);
    return good ? 0 : 1;
}
