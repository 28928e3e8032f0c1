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

/* What stands around a member's value. Of a fixed size, so that it is copied whole in a few
 * instructions: what is too much is overwritten by what follows. */
typedef struct member_opening {
    char text[30];
    unsigned char length;
    unsigned char quotes; /* after the value: 1 for a string, else 0 */
} member_opening;

/* clang-format off */
#define OPENING(text, quotes) {text, sizeof(text) - 1, quotes}
#define TEXT(name)            OPENING(",\"" name "\":\"", 1)
#define JSON(name)            OPENING(",\"" name "\":", 0)
/* clang-format on */

static const member_opening openings[MEMBER_COUNT] = {
    [TYPE] = OPENING("{\"type\":\"", 1),
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

/* Strings that are kept as they were given. */
typedef struct event_names {
    apie_slice type;
    apie_slice run_id;
    apie_slice session_id;
} event_names;

/* An event's members, their length known before memory is asked for. */
typedef struct event_draft {
    uint32_t present;                /* a bit for each member that is set */
    uint32_t special;                /* and for each string that is more than plain ASCII: few */
    apie_slice values[MEMBER_COUNT]; /* as they stand in the text, without quotes */
    size_t length;                   /* of the whole text */
    apie_buffer escaped;             /* what the special strings became */
    event_names names;
    char event_id[APIE_UUID_LENGTH];
    char timestamp[APIE_TIMESTAMP_LENGTH];
    char step_index[APIE_INT64_TEXT_MAX];
} event_draft;

static uint32_t bit(event_member member)
{
    return UINT32_C(1) << member;
}

/* Takes the first member from a set that is not empty. */
static event_member take_first(uint32_t *members)
{
    event_member first = (event_member)__builtin_ctz(*members);
    *members &= *members - 1;
    return first;
}

static void set(event_draft *draft, event_member member, const char *data, size_t length)
{
    draft->present |= bit(member);
    draft->values[member] = (apie_slice){data, length};
    draft->length += openings[member].length + length + openings[member].quotes;
}

static void set_json(event_draft *draft, event_member member, apie_slice json)
{
    if (json.length > 0)
        set(draft, member, json.data, json.length);
}

static void set_text(event_draft *draft, event_member member, const char *text)
{
    if (text == NULL)
        return;
    size_t length = strlen(text);
    if (!apie_scan_is_plain(text, length))
        draft->special |= bit(member);
    set(draft, member, text, length);
}

static void set_step_index(event_draft *draft, apie_opt_int step_index)
{
    if (step_index.presence == APIE_SET)
        set(draft, STEP_INDEX, draft->step_index,
            apie_int64_to_text(step_index.value, draft->step_index));
}

static apie_slice value_of(const event_draft *draft, event_member member)
{
    bool present = (draft->present & bit(member)) != 0;
    return present ? draft->values[member] : (apie_slice){NULL, 0};
}

static void set_all(event_draft *draft, const apie_event_input *input)
{
    draft->length = 1; /* the closing brace */
    draft->present = 0;
    draft->special = 0;
    set_text(draft, TYPE, input->type);
    set_text(draft, AGENT_KEY, input->agent_key);
    set_text(draft, RUN_ID, input->run_id);
    set_text(draft, SESSION_ID, input->session_id);
    set(draft, EVENT_ID, draft->event_id, APIE_UUID_LENGTH);
    set_text(draft, PARENT_EVENT_ID, input->parent_event_id);
    set_text(draft, CAUSED_BY_EVENT_ID, input->caused_by_event_id);
    set_text(draft, TRIGGER_KIND, input->trigger_kind);
    set_text(draft, EVENT_CATEGORY, input->event_category);
    set_text(draft, STEP_KEY, input->step_key);
    set_text(draft, STEP_NAME, input->step_name);
    set_step_index(draft, input->step_index);
    set_json(draft, PAYLOAD_SUMMARY, input->payload_summary);
    set(draft, TIMESTAMP, draft->timestamp, APIE_TIMESTAMP_LENGTH);
    set_text(draft, ENVIRONMENT, input->environment);
    set_json(draft, TOOL, input->tool);
    set_json(draft, ACTION, input->action);
    set_json(draft, RESOURCE, input->resource);
    set_json(draft, DECISION, input->decision);
    set_json(draft, APPROVAL, input->approval);
    set_json(draft, ERROR, input->error);
    set_json(draft, METADATA, input->metadata);
    draft->names.type = value_of(draft, TYPE);
    draft->names.run_id = value_of(draft, RUN_ID);
    draft->names.session_id = value_of(draft, SESSION_ID);
}

/* Replaces a string by its escaped form, for which there is room. */
static bool escape(event_draft *draft, event_member member)
{
    apie_slice *value = &draft->values[member];
    size_t start = draft->escaped.length;
    apie_json_writer writer;
    apie_json_writer_init(&writer, &draft->escaped);
    apie_json_write_string(&writer, value->data, value->length);
    if (apie_json_writer_error(&writer) != APIE_JSON_WRITE_OK)
        return false;
    draft->length -= value->length;
    /* between the quotes */
    *value = (apie_slice){draft->escaped.data + start + 1, draft->escaped.length - start - 2};
    draft->length += value->length;
    return true;
}

static apie_status escape_all(event_draft *draft, apie_error *error)
{
    size_t room = 0;
    for (uint32_t left = draft->special; left != 0;)
        room += 6 * draft->values[take_first(&left)].length + 2;
    /* all at once, so that what is written stays where it is */
    if (!apie_buffer_reserve(&draft->escaped, room))
        return apie_fail_no_memory(error);
    for (uint32_t left = draft->special; left != 0;) {
        const event_member member = take_first(&left);
        if (escape(draft, member))
            continue;
        char where[sizeof(openings[member].text)];
        apie_text_copy(where, sizeof(where), openings[member].text + 2,
                       openings[member].length - 5u);
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, where, "%s is not UTF-8", where);
    }
    return APIE_OK;
}

