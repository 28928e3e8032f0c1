/* Answers that come as events, one by one, as they were set for a path; what became of each is kept
 * in the state. */
#include "openapp.h"
#include "raw.h"
#include "record.h"

#include <stdlib.h>
#include <string.h>

#define HELD_MS 3600000

struct openapp_stream {
    json_t *plan;  /* as it was set */
    json_t *entry; /* as the state shows it */
    size_t next;   /* of the plan's events */
};

static const char *const ends[] = {"end", "hold", "reset", NULL};

static const struct check_field event_fields[] = {{"id", CHECK_STRING, 0, NULL, NULL},
                                                  {"event", CHECK_STRING, 0, NULL, NULL},
                                                  {"data", CHECK_STRING, 0, NULL, NULL},
                                                  {"retry", CHECK_NATURAL, 0, NULL, NULL},
                                                  {"pause_ms", CHECK_NATURAL, 0, NULL, NULL}};
static const struct check_shape shape_event = {event_fields,
                                               sizeof event_fields / sizeof event_fields[0]};
static const struct check_field stream_fields[] = {
    {"events", CHECK_OBJECTS, CHECK_REQUIRED, NULL, &shape_event},
    {"then", CHECK_STRING, 0, ends, NULL},
    {"org_id", CHECK_TEXT, 0, NULL, NULL}};
static const struct check_shape shape_stream = {stream_fields,
                                                sizeof stream_fields / sizeof stream_fields[0]};

bool openapp_streams_fit(json_t *streams, struct check_failure *failure)
{
    const char *path;
    json_t *stream;
    json_object_foreach(streams, path, stream)
    {
        struct check_failure inner = *failure;
        check_enter(&inner, path);
        if (!json_is_object(stream)) {
            *failure = inner;
            return check_fail(failure, "must be an object");
        }
        if (!check_value(stream, &shape_stream, &inner)) {
            *failure = inner;
            return false;
        }
    }
    return true;
}

json_t *openapp_stream_at(const struct openapp_call *call)
{
    return json_object_get(openapp_setting(call->server, "streams"), call->path);
}

/* ---- what is sent ---- */

static bool add_line(struct evbuffer *piece, const char *name, const char *text, size_t length)
{
    return evbuffer_add_printf(piece, "%s: ", name) > 0 && evbuffer_add(piece, text, length) == 0 &&
           evbuffer_add(piece, "\n", 1) == 0;
}

static bool add_data(struct evbuffer *piece, const char *data)
{
    while (data != NULL) {
        const size_t length = strcspn(data, "\n");
        if (!add_line(piece, "data", data, length)) {
            return false;
        }
        data = data[length] == '\0' ? NULL : data + length + 1;
    }
    return true;
}

/* One that says nothing is a comment. */
static bool add_event(struct evbuffer *piece, json_t *event)
{
    const char *id = json_string_value(json_object_get(event, "id"));
    const char *type = json_string_value(json_object_get(event, "event"));
    const json_t *retry = json_object_get(event, "retry");
    return (id == NULL || add_line(piece, "id", id, strlen(id))) &&
           (type == NULL || add_line(piece, "event", type, strlen(type))) &&
           (retry == NULL || evbuffer_add_printf(piece, "retry: %" JSON_INTEGER_FORMAT "\n",
                                                 json_integer_value(retry)) > 0) &&
           add_data(piece, json_string_value(json_object_get(event, "data"))) &&
           (evbuffer_get_length(piece) > 0 || evbuffer_add(piece, ":\n", 2) == 0) &&
           evbuffer_add(piece, "\n", 1) == 0;
}

/* ---- its end ---- */

void openapp_stream_free(struct openapp_stream *stream)
{
    if (stream != NULL) {
        json_decref(stream->plan);
        json_decref(stream->entry);
        free(stream);
    }
}

static void note_end(struct openapp_stream *stream, const char *by)
{
    (void)json_object_set_new(stream->entry, "ended", json_string(by));
}

static void left(struct bufferevent *bufferevent, short what, void *user)
{
    struct exchange *exchange = user;
    note_end(exchange->stream, "client");
    exchange_left(bufferevent, what, exchange);
}

/* evhttp sets its own when it writes. */
static void watch(struct exchange *exchange)
{
    bufferevent_setcb(exchange->bufferevent, NULL, NULL, left, exchange);
}

static void hold(struct exchange *exchange)
{
    if (!exchange_hold(exchange, HELD_MS, hold)) {
        exchange_drop(exchange);
    }
}

