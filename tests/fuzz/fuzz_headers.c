/* Any headers and any body of a failed answer: facts, error and response stay within their rules.
 * Input: two bytes that choose the status, header lines, an empty line, the body. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "exchange/answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW_US   INT64_C(1767225600250000)
#define LONGEST  INT64_C(86400000)
#define CHECK(x) ((x) ? (void)0 : abort())

static size_t find_body(const char *text, size_t size)
{
    for (size_t i = 0; i + 1 < size; i++)
        if (text[i] == '\n' && text[i + 1] == '\n')
            return i + 2;
    return size;
}

static void check_text(const char *text, size_t size)
{
    size_t length = strnlen(text, size);
    CHECK(length < size);
    CHECK(apie_utf8_valid(text, length, NULL));
    for (size_t i = 0; i < length; i++)
        CHECK((unsigned char)text[i] >= 0x20 && text[i] != 0x7f);
}

static void check_facts(const apie_answer_facts *facts)
{
    CHECK(facts->retry_after_ms >= -1 && facts->retry_after_ms <= LONGEST);
    CHECK(facts->rate_limit.limit >= -1);
    CHECK(facts->rate_limit.remaining >= -1);
    CHECK(facts->rate_limit.reset_s >= -1);
    CHECK(facts->rate_limit.window_s >= -1);
    check_text(facts->request_id, sizeof(facts->request_id));
}

static void check_error(const apie_answer *answer, const apie_answer_facts *facts)
{
    apie_error error;
    memset(&error, 0x5a, sizeof(error));
    CHECK(apie_answer_read_error(answer, facts, &error) == error.code);
    CHECK(error.code != APIE_OK);
    CHECK(error.message[0] != '\0');
    CHECK(error.http_status == answer->http_status);
    check_text(error.message, sizeof(error.message));
    check_text(error.where, sizeof(error.where));
    check_text(error.service_code, sizeof(error.service_code));
    check_text(error.request_id, sizeof(error.request_id));
}

static void check_response(const apie_answer *answer, const apie_answer_facts *facts)
{
    apie_response *response = apie_answer_to_response(answer, facts, 1);
    CHECK(response != NULL);
    CHECK(response->body_length == answer->body.length);
    CHECK(response->body[response->body_length] == '\0');
    for (size_t i = 0; i < response->field_error_count; i++) {
        const apie_field_error *field = &response->field_errors[i];
        CHECK(field->field != NULL && field->code != NULL && field->message != NULL);
    }
    apie_slice expected = apie_answer_header(answer->headers, "x-request-id");
    const char *found = apie_response_header(response, "X-Request-Id");
    CHECK((found == NULL) == (expected.data == NULL));
    apie_free(response);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    const char *text = (const char *)data + 2;
    size_t body = find_body(text, size - 2);
    apie_answer answer = {
        .http_status = 300 + (data[0] * 256 + data[1]) % 300,
        .headers = {text, body},
        .body = {text + body, size - 2 - body},
    };
    apie_answer_facts facts;
    memset(&facts, 0x5a, sizeof(facts));
    apie_answer_read_facts(&answer, NOW_US, &facts);
    check_facts(&facts);
    check_error(&answer, &facts);
    check_response(&answer, &facts);
    return 0;
}
