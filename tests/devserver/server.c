#include "server.h"
#include "exchange.h"
#include "handlers.h"
#include "listener.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_BYTES ((ev_ssize_t)64 * 1024 * 1024)

static void say(char *error, size_t size, const char *what, const char *detail)
{
    if (error != NULL && size > 0) {
        (void)snprintf(error, size, "%s%s%s", what, detail[0] == '\0' ? "" : ": ", detail);
    }
}

static void stop_loop(evutil_socket_t fd, short what, void *user)
{
    devserver *server = user;
    (void)fd;
    (void)what;
    (void)event_base_loopbreak(server->base);
}

static bool create_loop(devserver *server)
{
    struct event_config *config = event_config_new();
    if (config != NULL && event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER |
                                                            EVENT_BASE_FLAG_NOLOCK) == 0) {
        server->base = event_base_new_with_config(config);
    }
    if (config != NULL) {
        event_config_free(config);
    }
    server->http = server->base == NULL ? NULL : evhttp_new(server->base);
    return server->http != NULL;
}

static bool create_stop(devserver *server, bool on_signals)
{
    static const int signals[] = {SIGINT, SIGTERM};
    if (pipe(server->stop_pipe) != 0) {
        server->stop_pipe[0] = server->stop_pipe[1] = -1;
        return false;
    }
    for (size_t i = 0; i < 2; i++) {
        if (fcntl(server->stop_pipe[i], F_SETFD, FD_CLOEXEC) != 0) {
            return false;
        }
    }
    server->stop_event = event_new(server->base, server->stop_pipe[0], EV_READ, stop_loop, server);
    if (server->stop_event == NULL || event_add(server->stop_event, NULL) != 0) {
        return false;
    }
    for (size_t i = 0; on_signals && i < 2; i++) {
        server->signals[i] = evsignal_new(server->base, signals[i], stop_loop, server);
        if (server->signals[i] == NULL || event_add(server->signals[i], NULL) != 0) {
            return false;
        }
    }
    return true;
}

static void configure_http(devserver *server)
{
    evhttp_set_max_headers_size(server->http, MAX_BYTES);
    evhttp_set_max_body_size(server->http, MAX_BYTES);
    evhttp_set_allowed_methods(server->http, EVHTTP_REQ_GET | EVHTTP_REQ_POST | EVHTTP_REQ_HEAD |
                                                 EVHTTP_REQ_PUT | EVHTTP_REQ_DELETE |
                                                 EVHTTP_REQ_OPTIONS | EVHTTP_REQ_PATCH);
    evhttp_set_gencb(server->http, exchange_arrived, server);
}

static bool take_keys(devserver *server, const devserver_options *options)
{
    if (options->api_key_count == 0) {
        return true;
    }
    server->api_keys = json_object();
    for (size_t i = 0; i < options->api_key_count; i++) {
        if (json_object_set_new(server->api_keys, options->api_keys[i], json_true()) != 0) {
            return false;
        }
    }
    return true;
}

/* NULL: done. */
static const char *listen_on(devserver *server, const devserver_options *options)
{
    const char *problem = NULL;
    if ((options->tls_certificate == NULL) != (options->tls_key == NULL)) {
        return "TLS needs a certificate and a key";
    }
    if (options->tls_client_ca != NULL && options->tls_certificate == NULL) {
        return "client certificates need TLS";
    }
    if (options->tls_certificate != NULL) {
        problem = listener_use_tls(server, options->tls_certificate, options->tls_key);
    }
    if (problem == NULL && options->tls_client_ca != NULL) {
        problem = listener_demand_certificate(server, options->tls_client_ca);
    }
    if (problem == NULL) {
        problem = listener_open(server, options->listen == NULL ? "127.0.0.1:0" : options->listen);
    }
    if (problem == NULL && options->unix_path != NULL) {
        problem = listener_open_unix(server, options->unix_path);
    }
    return problem;
}

