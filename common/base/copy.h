/* Copying short pieces of text, which keys and most values are, without a call. */
#ifndef APIE_BASE_COPY_H
#define APIE_BASE_COPY_H

#include <stddef.h>
#include <string.h>

/* Copies `length` bytes, `size` to twice `size` of them, as two pieces that may overlap. */
#define APIE_COPY_ENDS(out, text, length, size)                                                    \
    do {                                                                                           \
        memcpy((out), (text), (size));                                                             \
        memcpy((out) + (length) - (size), (text) + (length) - (size), (size));                     \
    } while (0)

/* memcpy(); out and text must not overlap. */
static inline void apie_copy(char *out, const char *text, size_t length)
{
    if (length > 32)
        memcpy(out, text, length);
    else if (length >= 16)
        APIE_COPY_ENDS(out, text, length, 16);
    else if (length >= 8)
        APIE_COPY_ENDS(out, text, length, 8);
    else if (length >= 4)
        APIE_COPY_ENDS(out, text, length, 4);
    else
        for (size_t i = 0; i < length; i++)
            out[i] = text[i];
}

#endif
