/* A program that uses both libraries in one process. */
#include <event2/event.h>
#include <stdio.h>

#include <apie/async.h>
#include <apie/sync.h>

int main(void)
{
    apie_error error;
    struct event_base *base = event_base_new();
    if (base == NULL)
        return 1;
    apie_error_clear(&error);
    printf("both, %s: %s\n", apie_version(), apie_status_name(error.code));
    apie_call_cancel(NULL);
    apie_free(NULL);
    event_base_free(base);
    return error.retry_after_ms == -1 ? 0 : 1;
}
