/* What tests may set, and the limit of requests. */
#include "check.h"
#include "honeycomb.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define PLENTY 1000000

static const struct check_field fields[] = {
    {"polls", CHECK_NATURAL, 0, NULL, NULL},
    {"rows", CHECK_OBJECTS, CHECK_NULLABLE, NULL, NULL},
    {"dependencies", CHECK_NATURAL, 0, NULL, NULL},
    {"map_status", CHECK_STRING, 0, NULL, NULL},
    {"rate_limit", CHECK_NATURAL, 0, NULL, NULL},
    {"rate_window_s", CHECK_POSITIVE, 0, NULL, NULL},
};
const struct check_shape shape_honeycomb = {fields, sizeof fields / sizeof fields[0]};

json_t *honeycomb_setting(const devserver *server, const char *name)
{
    return state_find(&server->state, STATE_HONEYCOMB_SETTINGS, name);
}

json_int_t honeycomb_number(const devserver *server, const char *name, json_int_t otherwise)
{
    json_t *value = honeycomb_setting(server, name);
    return value == NULL ? otherwise : json_integer_value(value);
}

void control_honeycomb(struct exchange *exchange, struct answer *answer)
{
    struct state *state = &exchange->server->state;
    json_t *settings = state->tables[STATE_HONEYCOMB_SETTINGS];
    state->honeycomb_used = 0;
    if (json_object_update(settings, exchange->body) != 0) {
        answer_json(answer, 500, NULL);
        return;
    }
    answer_json(answer, 200, json_incref(settings));
}

static json_int_t now_s(void)
{
    struct timespec now = {.tv_sec = 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (json_int_t)now.tv_sec;
}

static bool add_headers(struct honeycomb_call *call, json_int_t limit, json_int_t remaining,
                        json_int_t window, json_int_t reset)
{
    char text[128];
    (void)snprintf(text, sizeof text,
                   "limit=%" JSON_INTEGER_FORMAT ", remaining=%" JSON_INTEGER_FORMAT
                   ", reset=%" JSON_INTEGER_FORMAT,
                   limit, remaining, reset);
    bool done = answer_header(call->answer, "RateLimit", text) != 0;
    (void)snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT ";w=%" JSON_INTEGER_FORMAT, limit,
                   window);
    return answer_header(call->answer, "RateLimit-Policy", text) != 0 && done;
}

/* Events and query results are refused without a word on when to come back. */
static bool tells_when(const struct honeycomb_call *call)
{
    static const char *const silent[] = {"events.", "query_results."};
    for (size_t i = 0; i < sizeof silent / sizeof silent[0]; i++) {
        if (strncmp(call->operation->name, silent[i], strlen(silent[i])) == 0) {
            return false;
        }
    }
    return true;
}

static void refuse(struct honeycomb_call *call, json_int_t reset)
{
    char text[32];
    honeycomb_refuse(call, 429, NULL, "there were too many requests");
    (void)snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT, reset);
    if (tells_when(call) && !answer_header(call->answer, "Retry-After", text)) {
        answer_json(call->answer, 500, NULL);
    }
}

bool honeycomb_admit(struct honeycomb_call *call)
{
    struct state *state = &call->server->state;
    const json_int_t limit = honeycomb_number(call->server, "rate_limit", PLENTY);
    const json_int_t window = honeycomb_number(call->server, "rate_window_s", 60);
    const json_int_t now = now_s();
    if (state->honeycomb_used == 0 || now >= state->honeycomb_began_s + window) {
        state->honeycomb_began_s = now;
        state->honeycomb_used = 0;
    }
    const json_int_t reset = state->honeycomb_began_s + window - now;
    const bool admitted = state->honeycomb_used < limit;
    state->honeycomb_used += admitted;
    if (!admitted) {
        refuse(call, reset);
    }
    if (!add_headers(call, limit, limit - state->honeycomb_used, window, reset)) {
        answer_json(call->answer, 500, NULL);
        return false;
    }
    return admitted;
}
