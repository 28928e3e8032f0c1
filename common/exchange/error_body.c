#include "exchange/error_body.h"

#include <string.h>

#include "base/json_reader.h"

/* Error bodies are flat; what is nested deeper than this is not one. */
#define MAX_DEPTH 32

/* One item of a list of errors. */
typedef struct item {
    struct item *next;
    const char *field;
    const char *code;
    const char *title;
    const char *text;
} item;

typedef struct reading {
    apie_json_reader reader;
    apie_arena *arena;
    apie_error_body *body;
    item *first;
    item **last;
    size_t count;
    bool no_memory;
} reading;

/* Consumes one value for the text member at offset in object. */
typedef void read_fn(reading *in, void *object, size_t offset);

typedef struct member {
    const char *key;
    read_fn *read;
    size_t offset;
} member;

static void read_members(reading *in, void *object, const member *members, size_t count)
{
    apie_slice key;
    if (!apie_json_read_object(&in->reader))
        return;
    while (apie_json_next_key(&in->reader, in->arena, &key)) {
        const member *known = NULL;
        for (size_t i = 0; i < count && known == NULL; i++)
            if (apie_slice_equal(key, members[i].key))
                known = &members[i];
        if (known != NULL)
            known->read(in, object, known->offset);
        else
            apie_json_skip(&in->reader, NULL);
    }
}

/* ---- values ---- */

static void keep_number(reading *in, const char **slot, apie_slice text)
{
    *slot = apie_arena_strndup(in->arena, text.data, text.length);
    in->no_memory = in->no_memory || *slot == NULL;
}

/* The first one counts. */
static void read_scalar(reading *in, const char **slot)
{
    apie_slice text;
    apie_json_kind kind = apie_json_peek(&in->reader);
    if (*slot != NULL || (kind != APIE_JSON_STRING && kind != APIE_JSON_NUMBER)) {
        apie_json_skip(&in->reader, NULL);
    } else if (kind == APIE_JSON_STRING) {
        if (apie_json_read_string(&in->reader, in->arena, &text) && text.length > 0)
            *slot = text.data;
    } else if (apie_json_skip(&in->reader, &text)) {
        keep_number(in, slot, text);
    }
}

/* Text, a number as text, or the first such in an array. */
static void read_text(reading *in, void *object, size_t offset)
{
    const char **slot = (const char **)((char *)object + offset);
    if (apie_json_peek(&in->reader) != APIE_JSON_ARRAY) {
        read_scalar(in, slot);
    } else if (apie_json_read_array(&in->reader)) {
        while (apie_json_next_item(&in->reader))
            read_scalar(in, slot);
    }
}

/* Any value as its text; the first one counts. */
static void read_raw(reading *in, void *object, size_t offset)
{
    apie_slice *slot = (apie_slice *)(void *)((char *)object + offset);
    apie_slice text;
    if (apie_json_skip(&in->reader, &text) && slot->length == 0)
        *slot = text;
}

/* ---- lists of errors ---- */

static void read_source(reading *in, void *object, size_t offset);

static const member item_members[] = {
    {"field", read_text, offsetof(item, field)},
    {"param", read_text, offsetof(item, field)},
    {"source", read_source, 0},
    {"code", read_text, offsetof(item, code)},
    {"title", read_text, offsetof(item, title)},
    {"detail", read_text, offsetof(item, text)},
    {"description", read_text, offsetof(item, text)},
    {"message", read_text, offsetof(item, text)},
};

