/* The same with all that is known to help: easy handles kept, several multi handles of at most 128
 * transfers each, a socket's read event kept until the socket is closed, a large connection cache,
 * small buffers, precise timers, a URL that is parsed once. No library around it: what an
 * event-driven one can at best come close to. */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <curl/curl.h>
#include <event2/event.h>

#include "base/text.h"
#include "bench/corpus.h"
#include "bench/require.h"
#include "bench/side.h"
#include "body.h"

#define SHARD_SIZE  128
#define DESCRIPTORS 65536

typedef struct tuned tuned;
typedef struct shard shard;

typedef struct transfer {
    shard *shard;
    CURL *easy;
    bench_body body;
} transfer;

struct shard {
    tuned *owner;
    CURLM *multi;
    struct event *timer;
    transfer *transfers;
    size_t count;
};

typedef struct watch {
    struct event *read;
    struct event *write;
    bool writing;
} watch;

struct tuned {
    struct event_base *base;
    CURLSH *share;
    watch *watches; /* by descriptor */
    shard *shards;
    size_t shard_count;
    bench_target target;
    CURLU *url;                 /* parsed once */
    struct curl_slist *headers; /* the library's, so that both send the same; NULL: none */
    size_t left;
    size_t running;
};

/* ---- transfers ---- */

static void begin_transfer(transfer *t)
{
    t->body.length = 0;
    t->shard->owner->left--;
    t->shard->owner->running++;
    bench_require(curl_multi_add_handle(t->shard->multi, t->easy) == CURLM_OK, "curl_multi fails");
}

static void check_ends(shard *s)
{
    CURLMsg *message = NULL;
    int waiting = 0;

    while ((message = curl_multi_info_read(s->multi, &waiting)) != NULL) {
        CURL *easy = message->easy_handle;
        char *private = NULL;
        transfer *t = NULL;

        bench_require(message->data.result == CURLE_OK, "the tuned loop fails: %s",
                      curl_easy_strerror(message->data.result));
        (void)curl_easy_getinfo(easy, CURLINFO_PRIVATE, &private);
        t = (transfer *)(void *)private;
        (void)curl_multi_remove_handle(s->multi, easy);
        s->owner->running--;
        if (!s->owner->target.bare)
            bench_decode(t->body.data, t->body.length);
        if (s->owner->left > 0)
            begin_transfer(t);
    }
    if (s->owner->running == 0)
        (void)event_base_loopbreak(s->owner->base);
}

/* ---- events ---- */

