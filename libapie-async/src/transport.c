#include "transport.h"

#include <string.h>

#include "base/fail.h"
#include "stream.h"

/* What libcurl may take of one turn. */
#define PASS_MS        4
#define STARTS_AT_ONCE 4

/* ---- life ---- */

static bool new_share(apie_transport *transport)
{
    transport->share = curl_share_init();
    return transport->share != NULL &&
           curl_share_setopt(transport->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS) == CURLSHE_OK &&
           curl_share_setopt(transport->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) ==
               CURLSHE_OK;
}

apie_status apie_async_transport_init(apie_transport *transport, struct event_base *base,
                                      const apie_endpoint *endpoint, const apie_clock *clock,
                                      apie_timers *timers, void (*ready)(void *user), void *user,
                                      apie_error *error)
{
    int limit = endpoint->connection.max_connections;

    memset(transport, 0, sizeof(*transport));
    transport->endpoint = endpoint;
    transport->clock = clock;
    transport->timers = timers;
    transport->limit = limit > 0 ? limit : APIE_ASYNC_CONNECTIONS;
    apie_list_init(&transport->shards);
    apie_list_init(&transport->waiting);
    apie_list_init(&transport->late);
    apie_list_init(&transport->held);
    transport->table = apie_async_socket_table_new(base, ready, user, error);
    if (transport->table == NULL)
        return error->code;
    return new_share(transport) ? APIE_OK : apie_fail_no_memory(error);
}

void apie_async_transport_free(apie_transport *transport)
{
    apie_link *link = NULL;

    while ((link = apie_list_first(&transport->shards)) != NULL)
        apie_async_shard_free(APIE_LISTED(link, apie_shard, link));
    (void)curl_share_cleanup(transport->share);
    transport->share = NULL;
    apie_async_socket_table_free(transport->table);
}

void apie_async_transport_abandon(apie_transport *transport)
{
    apie_link *link = NULL;

    while ((link = apie_list_first(&transport->shards)) != NULL)
        apie_async_shard_abandon(APIE_LISTED(link, apie_shard, link));
    apie_async_socket_table_abandon(transport->table);
}

uint64_t apie_async_transport_now(const apie_transport *transport)
{
    return transport->clock->monotonic_ms(transport->clock->user);
}

/* ---- one transfer ---- */

static void on_late(apie_timer *timer)
{
    apie_transfer *transfer = APIE_LISTED(timer, apie_transfer, timer);

    if (!apie_is_listed(&transfer->late))
        apie_list_append(&transfer->transport->late, &transfer->late);
}

void apie_async_transfer_send(apie_transport *transport, apie_transfer *transfer,
                              const apie_http_request *request, uint64_t deadline_ms,
                              bool (*piece)(apie_transfer *, apie_slice),
                              void (*ended)(apie_transfer *, const apie_answer *))
{
    transfer->transport = transport;
    transfer->request = request;
    transfer->deadline_ms = deadline_ms;
    transfer->paused = false;
    transfer->over = false;
    transfer->piece = piece;
    transfer->ended = ended;
    transfer->timer.fire = on_late;
    apie_list_append(&transport->waiting, &transfer->link);
    apie_async_timer_set(transport->timers, &transfer->timer, deadline_ms);
}

static void clear(apie_transfer *transfer)
{
    apie_async_timer_clear(transfer->transport->timers, &transfer->timer);
    apie_list_remove(&transfer->late);
    apie_list_remove(&transfer->held);
    apie_list_remove(&transfer->link);
    transfer->request = NULL;
}

void apie_async_transfer_abort(apie_transfer *transfer)
{
    if (transfer->request == NULL)
        return;
    if (transfer->shard != NULL)
        apie_async_shard_stop(transfer);
    clear(transfer);
}

void apie_async_transfer_done(apie_transfer *transfer, const apie_answer *answer)
{
    clear(transfer);
    transfer->ended(transfer, answer);
}

static void end_unsent(apie_transfer *transfer, apie_status status, const char *message)
{
    apie_answer answer;

    apie_answer_not_sent(&answer, status, message);
    apie_async_transfer_done(transfer, &answer);
}

/* ---- shards ---- */

/* Prefers a shard with an idle connection, and among equals the one used last, so that the others
 * fall idle and are swept. */
static apie_shard *choose(apie_transport *transport, apie_error *error)
{
    apie_shard *with_room = NULL;
    apie_link *link = NULL;

    for (link = apie_list_first(&transport->shards); link != NULL;
         link = apie_list_next(&transport->shards, link)) {
        apie_shard *shard = APIE_LISTED(link, apie_shard, link);

        if (shard->active >= APIE_SHARD_SIZE || apie_async_shard_failed(shard))
            continue;
        if (shard->sockets.connections > shard->active)
            return shard;
        if (with_room == NULL)
            with_room = shard;
    }
    return with_room != NULL ? with_room : apie_async_shard_new(transport, error);
}

