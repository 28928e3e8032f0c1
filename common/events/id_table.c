#include "events/id_table.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 64

#define ODD UINT64_C(0x9E3779B97F4A7C15)

static uint64_t load(const char *text, size_t length)
{
    uint64_t word = 0;
    memcpy(&word, text, length);
    return word;
}

/* Each word has a factor of its own, so that the products need not wait for each other. The last
 * eight bytes may overlap those before. */
uint64_t apie_id_hash(const char *id, size_t length)
{
    uint64_t factor = ODD;
    uint64_t sum = length;
    if (length < sizeof(sum)) {
        sum += load(id, length) * factor;
    } else {
        for (size_t i = 0; i < length - sizeof(sum); i += sizeof(sum), factor *= ODD)
            sum += load(id + i, sizeof(sum)) * factor;
        sum += load(id + length - sizeof(sum), sizeof(sum)) * factor;
    }
    sum = (sum ^ sum >> 32) * ODD;
    return sum ^ sum >> 32;
}

static size_t home_of(const apie_id_table *table, uint64_t hash)
{
    return (size_t)hash & (table->capacity - 1);
}

static size_t after(const apie_id_table *table, size_t index)
{
    return (index + 1) & (table->capacity - 1);
}

static apie_id_slot *empty_slot(const apie_id_table *table, uint64_t hash)
{
    size_t index = home_of(table, hash);
    while (table->slots[index].id != NULL)
        index = after(table, index);
    return &table->slots[index];
}

void apie_id_table_free(apie_id_table *table)
{
    free(table->slots);
    *table = (apie_id_table){NULL, 0, 0};
}

apie_id_slot *apie_id_table_find(const apie_id_table *table, const char *id, uint64_t hash)
{
    if (table->count == 0)
        return NULL;
    for (size_t index = home_of(table, hash); table->slots[index].id != NULL;
         index = after(table, index)) {
        apie_id_slot *slot = &table->slots[index];
        if (slot->hash == hash && (slot->id == id || strcmp(slot->id, id) == 0))
            return slot;
    }
    return NULL;
}

bool apie_id_table_reserve(apie_id_table *table)
{
    if (table->count < table->capacity / 4 * 3)
        return true;
    if (table->capacity > SIZE_MAX / 2)
        return false;
    apie_id_table larger = {NULL, table->capacity == 0 ? FIRST_CAPACITY : table->capacity * 2,
                            table->count};
    larger.slots = calloc(larger.capacity, sizeof(*larger.slots));
    if (larger.slots == NULL)
        return false;
    for (size_t i = 0; i < table->capacity; i++) {
        if (table->slots[i].id != NULL)
            *empty_slot(&larger, table->slots[i].hash) = table->slots[i];
    }
    free(table->slots);
    *table = larger;
    return true;
}

apie_id_slot *apie_id_table_add(apie_id_table *table, const char *id, uint64_t hash)
{
    apie_id_slot *slot = empty_slot(table, hash);
    *slot = (apie_id_slot){id, hash, 0};
    table->count++;
    return slot;
}

/* Moves later slots of the same run back over the hole, so that no search ends too early. */
void apie_id_table_remove(apie_id_table *table, apie_id_slot *slot)
{
    size_t hole = (size_t)(slot - table->slots);
    size_t mask = table->capacity - 1;
    for (size_t index = after(table, hole); table->slots[index].id != NULL;
         index = after(table, index)) {
        size_t home = home_of(table, table->slots[index].hash);
        if (((index - home) & mask) >= ((index - hole) & mask)) {
            table->slots[hole] = table->slots[index];
            hole = index;
        }
    }
    table->slots[hole] = (apie_id_slot){NULL, 0, 0};
    table->count--;
}
