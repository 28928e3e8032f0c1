#include "record.h"
#include "server.h"

#include <event2/keyvalq_struct.h>
#include <stdlib.h>
#include <string.h>

json_t *record_text(const char *bytes, size_t length)
{
    json_t *text = json_stringn(bytes, length);
    if (text != NULL) {
        return text;
    }
    char *wide = malloc(2 * length + 1);
    size_t used = 0;
    if (wide == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < length; i++) {
        const unsigned char byte = (unsigned char)bytes[i];
        if (byte >= 0x80) {
            wide[used++] = (char)(unsigned char)(0xC0 | (byte >> 6));
            wide[used++] = (char)(unsigned char)(0x80 | (byte & 0x3F));
        } else {
            wide[used++] = bytes[i];
        }
    }
    text = json_stringn(wide, used);
    free(wide);
    return text;
}

static json_t *headers_of(struct evhttp_request *request)
{
    const struct evkeyvalq *headers = evhttp_request_get_input_headers(request);
    json_t *object = json_object();
    for (const struct evkeyval *header = headers->tqh_first; header != NULL;
         header = header->next.tqe_next) {
        json_t *value = record_text(header->value, strlen(header->value));
        json_t *name = record_text(header->key, strlen(header->key));
        json_t *before = json_object_get(object, json_string_value(name));
        if (before != NULL && value != NULL) {
            json_t *both =
                json_sprintf("%s, %s", json_string_value(before), json_string_value(value));
            json_decref(value);
            value = both;
        }
        if (name == NULL || json_object_set_new(object, json_string_value(name), value) != 0) {
            json_decref(object);
            object = NULL;
        }
        json_decref(name);
    }
    return object;
}

static json_t *body_of(const struct exchange *exchange)
{
    if (exchange->body != NULL) {
        return json_incref(exchange->body);
    }
    struct evbuffer *input = evhttp_request_get_input_buffer(exchange->request);
    const size_t length = evbuffer_get_length(input);
    if (length == 0) {
        return json_null();
    }
    return record_text((const char *)evbuffer_pullup(input, -1), length);
}

void record_exchange(struct exchange *exchange, int status)
{
    FILE *file = exchange->server->record;
    if (file == NULL || exchange->recorded || exchange->route_is_control) {
        return;
    }
    exchange->recorded = true;
    const char *uri = evhttp_request_get_uri(exchange->request);
    json_t *line =
        json_pack("{s:s, s:o, s:o, s:o, s:i, s:I}", "method", exchange->method, "path",
                  record_text(uri, strlen(uri)), "headers", headers_of(exchange->request), "body",
                  body_of(exchange), "status", status, "time_ms", exchange->arrived_ms);
    char *text = json_dumps(line, JSON_COMPACT);
    if (text == NULL || fprintf(file, "%s\n", text) < 0 || fflush(file) != 0) {
        (void)fprintf(stderr, "apie-devserver: cannot record a request\n");
    }
    free(text);
    json_decref(line);
}
