/* All events are written down once, as one JSON array, when the call begins. A request takes some
 * of them in a row out of it: the commas around them become brackets. */
#include "honeycomb/batch.h"

#include <string.h>

#include "base/fail.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "exchange/http_status.h"
#include "flow/kept_options.h"
#include "generated/honeycomb_models.h"
#include "generated/honeycomb_operations.h"
#include "honeycomb/gzip.h"

#define MAX_EVENTS 1000
/* For one request with its retries. */
#define REQUEST_MS 60000

typedef struct batch_flow {
    apie_flow flow; /* first */
    apie_honeycomb_batch_outcome *outcome;
    apie_honeycomb_event_outcome *events; /* the outcome's */
    apie_arena *words;                    /* of the outcome */
    apie_buffer text;                     /* of all events */
    size_t *ends;                         /* of each event in it: where its comma stands */
    size_t max_events;
    size_t max_bytes;
    bool uncompressed;
    size_t begin; /* the events of the request under way */
    size_t end;
    apie_buffer packed; /* its body, if it is compressed */
    size_t plain_lines; /* of a request that is not compressed */
} batch_flow;

static void send_next(apie_flow *flow);

/* ---- which events go together ---- */

/* Where the text of an event begins, with what is in front of it. */
static size_t start_of(const batch_flow *batch, size_t event)
{
    return event == 0 ? 0 : batch->ends[event - 1];
}

/* Of the request with these events. */
static size_t size_of(const batch_flow *batch, size_t begin, size_t end)
{
    return batch->ends[end - 1] + 1 - start_of(batch, begin);
}

/* Passes over events that are too large to be sent. False: there are none left. */
static bool choose_events(batch_flow *batch)
{
    const size_t count = batch->outcome->event_count;
    batch->begin = batch->end;
    while (batch->begin < count &&
           size_of(batch, batch->begin, batch->begin + 1) > batch->max_bytes) {
        batch->events[batch->begin].status = APIE_ERROR_INVALID_ARGUMENT;
        batch->events[batch->begin].message = "the event is larger than a request may be";
        batch->begin++;
    }
    batch->end = batch->begin;
    while (batch->end < count && batch->end - batch->begin < batch->max_events &&
           size_of(batch, batch->begin, batch->end + 1) <= batch->max_bytes)
        batch->end++;
    return batch->begin < batch->end;
}

/* ---- the body ---- */

static void cut_out(batch_flow *batch)
{
    size_t start = start_of(batch, batch->begin);
    batch->text.data[start] = '[';
    batch->text.data[batch->ends[batch->end - 1]] = ']';
    batch->flow.request.body = batch->text.data + start;
    batch->flow.request.body_length = size_of(batch, batch->begin, batch->end);
}

static apie_status write_body(apie_flow *flow)
{
    batch_flow *batch = (batch_flow *)flow;
    flow->request.header_line_count = batch->plain_lines;
    cut_out(batch);
    if (batch->uncompressed || flow->request.body_length < APIE_HONEYCOMB_COMPRESS_FROM)
        return APIE_OK;
    apie_buffer_reset(&batch->packed, batch->packed.capacity);
    if (!apie_gzip(flow->request.body, flow->request.body_length, &batch->packed))
        return apie_fail_no_memory(&flow->error);
    flow->request.body = batch->packed.data;
    flow->request.body_length = batch->packed.length;
    return apie_request_add_header(&flow->request, flow->arena, "Content-Encoding", "gzip",
                                   &flow->error);
}

/* ---- what came of it ---- */

/* Words that live as long as the outcome; without memory, fewer of them. */
static const char *keep_words(batch_flow *batch, const char *words)
{
    const char *kept = words && *words ? apie_arena_strdup(batch->words, words) : NULL;
    return kept ? kept : "the service did not take it";
}

static void note_event(batch_flow *batch, apie_honeycomb_event_outcome *event,
                       const apie_honeycomb_batch_result *result)
{
    int64_t http_status = result->status.presence == APIE_SET ? result->status.value : 0;
    event->sent = true;
    event->http_status = http_status >= 100 && http_status <= 599 ? (int)http_status : 0;
    if (event->http_status >= 200 && event->http_status < 300) {
        batch->outcome->taken_count++;
        return;
    }
    event->status =
        event->http_status > 0 ? apie_http_status_code(event->http_status) : APIE_ERROR_PROTOCOL;
    event->message = keep_words(batch, result->error);
}

