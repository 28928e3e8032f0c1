#include "apie/reports.h"

#include <string.h>

#include "apie/agent_operation.h"
#include "apie/disabled.h"
#include "apie/kept.h"
#include "apie/polling.h"
#include "base/fail.h"
#include "flow/last_look.h"

#define TIMEOUT_MS  30000
#define INTERVAL_MS 1000

static apie_flow *disabled_report_new(apie_agent *agent, const apie_call_options *options,
                                      apie_error *error)
{
    apie_report *report = apie_disabled_report();
    if (report)
        return apie_given_flow_new(&agent->core, report, options, error);
    apie_fail_no_memory(error);
    return NULL;
}

/* ---- create ---- */

static apie_status check_input(const apie_report_input *input, apie_error *error)
{
    if (input->environments && input->agent_version_id)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "agent_version_id",
                         "a report is limited to environments or to a version, not to both");
    if (!input->from != !input->to)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, input->from ? "to" : "from",
                         "from and to go together");
    if (input->from && input->window)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "window",
                         "a report has a window or a time from and to, not both");
    return APIE_OK;
}

apie_flow *apie_report_create_flow_new(apie_agent *agent, const apie_report_input *input,
                                       const apie_call_options *options, apie_error *error)
{
    static const apie_report_input no_input;
    static const char *const no_sections[] = {NULL};
    if (!input)
        input = &no_input;
    if (check_input(input, error) != APIE_OK)
        return NULL;
    if (agent->core.disabled)
        return disabled_report_new(agent, options, error);
    apie_report_window window = {.from = input->from, .to = input->to};
    apie_report_filters filters = {
        .environments = input->environments,
        .environments_count = apie_texts_count(input->environments),
        .agent_version_id = input->agent_version_id,
    };
    bool filtered = input->environments || input->agent_version_id;
    apie_report_create body = {
        .title = apie_or_null(input->title),
        .report_type = apie_or_null(input->report_type),
        .window = apie_or_null(input->window),
        .time_window = input->from ? &window : APIE_NULL,
        .filters = filtered ? &filters : APIE_NULL,
        .sections = input->sections ? input->sections : no_sections,
        .sections_count = apie_texts_count(input->sections),
    };
    return apie_agent_operation_flow_new(agent, &apie_op_reports_create, &body, options, error);
}

/* ---- look, and look again ---- */

static apie_status check_id(const char *report_id, apie_error *error)
{
    if (report_id && *report_id)
        return APIE_OK;
    return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "report_id", "a report id is required");
}

apie_flow *apie_report_get_flow_new(apie_agent *agent, const char *report_id,
                                    const apie_call_options *options, apie_error *error)
{
    apie_argument arguments[] = {{.text = report_id}};
    if (check_id(report_id, error) != APIE_OK)
        return NULL;
    if (agent->core.disabled)
        return disabled_report_new(agent, options, error);
    return apie_operation_flow_new(&agent->core, &apie_op_reports_get, arguments, NULL, options,
                                   error);
}

typedef struct wait_flow {
    apie_flow flow; /* first */
    int64_t timeout_ms;
    int64_t interval_ms;
    uint64_t until_ms;
    const char *report_id;
} wait_flow;

static bool is_ready(const apie_report *report)
{
    return report && report->status &&
           (strcmp(report->status, APIE_REPORT_STATUS_GENERATED) == 0 ||
            strcmp(report->status, APIE_REPORT_STATUS_SHARED) == 0);
}

static void look(apie_flow *flow);

static void looked(apie_flow *flow)
{
    const wait_flow *wait = (wait_flow *)flow;
    bool answered = flow->status == APIE_OK;
    if (answered && is_ready(flow->result)) {
        apie_flow_finish(flow, APIE_OK);
    } else if (!answered && apie_asking_is_pointless(flow->error.code)) {
        apie_flow_finish(flow, flow->status);
    } else if (flow->now_ms >= wait->until_ms) {
        apie_fail(&flow->error, APIE_ERROR_TIMEOUT, NULL, "the report was not ready in time");
        apie_flow_finish(flow, APIE_ERROR_TIMEOUT);
    } else {
        uint64_t next = apie_time_after(flow->now_ms, wait->interval_ms);
        apie_flow_wait_until(flow, next < wait->until_ms ? next : wait->until_ms, look);
    }
}

static void look(apie_flow *flow)
{
    const wait_flow *wait = (wait_flow *)flow;
    apie_argument arguments[] = {{.text = wait->report_id}};
    apie_arena *arena = apie_flow_scratch(flow);
    flow->status = arena ? apie_request_build(&flow->request, arena, &flow->core->endpoint,
                                              &apie_op_reports_get, arguments, NULL, &flow->error)
                         : apie_fail_no_memory(&flow->error);
    if (flow->status == APIE_OK)
        apie_flow_exchange(flow, apie_look_ms(flow->now_ms, wait->until_ms), looked);
    else
        apie_flow_finish(flow, flow->status);
}

static void begin_wait(apie_flow *flow)
{
    wait_flow *wait = (wait_flow *)flow;
    wait->until_ms = apie_time_after(flow->now_ms, wait->timeout_ms);
    if (flow->deadline_ms < wait->until_ms)
        wait->until_ms = flow->deadline_ms;
    look(flow);
}

static const apie_flow_type wait_type = {
    .name = "report wait",
    .size = sizeof(wait_flow),
    .start = begin_wait,
};

static apie_status check_time(int64_t time_ms, const char *name, apie_error *error)
{
    if (time_ms >= 0)
        return APIE_OK;
    return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, name, "%s must not be negative", name);
}

apie_flow *apie_report_wait_flow_new(apie_agent *agent, const char *report_id, int64_t timeout_ms,
                                     int64_t poll_interval_ms, const apie_call_options *options,
                                     apie_error *error)
{
    if (check_id(report_id, error) != APIE_OK ||
        check_time(timeout_ms, "timeout_ms", error) != APIE_OK ||
        check_time(poll_interval_ms, "poll_interval_ms", error) != APIE_OK)
        return NULL;
    if (agent->core.disabled)
        return disabled_report_new(agent, options, error);
    apie_flow *flow = apie_flow_new(&wait_type, &agent->core, options, error);
    if (!flow)
        return NULL;
    wait_flow *wait = (wait_flow *)flow;
    wait->timeout_ms = timeout_ms > 0 ? timeout_ms : TIMEOUT_MS;
    wait->interval_ms = poll_interval_ms > 0 ? poll_interval_ms : INTERVAL_MS;
    if (!options || options->deadline_ms == 0)
        flow->limit_ms = 0; /* timeout_ms is the limit */
    wait->report_id = apie_arena_strdup(flow->arena, report_id);
    if (wait->report_id)
        return flow;
    apie_flow_free(flow);
    apie_fail_no_memory(error);
    return NULL;
}
