/* What entities are told to do: confirmed where that was asked for, and once for each key. */
#include "openapp.h"

#include <string.h>
#include <time.h>

#define TOKEN_LIVES_S 600

static json_int_t now_s(void)
{
    struct timespec now = {.tv_sec = 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (json_int_t)now.tv_sec;
}

static json_t *place(const struct openapp_call *call, const char *name)
{
    return json_object_get(call->places, name);
}

/* The entity of the path, or NULL after a refusal. */
static json_t *entity_of(struct openapp_call *call)
{
    return openapp_find_item(call, openapp_resource("/entities"),
                             json_string_value(place(call, "entity_id")), false);
}

/* ---- tokens ---- */

/* What a token is good for. */
static json_t *purpose(struct openapp_call *call)
{
    return json_pack("{s:s, s:O, s:O, s:O}", "key", call->key, "entity", place(call, "entity_id"),
                     "action", place(call, "action_id"), "body", call->exchange->body);
}

/* A new token; NULL: out of memory. */
static const char *new_token(struct openapp_call *call)
{
    struct state *state = &call->server->state;
    json_t *tokens = state->tables[STATE_OPENAPP_TOKENS];
    json_t *token = json_sprintf("pvw_%" JSON_INTEGER_FORMAT, ++state->openapp_ids);
    json_t *entry =
        json_pack("{s:o, s:I}", "purpose", purpose(call), "until", now_s() + TOKEN_LIVES_S);
    const char *name = json_string_value(token);
    const bool done = name != NULL && json_object_set_new(tokens, name, entry) == 0;
    name = done ? json_object_iter_key(json_object_iter_at(tokens, name)) : NULL;
    json_decref(token);
    return name;
}

/* Uses a token up. False: it is not good for this call. */
static bool spend(struct openapp_call *call, const char *token)
{
    json_t *tokens = call->server->state.tables[STATE_OPENAPP_TOKENS];
    json_t *entry = token == NULL ? NULL : json_object_get(tokens, token);
    json_t *wanted = purpose(call);
    const bool good = entry != NULL && json_equal(wanted, json_object_get(entry, "purpose")) &&
                      now_s() < json_integer_value(json_object_get(entry, "until"));
    json_decref(wanted);
    if (good) {
        (void)json_object_del(tokens, token);
    }
    return good;
}

/* ---- actions ---- */

static bool needs_confirmation(const struct openapp_call *call)
{
    size_t i;
    json_t *action;
    json_array_foreach(openapp_setting(call->server, "confirm"), i, action)
    {
        if (json_equal(action, place(call, "action_id"))) {
            return true;
        }
    }
    return false;
}

static void ask_back(struct openapp_call *call)
{
    const char *token = new_token(call);
    openapp_refuse(call, 409, "confirmation_required", "this action must be confirmed");
    if (token == NULL ||
        json_object_set_new(call->answer->json, "preview_token", json_string(token)) != 0) {
        answer_json(call->answer, 500, NULL);
    }
}

void openapp_run_action(struct openapp_call *call)
{
    const char *token = openapp_header(call, "X-OpenApp-Confirm");
    json_t *entity = entity_of(call);
    if (entity == NULL) {
        return;
    }
    if ((token != NULL || needs_confirmation(call)) && !spend(call, token)) {
        ask_back(call);
        return;
    }
    json_t *done = json_pack("{s:O, s:O, s:O}", "entity_id", place(call, "entity_id"), "action",
                             place(call, "action_id"), "body", call->exchange->body);
    if (json_array_append_new(call->server->state.tables[STATE_OPENAPP_ACTIONS], done) != 0 ||
        json_object_set(entity, "state", place(call, "action_id")) != 0) {
        answer_json(call->answer, 500, NULL);
        return;
    }
    openapp_reply(call, 200,
                  json_pack("{s:b, s:O, s:O}", "ok", 1, "entity_id", place(call, "entity_id"),
                            "action", place(call, "action_id")));
}

void openapp_preview_action(struct openapp_call *call)
{
    const char *token = entity_of(call) == NULL ? NULL : new_token(call);
    if (call->answer->status == 0) {
        openapp_reply(call, 200,
                      json_pack("{s:s, s:i, s:O}", "preview_token", token, "expires_in_seconds",
                                TOKEN_LIVES_S, "action", place(call, "action_id")));
    }
}

/* ---- idempotency keys ---- */

/* The caller, the path and the caller's key; NULL: it sent none. */
static json_t *replay_name(struct openapp_call *call)
{
    const char *key = openapp_header(call, "Idempotency-Key");
    return call->operation->method != APIE_POST || key == NULL
               ? NULL
               : json_sprintf("%s %s %s", call->key == NULL ? "" : call->key, call->path, key);
}

/* What was sent, to be compared; NULL: nothing, or nothing that can be read. */
static json_t *body_of(struct openapp_call *call)
{
    return call->exchange->body != NULL ? call->exchange->body : openapp_form(call);
}

static json_t *replayed(const struct openapp_call *call, json_t *before)
{
    json_t *answer = json_deep_copy(json_object_get(before, "answer"));
    if (json_is_object(answer)) {
        if (call->resource != NULL && call->resource->secret != NULL) {
            (void)json_object_del(answer, call->resource->secret);
        }
        (void)json_object_set_new(answer, "idempotent_replay", json_true());
    }
    return answer;
}

bool openapp_replay(struct openapp_call *call)
{
    json_t *name = replay_name(call);
    json_t *before = name == NULL ? NULL
                                  : state_find(&call->server->state, STATE_OPENAPP_REPLAYS,
                                               json_string_value(name));
    json_t *body = before == NULL ? NULL : body_of(call);
    json_decref(name);
    if (before == NULL) {
        return false;
    }
    if (json_equal(json_object_get(before, "body"), body == NULL ? json_null() : body)) {
        openapp_reply(call, (int)json_integer_value(json_object_get(before, "status")),
                      replayed(call, before));
    } else {
        openapp_refuse(call, 409, "idempotency_key_conflict",
                       "this idempotency key was used for another request");
    }
    return true;
}

void openapp_remember(struct openapp_call *call)
{
    const int status = call->answer->status;
    json_t *name = status < 200 || status > 299 ? NULL : replay_name(call);
    if (name == NULL) {
        return;
    }
    json_t *entry = json_pack("{s:O?, s:i, s:o?}", "body", body_of(call), "status", status,
                              "answer", json_deep_copy(call->answer->json));
    if (json_object_set_new(call->server->state.tables[STATE_OPENAPP_REPLAYS],
                            json_string_value(name), entry) != 0) {
        answer_json(call->answer, 500, NULL);
    }
    json_decref(name);
}
