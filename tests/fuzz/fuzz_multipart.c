/* Any file under any name: the form has one part, whose head is three lines and whose body is the
 * file. Input: the length of the name (one byte), the name, the file. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "openapp/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHECK(x) ((x) ? (void)0 : abort())

static uint64_t draw(void *user)
{
    (void)user;
    return UINT64_C(0x9e3779b97f4a7c15);
}

static apie_slice take(apie_slice *rest, size_t length)
{
    CHECK(rest->length >= length);
    apie_slice taken = {rest->data, length};
    rest->data += length;
    rest->length -= length;
    return taken;
}

static void expect(apie_slice *rest, const char *text)
{
    CHECK(apie_slice_equal(take(rest, strlen(text)), text));
}

static void check_form(const apie_multipart *form, apie_slice file)
{
    static const char lead[] = "multipart/form-data; boundary=";
    apie_slice rest = {form->body, form->length};
    CHECK(strncmp(form->content_type, lead, sizeof(lead) - 1) == 0);
    const char *boundary = form->content_type + sizeof(lead) - 1;
    expect(&rest, "--");
    expect(&rest, boundary);
    expect(&rest, "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"");
    const char *quote = memchr(rest.data, '"', rest.length);
    CHECK(quote != NULL);
    apie_slice name = take(&rest, (size_t)(quote - rest.data));
    CHECK(name.length == 0 || memchr(name.data, '\n', name.length) == NULL);
    CHECK(name.length == 0 || memchr(name.data, '\r', name.length) == NULL);
    expect(&rest, "\"\r\nContent-Type: image/png\r\n\r\n");
    apie_slice body = take(&rest, file.length);
    CHECK(memcmp(body.data, file.data, file.length) == 0);
    expect(&rest, "\r\n--");
    expect(&rest, boundary);
    expect(&rest, "--\r\n");
    CHECK(rest.length == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || size - 1 < data[0])
        return 0;
    char name[256];
    memcpy(name, data + 1, data[0]);
    name[data[0]] = '\0';
    apie_slice file = {(const char *)data + 1 + data[0], size - 1 - data[0]};
    const apie_multipart_file part = {"file", name, "image/png", file.data, file.length};
    const apie_clock clock = {.random = draw};
    apie_multipart form;
    apie_error error;
    apie_arena *arena = apie_arena_new(0);
    CHECK(arena != NULL);
    apie_status status = apie_multipart_build(&part, &clock, arena, &form, &error);
    bool fit = file.length > 0 && apie_utf8_valid(name, strlen(name), NULL);
    CHECK(status == (fit ? APIE_OK : APIE_ERROR_INVALID_ARGUMENT));
    if (fit)
        check_form(&form, file);
    apie_arena_free(arena);
    return 0;
}