/* After what was written has left, that is: a reset throws away what is still on its way. */
static void reset(struct exchange *exchange)
{
    if (evbuffer_get_length(bufferevent_get_output(exchange->bufferevent)) == 0) {
        raw_reset(exchange);
    } else if (!exchange_hold(exchange, 1, reset)) {
        exchange_drop(exchange);
    }
}

static void end(struct exchange *exchange)
{
    const char *then = json_string_value(json_object_get(exchange->stream->plan, "then"));
    struct evhttp_request *request = exchange->request;
    if (then != NULL && strcmp(then, "hold") == 0) {
        hold(exchange);
        return;
    }
    note_end(exchange->stream, "server");
    if (then != NULL && strcmp(then, "reset") == 0) {
        reset(exchange);
        return;
    }
    exchange_free(exchange);
    evhttp_send_reply_end(request);
}

/* ---- one event after the other ---- */

static json_t *next_event(const struct openapp_stream *stream)
{
    return json_array_get(json_object_get(stream->plan, "events"), stream->next);
}

static void send_next(struct exchange *exchange);

static void wait_for_next(struct exchange *exchange)
{
    json_t *event = next_event(exchange->stream);
    const json_int_t pause = json_integer_value(json_object_get(event, "pause_ms"));
    watch(exchange);
    if (event == NULL) {
        end(exchange);
    } else if (!exchange_hold(exchange, pause, send_next)) {
        exchange_drop(exchange);
    }
}

static void send_next(struct exchange *exchange)
{
    struct openapp_stream *stream = exchange->stream;
    struct evbuffer *piece = evbuffer_new();
    if (piece == NULL || !add_event(piece, next_event(stream)) ||
        json_object_set_new(stream->entry, "sent", json_integer((json_int_t)++stream->next)) != 0) {
        exchange_drop(exchange);
    } else {
        evhttp_send_reply_chunk(exchange->request, piece);
        wait_for_next(exchange);
    }
    if (piece != NULL) {
        evbuffer_free(piece);
    }
}

/* Not before the handler has returned, since the exchange may end with it. */
static void begin(struct exchange *exchange)
{
    struct evkeyvalq *headers = evhttp_request_get_output_headers(exchange->request);
    const char *name;
    json_t *value;
    bool done = evhttp_add_header(headers, "Content-Type", "text/event-stream") == 0 &&
                evhttp_add_header(headers, "Cache-Control", "no-cache") == 0;
    json_object_foreach(exchange->answer.headers, name, value)
    {
        done = evhttp_add_header(headers, name, json_string_value(value)) == 0 && done;
    }
    if (!done) {
        exchange_drop(exchange);
        return;
    }
    record_exchange(exchange, 200);
    evhttp_send_reply_start(exchange->request, 200, "OK");
    wait_for_next(exchange);
}

/* Behind the event of that id; the first one if there is none. */
static size_t first_after(json_t *plan, const char *id)
{
    size_t i;
    json_t *event;
    json_array_foreach(json_object_get(plan, "events"), i, event)
    {
        const char *its = json_string_value(json_object_get(event, "id"));
        if (id != NULL && its != NULL && strcmp(its, id) == 0) {
            return i + 1;
        }
    }
    return 0;
}

static bool is_of_org(struct openapp_call *call, json_t *plan)
{
    if (json_object_get(plan, "org_id") != NULL && call->org == NULL) {
        openapp_refuse(call, 400, "org_required", "X-Org is missing");
        return false;
    }
    if (!openapp_may_see(call, plan)) {
        openapp_refuse(call, 404, "not_found", "there is no such stream");
        return false;
    }
    return true;
}

void openapp_begin_stream(struct openapp_call *call, json_t *plan)
{
    const char *last = openapp_header(call, "Last-Event-ID");
    if (!is_of_org(call, plan)) {
        return;
    }
    json_t *entry = json_pack("{s:s, s:i, s:s?, s:n}", "path", call->path, "sent", 0,
                              "last_event_id", last, "ended");
    struct openapp_stream *stream = calloc(1, sizeof *stream);
    call->exchange->stream = stream;
    if (stream == NULL ||
        json_array_append(call->server->state.tables[STATE_OPENAPP_STREAMS], entry) != 0) {
        json_decref(entry);
        answer_json(call->answer, 500, NULL);
        return;
    }
    *stream = (struct openapp_stream){json_incref(plan), entry, first_after(plan, last)};
    if (!exchange_hold(call->exchange, 0, begin)) {
        answer_json(call->answer, 500, NULL);
    }
}
