#include "apie/guard.h"

#include <string.h>

#include "apie/approval.h"
#include "apie/boundary.h"
#include "apie/decision.h"
#include "apie/kept.h"
#include "apie/notices.h"
#include "apie/room.h"
#include "base/fail.h"

/* An evaluation with its retries: the program's work waits for it. */
#define EVALUATE_LIMIT_MS 5000
/* How long an approval's wait lets the events go first, so that whoever decides can see them. */
#define APPROVAL_FLUSH_MS 10000

typedef apie_event *make_fn(apie_agent *agent, const apie_guarded *guarded,
                            const apie_decision *decision, apie_error *error);

typedef struct guard_flow {
    apie_approval_flow approval; /* first */
    const apie_guarded *guarded; /* the caller's; NULL in a dry run */
    apie_decision *decision;
    apie_decision **refusal; /* the caller's; where the decision goes that refuses; may be NULL */
    bool dry_run;
    bool ask; /* false: allow without asking */

    /* What is told next: its events, made without the lock, and what follows. */
    make_fn *make;
    apie_flow_step *told;
    apie_event *events;
} guard_flow;

static void fail_no_memory(guard_flow *guard)
{
    apie_flow_finish_no_memory(&guard->approval.flow);
}

/* ---- telling ---- */

static void make_events(apie_flow *flow)
{
    guard_flow *guard = (guard_flow *)flow;
    apie_agent *agent = apie_agent_of(flow);
    guard->events = guard->make(agent, guard->guarded, guard->decision, &flow->error);
    apie_agent_ask_keys(agent, guard->events);
}

static void events_made(apie_flow *flow)
{
    guard_flow *guard = (guard_flow *)flow;
    apie_event *events = guard->events;
    guard->events = NULL;
    if (events)
        apie_agent_push_in_flow(flow, events, guard->told);
    else
        apie_flow_finish(flow, flow->error.code);
}

static void tell(guard_flow *guard, make_fn *make, apie_flow_step *told)
{
    guard->make = make;
    guard->told = told;
    apie_flow_work(&guard->approval.flow, make_events, events_made);
}

/* ---- the end ---- */

static void give_decision(guard_flow *guard, apie_status status)
{
    apie_flow *flow = &guard->approval.flow;
    apie_free(flow->result);
    flow->result = guard->decision;
    guard->decision = NULL;
    apie_flow_finish(flow, status);
}

static void start_told(apie_flow *flow)
{
    give_decision((guard_flow *)flow, APIE_OK);
}

static apie_event *make_started(apie_agent *agent, const apie_guarded *guarded,
                                const apie_decision *decision, apie_error *error)
{
    (void)decision;
    return apie_guarded_started(agent, guarded, error);
}

static void proceed(guard_flow *guard)
{
    if (guard->dry_run)
        give_decision(guard, APIE_OK);
    else
        tell(guard, make_started, start_told);
}

/* The action may not run: the decision is the caller's, if it wants it. */
static void finish_refused(guard_flow *guard, apie_status status)
{
    if (guard->refusal) {
        *guard->refusal = guard->decision;
        guard->decision = NULL;
    }
    apie_flow_finish(&guard->approval.flow, status);
}

static const char *first_match(const apie_decision *decision)
{
    return decision->matched_guardrail_count > 0 ? decision->matched_guardrails[0] : NULL;
}

static void block(guard_flow *guard)
{
    apie_flow *flow = &guard->approval.flow;
    const apie_decision *decision = guard->decision;
    apie_fail(&flow->error, APIE_ERROR_BLOCKED, first_match(decision), "%s",
              decision->reason ? decision->reason : "the action was blocked by a guardrail");
    finish_refused(guard, APIE_ERROR_BLOCKED);
}

static void refuse(guard_flow *guard, const char *status)
{
    apie_flow *flow = &guard->approval.flow;
    const apie_decision *decision = guard->decision;
    apie_fail(&flow->error, APIE_ERROR_NOT_APPROVED, first_match(decision),
              "the action was not approved: %s%s%s", status, decision->reason ? ": " : "",
              decision->reason ? decision->reason : "");
    apie_text_copy(flow->error.service_code, sizeof flow->error.service_code, status,
                   strlen(status));
    finish_refused(guard, APIE_ERROR_NOT_APPROVED);
}

/* ---- approval ---- */

static void resolution_told(apie_flow *flow)
{
    guard_flow *guard = (guard_flow *)flow;
    if (strcmp(guard->approval.status, APIE_APPROVAL_APPROVED) == 0)
        proceed(guard);
    else
        refuse(guard, guard->approval.status);
}

