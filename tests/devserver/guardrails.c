#include "handlers.h"
#include "shapes.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

/* What the globs of a rule are held against. */
static const struct {
    const char *key;    /* in the rule */
    const char *object; /* in the request; NULL: at the top */
    const char *member;
} subjects[] = {
    {"tool", "tool", "name"},
    {"action", "action", "name"},
    {"action_type", "action", "type"},
    {"resource_type", "resource", "type"},
    {"environment", "resource", "environment"},
    {"risk_level", NULL, "risk_level"},
};

static const struct {
    const char *decision;
    const char *action;  /* what follows in enforce mode */
    bool monitored_away; /* monitor mode lets it pass */
} policies[] = {
    {"allow", "proceed", false},
    {"warn", "warn", false},
    {"block", "block", true},
    {"require_approval", "wait_for_approval", true},
};

static const char *text_or_empty(json_t *value)
{
    const char *text = json_string_value(value);
    return text == NULL ? "" : text;
}

static bool contains(json_t *evaluation, const char *text)
{
    char *arguments =
        json_dumps(json_object_get(evaluation, "metadata"), JSON_COMPACT | JSON_ENCODE_ANY);
    const bool found = arguments != NULL && strstr(arguments, text) != NULL;
    free(arguments);
    return found;
}

static bool applies(json_t *rule, json_t *evaluation)
{
    json_t *match = json_object_get(rule, "match");
    for (size_t i = 0; i < sizeof subjects / sizeof subjects[0]; i++) {
        const char *glob = json_string_value(json_object_get(match, subjects[i].key));
        json_t *object = subjects[i].object == NULL
                             ? evaluation
                             : json_object_get(evaluation, subjects[i].object);
        if (glob != NULL &&
            fnmatch(glob, text_or_empty(json_object_get(object, subjects[i].member)), 0) != 0) {
            return false;
        }
    }
    const char *text = json_string_value(json_object_get(match, "arguments_contain"));
    return text == NULL || contains(evaluation, text);
}

static json_t *rule_for(devserver *server, json_t *evaluation)
{
    size_t index;
    json_t *rule;
    json_array_foreach(json_object_get(server->rules, "rules"), index, rule)
    {
        if (applies(rule, evaluation)) {
            return rule;
        }
    }
    return NULL;
}

static json_t *approval_for(devserver *server, json_t *rule, json_t *evaluation)
{
    json_t *told = json_object_get(rule, "approval");
    const char *reason = json_string_value(json_object_get(rule, "reason"));
    if (told != NULL) {
        return approvals_create(
            server, evaluation, reason,
            approvals_status(json_string_value(json_object_get(told, "status"))),
            json_integer_value(json_object_get(told, "after_ms")));
    }
    return approvals_create(server, evaluation, reason, server->approve_status,
                            server->approve_after_ms > 0 ? server->approve_after_ms : -1);
}

static json_t *decide(devserver *server, json_t *evaluation, json_t *rule)
{
    const char *policy = text_or_empty(json_object_get(rule, "decision"));
    const char *mode = text_or_empty(json_object_get(evaluation, "mode"));
    const char *reason = json_string_value(json_object_get(rule, "reason"));
    const char *key = json_string_value(json_object_get(rule, "key"));
    size_t at = 0;
    if (rule == NULL) {
        policy = text_or_empty(json_object_get(server->rules, "default"));
    }
    for (size_t i = 0; i < sizeof policies / sizeof policies[0]; i++) {
        if (strcmp(policies[i].decision, policy) == 0) {
            at = i;
        }
    }
    if (policies[at].monitored_away && strcmp(mode, "monitor") == 0) {
        return json_pack("{s:s, s:s, s:s, s:s, s:s?, s:s?}", "policy_decision",
                         policies[at].decision, "effective_decision", "allow", "enforcement_action",
                         "proceed", "mode", mode, "reason", reason, "key", key);
    }
    return json_pack("{s:s, s:s, s:s, s:s, s:s?, s:s?}", "policy_decision", policies[at].decision,
                     "effective_decision", policies[at].decision, "enforcement_action",
                     policies[at].action, "mode", mode, "reason", reason, "key", key);
}

static bool complete(devserver *server, json_t *decision, json_t *rule, json_t *evaluation)
{
    struct state *state = &server->state;
    json_t *matched = json_array();
    const char *effective = text_or_empty(json_object_get(decision, "effective_decision"));
    if (rule != NULL &&
        json_array_append_new(matched, json_pack("{s:O}", "key", json_object_get(rule, "key"))) !=
            0) {
        json_decref(matched);
        return false;
    }
    if (json_object_set_new(decision, "matched_guardrails", matched) != 0 ||
        json_object_del(decision, "key") != 0 ||
        json_object_set_new(decision, "decision_id", state_new_id(state, STATE_ID_DECISION)) != 0 ||
        json_object_set_new(decision, "receipt_id", state_new_id(state, STATE_ID_RECEIPT)) != 0) {
        return false;
    }
    return strcmp(effective, "require_approval") != 0 ||
           json_object_set_new(decision, "approval_request",
                               approval_for(server, rule, evaluation)) == 0;
}

void guardrails_evaluate(struct exchange *exchange, struct answer *answer)
{
    devserver *server = exchange->server;
    json_t *rule = rule_for(server, exchange->body);
    json_t *decision = decide(server, exchange->body, rule);
    json_t *kept = NULL;
    if (decision != NULL && complete(server, decision, rule, exchange->body)) {
        kept = json_pack("{s:O, s:O}", "request", exchange->body, "answer", decision);
    }
    if (kept == NULL || json_array_append_new(server->state.tables[STATE_DECISIONS], kept) != 0) {
        json_decref(decision);
        decision = NULL;
    }
    answer_json(answer, 200, decision);
}

void guardrails_enable(struct exchange *exchange, struct answer *answer)
{
    struct state *state = &exchange->server->state;
    json_t *template = state_find(state, STATE_TEMPLATES, exchange->parameter);
    if (template == NULL) {
        template = json_pack("{s:o, s:s, s:s}", "id", state_new_id(state, STATE_ID_TEMPLATE), "key",
                             exchange->parameter, "status", "enabled");
        if (json_object_set_new(state->tables[STATE_TEMPLATES], exchange->parameter, template) !=
            0) {
            template = NULL;
        }
    }
    answer_json(answer, 200, template == NULL ? NULL : json_incref(template));
}

bool guardrails_replace(devserver *server, json_t *rules, struct check_failure *failure)
{
    if (!check_value(rules, &shape_rules, failure)) {
        return false;
    }
    json_decref(server->rules);
    server->rules = json_incref(rules);
    return true;
}