/* All events from one on fail like this. */
static void note_failure(batch_flow *batch, size_t from, size_t to, bool sent)
{
    const apie_error *error = &batch->flow.error;
    const char *words = keep_words(batch, error->message);
    for (size_t i = from; i < to; i++) {
        if (batch->events[i].status != APIE_OK)
            continue;
        batch->events[i] =
            (apie_honeycomb_event_outcome){error->code, sent ? error->http_status : 0, sent, words};
    }
}

static void give_outcome(apie_flow *flow)
{
    batch_flow *batch = (batch_flow *)flow;
    apie_free(flow->result);
    flow->result = batch->outcome;
    batch->outcome = NULL;
}

/* The request under way failed, if any is, and so do all that would come after it. */
static void fail(batch_flow *batch)
{
    bool sent = batch->flow.error.attempts > 0;
    note_failure(batch, batch->begin, batch->end, sent);
    note_failure(batch, batch->end, batch->outcome->event_count, false);
    give_outcome(&batch->flow);
}

/* The events of the request under way have been answered one by one. False: the answer is none for
 * them. */
static bool note_events(batch_flow *batch)
{
    const apie_honeycomb_batch_result_list *list = batch->flow.result;
    if (list->items_count != batch->end - batch->begin)
        return false;
    batch->outcome->request_count++;
    for (size_t i = 0; i < list->items_count; i++)
        note_event(batch, &batch->events[batch->begin + i], list->items[i]);
    batch->begin = batch->end;
    return true;
}

static void fail_unreadable(apie_flow *flow)
{
    const batch_flow *batch = (batch_flow *)flow;
    const apie_honeycomb_batch_result_list *list = flow->result;
    flow->status =
        apie_fail(&flow->error, APIE_ERROR_PROTOCOL, NULL, "the service told of %zu of %zu events",
                  list->items_count, batch->end - batch->begin);
    flow->error.attempts = flow->exchange.attempts;
    flow->error.http_status = flow->answer.http_status;
    flow->error.maybe_processed = true;
}

static void sent(apie_flow *flow)
{
    batch_flow *batch = (batch_flow *)flow;
    if (flow->result && !note_events(batch) && flow->status == APIE_OK)
        fail_unreadable(flow);
    if (flow->status == APIE_OK) {
        send_next(flow);
        return;
    }
    fail(batch);
    apie_flow_finish(flow, flow->status);
}

static void send_next(apie_flow *flow)
{
    batch_flow *batch = (batch_flow *)flow;
    if (choose_events(batch)) {
        apie_flow_exchange(flow, REQUEST_MS, sent);
    } else {
        give_outcome(flow);
        apie_flow_finish(flow, APIE_OK);
    }
}

static void stopped(apie_flow *flow)
{
    batch_flow *batch = (batch_flow *)flow;
    bool maybe_processed = flow->error.maybe_processed;
    bool under_way = flow->report_due && flow->answer.request_started;
    if (flow->result) /* the answer came with the cancel */
        (void)note_events(batch);
    apie_fail(&flow->error, APIE_ERROR_CANCELLED, NULL, "the call was cancelled");
    flow->error.maybe_processed = maybe_processed;
    flow->error.attempts = flow->exchange.attempts + (under_way ? 1 : 0);
    fail(batch);
}

static void destroy(apie_flow *flow)
{
    batch_flow *batch = (batch_flow *)flow;
    apie_buffer_free(&batch->text);
    apie_buffer_free(&batch->packed);
    apie_free(batch->outcome);
}

static const apie_flow_type batch_type = {
    .name = "batch",
    .size = sizeof(batch_flow),
    .start = send_next,
    .prepare = write_body,
    .stopped = stopped,
    .destroy = destroy,
    .result_on_failure = true,
};

/* ---- making it ---- */

static apie_status check_event(const apie_honeycomb_batch_event *event, size_t index,
                               apie_error *error)
{
    char where[40];
    if (event->data && event->data != (const json_t *)APIE_NULL && json_is_object(event->data))
        return APIE_OK;
    apie_text_format(where, sizeof where, "/%zu/data", index);
    return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, where,
                     "the data of an event must be an object");
}

