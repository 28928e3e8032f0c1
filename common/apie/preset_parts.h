/* What the presets are put together with. */
#ifndef APIE_APIE_PRESET_PARTS_H
#define APIE_APIE_PRESET_PARTS_H

#include <stdbool.h>

#include <apie/error.h>

#include "base/arena.h"

/* The texts in a row, up to the first NULL, as one of the arena's. NULL if memory ran out. */
const char *apie_preset_join(apie_arena *arena, const char *const *texts);

/* APIE_ERROR_INVALID_ARGUMENT: the helper needs the member, which is NULL or empty; or it has no
 * use for it. helper is a function's name without its prefix. */
apie_status apie_preset_needs(const char *helper, const char *member, apie_error *error);
apie_status apie_preset_has_no_use(const char *helper, const char *member, apie_error *error);

static inline bool apie_preset_is_given(const char *text)
{
    return text && *text;
}

static inline const char *apie_preset_or(const char *text, const char *otherwise)
{
    return text ? text : otherwise;
}

#endif
