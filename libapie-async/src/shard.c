#include "shard.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/text.h"
#include "stream.h"
#include "transport.h"

/* As long as libcurl keeps an idle connection. */
#define SWEEP_AFTER_MS 60000
/* A body weighs more than an empty answer. */
#define BUDGET_BYTES 16384

/* ---- what libcurl and the timers call ---- */

static int on_timer_change(CURLM *multi, long timeout_ms, void *user)
{
    apie_shard *shard = user;
    apie_transport *transport = shard->transport;

    (void)multi;
    shard->due = timeout_ms == 0;
    if (timeout_ms > 0)
        apie_async_timer_set(transport->timers, &shard->timer,
                             apie_time_after(apie_async_transport_now(transport), timeout_ms));
    else
        apie_async_timer_clear(transport->timers, &shard->timer);
    return 0;
}

static void on_timer(apie_timer *timer)
{
    APIE_LISTED(timer, apie_shard, timer)->due = true;
}

static void on_sweep(apie_timer *timer)
{
    apie_async_shard_free(APIE_LISTED(timer, apie_shard, sweep));
}

/* Remembers which socket a transfer waits for: libcurl tells it only once the transfer is over. */
static int on_socket_change(CURL *handle, curl_socket_t fd, int what, void *user, void *assigned)
{
    char *transfer = NULL;

    if (curl_easy_getinfo(handle, CURLINFO_PRIVATE, &transfer) == CURLE_OK && transfer != NULL)
        ((apie_transfer *)(void *)transfer)->fd = what == CURL_POLL_REMOVE ? CURL_SOCKET_BAD : fd;
    return apie_async_socket_changed(handle, fd, what, user, assigned);
}

static void act(apie_shard *shard, curl_socket_t fd, int mask)
{
    int running = 0;
    CURLMcode code = curl_multi_socket_action(shard->multi, fd, mask, &running);

    shard->stirred = true;
    if (code != CURLM_OK && code != CURLM_CALL_MULTI_PERFORM)
        shard->failure = code;
}

/* At once, while what has ended is at hand; and libcurl looks through all ends that were not taken
 * for each one that is. */
static void harvest_now(apie_shard *shard)
{
    int budget = INT_MAX;

    apie_async_shard_harvest(shard, &budget);
}

static void on_ready(apie_sockets *sockets, curl_socket_t fd, int mask)
{
    apie_shard *shard = APIE_LISTED(sockets, apie_shard, sockets);

    act(shard, fd, mask);
    harvest_now(shard);
}

/* ---- life ---- */

static CURLMcode set_up(apie_shard *shard)
{
    CURLM *multi = shard->multi;
    CURLMcode code = CURLM_OK;

    code = curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket_change);
    if (code == CURLM_OK)
        code = curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, &shard->sockets);
    if (code == CURLM_OK)
        code = curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer_change);
    if (code == CURLM_OK)
        code = curl_multi_setopt(multi, CURLMOPT_TIMERDATA, shard);
    if (code == CURLM_OK)
        code = curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)APIE_SHARD_SIZE);
    return code;
}

apie_shard *apie_async_shard_new(apie_transport *transport, apie_error *error)
{
    apie_shard *shard = calloc(1, sizeof(*shard));

    if (shard == NULL)
        goto no_memory;
    if (!apie_async_timers_reserve(transport->timers, 2)) {
        free(shard);
        goto no_memory;
    }
    shard->transport = transport;
    shard->timer.fire = on_timer;
    shard->sweep.fire = on_sweep;
    apie_list_init(&shard->in_flight);
    shard->multi = curl_multi_init();
    apie_async_sockets_init(&shard->sockets, transport->table, shard->multi, on_ready);
    apie_list_prepend(&transport->shards, &shard->link);
    if (shard->multi == NULL || set_up(shard) != CURLM_OK) {
        apie_async_shard_free(shard);
        goto no_memory;
    }
    return shard;

no_memory:
    (void)apie_fail_no_memory(error);
    return NULL;
}

