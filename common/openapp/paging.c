#include "openapp/paging.h"

#include <stdlib.h>
#include <string.h>

#include <apie/response.h>

#include "base/text.h"
#include "model/field.h"

/* ---- where things are ---- */

static const apie_field *find_field(const apie_model *model, const char *name, apie_field_type type)
{
    for (size_t i = 0; model != NULL && i < model->field_count; i++) {
        const apie_field *field = &model->fields[i];
        if (field->type == type && (name == NULL || strcmp(field->name, name) == 0))
            return field;
    }
    return NULL;
}

static const void *item_of(const apie_field *items, const void *page, size_t index)
{
    const void *item = NULL;
    const char *list = apie_field_pointer(items, page);
    memcpy(&item, list + index * sizeof(item), sizeof(item));
    return item;
}

/* -1: it does not say. */
static int64_t total_of(const apie_paging *paging, const void *page)
{
    apie_opt_int total = {0};
    if (paging->total != NULL)
        memcpy(&total, apie_field_member(paging->total, page), sizeof(total));
    return total.presence == APIE_SET && total.value >= 0 ? total.value : -1;
}

static const char *id_of(const apie_paging *paging, const void *item)
{
    return paging->id != NULL ? apie_field_pointer(paging->id, item) : NULL;
}

bool apie_paging_init(apie_paging *paging, const apie_model *model, apie_paging_keep *keep,
                      const void *user)
{
    *paging = (apie_paging){.model = model, .keep = keep, .user = user};
    paging->items = find_field(model, NULL, APIE_FIELD_OBJECT_LIST);
    if (paging->items == NULL)
        return false;
    paging->total = find_field(model, "total", APIE_FIELD_INT);
    paging->id = find_field(paging->items->model, "id", APIE_FIELD_STRING);
    paging->arena = apie_arena_new_with_root(model->size, 0, &paging->result);
    return paging->arena != NULL;
}

void apie_paging_free(apie_paging *paging)
{
    apie_free(paging->result);
    free(paging->first_id);
    free(paging->kept);
    apie_id_table_free(&paging->kept_ids);
    *paging = (apie_paging){0};
}

/* ---- keeping ---- */

static void free_page(void *page)
{
    apie_free(page);
}

static bool reserve(apie_paging *paging, size_t more)
{
    if (more <= paging->kept_capacity - paging->kept_count)
        return true;
    size_t capacity = paging->kept_count + more;
    if (capacity < 2 * paging->kept_capacity)
        capacity = 2 * paging->kept_capacity;
    const void **kept = capacity > SIZE_MAX / sizeof(*kept)
                            ? NULL
                            : realloc(paging->kept, capacity * sizeof(*kept));
    if (kept == NULL)
        return false;
    paging->kept = kept;
    paging->kept_capacity = capacity;
    return true;
}

/* False if memory ran out. */
static bool is_new(apie_paging *paging, const void *item, bool *yes)
{
    const char *id = id_of(paging, item);
    uint64_t hash = id != NULL ? apie_id_hash(id, strlen(id)) : 0;
    *yes = id == NULL || apie_id_table_find(&paging->kept_ids, id, hash) == NULL;
    if (id == NULL || !*yes)
        return true;
    if (!apie_id_table_reserve(&paging->kept_ids))
        return false;
    apie_id_table_add(&paging->kept_ids, id, hash);
    return true;
}

/* False if memory ran out. */
static bool is_wanted(apie_paging *paging, const void *item, bool *yes)
{
    *yes = paging->keep == NULL || paging->keep(paging->user, item);
    return paging->keep == NULL || !*yes || is_new(paging, item, yes);
}

/* Sets *used if anything of the page is kept. */
static bool keep_items(apie_paging *paging, const void *page, size_t count, bool *used)
{
    for (size_t i = 0; i < count; i++) {
        const void *item = item_of(paging->items, page, i);
        bool wanted = false;
        if (!is_wanted(paging, item, &wanted))
            return false;
        if (!wanted)
            continue;
        if (!reserve(paging, paging->keep != NULL ? 1 : count - i))
            return false;
        paging->kept[paging->kept_count++] = item;
        *used = true;
    }
    return true;
}

/* ---- pages ---- */

/* A service that does not page sends the same list again, whatever it is asked for. */
static bool is_first_page(const apie_paging *paging, const void *page)
{
    const char *id = id_of(paging, item_of(paging->items, page, 0));
    return paging->first_id != NULL && id != NULL && strcmp(id, paging->first_id) == 0;
}

static bool remember_first(apie_paging *paging, const void *page)
{
    const char *id = id_of(paging, item_of(paging->items, page, 0));
    if (paging->begun)
        return true;
    paging->begun = true;
    paging->promised = total_of(paging, page);
    if (id == NULL)
        return true;
    paging->first_id = apie_text_dup(id);
    return paging->first_id != NULL;
}

/* There will be no more, whatever the page's total is. */
static apie_paging_state end_at(const apie_paging *paging, const void *page)
{
    return total_of(paging, page) > paging->offset ? APIE_PAGING_CUT : APIE_PAGING_END;
}

/* A total is believed: a service that sends few at a time needs many pages. */
static apie_paging_state go_on(apie_paging *paging)
{
    if (paging->offset > paging->promised)
        paging->pages++;
    return paging->pages < APIE_PAGES_MAX ? APIE_PAGING_MORE : APIE_PAGING_ENDLESS;
}

static apie_paging_state take_items(apie_paging *paging, void *page, size_t count, bool *used)
{
    if (is_first_page(paging, page))
        return end_at(paging, page);
    if (!remember_first(paging, page) || !keep_items(paging, page, count, used))
        return APIE_PAGING_NO_MEMORY;
    int64_t total = total_of(paging, page);
    if (paging->offset > INT64_MAX - (int64_t)count)
        return APIE_PAGING_ENDLESS;
    paging->offset += (int64_t)count;
    if (paging->undivided)
        return end_at(paging, page);
    return total >= 0 && paging->offset >= total ? APIE_PAGING_END : go_on(paging);
}

apie_paging_state apie_paging_take(apie_paging *paging, void *page)
{
    size_t count = page != NULL ? apie_field_count(paging->items, page) : 0;
    bool used = false;
    size_t kept_before = paging->kept_count;
    apie_paging_state state = APIE_PAGING_END;
    if (count > 0)
        state = take_items(paging, page, count, &used);
    else if (page != NULL)
        state = end_at(paging, page);
    if (used && apie_arena_on_free(paging->arena, free_page, page) != 0) {
        state = APIE_PAGING_NO_MEMORY;
        used = false;
    }
    if (!used) {
        paging->kept_count = kept_before;
        apie_free(page);
    }
    return state;
}

void *apie_paging_result(apie_paging *paging)
{
    size_t size = paging->kept_count * sizeof(*paging->kept);
    const void **items = apie_arena_alloc(paging->arena, size);
    if (items == NULL)
        return NULL;
    if (size > 0)
        memcpy(items, paging->kept, size);
    void *result = paging->result;
    paging->result = NULL;
    apie_field_set_list(paging->items, result, items, paging->kept_count);
    if (paging->total != NULL) {
        const apie_opt_int total = {(int64_t)paging->kept_count, APIE_SET};
        memcpy((char *)result + paging->total->offset, &total, sizeof(total));
    }
    return result;
}
