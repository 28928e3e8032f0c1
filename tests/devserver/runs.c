#include "handlers.h"

/* The request's own keys, with id, status and start added: what is kept and, in short, answered. */
static json_t *create(struct state *state, enum state_table table, enum state_id kind, json_t *body,
                      const char *status)
{
    json_t *id = state_new_id(state, kind);
    json_t *object = json_copy(body);
    if (id == NULL || json_object_set(object, "id", id) != 0 ||
        json_object_set_new(object, "status", json_string(status)) != 0 ||
        json_object_set_new(object, "started_at", state_now()) != 0 ||
        json_object_set(state->tables[table], json_string_value(id), object) != 0) {
        json_decref(object);
        object = NULL;
    }
    json_decref(id);
    if (object != NULL) {
        json_decref(object); /* the table keeps it */
    }
    return object;
}

static bool agent_known(struct exchange *exchange, const char *key, struct answer *answer)
{
    const char *id = json_string_value(json_object_get(exchange->body, key));
    if (id != NULL && state_find(&exchange->server->state, STATE_AGENTS, id) == NULL) {
        struct check_failure failure = {.pointer = ""};
        check_enter(&failure, key);
        answer_error(answer, 422, failure.pointer, "is not the id of a known agent");
        return false;
    }
    return true;
}

static json_t *session_of(struct exchange *exchange, struct answer *answer)
{
    json_t *session = state_find(&exchange->server->state, STATE_SESSIONS, exchange->parameter);
    if (session == NULL) {
        answer_error(answer, 404, NULL, "there is no such session");
    }
    return session;
}

static void start_run(struct exchange *exchange, json_t *session_id, struct answer *answer)
{
    json_t *run =
        create(&exchange->server->state, STATE_RUNS, STATE_ID_RUN, exchange->body, "running");
    if (run == NULL || json_object_set(run, "session_id", session_id) != 0) {
        answer_json(answer, 500, NULL);
        return;
    }
    answer_json(answer, 200,
                json_pack("{s:O, s:O, s:O, s:O}", "id", json_object_get(run, "id"), "session_id",
                          session_id, "status", json_object_get(run, "status"), "started_at",
                          json_object_get(run, "started_at")));
}

void runs_start(struct exchange *exchange, struct answer *answer)
{
    if (agent_known(exchange, "agent_id", answer)) {
        json_t *none = json_null();
        start_run(exchange, none, answer);
        json_decref(none);
    }
}

void sessions_start_run(struct exchange *exchange, struct answer *answer)
{
    json_t *session = session_of(exchange, answer);
    if (session != NULL && agent_known(exchange, "agent_id", answer)) {
        start_run(exchange, json_object_get(session, "id"), answer);
    }
}

/* Completing again changes nothing: the first completion counts. */
static void complete(json_t *object, json_t *body, struct answer *answer)
{
    if (json_object_get(object, "completed_at") == NULL &&
        (json_object_set(object, "completion", body) != 0 ||
         json_object_set(object, "status", json_object_get(body, "status")) != 0 ||
         json_object_set_new(object, "completed_at", state_now()) != 0)) {
        answer_json(answer, 500, NULL);
        return;
    }
    answer_json(answer, 200,
                json_pack("{s:O, s:O, s:O}", "id", json_object_get(object, "id"), "status",
                          json_object_get(object, "status"), "completed_at",
                          json_object_get(object, "completed_at")));
}

void runs_complete(struct exchange *exchange, struct answer *answer)
{
    json_t *run = state_find(&exchange->server->state, STATE_RUNS, exchange->parameter);
    if (run == NULL) {
        answer_error(answer, 404, NULL, "there is no such run");
        return;
    }
    complete(run, exchange->body, answer);
}

void sessions_start(struct exchange *exchange, struct answer *answer)
{
    if (!agent_known(exchange, "orchestrator_agent_id", answer)) {
        return;
    }
    json_t *session = create(&exchange->server->state, STATE_SESSIONS, STATE_ID_SESSION,
                             exchange->body, "running");
    answer_json(answer, 200,
                session == NULL ? NULL
                                : json_pack("{s:O, s:O, s:O}", "id", json_object_get(session, "id"),
                                            "status", json_object_get(session, "status"),
                                            "started_at", json_object_get(session, "started_at")));
}

void sessions_complete(struct exchange *exchange, struct answer *answer)
{
    json_t *session = session_of(exchange, answer);
    if (session != NULL) {
        complete(session, exchange->body, answer);
    }
}

void sessions_hand_off(struct exchange *exchange, struct answer *answer)
{
    json_t *session = session_of(exchange, answer);
    if (session == NULL) {
        return;
    }
    json_t *handoff = create(&exchange->server->state, STATE_HANDOFFS, STATE_ID_HANDOFF,
                             exchange->body, "requested");
    if (handoff == NULL ||
        json_object_set(handoff, "session_id", json_object_get(session, "id")) != 0) {
        answer_json(answer, 500, NULL);
        return;
    }
    answer_json(answer, 200,
                json_pack("{s:O, s:O}", "id", json_object_get(handoff, "id"), "status",
                          json_object_get(handoff, "status")));
}
