/* Events, one by one and in batches. */
#include "honeycomb.h"

#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>
#include <string.h>
#include <zlib.h>

#define MOST_BYTES   1000000 /* of an event, and of a request once it is unpacked */
#define MOST_COLUMNS 2000

/* ---- gzip ---- */

static bool inflate_into(struct evbuffer *packed, struct evbuffer *plain)
{
    unsigned char chunk[16384];
    z_stream stream = {.next_in = evbuffer_pullup(packed, -1),
                       .avail_in = (uInt)evbuffer_get_length(packed)};
    int result = inflateInit2(&stream, 16 + MAX_WBITS);
    while (result == Z_OK) {
        stream.next_out = chunk;
        stream.avail_out = sizeof chunk;
        result = inflate(&stream, Z_NO_FLUSH);
        if (evbuffer_add(plain, chunk, sizeof chunk - stream.avail_out) != 0) {
            result = Z_MEM_ERROR;
        }
    }
    (void)inflateEnd(&stream);
    return result == Z_STREAM_END && stream.avail_in == 0;
}

bool honeycomb_unpack(struct evhttp_request *request)
{
    const char *encoding =
        evhttp_find_header(evhttp_request_get_input_headers(request), "Content-Encoding");
    struct evbuffer *body = evhttp_request_get_input_buffer(request);
    if (encoding == NULL || strcmp(encoding, "gzip") != 0) {
        return encoding == NULL;
    }
    struct evbuffer *plain = evbuffer_new();
    const bool done = plain != NULL && inflate_into(body, plain) &&
                      evbuffer_drain(body, evbuffer_get_length(body)) == 0 &&
                      evbuffer_add_buffer(body, plain) == 0;
    if (plain != NULL) {
        evbuffer_free(plain);
    }
    return done;
}

/* ---- keeping them ---- */

/* The first event of a dataset makes it. */
static bool make_dataset(devserver *server, const char *slug)
{
    if (honeycomb_has_dataset(server, slug)) {
        return true;
    }
    json_t *dataset = json_pack("{s:s, s:s, s:s, s:i, s:o, s:n, s:n, s:{s:b}}", "name", slug,
                                "slug", slug, "description", "", "expand_json_depth", 0,
                                "created_at", state_now(), "last_written_at",
                                "regular_columns_count", "settings", "delete_protected", false);
    const bool done = dataset != NULL && honeycomb_keep(server, "/1/datasets", slug, dataset);
    json_decref(dataset);
    return done;
}

json_int_t honeycomb_event_count(devserver *server, const char *dataset)
{
    json_int_t count = 0;
    size_t i;
    json_t *event;
    json_array_foreach(server->state.tables[STATE_HONEYCOMB_EVENTS], i, event)
    {
        count += strcmp(dataset, "__all__") == 0 ||
                 strcmp(dataset, json_string_value(json_object_get(event, "dataset"))) == 0;
    }
    return count;
}

/* Takes time and samplerate, either of which may be NULL. */
static bool keep(struct honeycomb_call *call, json_t *data, json_t *time, json_t *samplerate)
{
    devserver *server = call->server;
    const char *dataset = json_string_value(json_object_get(call->places, "datasetSlug"));
    json_t *event = json_pack("{s:s, s:O, s:o*, s:o*}", "dataset", dataset, "data", data, "time",
                              time, "samplerate", samplerate);
    return event != NULL && make_dataset(server, dataset) &&
           json_array_append_new(server->state.tables[STATE_HONEYCOMB_EVENTS], event) == 0;
}

struct verdict {
    int status;
    const char *error; /* NULL: it is taken */
};

/* An event may ask for a status of its own. */
static struct verdict judge(json_t *data)
{
    json_t *wanted = json_object_get(data, "devserver_status");
    if (!json_is_object(data) || json_object_size(data) == 0) {
        return (struct verdict){400, "Request body should not be empty."};
    }
    if (json_object_size(data) > MOST_COLUMNS) {
        return (struct verdict){400, "Event has too many columns."};
    }
    if (json_dumpb(data, NULL, 0, JSON_COMPACT) > MOST_BYTES) {
        return (struct verdict){400, "Event is too large."};
    }
    if (json_is_integer(wanted)) {
        return (struct verdict){(int)json_integer_value(wanted), "As it was asked for."};
    }
    return (struct verdict){202, NULL};
}

/* ---- taking them ---- */

static json_t *header_of(struct honeycomb_call *call, const char *name)
{
    const char *value =
        evhttp_find_header(evhttp_request_get_input_headers(call->exchange->request), name);
    return value == NULL ? NULL : json_string(value);
}

static bool is_too_large(struct honeycomb_call *call)
{
    struct evbuffer *body = evhttp_request_get_input_buffer(call->exchange->request);
    if (evbuffer_get_length(body) <= MOST_BYTES) {
        return false;
    }
    honeycomb_refuse(call, 413, NULL, "the request is too large");
    return true;
}

void honeycomb_take_event(struct honeycomb_call *call)
{
    json_t *data = call->exchange->body;
    const struct verdict verdict = judge(data);
    if (is_too_large(call)) {
        return;
    }
    if (verdict.error != NULL) {
        honeycomb_refuse(call, verdict.status, NULL, verdict.error);
    } else if (!keep(call, data, header_of(call, "X-Honeycomb-Event-Time"),
                     header_of(call, "X-Honeycomb-Samplerate"))) {
        answer_json(call->answer, 500, NULL);
    } else {
        honeycomb_reply_empty(call, 200);
    }
}

void honeycomb_take_batch(struct honeycomb_call *call)
{
    json_t *verdicts = is_too_large(call) ? NULL : json_array();
    size_t i;
    json_t *event;
    if (call->answer->status != 0) {
        return;
    }
    json_array_foreach(call->exchange->body, i, event)
    {
        json_t *data = json_object_get(event, "data");
        const struct verdict verdict = judge(data);
        if ((verdict.error == NULL && !keep(call, data, json_incref(json_object_get(event, "time")),
                                            json_incref(json_object_get(event, "samplerate")))) ||
            json_array_append_new(verdicts, json_pack("{s:i, s:s*}", "status", verdict.status,
                                                      "error", verdict.error)) != 0) {
            json_decref(verdicts);
            verdicts = NULL;
            break;
        }
    }
    honeycomb_reply(call, 200, verdicts);
}

/* Records stay as they came, in Base64. */
void honeycomb_take_kinesis(struct honeycomb_call *call)
{
    json_t *body = call->exchange->body;
    size_t i;
    json_t *record;
    json_array_foreach(json_object_get(body, "records"), i, record)
    {
        if (!keep(call, record, NULL, NULL)) {
            answer_json(call->answer, 500, NULL);
            return;
        }
    }
    honeycomb_reply(call, 200,
                    json_pack("{s:O*, s:O*}", "requestId", json_object_get(body, "requestId"),
                              "timestamp", json_object_get(body, "timestamp")));
}
