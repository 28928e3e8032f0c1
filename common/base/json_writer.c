#include "base/json_writer.h"

#include <string.h>

#include "base/copy.h"
#include "base/number.h"
#include "base/scan.h"

void apie_json_writer_init(apie_json_writer *writer, apie_buffer *out)
{
    *writer = (apie_json_writer){.out = out};
}

static apie_json_write_error of_buffer(const apie_buffer *buffer)
{
    switch (buffer->error) {
    case APIE_BUFFER_NO_MEMORY: return APIE_JSON_WRITE_NO_MEMORY;
    case APIE_BUFFER_TOO_LARGE: return APIE_JSON_WRITE_TOO_LARGE;
    case APIE_BUFFER_OK: break;
    }
    return APIE_JSON_WRITE_OK;
}

apie_json_write_error apie_json_writer_error(const apie_json_writer *writer)
{
    return writer->error != APIE_JSON_WRITE_OK ? writer->error : of_buffer(writer->out);
}

static void fail(apie_json_writer *writer, apie_json_write_error error)
{
    if (apie_json_writer_error(writer) == APIE_JSON_WRITE_OK)
        writer->error = error;
}

/* The comma in front of the next item, and room for `more` bytes. Where to put them; NULL if there
 * is none. */
static inline char *begin_item(apie_json_writer *writer, size_t more)
{
    apie_buffer *out = writer->out;
    if (!apie_buffer_reserve(out, more + (writer->comma ? 1 : 0)))
        return NULL;
    if (writer->comma)
        out->data[out->length++] = ',';
    writer->comma = true;
    return out->data + out->length;
}

static void put_item(apie_json_writer *writer, const char *text, size_t length)
{
    char *at = begin_item(writer, length);
    if (at == NULL)
        return;
    apie_copy(at, text, length);
    writer->out->length += length;
}

static void begin_container(apie_json_writer *writer, char bracket)
{
    char *at = begin_item(writer, 1);
    if (writer->depth >= APIE_JSON_MAX_DEPTH)
        fail(writer, APIE_JSON_WRITE_TOO_DEEP);
    if (at != NULL) {
        *at = bracket;
        writer->out->length++;
    }
    writer->depth++;
    writer->comma = false;
}

static void end_container(apie_json_writer *writer, char bracket)
{
    apie_buffer_char(writer->out, bracket);
    writer->depth--;
    writer->comma = true;
}

void apie_json_write_object_begin(apie_json_writer *writer)
{
    begin_container(writer, '{');
}

void apie_json_write_object_end(apie_json_writer *writer)
{
    end_container(writer, '}');
}

void apie_json_write_array_begin(apie_json_writer *writer)
{
    begin_container(writer, '[');
}

void apie_json_write_array_end(apie_json_writer *writer)
{
    end_container(writer, ']');
}

void apie_json_write_key(apie_json_writer *writer, const char *name, size_t length)
{
    char *at = begin_item(writer, length + 3);
    if (at == NULL)
        return;
    *at++ = '"';
    apie_copy(at, name, length);
    memcpy(at + length, "\":", 2);
    writer->out->length += length + 3;
    writer->comma = false;
}

/* The longest escape of one character. */
#define ESCAPE_MAX 6

