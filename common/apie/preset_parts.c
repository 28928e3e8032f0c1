#include "apie/preset_parts.h"

#include <string.h>

#include "base/fail.h"

const char *apie_preset_join(apie_arena *arena, const char *const *texts)
{
    size_t length = 0;
    for (size_t i = 0; texts[i]; i++)
        length += strlen(texts[i]);
    char *joined = apie_arena_text(arena, length + 1);
    char *at = joined;
    for (size_t i = 0; joined && texts[i]; i++) {
        size_t part = strlen(texts[i]);
        memcpy(at, texts[i], part);
        at += part;
    }
    if (joined)
        *at = '\0';
    return joined;
}

apie_status apie_preset_needs(const char *helper, const char *member, apie_error *error)
{
    return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, member, "%s needs %s", helper, member);
}

apie_status apie_preset_has_no_use(const char *helper, const char *member, apie_error *error)
{
    return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, member, "%s has no use for %s", helper,
                     member);
}
