#include "openapp/sse.h"

#include <string.h>

#include "base/number.h"
#include "exchange/ascii.h"

#define REPLACEMENT "\xEF\xBF\xBD"
#define MARK        "\xEF\xBB\xBF"

/* Memory that stays for the next line or event. */
#define KEPT 4096

void apie_sse_init(apie_sse *sse, size_t maximum)
{
    *sse = (apie_sse){.retry_ms = -1};
    apie_buffer_init(&sse->line, maximum);
    apie_buffer_init(&sse->data, maximum);
    apie_buffer_init(&sse->type, maximum);
    apie_buffer_init(&sse->id, maximum);
    apie_buffer_init(&sse->next_id, maximum);
}

void apie_sse_free(apie_sse *sse)
{
    apie_buffer_free(&sse->line);
    apie_buffer_free(&sse->data);
    apie_buffer_free(&sse->type);
    apie_buffer_free(&sse->id);
    apie_buffer_free(&sse->next_id);
}

/* ---- text ---- */

/* Bytes of the broken character at text: those that a whole one could have begun with. */
static size_t broken_length(const char *text, size_t left)
{
    const unsigned char *byte = (const unsigned char *)text;
    unsigned char lead = byte[0];
    size_t needed = lead < 0xC2 || lead > 0xF4 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    size_t length = 1;
    while (length < needed && length < left && byte[length] >= low && byte[length] <= high) {
        length++;
        low = 0x80;
        high = 0xBF;
    }
    return length;
}

/* What is not UTF-8 becomes one replacement character for each broken one. */
static void append_text(apie_buffer *out, apie_slice text)
{
    size_t bad = 0;
    while (!apie_utf8_valid(text.data, text.length, &bad)) {
        size_t length = broken_length(text.data + bad, text.length - bad);
        apie_buffer_append(out, text.data, bad);
        apie_buffer_append(out, REPLACEMENT, sizeof(REPLACEMENT) - 1);
        text.data += bad + length;
        text.length -= bad + length;
    }
    apie_buffer_append(out, text.data, text.length);
}

/* ---- fields ---- */

static bool has_nul(apie_slice value)
{
    return value.length > 0 && memchr(value.data, '\0', value.length) != NULL;
}

static void read_event(apie_sse *sse, apie_slice value)
{
    if (has_nul(value))
        return;
    apie_buffer_reset(&sse->type, KEPT);
    append_text(&sse->type, value);
}

static void read_data(apie_sse *sse, apie_slice value)
{
    append_text(&sse->data, value);
    apie_buffer_char(&sse->data, '\n');
}

static void read_id(apie_sse *sse, apie_slice value)
{
    if (has_nul(value))
        return;
    apie_buffer_reset(&sse->next_id, KEPT);
    append_text(&sse->next_id, value);
    sse->has_next_id = true;
}

static void read_retry(apie_sse *sse, apie_slice value)
{
    int64_t milliseconds;
    for (size_t i = 0; i < value.length; i++)
        if (!apie_is_digit(value.data[i]))
            return;
    if (apie_text_to_int64(value.data, value.length, &milliseconds))
        sse->retry_ms = milliseconds;
}

static const struct {
    const char *name;
    void (*read)(apie_sse *sse, apie_slice value);
} fields[] = {
    {"event", read_event},
    {"data", read_data},
    {"id", read_id},
    {"retry", read_retry},
};

static void read_field(apie_sse *sse, apie_slice line)
{
    const char *colon = memchr(line.data, ':', line.length);
    apie_slice name = {line.data, colon != NULL ? (size_t)(colon - line.data) : line.length};
    apie_slice value = {line.data + line.length, 0};
    if (colon != NULL) {
        value.data = colon + 1;
        value.length = line.length - name.length - 1;
    }
    if (value.length > 0 && value.data[0] == ' ') {
        value.data++;
        value.length--;
    }
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
        if (apie_slice_equal(name, fields[i].name))
            fields[i].read(sse, value);
}

/* ---- events ---- */

