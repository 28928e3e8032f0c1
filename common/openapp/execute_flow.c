/* Running a script to its end: submit it, then look again and again. */
#include <string.h>

#include "base/buffer.h"
#include "base/fail.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "exchange/clean_text.h"
#include "exchange/credentials.h"
#include "flow/kept_options.h"
#include "generated/openapp_operations.h"
#include "openapp/flows.h"

#define FIRST_PAUSE_MS   1000
#define LONGEST_PAUSE_MS 5000
#define LIMIT_MS         900000

typedef struct execute_flow {
    apie_flow flow;            /* first */
    apie_flow *submit;         /* until it runs */
    apie_call_options options; /* of each look */
    const char *id;            /* of the execution; NULL: it is not known yet */
    int64_t pause_ms;
} execute_flow;

static void look(apie_flow *flow);

/* ---- its end ---- */

static void drop_execution(apie_flow *flow)
{
    apie_free(flow->result);
    flow->result = NULL;
}

/* The script goes on: its id in error->where is what the program has left of it. */
static void give_up(execute_flow *execute)
{
    apie_flow *flow = &execute->flow;
    apie_error *error = &flow->error;
    drop_execution(flow);
    if (execute->id) {
        apie_text_copy(error->where, sizeof error->where, flow->where, strlen(flow->where));
        error->maybe_processed = true;
        if (flow->status == APIE_ERROR_TIMEOUT && flow->now_ms >= flow->deadline_ms)
            apie_text_format(error->message, sizeof error->message,
                             "execution %s did not end in time", flow->where);
    }
    apie_flow_finish(flow, flow->status);
}

static void stopped(apie_flow *flow)
{
    drop_execution(flow);
    if (((execute_flow *)flow)->id)
        flow->error.maybe_processed = true;
}

/* In the service's own words, or else as JSON. */
static void write_reason(const json_t *reason, apie_buffer *out)
{
    apie_json_writer writer;
    if (json_is_string(reason)) {
        apie_buffer_append(out, json_string_value(reason), json_string_length(reason));
    } else if (reason && !json_is_null(reason)) {
        apie_json_writer_init(&writer, out);
        apie_json_write_value(&writer, reason);
    }
}

static void tell_failure(execute_flow *execute, const apie_openapp_execution *execution)
{
    apie_flow *flow = &execute->flow;
    char reason[sizeof flow->error.message];
    apie_buffer text;
    apie_buffer_init(&text, 0);
    write_reason(execution->error, &text);
    if (text.error != APIE_BUFFER_OK) {
        flow->status = apie_fail_no_memory(&flow->error);
        give_up(execute);
        goto end;
    }
    apie_clean_text(reason, sizeof reason, (apie_slice){text.data, text.length});
    apie_fail(&flow->error, APIE_ERROR_FAILED, flow->where, "script execution %s: %s",
              execution->status, *reason ? reason : "no reason given");
    apie_credentials_hide(&flow->core->endpoint, &flow->error);
    /* The look that has just ended may have had a key of its own. */
    apie_credentials_hide_one(flow->ended_parts->request.secret, &flow->error);
    apie_flow_finish(flow, APIE_ERROR_FAILED);
end:
    apie_buffer_free(&text);
}

/* ---- looking ---- */

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
        tell_failure(execute, execution);
    } else {
        apie_flow_wait_until(flow, apie_time_after(flow->now_ms, execute->pause_ms), look);
        execute->pause_ms =
            execute->pause_ms * 2 < LONGEST_PAUSE_MS ? execute->pause_ms * 2 : LONGEST_PAUSE_MS;
    }
}

static void look(apie_flow *flow)
{
    const execute_flow *execute = (execute_flow *)flow;
    const apie_argument arguments[] = {{.text = execute->id}};
    apie_flow_run(flow,
                  apie_operation_flow_new(flow->core, &apie_op_openapp_scripting_get_execution,
                                          arguments, NULL, &execute->options, &flow->error),
                  answered);
}

/* ---- submitting ---- */

static bool keep_id(execute_flow *execute, const char *id)
{
    apie_flow *flow = &execute->flow;
    char shown[sizeof flow->error.where];
    apie_clean_text(shown, sizeof shown, (apie_slice){id, strlen(id)});
    flow->where = apie_arena_strdup(flow->arena, shown);
    execute->id = flow->where ? apie_arena_strdup(flow->arena, id) : NULL;
    return execute->id != NULL;
}

static void submitted(apie_flow *flow)
{
    execute_flow *execute = (execute_flow *)flow;
    const apie_openapp_execution *execution = flow->result;
    if (flow->status == APIE_OK && !keep_id(execute, execution->id))
        flow->status = apie_fail_no_memory(&flow->error);
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
    .stopped = stopped,
    .destroy = destroy,
    .result_on_failure = true,
};

/* ---- making it ---- */

/* Looks are of the same call, but do nothing that must not be done twice. */
static bool keep_options(execute_flow *execute, const apie_call_options *options)
{
    if (!apie_keep_options(execute->flow.arena, options, &execute->options))
        return false;
    execute->options.idempotency_key = NULL;
    return true;
}

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
    if (keep_options(execute, options))
        execute->submit = apie_operation_flow_new(core, &apie_op_openapp_scripting_create_execution,
                                                  NULL, script, options, error);
    else
        apie_fail_no_memory(error);
    if (execute->submit)
        return &execute->flow;
    apie_flow_free(&execute->flow);
    return NULL;
}
