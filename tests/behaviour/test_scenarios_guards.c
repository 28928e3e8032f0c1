/* What a guardrail decides, how an approval ends, what happens when the guardrail cannot be asked:
 * in each mode the same through either library. */
#include "scenario.h"

#include <string.h>

static const char rules[] =
    "{\"rules\":["
    "{\"key\":\"no\",\"match\":{\"action\":\"block\"},\"decision\":\"block\","
    "\"reason\":\"not on a Friday\"},"
    "{\"key\":\"careful\",\"match\":{\"action\":\"warn\"},\"decision\":\"warn\","
    "\"reason\":\"take care\"},"
    "{\"key\":\"yes\",\"match\":{\"action\":\"approved\"},\"decision\":\"require_approval\","
    "\"reason\":\"ask first\",\"approval\":{\"status\":\"approved\",\"after_ms\":20}},"
    "{\"key\":\"rejects\",\"match\":{\"action\":\"rejected\"},\"decision\":\"require_approval\","
    "\"approval\":{\"status\":\"rejected\",\"after_ms\":20}},"
    "{\"key\":\"expires\",\"match\":{\"action\":\"expired\"},\"decision\":\"require_approval\","
    "\"approval\":{\"status\":\"expired\",\"after_ms\":20}},"
    "{\"key\":\"withdraws\",\"match\":{\"action\":\"cancelled\"},\"decision\":"
    "\"require_approval\",\"approval\":{\"status\":\"cancelled\",\"after_ms\":20}},"
    "{\"key\":\"is silent\",\"match\":{\"action\":\"timeout\"},\"decision\":"
    "\"require_approval\"}]}";

/* The answer to a long poll that is over comes when the time is up, too. */
static const char silence[] = "[{\"path\":\"/v1/approvals/*/wait\",\"delay_ms\":150,"
                              "\"body\":{\"status\":\"pending\"}}]";

static const char out_of_order[] = "[{\"path\":\"/v1/guardrails/evaluate\",\"status\":500,"
                                   "\"body\":{\"error\":\"out of order\"}}]";

static const apie_call_options one_attempt = {.attempts = 1};

/* ---- one action, as a tool's and on its own ---- */

static void note_decision(play *p, const apie_decision *decision)
{
    ALWAYS(decision != NULL);
    play_note_text(p, "policy", decision->policy_decision);
    play_note_text(p, "effective", decision->effective_decision);
    play_note_text(p, "enforced", decision->enforcement_action);
    play_note_text(p, "mode", decision->mode);
    play_note_text(p, "reason", decision->reason);
    play_note_text(p, "decision", decision->decision_id);
    play_note_text(p, "approval", decision->approval_id);
    play_note_text(p, "its end", decision->approval_status);
    play_note_text(p, "failed", decision->failed ? "yes" : "no");
    for (size_t i = 0; i < decision->matched_guardrail_count; i++)
        play_note_text(p, "guardrail", decision->matched_guardrails[i]);
}

static void finish(play *p, subject_scope *scope)
{
    note_decision(p, subject_scope_decision(scope));
    play_expect_ok(p, subject_scope_finish(scope, NULL, &p->stage.error));
}

static void use_tool(play *p, const apie_run *run)
{
    stage *s = &p->stage;
    subject_scope scope;
    const apie_tool_input input = {
        .run_id = play_id(p, run->id),
        .tool = {.name = p->scenario->about, .provider = "mcp", .risk_level = APIE_RISK_HIGH},
    };
    play_expect(p, p->scenario->expected,
                subject_tool_begin(&s->subject, &input, &one_attempt, &scope, &s->error));
    if (p->scenario->expected == APIE_OK)
        finish(p, &scope);
}

static void act(play *p, const apie_run *run)
{
    stage *s = &p->stage;
    subject_scope scope;
    apie_guard_input input = stage_action(run, p->scenario->about);
    input.run_id = play_id(p, run->id);
    play_expect(p, p->scenario->expected,
                subject_guard_begin(&s->subject, &input, &one_attempt, &scope, &s->error));
    if (p->scenario->expected == APIE_OK)
        finish(p, &scope);
}

static void play_actions(play *p)
{
    apie_run *run = stage_begin_run(&p->stage);
    use_tool(p, run);
    act(p, run);
    stage_end_run(&p->stage, run);
}

/* ---- approvals by hand ---- */