/* "[event,event," */
static apie_status write_events(batch_flow *batch, const apie_honeycomb_batch_event *events,
                                size_t count, apie_error *error)
{
    char where[sizeof((apie_error *)0)->where];
    apie_buffer_init(&batch->text, 0);
    apie_buffer_char(&batch->text, '[');
    for (size_t i = 0; i < count; i++) {
        apie_json_writer writer;
        apie_status status = check_event(&events[i], i, error);
        if (status != APIE_OK)
            return status;
        apie_json_writer_init(&writer, &batch->text);
        status = apie_model_encode(&apie_model_honeycomb_batch_event, &events[i],
                                   batch->flow.core->filter, &writer, error);
        if (status == APIE_ERROR_INVALID_ARGUMENT) {
            apie_text_format(where, sizeof where, "/%zu%s", i, error->where);
            apie_text_copy(error->where, sizeof error->where, where, strlen(where));
        }
        if (status != APIE_OK)
            return status;
        batch->ends[i] = batch->text.length;
        apie_buffer_char(&batch->text, ',');
    }
    return batch->text.error == APIE_BUFFER_OK ? APIE_OK : apie_fail_no_memory(error);
}

static bool make_outcome(batch_flow *batch, size_t count)
{
    void *root;
    batch->words = apie_arena_new_with_root(sizeof *batch->outcome,
                                            count * sizeof *batch->events + 256, &root);
    if (!batch->words)
        return false;
    batch->outcome = root;
    batch->events = apie_arena_alloc(batch->words, count * sizeof *batch->events);
    batch->outcome->events = batch->events;
    batch->outcome->event_count = count;
    return batch->events != NULL;
}

static bool fits_one_request(const batch_flow *batch)
{
    size_t count = batch->outcome->event_count;
    return count <= batch->max_events &&
           (count == 0 || size_of(batch, 0, count) <= batch->max_bytes);
}

static apie_status build_request(batch_flow *batch, const char *dataset,
                                 const apie_call_options *options, apie_error *error)
{
    apie_flow *flow = &batch->flow;
    const apie_argument arguments[] = {{.text = dataset}};
    apie_call_options each;
    if (!fits_one_request(batch)) {
        if (!apie_keep_follow_up_options(flow->arena, options, &each))
            return apie_fail_no_memory(error);
        options = &each;
    }
    apie_status status =
        apie_request_build(&flow->request, flow->arena, &flow->core->endpoint,
                           &apie_op_honeycomb_events_send_batch, arguments, options, error);
    batch->plain_lines = flow->request.header_line_count;
    return status;
}

static apie_status set_up(batch_flow *batch, const char *dataset,
                          const apie_honeycomb_batch_event *events, size_t count,
                          const apie_call_options *options, apie_error *error)
{
    apie_flow *flow = &batch->flow;
    batch->ends = count <= SIZE_MAX / sizeof *batch->ends
                      ? apie_arena_alloc(flow->arena, count * sizeof *batch->ends)
                      : NULL;
    if (!batch->ends || !make_outcome(batch, count))
        return apie_fail_no_memory(error);
    apie_status status = write_events(batch, events, count, error);
    return status == APIE_OK ? build_request(batch, dataset, options, error) : status;
}

apie_flow *apie_batch_flow_new(apie_core *core, const char *dataset,
                               const apie_honeycomb_batch_event *events, size_t count,
                               const apie_honeycomb_batch_options *how,
                               const apie_call_options *options, apie_error *error)
{
    static const apie_honeycomb_batch_options defaults;
    if (!how)
        how = &defaults;
    if (!events && count > 0) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "events", "events must not be NULL");
        return NULL;
    }
    apie_flow *flow = apie_flow_new(&batch_type, core, options, error);
    if (!flow)
        return NULL;
    batch_flow *batch = (batch_flow *)flow;
    apie_buffer_init(&batch->packed, 0);
    batch->max_events = how->max_events > 0 ? how->max_events : MAX_EVENTS;
    batch->max_bytes = how->max_bytes > 0 && how->max_bytes < APIE_HONEYCOMB_BATCH_BYTES
                           ? how->max_bytes
                           : APIE_HONEYCOMB_BATCH_BYTES;
    batch->uncompressed = how->uncompressed;
    if (!options || options->deadline_ms == 0)
        flow->limit_ms = 0; /* each request has one */
    if (set_up(batch, dataset, events, count, options, error) == APIE_OK)
        return flow;
    apie_flow_free(flow);
    return NULL;
}