static void approval_decided(apie_flow *flow)
{
    guard_flow *guard = (guard_flow *)flow;
    apie_agent *agent = apie_agent_of(flow);
    if (flow->status == APIE_ERROR_NO_MEMORY) {
        fail_no_memory(guard);
        return;
    }
    if (flow->status != APIE_OK) {
        apie_error why = flow->error;
        apie_agent_report(agent, &why);
        guard->approval.status = APIE_APPROVAL_TIMEOUT;
    }
    guard->decision->approval_status = guard->approval.status;
    tell(guard, apie_guarded_approval_resolved, resolution_told);
}

static void approval_announced(apie_flow *flow)
{
    guard_flow *guard = (guard_flow *)flow;
    apie_approval_await(&guard->approval, guard->decision->approval_id,
                        apie_agent_of(flow)->config->approval_timeout_ms, approval_decided);
}

static void request_told(apie_flow *flow)
{
    apie_agent_await_flush(flow, APPROVAL_FLUSH_MS, approval_announced);
}

static void wait_for_approval(guard_flow *guard)
{
    apie_flow *flow = &guard->approval.flow;
    apie_agent *agent = apie_agent_of(flow);
    const apie_decision *decision = guard->decision;
    if (!decision->approval_id) {
        if (agent->config->mode == APIE_MODE_ENFORCE) {
            refuse(guard, "the service gave no approval id");
            return;
        }
        apie_fail(&flow->error, APIE_ERROR_PROTOCOL, NULL,
                  "a guardrail asked for an approval without an id; the action goes on");
        apie_agent_report(agent, &flow->error);
        proceed(guard);
        return;
    }
    tell(guard, apie_guarded_approval_requested, request_told);
}

/* ---- enforcement ---- */

static bool action_is(const apie_decision *decision, const char *action)
{
    return strcmp(decision->enforcement_action, action) == 0;
}

/* Monitor tells what enforce would have done. */
static void log_monitored(apie_agent *agent, const apie_decision *decision)
{
    const char *reason = decision->reason ? decision->reason : "no reason given";
    if (action_is(decision, APIE_ENFORCEMENT_WARN))
        apie_agent_log(agent, APIE_LOG_WARNING, "a guardrail warns: %s", reason);
    else if (!decision->policy_decision || strcmp(decision->mode, "monitor") != 0)
        return;
    else if (strcmp(decision->policy_decision, APIE_DECISION_BLOCK) == 0)
        apie_agent_log(agent, APIE_LOG_INFO, "enforce mode would block: %s", reason);
    else if (strcmp(decision->policy_decision, APIE_DECISION_REQUIRE_APPROVAL) == 0)
        apie_agent_log(agent, APIE_LOG_INFO, "enforce mode would require an approval: %s", reason);
}

static void evaluation_told(apie_flow *flow)
{
    guard_flow *guard = (guard_flow *)flow;
    const apie_decision *decision = guard->decision;
    log_monitored(apie_agent_of(flow), decision);
    if (action_is(decision, APIE_ENFORCEMENT_BLOCK))
        block(guard);
    else if (action_is(decision, APIE_ENFORCEMENT_WAIT_FOR_APPROVAL))
        wait_for_approval(guard);
    else
        proceed(guard);
}

static void enforce(guard_flow *guard)
{
    if (guard->dry_run)
        give_decision(guard, APIE_OK);
    else
        tell(guard, apie_guarded_evaluated, evaluation_told);
}

/* ---- evaluation ---- */

static void guard_failed(guard_flow *guard)
{
    apie_flow *flow = &guard->approval.flow;
    apie_agent *agent = apie_agent_of(flow);
    const apie_config *config = agent->config;
    if (config->mode == APIE_MODE_ENFORCE && config->guard_failure_mode == APIE_GUARD_THROW) {
        apie_flow_finish(flow, flow->error.code);
        return;
    }
    apie_agent_report(agent, &flow->error);
    apie_error why = flow->error;
    if (apie_decision_from_failure(&why, config->mode, config->guard_failure_mode, &guard->decision,
                                   &flow->error) != APIE_OK)
        fail_no_memory(guard);
    else
        enforce(guard);
}

static void evaluated(apie_flow *flow)
{
    guard_flow *guard = (guard_flow *)flow;
    if (flow->status == APIE_OK)
        flow->status = apie_decision_from_evaluation(
            flow->result, apie_agent_of(flow)->config->mode, &guard->decision, &flow->error);
    if (flow->status == APIE_ERROR_NO_MEMORY)
        fail_no_memory(guard);
    else if (flow->status != APIE_OK)
        guard_failed(guard);
    else
        enforce(guard);
}