static void play_approvals_by_hand(play *p)
{
    stage *s = &p->stage;
    apie_decision *decision = NULL;
    apie_approval_result *result = NULL;
    apie_run *run = stage_begin_run(s);
    apie_guard_input input = stage_action(run, p->scenario->about);
    play_expect_ok(p, subject_guard(&s->subject, &input, NULL, &decision, &s->error));
    note_decision(p, decision);
    const char *id = decision->approval_id;
    play_expect_ok(p, subject_get_approval_status(&s->subject, id, NULL, &result, &s->error));
    play_note_text(p, "now", result->status);
    apie_free(result);
    stage_control(s, "/_dev/approvals/appr_1", "{\"status\":\"rejected\"}");
    play_expect_ok(p, subject_wait_for_approval(&s->subject, id, 0, NULL, &result, &s->error));
    play_note_text(p, "at last", result->status);
    apie_free(result);
    play_expect(p, APIE_ERROR_NOT_FOUND,
                subject_wait_for_approval(&s->subject, "appr/2", 0, NULL, &result, &s->error));
    apie_free(decision);
    stage_end_run(s, run);
}

/* ---- all ---- */

#define ACTION       "action.requested action.completed"
#define ALLOWED      "guardrail.evaluated tool.called " ACTION " guardrail.evaluated " ACTION
#define BLOCKED      "guardrail.evaluated guardrail.evaluated"
#define ASKED        "guardrail.evaluated approval.requested approval.resolved "
#define APPROVED     ASKED "tool.called " ACTION " " ASKED ACTION
#define NOT_APPROVED ASKED "guardrail.evaluated approval.requested approval.resolved"

#define ENFORCED(title, what, how, held)                                                           \
    {                                                                                              \
        .name = title, .run = play_actions, .mode = APIE_MODE_ENFORCE, .rules = rules,             \
        .about = what, .expected = how, .events = held                                             \
    }
#define MONITORED(title, what)                                                                     \
    {                                                                                              \
        .name = title ", monitor", .run = play_actions, .mode = APIE_MODE_MONITOR, .rules = rules, \
        .about = what, .events = ALLOWED                                                           \
    }
#define FAILING(title, in_mode, failure, how, held)                                                \
    {                                                                                              \
        .name = title, .run = play_actions, .mode = in_mode, .failure_mode = failure,              \
        .faults = out_of_order, .about = "fail", .expected = how, .events = held                   \
    }

static const scenario scenarios[] = {
    ENFORCED("an allowed action", "allow", APIE_OK, ALLOWED),
    ENFORCED("a warning", "warn", APIE_OK, ALLOWED),
    ENFORCED("a block", "block", APIE_ERROR_BLOCKED, BLOCKED),
    ENFORCED("an approval that is given", "approved", APIE_OK, APPROVED),
    ENFORCED("an approval that is rejected", "rejected", APIE_ERROR_NOT_APPROVED, NOT_APPROVED),
    ENFORCED("an approval that expires", "expired", APIE_ERROR_NOT_APPROVED, NOT_APPROVED),
    ENFORCED("an approval that is cancelled", "cancelled", APIE_ERROR_NOT_APPROVED, NOT_APPROVED),
    {.name = "an approval that times out",
     .run = play_actions,
     .mode = APIE_MODE_ENFORCE,
     .rules = rules,
     .faults = silence,
     .approval_timeout_ms = 60,
     .about = "timeout",
     .expected = APIE_ERROR_NOT_APPROVED,
     .events = NOT_APPROVED},
    {.name = "approvals by hand",
     .run = play_approvals_by_hand,
     .mode = APIE_MODE_ENFORCE,
     .rules = rules,
     .about = "timeout"},
    MONITORED("an allowed action", "allow"),
    MONITORED("a warning", "warn"),
    MONITORED("a block", "block"),
    MONITORED("an approval", "approved"),
    FAILING("fail open, enforce", APIE_MODE_ENFORCE, APIE_GUARD_FAIL_OPEN, APIE_OK, ALLOWED),
    FAILING("fail closed, enforce", APIE_MODE_ENFORCE, APIE_GUARD_FAIL_CLOSED, APIE_ERROR_BLOCKED,
            BLOCKED),
    FAILING("throw, enforce", APIE_MODE_ENFORCE, APIE_GUARD_THROW, APIE_ERROR_SERVER, NULL),
    FAILING("fail open, monitor", APIE_MODE_MONITOR, APIE_GUARD_FAIL_OPEN, APIE_OK, ALLOWED),
    FAILING("fail closed, monitor", APIE_MODE_MONITOR, APIE_GUARD_FAIL_CLOSED, APIE_OK, ALLOWED),
    FAILING("throw, monitor", APIE_MODE_MONITOR, APIE_GUARD_THROW, APIE_OK, ALLOWED),
};

int main(void)
{
    return SCENARIO_MAIN("scenarios of guards", scenarios);
}
