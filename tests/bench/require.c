#include "require.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void bench_require(bool good, const char *format, ...)
{
    va_list arguments;

    if (good)
        return;
    va_start(arguments, format);
    (void)fprintf(stderr, "bench: ");
    (void)vfprintf(stderr, format, arguments);
    (void)fprintf(stderr, "\n");
    va_end(arguments);
    exit(1);
}
