/* A web server on libevent that answers from Honeycomb, and waits for nothing meanwhile.
 *
 *     honeycomb_server [PORT]
 *
 *     GET /datasets             [{"name": …, "slug": …}]
 *     GET /triggers/<dataset>   [{"id": …, "name": …}]
 *
 * The first line that it prints is its address; without PORT the system chooses one. SIGINT and
 * SIGTERM end it. HONEYCOMB_API_KEY and HONEYCOMB_API_ENDPOINT as always. */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netinet/in.h>
#include <sys/socket.h>

#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>

#include <apie/async/honeycomb.h>

struct server {
    struct event_base *base;
    struct evhttp *http;
    struct event *signals[2];
    apie_async_honeycomb *client; /* one for all requests: it keeps its connections */
};

/* A browser's request, for as long as Honeycomb is asked. */
struct visit {
    struct evhttp_request *request; /* NULL: the browser has left */
    apie_call *call;
};

/* ---- answering ---- */

static void answer(struct evhttp_request *request, int status, json_t *json)
{
    char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
    struct evbuffer *body = text ? evbuffer_new() : NULL;
    evhttp_add_header(evhttp_request_get_output_headers(request), "Content-Type",
                      "application/json");
    if (body && evbuffer_add(body, text, strlen(text)) == 0)
        evhttp_send_reply(request, status, NULL, body);
    else
        evhttp_send_error(request, HTTP_INTERNAL, NULL);
    if (body)
        evbuffer_free(body);
    free(text);
}

/* Honeycomb's refusals of what was asked for are the browser's; all else is a bad gateway. */
static int status_of(const apie_error *error)
{
    switch (error->code) {
    case APIE_ERROR_NOT_FOUND: return 404;
    case APIE_ERROR_RATE_LIMITED: return 429;
    case APIE_ERROR_TIMEOUT: return 504;
    case APIE_ERROR_OVERLOADED: return 503;
    default: return 502;
    }
}

/* Ends a visit; list is the answer, or NULL if error says why there is none. */
static void end_visit(struct visit *visit, json_t *list, const apie_error *error)
{
    if (visit->request) {
        evhttp_connection_set_closecb(evhttp_request_get_connection(visit->request), NULL, NULL);
        json_t *json = error ? json_pack("{s:s}", "error", error->message) : list;
        answer(visit->request, error ? status_of(error) : 200, json);
        if (error)
            json_decref(json);
    }
    json_decref(list);
    free(visit);
}

static void got_datasets(apie_status status, apie_honeycomb_dataset_list *datasets,
                         const apie_error *error, void *user)
{
    json_t *list = json_array();
    for (size_t i = 0; status == APIE_OK && i < datasets->items_count; i++)
        json_array_append_new(list, json_pack("{s:s, s:s}", "name", datasets->items[i]->name,
                                              "slug", datasets->items[i]->slug));
    end_visit(user, list, error);
}

static void got_triggers(apie_status status, apie_honeycomb_trigger_list *triggers,
                         const apie_error *error, void *user)
{
    json_t *list = json_array();
    for (size_t i = 0; status == APIE_OK && i < triggers->items_count; i++)
        json_array_append_new(list, json_pack("{s:s, s:s}", "id", triggers->items[i]->id, "name",
                                              triggers->items[i]->name));
    end_visit(user, list, error);
}

/* ---- asking ---- */

/* The browser's connection is gone, and the request with it: nobody waits for the answer. */
static void left(struct evhttp_connection *connection, void *user)
{
    struct visit *visit = user;
    (void)connection;
    visit->request = NULL;
    apie_call_cancel(visit->call);
}

static struct visit *begin_visit(struct evhttp_request *request)
{
    struct visit *visit = calloc(1, sizeof *visit);
    if (!visit) {
        evhttp_send_error(request, HTTP_INTERNAL, NULL);
        return NULL;
    }
    visit->request = request;
    return visit;
}