static char *put_escape(char *at, char c)
{
    static const char letters[] = {['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r',
                                   ['\t'] = 't', ['"'] = '"',  ['\\'] = '\\'};
    static const char hex[] = "0123456789abcdef";
    unsigned char byte = (unsigned char)c;
    *at++ = '\\';
    if (letters[byte] != 0) {
        *at++ = letters[byte];
        return at;
    }
    memcpy(at, "u00", 3);
    at[3] = hex[byte >> 4];
    at[4] = hex[byte & 15];
    return at + 5;
}

/* The end of the characters from `at` on that are not ASCII; NULL if they are not UTF-8. */
static const char *pass_utf8(const char *at, const char *end)
{
    while (at < end && (unsigned char)*at >= 0x80) {
        size_t step = apie_utf8_step(at, (size_t)(end - at));
        if (step == 0)
            return NULL;
        at += step;
    }
    return at;
}

/* Runs without escapes are copied at once. There is room for the text itself. */
static void put_escaped(apie_json_writer *writer, const char *text, const char *end)
{
    apie_buffer *out = writer->out;
    const char *run = text;
    const char *at = text;
    while ((at = apie_scan_plain(at, end)) < end) {
        if ((unsigned char)*at >= 0x80) {
            at = pass_utf8(at, end);
            if (at == NULL) {
                fail(writer, APIE_JSON_WRITE_BAD_UTF8);
                return;
            }
            continue;
        }
        char escape[ESCAPE_MAX] = {0};
        size_t plain = (size_t)(at - run);
        size_t escaped = (size_t)(put_escape(escape, *at) - escape);
        if (!apie_buffer_reserve(out, plain + escaped))
            return;
        apie_copy(out->data + out->length, run, plain);
        memcpy(out->data + out->length + plain, escape, escaped);
        out->length += plain + escaped;
        run = ++at;
    }
    apie_buffer_append(out, run, (size_t)(end - run));
}

/* A text in quotes, of which nothing needs an escape; there is room. Where it ends. */
static inline char *put_quoted(char *at, const char *text, size_t length)
{
    *at = '"';
    apie_copy(at + 1, text, length);
    at[length + 1] = '"';
    return at + length + 2;
}

static void write_special(apie_json_writer *writer, const char *text, size_t length)
{
    apie_buffer *out = writer->out;
    out->data[out->length++] = '"';
    put_escaped(writer, text, text + length);
    apie_buffer_char(out, '"');
}

void apie_json_write_string(apie_json_writer *writer, const char *text, size_t length)
{
    const char *start = length > 0 ? text : "";
    char *at = begin_item(writer, length + 2);
    if (at == NULL)
        return;
    if (!apie_scan_is_plain(start, length)) {
        write_special(writer, start, length);
        return;
    }
    (void)put_quoted(at, start, length);
    writer->out->length += length + 2;
}

void apie_json_write_key_escaped(apie_json_writer *writer, const char *name, size_t length)
{
    char *at = begin_item(writer, length + 3);
    if (at == NULL)
        return;
    writer->comma = false;
    if (!apie_scan_is_plain(name, length)) {
        write_special(writer, name, length);
        apie_buffer_char(writer->out, ':');
        return;
    }
    *put_quoted(at, name, length) = ':';
    writer->out->length += length + 3;
}

void apie_json_write_text(apie_json_writer *writer, const char *text)
{
    if (text == NULL)
        apie_json_write_null(writer);
    else
        apie_json_write_string(writer, text, strlen(text));
}

void apie_json_write_int(apie_json_writer *writer, int64_t value)
{
    char text[APIE_INT64_TEXT_MAX];
    put_item(writer, text, apie_int64_to_text(value, text));
}

void apie_json_write_double(apie_json_writer *writer, double value)
{
    char text[APIE_DOUBLE_TEXT_MAX];
    size_t length = apie_double_to_text(value, text);
    if (length == 0)
        fail(writer, APIE_JSON_WRITE_BAD_NUMBER);
    else
        put_item(writer, text, length);
}

void apie_json_write_bool(apie_json_writer *writer, bool value)
{
    if (value)
        put_item(writer, "true", 4);
    else
        put_item(writer, "false", 5);
}

void apie_json_write_null(apie_json_writer *writer)
{
    put_item(writer, "null", 4);
}

void apie_json_write_raw(apie_json_writer *writer, const char *json, size_t length)
{
    put_item(writer, json, length);
}

static void write_object(apie_json_writer *writer, const json_t *value)
{
    /* jansson's iterators take no const objects, though they change nothing. */
    json_t *object = (json_t *)(uintptr_t)value;
    apie_json_write_object_begin(writer);
    for (void *at = json_object_iter(object); at != NULL && writer->error == APIE_JSON_WRITE_OK;
         at = json_object_iter_next(object, at)) {
        apie_json_write_key_escaped(writer, json_object_iter_key(at), json_object_iter_key_len(at));
        apie_json_write_value(writer, json_object_iter_value(at));
    }
    apie_json_write_object_end(writer);
}

static void write_array(apie_json_writer *writer, const json_t *array)
{
    apie_json_write_array_begin(writer);
    size_t size = json_array_size(array);
    for (size_t i = 0; i < size && writer->error == APIE_JSON_WRITE_OK; i++)
        apie_json_write_value(writer, json_array_get(array, i));
    apie_json_write_array_end(writer);
}

void apie_json_write_value(apie_json_writer *writer, const json_t *value)
{
    if (value == NULL) {
        apie_json_write_null(writer);
        return;
    }
    switch (json_typeof(value)) {
    case JSON_OBJECT: write_object(writer, value); break;
    case JSON_ARRAY: write_array(writer, value); break;
    case JSON_STRING:
        apie_json_write_string(writer, json_string_value(value), json_string_length(value));
        break;
    case JSON_INTEGER: apie_json_write_int(writer, json_integer_value(value)); break;
    case JSON_REAL: apie_json_write_double(writer, json_real_value(value)); break;
    case JSON_TRUE: apie_json_write_bool(writer, true); break;
    case JSON_FALSE: apie_json_write_bool(writer, false); break;
    case JSON_NULL: apie_json_write_null(writer); break;
    }
}
