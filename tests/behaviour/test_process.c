/* Processes: fork, Ctrl-C, and both libraries in one program. */
#include "stage.h"
#include "support/child.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A process of a test's making ends by itself after so long. */
#define CHILD_SECONDS 60

static int64_t now_ms(void)
{
    struct timespec now = {0, 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The exit status of a child; 128 and more: it was killed. */
static int wait_for_child(pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* ---- the server ---- */

/* In a process of its own, so that at a fork here no thread of the server holds a lock of the
 * allocator, which sanitizers do not hand over to a child. */
typedef struct server_process {
    pid_t pid;
    char url[64];
} server_process;

static void serve(const stage *s, const char *rules, int pipe_end)
{
    devserver_options options = {.rules_json = rules, .stop_on_signals = 1};
    char problem[200];
    if (s->tls) {
        options.tls_certificate = s->files->certificate;
        options.tls_key = s->files->key;
    }
    (void)alarm(CHILD_SECONDS);
    devserver *server = devserver_create(&options, problem, sizeof problem);
    if (!server || write(pipe_end, devserver_url(server), strlen(devserver_url(server)) + 1) < 0)
        _exit(1);
    (void)close(pipe_end);
    int failed = devserver_run(server);
    devserver_free(server);
    _exit(failed ? 1 : 0);
}

static void start_server(stage *s, server_process *server, const char *rules)
{
    int ends[2];
    *server = (server_process){.pid = -1};
    assert_int_equal(pipe(ends), 0);
    server->pid = fork();
    assert_true(server->pid >= 0);
    if (server->pid == 0)
        serve(s, rules, ends[1]);
    (void)close(ends[1]);
    assert_true(read(ends[0], server->url, sizeof server->url - 1) > 0);
    (void)close(ends[0]);
    stage_use(s, server->url);
}

static void stop_server(const server_process *server)
{
    assert_int_equal(kill(server->pid, SIGTERM), 0);
    assert_int_equal(wait_for_child(server->pid), 0);
}

/* ---- fork ---- */

#define FORKED(number, call)                                                                       \
    if ((call) != APIE_ERROR_FORKED || s->error.message[0] == '\0')                                \
        return number;                                                                             \
    apie_error_clear(&s->error)

/* What a child sees of its parent's client; 0: as it should be. */
static int use_parents_client(stage *s, subject_scope *scope)
{
    apie_run *run = NULL;
    apie_run known = {.id = "run_1"};
    apie_tool_input tool = {.run_id = "run_1", .tool = {.name = "search"}};
    apie_response *response = NULL;
    apie_queue_diagnostics counts;
    subject_scope other;
    subject *on = &s->subject;
    FORKED(1, subject_ready(on, NULL, NULL, &s->error));
    FORKED(2, subject_health_check(on, NULL, NULL, &s->error));
    FORKED(3, subject_run_begin(on, NULL, NULL, &run, &s->error));
    FORKED(4, subject_run_end(on, &known, NULL, NULL, &s->error));
    FORKED(5, subject_tool_begin(on, &tool, NULL, &other, &s->error));
    FORKED(6, subject_flush(on, 0, NULL, &s->error));
    FORKED(7, subject_diagnostics(on, &counts, &s->error));
    FORKED(8, subject_raw_request(on, "GET", "/health", NULL, 0, NULL, &response, &s->error));
    FORKED(9, subject_shutdown(on, 0, NULL, &s->error));
    FORKED(10, subject_scope_finish(scope, NULL, &s->error));
    apie_client_free(on->sync);
    apie_async_client_free(on->async);
    on->sync = NULL;
    on->async = NULL;
    return 0;
}

/* A client of its own, from beginning to end; 0: it worked. */
static int use_own_client(stage *s)
{
    apie_run *run = NULL;
    subject own;
    apie_config config = s->config;
    subject_kind kind = s->kind;
    config.event_callback = NULL;
#ifdef __SANITIZE_THREAD__ /* it cannot follow a thread that a forked child starts */
    kind = kind == SUBJECT_SYNC ? SUBJECT_SYNC_NO_WORKER : kind;
#endif
    if (subject_new(&own, kind, &config, &s->error) != APIE_OK)
        return 21;
    if (subject_run_begin(&own, NULL, NULL, &run, &s->error) != APIE_OK)
        return 22;
    if (subject_run_end(&own, run, NULL, NULL, &s->error) != APIE_OK)
        return 23;
    apie_free(run);
    return subject_close(&own, &s->error) == APIE_OK ? 0 : 24;
}

static void test_fork(stage *s)
{
    subject_scope scope;
    server_process server;
    start_server(s, &server, NULL);
    stage_connect(s);
    apie_run *run = stage_begin_run(s);
    stage_use_tool(s, run, "search");
    apie_tool_input tool = {.run_id = run->id, .tool = {.name = "deploy"}};
    expect_ok(s, subject_tool_begin(&s->subject, &tool, NULL, &scope, &s->error));
    expect_ok(s, subject_health_check(&s->subject, NULL, NULL, &s->error));
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)alarm(CHILD_SECONDS);
        int wrong = use_parents_client(s, &scope);
        child_ends(wrong ? wrong : use_own_client(s));
    }
    assert_int_equal(wait_for_child(child), 0);
    /* The parent's connections and events are as they were. */
    expect_ok(s, subject_health_check(&s->subject, NULL, NULL, &s->error));
    expect_ok(s, subject_scope_finish(&scope, NULL, &s->error));
    stage_end_run(s, run);
    stage_expect_events(s, "run_1",
                        "guardrail.evaluated tool.called action.requested action.completed "
                        "guardrail.evaluated tool.called action.requested action.completed");
    assert_string_equal(text_at(s->state, "runs/run_2/status"), "completed"); /* the child's */
    stage_close(s);
    stage_expect_delivered(s, 8);
    stop_server(&server);
}

/* ---- Ctrl-C ---- */

static apie_cancel_token *interrupted; /* a signal handler is given nothing else */

static void interrupt(int signal_number)
{
    (void)signal_number;
    apie_cancel_token_cancel(interrupted);
}

static apie_status tell_wait(apie_outgoing *request, void *user)
{
    const int *pipe_end = user;
    if (strncmp(apie_outgoing_target(request), "/v1/approvals/appr_1/wait", 25) == 0 &&
        write(*pipe_end, "w", 1) != 1)
        return APIE_ERROR_NETWORK;
    return APIE_OK;
}

/* An agent that waits for an approval until Ctrl-C; 0: that ended it, and it went in order. */
static int wait_for_ctrl_c(stage *s, int pipe_end)
{
    const struct sigaction action = {.sa_handler = interrupt};
    const apie_interceptor interceptor = {.before = tell_wait, .user = &pipe_end};
    apie_call_options options = {.cancel = apie_cancel_token_new()};
    apie_run *run = NULL;
    subject_scope scope;
    interrupted = options.cancel;
    s->config.connection.interceptors = &interceptor;
    s->config.connection.interceptor_count = 1;
    s->config.event_callback = NULL;
    if (sigaction(SIGINT, &action, NULL) != 0 ||
        subject_new(&s->subject, s->kind, &s->config, &s->error) != APIE_OK)
        return 1;
    if (subject_run_begin(&s->subject, NULL, &options, &run, &s->error) != APIE_OK)
        return 2;
    apie_guard_input input = stage_action(run, "merge");
    if (subject_guard_begin(&s->subject, &input, &options, &scope, &s->error) !=
        APIE_ERROR_CANCELLED)
        return 3;
    if (s->error.code != APIE_ERROR_CANCELLED || s->error.message[0] == '\0')
        return 4;
    if (subject_run_end(&s->subject, run, NULL, NULL, &s->error) != APIE_OK)
        return 5;
    apie_free(run);
    apie_status closed = subject_close(&s->subject, &s->error);
    apie_cancel_token_free(options.cancel);
    return closed == APIE_OK ? 0 : 6;
}

static void test_ctrl_c(stage *s)
{
    int ends[2];
    char byte = 0;
    server_process server;
    start_server(s, &server, "{\"rules\":[{\"key\":\"ask\",\"decision\":\"require_approval\"}]}");
    s->config.mode = APIE_MODE_ENFORCE;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)alarm(CHILD_SECONDS);
        child_ends(wait_for_ctrl_c(s, ends[1]));
    }
    (void)close(ends[1]);
    bool waiting = read(ends[0], &byte, 1) == 1;
    (void)close(ends[0]);
    int64_t start = now_ms();
    if (waiting)
        assert_int_equal(kill(child, SIGINT), 0);
    int status = wait_for_child(child);
    int64_t took = now_ms() - start;
    assert_true(waiting);
    assert_int_equal(status, 0);
    assert_true(took < 1200);
    assert_string_equal(text_at(stage_state(s), "approvals/appr_1/status"), "pending");
    assert_string_equal(text_at(s->state, "runs/run_1/status"), "completed");
    stop_server(&server);
}

