/* Running a script to its end: submit it, then look again and again. */
#include <string.h>

#include "base/fail.h"
#include "base/text.h"
#include "generated/openapp_operations.h"
#include "openapp/flows.h"

#define FIRST_PAUSE_MS   1000
#define LONGEST_PAUSE_MS 5000
#define LIMIT_MS         900000

typedef struct execute_flow {
    apie_flow flow;    /* first */
    apie_flow *submit; /* until it runs */
    const char *id;    /* of the execution; NULL: it is not known yet */
    int64_t pause_ms;
} execute_flow;

static void look(apie_flow *flow);

/* The script goes on: its id in error->where is what the program has left of it. */
static void give_up(execute_flow *execute)
{
    apie_error *error = &execute->flow.error;
    int attempts = error->attempts;
    if (execute->id && execute->flow.status == APIE_ERROR_TIMEOUT) {
        apie_fail(error, APIE_ERROR_TIMEOUT, execute->id, "execution %s did not end in time",
                  execute->id);
        error->attempts = attempts;
    } else if (execute->id) {
        apie_text_copy(error->where, sizeof error->where, execute->id, strlen(execute->id));
    }
    apie_flow_finish(&execute->flow, execute->flow.status);
}

static bool is(const apie_openapp_execution *execution, const char *status)
{
    return execution->status && strcmp(execution->status, status) == 0;
}

/* flow->result is the execution as it is now. */
static void answered(apie_flow *flow)
{
    execute_flow *execute = (execute_flow *)flow;
    const apie_openapp_execution *execution = flow->result;
    if (flow->status != APIE_OK) {
        give_up(execute);
    } else if (is(execution, APIE_OPENAPP_EXECUTION_STATUS_SUCCEEDED)) {
        apie_flow_finish(flow, APIE_OK);
    } else if (is(execution, APIE_OPENAPP_EXECUTION_STATUS_FAILED) ||
               is(execution, APIE_OPENAPP_EXECUTION_STATUS_CANCELED)) {
        apie_flow_finish(flow, apie_fail(&flow->error, APIE_ERROR_FAILED, execution->id,
                                         "script execution %s: %s", execution->status,
                                         execution->error ? execution->error : "no reason given"));
    } else {
        apie_flow_wait_until(flow, apie_time_after(flow->now_ms, execute->pause_ms), look);
        execute->pause_ms =
            execute->pause_ms * 2 < LONGEST_PAUSE_MS ? execute->pause_ms * 2 : LONGEST_PAUSE_MS;
    }
}

static void look(apie_flow *flow)
{
    const apie_argument arguments[] = {{.text = ((execute_flow *)flow)->id}};
    apie_flow_run(flow,
                  apie_operation_flow_new(flow->core, &apie_op_openapp_scripting_get_execution,
                                          arguments, NULL, NULL, &flow->error),
                  answered);
}

static void submitted(apie_flow *flow)
{
    execute_flow *execute = (execute_flow *)flow;
    const apie_openapp_execution *execution = flow->result;
    if (flow->status == APIE_OK) {
        execute->id = apie_arena_strdup(flow->arena, execution->id);
        if (!execute->id) {
            apie_flow_finish_no_memory(flow);
            return;
        }
    }
    answered(flow);
}

static void submit(apie_flow *flow)
{
    apie_flow *part = ((execute_flow *)flow)->submit;
    ((execute_flow *)flow)->submit = NULL;
    apie_flow_run(flow, part, submitted);
}

static void destroy(apie_flow *flow)
{
    apie_flow_free(((execute_flow *)flow)->submit);
}

static const apie_flow_type execute_type = {
    .name = "execute",
    .size = sizeof(execute_flow),
    .start = submit,
    .destroy = destroy,
    .result_on_failure = true,
};

apie_flow *apie_openapp_execute_flow_new(apie_core *core,
                                         const apie_openapp_execution_create *script,
                                         const apie_call_options *options, apie_error *error)
{
    execute_flow *execute = (execute_flow *)apie_flow_new(&execute_type, core, options, error);
    if (!execute)
        return NULL;
    execute->pause_ms = FIRST_PAUSE_MS;
    if (!options || options->deadline_ms == 0)
        execute->flow.limit_ms = LIMIT_MS;
    execute->submit = apie_operation_flow_new(core, &apie_op_openapp_scripting_create_execution,
                                              NULL, script, options, error);
    if (execute->submit)
        return &execute->flow;
    apie_flow_free(&execute->flow);
    return NULL;
}
