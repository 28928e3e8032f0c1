/* A session of two runs: an orchestrator plans a release and hands it over, a worker deploys it in
 * a run and a thread of its own.
 *
 *     release_session
 *
 * APIE_API_KEY and APIE_BASE_URL say where to. */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>

#include <apie/sync.h>

#define RELEASE "v2.31.0"

/* ---- the worker ---- */

struct job {
    apie_client *client;
    const apie_context *context; /* the session and run that the job comes from */
    const char *parent_run_id;
    apie_status status;
    apie_error error;
};

static apie_status deploy(apie_scope *scope, void *user, apie_error *error)
{
    (void)error;
    (void)user;
    printf("    deploying " RELEASE ": %s\n", apie_scope_decision(scope)->effective_decision);
    return APIE_OK;
}

static apie_status worker_run(apie_client *client, const apie_run *run, void *user,
                              apie_error *error)
{
    (void)user;
    printf("  worker's run %s\n", run->id);
    apie_tool_input tool = {
        .tool = {.name = "deploy_release", .provider = "demo", .risk_level = "high"},
        .resource = {.type = "deployment_event",
                     .external_id = RELEASE,
                     .environment = "production"},
    };
    apie_status status = apie_track_handoff_accepted(client, NULL, NULL, error);
    if (status == APIE_OK)
        status = apie_with_tool(client, &tool, NULL, deploy, NULL, error);
    if (status == APIE_OK)
        status = apie_track_handoff_completed(client, NULL, NULL, error);
    return status;
}

/* The thread takes the context along: the child run belongs to its session. */
static void *work(void *argument)
{
    struct job *job = argument;
    apie_child_run_input input = {
        .parent_run_id = job->parent_run_id,
        .role = "worker",
        .step_name = "Deploy",
        .step_index = apie_int(1),
    };
    job->status = apie_context_attach(job->context, &job->error);
    if (job->status != APIE_OK)
        return NULL;
    job->status = apie_with_child_run(job->client, &input, NULL, worker_run, NULL, &job->error);
    apie_context_detach();
    return NULL;
}

/* ---- the orchestrator ---- */

static apie_status plan(apie_step *step, void *user, apie_error *error)
{
    (void)step;
    (void)user;
    (void)error;
    puts("    planning: one stage, production"); /* a model's answer */
    return APIE_OK;
}

static apie_status hand_over(apie_client *client, const apie_run *run, apie_error *error)
{
    apie_handoff_input input = {.reason = "the plan is ready"};
    apie_context *context = apie_context_capture();
    struct job job = {client, context, run->id, APIE_ERROR_NO_MEMORY, {0}};
    pthread_t thread;
    apie_status status = apie_request_handoff(client, &input, NULL, NULL, error);
    if (status == APIE_OK) {
        if (context && pthread_create(&thread, NULL, work, &job) == 0)
            pthread_join(thread, NULL);
        status = job.status;
        if (status != APIE_OK)
            *error = job.error;
    }
    apie_context_free(context);
    return status;
}

static apie_status orchestrator_run(apie_client *client, const apie_run *run, void *user,
                                    apie_error *error)
{
    apie_step_input step = {
        .step_name = "Plan", .model = "demo-model", .input_summary = "Release " RELEASE};
    (void)user;
    printf("  orchestrator's run %s\n", run->id);
    apie_status status = apie_with_llm_call(client, &step, plan, NULL, error);
    return status == APIE_OK ? hand_over(client, run, error) : status;
}

static apie_status release(apie_client *client, const apie_session *session, void *user,
                           apie_error *error)
{
    apie_run_input run = {.step_name = "Orchestrate", .step_index = apie_int(0)};
    (void)user;
    printf("session %s\n", session->id);
    return apie_with_run(client, &run, NULL, orchestrator_run, NULL, error);
}

int main(void)
{
    apie_config config = {
        .agent = {.key = "release-agent", .name = "Release agent"},
        .runtime = {.environment = "production"},
        .mode = APIE_MODE_ENFORCE,
    };
    apie_session_input session = {.kind = APIE_SESSION_PIPELINE,
                                  .input_summary = "Release " RELEASE};
    apie_client *client = NULL;
    apie_error error;
    uint64_t left = 0;
    apie_status status = apie_client_new(&config, &client, &error);
    if (status == APIE_OK)
        status = apie_with_session(client, &session, NULL, release, NULL, &error);
    if (status != APIE_OK)
        fprintf(stderr, "release_session: %s: %s\n", apie_status_name(status), error.message);
    if (client && apie_shutdown(client, 10000, &left, &error) != APIE_OK) {
        fprintf(stderr, "release_session: %" PRIu64 " events could not be sent: %s\n", left,
                error.message);
        status = error.code;
    }
    apie_client_free(client);
    return status == APIE_OK ? 0 : 1;
}
