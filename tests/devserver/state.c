#include "state.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

struct table_rule {
    const char *name; /* NULL: not shown */
    json_t *(*create)(void);
};

static const struct table_rule rules[STATE_TABLES] = {
    [STATE_AGENTS] = {"agents", json_object},
    [STATE_RUNS] = {"runs", json_object},
    [STATE_SESSIONS] = {"sessions", json_object},
    [STATE_HANDOFFS] = {"handoffs", json_object},
    [STATE_TEMPLATES] = {"templates", json_object},
    [STATE_REPORTS] = {"reports", json_object},
    [STATE_APPROVALS] = {"approvals", json_object},
    [STATE_DECISIONS] = {"decisions", json_array},
    [STATE_EVENTS] = {"events", json_array},
    [STATE_EVENTS_BY_TYPE] = {"events_by_type", json_object},
    [STATE_REQUESTS_BY_PATH] = {"requests_by_path", json_object},
    [STATE_AGENT_IDS] = {NULL, json_object},
    [STATE_EVENT_IDS] = {NULL, json_object},
    [STATE_HONEYCOMB] = {"honeycomb", json_object},
    [STATE_HONEYCOMB_EVENTS] = {"honeycomb_events", json_array},
    [STATE_HONEYCOMB_SETTINGS] = {NULL, json_object},
    [STATE_HONEYCOMB_POLLS] = {NULL, json_object},
    [STATE_OPENAPP] = {"openapp", json_object},
    [STATE_OPENAPP_ACTIONS] = {"openapp_actions", json_array},
    [STATE_OPENAPP_DOCUMENTS] = {NULL, json_object},
    [STATE_OPENAPP_TOKENS] = {NULL, json_object},
    [STATE_OPENAPP_REPLAYS] = {NULL, json_object},
    [STATE_OPENAPP_SETTINGS] = {NULL, json_object},
    [STATE_OPENAPP_POLLS] = {NULL, json_object},
    [STATE_OPENAPP_IMAGES] = {NULL, json_object},
    [STATE_OPENAPP_STREAMS] = {"openapp_streams", json_array},
};

static const char *const prefixes[STATE_IDS] = {
    [STATE_ID_AGENT] = "agt",    [STATE_ID_VERSION] = "ver",   [STATE_ID_RUN] = "run",
    [STATE_ID_SESSION] = "ses",  [STATE_ID_HANDOFF] = "hof",   [STATE_ID_TEMPLATE] = "tpl",
    [STATE_ID_REPORT] = "rpt",   [STATE_ID_APPROVAL] = "appr", [STATE_ID_DECISION] = "dec",
    [STATE_ID_RECEIPT] = "rcpt",
};

bool state_init(struct state *state)
{
    struct state fresh = {.requests = 0};
    for (size_t i = 0; i < STATE_TABLES; i++) {
        fresh.tables[i] = rules[i].create();
        if (fresh.tables[i] == NULL) {
            state_free(&fresh);
            return false;
        }
    }
    *state = fresh;
    return true;
}

void state_free(struct state *state)
{
    for (size_t i = 0; i < STATE_TABLES; i++) {
        json_decref(state->tables[i]);
        state->tables[i] = NULL;
    }
}

bool state_reset(struct state *state)
{
    struct state fresh;
    if (!state_init(&fresh)) {
        return false;
    }
    state_free(state);
    *state = fresh;
    return true;
}

json_t *state_find(const struct state *state, enum state_table table, const char *id)
{
    return id == NULL ? NULL : json_object_get(state->tables[table], id);
}

json_t *state_new_id(struct state *state, enum state_id kind)
{
    return json_sprintf("%s_%" JSON_INTEGER_FORMAT, prefixes[kind], ++state->issued[kind]);
}

static bool count_in(json_t *counts, const char *key)
{
    json_t *count = json_object_get(counts, key);
    if (count != NULL) {
        return json_integer_set(count, json_integer_value(count) + 1) == 0;
    }
    return json_object_set_new(counts, key, json_integer(1)) == 0;
}

bool state_count(struct state *state, enum state_table table, const char *key)
{
    return count_in(state->tables[table], key);
}

bool state_show(const struct state *state, json_t *target)
{
    bool done = true;
    for (size_t i = 0; i < STATE_TABLES; i++) {
        if (rules[i].name != NULL) {
            done = json_object_set(target, rules[i].name, state->tables[i]) == 0 && done;
        }
    }
    return done;
}

static bool holds_counts(size_t table)
{
    return table == STATE_EVENTS_BY_TYPE || table == STATE_REQUESTS_BY_PATH;
}

bool state_show_sizes(const struct state *state, json_t *target)
{
    bool done = true;
    for (size_t i = 0; i < STATE_TABLES; i++) {
        if (rules[i].name == NULL) {
            continue;
        }
        if (holds_counts(i)) {
            done = json_object_set(target, rules[i].name, state->tables[i]) == 0 && done;
            continue;
        }
        size_t size = json_is_array(state->tables[i]) ? json_array_size(state->tables[i])
                                                      : json_object_size(state->tables[i]);
        done =
            json_object_set_new(target, rules[i].name, json_integer((json_int_t)size)) == 0 && done;
    }
    return done;
}

json_t *state_by_status(const struct state *state, enum state_table table)
{
    json_t *counts = json_object();
    const char *id;
    json_t *member;
    json_object_foreach(state->tables[table], id, member)
    {
        const char *status = json_string_value(json_object_get(member, "status"));
        if (status != NULL && !count_in(counts, status)) {
            json_decref(counts);
            return NULL;
        }
    }
    return counts;
}

json_t *state_now(void)
{
    struct timespec now;
    struct tm parts;
    char seconds[32];
    if (clock_gettime(CLOCK_REALTIME, &now) != 0 || gmtime_r(&now.tv_sec, &parts) == NULL ||
        strftime(seconds, sizeof seconds, "%Y-%m-%dT%H:%M:%S", &parts) == 0) {
        return NULL;
    }
    return json_sprintf("%s.%06ld+00:00", seconds, now.tv_nsec / 1000);
}