static void on_timer(evutil_socket_t fd, short what, void *user)
{
    shard *s = user;
    int running = 0;

    (void)fd;
    (void)what;
    (void)curl_multi_socket_action(s->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    check_ends(s);
}

static int timer_changed(CURLM *multi, long timeout_ms, void *user)
{
    shard *s = user;
    struct timeval timeout = {timeout_ms / 1000, timeout_ms % 1000 * 1000};

    (void)multi;
    if (timeout_ms < 0)
        (void)evtimer_del(s->timer);
    else if (timeout_ms == 0)
        event_active(s->timer, EV_TIMEOUT, 1);
    else
        (void)evtimer_add(s->timer, &timeout);
    return 0;
}

static void on_socket(evutil_socket_t fd, short what, void *user)
{
    shard *s = user;
    int running = 0;

    (void)curl_multi_socket_action(s->multi, fd,
                                   what & EV_READ ? CURL_CSELECT_IN : CURL_CSELECT_OUT, &running);
    check_ends(s);
}

static int socket_changed(CURL *easy, curl_socket_t fd, int what, void *user, void *assigned)
{
    shard *s = user;
    watch *w = &s->owner->watches[fd];
    bool writes = what != CURL_POLL_REMOVE && (what & CURL_POLL_OUT) != 0;

    (void)easy;
    (void)assigned;
    if (w->read == NULL) {
        w->read = event_new(s->owner->base, fd, EV_READ | EV_PERSIST, on_socket, s);
        w->write = event_new(s->owner->base, fd, EV_WRITE | EV_PERSIST, on_socket, s);
        bench_require(w->read != NULL && w->write != NULL && event_add(w->read, NULL) == 0,
                      "no memory");
    }
    if (writes && !w->writing)
        (void)event_add(w->write, NULL);
    if (!writes && w->writing)
        (void)event_del(w->write);
    w->writing = writes;
    return 0;
}

static int close_socket(void *user, curl_socket_t fd)
{
    tuned *self = user;
    watch *w = &self->watches[fd];

    if (w->read != NULL) {
        event_free(w->read);
        event_free(w->write);
        *w = (watch){NULL, NULL, false};
    }
    return close(fd);
}

/* ---- life ---- */

static void set_up(transfer *t)
{
    tuned *self = t->shard->owner;

    t->easy = curl_easy_init();
    bench_require(t->easy != NULL, "no memory");
    (void)curl_easy_setopt(t->easy, CURLOPT_CURLU, self->url);
    (void)curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, self->headers);
    (void)curl_easy_setopt(t->easy, CURLOPT_PROXY, "");
    (void)curl_easy_setopt(t->easy, CURLOPT_NOPROXY, "");
    (void)curl_easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, bench_body_write);
    (void)curl_easy_setopt(t->easy, CURLOPT_WRITEDATA, &t->body);
    (void)curl_easy_setopt(t->easy, CURLOPT_PRIVATE, t);
    (void)curl_easy_setopt(t->easy, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(t->easy, CURLOPT_BUFFERSIZE, 4096L);
    (void)curl_easy_setopt(t->easy, CURLOPT_SHARE, self->share);
    (void)curl_easy_setopt(t->easy, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
    (void)curl_easy_setopt(t->easy, CURLOPT_CLOSESOCKETDATA, self);
    (void)curl_easy_setopt(t->easy, CURLOPT_CAPATH, NULL);
    if (self->target.ca_file != NULL)
        (void)curl_easy_setopt(t->easy, CURLOPT_CAINFO, self->target.ca_file);
}

static void open_shard(shard *s, tuned *owner, size_t count)
{
    s->owner = owner;
    s->count = count;
    s->multi = curl_multi_init();
    s->timer = evtimer_new(owner->base, on_timer, s);
    s->transfers = calloc(count, sizeof *s->transfers);
    bench_require(s->multi != NULL && s->timer != NULL && s->transfers != NULL, "no memory");
    (void)curl_multi_setopt(s->multi, CURLMOPT_SOCKETFUNCTION, socket_changed);
    (void)curl_multi_setopt(s->multi, CURLMOPT_SOCKETDATA, s);
    (void)curl_multi_setopt(s->multi, CURLMOPT_TIMERFUNCTION, timer_changed);
    (void)curl_multi_setopt(s->multi, CURLMOPT_TIMERDATA, s);
    (void)curl_multi_setopt(s->multi, CURLMOPT_MAXCONNECTS, (long)SHARD_SIZE);
    for (size_t i = 0; i < count; i++) {
        s->transfers[i].shard = s;
        set_up(&s->transfers[i]);
    }
}

static void *open_tuned(const bench_target *target)
{
    tuned *self = calloc(1, sizeof *self);
    struct event_config *config = event_config_new();
    size_t left = target->in_flight;
    char url[256];

    bench_require(self != NULL && config != NULL, "no memory");
    self->target = *target;
    apie_text_format(url, sizeof url, "%s/v1/items/itm_1", target->url);
    self->url = curl_url();
    bench_require(self->url != NULL && curl_url_set(self->url, CURLUPART_URL, url, 0) == CURLUE_OK,
                  "no URL");
    (void)event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER);
    self->base = event_base_new_with_config(config);
    event_config_free(config);
    for (size_t i = 0; !target->bare && i < 3; i++)
        self->headers = curl_slist_append(self->headers, bench_header_lines[i]);
    self->share = curl_share_init();
    self->watches = calloc(DESCRIPTORS, sizeof *self->watches);
    self->shard_count = (target->in_flight + SHARD_SIZE - 1) / SHARD_SIZE;
    self->shards = calloc(self->shard_count, sizeof *self->shards);
    bench_require(self->base != NULL && self->share != NULL && self->watches != NULL &&
                      self->shards != NULL,
                  "no memory");
    (void)curl_share_setopt(self->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
    (void)curl_share_setopt(self->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
    for (size_t i = 0; i < self->shard_count; i++) {
        size_t count = left < SHARD_SIZE ? left : SHARD_SIZE;

        open_shard(&self->shards[i], self, count);
        left -= count;
    }
    return self;
}

static void run_tuned(void *self_, size_t count)
{
    tuned *self = self_;

    self->left = count;
    for (size_t i = 0; i < self->shard_count; i++) {
        for (size_t k = 0; k < self->shards[i].count && self->left > 0; k++)
            begin_transfer(&self->shards[i].transfers[k]);
    }
    (void)event_base_dispatch(self->base);
}

static void close_tuned(void *self_)
{
    tuned *self = self_;

    for (size_t i = 0; i < self->shard_count; i++) {
        shard *s = &self->shards[i];

        for (size_t k = 0; k < s->count; k++) {
            curl_easy_cleanup(s->transfers[k].easy);
            free(s->transfers[k].body.data);
        }
        (void)curl_multi_cleanup(s->multi);
        event_free(s->timer);
        free(s->transfers);
    }
    (void)curl_share_cleanup(self->share);
    curl_url_cleanup(self->url);
    curl_slist_free_all(self->headers);
    event_base_free(self->base);
    free(self->watches);
    free(self->shards);
    free(self);
}

const bench_side bench_tuned = {"tuned", open_tuned, run_tuned, close_tuned};