static void start(apie_transport *transport, apie_transfer *transfer)
{
    apie_error error;
    apie_shard *shard = NULL;

    apie_list_remove(&transfer->link);
    apie_error_clear(&error);
    shard = choose(transport, &error);
    if (shard == NULL || apie_async_shard_start(shard, transfer, &error) != APIE_OK) {
        end_unsent(transfer, error.code, error.message);
        return;
    }
    if (apie_list_first(&transport->shards) != &shard->link) {
        apie_list_remove(&shard->link);
        apie_list_prepend(&transport->shards, &shard->link);
    }
}

static bool may_start(const apie_transport *transport)
{
    return transport->active < transport->limit && !apie_list_empty(&transport->waiting);
}

static void run_shards(apie_transport *transport)
{
    apie_link *link = NULL;

    for (link = apie_list_first(&transport->shards); link != NULL;
         link = apie_list_next(&transport->shards, link))
        apie_async_shard_run(APIE_LISTED(link, apie_shard, link));
}

/* A few at a time, since libcurl goes as far as it can with what it was given: to a connection, or
 * through the costly beginning of a TLS handshake. */
void apie_async_transport_advance(apie_transport *transport, int *budget)
{
    run_shards(transport);
    while (*budget > 0 && may_start(transport)) {
        int left = STARTS_AT_ONCE;

        for (; left > 0 && *budget > 0 && may_start(transport); left--, (*budget)--) {
            apie_link *link = apie_list_first(&transport->waiting);

            start(transport, APIE_LISTED(link, apie_transfer, link));
        }
        run_shards(transport);
        if (apie_async_pass_over(transport))
            return;
    }
}

bool apie_async_pass_over(apie_transport *transport)
{
    uint64_t now_ms = apie_async_transport_now(transport);

    if (transport->pass_end_ms == 0)
        transport->pass_end_ms = now_ms + PASS_MS;
    return now_ms >= transport->pass_end_ms;
}

static bool has_served_enough(void *user)
{
    return apie_async_pass_over(user);
}

void apie_async_transport_serve(apie_transport *transport, int *budget)
{
    int served = APIE_SERVED_AT_ONCE;

    while (*budget > 0 && served == APIE_SERVED_AT_ONCE) {
        served = apie_async_sockets_serve(transport->table, has_served_enough, transport);
        *budget -= served;
    }
}

/* A transfer is late only if a last look at its socket finds nothing either: a busy loop must not
 * turn an answer that is there into a timeout. */
static void look_at_late(apie_transport *transport)
{
    apie_link *link = NULL;

    for (link = apie_list_first(&transport->late); link != NULL;
         link = apie_list_next(&transport->late, link)) {
        apie_transfer *transfer = APIE_LISTED(link, apie_transfer, late);

        if (transfer->shard != NULL)
            apie_async_shard_look(transfer);
    }
}

static void end_late(apie_transport *transport, int *budget)
{
    apie_link *link = NULL;

    while (*budget > 0 && (link = apie_list_first(&transport->late)) != NULL) {
        apie_transfer *transfer = APIE_LISTED(link, apie_transfer, late);

        apie_list_remove(link);
        if (apie_async_stream_goes_on(transfer))
            continue;
        if (transfer->shard != NULL) {
            apie_async_shard_end(transfer, CURLE_OPERATION_TIMEDOUT, budget);
            continue;
        }
        (*budget)--;
        end_unsent(transfer, APIE_ERROR_TIMEOUT, "no connection became free in time");
    }
}

void apie_async_transport_collect(apie_transport *transport, int *budget)
{
    apie_link *link = NULL;
    apie_link *next = NULL;

    look_at_late(transport);
    for (link = apie_list_first(&transport->shards); link != NULL; link = next) {
        apie_shard *shard = APIE_LISTED(link, apie_shard, link);

        next = apie_list_next(&transport->shards, link);
        apie_async_shard_harvest(shard, budget);
        if (apie_async_shard_failed(shard) && !shard->stirred) {
            apie_async_shard_fail_all(shard);
            apie_async_shard_free(shard);
        }
    }
    end_late(transport, budget);
}

bool apie_async_transport_busy(apie_transport *transport)
{
    apie_link *link = NULL;

    if (!apie_list_empty(&transport->late) || !apie_list_empty(&transport->held) ||
        may_start(transport))
        return true;
    for (link = apie_list_first(&transport->shards); link != NULL;
         link = apie_list_next(&transport->shards, link)) {
        const apie_shard *shard = APIE_LISTED(link, apie_shard, link);

        if (shard->due || shard->stirred || apie_async_shard_failed(shard))
            return true;
    }
    return false;
}
