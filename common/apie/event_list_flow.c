/* Events that the program has as JSON values: sent past the queue, or only checked. */
#include <string.h>

#include "apie/event_make.h"
#include "apie/tracing.h"
#include "base/fail.h"
#include "base/timestamp.h"

typedef struct event_list_flow {
    apie_flow flow; /* first */
    bool send;
    json_t *events; /* our copy, which is completed */
} event_list_flow;

/* ---- what events lack ---- */

static bool set_text(json_t *event, const char *name, const char *text)
{
    return !text || json_object_get(event, name) ||
           json_object_set_new(event, name, json_string(text)) == 0;
}

/* The next number of what the event names by `id`, unless it has one. */
static bool set_number(const event_list_flow *list, json_t *event, const char *name,
                       apie_counter counter, const char *id)
{
    const char *owner = json_string_value(json_object_get(event, id));
    if (!owner || json_object_get(event, name))
        return true;
    int64_t number =
        apie_queue_number(apie_agent_of(&list->flow)->queue, counter, owner, list->send);
    return number > 0 && json_object_set_new(event, name, json_integer(number)) == 0;
}

static bool number(const event_list_flow *list, json_t *event)
{
    return set_number(list, event, "sequence_number", APIE_COUNTER_RUN, "run_id") &&
           set_number(list, event, "session_sequence_number", APIE_COUNTER_SESSION, "session_id");
}

/* An event with an id and a time, so that it may be sent twice and is stored once. */
static bool identify(const apie_agent *agent, json_t *event)
{
    const apie_clock *clock = &agent->core.clock;
    const apie_registration *registration = agent->registration;
    char id[APIE_UUID_LENGTH + 1] = "";
    char time[APIE_TIMESTAMP_LENGTH + 1] = "";
    uint64_t high = clock->random(clock->user);
    apie_uuid_write(high, clock->random(clock->user), id);
    apie_timestamp_write(clock->wall_us(clock->user), time);
    if (!set_text(event, "agent_key", agent->config->agent.key) ||
        !set_text(event, "event_id", id) || !set_text(event, "timestamp", time))
        return false;
    const char *key = json_string_value(json_object_get(event, "agent_key"));
    if (!key || strcmp(key, agent->config->agent.key) != 0)
        return true;
    return set_text(event, "agent_id", registration->agent_id) &&
           set_text(event, "agent_version_id", registration->agent_version_id);
}

/* ---- steps ---- */

static void give_nothing(event_list_flow *list)
{
    apie_flow *flow = &list->flow;
    size_t size = list->send ? sizeof(apie_events_accepted) : sizeof(apie_events_previewed);
    if (!apie_arena_new_with_root(size, 0, &flow->result)) {
        apie_flow_finish_no_memory(flow);
        return;
    }
    if (!list->send)
        ((apie_events_previewed *)flow->result)->accepted = apie_int(0);
    apie_flow_finish(flow, APIE_OK);
}

static void answered(apie_flow *flow)
{
    apie_flow_finish(flow, flow->status);
}

static void complete_and_post(event_list_flow *list)
{
    const apie_agent *agent = apie_agent_of(&list->flow);
    for (size_t i = 0; i < json_array_size(list->events); i++) {
        json_t *event = json_array_get(list->events, i);
        if ((list->send && !identify(agent, event)) || !number(list, event)) {
            apie_flow_finish_no_memory(&list->flow);
            return;
        }
    }
    apie_flow_exchange(&list->flow, 0, answered);
}

static void registered(apie_flow *flow)
{
    if (apie_agent_of(flow)->registration) {
        complete_and_post((event_list_flow *)flow);
        return;
    }
    apie_agent_explain_registration(flow);
    apie_flow_finish(flow, flow->error.code);
}

static void begin(apie_flow *flow)
{
    event_list_flow *list = (event_list_flow *)flow;
    if (flow->core->disabled)
        give_nothing(list);
    else if (list->send)
        apie_agent_await_registration(flow, 0, registered);
    else
        complete_and_post(list);
}

static apie_status write_body(apie_flow *flow)
{
    const apie_event_batch batch = {.events = ((event_list_flow *)flow)->events};
    return apie_request_set_object(&flow->request, flow->arena, &batch, flow->core->filter,
                                   &flow->error);
}

static void destroy(apie_flow *flow)
{
    json_decref(((event_list_flow *)flow)->events);
}

static const apie_flow_type list_type = {
    .name = "event list",
    .size = sizeof(event_list_flow),
    .start = begin,
    .prepare = write_body,
    .destroy = destroy,
};

/* ---- made ---- */

static apie_status check_event(const json_t *event, apie_error *error)
{
    if (json_is_object(event) && json_string_length(json_object_get(event, "type")) > 0)
        return APIE_OK;
    return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "events",
                     "events must be objects that have a type");
}

/* Our own copy, an array. NULL with *error filled. */
static json_t *copy_events(const json_t *events, apie_error *error)
{
    bool single = json_is_object(events);
    size_t count = single ? 1 : json_array_size(events);
    if (count == 0) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "events",
                  "events must be an event or an array of events");
        return NULL;
    }
    json_t *copy = json_array();
    for (size_t i = 0; copy && i < count; i++) {
        const json_t *event = single ? events : json_array_get(events, i);
        if (check_event(event, error) != APIE_OK) {
            json_decref(copy);
            return NULL;
        }
        if (json_array_append_new(copy, json_deep_copy(event)) != 0) {
            json_decref(copy);
            copy = NULL;
        }
    }
    if (!copy)
        apie_fail_no_memory(error);
    return copy;
}

static apie_flow *new_list_flow(apie_agent *agent, const json_t *events, bool send,
                                const apie_call_options *options, apie_error *error)
{
    apie_flow *flow = apie_flow_new(&list_type, &agent->core, options, error);
    if (!flow)
        return NULL;
    event_list_flow *list = (event_list_flow *)flow;
    list->send = send;
    list->events = copy_events(events, error);
    if (list->events && apie_request_build(&flow->request, flow->arena, &agent->core.endpoint,
                                           send ? &apie_op_events_send : &apie_op_events_validate,
                                           NULL, options, error) == APIE_OK)
        return flow;
    apie_flow_free(flow);
    return NULL;
}

apie_flow *apie_validate_events_flow_new(apie_agent *agent, const json_t *events,
                                         const apie_call_options *options, apie_error *error)
{
    return new_list_flow(agent, events, false, options, error);
}

apie_flow *apie_send_events_flow_new(apie_agent *agent, const json_t *events,
                                     const apie_call_options *options, apie_error *error)
{
    return new_list_flow(agent, events, true, options, error);
}
