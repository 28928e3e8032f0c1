#include "handlers.h"

void service_info(struct exchange *exchange, struct answer *answer)
{
    (void)exchange;
    answer_json(answer, 200, json_pack("{s:s, s:s}", "name", "apie-devserver", "status", "ok"));
}

void service_health(struct exchange *exchange, struct answer *answer)
{
    (void)exchange;
    answer_json(answer, 200, json_pack("{s:s, s:s}", "status", "ok", "database", "connected"));
}

static json_t *counters(devserver *server)
{
    return json_pack("{s:I, s:I, s:{s:I, s:I}}", "requests", server->state.requests, "duplicates",
                     server->state.duplicates, "connections", "accepted", server->accepted, "open",
                     server->open);
}

void control_state(struct exchange *exchange, struct answer *answer)
{
    devserver *server = exchange->server;
    json_t *json = counters(server);
    if (!state_show(&server->state, json) ||
        json_object_set_new(json, "faults", faults_show(&server->faults)) != 0) {
        json_decref(json);
        json = NULL;
    }
    answer_json(answer, 200, json);
}

void control_summary(struct exchange *exchange, struct answer *answer)
{
    static const struct {
        const char *name;
        enum state_table table;
    } by_status[] = {
        {"runs_by_status", STATE_RUNS},
        {"sessions_by_status", STATE_SESSIONS},
        {"approvals_by_status", STATE_APPROVALS},
    };
    struct state *state = &exchange->server->state;
    json_t *json = counters(exchange->server);
    bool done = state_show_sizes(state, json);
    for (size_t i = 0; done && i < sizeof by_status / sizeof by_status[0]; i++) {
        done = json_object_set_new(json, by_status[i].name,
                                   state_by_status(state, by_status[i].table)) == 0;
    }
    if (!done) {
        json_decref(json);
        json = NULL;
    }
    answer_json(answer, 200, json);
}

void control_approval(struct exchange *exchange, struct answer *answer)
{
    devserver *server = exchange->server;
    json_t *approval = state_find(&server->state, STATE_APPROVALS, exchange->parameter);
    const char *status = json_string_value(json_object_get(exchange->body, "status"));
    const char *by = json_string_value(json_object_get(exchange->body, "resolved_by"));
    if (approval == NULL) {
        answer_error(answer, 404, NULL, "there is no such approval");
        return;
    }
    if (!approvals_decide(server, exchange->parameter, status, by)) {
        answer_error(answer, 409, NULL, "this approval is already decided");
        return;
    }
    answer_json(answer, 200, json_pack("{s:O}", "approval", approval));
}

void control_rules(struct exchange *exchange, struct answer *answer)
{
    struct check_failure failure = {.pointer = ""};
    if (!guardrails_replace(exchange->server, exchange->body, &failure)) {
        answer_error(answer, 422, failure.pointer, failure.message);
        return;
    }
    answer_json(answer, 200,
                json_pack("{s:I}", "rules",
                          (json_int_t)json_array_size(json_object_get(exchange->body, "rules"))));
}

void control_faults(struct exchange *exchange, struct answer *answer)
{
    struct check_failure failure = {.pointer = ""};
    if (exchange->body == NULL) {
        answer_error(answer, 400, "", exchange->body_error);
        return;
    }
    if (!faults_replace(&exchange->server->faults, exchange->body, &failure)) {
        answer_error(answer, 422, failure.pointer, failure.message);
        return;
    }
    answer_json(answer, 200,
                json_pack("{s:I}", "faults", (json_int_t)json_array_size(exchange->body)));
}

/* Rules stay; everything that was remembered, and the faults, go. */
void control_reset(struct exchange *exchange, struct answer *answer)
{
    devserver *server = exchange->server;
    if (!state_reset(&server->state)) {
        answer_json(answer, 500, NULL);
        return;
    }
    faults_clear(&server->faults);
    approvals_stop_timers(server);
    exchange_wake(server, NULL);
    answer_json(answer, 200, json_pack("{s:s}", "status", "reset"));
}
