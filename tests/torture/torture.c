#include "torture.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <curl/curl.h>

#include "behaviour/async_fixture.h"
#include "torture_server.h"

/* No operation takes more than milliseconds; one that only ends by a deadline takes longer. */
#define WATCHDOG_S 4

/* With a worker thread the order of allocations varies: no proof, so a sample is enough. */
#define STEP_WITH_WORKER 4
#define MOST_WITH_WORKER 2000

/* ---- the watchdog ---- */

static const char *now_running = "";
static volatile sig_atomic_t now_failing;

static void bite(int signal_number)
{
    char text[240];
    int length =
        snprintf(text, sizeof text, "hangs: %s, allocation %d\n", now_running, (int)now_failing);
    (void)signal_number;
    if (length > 0)
        (void)!write(STDERR_FILENO, text, (size_t)length);
    abort();
}

void torture_watch(const char *what, unsigned seconds)
{
    now_running = what;
    (void)alarm(seconds);
}

/* ---- clients ---- */

/* An event that there is no memory for is told, too, but was never accepted. */
static bool was_accepted(const apie_event_outcome *end)
{
    return end->fate != APIE_EVENT_DROPPED_DUPLICATE &&
           !(end->fate == APIE_EVENT_DROPPED_FULL && strcmp(end->reason, "out of memory") == 0);
}

static void note_event(const apie_event_outcome *end, void *user)
{
    torture *t = user;
    if (was_accepted(end))
        atomic_fetch_add(&t->told, 1);
}

static void no_log(apie_log_level level, const char *message, void *user)
{
    (void)level;
    (void)message;
    (void)user;
}

void torture_ok(const torture *t, apie_status status, const char *what)
{
    if (status != APIE_OK)
        fail_msg("without a failure, %s gave \"%s\": %s", what, apie_status_name(status),
                 t->error.message);
}

void torture_set_up(torture *t, subject_kind kind)
{
    memset(t, 0, sizeof *t);
    t->config = (apie_config){
        .api_key = "apie_sk_torture_0123456789",
        .base_url = torture_server_url(),
        .agent = {.key = "torture-agent", .name = "Torture agent"},
        .runtime = {.environment = "test"},
        .mode = APIE_MODE_ENFORCE,
        .guard_failure_mode = APIE_GUARD_THROW, /* what fails is not hidden */
        .flush_interval_ms = 3600000,
        .retry_base_delay_ms = 1,
        .on_error = APIE_ON_ERROR_SILENT,
        .event_callback = note_event,
        .event_user = t,
        .log_callback = no_log,
        .no_worker = kind == SUBJECT_SYNC_NO_WORKER,
    };
    t->subject.kind = kind;
    if (kind == SUBJECT_ASYNC) {
        t->subject.base = event_base_new();
        assert_non_null(t->subject.base);
    }
}

apie_status torture_make(torture *t)
{
    subject *s = &t->subject;
    return s->base ? apie_async_client_new(s->base, &t->config, &s->async, &t->error)
                   : apie_client_new(&t->config, &s->sync, &t->error);
}

apie_status torture_make_from_file(torture *t, const char *path)
{
    subject *s = &t->subject;
    return s->base
               ? apie_async_client_new_from_file(s->base, path, &t->config, &s->async, &t->error)
               : apie_client_new_from_file(path, &t->config, &s->sync, &t->error);
}

void torture_begin(torture *t, subject_kind kind)
{
    apie_registration *registration = NULL;
    torture_set_up(t, kind);
    torture_ok(t, torture_make(t), "making a client");
    torture_ok(t, subject_ready(&t->subject, NULL, &registration, &t->error), "ready");
    (void)snprintf(t->agent_id, sizeof t->agent_id, "%s", registration->agent_id);
    apie_free(registration);
}

void torture_make_id(torture *t, const char *target, const char *body, const char *before)
{
    apie_response *response = NULL;
    torture_ok(t,
               subject_raw_request(&t->subject, "POST", target, body, strlen(body), NULL, &response,
                                   &t->error),
               target);
    const char *id = strstr(response->body, before);
    assert_non_null(id);
    assert_int_equal(sscanf(id + strlen(before), "%63[^\"]", t->id), 1);
    apie_free(response);
}

void torture_make_session(torture *t)
{
    torture_make_id(t, "/v1/sessions",
                    "{\"kind\":\"pipeline\",\"orchestrator_agent_key\":\"torture-agent\","
                    "\"orchestrator_agent_id\":null,\"environment\":null,\"input_summary\":null,"
                    "\"metadata\":null}",
                    "\"id\":\"");
}

void torture_begin_run(torture *t)
{
    if (!t->run)
        torture_ok(t, subject_run_begin(&t->subject, NULL, NULL, &t->run, &t->error), "run_begin");
}

