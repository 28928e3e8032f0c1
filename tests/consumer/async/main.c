/* A program on the event-driven library. */
#include <stdio.h>
#include <string.h>

#include <apie/async.h>

int main(void)
{
    apie_cancel_token *token = apie_cancel_token_new();
    if (token == NULL || apie_cancel_token_is_cancelled(token))
        return 1;
    apie_cancel_token_cancel(token);
    if (!apie_cancel_token_is_cancelled(token))
        return 1;
    apie_cancel_token_free(token);
    apie_free(NULL);
    if (strcmp(apie_version(), APIE_VERSION) != 0)
        return 1;
    printf("libapie-async %s: %s\n", apie_version(), apie_status_name(APIE_OK));
    return 0;
}