static void release(apie_shard *shard)
{
    apie_timers *timers = shard->transport->timers;

    apie_async_timer_clear(timers, &shard->timer);
    apie_async_timer_clear(timers, &shard->sweep);
    apie_async_timers_release(timers, 2);
    apie_list_remove(&shard->link);
    free(shard);
}

void apie_async_shard_free(apie_shard *shard)
{
    while (shard->idle_count > 0)
        apie_easy_free(shard->idle[--shard->idle_count]);
    (void)curl_multi_cleanup(shard->multi);
    apie_async_sockets_free(&shard->sockets);
    release(shard);
}

void apie_async_shard_abandon(apie_shard *shard)
{
    apie_link *link = NULL;

    while ((link = apie_list_take(&shard->in_flight)) != NULL)
        apie_easy_abandon(APIE_LISTED(link, apie_transfer, link)->easy);
    while (shard->idle_count > 0)
        apie_easy_abandon(shard->idle[--shard->idle_count]);
    apie_async_sockets_abandon(&shard->sockets);
    release(shard);
}

/* ---- easy handles ---- */

static CURLcode set_socket_callbacks(CURL *handle, apie_sockets *sockets)
{
    CURLcode code = CURLE_OK;

    code = curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, apie_async_socket_open);
    if (code == CURLE_OK)
        code = curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, sockets);
    if (code == CURLE_OK)
        code = curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, apie_async_socket_close);
    if (code == CURLE_OK)
        code = curl_easy_setopt(handle, CURLOPT_CLOSESOCKETDATA, sockets);
    return code;
}

static apie_easy *take_easy(apie_shard *shard, const char *url, apie_error *error)
{
    const apie_endpoint *endpoint = shard->transport->endpoint;
    apie_easy *easy = NULL;

    if (url != NULL)
        easy = apie_easy_new_fetch(endpoint, url, true, error);
    else if (shard->idle_count > 0)
        return shard->idle[--shard->idle_count];
    else
        easy = apie_easy_new(endpoint, true, shard->transport->share, error);
    if (easy != NULL && set_socket_callbacks(easy->handle, &shard->sockets) != CURLE_OK) {
        (void)apie_fail_no_memory(error);
        apie_easy_free(easy);
        return NULL;
    }
    return easy;
}

/* There is room: a handle is made only when none is idle, for one of so many transfers. One that
 * fetches is for one transfer. */
static void give_back(apie_shard *shard, apie_easy *easy)
{
    if (easy->fetches) {
        apie_easy_free(easy);
        return;
    }
    apie_easy_finish(easy);
    (void)curl_easy_setopt(easy->handle, CURLOPT_PRIVATE, NULL);
    shard->idle[shard->idle_count++] = easy;
}

/* ---- transfers ---- */

static void take_off(apie_transfer *transfer)
{
    apie_shard *shard = transfer->shard;

    (void)curl_multi_remove_handle(shard->multi, transfer->easy->handle);
    apie_list_remove(&transfer->link);
    shard->active--;
    shard->transport->active--;
    if (shard->active == 0)
        apie_async_timer_set(
            shard->transport->timers, &shard->sweep,
            apie_time_after(apie_async_transport_now(shard->transport), SWEEP_AFTER_MS));
}

apie_status apie_async_shard_start(apie_shard *shard, apie_transfer *transfer, apie_error *error)
{
    apie_easy *easy = take_easy(shard, transfer->request->url, error);
    apie_status status = APIE_OK;

    if (easy == NULL)
        return error->code;
    status = apie_easy_prepare(easy, transfer->request, INT64_MAX, error);
    apie_async_stream_prepare(transfer, easy);
    transfer->fd = CURL_SOCKET_BAD;
    if (status == APIE_OK && curl_easy_setopt(easy->handle, CURLOPT_PRIVATE, transfer) != CURLE_OK)
        status = apie_fail_no_memory(error);
    if (status == APIE_OK) {
        CURLMcode code = curl_multi_add_handle(shard->multi, easy->handle);

        if (code != CURLM_OK) {
            shard->failure = code;
            status = apie_fail_no_memory(error);
        }
    }
    if (status != APIE_OK) {
        give_back(shard, easy);
        return status;
    }
    transfer->easy = easy;
    transfer->shard = shard;
    apie_list_append(&shard->in_flight, &transfer->link);
    shard->active++;
    shard->transport->active++;
    apie_async_timer_clear(shard->transport->timers, &shard->sweep);
    return APIE_OK;
}