static void wait_for_call(struct visit *visit, const apie_error *error)
{
    if (visit->call)
        evhttp_connection_set_closecb(evhttp_request_get_connection(visit->request), left, visit);
    else
        end_visit(visit, NULL, error);
}

static void ask_datasets(struct evhttp_request *request, void *user)
{
    struct server *server = user;
    apie_error error;
    struct visit *visit = begin_visit(request);
    if (!visit)
        return;
    visit->call =
        apie_async_honeycomb_datasets_list(server->client, NULL, got_datasets, visit, &error);
    wait_for_call(visit, &error);
}

static void ask_triggers(struct evhttp_request *request, void *user)
{
    static const char prefix[] = "/triggers/";
    struct server *server = user;
    apie_error error;
    const char *path = evhttp_uri_get_path(evhttp_request_get_evhttp_uri(request));
    char *dataset = NULL;
    if (strncmp(path, prefix, sizeof prefix - 1) == 0)
        dataset = evhttp_uridecode(path + sizeof prefix - 1, 0, NULL);
    struct visit *visit = dataset && *dataset ? begin_visit(request) : NULL;
    if (visit) {
        visit->call = apie_async_honeycomb_triggers_list(server->client, dataset, NULL,
                                                         got_triggers, visit, &error);
        wait_for_call(visit, &error);
    } else if (!dataset || !*dataset) {
        evhttp_send_error(request, HTTP_NOTFOUND, NULL);
    }
    free(dataset);
}

/* ---- the server ---- */

static void stop(evutil_socket_t number, short what, void *user)
{
    (void)number;
    (void)what;
    event_base_loopbreak(((struct server *)user)->base);
}

static bool listen_on(struct server *server, unsigned short port)
{
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    struct evhttp_bound_socket *bound =
        evhttp_bind_socket_with_handle(server->http, "127.0.0.1", port);
    if (!bound ||
        getsockname(evhttp_bound_socket_get_fd(bound), (struct sockaddr *)&address, &length) != 0)
        return false;
    printf("listening on http://127.0.0.1:%d\n", ntohs(address.sin_port));
    return fflush(stdout) == 0;
}

static bool start(struct server *server, unsigned short port, apie_error *error)
{
    static const int numbers[2] = {SIGINT, SIGTERM};
    const apie_honeycomb_options options = {.from_environment = true};
    for (int i = 0; i < 2; i++) {
        server->signals[i] = evsignal_new(server->base, numbers[i], stop, server);
        if (!server->signals[i] || event_add(server->signals[i], NULL) != 0)
            return false;
    }
    server->http = evhttp_new(server->base);
    if (!server->http ||
        apie_async_honeycomb_new(server->base, &options, &server->client, error) != APIE_OK)
        return false;
    evhttp_set_allowed_methods(server->http, EVHTTP_REQ_GET);
    evhttp_set_gencb(server->http, ask_triggers, server);
    if (evhttp_set_cb(server->http, "/datasets", ask_datasets, server) != 0)
        return false;
    return listen_on(server, port);
}

/* Calls that are under way are cancelled, which answers what is left of their visits. */
static void end(struct server *server)
{
    apie_async_honeycomb_free(server->client);
    if (server->http)
        evhttp_free(server->http);
    for (int i = 0; i < 2; i++)
        if (server->signals[i])
            event_free(server->signals[i]);
    event_base_free(server->base);
}

int main(int argc, char **argv)
{
    struct server server = {.base = event_base_new()};
    apie_error error = {.message = "cannot start"};
    if (argc > 2 || !server.base) {
        fprintf(stderr, "usage: honeycomb_server [PORT]\n");
        return 2;
    }
    sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
    const bool started =
        start(&server, argc == 2 ? (unsigned short)strtoul(argv[1], NULL, 10) : 0, &error);
    if (started)
        event_base_dispatch(server.base);
    else
        fprintf(stderr, "honeycomb_server: %s\n", error.message);
    end(&server);
    return started ? 0 : 1;
}