void torture_end_run(torture *t)
{
    if (t->run)
        torture_ok(t, subject_run_end(&t->subject, t->run, NULL, NULL, &t->error), "run_end");
    apie_free(t->run);
    t->run = NULL;
}

static bool is_open(const torture *t)
{
    return t->subject.sync || t->subject.async;
}

void torture_end(torture *t)
{
    apie_queue_diagnostics counts;
    if (t->run)
        torture_end_run(t);
    bool counted = is_open(t) && subject_diagnostics(&t->subject, &counts, &t->error) == APIE_OK;
    subject_free(&t->subject);
    assert_int_equal(t->subject.callbacks, t->subject.calls);
    if (counted)
        assert_int_equal(t->told, counts.accepted_count);
}

/* ---- async calls ---- */

void torture_note(torture_wait *wait, apie_status status, void *result, const apie_error *error)
{
    assert_false(wait->done);
    assert_int_equal(status == APIE_OK, error == NULL);
    wait->torture->subject.callbacks++;
    wait->done = true;
    wait->status = status;
    wait->result = result ? apie_take(result) : NULL;
    if (error)
        wait->torture->error = *error;
}

apie_status torture_await(torture_wait *wait, const apie_call *call)
{
    subject *s = &wait->torture->subject;
    if (!call)
        return wait->torture->error.code;
    s->calls++;
    while (!wait->done)
        assert_int_equal(event_base_loop(s->base, EVLOOP_ONCE), 0);
    return wait->status;
}

/* ---- one operation, every allocation ---- */

#define STATUSES (APIE_ERROR_FORKED + 1)

typedef struct bench {
    const torture_case *victim;
    subject_kind kind;
    bool for_good;
    char name[160];
    torture torture;
    unsigned ends[STATUSES]; /* of runs in which an allocation failed */
    long blocks;             /* before all */
    int fds;
    long settled;          /* blocks after a run without failure, of a client that is reused */
    unsigned long suspect; /* the first failure after which there were more */
} bench;

/* Whether it may come of running out of memory. libcurl runs out of it in the middle of an answer,
 * too, which is then one that cannot be read. */
static bool explained(apie_status status, const apie_error *error)
{
    return status == APIE_ERROR_NO_MEMORY || error->curl_code == CURLE_OUT_OF_MEMORY;
}

static void check_status(bench *b, unsigned long k, bool hit, apie_status status)
{
    const apie_error *error = &b->torture.error;
    apie_status expected = b->victim->expected;
    if (status != expected && !(hit && explained(status, error)))
        fail_msg("allocation %lu %s: \"%s\": %s (libcurl: %d)", k, hit ? "failed" : "did not fail",
                 apie_status_name(status), error->message, error->curl_code);
    if (status != APIE_OK)
        assert_int_equal(error->code, status);
    if (hit)
        b->ends[status]++;
}

static void check_nothing_left(const bench *b, unsigned long k)
{
    if (apie_fault_live() != b->blocks)
        fail_msg("allocation %lu failed: %ld blocks leaked", k, apie_fault_live() - b->blocks);
    if (count_fds() != b->fds)
        fail_msg("allocation %lu failed: %d descriptors leaked", k, count_fds() - b->fds);
}

static void open_client(bench *b)
{
    if (b->victim->life != TORTURE_COLD && !b->victim->open) {
        torture_begin(&b->torture, b->kind);
        return;
    }
    torture_set_up(&b->torture, b->kind);
    if (b->victim->open)
        b->victim->open(&b->torture);
}

static void close_client(bench *b)
{
    if (b->victim->close)
        b->victim->close(&b->torture);
    torture_end(&b->torture);
}

static void fail_allocation(const bench *b, unsigned long k)
{
    now_failing = (sig_atomic_t)k;
    if (b->for_good)
        apie_fault_fail_from(k);
    else
        apie_fault_fail_at(k);
}

/* Whether allocation k was reached; 0: none fails. */
static bool run_once(bench *b, unsigned long k)
{
    torture *t = &b->torture;
    const torture_case *c = b->victim;
    torture_watch(b->name, WATCHDOG_S);
    if (c->life != TORTURE_REUSED)
        open_client(b);
    if (c->prepare)
        c->prepare(t);
    apie_error_clear(&t->error);
    fail_allocation(b, k);
    apie_status status = c->run(t);
    bool hit = apie_fault_hit();
    apie_fault_fail_at(0);
    check_status(b, k, hit, status);
    assert_int_equal(t->subject.callbacks, t->subject.calls);
    if (c->clean)
        c->clean(t);
    if (c->life != TORTURE_REUSED)
        close_client(b);
    (void)alarm(0);
    return hit;
}