/* Rules and faults, with the place of what is wrong in detail. */
static const char *load(devserver *server, const devserver_options *options, char *detail,
                        size_t size)
{
    struct check_failure failure = {.pointer = ""};
    json_error_t error;
    const char *rules = options->rules_json;
    const char *faults = options->faults_json;
    json_t *json =
        json_loads(rules == NULL ? "{\"rules\":[]}" : rules, JSON_REJECT_DUPLICATES, &error);
    bool done = json != NULL && guardrails_replace(server, json, &failure);
    const char *problem = done ? NULL : "the rules are not in order";
    if (done) {
        json_decref(json);
        json = json_loads(faults == NULL ? "[]" : faults, JSON_REJECT_DUPLICATES, &error);
        done = json != NULL && faults_replace(&server->faults, json, &failure);
        problem = done ? NULL : "the faults are not in order";
    }
    if (json == NULL) {
        (void)snprintf(detail, size, "%s (line %d)", error.text, error.line);
    } else if (!done) {
        (void)snprintf(detail, size, "%s %s", failure.pointer, failure.message);
    }
    json_decref(json);
    return problem;
}

static const char *set_up(devserver *server, const devserver_options *options, char *detail,
                          size_t size)
{
    if (!state_init(&server->state) || !create_loop(server) ||
        !create_stop(server, options->stop_on_signals != 0) || !listener_watch(server) ||
        !take_keys(server, options)) {
        return "cannot set up the server";
    }
    configure_http(server);
    server->approve_after_ms = options->approve_after_ms;
    server->approve_status =
        approvals_status(options->approve_status == NULL ? "approved" : options->approve_status);
    if (server->approve_status == NULL) {
        return "the status of approvals must be approved, rejected, expired or cancelled";
    }
    const char *problem = load(server, options, detail, size);
    if (problem == NULL) {
        problem = listen_on(server, options);
    }
    if (problem == NULL && options->record_path != NULL) {
        server->record = fopen(options->record_path, "ae");
        problem = server->record == NULL ? "cannot open the record file" : NULL;
    }
    return problem;
}

devserver *devserver_create(const devserver_options *options, char *error, size_t error_size)
{
    char detail[600] = "";
    devserver *server = calloc(1, sizeof *server);
    if (server == NULL) {
        say(error, error_size, "out of memory", "");
        return NULL;
    }
    server->stop_pipe[0] = server->stop_pipe[1] = -1;
    const char *problem = set_up(server, options, detail, sizeof detail);
    if (problem != NULL) {
        say(error, error_size, problem, detail);
        devserver_free(server);
        return NULL;
    }
    return server;
}

int devserver_run(devserver *server)
{
    return event_base_dispatch(server->base) < 0 ? -1 : 0;
}

static void free_event(struct event *event)
{
    if (event != NULL) {
        event_free(event);
    }
}

void devserver_free(devserver *server)
{
    if (server == NULL) {
        return;
    }
    approvals_stop_timers(server);
    while (server->held != NULL) {
        exchange_free(server->held);
    }
    if (server->http != NULL) {
        evhttp_free(server->http);
    }
    listener_free(server);
    free_event(server->stop_event);
    free_event(server->signals[0]);
    free_event(server->signals[1]);
    if (server->base != NULL) {
        event_base_free(server->base);
    }
    for (size_t i = 0; i < 2; i++) {
        if (server->stop_pipe[i] >= 0) {
            (void)close(server->stop_pipe[i]);
        }
    }
    faults_clear(&server->faults);
    state_free(&server->state);
    json_decref(server->rules);
    json_decref(server->api_keys);
    if (server->record != NULL) {
        (void)fclose(server->record);
    }
    free(server);
}

static void *run_thread(void *user)
{
    (void)devserver_run(user);
    return NULL;
}

devserver *devserver_start(const devserver_options *options, char *error, size_t error_size)
{
    sigset_t all;
    sigset_t before;
    devserver *server = devserver_create(options, error, error_size);
    if (server == NULL) {
        return NULL;
    }
    /* Signals, SIGPIPE among them, are the program's business, not this thread's. */
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    const int failed = pthread_create(&server->thread, NULL, run_thread, server);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed != 0) {
        say(error, error_size, "cannot start a thread", "");
        devserver_free(server);
        return NULL;
    }
    server->threaded = true;
    return server;
}

void devserver_stop(devserver *server)
{
    if (server == NULL) {
        return;
    }
    if (server->threaded) {
        while (write(server->stop_pipe[1], "", 1) < 0 && errno == EINTR) {
        }
        (void)pthread_join(server->thread, NULL);
    }
    devserver_free(server);
}

uint16_t devserver_port(const devserver *server)
{
    return server->port;
}

const char *devserver_url(const devserver *server)
{
    return server->url;
}
