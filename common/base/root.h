/* What stands right before every root object, so that any apie_free() can free it. */
#ifndef APIE_BASE_ROOT_H
#define APIE_BASE_ROOT_H

#include <stdbool.h>
#include <stdint.h>

/* Both libraries, also of different versions, read this of each other's results in one process:
 * its layout never changes. */
typedef struct apie_root {
    void (*release)(void *object);
    bool *lent; /* told when the object is taken or freed; NULL if nobody asked */
} apie_root;

static inline apie_root *apie_root_of(const void *object)
{
    return (apie_root *)(uintptr_t)object - 1;
}

#endif
