#include "sockets.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "driver/host.h"

struct apie_watch {
    apie_link link;
    apie_sockets *sockets; /* NULL: abandoned in a forked child */
    curl_socket_t fd;
    struct event *read;
    struct event *write;
    bool reading; /* registered */
    bool writing;
    bool wanted;     /* libcurl waits for it */
    bool connection; /* we are told when it is closed */
};

/* ---- the table ---- */

static apie_watch *find(const apie_socket_table *table, curl_socket_t fd)
{
    return (size_t)fd < table->size ? table->watches[fd] : NULL;
}

static bool make_room(apie_socket_table *table, curl_socket_t fd)
{
    size_t size = table->size > 0 ? table->size : 64;
    apie_watch **watches = NULL;

    while (size <= (size_t)fd)
        size *= 2;
    if (size == table->size)
        return true;
    watches = realloc(table->watches, size * sizeof(*watches));
    if (watches == NULL)
        return false;
    memset(watches + table->size, 0, (size - table->size) * sizeof(*watches));
    table->watches = watches;
    table->size = size;
    return true;
}

void apie_async_socket_table_free(apie_socket_table *table)
{
    free(table->watches);
    table->watches = NULL;
    table->size = 0;
}

/* ---- one socket ---- */

static void free_watch(apie_watch *watch)
{
    if (watch->read != NULL)
        event_free(watch->read);
    if (watch->write != NULL)
        event_free(watch->write);
    free(watch);
}

static void drop(apie_watch *watch)
{
    apie_sockets *sockets = watch->sockets;

    if (watch->connection)
        sockets->connections--;
    sockets->table->watches[watch->fd] = NULL;
    apie_list_remove(&watch->link);
    free_watch(watch);
}

static bool set_event(struct event *event, bool *registered, bool wanted)
{
    if (*registered == wanted)
        return true;
    /* A descriptor that is gone already (EBADF, ENOENT) is no failure: libevent knows. */
    if (!wanted)
        (void)event_del(event);
    else if (event_add(event, NULL) != 0)
        return false;
    *registered = wanted;
    return true;
}

static void set_events(apie_watch *watch, bool reading, bool writing)
{
    if (!set_event(watch->read, &watch->reading, reading) ||
        !set_event(watch->write, &watch->writing, writing))
        watch->sockets->failed = true;
}

static void on_event(evutil_socket_t fd, short what, void *user)
{
    apie_watch *watch = user;
    apie_sockets *sockets = watch->sockets;

    if (sockets == NULL) {
        free_watch(watch);
        return;
    }
    /* An idle connection that has something to say is being closed by its peer: libcurl will see
     * when it looks at it. In a forked child nothing here is ours. */
    if (!watch->wanted || sockets->table->generation != apie_host_generation()) {
        set_events(watch, false, false);
        return;
    }
    sockets->ready(sockets, fd, (what & EV_READ) != 0 ? CURL_CSELECT_IN : CURL_CSELECT_OUT);
}

static apie_watch *new_watch(apie_sockets *sockets, curl_socket_t fd)
{
    struct event_base *base = sockets->table->base;
    apie_watch *watch = find(sockets->table, fd);

    /* The number is new, so whatever still has it was closed behind our back. */
    if (watch != NULL)
        drop(watch);
    /* libcurl would do so for a connection; its resolver's pipes it leaves blocking, which
     * libevent's debug mode takes for a mistake. */
    if (!make_room(sockets->table, fd) || evutil_make_socket_nonblocking(fd) != 0)
        return NULL;
    watch = calloc(1, sizeof(*watch));
    if (watch == NULL)
        return NULL;
    watch->sockets = sockets;
    watch->fd = fd;
    watch->read = event_new(base, fd, EV_READ | EV_PERSIST, on_event, watch);
    watch->write = event_new(base, fd, EV_WRITE | EV_PERSIST, on_event, watch);
    if (watch->read == NULL || watch->write == NULL) {
        free_watch(watch);
        return NULL;
    }
    sockets->table->watches[fd] = watch;
    apie_list_append(&sockets->watches, &watch->link);
    return watch;
}

/* ---- the sockets of a multi handle ---- */

void apie_async_sockets_init(apie_sockets *sockets, apie_socket_table *table, CURLM *multi,
                             void (*ready)(apie_sockets *sockets, curl_socket_t fd, int mask))
{
    memset(sockets, 0, sizeof(*sockets));
    sockets->table = table;
    sockets->multi = multi;
    sockets->ready = ready;
    apie_list_init(&sockets->watches);
}

void apie_async_sockets_free(apie_sockets *sockets)
{
    apie_link *link = NULL;

    while ((link = apie_list_first(&sockets->watches)) != NULL)
        drop(APIE_LISTED(link, apie_watch, link));
}

void apie_async_sockets_abandon(apie_sockets *sockets)
{
    apie_link *link = NULL;

    while ((link = apie_list_take(&sockets->watches)) != NULL)
        APIE_LISTED(link, apie_watch, link)->sockets = NULL;
}

/* ---- what libcurl calls: nothing here calls libcurl back, but for curl_multi_assign() ---- */

curl_socket_t apie_async_socket_open(void *user, curlsocktype purpose,
                                     struct curl_sockaddr *address)
{
    apie_sockets *sockets = user;
    apie_watch *watch = NULL;
    curl_socket_t fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);

    (void)purpose;
    if (fd < 0)
        return CURL_SOCKET_BAD;
    watch = new_watch(sockets, fd);
    if (watch == NULL) {
        sockets->failed = true;
        (void)close(fd);
        return CURL_SOCKET_BAD;
    }
    watch->connection = true;
    sockets->connections++;
    return fd;
}

int apie_async_socket_close(void *user, curl_socket_t fd)
{
    apie_sockets *sockets = user;
    apie_watch *watch = find(sockets->table, fd);

    if (watch != NULL && watch->sockets == sockets)
        drop(watch);
    return close(fd) == 0 ? 0 : 1;
}

static void forget(apie_sockets *sockets, curl_socket_t fd, apie_watch *watch)
{
    /* Not ours any more: the number was closed and has a new owner. */
    if (watch == NULL || find(sockets->table, fd) != watch)
        return;
    watch->wanted = false;
    if (watch->connection)
        set_events(watch, watch->reading, false);
    else
        drop(watch);
}

int apie_async_socket_changed(CURL *handle, curl_socket_t fd, int what, void *user, void *assigned)
{
    apie_sockets *sockets = user;
    apie_watch *watch = assigned;

    (void)handle;
    if (what == CURL_POLL_REMOVE) {
        forget(sockets, fd, watch);
        return 0;
    }
    if (watch == NULL) {
        watch = find(sockets->table, fd);
        if (watch == NULL || watch->sockets != sockets)
            watch = new_watch(sockets, fd);
        if (watch == NULL || curl_multi_assign(sockets->multi, fd, watch) != CURLM_OK) {
            sockets->failed = true;
            return 0;
        }
    }
    watch->wanted = true;
    set_events(watch, (what & CURL_POLL_IN) != 0, (what & CURL_POLL_OUT) != 0);
    return 0;
}
