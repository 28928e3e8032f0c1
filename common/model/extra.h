/* What an object carries beside its members: which pointers were null rather than absent, and the
 * fields that the model does not know. */
#ifndef APIE_MODEL_EXTRA_H
#define APIE_MODEL_EXTRA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/text.h"
#include "model/descriptor.h"

typedef struct apie_unknown_field {
    apie_slice name;     /* unescaped; a path, if it is in an object without a struct */
    size_t group_length; /* of the path up to and with the last '/' */
    apie_slice json;     /* the value's text; a NUL follows */
} apie_unknown_field;

struct apie_extra {
    uint64_t nulls[APIE_MODEL_WORDS];
    const apie_unknown_field *unknown;
    size_t unknown_count;
};

static inline bool apie_bit(const uint64_t *words, size_t index)
{
    return (words[index / 64] >> (index % 64) & 1) != 0;
}

static inline void apie_bit_set(uint64_t *words, size_t index)
{
    words[index / 64] |= (uint64_t)1 << (index % 64);
}

/* NULL if the object has none. */
const struct apie_extra *apie_extra_of(const void *object);

/* Gives the object an extra if there is anything to keep. The unknown fields lie in the buffer from
 * start on. False if memory ran out. */
bool apie_extra_attach(void *object, apie_arena *arena, const uint64_t *nulls,
                       const apie_buffer *unknown, size_t start, size_t unknown_count);

#endif
