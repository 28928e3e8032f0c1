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
#define SUBMIT_LIMIT_MS  60000 /* of that */

typedef struct execute_flow {
    apie_flow flow;            /* first; its own request submits, looks are parts */
    apie_call_options options; /* of each look */
    const char *id;            /* of the execution; NULL: it is not known yet */
    char shown[sizeof((apie_error *)NULL)->where]; /* the id, fit for errors: flow.where */
    int64_t submit_limit_ms;                       /* 0: the call's */
    int64_t pause_ms;
} execute_flow;

static void look(apie_flow *flow);

/* ---- its end ---- */

static void drop_execution(apie_flow *flow)
{
    apie_free(flow->result);
    flow->result = NULL;
}

/* False if memory ran out; what is shown needs none. */
static bool keep_id(execute_flow *execute)
{
    apie_flow *flow = &execute->flow;
    const char *id = ((const apie_openapp_execution *)flow->result)->id;
    apie_clean_text(execute->shown, sizeof execute->shown, (apie_slice){id, strlen(id)});
    flow->where = execute->shown;
    execute->id = apie_arena_strdup(flow->arena, id);
    return execute->id != NULL;
}

/* The script goes on: its id in error->where is what the program has left of it. */
static void give_up(execute_flow *execute)
{
    apie_flow *flow = &execute->flow;
    apie_error *error = &flow->error;
    drop_execution(flow);
    if (flow->where) {
        apie_text_copy(error->where, sizeof error->where, flow->where, strlen(flow->where));
        error->maybe_processed = true;
        if (flow->status == APIE_ERROR_TIMEOUT && flow->now_ms >= flow->deadline_ms)
            apie_text_format(error->message, sizeof error->message,
                             "execution %s did not end in time", flow->where);
    }
    apie_flow_finish(flow, flow->status);
}

/* The answer to the submission may have come with the cancel. */
static void stopped(apie_flow *flow)
{
    if (!flow->where && flow->result)
        (void)keep_id((execute_flow *)flow);
    drop_execution(flow);
    if (flow->where)
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
    apie_request_hide_secrets(&flow->request, &flow->error);
    if (flow->ended_parts) /* a look, which may have had another key */
        apie_request_hide_secrets(&flow->ended_parts->request, &flow->error);
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

static void submitted(apie_flow *flow)
{
    if (flow->result && !keep_id((execute_flow *)flow))
        flow->status = apie_fail_no_memory(&flow->error);
    answered(flow);
}

static void submit(apie_flow *flow)
{
    apie_flow_exchange(flow, ((execute_flow *)flow)->submit_limit_ms, submitted);
}

static const apie_flow_type execute_type = {
    .name = "execute",
    .size = sizeof(execute_flow),
    .start = submit,
    .stopped = stopped,
    .result_on_failure = true,
};

/* ---- making it ---- */

static apie_status build(execute_flow *execute, const apie_openapp_execution_create *script,
                         const apie_call_options *options, apie_error *error)
{
    apie_flow *flow = &execute->flow;
    if (!apie_keep_follow_up_options(flow->arena, options, &execute->options))
        return apie_fail_no_memory(error);
    apie_status status =
        apie_request_build(&flow->request, flow->arena, &flow->core->endpoint,
                           &apie_op_openapp_scripting_create_execution, NULL, options, error);
    if (status != APIE_OK)
        return status;
    return apie_request_set_object(&flow->request, flow->arena, script, flow->core->filter, error);
}

apie_flow *apie_openapp_execute_flow_new(apie_core *core,
                                         const apie_openapp_execution_create *script,
                                         const apie_call_options *options, apie_error *error)
{
    execute_flow *execute = (execute_flow *)apie_flow_new(&execute_type, core, options, error);
    if (!execute)
        return NULL;
    execute->pause_ms = FIRST_PAUSE_MS;
    if (!options || options->deadline_ms == 0) {
        execute->flow.limit_ms = LIMIT_MS;
        execute->submit_limit_ms = SUBMIT_LIMIT_MS;
    }
    if (build(execute, script, options, error) == APIE_OK)
        return &execute->flow;
    apie_flow_free(&execute->flow);
    return NULL;
}
