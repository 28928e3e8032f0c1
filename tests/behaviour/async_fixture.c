#include "behaviour/async_fixture.h"

#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <netinet/in.h>

#include "base/fail.h"
#include "driver/host.h"

#define GIVE_UP_MS 20000

/* ---- the server ---- */

struct loop_connection {
    loop_server *server;
    loop_connection *next;
    loop_connection **slot;
    struct bufferevent *stream;
    struct event *later;
    bool closing;
};

static void close_connection(loop_connection *connection)
{
    *connection->slot = connection->next;
    if (connection->next != NULL)
        connection->next->slot = connection->slot;
    connection->server->open--;
    event_free(connection->later);
    bufferevent_free(connection->stream);
    free(connection);
}

static void reset_connection(loop_connection *connection)
{
    struct linger linger = {1, 0};

    (void)setsockopt(bufferevent_getfd(connection->stream), SOL_SOCKET, SO_LINGER, &linger,
                     sizeof(linger));
    close_connection(connection);
}

static void reply(loop_connection *connection, int status, const char *body)
{
    evbuffer_add_printf(bufferevent_get_output(connection->stream),
                        "HTTP/1.1 %d Said So\r\nContent-Type: application/json\r\n"
                        "Content-Length: %zu\r\n\r\n%s",
                        status, strlen(body), body);
}

static void reply_big(loop_connection *connection, size_t size)
{
    char *body = malloc(size + 1);

    assert_non_null(body);
    memset(body, 'x', size);
    body[0] = body[size - 1] = '"';
    body[size] = '\0';
    reply(connection, 200, body);
    free(body);
}

static void reply_later(loop_connection *connection, int ms)
{
    struct timeval delay = {ms / 1000, ms % 1000 * 1000};

    assert_int_equal(event_add(connection->later, &delay), 0);
}

static void on_later(evutil_socket_t fd, short what, void *user)
{
    (void)fd;
    (void)what;
    reply(user, 200, "{\"ok\":true}");
}

/* False: the connection is gone. */
static bool answer(loop_connection *connection, const char *path)
{
    loop_server *server = connection->server;
    int number = 0;

    server->requests++;
    if (strcmp(path, "/reset") == 0) {
        reset_connection(connection);
        return false;
    }
    if (strcmp(path, "/drop") == 0) {
        close_connection(connection);
        return false;
    }
    if (strcmp(path, "/half") == 0 || strcmp(path, "/bye") == 0) {
        bool half = path[1] == 'h';

        connection->closing = true;
        evbuffer_add_printf(bufferevent_get_output(connection->stream),
                            "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n{}", half ? 100 : 2);
    } else if (sscanf(path, "/status/%d", &number) == 1) {
        reply(connection, number, "{}");
    } else if (sscanf(path, "/flaky/%d", &number) == 1) {
        reply(connection, server->requests <= number ? 503 : 200, "{}");
    } else if (sscanf(path, "/after/%d", &number) == 1) {
        reply_later(connection, number);
    } else if (sscanf(path, "/big/%d", &number) == 1) {
        reply_big(connection, (size_t)number);
    } else if (strcmp(path, "/never") != 0) {
        reply(connection, 200, "{\"ok\":true}");
    }
    return true;
}

static void on_request(struct bufferevent *stream, void *user)
{
    struct evbuffer *input = bufferevent_get_input(stream);
    struct evbuffer_ptr end;

    while ((end = evbuffer_search(input, "\r\n\r\n", 4, NULL)).pos >= 0) {
        char head[4096];
        char path[256];
        size_t length = (size_t)end.pos + 4;

        assert_true(length < sizeof(head));
        assert_int_equal(evbuffer_remove(input, head, length), length);
        head[length] = '\0';
        assert_int_equal(sscanf(head, "%*s %255s", path), 1);
        if (!answer(user, path))
            return;
    }
}

static void on_sent(struct bufferevent *stream, void *user)
{
    loop_connection *connection = user;

    (void)stream;
    if (connection->closing)
        close_connection(connection);
}

static void on_broken(struct bufferevent *stream, short what, void *user)
{
    (void)stream;
    (void)what;
    close_connection(user);
}

