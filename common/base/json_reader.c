#include "base/json_reader.h"

#include <string.h>

#include "base/copy.h"
#include "base/json_token.h"
#include "base/json_writer.h"

void apie_json_reader_init(apie_json_reader *reader, const char *text, size_t length)
{
    const char *start = length > 0 ? text : "";
    *reader = (apie_json_reader){
        .start = start, .at = start, .end = start + length, .max_depth = APIE_JSON_MAX_DEPTH};
}

void apie_json_fail(apie_json_reader *reader, apie_json_read_error error, const char *message)
{
    if (reader->error != APIE_JSON_READ_OK)
        return;
    reader->error = error;
    reader->offset = (size_t)(reader->at - reader->start);
    reader->message = message;
    /* Nothing is left to read, so that only the functions' end-of-text branch need look. */
    reader->at = reader->end;
}

static bool fail(apie_json_reader *reader, apie_json_read_error error, const char *message)
{
    apie_json_fail(reader, error, message);
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static bool pass_blanks(apie_json_reader *reader)
{
    const char *at = reader->at;
    while (at < reader->end && is_blank(*at))
        at++;
    reader->at = at;
    return at < reader->end;
}

/* Passes over blanks; true if text is left. Compact text has none. */
static inline bool to_token(apie_json_reader *reader)
{
    return (reader->at < reader->end && (unsigned char)*reader->at > ' ') || pass_blanks(reader);
}

static inline apie_json_kind kind_of(char c)
{
    static const unsigned char kinds[256] = {
        ['{'] = APIE_JSON_OBJECT, ['['] = APIE_JSON_ARRAY,  ['"'] = APIE_JSON_STRING,
        ['t'] = APIE_JSON_TRUE,   ['f'] = APIE_JSON_FALSE,  ['n'] = APIE_JSON_NULL,
        ['-'] = APIE_JSON_NUMBER, ['0'] = APIE_JSON_NUMBER, ['1'] = APIE_JSON_NUMBER,
        ['2'] = APIE_JSON_NUMBER, ['3'] = APIE_JSON_NUMBER, ['4'] = APIE_JSON_NUMBER,
        ['5'] = APIE_JSON_NUMBER, ['6'] = APIE_JSON_NUMBER, ['7'] = APIE_JSON_NUMBER,
        ['8'] = APIE_JSON_NUMBER, ['9'] = APIE_JSON_NUMBER,
    };
    return (apie_json_kind)kinds[(unsigned char)c];
}

apie_json_kind apie_json_peek(apie_json_reader *reader)
{
    if (!to_token(reader))
        return reader->error == APIE_JSON_READ_OK ? APIE_JSON_END : APIE_JSON_ERROR;
    apie_json_kind kind = kind_of(*reader->at);
    if (kind == APIE_JSON_ERROR)
        apie_json_fail(reader, APIE_JSON_READ_SYNTAX, "a value is expected");
    return kind;
}

static bool fail_end(apie_json_reader *reader)
{
    return fail(reader, APIE_JSON_READ_SYNTAX, "the text ends too early");
}

static bool no_such_value(apie_json_reader *reader, const char *message)
{
    return apie_json_peek(reader) != APIE_JSON_ERROR && fail(reader, APIE_JSON_READ_TYPE, message);
}

/* To a value that begins with `first`; else fails with the message. */
static inline bool to_value(apie_json_reader *reader, char first, const char *message)
{
    if (!to_token(reader))
        return fail_end(reader);
    return *reader->at == first || no_such_value(reader, message);
}

static bool open_container(apie_json_reader *reader, char bracket, const char *message)
{
    if (!to_value(reader, bracket, message))
        return false;
    if (reader->depth >= reader->max_depth)
        return fail(reader, APIE_JSON_READ_DEPTH, "nested too deep");
    reader->at++;
    reader->depth++;
    reader->first = true;
    return true;
}

bool apie_json_read_object(apie_json_reader *reader)
{
    return open_container(reader, '{', "an object is expected");
}

bool apie_json_read_array(apie_json_reader *reader)
{
    return open_container(reader, '[', "an array is expected");
}

/* To the next item behind its comma; false at the closing bracket (consumed) or on error. */
static bool next(apie_json_reader *reader, char bracket, const char *message)
{
    if (!to_token(reader))
        return fail_end(reader);
    if (*reader->at == bracket) {
        reader->at++;
        reader->depth--;
        reader->first = false;
        return false;
    }
    if (reader->first) {
        reader->first = false;
        return true;
    }
    if (*reader->at != ',')
        return fail(reader, APIE_JSON_READ_SYNTAX, message);
    reader->at++;
    return true;
}

bool apie_json_next_item(apie_json_reader *reader)
{
    return next(reader, ']', "a comma or ']' is expected");
}

/* To the quote of the next key; false at the closing brace (consumed) or on error. */
static bool to_key(apie_json_reader *reader)
{
    if (!next(reader, '}', "a comma or '}' is expected"))
        return false;
    if (!to_token(reader))
        return fail_end(reader);
    return *reader->at == '"' || fail(reader, APIE_JSON_READ_SYNTAX, "a key is expected");
}

bool apie_json_take_key(apie_json_reader *reader, apie_json_token *key)
{
    const char *at = reader->at;
    /* As it stands in compact text. */
    if (!reader->first && reader->end - at >= 2 && at[0] == ',' && at[1] == '"')
        reader->at = at + 1;
    else if (!to_key(reader))
        return false;
    if (!apie_json_take_string(reader, key))
        return false;
    if (!to_token(reader))
        return fail_end(reader);
    if (*reader->at != ':')
        return fail(reader, APIE_JSON_READ_SYNTAX, "a colon is expected");
    reader->at++;
    return true;
}

/* The token as text in the arena, terminated. */
static bool keep_text(apie_json_reader *reader, apie_arena *arena, const apie_json_token *token,
                      apie_slice *out)
{
    if (token->nul)
        return fail(reader, APIE_JSON_READ_NUL, "a string holds \\u0000");
    char *text = apie_arena_text(arena, token->length + 1);
    if (text == NULL)
        return fail(reader, APIE_JSON_READ_NO_MEMORY, "out of memory");
    size_t length = token->length;
    if (token->escaped)
        length = apie_json_unescape(token, text);
    else
        apie_copy(text, token->data, length);
    text[length] = '\0';
    *out = (apie_slice){text, length};
    return true;
}

bool apie_json_next_key(apie_json_reader *reader, apie_arena *arena, apie_slice *key)
{
    apie_json_token token;
    if (!apie_json_take_key(reader, &token))
        return false;
    if (token.escaped)
        return keep_text(reader, arena, &token, key);
    *key = (apie_slice){token.data, token.length};
    return true;
}

bool apie_json_read_string(apie_json_reader *reader, apie_arena *arena, apie_slice *out)
{
    apie_json_token token;
    return to_value(reader, '"', "a string is expected") && apie_json_take_string(reader, &token) &&
           keep_text(reader, arena, &token, out);
}

bool apie_json_take_number(apie_json_reader *reader, apie_number *number)
{
    if (!apie_number_scan(reader->at, reader->end, number)) {
        reader->at = number->end;
        return fail(reader, APIE_JSON_READ_SYNTAX, "bad number");
    }
    reader->at = number->end;
    return true;
}

/* A number, and its text's start for errors about its value. */
static bool read_number(apie_json_reader *reader, apie_number *number, const char **start)
{
    if (!to_token(reader))
        return fail_end(reader);
    if (kind_of(*reader->at) != APIE_JSON_NUMBER)
        return to_value(reader, '-', "a number is expected");
    *start = reader->at;
    return apie_json_take_number(reader, number);
}

static bool fail_from(apie_json_reader *reader, const char *start, apie_json_read_error error,
                      const char *message)
{
    reader->at = start;
    return fail(reader, error, message);
}

bool apie_json_read_int64(apie_json_reader *reader, int64_t *out)
{
    apie_number number;
    const char *start = NULL;
    if (!read_number(reader, &number, &start))
        return false;
    if (!number.integer)
        return fail_from(reader, start, APIE_JSON_READ_TYPE, "an integer is expected");
    if (!apie_number_to_int64(&number, out))
        return fail_from(reader, start, APIE_JSON_READ_RANGE, "the integer is out of range");
    return true;
}

bool apie_json_read_double(apie_json_reader *reader, double *out)
{
    apie_number number;
    const char *start = NULL;
    if (!read_number(reader, &number, &start))
        return false;
    if (!apie_number_to_double(&number, out))
        return fail_from(reader, start, APIE_JSON_READ_RANGE, "the number is out of range");
    return true;
}

static bool literal(apie_json_reader *reader, const char *word, size_t length)
{
    if ((size_t)(reader->end - reader->at) < length || memcmp(reader->at, word, length) != 0)
        return fail(reader, APIE_JSON_READ_SYNTAX, "a value is expected");
    reader->at += length;
    return true;
}

bool apie_json_read_bool(apie_json_reader *reader, bool *out)
{
    if (to_token(reader) && *reader->at == 't') {
        *out = true;
        return literal(reader, "true", 4);
    }
    *out = false;
    return to_value(reader, 'f', "true or false is expected") && literal(reader, "false", 5);
}

bool apie_json_read_null(apie_json_reader *reader)
{
    return to_value(reader, 'n', "null is expected") && literal(reader, "null", 4);
}

static bool skip_items(apie_json_reader *reader, bool object)
{
    apie_json_token key;
    if (object ? !apie_json_read_object(reader) : !apie_json_read_array(reader))
        return false;
    while (object ? apie_json_take_key(reader, &key) : apie_json_next_item(reader))
        if (!apie_json_skip(reader, NULL))
            return false;
    return reader->error == APIE_JSON_READ_OK;
}

bool apie_json_skip(apie_json_reader *reader, apie_slice *raw)
{
    apie_json_token token;
    apie_number number;
    bool boolean = false;
    bool good = false;
    apie_json_kind kind = apie_json_peek(reader);
    const char *start = reader->at;
    switch (kind) {
    case APIE_JSON_OBJECT:
    case APIE_JSON_ARRAY: good = skip_items(reader, kind == APIE_JSON_OBJECT); break;
    case APIE_JSON_STRING: good = apie_json_take_string(reader, &token); break;
    case APIE_JSON_NUMBER: good = apie_json_take_number(reader, &number); break;
    case APIE_JSON_TRUE:
    case APIE_JSON_FALSE: good = apie_json_read_bool(reader, &boolean); break;
    case APIE_JSON_NULL: good = apie_json_read_null(reader); break;
    case APIE_JSON_END: good = fail_end(reader); break;
    case APIE_JSON_ERROR: break;
    }
    if (good && raw != NULL)
        *raw = (apie_slice){start, (size_t)(reader->at - start)};
    return good;
}

bool apie_json_read_end(apie_json_reader *reader)
{
    if (to_token(reader))
        return fail(reader, APIE_JSON_READ_SYNTAX, "text after the value");
    return reader->error == APIE_JSON_READ_OK;
}
