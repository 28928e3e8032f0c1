/* Which rows of a query have come already: a row is known by the values of its breakdowns. */
#ifndef APIE_HONEYCOMB_ROW_SET_H
#define APIE_HONEYCOMB_ROW_SET_H

#include <jansson.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "events/id_table.h"

typedef struct apie_row_set {
    const char *const *breakdowns; /* borrowed */
    size_t breakdown_count;
    apie_id_table keys;
    apie_arena *arena; /* of the keys */
    apie_buffer scratch;
} apie_row_set;

typedef enum apie_row_seen { APIE_ROW_NEW = 0, APIE_ROW_KNOWN, APIE_ROW_NO_MEMORY } apie_row_seen;

/* False if memory ran out. */
bool apie_row_set_init(apie_row_set *set, const char *const *breakdowns, size_t count);
void apie_row_set_free(apie_row_set *set);

apie_row_seen apie_row_set_add(apie_row_set *set, const json_t *row);

#endif
