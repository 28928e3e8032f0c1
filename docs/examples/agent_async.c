/* A server-like agent: works through many incidents at once on one event loop. Every tool call of
 * every incident is in flight at the same time, each under a guard.
 *
 *     agent_async [-n INCIDENTS] [TRANSCRIPT | -]
 *
 * APIE_API_KEY and APIE_BASE_URL say where to. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include <apie/async.h>

#include "transcript.h"

struct server {
    struct event_base *base;
    apie_async_client *client;
    struct transcript transcript;
    long incidents, incidents_left;
    unsigned allowed, approved, blocked, not_approved, failed;
    unsigned in_flight, most_in_flight;
    unsigned warnings;
    int code;
};

/* One incident: a run whose tool calls all go at once. */
struct incident {
    struct server *server;
    apie_async_run_scope *scope;
    size_t calls_left;
};

static void finish_if_idle(struct server *server);

/* Hundreds of warnings of a guardrail would hide everything else: count them. */
static void count_warnings(apie_log_level level, const char *message, void *user)
{
    (void)level;
    (void)message;
    ((struct server *)user)->warnings++;
}

/* ---- a tool call ---- */

static void call_over(struct incident *incident)
{
    incident->server->in_flight--;
    if (--incident->calls_left > 0)
        return;
    apie_error error;
    if (apie_async_run_scope_finish(incident->scope, NULL, &error) != APIE_OK)
        fprintf(stderr, "agent_async: %s\n", error.message);
}

/* The guard has decided. The tool's work would be started here; this one needs no time. */
static void call_decided(apie_status status, apie_async_scope *scope, const apie_error *error,
                         void *user)
{
    struct incident *incident = user;
    struct server *server = incident->server;
    switch (status) {
    case APIE_OK:
        if (apie_async_scope_decision(scope)->approval_status)
            server->approved++;
        server->allowed++;
        apie_async_scope_finish(scope, NULL, NULL);
        break;
    case APIE_ERROR_BLOCKED: server->blocked++; break;
    case APIE_ERROR_NOT_APPROVED: server->not_approved++; break;
    default:
        fprintf(stderr, "agent_async: %s\n", error->message);
        server->failed++;
        break;
    }
    call_over(incident);
}

/* ---- an incident ---- */

static void begin_calls(apie_async_run_scope *scope, void *user)
{
    struct incident *incident = user;
    struct server *server = incident->server;
    const apie_run *run = apie_async_run_scope_run(scope);
    incident->scope = scope;
    incident->calls_left = server->transcript.count + 1;
    server->in_flight++;
    for (size_t i = 0; i < server->transcript.count; i++) {
        apie_error error;
        apie_tool_input tool = describe_call(&server->transcript.calls[i], "production");
        tool.run_id = run->id;
        tool.session_id = run->session_id;
        server->in_flight++;
        if (!apie_async_tool_begin(server->client, &tool, NULL, call_decided, incident, &error)) {
            fprintf(stderr, "agent_async: %s\n", error.message);
            server->failed++;
            call_over(incident);
        }
    }
    if (server->in_flight > server->most_in_flight)
        server->most_in_flight = server->in_flight;
    call_over(incident);
}

static void incident_over(apie_status status, const apie_error *error, void *user)
{
    struct incident *incident = user;
    struct server *server = incident->server;
    if (status != APIE_OK) {
        fprintf(stderr, "agent_async: %s\n", error->message);
        server->code = 1;
    }
    free(incident);
    server->incidents_left--;
    finish_if_idle(server);
}

static void begin_incidents(struct server *server)
{
    apie_run_input input = {.input_summary = "Work through the incident"};
    for (long i = 0; i < server->incidents; i++) {
        apie_error error = {0};
        struct incident *incident = calloc(1, sizeof *incident);
        if (incident)
            incident->server = server;
        if (!incident || !apie_async_with_run(server->client, &input, NULL, begin_calls,
                                              incident_over, incident, &error)) {
            fprintf(stderr, "agent_async: %s\n", incident ? error.message : "out of memory");
            free(incident);
            server->code = 1;
            server->incidents_left--;
        }
    }
    finish_if_idle(server);
}

/* ---- the end ---- */

static void report(const struct server *server)
{
    apie_queue_diagnostics queue;
    printf("%ld incidents, %u tool calls in flight at most\n", server->incidents,
           server->most_in_flight);
    printf(
        "tools: %u allowed (%u of them approved, %u with a warning), %u blocked, %u not approved, "
        "%u failed\n",
        server->allowed, server->approved, server->warnings, server->blocked, server->not_approved,
        server->failed);
    if (apie_async_get_queue_diagnostics(server->client, &queue, NULL) == APIE_OK)
        printf("events: %" PRIu64 " delivered in %" PRIu64 " requests, %" PRIu64
               " waiting, %" PRIu64 " dropped\n",
               queue.delivered_count, queue.flush_count, queue.queue_size, queue.dropped_count);
}

static void flushed(apie_status status, apie_flush_result *result, const apie_error *error,
                    void *user)
{
    struct server *server = user;
    (void)result;
    if (status != APIE_OK) {
        fprintf(stderr, "agent_async: %s\n", error->message);
        server->code = 1;
    }
    report(server);
    if (apie_async_client_close(server->client, NULL, NULL, NULL) != APIE_OK)
        apie_async_client_free(server->client);
}

static void finish_if_idle(struct server *server)
{
    apie_error error;
    if (server->incidents_left > 0)
        return;
    if (!apie_async_shutdown(server->client, 10000, flushed, server, &error)) {
        fprintf(stderr, "agent_async: %s\n", error.message);
        server->code = 1;
        apie_async_client_free(server->client);
    }
}

static bool read_arguments(struct server *server, int argc, char **argv)
{
    int option;
    server->incidents = 20;
    while ((option = getopt(argc, argv, "n:")) != -1) {
        if (option != 'n')
            return false;
        server->incidents = strtol(optarg, NULL, 10);
    }
    if (server->incidents < 1 || argc - optind > 1)
        return false;
    server->incidents_left = server->incidents;
    return transcript_read(&server->transcript,
                           optind < argc ? argv[optind] : "docs/examples/incident.jsonl");
}

int main(int argc, char **argv)
{
    struct server server = {0};
    if (!read_arguments(&server, argc, argv)) {
        fprintf(stderr, "usage: agent_async [-n INCIDENTS] [TRANSCRIPT | -]\n");
        return 2;
    }
    struct event_config *base_config = event_config_new();
    if (base_config && event_config_set_flag(base_config, EVENT_BASE_FLAG_PRECISE_TIMER) == 0)
        server.base = event_base_new_with_config(base_config);
    if (base_config)
        event_config_free(base_config);
    sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
    apie_config config = {
        .agent = {.key = "incident-server", .name = "Incident server"},
        .runtime = {.environment = "production"},
        .mode = APIE_MODE_ENFORCE,
        .guard_failure_mode = APIE_GUARD_FAIL_CLOSED,
        .max_batch_size = 100,
        .log_callback = count_warnings,
        .log_user = &server,
    };
    apie_error error;
    if (!server.base) {
        fprintf(stderr, "agent_async: no event loop\n");
        server.code = 1;
    } else if (apie_async_client_new(server.base, &config, &server.client, &error) != APIE_OK) {
        fprintf(stderr, "agent_async: %s\n", error.message);
        server.code = 1;
    } else {
        begin_incidents(&server);
        event_base_dispatch(server.base);
    }
    if (server.base)
        event_base_free(server.base);
    transcript_free(&server.transcript);
    return server.code;
}