static void begin_guard(apie_flow *flow)
{
    guard_flow *guard = (guard_flow *)flow;
    apie_boundary_tell(apie_agent_of(flow));
    if (guard->ask) {
        apie_flow_exchange(flow, EVALUATE_LIMIT_MS, evaluated);
        return;
    }
    if (apie_decision_allow(apie_agent_of(flow)->config->mode, &guard->decision, &flow->error) !=
        APIE_OK)
        fail_no_memory(guard);
    else
        proceed(guard);
}

static void guard_destroy(apie_flow *flow)
{
    guard_flow *guard = (guard_flow *)flow;
    apie_events_free(guard->events);
    apie_free(guard->decision);
}

static const apie_flow_type guard_type = {
    .name = "guard",
    .size = sizeof(guard_flow),
    .start = begin_guard,
    .destroy = guard_destroy,
};

static apie_status build_evaluate(apie_agent *agent, apie_flow *flow,
                                  const apie_guarded_input *input, const apie_call_options *options,
                                  apie_error *error)
{
    apie_evaluate_action action = {
        .type = input->action.type ? input->action.type : "execute",
        .name = input->action.name ? input->action.name : input->tool.name,
        .risk_level = input->action.risk_level,
    };
    apie_evaluate_resource resource = {
        .type = input->resource.type ? input->resource.type : "unknown",
        .provider = apie_or_null(input->resource.provider),
        .environment = apie_or_null(input->resource.environment),
        .external_id = apie_or_null(input->resource.external_id),
    };
    apie_evaluate_tool tool = {
        .name = input->tool.name,
        .provider = apie_or_null(input->tool.provider),
        .risk_level = apie_or_null(input->tool.risk_level),
    };
    apie_evaluate body = {
        .agent_key = agent->config->agent.key,
        .run_id = apie_or_null(input->run_id),
        .mode = apie_mode_name(agent->config->mode),
        .risk_level = apie_or_null(input->risk_level),
        .action = &action,
        .resource = &resource,
        .tool = input->tool.name ? &tool : APIE_NULL,
        .metadata = input->metadata ? input->metadata : APIE_NULL,
    };
    apie_status status = apie_request_build(&flow->request, flow->arena, &agent->core.endpoint,
                                            &apie_op_guardrails_evaluate, NULL, options, error);
    if (status == APIE_OK)
        status =
            apie_request_set_object(&flow->request, flow->arena, &body, agent->core.filter, error);
    return status;
}

static guard_flow *new_guard(apie_agent *agent, const apie_guarded_input *input, bool ask,
                             const apie_call_options *options, apie_error *error)
{
    apie_flow *flow = apie_flow_new(&guard_type, &agent->core, options, error);
    if (!flow)
        return NULL;
    if (!options || options->deadline_ms == 0)
        flow->limit_ms = 0; /* an approval has a limit of its own */
    guard_flow *guard = (guard_flow *)flow;
    guard->ask = ask && !agent->core.disabled;
    if (guard->ask && build_evaluate(agent, flow, input, options, error) != APIE_OK) {
        apie_flow_free(flow);
        return NULL;
    }
    return guard;
}

apie_flow *apie_guard_flow_new(apie_agent *agent, const apie_guarded_input *input,
                               const apie_guarded *guarded, const apie_call_options *options,
                               apie_error *error)
{
    guard_flow *guard = new_guard(agent, input, !input->unguarded, options, error);
    if (!guard)
        return NULL;
    guard->guarded = guarded;
    return &guard->approval.flow;
}

void apie_guard_flow_keep_refusal(apie_flow *flow, apie_decision **out)
{
    ((guard_flow *)flow)->refusal = out;
}

apie_flow *apie_dry_run_flow_new(apie_agent *agent, const apie_guard_input *guard_input,
                                 const char *run_id, const apie_call_options *options,
                                 apie_error *error)
{
    if (!guard_input) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "input", "input must not be NULL");
        return NULL;
    }
    apie_guarded_input input = {
        .run_id = guard_input->run_id ? guard_input->run_id : run_id,
        .tool = guard_input->tool,
        .action = guard_input->action,
        .resource = guard_input->resource,
        .risk_level = guard_input->risk_level,
        .metadata = guard_input->metadata,
    };
    bool ask = input.action.type && input.action.name && input.resource.type;
    guard_flow *guard = new_guard(agent, &input, ask, options, error);
    if (!guard)
        return NULL;
    guard->dry_run = true;
    apie_boundary_look(agent, input.tool.name, input.resource.type);
    return &guard->approval.flow;
}

void apie_guard_finish(apie_agent *agent, const apie_guarded *guarded,
                       const apie_action_outcome *outcome, apie_event *events)
{
    bool failed = outcome && outcome->error_message;
    if (failed)
        (void)apie_open_runs_note_error(&agent->runs, guarded->source.run_id,
                                        outcome->error_message);
    apie_agent_push(agent, events);
    if (failed)
        apie_agent_hasten_flush(agent);
}
