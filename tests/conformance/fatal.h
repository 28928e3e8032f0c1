/* For what this program cannot go on after: a broken input file, no memory. */
#ifndef CONFORMANCE_FATAL_H
#define CONFORMANCE_FATAL_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

__attribute__((format(printf, 1, 2))) static inline _Noreturn void fatal(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)fputs("conformance: ", stderr);
    (void)vfprintf(stderr, format, arguments);
    (void)fputc('\n', stderr);
    va_end(arguments);
    exit(2);
}

static inline void *not_null(void *memory)
{
    if (memory == NULL)
        fatal("out of memory");
    return memory;
}

/* A call that fails for want of memory or other resources only. */
static inline void must(int result)
{
    if (result != 0)
        fatal("out of resources");
}

#endif
