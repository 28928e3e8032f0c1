#include "sockets.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fail.h"
#include "driver/host.h"

struct apie_watch {
    apie_link link;
    apie_sockets *sockets;
    curl_socket_t fd;
    uint32_t events; /* that it is in the set for; 0: it is not */
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

static void on_set_ready(evutil_socket_t fd, short what, void *user)
{
    apie_socket_table *table = user;

    (void)fd;
    (void)what;
    if (table->generation != apie_host_generation())
        (void)event_del(table->event);
    else
        table->ready(table->user);
}

apie_socket_table *apie_async_socket_table_new(struct event_base *base, void (*ready)(void *user),
                                               void *user, apie_error *error)
{
    apie_socket_table *table = calloc(1, sizeof(*table));

    if (table == NULL) {
        (void)apie_fail_no_memory(error);
        return NULL;
    }
    table->generation = apie_host_generation();
    table->ready = ready;
    table->user = user;
    table->set = epoll_create1(EPOLL_CLOEXEC);
    /* It never blocks anyway; libevent's debug mode wants to see the flag. */
    if (table->set < 0 || evutil_make_socket_nonblocking(table->set) != 0) {
        (void)apie_fail(error, APIE_ERROR_CONFIG, NULL, "no file descriptor is left");
        goto failed;
    }
    table->event = event_new(base, table->set, EV_READ | EV_PERSIST, on_set_ready, table);
    if (table->event == NULL || event_add(table->event, NULL) != 0) {
        (void)apie_fail_no_memory(error);
        goto failed;
    }
    return table;

failed:
    apie_async_socket_table_free(table);
    return NULL;
}

void apie_async_socket_table_free(apie_socket_table *table)
{
    if (table == NULL)
        return;
    if (table->event != NULL)
        event_free(table->event);
    if (table->set >= 0)
        (void)close(table->set);
    free(table->watches);
    free(table);
}

void apie_async_socket_table_abandon(apie_socket_table *table)
{
    free(table->watches);
    table->watches = NULL;
    table->size = 0;
}

/* ---- one socket ---- */

/* A descriptor that is gone already (EBADF, ENOENT) is no failure when it is taken out. */
static void set_events(apie_watch *watch, uint32_t events)
{
    struct epoll_event event = {.events = events, .data = {.fd = watch->fd}};
    int set = watch->sockets->table->set;
    int how = watch->events == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;

    if (watch->events == events)
        return;
    if (events == 0)
        (void)epoll_ctl(set, EPOLL_CTL_DEL, watch->fd, &event);
    else if (epoll_ctl(set, how, watch->fd, &event) != 0)
        watch->sockets->failure = errno;
    watch->events = events;
}

static void forget_watch(apie_watch *watch)
{
    watch->sockets->table->watches[watch->fd] = NULL;
    apie_list_remove(&watch->link);
    free(watch);
}

static void drop(apie_watch *watch)
{
    set_events(watch, 0);
    if (watch->connection)
        watch->sockets->connections--;
    forget_watch(watch);
}

static apie_watch *new_watch(apie_sockets *sockets, curl_socket_t fd)
{
    apie_watch *watch = find(sockets->table, fd);

    /* The number is new, so whatever still has it was closed behind our back. */
    if (watch != NULL)
        drop(watch);
    if (!make_room(sockets->table, fd))
        return NULL;
    watch = calloc(1, sizeof(*watch));
    if (watch == NULL)
        return NULL;
    watch->sockets = sockets;
    watch->fd = fd;
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

    while ((link = apie_list_first(&sockets->watches)) != NULL)
        forget_watch(APIE_LISTED(link, apie_watch, link));
}

/* ---- serving ---- */

/* What of it libcurl waits for. An error shows whatever was asked for. */
static int mask_of(const apie_watch *watch, uint32_t events)
{
    uint32_t seen = (events & (EPOLLERR | EPOLLHUP)) != 0 ? watch->events : events & watch->events;

    return ((seen & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) |
           ((seen & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0);
}

int apie_async_sockets_serve(apie_socket_table *table, bool (*enough)(void *user), void *user)
{
    struct epoll_event events[APIE_SERVED_AT_ONCE];
    int count = epoll_wait(table->set, events, APIE_SERVED_AT_ONCE, 0);
    int i = 0;

    for (i = 0; i < count && !enough(user); i++) {
        apie_watch *watch = find(table, events[i].data.fd);

        if (watch == NULL)
            continue; /* closed since */
        /* An idle connection that has something to say is being closed by its peer: libcurl will
         * see when it looks at it. */
        if (watch->wanted)
            watch->sockets->ready(watch->sockets, watch->fd, mask_of(watch, events[i].events));
        else
            set_events(watch, 0);
    }
    return i;
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
        sockets->failure = ENOMEM;
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
        set_events(watch, watch->events & EPOLLIN);
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
            sockets->failure = ENOMEM;
            return 0;
        }
    }
    watch->wanted = true;
    set_events(watch, ((what & CURL_POLL_IN) != 0 ? (uint32_t)EPOLLIN : 0) |
                          ((what & CURL_POLL_OUT) != 0 ? (uint32_t)EPOLLOUT : 0));
    return 0;
}
