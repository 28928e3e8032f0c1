#include "apie/decision.h"

#include <string.h>

#include "base/arena.h"
#include "base/fail.h"

/* Known decisions, with the action that each calls for. */
static const struct {
    const char *decision;
    const char *action;
} decisions[] = {
    {APIE_DECISION_ALLOW, APIE_ENFORCEMENT_PROCEED},
    {APIE_DECISION_WARN, APIE_ENFORCEMENT_WARN},
    {APIE_DECISION_BLOCK, APIE_ENFORCEMENT_BLOCK},
    {APIE_DECISION_REQUIRE_APPROVAL, APIE_ENFORCEMENT_WAIT_FOR_APPROVAL},
};
#define DECISION_COUNT (sizeof decisions / sizeof decisions[0])

const char *apie_mode_name(apie_mode mode)
{
    return mode == APIE_MODE_ENFORCE ? "enforce" : "monitor";
}

/* The static text of a known decision or action; NULL if it is none. */
static const char *known_decision(const char *text)
{
    for (size_t i = 0; text && i < DECISION_COUNT; i++)
        if (strcmp(decisions[i].decision, text) == 0)
            return decisions[i].decision;
    return NULL;
}

static const char *known_action(const char *text)
{
    for (size_t i = 0; text && i < DECISION_COUNT; i++)
        if (strcmp(decisions[i].action, text) == 0)
            return decisions[i].action;
    return NULL;
}

static const char *action_for(const char *decision)
{
    for (size_t i = 0; i < DECISION_COUNT; i++)
        if (strcmp(decisions[i].decision, decision) == 0)
            return decisions[i].action;
    return APIE_ENFORCEMENT_BLOCK;
}

/* Monitor never stops by itself. */
static const char *effective_for(const char *policy, const char *mode)
{
    bool stops = strcmp(policy, APIE_DECISION_BLOCK) == 0 ||
                 strcmp(policy, APIE_DECISION_REQUIRE_APPROVAL) == 0;
    return stops && strcmp(mode, "monitor") == 0 ? APIE_DECISION_ALLOW : policy;
}

static const char *mode_of(const apie_evaluation *evaluation, apie_mode mode)
{
    const char *said = evaluation->mode;
    if (said && strcmp(said, "enforce") == 0)
        return "enforce";
    if (said && strcmp(said, "monitor") == 0)
        return "monitor";
    return apie_mode_name(mode);
}

static apie_decision *new_decision(void)
{
    void *root;
    return apie_arena_new_with_root(sizeof(apie_decision), 512, &root) ? root : NULL;
}

static const char *copy(apie_decision *decision, const char *text, bool *failed)
{
    if (!text)
        return NULL;
    const char *made = apie_arena_strdup(apie_arena_of_root(decision), text);
    if (!made)
        *failed = true;
    return made;
}

static void copy_matched(apie_decision *decision, const json_t *matched, bool *failed)
{
    size_t count = json_array_size(matched);
    const char **keys =
        apie_arena_alloc(apie_arena_of_root(decision), (count + 1) * sizeof(char *));
    if (!keys) {
        *failed = true;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const char *key = json_string_value(json_object_get(json_array_get(matched, i), "key"));
        if (key)
            keys[decision->matched_guardrail_count++] = copy(decision, key, failed);
    }
    decision->matched_guardrails = keys;
}

static apie_status check_words(const apie_evaluation *evaluation, const char *policy,
                               apie_error *error)
{
    const char *said =
        evaluation->policy_decision ? evaluation->policy_decision : evaluation->decision;
    if (!policy)
        return apie_fail(error, APIE_ERROR_PROTOCOL, "/policy_decision",
                         said ? "the guardrail's decision \"%.40s\" is unknown"
                              : "the guardrail's answer has no decision%.0s",
                         said ? said : "");
    if (evaluation->effective_decision && !known_decision(evaluation->effective_decision))
        return apie_fail(error, APIE_ERROR_PROTOCOL, "/effective_decision",
                         "the guardrail's effective decision \"%.40s\" is unknown",
                         evaluation->effective_decision);
    if (evaluation->enforcement_action && !known_action(evaluation->enforcement_action))
        return apie_fail(error, APIE_ERROR_PROTOCOL, "/enforcement_action",
                         "the guardrail's action \"%.40s\" is unknown",
                         evaluation->enforcement_action);
    return APIE_OK;
}

apie_status apie_decision_from_evaluation(const apie_evaluation *evaluation, apie_mode mode,
                                          apie_decision **out, apie_error *error)
{
    const char *policy = known_decision(evaluation->policy_decision ? evaluation->policy_decision
                                                                    : evaluation->decision);
    apie_status status = check_words(evaluation, policy, error);
    if (status != APIE_OK)
        return status;
    apie_decision *decision = new_decision();
    if (!decision)
        return apie_fail_no_memory(error);
    bool failed = false;
    decision->policy_decision = policy;
    decision->mode = mode_of(evaluation, mode);
    decision->effective_decision = evaluation->effective_decision
                                       ? known_decision(evaluation->effective_decision)
                                       : effective_for(policy, decision->mode);
    decision->enforcement_action = evaluation->enforcement_action
                                       ? known_action(evaluation->enforcement_action)
                                       : action_for(decision->effective_decision);
    const char *approval_id = evaluation->approval_request && evaluation->approval_request->id
                                  ? evaluation->approval_request->id
                                  : evaluation->approval_id;
    decision->reason = copy(decision, evaluation->reason, &failed);
    decision->decision_id = copy(decision, evaluation->decision_id, &failed);
    decision->receipt_id = copy(decision, evaluation->receipt_id, &failed);
    decision->approval_id = copy(decision, approval_id, &failed);
    copy_matched(decision, evaluation->matched_guardrails, &failed);
    if (failed) {
        apie_free(decision);
        return apie_fail_no_memory(error);
    }
    *out = decision;
    return APIE_OK;
}

apie_status apie_decision_from_failure(const apie_error *why, apie_mode mode,
                                       apie_guard_failure_mode failure_mode, apie_decision **out,
                                       apie_error *error)
{
    bool block = mode == APIE_MODE_ENFORCE && failure_mode == APIE_GUARD_FAIL_CLOSED;
    apie_decision *decision = new_decision();
    bool failed = false;
    if (decision) {
        decision->effective_decision = block ? APIE_DECISION_BLOCK : APIE_DECISION_ALLOW;
        decision->enforcement_action = action_for(decision->effective_decision);
        decision->mode = apie_mode_name(mode);
        decision->reason = copy(decision, why->message, &failed);
        decision->failed = true;
    }
    if (!decision || failed) {
        apie_free(decision);
        return apie_fail_no_memory(error);
    }
    *out = decision;
    return APIE_OK;
}

apie_status apie_decision_allow(apie_mode mode, apie_decision **out, apie_error *error)
{
    apie_decision *decision = new_decision();
    if (!decision)
        return apie_fail_no_memory(error);
    decision->policy_decision = APIE_DECISION_ALLOW;
    decision->effective_decision = APIE_DECISION_ALLOW;
    decision->enforcement_action = APIE_ENFORCEMENT_PROCEED;
    decision->mode = apie_mode_name(mode);
    *out = decision;
    return APIE_OK;
}
