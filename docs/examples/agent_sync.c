/* A command-line agent: takes the tool calls of a transcript, runs each under a guard, one after
 * the other, and says what became of them.
 *
 *     agent_sync [TRANSCRIPT | -]
 *
 * APIE_API_KEY and APIE_BASE_URL say where to. Ctrl-C ends an approval's wait. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>

#include <apie/sync.h>

#include "transcript.h"

static apie_cancel_token *cancel;

static void interrupted(int signal_number)
{
    (void)signal_number;
    apie_cancel_token_cancel(cancel);
}

struct tally {
    const struct transcript *transcript;
    unsigned allowed, blocked, not_approved, failed;
};

/* The tool itself: here, what it said when the transcript was made. */
static apie_status run_tool(apie_scope *scope, void *user, apie_error *error)
{
    const struct tool_call *call = user;
    const apie_decision *decision = apie_scope_decision(scope);
    (void)error;
    printf("  %-9s %-28s %.60s\n",
           decision->approval_status ? "approved" : decision->effective_decision, call->name,
           call->answer ? call->answer : "");
    return APIE_OK;
}

static void count(struct tally *tally, const struct tool_call *call, apie_status status,
                  const apie_error *error)
{
    switch (status) {
    case APIE_OK: tally->allowed++; break;
    case APIE_ERROR_BLOCKED: tally->blocked++; break;
    case APIE_ERROR_NOT_APPROVED: tally->not_approved++; break;
    default: tally->failed++; break;
    }
    if (status != APIE_OK)
        printf("  %-9s %-28s %s\n", apie_status_name(status), call->name, error->message);
}

static apie_status work(apie_client *client, const apie_run *run, void *user, apie_error *error)
{
    struct tally *tally = user;
    const apie_call_options options = {.cancel = cancel};
    printf("run %s\n", run->id);
    for (size_t i = 0; i < tally->transcript->count; i++) {
        struct tool_call *call = &tally->transcript->calls[i];
        apie_tool_input tool = describe_call(call, "production");
        apie_status status = apie_with_tool(client, &tool, &options, run_tool, call, error);
        count(tally, call, status, error);
        if (status == APIE_ERROR_CANCELLED)
            return status;
    }
    return APIE_OK;
}

static int report(apie_client *client, const struct tally *tally, apie_status status,
                  const apie_error *error)
{
    apie_queue_diagnostics queue;
    if (status != APIE_OK)
        fprintf(stderr, "agent_sync: %s: %s\n", apie_status_name(status), error->message);
    if (apie_get_queue_diagnostics(client, &queue, NULL) != APIE_OK)
        return 1;
    printf("tools: %u allowed, %u blocked, %u not approved, %u failed\n", tally->allowed,
           tally->blocked, tally->not_approved, tally->failed);
    printf("events: %" PRIu64 " delivered in %" PRIu64 " requests, %" PRIu64 " waiting, %" PRIu64
           " dropped\n",
           queue.delivered_count, queue.flush_count, queue.queue_size, queue.dropped_count);
    return status == APIE_OK ? 0 : 1;
}

int main(int argc, char **argv)
{
    struct transcript transcript;
    if (argc > 2 ||
        !transcript_read(&transcript, argc == 2 ? argv[1] : "docs/examples/incident.jsonl")) {
        fprintf(stderr, "usage: agent_sync [TRANSCRIPT | -]\n");
        return 2;
    }
    struct tally tally = {.transcript = &transcript};
    apie_config config = {
        .agent = {.key = "incident-agent", .name = "Incident agent"},
        .runtime = {.environment = "production"},
        .mode = APIE_MODE_ENFORCE,
        .guard_failure_mode = APIE_GUARD_FAIL_CLOSED,
    };
    apie_client *client = NULL;
    apie_error error;
    int code = 1;
    cancel = apie_cancel_token_new();
    if (!cancel || apie_client_new(&config, &client, &error) != APIE_OK) {
        fprintf(stderr, "agent_sync: %s\n", cancel ? error.message : "out of memory");
        goto done;
    }
    sigaction(SIGINT, &(struct sigaction){.sa_handler = interrupted}, NULL);
    sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
    apie_run_input run = {.input_summary = "Work through the incident"};
    apie_status status = apie_with_run(client, &run, NULL, work, &tally, &error);
    uint64_t left;
    apie_error shutdown_error;
    if (apie_shutdown(client, 10000, &left, &shutdown_error) != APIE_OK)
        fprintf(stderr, "agent_sync: %" PRIu64 " events could not be sent: %s\n", left,
                shutdown_error.message);
    code = report(client, &tally, status, &error);
done:
    apie_client_free(client);
    apie_cancel_token_free(cancel);
    transcript_free(&transcript);
    return code;
}