static void on_accept(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *address,
                      int length, void *user)
{
    loop_server *server = user;
    loop_connection *connection = calloc(1, sizeof(*connection));

    (void)listener;
    (void)address;
    (void)length;
    assert_non_null(connection);
    connection->server = server;
    connection->stream = bufferevent_socket_new(server->base, fd, BEV_OPT_CLOSE_ON_FREE);
    connection->later = event_new(server->base, -1, 0, on_later, connection);
    assert_non_null(connection->stream);
    assert_non_null(connection->later);
    connection->next = server->connections;
    connection->slot = &server->connections;
    if (connection->next != NULL)
        connection->next->slot = &connection->next;
    server->connections = connection;
    server->accepted++;
    server->open++;
    bufferevent_setcb(connection->stream, on_request, on_sent, on_broken, connection);
    assert_int_equal(bufferevent_enable(connection->stream, EV_READ | EV_WRITE), 0);
}

void loop_server_start(loop_server *server, struct event_base *base)
{
    struct sockaddr_in address = {0};
    socklen_t length = sizeof(address);

    memset(server, 0, sizeof(*server));
    server->base = base;
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server->listener =
        evconnlistener_new_bind(base, on_accept, server, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_REUSEABLE,
                                4096, (struct sockaddr *)&address, sizeof(address));
    assert_non_null(server->listener);
    assert_int_equal(
        getsockname(evconnlistener_get_fd(server->listener), (struct sockaddr *)&address, &length),
        0);
    (void)snprintf(server->url, sizeof(server->url), "http://127.0.0.1:%d",
                   ntohs(address.sin_port));
}

void loop_server_stop(loop_server *server)
{
    evconnlistener_free(server->listener);
    while (server->connections != NULL)
        close_connection(server->connections);
}

void dead_url(char url[64])
{
    struct sockaddr_in address = {0};
    socklen_t length = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    (void)close(fd);
    (void)snprintf(url, 64, "http://127.0.0.1:%d", ntohs(address.sin_port));
}

/* ---- the loop ---- */

static void on_give_up(evutil_socket_t fd, short what, void *user)
{
    (void)fd;
    (void)what;
    *(bool *)user = true;
}

static struct event *set_timer(struct event_base *base, int ms, bool *rung)
{
    struct timeval delay = {ms / 1000, ms % 1000 * 1000};
    struct event *timer = event_new(base, -1, 0, on_give_up, rung);

    assert_non_null(timer);
    assert_int_equal(event_add(timer, &delay), 0);
    return timer;
}

void run_until(struct event_base *base, const int *value, int wanted)
{
    bool given_up = false;
    struct event *timer = set_timer(base, GIVE_UP_MS, &given_up);

    while (*value < wanted && !given_up)
        assert_true(event_base_loop(base, EVLOOP_ONCE) >= 0);
    event_free(timer);
    assert_false(given_up);
}

int run_for(struct event_base *base, int ms)
{
    bool over = false;
    struct event *timer = set_timer(base, ms, &over);
    int turns = 0;

    while (!over) {
        assert_int_equal(event_base_loop(base, EVLOOP_ONCE), 0);
        turns++;
    }
    event_free(timer);
    return turns - 1;
}

void run_out(struct event_base *base)
{
    (void)alarm(GIVE_UP_MS / 1000); /* a timer of the loop's would keep it alive */
    assert_int_equal(event_base_dispatch(base), 1);
    (void)alarm(0);
}

int count_fds(void)
{
    DIR *folder = opendir("/proc/self/fd");
    int count = 0;

    assert_non_null(folder);
    while (readdir(folder) != NULL)
        count++;
    (void)closedir(folder);
    return count;
}

/* ---- the client ---- */

static void on_gone(void *user)
{
    test_client *client = user;

    apie_core_free(&client->core);
    client->head.driver = NULL;
    client->gone++;
}

static void no_log(apie_log_level level, const char *message, void *user)
{
    (void)level;
    (void)message;
    (void)user;
}

