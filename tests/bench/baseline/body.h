/* An answer's body, as any program would collect it. */
#ifndef BENCH_BODY_H
#define BENCH_BODY_H

#include <stddef.h>

typedef struct bench_body {
    char *data;
    size_t length;
    size_t capacity;
} bench_body;

/* CURLOPT_WRITEFUNCTION; user is the body. */
size_t bench_body_write(char *data, size_t size, size_t count, void *user);

#endif
