#include "flow/kept_options.h"

#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "exchange/header.h"

/* A copy of a text that may be NULL; the request that it goes into refuses it then. */
static bool keep(apie_arena *arena, const char *text, const char **out)
{
    *out = text != NULL ? apie_arena_strdup(arena, text) : NULL;
    return text == NULL || *out != NULL;
}

static bool is_idempotency_key(const apie_header *header)
{
    return header->name != NULL &&
           apie_text_equal_nocase(header->name, strlen(header->name), APIE_IDEMPOTENCY_KEY,
                                  sizeof APIE_IDEMPOTENCY_KEY - 1);
}

static bool keep_headers(apie_arena *arena, const apie_call_options *options, bool with_key,
                         apie_call_options *kept)
{
    apie_header *headers = apie_arena_alloc(arena, options->header_count * sizeof *headers);
    if (headers == NULL)
        return false;
    kept->headers = headers;
    kept->header_count = 0;
    for (size_t i = 0; i < options->header_count; i++) {
        const apie_header *given = &options->headers[i];
        if (!with_key && is_idempotency_key(given))
            continue;
        apie_header *copy = &headers[kept->header_count++];
        if (!keep(arena, given->name, &copy->name) || !keep(arena, given->value, &copy->value))
            return false;
    }
    return true;
}

static bool keep_options(apie_arena *arena, const apie_call_options *options, bool with_key,
                         apie_call_options *kept)
{
    *kept = (apie_call_options){0};
    if (options == NULL)
        return true;
    kept->header_count = options->header_count;
    if (options->headers != NULL && options->header_count > 0 &&
        !keep_headers(arena, options, with_key, kept))
        return false;
    return !with_key || keep(arena, options->idempotency_key, &kept->idempotency_key);
}

bool apie_keep_options(apie_arena *arena, const apie_call_options *options, apie_call_options *kept)
{
    return keep_options(arena, options, true, kept);
}

bool apie_keep_follow_up_options(apie_arena *arena, const apie_call_options *options,
                                 apie_call_options *kept)
{
    return keep_options(arena, options, false, kept);
}
