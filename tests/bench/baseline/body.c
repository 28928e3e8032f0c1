#include "body.h"

#include <stdlib.h>
#include <string.h>

size_t bench_body_write(char *data, size_t size, size_t count, void *user)
{
    bench_body *body = user;
    size_t length = size * count;

    if (body->length + length > body->capacity) {
        size_t capacity = (body->length + length) * 2;
        char *grown = realloc(body->data, capacity);

        if (grown == NULL)
            return 0;
        body->data = grown;
        body->capacity = capacity;
    }
    memcpy(body->data + body->length, data, length);
    body->length += length;
    return length;
}
