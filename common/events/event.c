#include "events/event.h"

#include <stdlib.h>
#include <string.h>

#include "base/copy.h"
#include "base/fail.h"
#include "base/json_writer.h"
#include "base/number.h"
#include "base/scan.h"
#include "base/timestamp.h"
#include "events/event_store.h"
#include "events/id_table.h"

/* What most events need with their heads; with the allocator's own bytes, a piece of a size that it
 * keeps at hand. */
#define FIRST_ROOM ((size_t)1000)

/* Top-level members in the order in which they are sent. The agent's ids come after AGENT_KEY. */
typedef enum event_member {
    TYPE,
    AGENT_KEY,
    RUN_ID,
    SESSION_ID,
    EVENT_ID,
    PARENT_EVENT_ID,
    CAUSED_BY_EVENT_ID,
    TRIGGER_KIND,
    EVENT_CATEGORY,
    STEP_KEY,
    STEP_NAME,
    STEP_INDEX,
    PAYLOAD_SUMMARY,
    TIMESTAMP,
    ENVIRONMENT,
    TOOL,
    ACTION,
    RESOURCE,
    DECISION,
    APPROVAL,
    ERROR,
    METADATA,
    MEMBER_COUNT
} event_member;

/* What stands before a member's value. Of a fixed size, so that it is copied whole in a few
 * instructions: what is too much is overwritten by what follows. */
typedef struct member_opening {
    char text[31];
    unsigned char length;
} member_opening;

/* clang-format off */
#define OPENING(text) {text, sizeof(text) - 1}
#define TEXT(name)    OPENING(",\"" name "\":\"")
#define JSON(name)    OPENING(",\"" name "\":")
/* clang-format on */

static const member_opening openings[MEMBER_COUNT] = {
    [TYPE] = OPENING("{\"type\":\""),
    [AGENT_KEY] = TEXT("agent_key"),
    [RUN_ID] = TEXT("run_id"),
    [SESSION_ID] = TEXT("session_id"),
    [EVENT_ID] = TEXT("event_id"),
    [PARENT_EVENT_ID] = TEXT("parent_event_id"),
    [CAUSED_BY_EVENT_ID] = TEXT("caused_by_event_id"),
    [TRIGGER_KIND] = TEXT("trigger_kind"),
    [EVENT_CATEGORY] = TEXT("event_category"),
    [STEP_KEY] = TEXT("step_key"),
    [STEP_NAME] = TEXT("step_name"),
    [STEP_INDEX] = JSON("step_index"),
    [PAYLOAD_SUMMARY] = JSON("payload_summary"),
    [TIMESTAMP] = TEXT("timestamp"),
    [ENVIRONMENT] = TEXT("environment"),
    [TOOL] = JSON("tool"),
    [ACTION] = JSON("action"),
    [RESOURCE] = JSON("resource"),
    [DECISION] = JSON("decision"),
    [APPROVAL] = JSON("approval"),
    [ERROR] = JSON("error"),
    [METADATA] = JSON("metadata"),
};

/* An event in the making. */
typedef struct event_draft {
    apie_buffer piece;                         /* its head, its names, its text */
    size_t type, run_id, session_id, event_id; /* where the names are; 0: there is none */
    size_t text;
    size_t splice;        /* in the text */
    size_t run_id_length; /* 0: none */
    size_t session_id_length;
    event_member bad; /* is not UTF-8; MEMBER_COUNT: none is */
} event_draft;

/* ---- names: strings as they were given ---- */

static size_t length_of(const char *name)
{
    return name != NULL ? strlen(name) : 0;
}

static size_t put_name(event_draft *draft, const char *name, size_t length)
{
    apie_buffer *piece = &draft->piece;
    size_t start = piece->length;
    if (name == NULL || !apie_buffer_reserve(piece, length + 1))
        return 0;
    apie_copy(piece->data + start, name, length);
    piece->data[start + length] = '\0';
    piece->length += length + 1;
    return start;
}

/* Written anew, not copied: reading at once what was written in pieces would wait for it. */
static size_t put_id_name(event_draft *draft, const apie_event_input *input)
{
    apie_buffer *piece = &draft->piece;
    size_t start = piece->length;
    if (!apie_buffer_reserve(piece, APIE_UUID_LENGTH + 1))
        return 0;
    apie_uuid_write(input->id_high, input->id_low, piece->data + start);
    piece->data[start + APIE_UUID_LENGTH] = '\0';
    piece->length += APIE_UUID_LENGTH + 1;
    return start;
}

/* ---- members ---- */

/* Puts a member's opening where there will be room for a value, too. Where that goes; NULL if
 * memory ran out. */
static char *open_member(event_draft *draft, event_member member, size_t length)
{
    apie_buffer *piece = &draft->piece;
    const member_opening *opening = &openings[member];
    if (!apie_buffer_reserve(piece, sizeof(*opening) + length + 1))
        return NULL;
    char *at = piece->data + piece->length;
    memcpy(at, opening, sizeof(*opening));
    piece->length += opening->length;
    return at + opening->length;
}

