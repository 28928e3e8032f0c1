#include "openapp/lookup.h"

#include <string.h>

#include "base/fail.h"
#include "exchange/clean_text.h"
#include "model/field.h"

/* A name is text, or one text per language. */
static const apie_field *find_name(const apie_model *item)
{
    for (size_t i = 0; item != NULL && i < item->field_count; i++) {
        const apie_field *field = &item->fields[i];
        if (strcmp(field->name, "name") == 0 &&
            (field->type == APIE_FIELD_STRING || field->type == APIE_FIELD_JSON))
            return field;
    }
    return NULL;
}

static apie_slice slice_of(const char *text)
{
    return (apie_slice){text, text != NULL ? strlen(text) : 0};
}

static bool has_name(const void *user, const void *item)
{
    const apie_lookup *lookup = user;
    const void *name = apie_field_pointer(lookup->name, item);
    if (name == NULL)
        return false;
    if (lookup->name->type == APIE_FIELD_JSON)
        return apie_openapp_name_matches(name, lookup->needle, lookup->match);
    return apie_name_matches(slice_of(name), slice_of(lookup->needle), lookup->match);
}

apie_status apie_lookup_init(apie_lookup *lookup, const apie_model *model, const char *needle,
                             apie_openapp_match match, apie_error *error)
{
    *lookup = (apie_lookup){.needle = needle, .match = match};
    /* What does not even match itself is blank. */
    if (!apie_name_matches(slice_of(needle), slice_of(needle), APIE_OPENAPP_MATCH_EXACT))
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "name", "the name is blank");
    if (!apie_paging_init(&lookup->paging, model, has_name, lookup))
        return apie_fail_no_memory(error);
    lookup->name = find_name(lookup->paging.items->model);
    if (lookup->name == NULL)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "name", "these things have no names");
    return APIE_OK;
}

void apie_lookup_free(apie_lookup *lookup)
{
    apie_paging_free(&lookup->paging);
}

apie_paging_state apie_lookup_take(apie_lookup *lookup, void *page)
{
    return apie_paging_take(&lookup->paging, page);
}

apie_status apie_lookup_result(apie_lookup *lookup, const char *kind, void **result,
                               apie_error *error)
{
    size_t count = lookup->paging.kept_count;
    char name[sizeof(error->where)];
    *result = NULL;
    apie_clean_text(name, sizeof(name), slice_of(lookup->needle));
    if (count == 0)
        return apie_fail(error, APIE_ERROR_NOT_FOUND_BY_NAME, name, "no %s has the name \"%s\"",
                         kind, name);
    *result = apie_paging_result(&lookup->paging);
    if (*result == NULL)
        return apie_fail_no_memory(error);
    if (count > 1)
        return apie_fail(error, APIE_ERROR_AMBIGUOUS, name, "%zu of the %ss have the name \"%s\"",
                         count, kind, name);
    return APIE_OK;
}
