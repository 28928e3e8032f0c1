#include "transport.h"

#include <string.h>

bool apie_interrupted(const apie_interrupt *interrupt)
{
    return (interrupt->abort != NULL && atomic_load(interrupt->abort)) ||
           apie_cancel_token_is_cancelled(interrupt->token);
}

static int on_progress(void *user, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                       curl_off_t up)
{
    const apie_interrupt *interrupt = user;

    (void)down_total;
    (void)down;
    (void)up_total;
    (void)up;
    return apie_interrupted(interrupt) ? 1 : 0;
}

/* Without anything that could interrupt, a transfer does not pay for being watched. */
static CURLcode watch(CURL *handle, const apie_interrupt *interrupt)
{
    CURLcode code = CURLE_OK;

    if (interrupt->token == NULL && interrupt->abort == NULL)
        return CURLE_OK;
    code = curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, on_progress);
    if (code == CURLE_OK)
        code = curl_easy_setopt(handle, CURLOPT_XFERINFODATA, interrupt);
    if (code == CURLE_OK)
        code = curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    return code;
}

static CURLcode unwatch(CURL *handle, const apie_interrupt *interrupt)
{
    if (interrupt->token == NULL && interrupt->abort == NULL)
        return CURLE_OK;
    return curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 1L);
}

static void perform(apie_easy *easy, const apie_http_request *request, uint64_t timeout_ms,
                    const apie_interrupt *interrupt, apie_answer *answer)
{
    apie_error error = {0};
    CURLcode code = CURLE_OK;
    int64_t timeout = timeout_ms > INT64_MAX ? INT64_MAX : (int64_t)timeout_ms;

    if (apie_easy_prepare(easy, request, timeout, &error) != APIE_OK) {
        apie_answer_not_sent(answer, error.code, error.message);
        return;
    }
    code = watch(easy->handle, interrupt);
    if (code == CURLE_OK)
        code = curl_easy_perform(easy->handle);
    apie_easy_read_answer(easy, code, answer);
    (void)unwatch(easy->handle, interrupt);
}

apie_cause apie_transport_send(apie_sync *sync, apie_flow *flow, uint64_t until_ms,
                               const apie_interrupt *interrupt, apie_status if_interrupted)
{
    uint64_t end_ms = flow->want.deadline_ms < until_ms ? flow->want.deadline_ms : until_ms;
    uint64_t now_ms = 0;
    apie_answer answer = {0};
    apie_error error = {0};
    apie_easy *easy = NULL;

    if (!apie_flow_prepare(flow))
        return APIE_CAUSE_REFUSED;
    now_ms = apie_sync_now(sync);
    if (now_ms >= end_ms)
        apie_answer_not_sent(&answer, APIE_ERROR_TIMEOUT,
                             "the deadline passed before the request could be sent");
    else if (apie_interrupted(interrupt))
        apie_answer_not_sent(&answer, APIE_ERROR_CANCELLED, "");
    else if ((easy = apie_pool_take(&sync->pool, &error)) == NULL)
        apie_answer_not_sent(&answer, error.code, error.message);
    else
        perform(easy, flow->want.request, end_ms - now_ms, interrupt, &answer);
    if (answer.transport == APIE_ERROR_CANCELLED)
        answer.transport = if_interrupted;
    apie_flow_absorb(flow, &answer);
    if (easy != NULL) {
        apie_easy_finish(easy);
        apie_pool_put(&sync->pool, easy, apie_sync_now(sync));
    }
    return APIE_CAUSE_ANSWER;
}