void client_start(test_client *client, struct event_base *base, const char *url,
                  const apie_connection_options *options)
{
    static const apie_logger logger = {no_log, NULL};
    apie_endpoint endpoint;
    apie_error error;

    memset(client, 0, sizeof(*client));
    assert_int_equal(apie_endpoint_init(&endpoint, url, NULL, options, &error), APIE_OK);
    apie_core_init(&client->core, &endpoint, apie_host_clock(), &logger);
    client->core.retry.base_ms = 2;
    assert_int_equal(
        apie_async_new(base, &client->core, on_gone, client, &client->head.driver, &error),
        APIE_OK);
}

void world_start(world *w, const apie_connection_options *options)
{
    memset(w, 0, sizeof(*w));
    /* The server writes to clients that have gone away. */
    (void)signal(SIGPIPE, SIG_IGN);
    w->base = event_base_new();
    assert_non_null(w->base);
    loop_server_start(&w->server, w->base);
    client_start(&w->client, w->base, w->server.url, options);
}

void world_end(world *w)
{
    if (w->client.gone == 0)
        apie_async_free(w->client.head.driver);
    assert_int_equal(w->client.gone, 1);
    loop_server_stop(&w->server);
    run_out(w->base);
    event_base_free(w->base);
}

typedef void raw_callback(apie_status status, apie_response *response, const apie_error *error,
                          void *user);

static void deliver(apie_async_function *callback, apie_status status, void *result,
                    const apie_error *error, void *user)
{
    if (callback != NULL)
        ((raw_callback *)callback)(status, result, error, user);
}

static void on_end(apie_status status, apie_response *response, const apie_error *error, void *user)
{
    outcome *o = user;

    o->count++;
    o->status = status;
    assert_int_equal(status == APIE_OK, error == NULL);
    if (error != NULL) {
        o->error = *error;
        assert_int_equal(error->code, status);
    }
    o->http_status = response != NULL ? response->status : 0;
    if (o->take)
        o->result = apie_take(response);
    if (o->total != NULL)
        (*o->total)++;
    if (o->then != NULL)
        o->then(o);
}

apie_call *start_get(test_client *client, const char *path, const apie_call_options *options,
                     outcome *o, apie_error *error)
{
    apie_flow *flow = NULL;

    if (apie_async_check(client, error) != APIE_OK)
        return NULL;
    flow = apie_raw_flow_new(&client->core, "GET", path, NULL, 0, options, error);
    return apie_async_start(client->head.driver, flow, options, deliver,
                            (apie_async_function *)on_end, o, error);
}

apie_call *start_flow(test_client *client, apie_flow *flow, outcome *o, apie_error *error)
{
    return apie_async_start(client->head.driver, flow, NULL, deliver, (apie_async_function *)on_end,
                            o, error);
}

/* ---- flows ---- */

typedef struct waiting_flow {
    apie_flow flow;
    apie_gate *gate;
    uint64_t position;
    int64_t wait_ms;
} waiting_flow;

static void waited(apie_flow *flow)
{
    if (flow->gate_timed_out)
        apie_flow_finish(flow, apie_fail(&flow->error, APIE_ERROR_TIMEOUT, NULL, "no gate opened"));
    else
        apie_flow_finish(flow, APIE_OK);
}

static void wait_for_it(apie_flow *flow)
{
    waiting_flow *waiting = (waiting_flow *)flow;
    uint64_t until = apie_time_after(flow->now_ms, waiting->wait_ms);

    if (waiting->gate != NULL)
        apie_flow_await(flow, waiting->gate, waiting->position, until, waited);
    else
        apie_flow_wait_until(flow, until, waited);
}

static const apie_flow_type waiting_type = {
    .name = "waiting", .size = sizeof(waiting_flow), .start = wait_for_it};

apie_flow *gate_flow(test_client *client, apie_gate *gate, uint64_t position, int64_t wait_ms)
{
    apie_error error;
    apie_flow *flow = apie_flow_new(&waiting_type, &client->core, NULL, &error);

    assert_non_null(flow);
    ((waiting_flow *)flow)->gate = gate;
    ((waiting_flow *)flow)->position = position;
    ((waiting_flow *)flow)->wait_ms = wait_ms;
    return flow;
}

apie_flow *time_flow(test_client *client, int64_t wait_ms)
{
    return gate_flow(client, NULL, 0, wait_ms);
}
