/* Filling an apie_error in one line: `return apie_fail(error, APIE_ERROR_CONFIG, "mode", "…")`. */
#ifndef APIE_BASE_FAIL_H
#define APIE_BASE_FAIL_H

#include <apie/error.h>

/* Clears *error, sets code, where and message, and returns code. error may be NULL; where may be
 * NULL or "". Text that does not fit is cut at a character's start. */
apie_status apie_fail(apie_error *error, apie_status code, const char *where, const char *format,
                      ...) APIE_PRINTF(4, 5);

/* The same for APIE_ERROR_NO_MEMORY. */
apie_status apie_fail_no_memory(apie_error *error);

#endif
