/* The one place of the core that reads a file. */
#include "apie/settings.h"

#include <errno.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/fail.h"
#include "base/json_reader.h"

#define SIZE_MAXIMUM (1024 * 1024)
#define CHUNK        ((size_t)4096)

static apie_status fail_unreadable(const char *path, int code, apie_error *error)
{
    static const struct {
        int code;
        const char *words;
    } reasons[] = {
        {ENOENT, "there is no such file"}, {EACCES, "permission denied"},
        {EISDIR, "it is a directory"},     {ENOTDIR, "a part of its path is not a directory"},
        {EMFILE, "too many open files"},
    };
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
        if (reasons[i].code == code)
            return apie_fail(error, APIE_ERROR_CONFIG, path, "cannot read %s: %s", path,
                             reasons[i].words);
    return apie_fail(error, APIE_ERROR_CONFIG, path, "cannot read %s: error %d", path, code);
}

/* All of the file's text. */
static apie_status read_text(FILE *file, const char *path, apie_buffer *text, apie_error *error)
{
    size_t length = 0;
    do {
        if (!apie_buffer_reserve(text, CHUNK))
            return text->error == APIE_BUFFER_NO_MEMORY
                       ? apie_fail_no_memory(error)
                       : apie_fail(error, APIE_ERROR_CONFIG, path, "%s is larger than %d bytes",
                                   path, SIZE_MAXIMUM);
        errno = 0;
        length = fread(text->data + text->length, 1, CHUNK, file);
        text->length += length;
    } while (length == CHUNK);
    return ferror(file) ? fail_unreadable(path, errno, error) : APIE_OK;
}

static apie_status fail_syntax(const char *path, const apie_buffer *text,
                               const apie_json_reader *reader, apie_error *error)
{
    size_t line = 1;
    size_t column = 1;
    for (size_t i = 0; i < reader->offset && i < text->length; i++) {
        column = text->data[i] == '\n' ? 1 : column + 1;
        line += text->data[i] == '\n';
    }
    return apie_fail(error, APIE_ERROR_CONFIG, path, "%s, line %zu, column %zu: not valid JSON: %s",
                     path, line, column, reader->message);
}

/* Our own reader, since jansson's cannot tell bad syntax from lack of memory, and quotes the text
 * around an error, which may be a key. */
static apie_status read_object(const char *path, const apie_buffer *text, json_t **out,
                               apie_error *error)
{
    apie_json_reader reader;
    json_t *value = NULL;
    apie_json_reader_init(&reader, text->data, text->length);
    if (!apie_json_read_value(&reader, &value) || !apie_json_read_end(&reader)) {
        json_decref(value);
        return reader.error == APIE_JSON_READ_NO_MEMORY ? apie_fail_no_memory(error)
                                                        : fail_syntax(path, text, &reader, error);
    }
    if (!json_is_object(value)) {
        json_decref(value);
        return apie_fail(error, APIE_ERROR_CONFIG, path, "%s must hold a JSON object", path);
    }
    *out = value;
    return APIE_OK;
}

apie_status apie_config_file_load(const char *path, json_t **out, bool *found, apie_error *error)
{
    const char *name = path != NULL ? path : "./" APIE_CONFIG_FILE;
    *out = NULL;
    *found = false;
    FILE *file = fopen(name, "re");
    if (file == NULL && errno == ENOMEM)
        return apie_fail_no_memory(error);
    if (file == NULL && errno == ENOENT && path == NULL)
        return APIE_OK;
    if (file == NULL)
        return fail_unreadable(name, errno, error);
    apie_buffer text;
    apie_buffer_init(&text, SIZE_MAXIMUM + CHUNK);
    apie_status status = read_text(file, name, &text, error);
    if (status == APIE_OK)
        status = read_object(name, &text, out, error);
    apie_buffer_free(&text);
    fclose(file);
    *found = status == APIE_OK;
    return status;
}
