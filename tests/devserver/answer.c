#include "answer.h"

#include <stdlib.h>

void answer_clear(struct answer *answer)
{
    json_decref(answer->json);
    json_decref(answer->headers);
    free(answer->text);
    *answer = (struct answer){.status = 0};
}

void answer_json(struct answer *answer, int status, json_t *json)
{
    json_decref(answer->json);
    answer->json = json;
    answer->status = json == NULL ? 500 : status;
}

void answer_error(struct answer *answer, int status, const char *pointer, const char *message)
{
    if (pointer == NULL) {
        answer_json(answer, status, json_pack("{s:s}", "error", message));
        return;
    }
    const char *place = pointer[0] == '\0' ? "the body" : pointer;
    answer_json(answer, status,
                json_pack("{s:o, s:s}", "error", json_sprintf("%s %s", place, message), "pointer",
                          pointer));
}

int answer_header(struct answer *answer, const char *name, const char *value)
{
    if (answer->headers == NULL) {
        answer->headers = json_object();
    }
    return json_object_set_new(answer->headers, name, json_string(value)) == 0;
}
