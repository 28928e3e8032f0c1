/* Numbers found by an id: an open-addressing table whose keys belong to the caller. */
#ifndef APIE_EVENTS_ID_TABLE_H
#define APIE_EVENTS_ID_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct apie_id_slot {
    const char *id; /* NULL: empty */
    uint64_t hash;
    int64_t value;
} apie_id_slot;

/* All zero is an empty table. */
typedef struct apie_id_table {
    apie_id_slot *slots;
    size_t capacity; /* 0 or a power of two */
    size_t count;
} apie_id_table;

void apie_id_table_free(apie_id_table *table);

uint64_t apie_id_hash(const char *id, size_t length);

/* The slot of the id with this hash, NULL if there is none. Slots move when one is added or
 * removed. */
apie_id_slot *apie_id_table_find(const apie_id_table *table, const char *id, uint64_t hash);

/* Makes room for one more; false if memory ran out. The next addition then cannot fail. */
bool apie_id_table_reserve(apie_id_table *table);

/* Adds an id that is not there, with value 0, into room that was reserved. */
apie_id_slot *apie_id_table_add(apie_id_table *table, const char *id, uint64_t hash);

void apie_id_table_remove(apie_id_table *table, apie_id_slot *slot);

#endif
