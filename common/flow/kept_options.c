#include "flow/kept_options.h"

#include <stddef.h>

/* A copy of a text that may be NULL; the request that it goes into refuses it then. */
static bool keep(apie_arena *arena, const char *text, const char **out)
{
    *out = text != NULL ? apie_arena_strdup(arena, text) : NULL;
    return text == NULL || *out != NULL;
}

bool apie_keep_options(apie_arena *arena, const apie_call_options *options, apie_call_options *kept)
{
    *kept = (apie_call_options){0};
    if (options == NULL)
        return true;
    kept->header_count = options->header_count;
    if (options->headers != NULL && options->header_count > 0) {
        apie_header *headers = apie_arena_alloc(arena, options->header_count * sizeof *headers);
        if (headers == NULL)
            return false;
        for (size_t i = 0; i < options->header_count; i++) {
            if (!keep(arena, options->headers[i].name, &headers[i].name) ||
                !keep(arena, options->headers[i].value, &headers[i].value))
                return false;
        }
        kept->headers = headers;
    }
    return keep(arena, options->idempotency_key, &kept->idempotency_key);
}
