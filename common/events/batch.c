#include <string.h>

#include "base/copy.h"
#include "base/json_writer.h"
#include "base/number.h"
#include "events/event.h"

#define APPEND(out, literal) apie_buffer_append((out), (literal), sizeof(literal) - 1)

static void append_string(apie_buffer *out, const char *text)
{
    apie_json_writer writer;
    apie_json_writer_init(&writer, out);
    apie_json_write_text(&writer, text);
}

static void append_ids(const char *agent_id, const char *agent_version_id, apie_buffer *out)
{
    if (agent_id != NULL) {
        APPEND(out, ",\"agent_id\":");
        append_string(out, agent_id);
    }
    if (agent_version_id != NULL) {
        APPEND(out, ",\"agent_version_id\":");
        append_string(out, agent_version_id);
    }
}

static char *put(char *at, const char *data, size_t length)
{
    apie_copy(at, data, length);
    return at + length;
}

#define SEQUENCE         ",\"sequence_number\":"
#define SESSION_SEQUENCE ",\"session_sequence_number\":"
/* At most, beside the event's text and the ids. */
#define NUMBERS_MAX (sizeof(SEQUENCE) + sizeof(SESSION_SEQUENCE) + 2 * APIE_INT64_TEXT_MAX)

static char *put_number(char *at, const char *name, size_t name_length, int64_t number)
{
    if (number <= 0)
        return at;
    at = put(at, name, name_length);
    return at + apie_int64_to_text(number, at);
}

/* ids is the same for all events of a batch, so it is written once. */
static void append_event(const apie_event *event, const apie_buffer *ids, apie_buffer *out)
{
    if (!apie_buffer_reserve(out, event->length + ids->length + NUMBERS_MAX))
        return;
    char *at = put(out->data + out->length, event->text, event->splice);
    if (!event->other_agent)
        at = put(at, ids->data, ids->length);
    at = put_number(at, SEQUENCE, sizeof(SEQUENCE) - 1, event->sequence);
    at = put_number(at, SESSION_SEQUENCE, sizeof(SESSION_SEQUENCE) - 1, event->session_sequence);
    at = put(at, event->text + event->splice, event->length - event->splice);
    out->length = (size_t)(at - out->data);
}

static void append_events(const apie_event *const *events, size_t count, const apie_buffer *ids,
                          apie_buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            apie_buffer_char(out, ',');
        append_event(events[i], ids, out);
    }
}

static void write_events(const apie_event *const *events, size_t count, const char *agent_id,
                         const char *agent_version_id, apie_buffer *out)
{
    apie_buffer ids;
    apie_buffer_init(&ids, 0);
    append_ids(agent_id, agent_version_id, &ids);
    if (ids.error == APIE_BUFFER_OK)
        append_events(events, count, &ids, out);
    else
        out->error = ids.error;
    apie_buffer_free(&ids);
}

void apie_event_write(const apie_event *event, const char *agent_id, const char *agent_version_id,
                      apie_buffer *out)
{
    write_events(&event, 1, agent_id, agent_version_id, out);
}

void apie_events_write_batch(const apie_event *const *events, size_t count, const char *agent_id,
                             const char *agent_version_id, apie_buffer *out)
{
    APPEND(out, "{\"events\":[");
    write_events(events, count, agent_id, agent_version_id, out);
    APPEND(out, "]}");
}
