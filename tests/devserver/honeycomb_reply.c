#include "honeycomb.h"

#include <stdio.h>
#include <stdlib.h>

static const struct problem {
    int status;
    const char *code;
    const char *title;
} problems[] = {
    {400, "bad-request", "The request cannot be understood."},
    {401, "unauthorized", "The credential is missing or not accepted."},
    {404, "not-found", "There is no such thing."},
    {405, "method-not-allowed", "This has another method."},
    {409, "conflict", "What is there already does not allow it."},
    {413, "too-large", "The request is too large."},
    {415, "unsupported-media-type", "The body is of another content type."},
    {422, "validation-failed", "The body is not in order."},
    {429, "rate-limited", "There were too many requests."},
};

bool honeycomb_is_v2(const struct honeycomb_call *call)
{
    return call->path[1] == '2';
}

static const struct problem *problem_of(int status)
{
    size_t i = 0;
    while (i < sizeof problems / sizeof problems[0] - 1 && problems[i].status != status) {
        i++;
    }
    return &problems[i];
}

static json_t *refusal_v1(const struct problem *problem, const char *pointer, const char *detail)
{
    json_t *json = json_pack("{s:i, s:o, s:s, s:s}", "status", problem->status, "type",
                             json_sprintf("https://api.honeycomb.io/problems/%s", problem->code),
                             "title", problem->title, "error", detail);
    if (json != NULL && pointer != NULL &&
        json_object_set_new(json, "type_detail",
                            json_pack("[{s:s, s:s, s:s}]", "field", pointer, "code", "invalid",
                                      "description", detail)) != 0) {
        json_decref(json);
        return NULL;
    }
    return json;
}

static json_t *refusal_v2(const struct honeycomb_call *call, const struct problem *problem,
                          const char *pointer, const char *detail)
{
    json_t *source = pointer == NULL ? NULL : json_pack("{s:s}", "pointer", pointer);
    return json_pack("{s:[{s:o, s:o, s:s, s:s, s:s, s:o*}]}", "errors", "id",
                     json_sprintf("err_%" JSON_INTEGER_FORMAT, call->exchange->id), "status",
                     json_sprintf("%d", problem->status), "code", problem->code, "title",
                     problem->title, "detail", detail, "source", source);
}

void honeycomb_refuse(struct honeycomb_call *call, int status, const char *pointer,
                      const char *detail)
{
    const struct problem *problem = problem_of(status);
    const bool v2 = honeycomb_is_v2(call);
    answer_json(call->answer, status,
                v2 ? refusal_v2(call, problem, pointer, detail)
                   : refusal_v1(problem, pointer, detail));
    if (!answer_header(call->answer, "Content-Type",
                       v2 ? "application/vnd.api+json" : "application/problem+json")) {
        answer_json(call->answer, 500, NULL);
    }
}

void honeycomb_reply(struct honeycomb_call *call, int status, json_t *json)
{
    if (!honeycomb_is_v2(call)) {
        answer_json(call->answer, status, json);
        return;
    }
    answer_json(call->answer, status, json_pack("{s:o}", "data", json));
    if (!answer_header(call->answer, "Content-Type", "application/vnd.api+json")) {
        answer_json(call->answer, 500, NULL);
    }
}

void honeycomb_reply_empty(struct honeycomb_call *call, int status)
{
    call->answer->text = calloc(1, 1);
    call->answer->status = call->answer->text == NULL ? 500 : status;
}
