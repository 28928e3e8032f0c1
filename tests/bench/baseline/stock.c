/* Requests in the style of curl's own example for libevent (docs/examples/hiperfifo.c): one multi
 * handle, a new easy handle for each request, an event that is made anew whenever libcurl wants
 * something else of a socket, one timer event. One thing is not the example's: the connections of
 * all that is in flight are kept, else most would be closed at the end of each turn and made anew
 * in the next. */
#include <stdlib.h>

#include <curl/curl.h>
#include <event2/event.h>

#include "base/text.h"
#include "bench/corpus.h"
#include "bench/require.h"
#include "bench/side.h"
#include "body.h"

typedef struct stock {
    struct event_base *base;
    struct event *timer;
    CURLM *multi;
    char url[256];
    bench_target target;
    size_t left; /* requests to be started */
    size_t running;
} stock;

typedef struct stock_request {
    CURL *easy;
    bench_body body;
    char error[CURL_ERROR_SIZE];
} stock_request;

/* What is known of a socket. */
typedef struct stock_socket {
    struct event *event;
} stock_socket;

static void begin_request(stock *s)
{
    stock_request *request = calloc(1, sizeof *request);

    bench_require(request != NULL, "no memory");
    request->easy = curl_easy_init();
    bench_require(request->easy != NULL, "no memory");
    (void)curl_easy_setopt(request->easy, CURLOPT_URL, s->url);
    (void)curl_easy_setopt(request->easy, CURLOPT_WRITEFUNCTION, bench_body_write);
    (void)curl_easy_setopt(request->easy, CURLOPT_WRITEDATA, &request->body);
    (void)curl_easy_setopt(request->easy, CURLOPT_ERRORBUFFER, request->error);
    (void)curl_easy_setopt(request->easy, CURLOPT_PRIVATE, request);
    (void)curl_easy_setopt(request->easy, CURLOPT_NOPROGRESS, 1L);
    if (s->target.ca_file != NULL)
        (void)curl_easy_setopt(request->easy, CURLOPT_CAINFO, s->target.ca_file);
    s->running++;
    s->left--;
    bench_require(curl_multi_add_handle(s->multi, request->easy) == CURLM_OK, "curl_multi fails");
}

static void end_request(stock *s, CURL *easy, CURLcode code)
{
    char *private = NULL;
    stock_request *request = NULL;

    (void)curl_easy_getinfo(easy, CURLINFO_PRIVATE, &private);
    request = (stock_request *)(void *)private;
    bench_require(code == CURLE_OK, "curl's example fails: %s", request->error);
    if (!s->target.bare)
        bench_decode(request->body.data, request->body.length);
    (void)curl_multi_remove_handle(s->multi, easy);
    curl_easy_cleanup(easy);
    free(request->body.data);
    free(request);
    s->running--;
}

static void check_ends(stock *s)
{
    CURLMsg *message = NULL;
    int waiting = 0;

    while ((message = curl_multi_info_read(s->multi, &waiting)) != NULL) {
        if (message->msg != CURLMSG_DONE)
            continue;
        end_request(s, message->easy_handle, message->data.result);
        if (s->left > 0)
            begin_request(s);
    }
    if (s->running == 0)
        (void)event_base_loopbreak(s->base);
}

static void on_socket(evutil_socket_t fd, short what, void *user)
{
    stock *s = user;
    int action = (what & EV_READ ? CURL_CSELECT_IN : 0) | (what & EV_WRITE ? CURL_CSELECT_OUT : 0);
    int running = 0;

    bench_require(curl_multi_socket_action(s->multi, fd, action, &running) == CURLM_OK,
                  "curl_multi fails");
    check_ends(s);
}

static void on_timer(evutil_socket_t fd, short what, void *user)
{
    stock *s = user;
    int running = 0;

    (void)fd;
    (void)what;
    (void)curl_multi_socket_action(s->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    check_ends(s);
}

static int timer_changed(CURLM *multi, long timeout_ms, void *user)
{
    stock *s = user;
    struct timeval timeout = {timeout_ms / 1000, timeout_ms % 1000 * 1000};

    (void)multi;
    if (timeout_ms < 0)
        (void)evtimer_del(s->timer);
    else
        (void)evtimer_add(s->timer, &timeout);
    return 0;
}

static int socket_changed(CURL *easy, curl_socket_t fd, int what, void *user, void *assigned)
{
    stock *s = user;
    stock_socket *known = assigned;
    short kind = EV_PERSIST;

    (void)easy;
    if (known != NULL && known->event != NULL)
        event_free(known->event);
    if (what == CURL_POLL_REMOVE) {
        free(known);
        return 0;
    }
    if (known == NULL) {
        known = calloc(1, sizeof *known);
        bench_require(known != NULL, "no memory");
        (void)curl_multi_assign(s->multi, fd, known);
    }
    kind |= what & CURL_POLL_IN ? EV_READ : 0;
    kind |= what & CURL_POLL_OUT ? EV_WRITE : 0;
    known->event = event_new(s->base, fd, kind, on_socket, s);
    bench_require(known->event != NULL && event_add(known->event, NULL) == 0, "no memory");
    return 0;
}

static void *open_stock(const bench_target *target)
{
    stock *s = calloc(1, sizeof *s);

    bench_require(s != NULL, "no memory");
    s->target = *target;
    apie_text_format(s->url, sizeof s->url, "%s/v1/items/itm_1", target->url);
    s->base = event_base_new();
    s->multi = curl_multi_init();
    bench_require(s->base != NULL && s->multi != NULL, "no memory");
    s->timer = evtimer_new(s->base, on_timer, s);
    bench_require(s->timer != NULL, "no memory");
    (void)curl_multi_setopt(s->multi, CURLMOPT_SOCKETFUNCTION, socket_changed);
    (void)curl_multi_setopt(s->multi, CURLMOPT_SOCKETDATA, s);
    (void)curl_multi_setopt(s->multi, CURLMOPT_TIMERFUNCTION, timer_changed);
    (void)curl_multi_setopt(s->multi, CURLMOPT_TIMERDATA, s);
    (void)curl_multi_setopt(s->multi, CURLMOPT_MAXCONNECTS, (long)target->in_flight);
    return s;
}

static void run_stock(void *self, size_t count)
{
    stock *s = self;

    s->left = count;
    while (s->left > 0 && s->running < s->target.in_flight)
        begin_request(s);
    (void)event_base_dispatch(s->base);
}

static void close_stock(void *self)
{
    stock *s = self;

    (void)curl_multi_cleanup(s->multi);
    event_free(s->timer);
    event_base_free(s->base);
    free(s);
}

const bench_side bench_stock = {"curl's example", open_stock, run_stock, close_stock};
