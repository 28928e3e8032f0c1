#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"

#define MESSAGE_SIZE 1024

void apie_log(const apie_logger *logger, apie_log_level level, const char *format, ...)
{
    if (logger->callback == NULL && level > APIE_LOG_WARNING)
        return;
    char message[MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    apie_text_format_list(message, sizeof message, format, arguments);
    va_end(arguments);
    if (logger->callback != NULL)
        logger->callback(level, message, logger->user);
    else
        (void)fprintf(stderr, "apie: %s: %s\n", level == APIE_LOG_ERROR ? "error" : "warning",
                      message);
}
