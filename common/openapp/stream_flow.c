/* A stream: one request, whose answer is told while it comes. */
#include <string.h>

#include "base/fail.h"
#include "base/text.h"
#include "exchange/ascii.h"
#include "exchange/clean_text.h"
#include "exchange/header.h"
#include "openapp/flows.h"
#include "openapp/sse.h"

#define EVENT_BYTES_MAX ((size_t)1024 * 1024)
#define IDLE_MS         300000

#define EVENT_STREAM "text/event-stream"

typedef struct stream_flow {
    apie_flow flow; /* first */
    apie_openapp_stream_options told;
    apie_sink sink;
    apie_sse sse;
    uint64_t events;
    uint64_t bytes;
    bool begun;
    bool other_type; /* the answer is no stream of events */
    char type[64];   /* what it is then */
    bool stopped;    /* by the program */
} stream_flow;

/* ---- the sink ---- */

/* What does not say its type is read as events. */
static bool is_event_stream(apie_slice type)
{
    const char *end = type.length > 0 ? memchr(type.data, ';', type.length) : NULL;
    if (end)
        type.length = (size_t)(end - type.data);
    type = apie_trim(type);
    return type.length == 0 ||
           apie_text_equal_nocase(type.data, type.length, EVENT_STREAM, sizeof EVENT_STREAM - 1);
}

static bool begin(void *user, apie_slice headers)
{
    stream_flow *stream = user;
    stream->begun = true;
    stream->flow.request.retry_safe = false; /* or the program would be told twice */
    apie_slice type = apie_answer_header(headers, "content-type");
    if (!stream->told.on_event || is_event_stream(type))
        return true;
    apie_clean_text(stream->type, sizeof stream->type, type);
    stream->other_type = true;
    return false;
}

static bool tell_bytes(stream_flow *stream, apie_slice *piece)
{
    apie_slice all = *piece;
    *piece = (apie_slice){all.data + all.length, 0};
    return stream->told.on_bytes(all.data, all.length, stream->told.user);
}

static bool tell_event(stream_flow *stream, apie_slice *piece)
{
    apie_sse_event event;
    if (!apie_sse_next(&stream->sse, piece, &event))
        return true;
    const apie_openapp_event told = {event.type, event.data, event.data_length, event.id};
    stream->events++;
    return stream->told.on_event(&told, stream->told.user);
}

static bool take(void *user, apie_slice *piece)
{
    stream_flow *stream = user;
    size_t before = piece->length;
    stream->stopped =
        !(stream->told.on_event ? tell_event(stream, piece) : tell_bytes(stream, piece));
    stream->bytes += before - piece->length;
    return !stream->stopped && stream->sse.error == APIE_BUFFER_OK;
}

/* ---- the flow ---- */

static apie_status prepare(apie_flow *flow)
{
    stream_flow *stream = (stream_flow *)flow;
    stream->sink.latest_ms = flow->exchange.deadline_ms;
    return APIE_OK;
}

static apie_status refuse(stream_flow *stream)
{
    apie_error *error = &stream->flow.error;
    if (stream->sse.error == APIE_BUFFER_NO_MEMORY)
        return apie_fail_no_memory(error);
    if (stream->sse.error != APIE_BUFFER_OK)
        return apie_fail(error, APIE_ERROR_PROTOCOL, NULL, "an event is larger than %zu bytes",
                         EVENT_BYTES_MAX);
    return apie_fail(error, APIE_ERROR_PROTOCOL, NULL,
                     "the answer is no stream of events (" EVENT_STREAM "), but %s", stream->type);
}

/* A transfer that was ended here says no more than that. */
static void find_reason(apie_flow *flow)
{
    stream_flow *stream = (stream_flow *)flow;
    if (stream->stopped)
        flow->answer.transport = APIE_ERROR_CANCELLED;
    else if (stream->other_type || stream->sse.error != APIE_BUFFER_OK)
        flow->status = refuse(stream);
    else
        return;
    flow->error.http_status = flow->answer.http_status;
    flow->error.maybe_processed = flow->request.method != APIE_GET;
}

