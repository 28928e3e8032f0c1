#include "honeycomb/row_set.h"

#include "base/json_writer.h"

bool apie_row_set_init(apie_row_set *set, const char *const *breakdowns, size_t count)
{
    *set = (apie_row_set){.breakdowns = breakdowns, .breakdown_count = count};
    apie_buffer_init(&set->scratch, 0);
    set->arena = apie_arena_new(4096);
    return set->arena != NULL;
}

void apie_row_set_free(apie_row_set *set)
{
    apie_id_table_free(&set->keys);
    apie_arena_free(set->arena);
    apie_buffer_free(&set->scratch);
    set->arena = NULL;
}

/* The values as a JSON array; what is not there counts as null. */
static bool write_key(apie_row_set *set, const json_t *row)
{
    apie_json_writer writer;
    set->scratch.length = 0;
    apie_json_writer_init(&writer, &set->scratch);
    apie_json_write_array_begin(&writer);
    for (size_t i = 0; i < set->breakdown_count; i++)
        apie_json_write_value(&writer, json_object_get(row, set->breakdowns[i]));
    apie_json_write_array_end(&writer);
    return apie_json_writer_error(&writer) == APIE_JSON_WRITE_OK &&
           apie_buffer_terminate(&set->scratch) != NULL;
}

apie_row_seen apie_row_set_add(apie_row_set *set, const json_t *row)
{
    if (!write_key(set, row))
        return APIE_ROW_NO_MEMORY;
    uint64_t hash = apie_id_hash(set->scratch.data, set->scratch.length);
    if (apie_id_table_find(&set->keys, set->scratch.data, hash) != NULL)
        return APIE_ROW_KNOWN;
    const char *key = apie_arena_strndup(set->arena, set->scratch.data, set->scratch.length);
    if (key == NULL || !apie_id_table_reserve(&set->keys))
        return APIE_ROW_NO_MEMORY;
    (void)apie_id_table_add(&set->keys, key, hash);
    return APIE_ROW_NEW;
}