/* ---- both libraries ---- */

static void test_both_libraries(stage *s)
{
    stage_begin(s);
    stage other = {.kind = s->kind == SUBJECT_ASYNC ? SUBJECT_SYNC : SUBJECT_ASYNC};
    other.config = s->config;
    other.config.agent.key = "other-agent";
    other.config.event_user = &other;
    stage_connect(&other);
    apie_run *run = stage_begin_run(s);
    apie_run *others = stage_begin_run(&other);
    for (int i = 0; i < 3; i++) {
        stage_use_tool(s, run, "search");
        stage_use_tool(&other, others, "search");
    }
    stage_end_run(&other, others);
    stage_close(&other);
    stage_end_run(s, run);
    const json_t *events = json_at(stage_state(s), "events");
    size_t of_other = 0;
    for (size_t i = 0; i < json_array_size(events); i++)
        of_other += strcmp(text_at(json_array_get(events, i), "agent_key"), "other-agent") == 0;
    assert_int_equal(json_array_size(events), 24);
    assert_int_equal(of_other, 12);
    stage_expect_delivered(&other, 12);
    stage_close(s);
    stage_expect_delivered(s, 12);
}

static const stage_test tests[] = {
    {.name = "fork", .run = test_fork},
    {.name = "Ctrl-C while waiting for an approval", .run = test_ctrl_c, .sync_only = true},
    {.name = "both libraries", .run = test_both_libraries},
};

int main(void)
{
    return STAGE_MAIN("processes", tests);
}