static bool set_result(stream_flow *stream)
{
    const apie_buffer *id = &stream->sse.id;
    void *root = NULL;
    apie_arena *arena =
        apie_arena_new_with_root(sizeof(apie_openapp_stream_end), id->length + 1, &root);
    apie_openapp_stream_end *end = root;
    if (!end)
        return false;
    *end = (apie_openapp_stream_end){
        .events = stream->events,
        .bytes = stream->bytes,
        .last_event_id = apie_arena_strndup(arena, id->length > 0 ? id->data : "", id->length),
        .retry_ms = stream->sse.retry_ms,
    };
    if (!end->last_event_id) {
        apie_free(root);
        return false;
    }
    apie_free(stream->flow.result);
    stream->flow.result = root;
    return true;
}

static void ended(apie_flow *flow)
{
    stream_flow *stream = (stream_flow *)flow;
    if (stream->begun && !set_result(stream) && flow->status == APIE_OK) {
        flow->status = apie_fail_no_memory(&flow->error);
        flow->error.maybe_processed = flow->request.method != APIE_GET;
    }
    apie_flow_finish(flow, flow->status);
}

static void stopped(apie_flow *flow)
{
    stream_flow *stream = (stream_flow *)flow;
    if (stream->begun)
        (void)set_result(stream);
}

static void start(apie_flow *flow)
{
    apie_flow_exchange(flow, 0, ended);
}

static void destroy(apie_flow *flow)
{
    apie_sse_free(&((stream_flow *)flow)->sse);
}

static const apie_flow_type stream_type = {
    .name = "stream",
    .size = sizeof(stream_flow),
    .start = start,
    .prepare = prepare,
    .absorbed = find_reason,
    .stopped = stopped,
    .destroy = destroy,
    .result_on_failure = true,
};

/* ---- making it ---- */

static apie_status check(const apie_openapp_stream_options *told, apie_error *error)
{
    if (!told)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "stream", "stream must not be NULL");
    if (!told->on_event == !told->on_bytes)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "on_event",
                         "either on_event or on_bytes must be set");
    if (told->idle_timeout_ms < 0)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "idle_timeout_ms",
                         "idle_timeout_ms must not be negative");
    return APIE_OK;
}

/* What the call's own options say wins. */
static bool is_given(const apie_call_options *options, const char *name)
{
    for (size_t i = 0; options && i < options->header_count; i++) {
        const char *given = options->headers[i].name;
        if (apie_text_equal_nocase(given, strlen(given), name, strlen(name)))
            return true;
    }
    return false;
}

static apie_status add_headers(stream_flow *stream, const char *last_event_id,
                               const apie_call_options *options, apie_error *error)
{
    apie_http_request *request = &stream->flow.request;
    apie_arena *arena = stream->flow.arena;
    const char *type = stream->told.on_event ? EVENT_STREAM : "*/*";
    apie_status status = APIE_OK;
    if (!is_given(options, "Accept"))
        status = apie_request_add_header(request, arena, "Accept", type, error);
    if (status != APIE_OK || !last_event_id || !last_event_id[0])
        return status;
    if (!apie_header_value_valid(last_event_id))
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "last_event_id",
                         "last_event_id holds a line break or control character");
    return apie_request_add_header(request, arena, "Last-Event-ID", last_event_id, error);
}

apie_flow *apie_openapp_stream_flow_new(apie_core *core, const char *method, const char *target,
                                        const char *body, size_t body_length,
                                        const apie_openapp_stream_options *told,
                                        const apie_call_options *options, apie_error *error)
{
    apie_method known;
    if (check(told, error) != APIE_OK || apie_method_find(method, &known, error) != APIE_OK)
        return NULL;
    stream_flow *stream = (stream_flow *)apie_flow_new(&stream_type, core, options, error);
    if (!stream)
        return NULL;
    apie_sse_init(&stream->sse, EVENT_BYTES_MAX);
    stream->told = *told;
    stream->sink = (apie_sink){
        .begin = begin,
        .take = take,
        .user = stream,
        .idle_ms = told->idle_timeout_ms > 0 ? told->idle_timeout_ms : IDLE_MS,
    };
    if (!options || options->deadline_ms == 0)
        stream->flow.limit_ms = 0;
    if (apie_request_build_raw(&stream->flow.request, stream->flow.arena, &core->endpoint, known,
                               target, body, body_length, options, error) == APIE_OK &&
        add_headers(stream, told->last_event_id, options, error) == APIE_OK) {
        stream->flow.request.sink = &stream->sink;
        return &stream->flow;
    }
    apie_flow_free(&stream->flow);
    return NULL;
}
