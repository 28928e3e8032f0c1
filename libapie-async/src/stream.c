#include "stream.h"

#include <limits.h>

#include "driver/easy_parts.h"
#include "turn.h"

/* What is held of one body, and may be exceeded by a piece: less than libcurl reads at once, so
 * that other bodies get their turn. */
#define HELD_BYTES ((size_t)32 * 1024)

/* ---- time ---- */

static void wait_for_piece(apie_transfer *transfer)
{
    apie_transport *transport = transfer->transport;
    const apie_sink *sink = transfer->request->sink;
    uint64_t end_ms = apie_time_after(apie_async_transport_now(transport), sink->idle_ms);

    transfer->deadline_ms = end_ms < sink->latest_ms ? end_ms : sink->latest_ms;
    apie_async_timer_set(transport->timers, &transfer->timer, transfer->deadline_ms);
}

/* What is held was in time. */
bool apie_async_stream_goes_on(apie_transfer *transfer)
{
    if (transfer->request->sink == NULL)
        return false;
    if (transfer->over)
        return true;
    if (apie_async_stream_holds(transfer))
        wait_for_piece(transfer);
    return transfer->deadline_ms > apie_async_transport_now(transfer->transport);
}

bool apie_async_stream_late(const apie_transfer *transfer)
{
    return apie_async_transport_now(transfer->transport) >= transfer->request->sink->latest_ms;
}

/* ---- from libcurl ---- */

static bool on_begin(void *user)
{
    apie_transfer *transfer = user;
    const apie_buffer *headers = &transfer->easy->headers;
    const apie_sink *sink = transfer->request->sink;

    wait_for_piece(transfer);
    return sink->begin(sink->user, (apie_slice){headers->data, headers->length});
}

static size_t on_piece(void *user, const char *data, size_t length)
{
    apie_transfer *transfer = user;
    apie_buffer *held = &transfer->easy->body;

    if (transfer->over)
        return 0;
    if (held->length >= HELD_BYTES) {
        transfer->paused = true;
        return CURL_WRITEFUNC_PAUSE;
    }
    apie_buffer_append(held, data, length);
    if (held->error != APIE_BUFFER_OK)
        return 0;
    if (!apie_async_stream_holds(transfer))
        apie_list_append(&transfer->transport->held, &transfer->held);
    wait_for_piece(transfer);
    return length;
}

static const apie_easy_outlet outlet = {on_begin, on_piece};

void apie_async_stream_prepare(apie_transfer *transfer, apie_easy *easy)
{
    if (transfer->request->sink != NULL)
        apie_easy_divert(easy, &outlet, transfer);
}

bool apie_async_stream_holds(const apie_transfer *transfer)
{
    return apie_is_listed(&transfer->held);
}

void apie_async_stream_end(apie_transfer *transfer, CURLcode code)
{
    if (transfer->over)
        return;
    transfer->over = true;
    transfer->end_code = code;
}

/* ---- to the sink ---- */

static CURLcode resume(apie_transfer *transfer)
{
    if (!transfer->paused)
        return CURLE_OK;
    transfer->paused = false;
    return curl_easy_pause(transfer->easy->handle, CURLPAUSE_CONT);
}

static void go_on(apie_transfer *transfer)
{
    CURLcode code = CURLE_OK;

    apie_buffer_reset(&transfer->easy->body, APIE_EASY_BUFFER_KEEP);
    if (transfer->over)
        return;
    wait_for_piece(transfer);
    code = resume(transfer);
    if (code != CURLE_OK)
        apie_async_stream_end(transfer, code);
}

bool apie_async_stream_hand_over(apie_async *async)
{
    apie_link *link = apie_list_take(&async->transport.held);
    apie_transfer *transfer = NULL;
    apie_slice piece = {NULL, 0};
    bool more = false;
    int budget = INT_MAX;

    if (link == NULL)
        return false;
    transfer = APIE_LISTED(link, apie_transfer, held);
    piece = (apie_slice){transfer->easy->body.data, transfer->easy->body.length};
    more = transfer->piece(transfer, piece);
    if (apie_async_over(async))
        return true;
    if (more) {
        go_on(transfer);
    } else if (apie_async_stream_late(transfer)) {
        transfer->over = true;
        transfer->end_code = CURLE_OPERATION_TIMEDOUT;
    } else {
        transfer->easy->refused = true;
        apie_async_stream_end(transfer, CURLE_WRITE_ERROR);
    }
    if (transfer->over && !apie_async_stream_holds(transfer))
        apie_async_shard_end(transfer, transfer->end_code, &budget);
    return true;
}
