/* Where in a document the engine is: a chain on the stack, turned into text only when needed. */
#ifndef APIE_MODEL_PLACE_H
#define APIE_MODEL_PLACE_H

#include <stddef.h>

typedef struct apie_place {
    const struct apie_place *up; /* NULL: the document itself */
    const char *name;            /* of a field; NULL: an item of a list */
    size_t index;                /* of the item */
} apie_place;

/* With '/', a JSON pointer ("/tools/0/name"); with '.', a dot path ("tools.0.name"). Cut at the
 * end if it does not fit. place may be NULL: "". */
void apie_place_write(const apie_place *place, char separator, char *out, size_t size);

#endif
