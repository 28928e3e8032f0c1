#include "transport.h"

#include <string.h>

/* So long is the end of a stream looked for after its deadline, if all that came was told. */
#define END_MS 50

bool apie_interrupted(const apie_interrupt *interrupt)
{
    return (interrupt->abort != NULL && atomic_load(interrupt->abort)) ||
           apie_cancel_token_is_cancelled(interrupt->token);
}

/* A request in libcurl's hands, and what may end it before its time. */
typedef struct transfer {
    const apie_sync *sync;
    const apie_interrupt *interrupt;
    apie_easy *easy;
    const apie_sink *sink; /* NULL: none */
    uint64_t deadline_ms;  /* of the sink's next piece */
    apie_status end;       /* why it was ended before its time; APIE_OK: it was not */
} transfer;

static int on_progress(void *user, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                       curl_off_t up)
{
    transfer *t = user;

    (void)down_total;
    (void)down;
    (void)up_total;
    (void)up;
    if (apie_interrupted(t->interrupt))
        t->end = APIE_ERROR_CANCELLED;
    else if (t->sink != NULL && apie_sync_now(t->sync) >= t->deadline_ms)
        t->end = APIE_ERROR_TIMEOUT;
    return t->end != APIE_OK ? 1 : 0;
}

/* Without anything that could interrupt, a transfer does not pay for being watched. */
static bool is_watched(const transfer *t)
{
    return t->sink != NULL || t->interrupt->token != NULL || t->interrupt->abort != NULL;
}

static CURLcode watch(transfer *t)
{
    CURL *handle = t->easy->handle;
    CURLcode code = CURLE_OK;

    if (!is_watched(t))
        return CURLE_OK;
    code = curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, on_progress);
    if (code == CURLE_OK)
        code = curl_easy_setopt(handle, CURLOPT_XFERINFODATA, t);
    if (code == CURLE_OK)
        code = curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    return code;
}

static CURLcode unwatch(const transfer *t)
{
    return is_watched(t) ? curl_easy_setopt(t->easy->handle, CURLOPT_NOPROGRESS, 1L) : CURLE_OK;
}

/* ---- pieces, handed over as they come ---- */

static void wait_for_piece(transfer *t)
{
    t->deadline_ms = apie_time_after(apie_sync_now(t->sync), t->sink->idle_ms);
}

static bool is_late(const transfer *t)
{
    return apie_sync_now(t->sync) >= t->sink->latest_ms;
}

/* What the program took its time with may have been the last. libcurl's own limit would not let the
 * end be seen. */
static bool wait_for_end(transfer *t)
{
    t->deadline_ms = apie_time_after(apie_sync_now(t->sync), END_MS);
    return curl_easy_setopt(t->easy->handle, CURLOPT_TIMEOUT_MS, 0L) == CURLE_OK;
}

static bool on_begin(void *user)
{
    transfer *t = user;
    const apie_slice headers = {t->easy->headers.data, t->easy->headers.length};

    wait_for_piece(t);
    return t->sink->begin(t->sink->user, headers);
}

/* The program takes its time: that is not the service's, but the deadline's. */
static size_t on_piece(void *user, const char *data, size_t length)
{
    transfer *t = user;
    apie_slice piece = {data, length};
    bool more = true;

    if (is_late(t))
        t->end = APIE_ERROR_TIMEOUT;
    while (more && piece.length > 0 && t->end == APIE_OK) {
        more = t->sink->take(t->sink->user, &piece);
        if (apie_interrupted(t->interrupt))
            t->end = APIE_ERROR_CANCELLED;
        else if (piece.length > 0 && is_late(t))
            t->end = APIE_ERROR_TIMEOUT;
    }
    if (is_late(t))
        more = wait_for_end(t) && more;
    else
        wait_for_piece(t);
    return more && t->end == APIE_OK ? length : 0;
}

static const apie_easy_outlet outlet = {on_begin, on_piece};

/* ---- one transfer ---- */

/* What libcurl itself keeps to; a sink's other times are only looked at now and then. */
static int64_t timeout_from(uint64_t now_ms, uint64_t end_ms)
{
    uint64_t left_ms = end_ms - now_ms;

    if (end_ms == APIE_NEVER || left_ms > INT64_MAX)
        return INT64_MAX;
    return end_ms > now_ms ? (int64_t)left_ms : 0;
}

static void explain_end(const transfer *t, apie_answer *answer)
{
    CURLcode code =
        t->end == APIE_ERROR_TIMEOUT ? CURLE_OPERATION_TIMEDOUT : CURLE_ABORTED_BY_CALLBACK;

    answer->transport = t->end;
    answer->curl_code = (int)code;
    apie_text_format(answer->curl_message, sizeof(answer->curl_message), "%s",
                     curl_easy_strerror(code));
}

static void perform(transfer *t, const apie_http_request *request, uint64_t now_ms,
                    apie_answer *answer)
{
    uint64_t end_ms = t->sink != NULL ? t->sink->latest_ms : t->deadline_ms;
    apie_error error = {0};
    CURLcode code = CURLE_OK;

    if (apie_easy_prepare(t->easy, request, timeout_from(now_ms, end_ms), &error) != APIE_OK) {
        apie_answer_not_sent(answer, error.code, error.message);
        return;
    }
    if (t->sink != NULL)
        apie_easy_divert(t->easy, &outlet, t);
    code = watch(t);
    if (code == CURLE_OK)
        code = curl_easy_perform(t->easy->handle);
    apie_easy_read_answer(t->easy, code, answer);
    if (t->end != APIE_OK)
        explain_end(t, answer);
    (void)unwatch(t);
}

/* A handle that fetches is for one transfer. */
static apie_easy *take_easy(apie_sync *sync, const apie_http_request *request, apie_error *error)
{
    return request->url == NULL
               ? apie_pool_take(&sync->pool, error)
               : apie_easy_new_fetch(&sync->core->endpoint, request->url, false, error);
}

static void give_back(apie_sync *sync, apie_easy *easy)
{
    if (easy->fetches) {
        apie_easy_free(easy);
        return;
    }
    apie_easy_finish(easy);
    apie_pool_put(&sync->pool, easy, apie_sync_now(sync));
}

apie_cause apie_transport_send(apie_sync *sync, apie_flow *flow, uint64_t until_ms,
                               const apie_interrupt *interrupt, apie_status if_interrupted)
{
    uint64_t end_ms = flow->want.deadline_ms < until_ms ? flow->want.deadline_ms : until_ms;
    uint64_t now_ms = 0;
    apie_answer answer = {0};
    apie_error error = {0};
    transfer t = {.sync = sync, .interrupt = interrupt, .deadline_ms = end_ms};

    if (!apie_flow_prepare(flow))
        return APIE_CAUSE_REFUSED;
    t.sink = flow->want.request->sink;
    now_ms = apie_sync_now(sync);
    if (now_ms >= end_ms)
        apie_answer_not_sent(&answer, APIE_ERROR_TIMEOUT,
                             "the deadline passed before the request could be sent");
    else if (apie_interrupted(interrupt))
        apie_answer_not_sent(&answer, APIE_ERROR_CANCELLED, "");
    else if ((t.easy = take_easy(sync, flow->want.request, &error)) == NULL)
        apie_answer_not_sent(&answer, error.code, error.message);
    else
        perform(&t, flow->want.request, now_ms, &answer);
    if (answer.transport == APIE_ERROR_CANCELLED)
        answer.transport = if_interrupted;
    apie_flow_absorb(flow, &answer);
    if (t.easy != NULL)
        give_back(sync, t.easy);
    return APIE_CAUSE_ANSWER;
}
