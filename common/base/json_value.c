#include "base/buffer.h"
#include "base/json_token.h"

/* scratch: where escapes are resolved. */
static json_t *read_any(apie_json_reader *reader, apie_buffer *scratch);

static json_t *fail(apie_json_reader *reader, apie_json_read_error error, const char *message)
{
    apie_json_fail(reader, error, message);
    return NULL;
}

static json_t *fail_memory(apie_json_reader *reader)
{
    return fail(reader, APIE_JSON_READ_NO_MEMORY, "out of memory");
}

/* The token's text: its own, or unescaped in scratch. */
static bool resolve(apie_json_reader *reader, apie_buffer *scratch, const apie_json_token *token,
                    apie_slice *out)
{
    *out = (apie_slice){token->data, token->length};
    if (!token->escaped)
        return true;
    if (token->nul)
        return fail(reader, APIE_JSON_READ_NUL, "a string holds \\u0000") != NULL;
    scratch->length = 0;
    if (!apie_buffer_reserve(scratch, token->length))
        return fail_memory(reader) != NULL;
    *out = (apie_slice){scratch->data, apie_json_unescape(token, scratch->data)};
    return true;
}

static json_t *checked(apie_json_reader *reader, json_t *made)
{
    return made == NULL ? fail_memory(reader) : made;
}

static json_t *read_text(apie_json_reader *reader, apie_buffer *scratch)
{
    apie_json_token token;
    apie_slice text;
    if (!apie_json_take_string(reader, &token) || !resolve(reader, scratch, &token, &text))
        return NULL;
    return checked(reader, json_stringn_nocheck(text.data, text.length));
}

/* An integer that jansson has no room for is the nearest double: better than no value at all. */
static json_t *read_number(apie_json_reader *reader)
{
    apie_number number;
    int64_t integer = 0;
    double real = 0;
    const char *start = reader->at;
    if (!apie_json_take_number(reader, &number))
        return NULL;
    if (number.integer && apie_number_to_int64(&number, &integer))
        return checked(reader, json_integer(integer));
    if (apie_number_to_double(&number, &real))
        return checked(reader, json_real(real));
    reader->at = start;
    return fail(reader, APIE_JSON_READ_RANGE, "the number is out of range");
}

/* One key and its value into the object. */
static bool read_member(apie_json_reader *reader, apie_buffer *scratch, json_t *object,
                        const apie_json_token *token)
{
    if (token->nul)
        return fail(reader, APIE_JSON_READ_NUL, "a key holds \\u0000") != NULL;
    /* The value first, since it may use the scratch that an escaped key is resolved in. */
    apie_slice key;
    json_t *value = read_any(reader, scratch);
    if (value == NULL)
        return false;
    if (!resolve(reader, scratch, token, &key)) {
        json_decref(value);
        return false;
    }
    size_t size = json_object_size(object);
    if (json_object_setn_new_nocheck(object, key.data, key.length, value) != 0)
        return fail_memory(reader) != NULL;
    if (json_object_size(object) == size) {
        reader->at = token->data;
        return fail(reader, APIE_JSON_READ_DUPLICATE, "a key stands twice in an object") != NULL;
    }
    return true;
}

static json_t *read_object(apie_json_reader *reader, apie_buffer *scratch)
{
    apie_json_token key;
    if (!apie_json_read_object(reader))
        return NULL;
    json_t *object = checked(reader, json_object());
    while (object != NULL && apie_json_take_key(reader, &key))
        if (!read_member(reader, scratch, object, &key))
            break;
    return object;
}

static json_t *read_array(apie_json_reader *reader, apie_buffer *scratch)
{
    if (!apie_json_read_array(reader))
        return NULL;
    json_t *array = checked(reader, json_array());
    while (array != NULL && apie_json_next_item(reader)) {
        json_t *item = read_any(reader, scratch);
        if (item == NULL)
            break;
        if (json_array_append_new(array, item) != 0)
            fail_memory(reader);
    }
    return array;
}

static json_t *read_word(apie_json_reader *reader, apie_json_kind kind)
{
    bool boolean = false;
    if (kind == APIE_JSON_NULL)
        return apie_json_read_null(reader) ? json_null() : NULL;
    return apie_json_read_bool(reader, &boolean) ? json_boolean(boolean) : NULL;
}

static json_t *read_any(apie_json_reader *reader, apie_buffer *scratch)
{
    json_t *value = NULL;
    apie_json_kind kind = apie_json_peek(reader);
    switch (kind) {
    case APIE_JSON_OBJECT: value = read_object(reader, scratch); break;
    case APIE_JSON_ARRAY: value = read_array(reader, scratch); break;
    case APIE_JSON_STRING: value = read_text(reader, scratch); break;
    case APIE_JSON_NUMBER: value = read_number(reader); break;
    case APIE_JSON_TRUE:
    case APIE_JSON_FALSE:
    case APIE_JSON_NULL: value = read_word(reader, kind); break;
    case APIE_JSON_END: fail(reader, APIE_JSON_READ_SYNTAX, "the text ends too early"); break;
    case APIE_JSON_ERROR: break;
    }
    if (reader->error == APIE_JSON_READ_OK)
        return value;
    json_decref(value);
    return NULL;
}

bool apie_json_read_value(apie_json_reader *reader, json_t **out)
{
    apie_buffer scratch;
    apie_buffer_init(&scratch, 0);
    json_t *value = read_any(reader, &scratch);
    apie_buffer_free(&scratch);
    if (value == NULL)
        return false;
    *out = value;
    return true;
}

json_t *apie_json_parse(const char *text, size_t length, char *message, size_t message_size)
{
    apie_json_reader reader;
    json_t *value = NULL;
    apie_json_reader_init(&reader, text, length);
    if (apie_json_read_value(&reader, &value) && apie_json_read_end(&reader))
        return value;
    json_decref(value);
    if (message != NULL && message_size > 0)
        apie_text_format(message, message_size, "%s at byte %zu", reader.message, reader.offset);
    return NULL;
}
