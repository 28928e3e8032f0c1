#include <string.h>

#include <apie/options.h>
#include <apie/response.h>

#include "exchange/answer.h"
#include "exchange/error_body.h"
#include "exchange/header.h"

/* The public struct and what apie_response_header() needs. */
typedef struct response {
    apie_response head;
    const apie_header *headers;
    size_t header_count;
} response;

static size_t count_headers(apie_slice rest)
{
    apie_slice name;
    apie_slice value;
    size_t count = 0;
    while (apie_header_next(&rest, &name, &value))
        count++;
    return count;
}

static bool copy_headers(response *out, apie_arena *arena, apie_slice rest)
{
    size_t count = count_headers(rest);
    apie_header *headers = apie_arena_alloc(arena, count * sizeof(*headers));
    if (headers == NULL)
        return false;
    apie_slice name;
    apie_slice value;
    for (size_t i = 0; i < count && apie_header_next(&rest, &name, &value); i++) {
        headers[i].name = apie_arena_strndup(arena, name.data, name.length);
        headers[i].value = apie_arena_strndup(arena, value.data, value.length);
        if (headers[i].name == NULL || headers[i].value == NULL)
            return false;
    }
    out->headers = headers;
    out->header_count = count;
    return true;
}

static bool copy_body(apie_response *out, apie_arena *arena, apie_slice body)
{
    out->body = apie_arena_strndup(arena, body.data != NULL ? body.data : "", body.length);
    out->body_length = body.length;
    return out->body != NULL;
}

static bool copy_field_errors(apie_response *out, apie_arena *arena, const apie_answer *answer)
{
    apie_error_body body;
    if (answer->http_status < 400)
        return true;
    if (!apie_error_body_read(answer->body, arena, &body))
        return false;
    out->field_errors = body.fields;
    out->field_error_count = body.field_count;
    return true;
}

apie_response *apie_answer_to_response(const apie_answer *answer, const apie_answer_facts *facts,
                                       int attempts)
{
    void *root;
    /* Headers and body, and about as much again for the names' table. */
    size_t hint = answer->body.length + 2 * answer->headers.length + 256;
    apie_arena *arena = apie_arena_new_with_root(sizeof(response), hint, &root);
    if (arena == NULL)
        return NULL;
    response *out = root;
    out->head = (apie_response){
        .status = answer->http_status,
        .attempts = attempts,
        .rate_limit = facts->rate_limit,
        .retry_after_ms = facts->retry_after_ms,
        .name_lookup_us = answer->name_lookup_us,
        .connect_us = answer->connect_us,
        .tls_us = answer->tls_us,
        .first_byte_us = answer->first_byte_us,
        .total_us = answer->total_us,
        .connection_reused = answer->connection_reused,
    };
    if (!copy_headers(out, arena, answer->headers) || !copy_body(&out->head, arena, answer->body) ||
        !copy_field_errors(&out->head, arena, answer)) {
        apie_free(root);
        return NULL;
    }
    return &out->head;
}

const char *apie_response_header(const apie_response *answered, const char *name)
{
    const response *full = (const response *)(const void *)answered;
    size_t length = strlen(name);
    for (size_t i = full->header_count; i > 0; i--) {
        const apie_header *header = &full->headers[i - 1];
        if (apie_text_equal_nocase(header->name, strlen(header->name), name, length))
            return header->value;
    }
    return NULL;
}
