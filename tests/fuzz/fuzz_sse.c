/* Any stream of server-sent events: however it is cut into pieces, the same events come out, and
 * what comes out is text. Input: one byte that chooses the pieces, one the maximum, the stream. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "openapp/sse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHECK(x) ((x) ? (void)0 : abort())

static void check_text(const char *text, size_t length)
{
    CHECK(text[length] == '\0');
    CHECK(apie_utf8_valid(text, length, NULL));
}

static void note(apie_buffer *out, const apie_sse_event *event)
{
    check_text(event->type, strlen(event->type));
    check_text(event->data, event->data_length);
    check_text(event->id, strlen(event->id));
    CHECK(event->type[0] != '\0');
    apie_buffer_string(out, event->type);
    apie_buffer_char(out, '\0');
    apie_buffer_append(out, event->data, event->data_length);
    apie_buffer_char(out, '\0');
    apie_buffer_string(out, event->id);
    apie_buffer_char(out, '\n');
}

/* The bytes of each piece are in memory of their own, so that a sanitizer sees what reads on. */
static apie_buffer_error run(apie_slice stream, size_t piece, size_t maximum, apie_buffer *out)
{
    apie_sse sse;
    apie_sse_event event;
    apie_sse_init(&sse, maximum);
    while (stream.length > 0 && sse.error == APIE_BUFFER_OK) {
        size_t length = stream.length < piece ? stream.length : piece;
        char *copy = malloc(length);
        CHECK(copy != NULL);
        memcpy(copy, stream.data, length);
        apie_slice bytes = {copy, length};
        while (apie_sse_next(&sse, &bytes, &event))
            note(out, &event);
        CHECK(bytes.length == 0 || sse.error != APIE_BUFFER_OK);
        free(copy);
        stream.data += length;
        stream.length -= length;
    }
    CHECK(sse.retry_ms >= -1);
    CHECK(maximum == 0 || sse.line.capacity <= maximum);
    CHECK(maximum == 0 || sse.data.capacity <= maximum);
    apie_buffer_error error = sse.error;
    apie_sse_free(&sse);
    return error;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    apie_slice stream = {(const char *)data + 2, size - 2};
    size_t piece = 1 + data[0] % 32;
    apie_buffer whole;
    apie_buffer parts;
    apie_buffer_init(&whole, 0);
    apie_buffer_init(&parts, 0);
    apie_buffer_error first = run(stream, size, data[1], &whole);
    apie_buffer_error second = run(stream, piece, data[1], &parts);
    CHECK(first == second);
    CHECK(whole.length == parts.length);
    CHECK(whole.length == 0 || memcmp(whole.data, parts.data, whole.length) == 0);
    apie_buffer_free(&whole);
    apie_buffer_free(&parts);
    return 0;
}
