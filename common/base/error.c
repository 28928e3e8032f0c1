#include <apie/error.h>

#include <stdarg.h>
#include <string.h>

#include "base/fail.h"
#include "base/text.h"

void apie_error_clear(apie_error *error)
{
    if (error == NULL)
        return;
    /* Empty texts end where they begin; what stands behind is no part of them. Every call does this
     * several times. */
    error->code = APIE_OK;
    error->http_status = 0;
    error->attempts = 0;
    error->curl_code = 0;
    error->retry_after_ms = -1;
    error->maybe_processed = false;
    error->where[0] = '\0';
    error->message[0] = '\0';
    error->service_code[0] = '\0';
    error->request_id[0] = '\0';
}

apie_status apie_fail(apie_error *error, apie_status code, const char *where, const char *format,
                      ...)
{
    if (error == NULL)
        return code;
    /* Formatted aside: the arguments may be texts of the same error. */
    apie_error fresh = {.code = code, .retry_after_ms = -1};
    if (where != NULL)
        apie_text_copy(fresh.where, sizeof fresh.where, where, strlen(where));
    va_list arguments;
    va_start(arguments, format);
    apie_text_format_list(fresh.message, sizeof fresh.message, format, arguments);
    va_end(arguments);
    *error = fresh;
    return code;
}

apie_status apie_fail_no_memory(apie_error *error)
{
    return apie_fail(error, APIE_ERROR_NO_MEMORY, NULL, "out of memory");
}
