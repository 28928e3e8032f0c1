#include "exchange/answer.h"

#include <string.h>

#include "base/fail.h"
#include "exchange/clean_text.h"
#include "exchange/error_body.h"
#include "exchange/http_status.h"

#define MESSAGE_SIZE sizeof(((apie_error *)NULL)->message)

static apie_slice slice_of(const char *text)
{
    return (apie_slice){text, text != NULL ? strlen(text) : 0};
}

static const char *first_text(const char *a, const char *b, const char *c)
{
    return a != NULL ? a : b != NULL ? b : c;
}

/* ---- transport failures ---- */

static const struct {
    apie_status status;
    const char *words;
} transport_failures[] = {
    {APIE_ERROR_TIMEOUT, "the service did not answer in time"},
    {APIE_ERROR_DNS, "the host name could not be resolved"},
    {APIE_ERROR_CONNECT, "no connection could be made"},
    {APIE_ERROR_TLS, "the TLS connection could not be made"},
    {APIE_ERROR_NETWORK, "the connection broke"},
    {APIE_ERROR_PROTOCOL, "the answer could not be read"},
    {APIE_ERROR_NO_MEMORY, "memory ran out"},
    {APIE_ERROR_CANCELLED, "the call was cancelled"},
};

static const char *transport_words(apie_status status)
{
    for (size_t i = 0; i < sizeof(transport_failures) / sizeof(transport_failures[0]); i++)
        if (transport_failures[i].status == status)
            return transport_failures[i].words;
    return "the request could not be sent";
}

static void read_transport_failure(const apie_answer *answer, apie_error *error)
{
    char detail[sizeof(answer->curl_message)];
    apie_clean_text(detail, sizeof(detail), slice_of(answer->curl_message));
    apie_fail(error, answer->transport, NULL, "%s%s%s", transport_words(answer->transport),
              detail[0] != '\0' ? ": " : "", detail);
    error->maybe_processed = answer->request_started;
}

/* ---- HTTP errors ---- */

static void describe_status(char *out, size_t size, int http_status)
{
    const char *name = apie_http_status_name(http_status);
    bool redirect = http_status >= 300 && http_status <= 399;
    apie_text_format(out, size, "the service answered %d%s%s%s", http_status,
                     name[0] != '\0' ? " " : "", name,
                     redirect ? "; redirects are not followed" : "");
}

/* "What: more", as far as both are known and the one does not hold the other. */
static void join_words(char *out, size_t size, const char *what, const char *more)
{
    char second[MESSAGE_SIZE];
    apie_clean_text(out, size, slice_of(what));
    apie_clean_text(second, sizeof(second), slice_of(more));
    if (second[0] == '\0' || strstr(out, second) != NULL)
        return;
    size_t length = strlen(out);
    if (length > 0 && (out[length - 1] == '.' || out[length - 1] == ':'))
        length--;
    apie_text_format(out + length, size - length, "%s%s", length > 0 ? ": " : "", second);
}

static void describe_json(char *out, size_t size, const apie_error_body *body)
{
    join_words(out, size, first_text(body->message, body->error, body->title), body->detail);
}

/* A page for a browser says nothing in one line; bytes that are no text neither. */
static void describe_text(char *out, size_t size, apie_slice body)
{
    out[0] = '\0';
    if (apie_utf8_valid(body.data, body.length, NULL))
        apie_clean_text(out, size, body);
    if (out[0] == '<')
        out[0] = '\0';
}

static const char *service_code(const apie_error_body *body)
{
    const char *code = first_text(body->error_code, body->code, NULL);
    if (code != NULL)
        return code;
    if (body->type != NULL && strcmp(body->type, "about:blank") != 0)
        return body->type;
    return body->field_count > 0 ? body->fields[0].code : "";
}

static const char *first_field(const apie_error_body *body)
{
    for (size_t i = 0; i < body->field_count; i++)
        if (body->fields[i].field[0] != '\0')
            return body->fields[i].field;
    return "";
}

static void read_json_body(const apie_answer *answer, char *message, apie_error *error)
{
    apie_error_body body = {0};
    apie_arena *scratch = apie_arena_new(1024);
    /* Without memory the status must do for a message. */
    if (scratch != NULL && apie_error_body_read(answer->body, scratch, &body)) {
        describe_json(message, MESSAGE_SIZE, &body);
        apie_clean_text(error->service_code, sizeof(error->service_code),
                        slice_of(service_code(&body)));
        apie_clean_text(error->where, sizeof(error->where), slice_of(first_field(&body)));
        apie_clean_text(error->request_id, sizeof(error->request_id), slice_of(body.request_id));
    }
    apie_arena_free(scratch);
}

static void read_http_error(const apie_answer *answer, apie_error *error)
{
    apie_error_clear(error);
    error->code = apie_http_status_code(answer->http_status);
    error->maybe_processed = apie_http_status_maybe_processed(answer->http_status);
    if (apie_error_body_is_json(answer->body))
        read_json_body(answer, error->message, error);
    else
        describe_text(error->message, sizeof(error->message), answer->body);
    if (error->message[0] == '\0')
        describe_status(error->message, sizeof(error->message), answer->http_status);
}

/* ---- both ---- */

apie_status apie_answer_read_error(const apie_answer *answer, const apie_answer_facts *facts,
                                   apie_error *error)
{
    if (answer->transport != APIE_OK)
        read_transport_failure(answer, error);
    else
        read_http_error(answer, error);
    error->http_status = answer->http_status;
    error->curl_code = answer->curl_code;
    error->retry_after_ms = facts->retry_after_ms;
    if (facts->request_id[0] != '\0')
        apie_text_copy(error->request_id, sizeof(error->request_id), facts->request_id,
                       strlen(facts->request_id));
    return error->code;
}