static void unset(event_draft *draft, event_member member)
{
    if ((draft->present & bit(member)) == 0)
        return;
    draft->present &= ~bit(member);
    draft->length -=
        openings[member].length + draft->values[member].length + openings[member].quotes;
}

/* Leaves out the free-form members, and says so. */
static void truncate_payload(event_draft *draft, size_t max_bytes, char *notice, size_t notice_size)
{
    static const event_member free_form[] = {PAYLOAD_SUMMARY, TOOL,     ACTION, RESOURCE,
                                             DECISION,        APPROVAL, ERROR,  METADATA};
    apie_text_format(notice, notice_size,
                     "{\"apie_payload_truncated\":true,\"apie_payload_bytes\":%zu,"
                     "\"apie_payload_max_bytes\":%zu}",
                     draft->length, max_bytes);
    for (size_t i = 0; i < sizeof(free_form) / sizeof(free_form[0]); i++)
        unset(draft, free_form[i]);
    set_json(draft, PAYLOAD_SUMMARY, APIE_SLICE("{\"notice\":\"[TRUNCATED_FOR_SIZE]\"}"));
    set_json(draft, METADATA, (apie_slice){notice, strlen(notice)});
}

static char *put(char *at, const char *data, size_t length)
{
    apie_copy(at, data, length);
    return at + length;
}

static char *put_members(const event_draft *draft, uint32_t members, char *at)
{
    while (members != 0) {
        event_member member = take_first(&members);
        const member_opening *opening = &openings[member];
        memcpy(at, opening, sizeof(*opening));
        at = put(at + opening->length, draft->values[member].data, draft->values[member].length);
        *at = '"';
        at += opening->quotes;
    }
    return at;
}

static void put_all(const event_draft *draft, apie_event *event, char *text)
{
    uint32_t head = draft->present & (bit(TYPE) | bit(AGENT_KEY));
    char *at = put_members(draft, head, text);
    event->text = text;
    event->splice = (size_t)(at - text);
    at = put_members(draft, draft->present & ~head, at);
    *at++ = '}';
    event->length = (size_t)(at - text);
    event->size = (size_t)(at - (const char *)event);
}

static size_t size_of_name(apie_slice name)
{
    return name.data != NULL ? name.length + 1 : 0;
}

/* Copies a name into the allocation, behind what is there. */
static const char *keep_name(char **at, apie_slice name)
{
    if (name.data == NULL)
        return NULL;
    char *copy = *at;
    *at = put(copy, name.data, name.length);
    *(*at)++ = '\0';
    return copy;
}

static uint64_t hash_of_name(apie_slice name)
{
    return name.data != NULL ? apie_id_hash(name.data, name.length) : 0;
}

static apie_event *make_event(const event_draft *draft)
{
    const event_names *names = &draft->names;
    apie_slice id = draft->values[EVENT_ID];
    apie_event *event = malloc(sizeof(*event) + size_of_name(names->type) +
                               size_of_name(names->run_id) + size_of_name(names->session_id) +
                               size_of_name(id) + draft->length + sizeof(member_opening));
    if (event == NULL)
        return NULL;
    event->notice = (apie_notice){NULL, NULL};
    event->next = NULL;
    event->ticket = 0;
    event->sequence = 0;
    event->session_sequence = 0;
    event->other_agent = false;
    event->fate = APIE_EVENT_DELIVERED;
    event->reason = NULL;
    event->words = NULL;
    event->block = NULL;
    char *at = (char *)(event + 1);
    event->type = keep_name(&at, names->type);
    event->run_id = keep_name(&at, names->run_id);
    event->session_id = keep_name(&at, names->session_id);
    event->event_id = keep_name(&at, id);
    event->run_hash = hash_of_name(names->run_id);
    event->session_hash = hash_of_name(names->session_id);
    event->key = NULL;
    event->key_asked = false;
    event->key_hash = 0;
    put_all(draft, event, at);
    return event;
}

apie_event *apie_event_new(const apie_event_input *input, apie_error *error)
{
    char notice[160];
    event_draft draft;
    apie_event *event = NULL;
    if (input->type == NULL) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "type", "an event needs a type");
        return NULL;
    }
    apie_buffer_init(&draft.escaped, 0);
    apie_uuid_write(input->id_high, input->id_low, draft.event_id);
    apie_timestamp_write(input->wall_us, draft.timestamp);
    set_all(&draft, input);
    if (draft.special != 0 && escape_all(&draft, error) != APIE_OK)
        goto done;
    if (input->max_payload_bytes > 0 && draft.length > input->max_payload_bytes)
        truncate_payload(&draft, input->max_payload_bytes, notice, sizeof(notice));
    event = make_event(&draft);
    if (event != NULL)
        event->other_agent = input->other_agent;
    if (event != NULL && input->idempotency_key != NULL && input->idempotency_key[0] != '\0' &&
        !apie_event_set_key(event, input->idempotency_key)) {
        apie_event_free(event);
        event = NULL;
    }
    if (event == NULL)
        apie_fail_no_memory(error);
done:
    apie_buffer_free(&draft.escaped);
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