static void put_special(event_draft *draft, event_member member, const char *text, size_t length)
{
    apie_json_writer writer;
    draft->piece.length--; /* the writer has a quote of its own */
    apie_json_writer_init(&writer, &draft->piece);
    apie_json_write_string(&writer, text, length);
    if (writer.error == APIE_JSON_WRITE_BAD_UTF8 && draft->bad == MEMBER_COUNT)
        draft->bad = member;
}

static void put_text(event_draft *draft, event_member member, const char *text, size_t length)
{
    char *at = text != NULL ? open_member(draft, member, length) : NULL;
    if (at == NULL)
        return;
    if (!apie_scan_is_plain(text, length)) {
        put_special(draft, member, text, length);
        return;
    }
    apie_copy(at, text, length);
    at[length] = '"';
    draft->piece.length += length + 1;
}

static void put_string(event_draft *draft, event_member member, const char *text)
{
    if (text != NULL)
        put_text(draft, member, text, strlen(text));
}

static void put_json(event_draft *draft, event_member member, apie_slice json)
{
    char *at = json.length > 0 ? open_member(draft, member, json.length) : NULL;
    if (at == NULL)
        return;
    apie_copy(at, json.data, json.length);
    draft->piece.length += json.length;
}

static void put_id(event_draft *draft, const apie_event_input *input)
{
    char *at = open_member(draft, EVENT_ID, APIE_UUID_LENGTH);
    if (at == NULL)
        return;
    apie_uuid_write(input->id_high, input->id_low, at);
    at[APIE_UUID_LENGTH] = '"';
    draft->piece.length += APIE_UUID_LENGTH + 1;
}

static void put_timestamp(event_draft *draft, const apie_event_input *input)
{
    char *at = open_member(draft, TIMESTAMP, APIE_TIMESTAMP_LENGTH);
    if (at == NULL)
        return;
    apie_timestamp_write(input->wall_us, at);
    at[APIE_TIMESTAMP_LENGTH] = '"';
    draft->piece.length += APIE_TIMESTAMP_LENGTH + 1;
}

static void put_step_index(event_draft *draft, apie_opt_int step_index)
{
    char *at = step_index.presence == APIE_SET ? open_member(draft, STEP_INDEX, APIE_INT64_TEXT_MAX)
                                               : NULL;
    if (at != NULL)
        draft->piece.length += apie_int64_to_text(step_index.value, at);
}

static void put_members(event_draft *draft, const apie_event_input *input)
{
    put_string(draft, TYPE, input->type);
    put_string(draft, AGENT_KEY, input->agent_key);
    draft->splice = draft->piece.length - draft->text;
    put_text(draft, RUN_ID, input->run_id, draft->run_id_length);
    put_text(draft, SESSION_ID, input->session_id, draft->session_id_length);
    put_id(draft, input);
    put_string(draft, PARENT_EVENT_ID, input->parent_event_id);
    put_string(draft, CAUSED_BY_EVENT_ID, input->caused_by_event_id);
    put_string(draft, TRIGGER_KIND, input->trigger_kind);
    put_string(draft, EVENT_CATEGORY, input->event_category);
    put_string(draft, STEP_KEY, input->step_key);
    put_string(draft, STEP_NAME, input->step_name);
    put_step_index(draft, input->step_index);
    put_json(draft, PAYLOAD_SUMMARY, input->payload_summary);
    put_timestamp(draft, input);
    put_string(draft, ENVIRONMENT, input->environment);
    put_json(draft, TOOL, input->tool);
    put_json(draft, ACTION, input->action);
    put_json(draft, RESOURCE, input->resource);
    put_json(draft, DECISION, input->decision);
    put_json(draft, APPROVAL, input->approval);
    put_json(draft, ERROR, input->error);
    put_json(draft, METADATA, input->metadata);
    apie_buffer_char(&draft->piece, '}');
}

/* Leaves out the free-form members, and says so. */
static void put_without_payload(event_draft *draft, const apie_event_input *input)
{
    char notice[160];
    apie_event_input rest = *input;
    apie_text_format(notice, sizeof(notice),
                     "{\"apie_payload_truncated\":true,\"apie_payload_bytes\":%zu,"
                     "\"apie_payload_max_bytes\":%zu}",
                     draft->piece.length - draft->text, input->max_payload_bytes);
    rest.payload_summary = APIE_SLICE("{\"notice\":\"[TRUNCATED_FOR_SIZE]\"}");
    rest.tool = rest.action = rest.resource = rest.decision = rest.approval = rest.error =
        (apie_slice){NULL, 0};
    rest.metadata = (apie_slice){notice, strlen(notice)};
    draft->piece.length = draft->text;
    put_members(draft, &rest);
}

/* ---- the event ---- */