void apie_async_shard_stop(apie_transfer *transfer)
{
    take_off(transfer);
    give_back(transfer->shard, transfer->easy);
    transfer->easy = NULL;
    transfer->shard = NULL;
}

/* Hands over the answer while the handle still holds it. */
static void hand_over(apie_transfer *transfer, const apie_answer *answer)
{
    apie_shard *shard = transfer->shard;
    apie_easy *easy = transfer->easy;

    transfer->easy = NULL;
    transfer->shard = NULL;
    apie_async_transfer_done(transfer, answer);
    give_back(shard, easy);
}

void apie_async_shard_end(apie_transfer *transfer, CURLcode code, int *budget)
{
    apie_answer answer;

    if (apie_async_stream_holds(transfer)) {
        apie_async_stream_end(transfer, code);
        return;
    }
    take_off(transfer);
    apie_easy_read_answer(transfer->easy, code, &answer);
    *budget -= 1 + (int)(answer.body.length / BUDGET_BYTES);
    hand_over(transfer, &answer);
}

void apie_async_shard_look(apie_transfer *transfer)
{
    if (transfer->fd != CURL_SOCKET_BAD)
        act(transfer->shard, transfer->fd, CURL_CSELECT_IN);
}

void apie_async_shard_run(apie_shard *shard)
{
    if (!shard->due)
        return;
    shard->due = false;
    act(shard, CURL_SOCKET_TIMEOUT, 0);
    harvest_now(shard);
}

void apie_async_shard_harvest(apie_shard *shard, int *budget)
{
    while (shard->stirred && *budget > 0) {
        int left = 0;
        CURLMsg *message = curl_multi_info_read(shard->multi, &left);
        char *transfer = NULL;
        CURLcode code = CURLE_OK;

        if (message == NULL) {
            shard->stirred = false;
            return;
        }
        if (message->msg != CURLMSG_DONE)
            continue;
        code = message->data.result; /* the message is gone with the handle */
        (void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
        apie_async_shard_end((apie_transfer *)(void *)transfer, code, budget);
    }
}

bool apie_async_shard_failed(const apie_shard *shard)
{
    return shard->failure != CURLM_OK || shard->sockets.failure != 0;
}

static bool ran_out_of_memory(const apie_shard *shard)
{
    return shard->failure != CURLM_OK ? shard->failure == CURLM_OUT_OF_MEMORY
                                      : shard->sockets.failure == ENOMEM;
}

static const char *describe_failure(const apie_shard *shard)
{
    if (ran_out_of_memory(shard))
        return "out of memory";
    return shard->failure != CURLM_OK ? curl_multi_strerror(shard->failure)
                                      : "the system would not watch a socket";
}

void apie_async_shard_fail_all(apie_shard *shard)
{
    CURLcode code = ran_out_of_memory(shard) ? CURLE_OUT_OF_MEMORY : CURLE_RECV_ERROR;
    apie_link *link = NULL;

    while ((link = apie_list_first(&shard->in_flight)) != NULL) {
        apie_transfer *transfer = APIE_LISTED(link, apie_transfer, link);
        apie_answer answer;

        take_off(transfer);
        apie_easy_read_answer(transfer->easy, code, &answer);
        apie_text_format(answer.curl_message, sizeof(answer.curl_message),
                         "libcurl's multi handle failed: %s", describe_failure(shard));
        hand_over(transfer, &answer);
    }
}
