/* Connects to OpenApp, asks how the service is, and closes.
 *
 *     openapp_status
 *
 * OPENAPP_API_KEY is the key, which says itself where the service is. */
#include <stdio.h>
#include <stdlib.h>

#include <apie/sync/openapp.h>

int main(void)
{
    const apie_openapp_options options = {.api_key = getenv("OPENAPP_API_KEY")};
    apie_openapp *client = NULL;
    apie_openapp_backend_status *service = NULL;
    apie_error error;
    apie_status status = apie_openapp_connect(&options, NULL, &client, &error);
    if (status == APIE_OK)
        status = apie_openapp_status_get(client, NULL, &service, &error);
    if (status == APIE_OK)
        printf("%s %s\n", service->environment, service->version);
    else
        fprintf(stderr, "openapp_status: %s: %s\n", apie_status_name(status), error.message);
    apie_free(service);
    apie_openapp_free(client);
    return status == APIE_OK ? 0 : 1;
}
