/* Log messages: formatted here, taken by the program's callback or written to stderr. */
#ifndef APIE_BASE_LOG_H
#define APIE_BASE_LOG_H

#include <apie/config.h>

typedef struct apie_logger {
    apie_log_fn *callback; /* NULL: warnings and errors to stderr */
    void *user;
} apie_logger;

void apie_log(const apie_logger *logger, apie_log_level level, const char *format, ...)
    APIE_PRINTF(3, 4);

#endif