/* The client works as before. */
static void run_again(bench *b, unsigned long k)
{
    (void)run_once(b, 0);
    if (b->settled == 0)
        b->settled = apie_fault_live();
    else if (apie_fault_live() > b->settled && b->suspect == 0)
        b->suspect = k;
}

static void report(const bench *b, unsigned long reached)
{
    char text[512];
    int used = snprintf(text, sizeof text, "# %s: %s%lu allocations", b->name,
                        b->kind == SUBJECT_SYNC ? "some of " : "", reached);
    for (int status = 0; status < STATUSES; status++)
        if (b->ends[status] > 0)
            used += snprintf(text + used, sizeof text - (size_t)used, ", %u %s", b->ends[status],
                             apie_status_name((apie_status)status));
    print_message("%s\n", text);
}

static void run_reused(bench *b, unsigned long step, unsigned long most)
{
    unsigned long k = 1;
    open_client(b);
    run_again(b, 0);
    for (; k <= most && run_once(b, k); k += step)
        run_again(b, k);
    close_client(b);
    report(b, k - 1);
    check_nothing_left(b, b->suspect);
}

static void run_fresh(bench *b, unsigned long step, unsigned long most)
{
    unsigned long k = 1;
    for (; k <= most && run_once(b, k); k += step)
        check_nothing_left(b, k);
    report(b, k - 1);
    check_nothing_left(b, k);
}

/* What stays for good is made before anything is counted. */
static void warm_up(bench *b)
{
    if (b->victim->life == TORTURE_REUSED)
        open_client(b);
    (void)run_once(b, 0);
    if (b->victim->life == TORTURE_REUSED)
        close_client(b);
    b->blocks = apie_fault_live();
    b->fds = count_fds();
}

static void run_bench(void **state)
{
    bench *b = *state;
    unsigned long step = b->kind == SUBJECT_SYNC ? STEP_WITH_WORKER : 1;
    unsigned long most = b->kind == SUBJECT_SYNC ? MOST_WITH_WORKER : ULONG_MAX;
    warm_up(b);
    if (b->victim->life == TORTURE_REUSED)
        run_reused(b, step, most);
    else
        run_fresh(b, step, most);
}

/* After a failed test the client may be anywhere: it is left alone. */
static int tear_down(void **state)
{
    (void)state;
    apie_fault_fail_at(0);
    (void)alarm(0);
    return 0;
}

/* ---- all of them ---- */

static bool use_our_allocator(void)
{
    event_set_mem_functions(malloc, realloc, free);
    json_set_alloc_funcs(malloc, free);
    return curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, free, realloc, strdup, calloc) ==
           CURLE_OK;
}

/* Only Apie's clients have a worker. */
static bool wanted(const torture_case *c, subject_kind kind)
{
    return !(c->sync_only && kind == SUBJECT_ASYNC) && !(c->async_only && kind != SUBJECT_ASYNC) &&
           !(c->open && kind == SUBJECT_SYNC);
}

static size_t add_benches(const torture_case *c, bench *benches, struct CMUnitTest *units)
{
    size_t used = 0;
    for (int i = 0; i < SUBJECT_KINDS * 2; i++) {
        bench *b = &benches[used];
        subject_kind kind = (subject_kind)(i % SUBJECT_KINDS);
        bool for_good = i >= SUBJECT_KINDS;
        if (!wanted(c, kind) || (for_good && !c->for_good))
            continue;
        *b = (bench){.victim = c, .kind = kind, .for_good = for_good};
        (void)snprintf(b->name, sizeof b->name, "%s: %s%s", subject_name(kind), c->name,
                       for_good ? " (all that follow fail too)" : "");
        units[used++] = (struct CMUnitTest){b->name, run_bench, NULL, tear_down, b};
    }
    return used;
}

void torture_start(void)
{
    torture_server_start();
    if (!use_our_allocator() || signal(SIGALRM, bite) == SIG_ERR)
        abort();
}

void torture_stop(void)
{
    torture_server_stop();
}

int torture_main(const char *group, const torture_case *cases, size_t count)
{
    size_t most = count * SUBJECT_KINDS * 2;
    size_t used = 0;
    torture_start();
    bench *benches = calloc(most, sizeof *benches);
    struct CMUnitTest *units = calloc(most, sizeof *units);
    if (!benches || !units)
        abort();
    for (size_t i = 0; i < count; i++)
        used += add_benches(&cases[i], benches + used, units + used);
    int failed = _cmocka_run_group_tests(group, units, used, NULL, NULL);
    free(units);
    free(benches);
    torture_stop();
    return failed;
}
