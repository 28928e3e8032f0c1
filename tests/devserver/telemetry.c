#include "handlers.h"

#include <stdio.h>
#include <string.h>

static void point_at(struct check_failure *failure, size_t index)
{
    failure->pointer[0] = '\0';
    failure->message[0] = '\0';
    (void)snprintf(failure->pointer, sizeof failure->pointer, "/events/%zu", index);
}

static bool all_in_order(struct state *state, json_t *events, struct answer *answer)
{
    struct check_failure failure = {.pointer = ""};
    size_t index;
    json_t *event;
    if (json_array_size(events) == 0) {
        answer_error(answer, 422, "/events", "must not be empty");
        return false;
    }
    json_array_foreach(events, index, event)
    {
        point_at(&failure, index);
        if (!check_event(event, state->tables[STATE_AGENT_IDS], &failure)) {
            answer_error(answer, 422, failure.pointer, failure.message);
            return false;
        }
    }
    return true;
}

static bool is_duplicate(struct state *state, json_t *event)
{
    const char *id = json_string_value(json_object_get(event, "event_id"));
    return id != NULL && json_object_get(state->tables[STATE_EVENT_IDS], id) != NULL;
}

static bool store(struct state *state, json_t *event)
{
    const char *id = json_string_value(json_object_get(event, "event_id"));
    if (id != NULL && json_object_set_new(state->tables[STATE_EVENT_IDS], id, json_true()) != 0) {
        return false;
    }
    return json_array_append(state->tables[STATE_EVENTS], event) == 0 &&
           state_count(state, STATE_EVENTS_BY_TYPE,
                       json_string_value(json_object_get(event, "type")));
}

/* Runs may be of the client's own making, so an unknown one is worth a warning only. */
static bool warn(struct state *state, json_t *event, size_t index, json_t *warnings)
{
    const char *run = json_string_value(json_object_get(event, "run_id"));
    if (run == NULL || state_find(state, STATE_RUNS, run) != NULL) {
        return true;
    }
    return json_array_append_new(warnings,
                                 json_sprintf("/events/%zu/run_id is not a known run", index)) == 0;
}

void events_accept(struct exchange *exchange, struct answer *answer)
{
    struct state *state = &exchange->server->state;
    json_t *events = json_object_get(exchange->body, "events");
    json_t *warnings = NULL;
    json_int_t accepted = 0;
    json_int_t duplicates = 0;
    size_t index;
    json_t *event;
    if (!all_in_order(state, events, answer)) {
        return;
    }
    warnings = json_array();
    json_array_foreach(events, index, event)
    {
        if (is_duplicate(state, event)) {
            duplicates++;
            state->duplicates++;
            continue;
        }
        if (!store(state, event) || !warn(state, event, index, warnings)) {
            json_decref(warnings);
            answer_json(answer, 500, NULL);
            return;
        }
        accepted++;
    }
    answer_json(answer, 200,
                json_pack("{s:I, s:I, s:o}", "accepted", accepted, "duplicates", duplicates,
                          "warnings", warnings));
}

void events_validate(struct exchange *exchange, struct answer *answer)
{
    json_t *previews = json_array();
    json_int_t accepted = 0;
    size_t index;
    json_t *event;
    json_array_foreach(json_object_get(exchange->body, "events"), index, event)
    {
        struct check_failure failure;
        json_t *preview = NULL;
        point_at(&failure, index);
        if (check_event(event, exchange->server->state.tables[STATE_AGENT_IDS], &failure)) {
            accepted++;
            preview = json_pack("{s:s, s:[]}", "validation_status", "valid", "warnings");
        } else {
            preview = json_pack("{s:s, s:[o]}", "validation_status", "invalid", "warnings",
                                json_sprintf("%s %s", failure.pointer, failure.message));
        }
        if (json_array_append_new(previews, preview) != 0) {
            json_decref(previews);
            answer_json(answer, 500, NULL);
            return;
        }
    }
    answer_json(answer, 200, json_pack("{s:I, s:o}", "accepted", accepted, "previews", previews));
}