static const member source_members[] = {
    {"pointer", read_text, offsetof(item, field)},
    {"parameter", read_text, offsetof(item, field)},
    {"header", read_text, offsetof(item, field)},
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void read_source(reading *in, void *object, size_t offset)
{
    (void)offset;
    if (apie_json_peek(&in->reader) == APIE_JSON_OBJECT)
        read_members(in, object, source_members, COUNT(source_members));
    else
        apie_json_skip(&in->reader, NULL);
}

static void read_item(reading *in)
{
    item *found = apie_arena_alloc(in->arena, sizeof(*found));
    if (found == NULL) {
        in->no_memory = true;
        apie_json_fail(&in->reader, APIE_JSON_READ_NO_MEMORY, "out of memory");
        return;
    }
    if (apie_json_peek(&in->reader) == APIE_JSON_OBJECT)
        read_members(in, found, item_members, COUNT(item_members));
    else
        read_scalar(in, &found->text);
    if (found->field == NULL && found->code == NULL && found->title == NULL && found->text == NULL)
        return;
    *in->last = found;
    in->last = &found->next;
    in->count++;
}

static void read_items(reading *in, void *object, size_t offset)
{
    (void)object;
    (void)offset;
    if (apie_json_peek(&in->reader) != APIE_JSON_ARRAY) {
        apie_json_skip(&in->reader, NULL);
        return;
    }
    if (apie_json_read_array(&in->reader))
        while (apie_json_next_item(&in->reader))
            read_item(in);
}

/* ---- the body ---- */

static void read_error(reading *in, void *object, size_t offset);

static const member body_members[] = {
    {"message", read_text, offsetof(apie_error_body, message)},
    {"error", read_error, offsetof(apie_error_body, error)},
    {"title", read_text, offsetof(apie_error_body, title)},
    {"detail", read_text, offsetof(apie_error_body, detail)},
    {"error_description", read_text, offsetof(apie_error_body, detail)},
    {"error_code", read_text, offsetof(apie_error_body, error_code)},
    {"code", read_text, offsetof(apie_error_body, code)},
    {"type", read_text, offsetof(apie_error_body, type)},
    {"correlationId", read_text, offsetof(apie_error_body, request_id)},
    {"correlation_id", read_text, offsetof(apie_error_body, request_id)},
    {"requestId", read_text, offsetof(apie_error_body, request_id)},
    {"request_id", read_text, offsetof(apie_error_body, request_id)},
    {"preview_token", read_text, offsetof(apie_error_body, preview_token)},
    {"details", read_raw, offsetof(apie_error_body, details)},
    {"errors", read_items, 0},
    {"type_detail", read_items, 0},
};

/* Text, or an object that says the same things one level down. */
static void read_error(reading *in, void *object, size_t offset)
{
    if (apie_json_peek(&in->reader) == APIE_JSON_OBJECT)
        read_members(in, object, body_members, COUNT(body_members));
    else
        read_text(in, object, offset);
}

static void read_root(reading *in)
{
    switch (apie_json_peek(&in->reader)) {
    case APIE_JSON_OBJECT: read_members(in, in->body, body_members, COUNT(body_members)); break;
    case APIE_JSON_ARRAY: read_items(in, NULL, 0); break;
    case APIE_JSON_STRING: read_scalar(in, &in->body->message); break;
    default: break;
    }
}

static const char *text_or_empty(const char *text)
{
    return text != NULL ? text : "";
}

static bool list_fields(reading *in)
{
    if (in->count == 0)
        return true;
    apie_field_error *fields = apie_arena_alloc(in->arena, in->count * sizeof(*fields));
    if (fields == NULL)
        return false;
    size_t i = 0;
    for (const item *at = in->first; at != NULL; at = at->next)
        fields[i++] = (apie_field_error){
            .field = text_or_empty(at->field),
            .code = text_or_empty(at->code),
            .message = text_or_empty(at->text != NULL ? at->text : at->title),
        };
    in->body->fields = fields;
    in->body->field_count = in->count;
    return true;
}

bool apie_error_body_is_json(apie_slice body)
{
    for (size_t i = 0; i < body.length; i++)
        if (strchr(" \t\r\n", body.data[i]) == NULL)
            return strchr("{[\"", body.data[i]) != NULL;
    return false;
}

bool apie_error_body_read(apie_slice body, apie_arena *arena, apie_error_body *out)
{
    *out = (apie_error_body){0};
    if (!apie_error_body_is_json(body))
        return true;
    reading in = {.arena = arena, .body = out};
    in.last = &in.first;
    apie_json_reader_init(&in.reader, body.data, body.length);
    in.reader.max_depth = MAX_DEPTH;
    read_root(&in);
    if (in.no_memory || in.reader.error == APIE_JSON_READ_NO_MEMORY || !list_fields(&in))
        return false;
    if (in.first != NULL && out->title == NULL)
        out->title = in.first->title;
    if (in.first != NULL && out->detail == NULL)
        out->detail = in.first->text;
    return true;
}