static bool no_failure(apie_sse *sse)
{
    const apie_buffer *const buffers[] = {&sse->line, &sse->data, &sse->type, &sse->next_id};
    for (size_t i = 0; i < sizeof(buffers) / sizeof(buffers[0]); i++)
        if (sse->error == APIE_BUFFER_OK)
            sse->error = buffers[i]->error;
    return sse->error == APIE_BUFFER_OK;
}

static void forget_event(apie_sse *sse)
{
    apie_buffer_reset(&sse->data, KEPT);
    apie_buffer_reset(&sse->type, KEPT);
    sse->event_done = false;
}

/* False if memory ran out: then the id before stays. */
static bool take_id(apie_sse *sse)
{
    apie_buffer before = sse->id;
    if (!sse->has_next_id)
        return true;
    (void)apie_buffer_terminate(&sse->next_id);
    if (!no_failure(sse))
        return false;
    sse->id = sse->next_id;
    sse->next_id = before;
    sse->has_next_id = false;
    return true;
}

/* An empty line ends an event, if there is one. Its id counts even if there is none. */
static bool end_event(apie_sse *sse, apie_sse_event *event)
{
    const char *type = "message";
    sse->event_done = true;
    if (sse->type.length > 0)
        type = apie_buffer_terminate(&sse->type);
    if (!no_failure(sse) || !take_id(sse) || sse->data.length == 0)
        return false;
    size_t length = sse->data.length - 1;
    sse->data.data[length] = '\0';
    *event = (apie_sse_event){
        .type = type,
        .data = sse->data.data,
        .data_length = length,
        .id = sse->id.length > 0 ? sse->id.data : "",
    };
    return true;
}

/* ---- lines ---- */

static size_t line_length(apie_slice bytes)
{
    size_t length = 0;
    while (length < bytes.length && bytes.data[length] != '\n' && bytes.data[length] != '\r')
        length++;
    return length;
}

static void skip(apie_slice *bytes, size_t count)
{
    bytes->data += count;
    bytes->length -= count;
}

static apie_slice without_mark(apie_sse *sse, apie_slice line)
{
    if (!sse->any_line && line.length >= 3 && memcmp(line.data, MARK, 3) == 0)
        skip(&line, 3);
    sse->any_line = true;
    return line;
}

static bool is_too_long(const apie_sse *sse, size_t more)
{
    size_t maximum = sse->line.maximum;
    return maximum > 0 && more > maximum - sse->line.length;
}

/* The next line, without its end. It lies in the bytes if they hold all of it, else in sse->line.
 */
static bool take_line(apie_sse *sse, apie_slice *bytes, apie_slice *line)
{
    while (bytes->length > 0) {
        bool rest_of_crlf = sse->after_cr && bytes->data[0] == '\n';
        sse->after_cr = false;
        if (rest_of_crlf) {
            skip(bytes, 1);
            continue;
        }
        sse->in_comment = sse->in_comment || (sse->line.length == 0 && bytes->data[0] == ':');
        apie_slice part = {bytes->data, line_length(*bytes)};
        bool ended = part.length < bytes->length;
        sse->after_cr = ended && part.data[part.length] == '\r';
        skip(bytes, part.length + (ended ? 1 : 0));
        if (sse->in_comment) {
            sse->in_comment = !ended;
            sse->any_line = true;
            continue;
        }
        if (is_too_long(sse, part.length)) {
            sse->error = APIE_BUFFER_TOO_LARGE;
            return false;
        }
        *line = part;
        if (!ended || sse->line.length > 0) {
            apie_buffer_append(&sse->line, part.data, part.length);
            *line = (apie_slice){sse->line.data, sse->line.length};
        }
        if (ended || !no_failure(sse)) {
            sse->line_done = true;
            *line = without_mark(sse, *line);
            return sse->error == APIE_BUFFER_OK;
        }
    }
    return false;
}

bool apie_sse_next(apie_sse *sse, apie_slice *bytes, apie_sse_event *event)
{
    apie_slice line;
    while (no_failure(sse)) {
        if (sse->line_done)
            apie_buffer_reset(&sse->line, KEPT);
        sse->line_done = false;
        if (sse->event_done)
            forget_event(sse);
        if (!take_line(sse, bytes, &line))
            return false;
        if (line.length > 0)
            read_field(sse, line);
        else if (end_event(sse, event))
            return true;
    }
    return false;
}
