#include "openapp.h"

#include <stdlib.h>
#include <string.h>

/* A request's own id, or one that looks like the service's: 26 letters and digits. */
const char *openapp_correlate(struct openapp_call *call)
{
    const char *sent = openapp_header(call, "X-Correlation-Id");
    json_t *made = sent != NULL && *sent != '\0'
                       ? json_string(sent)
                       : json_sprintf("01J%023" JSON_INTEGER_FORMAT, call->exchange->id);
    if (made == NULL || !answer_header(call->answer, "x-request-id", json_string_value(made))) {
        answer_json(call->answer, 500, NULL);
    }
    json_decref(made);
    return json_string_value(json_object_get(call->answer->headers, "x-request-id"));
}

void openapp_refuse(struct openapp_call *call, int status, const char *code, const char *message)
{
    answer_json(
        call->answer, status,
        json_pack("{s:s, s:s*, s:s*}", "message", message, "error_code", code, "correlationId",
                  json_string_value(json_object_get(call->answer->headers, "x-request-id"))));
}

void openapp_reply(struct openapp_call *call, int status, json_t *json)
{
    if (call->operation == NULL || call->operation->response != NULL) {
        answer_json(call->answer, status, json);
        return;
    }
    json_decref(json);
    call->answer->text = calloc(1, 1);
    call->answer->status = call->answer->text == NULL ? 500 : 204;
}

void openapp_reply_text(struct openapp_call *call, const char *type, const char *text)
{
    call->answer->text = strdup(text);
    call->answer->length = strlen(text);
    call->answer->status = 200;
    if (call->answer->text == NULL || !answer_header(call->answer, "Content-Type", type)) {
        answer_json(call->answer, 500, NULL);
    }
}
