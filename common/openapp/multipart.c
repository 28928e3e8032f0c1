#include "openapp/multipart.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/fail.h"
#include "base/text.h"
#include "exchange/endpoint.h"
#include "exchange/request_body.h"

#define PREFIX          "apie-form-"
#define BOUNDARY_LENGTH (sizeof(PREFIX) - 1 + 32)
/* "\r\n--" in front of the boundary, "--\r\n" behind it. */
#define TAIL_LENGTH (BOUNDARY_LENGTH + 8)
#define TYPE_PREFIX "multipart/form-data; boundary="

static void put_hex(char *out, uint64_t number)
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 15; i >= 0; i--, number >>= 4)
        out[i] = digits[number & 15];
}

static void make_boundary(const apie_clock *clock, char out[BOUNDARY_LENGTH + 1])
{
    memcpy(out, PREFIX, sizeof(PREFIX) - 1);
    put_hex(out + sizeof(PREFIX) - 1, clock->random(clock->user));
    put_hex(out + sizeof(PREFIX) - 1 + 16, clock->random(clock->user));
    out[BOUNDARY_LENGTH] = '\0';
}

static apie_status check(const apie_multipart_file *file, apie_error *error)
{
    const char *name = file->file_name;
    if (file->data == NULL || file->length == 0)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "data", "the file is empty");
    if (file->content_type == NULL || file->content_type[0] == '\0' ||
        !apie_header_value_valid(file->content_type))
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "content_type",
                         "the file's content type cannot be sent");
    if (name != NULL && !apie_utf8_valid(name, strlen(name), NULL))
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "file_name",
                         "the file's name is not UTF-8");
    return APIE_OK;
}

/* The three characters that would end the name or its line are written as browsers write them. */
static void put_name(apie_buffer *out, const char *name)
{
    for (; *name != '\0'; name++) {
        switch (*name) {
        case '"': apie_buffer_string(out, "%22"); break;
        case '\r': apie_buffer_string(out, "%0D"); break;
        case '\n': apie_buffer_string(out, "%0A"); break;
        default: apie_buffer_char(out, *name); break;
        }
    }
}

/* The file is copied once, to where it stays. */
static void put_form(apie_buffer *out, const char *boundary, const apie_multipart_file *file)
{
    const char *name = file->file_name;
    apie_buffer_string(out, "--");
    apie_buffer_string(out, boundary);
    apie_buffer_string(out, "\r\nContent-Disposition: form-data; name=\"");
    put_name(out, file->field);
    apie_buffer_string(out, "\"; filename=\"");
    put_name(out, name != NULL && name[0] != '\0' ? name : "upload");
    apie_buffer_string(out, "\"\r\nContent-Type: ");
    apie_buffer_string(out, file->content_type);
    apie_buffer_string(out, "\r\n\r\n");
    if (file->length <= APIE_REQUEST_BODY_MAX)
        (void)apie_buffer_reserve(out, file->length + TAIL_LENGTH);
    apie_buffer_append(out, file->data, file->length);
    apie_buffer_string(out, "\r\n--");
    apie_buffer_string(out, boundary);
    apie_buffer_string(out, "--\r\n");
}

apie_status apie_multipart_build(const apie_multipart_file *file, const apie_clock *clock,
                                 apie_arena *arena, apie_multipart *out, apie_error *error)
{
    char boundary[BOUNDARY_LENGTH + 1];
    apie_buffer body;
    *out = (apie_multipart){0};
    apie_status status = check(file, error);
    if (status != APIE_OK)
        return status;
    make_boundary(clock, boundary);
    char *type = apie_arena_text(arena, sizeof(TYPE_PREFIX) + BOUNDARY_LENGTH);
    if (type == NULL)
        return apie_fail_no_memory(error);
    memcpy(type, TYPE_PREFIX, sizeof(TYPE_PREFIX) - 1);
    memcpy(type + sizeof(TYPE_PREFIX) - 1, boundary, sizeof(boundary));

    apie_buffer_init(&body, APIE_REQUEST_BODY_MAX);
    put_form(&body, boundary, file);
    if (body.error == APIE_BUFFER_TOO_LARGE)
        status = apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "data",
                           "the file with the form around it is larger than 64 MiB");
    else if (body.error != APIE_BUFFER_OK || apie_arena_on_free(arena, free, body.data) != 0)
        status = apie_fail_no_memory(error);
    if (status != APIE_OK) {
        apie_buffer_free(&body);
        return status;
    }
    *out = (apie_multipart){type, body.data, body.length};
    return APIE_OK;
}
