#include "exchange/answer.h"

#include <string.h>

#include "base/fail.h"
#include "exchange/clean_text.h"
#include "exchange/error_body.h"
#include "model/descriptor.h"

#define NOT_MODIFIED 304

static bool is_blank(apie_slice body)
{
    for (size_t i = 0; i < body.length; i++)
        if (strchr(" \t\r\n", body.data[i]) == NULL || body.data[i] == '\0')
            return false;
    return true;
}

/* By its content type; an answer without one is looked at. */
static bool is_json(const apie_answer *answer, const apie_answer_facts *facts)
{
    if (facts->json)
        return true;
    return apie_answer_header(answer->headers, "content-type").data == NULL &&
           apie_error_body_is_json(answer->body);
}

static apie_status refuse_content(const apie_answer *answer, apie_error *error)
{
    char type[64];
    char excerpt[120];
    apie_slice given = apie_answer_header(answer->headers, "content-type");
    apie_clean_text(type, sizeof(type), given.data != NULL ? given : APIE_SLICE("no type"));
    apie_clean_text(excerpt, sizeof(excerpt), answer->body);
    return apie_fail(error, APIE_ERROR_PROTOCOL, NULL, "the answer is not JSON (%s): %s", type,
                     excerpt);
}

static bool is_text(const apie_operation *operation)
{
    return operation->content_type != NULL && strncmp(operation->content_type, "text/", 5) == 0;
}

/* A result whose only member is the whole answer. */
static apie_status read_text(apie_slice body, const apie_model *model, void **result,
                             apie_error *error)
{
    if (!apie_utf8_valid(body.data, body.length, NULL) ||
        memchr(body.data, '\0', body.length) != NULL)
        return apie_fail(error, APIE_ERROR_PROTOCOL, NULL, "the answer is not text");
    apie_arena *arena = apie_arena_new_with_root(model->size, body.length, result);
    const char *text = arena != NULL ? apie_arena_strndup(arena, body.data, body.length) : NULL;
    if (text == NULL) {
        apie_arena_free(arena);
        *result = NULL;
        return apie_fail_no_memory(error);
    }
    memcpy((char *)*result + model->fields[0].offset, &text, sizeof(text));
    return APIE_OK;
}

/* The service did what it was asked to: only its answer is lost. */
static void add_facts(const apie_answer *answer, const apie_answer_facts *facts, apie_error *error)
{
    if (error == NULL)
        return;
    error->http_status = answer->http_status;
    error->retry_after_ms = facts->retry_after_ms;
    error->maybe_processed = true;
    apie_text_copy(error->request_id, sizeof(error->request_id), facts->request_id,
                   strlen(facts->request_id));
}

apie_status apie_answer_read_result(const apie_answer *answer, const apie_answer_facts *facts,
                                    const apie_operation *operation, void **result,
                                    apie_error *error)
{
    *result = NULL;
    if (operation->response == NULL || answer->http_status == NOT_MODIFIED)
        return APIE_OK;
    bool empty = is_blank(answer->body);
    bool text = !empty && is_text(operation);
    bool json = !empty && is_json(answer, facts);
    if (!json && !text && operation->optional_body)
        return APIE_OK;
    apie_status status;
    if (empty)
        status = apie_fail(error, APIE_ERROR_PROTOCOL, NULL, "the answer is empty");
    else if (text)
        status = read_text(answer->body, operation->response, result, error);
    else if (!json)
        status = refuse_content(answer, error);
    else
        status = apie_model_decode(operation->response, answer->body.data, answer->body.length,
                                   result, error);
    if (status != APIE_OK)
        add_facts(answer, facts, error);
    return status;
}
