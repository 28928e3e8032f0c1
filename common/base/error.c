#include <apie/error.h>

#include <stdarg.h>
#include <string.h>

#include "base/fail.h"
#include "base/text.h"

void apie_error_clear(apie_error *error)
{
    if (error == NULL)
        return;
    memset(error, 0, sizeof *error);
    error->retry_after_ms = -1;
}

apie_status apie_fail(apie_error *error, apie_status code, const char *where, const char *format,
                      ...)
{
    if (error == NULL)
        return code;
    /* Formatted aside: the arguments may be texts of the same error. */
    apie_error fresh;
    apie_error_clear(&fresh);
    fresh.code = code;
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
