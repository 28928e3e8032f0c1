#include "virtual.h"

#include <stdlib.h>
#include <string.h>

struct virtual_task {
    virtual_task *next;
    virtual_world *world;
    apie_flow *flow;
    apie_job *job; /* NULL: a started flow */
    uint64_t due_ms;
    uint64_t cancel_ms;
    virtual_reply reply; /* of the attempt that is under way */
    bool keep_flow;
    bool ended;
    virtual_done_fn *done;
    void *user;
};

struct virtual_world {
    apie_clock clock;
    apie_core *core;
    uint64_t now_ms;
    uint64_t random;
    virtual_server_fn *server;
    void *user;
    virtual_task *tasks;
};

/* splitmix64 */
uint64_t virtual_random(virtual_world *world)
{
    uint64_t z = (world->random += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static uint64_t clock_monotonic(void *user)
{
    return ((virtual_world *)user)->now_ms;
}

static int64_t clock_wall(void *user)
{
    return 1700000000000000 + (int64_t)((virtual_world *)user)->now_ms * 1000;
}

static uint64_t clock_random(void *user)
{
    return virtual_random(user);
}

virtual_world *virtual_new(uint64_t seed, virtual_server_fn *server, void *user)
{
    virtual_world *world = calloc(1, sizeof *world);
    if (!world)
        abort();
    world->now_ms = 1000000;
    world->random = seed;
    world->server = server;
    world->user = user;
    world->clock = (apie_clock){clock_monotonic, clock_wall, clock_random, world};
    return world;
}

void virtual_free(virtual_world *world)
{
    while (world->tasks) {
        virtual_task *task = world->tasks;
        world->tasks = task->next;
        if (!task->job)
            apie_flow_free(task->flow);
        free(task);
    }
    free(world);
}

const apie_clock *virtual_clock(virtual_world *world)
{
    return &world->clock;
}

static void hook_wake(void *driver)
{
    (void)driver; /* the loop looks at everything each time */
}

static void hook_gate(void *driver, apie_gate *gate)
{
    (void)driver;
    (void)gate;
}

void virtual_drive(virtual_world *world, apie_core *core)
{
    static const apie_core_hooks hooks = {hook_wake, hook_gate};
    world->core = core;
    apie_core_set_driver(core, &hooks, world);
}

uint64_t virtual_now(const virtual_world *world)
{
    return world->now_ms;
}

/* ---- a task ---- */

static void ask_server(virtual_task *task)
{
    virtual_world *world = task->world;
    const apie_want *want = &task->flow->want;
    task->reply = (virtual_reply){0};
    world->server(world->user, want->request, &task->reply);
    task->due_ms = apie_time_after(world->now_ms, task->reply.delay_ms);
    if (task->due_ms > want->deadline_ms) {
        task->due_ms = want->deadline_ms;
        task->reply = (virtual_reply){.transport = APIE_ERROR_TIMEOUT};
    }
}

static void end_task(virtual_task *task)
{
    virtual_world *world = task->world;
    task->ended = true;
    if (task->job)
        apie_core_leave_job(world->core, task->job);
    else if (task->done)
        task->done(task->user, task->flow);
}

static void resume(virtual_task *task, apie_cause cause);

static void follow_want(virtual_task *task, const apie_want *want)
{
    switch (want->kind) {
    case APIE_WANT_DONE: end_task(task); break;
    case APIE_WANT_SEND:
        if (apie_flow_prepare(task->flow))
            ask_server(task);
        else
            resume(task, APIE_CAUSE_REFUSED);
        break;
    case APIE_WANT_TIME:
    case APIE_WANT_GATE: task->due_ms = want->deadline_ms; break;
    }
}

static void resume(virtual_task *task, apie_cause cause)
{
    const apie_want *want = apie_flow_resume(task->flow, cause, task->world->now_ms);
    apie_flow_report(task->flow);
    follow_want(task, want);
}

static void answer(virtual_task *task, apie_status transport)
{
    static const char json_headers[] = "Content-Type: application/json\r\n";
    const virtual_reply *reply = &task->reply;
    apie_answer answer = {.transport = transport};
    if (transport == APIE_OK) {
        answer.http_status = reply->status ? reply->status : 200;
        const char *headers = reply->headers ? reply->headers : json_headers;
        answer.headers = (apie_slice){headers, strlen(headers)};
        const char *body = reply->body ? reply->body : reply->text;
        answer.body = (apie_slice){body, strlen(body)};
        answer.response_started = true;
    }
    answer.request_started = transport != APIE_ERROR_CONNECT && transport != APIE_ERROR_DNS;
    apie_flow_absorb(task->flow, &answer);
    resume(task, APIE_CAUSE_ANSWER);
}

static void wake_task(virtual_task *task)
{
    const apie_want *want = &task->flow->want;
    bool cancelled = task->world->now_ms >= task->cancel_ms;
    if (cancelled)
        task->cancel_ms = APIE_NEVER;
    if (want->kind == APIE_WANT_SEND)
        answer(task, cancelled ? APIE_ERROR_CANCELLED : task->reply.transport);
    else if (cancelled)
        resume(task, APIE_CAUSE_CANCEL);
    else if (want->kind == APIE_WANT_GATE && apie_want_gate_open(want))
        resume(task, APIE_CAUSE_GATE);
    else
        resume(task, APIE_CAUSE_TIME);
}

/* ---- the world ---- */

static virtual_task *add_task(virtual_world *world, apie_flow *flow)
{
    virtual_task *task = calloc(1, sizeof *task);
    if (!task)
        abort();
    task->world = world;
    task->flow = flow;
    task->cancel_ms = APIE_NEVER;
    task->next = world->tasks;
    world->tasks = task;
    return task;
}

virtual_task *virtual_start(virtual_world *world, apie_flow *flow, virtual_done_fn *done,
                            void *user)
{
    virtual_task *task = add_task(world, flow);
    task->done = done;
    task->user = user;
    resume(task, APIE_CAUSE_START);
    return task;
}

void virtual_cancel_at(virtual_task *task, uint64_t time_ms)
{
    task->cancel_ms = time_ms;
}

static void sweep(virtual_world *world)
{
    for (virtual_task **at = &world->tasks; *at;) {
        virtual_task *task = *at;
        if (!task->ended) {
            at = &task->next;
            continue;
        }
        *at = task->next;
        if (!task->job && !task->keep_flow)
            apie_flow_free(task->flow);
        free(task);
    }
}

static bool start_job(virtual_world *world)
{
    apie_job *job = apie_core_next_job(world->core);
    if (!job)
        return false;
    virtual_task *task = add_task(world, job->flow);
    task->job = job;
    if (job->begun)
        follow_want(task, &job->flow->want);
    else
        resume(task, APIE_CAUSE_START);
    return true;
}

static uint64_t due_time(const virtual_task *task)
{
    uint64_t due = task->due_ms;
    if (task->flow->want.kind == APIE_WANT_GATE && apie_want_gate_open(&task->flow->want))
        due = 0;
    return due < task->cancel_ms ? due : task->cancel_ms;
}

static virtual_task *earliest(virtual_world *world)
{
    virtual_task *first = NULL;
    for (virtual_task *task = world->tasks; task; task = task->next)
        if (!task->ended && (!first || due_time(task) < due_time(first)))
            first = task;
    return first;
}

/* One thing that happens until then; false if there is none. */
static bool turn(virtual_world *world, uint64_t until_ms)
{
    apie_notices_deliver(world->core, apie_core_take_notices(world->core));
    sweep(world);
    uint64_t tick = apie_core_tick(world->core, world->now_ms);
    if (start_job(world))
        return true;
    virtual_task *task = earliest(world);
    uint64_t due = task ? due_time(task) : APIE_NEVER;
    uint64_t next = due < tick ? due : tick;
    if (next > until_ms || next == APIE_NEVER)
        return false;
    if (next > world->now_ms)
        world->now_ms = next;
    if (due <= world->now_ms)
        wake_task(task);
    return true;
}

void virtual_run(virtual_world *world)
{
    while (turn(world, APIE_NEVER))
        continue;
}

void virtual_run_until(virtual_world *world, uint64_t time_ms)
{
    while (turn(world, time_ms))
        continue;
    if (world->now_ms < time_ms)
        world->now_ms = time_ms;
    sweep(world);
}

void virtual_finish(virtual_world *world, apie_flow *flow)
{
    virtual_task *task = virtual_start(world, flow, NULL, NULL);
    task->keep_flow = true;
    for (;;) {
        bool ended = true;
        for (const virtual_task *other = world->tasks; other; other = other->next)
            if (other->flow == flow && !other->ended)
                ended = false;
        if (ended || !turn(world, APIE_NEVER))
            break;
    }
    apie_notices_deliver(world->core, apie_core_take_notices(world->core));
    sweep(world);
}