/* The piece becomes the event. It soon moves into a block and is freed, unless it is large. */
static apie_event *take_piece(apie_buffer *piece)
{
    char *data = piece->data;
    if (piece->capacity > FIRST_ROOM) {
        data = realloc(data, piece->length);
        if (data == NULL)
            return NULL;
    }
    piece->data = NULL;
    return (apie_event *)(void *)data;
}

static const char *at_offset(const apie_event *event, size_t offset)
{
    return offset != 0 ? (const char *)event + offset : NULL;
}

static uint64_t hash_of(const char *name, size_t length)
{
    return name != NULL ? apie_id_hash(name, length) : 0;
}

/* Member by member: clearing the whole first would take longer than all of this. */
static void set_head(apie_event *event, const event_draft *draft, size_t size)
{
    event->notice = (apie_notice){NULL, NULL};
    event->next = NULL;
    event->ticket = 0;
    event->sequence = 0;
    event->session_sequence = 0;
    event->other_agent = false;
    event->fate = APIE_EVENT_DELIVERED;
    event->reason = NULL;
    event->type = at_offset(event, draft->type);
    event->run_id = at_offset(event, draft->run_id);
    event->session_id = at_offset(event, draft->session_id);
    event->event_id = at_offset(event, draft->event_id);
    event->key = NULL;
    event->key_asked = false;
    event->run_hash = hash_of(event->run_id, draft->run_id_length);
    event->session_hash = hash_of(event->session_id, draft->session_id_length);
    event->key_hash = 0;
    event->splice = draft->splice;
    event->length = size - draft->text;
    event->text = at_offset(event, draft->text);
    event->size = size;
    event->block = NULL;
    event->words = NULL;
}

static apie_event *finish(event_draft *draft)
{
    const size_t size = draft->piece.length;
    apie_event *event = draft->piece.error == APIE_BUFFER_OK ? take_piece(&draft->piece) : NULL;
    if (event != NULL)
        set_head(event, draft, size);
    return event;
}

static void begin(event_draft *draft, const apie_event_input *input)
{
    apie_buffer *piece = &draft->piece;
    apie_buffer_init(piece, 0);
    if (apie_buffer_reserve(piece, FIRST_ROOM))
        piece->length = sizeof(apie_event);
    draft->bad = MEMBER_COUNT;
    draft->run_id_length = length_of(input->run_id);
    draft->session_id_length = length_of(input->session_id);
    draft->type = put_name(draft, input->type, strlen(input->type));
    draft->run_id = put_name(draft, input->run_id, draft->run_id_length);
    draft->session_id = put_name(draft, input->session_id, draft->session_id_length);
    draft->event_id = put_id_name(draft, input);
    draft->text = piece->length;
}

static apie_event *make_event(const apie_event_input *input, apie_error *error)
{
    event_draft draft;
    apie_event *event = NULL;
    begin(&draft, input);
    put_members(&draft, input);
    if (input->max_payload_bytes > 0 && draft.piece.length - draft.text > input->max_payload_bytes)
        put_without_payload(&draft, input);
    if (draft.bad != MEMBER_COUNT) {
        const member_opening *opening = &openings[draft.bad];
        char where[sizeof(opening->text)];
        apie_text_copy(where, sizeof(where), opening->text + 2, opening->length - 5u);
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, where, "%s is not UTF-8", where);
    } else if ((event = finish(&draft)) == NULL) {
        apie_fail_no_memory(error);
    }
    apie_buffer_free(&draft.piece);
    return event;
}

static bool has_key(const apie_event_input *input)
{
    return input->idempotency_key != NULL && input->idempotency_key[0] != '\0';
}

apie_event *apie_event_new(const apie_event_input *input, apie_error *error)
{
    if (input->type == NULL) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "type", "an event needs a type");
        return NULL;
    }
    apie_event *event = make_event(input, error);
    if (event == NULL)
        return NULL;
    event->other_agent = input->other_agent;
    if (has_key(input) && !apie_event_set_key(event, input->idempotency_key)) {
        apie_event_free(event);
        apie_fail_no_memory(error);
        return NULL;
    }
    return event;
}

bool apie_event_set_key(apie_event *event, const char *key)
{
    char *copy = apie_text_dup(key);
    if (copy == NULL)
        return false;
    free(event->key);
    event->key = copy;
    event->key_hash = apie_id_hash(copy, strlen(copy));
    return true;
}

static void free_parts(apie_event *event)
{
    free(event->key);
    free(event->words);
}

void apie_event_free(apie_event *event)
{
    if (event == NULL)
        return;
    event->next = NULL;
    apie_events_free(event);
}

/* Neighbours mostly are of one block, which is told once of all of them. */
void apie_events_free(apie_event *events)
{
    apie_event_block *block = NULL;
    size_t count = 0;
    while (events != NULL) {
        apie_event *next = events->next;
        if (events->block != block && count > 0) {
            apie_event_block_release(block, count);
            count = 0;
        }
        block = events->block;
        free_parts(events);
        if (block != NULL)
            count++;
        else
            free(events);
        events = next;
    }
    if (count > 0)
        apie_event_block_release(block, count);
}
