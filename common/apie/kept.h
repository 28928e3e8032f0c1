/* What the program gave, copied into a flow's arena, since it is sent later than the call that gave
 * it returns. */
#ifndef APIE_APIE_KEPT_H
#define APIE_APIE_KEPT_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include <apie/error.h>
#include <apie/value.h>

#include "base/arena.h"

/* The text itself, or APIE_NULL for NULL. */
static inline const char *apie_or_null(const char *text)
{
    return text ? text : APIE_NULL;
}

/* A copy, or APIE_NULL for NULL. NULL and *failed if memory ran out. */
const char *apie_keep_text(apie_arena *arena, const char *text, bool *failed);
const json_t *apie_keep_json(apie_arena *arena, const json_t *value, bool *failed);

/* Has the arena drop a value, which is NULL if memory ran out. */
const json_t *apie_keep_own_json(apie_arena *arena, json_t *value, bool *failed);

/* Texts of a list before the NULL that ends it; 0 for NULL. */
size_t apie_texts_count(const char *const *texts);

/* APIE_ERROR_INVALID_ARGUMENT for anything but NULL or an object. */
apie_status apie_check_object(const json_t *value, const char *name, apie_error *error);

#endif
