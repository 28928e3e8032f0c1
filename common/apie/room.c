#include "apie/room.h"

#include <stdlib.h>

typedef struct weight {
    size_t count;
    size_t bytes;
} weight;

static weight weigh(const apie_event *events)
{
    weight sum = {0, 0};
    for (; events; events = events->next) {
        sum.count++;
        sum.bytes += events->length;
    }
    return sum;
}

static bool may_push(const apie_agent *agent, const weight *sum)
{
    return agent->core.disabled || agent->config->queue_drop_policy != APIE_DROP_WAIT ||
           apie_queue_may_take(agent->queue, sum->count, sum->bytes);
}

bool apie_agent_may_push(const apie_agent *agent, const apie_event *events)
{
    weight sum = weigh(events);
    return may_push(agent, &sum);
}

/* ---- waiting ---- */

typedef struct room_flow {
    apie_flow flow; /* first */
    weight sum;
    uint64_t until_ms;
    apie_event *events; /* to be queued at the end; NULL: the caller sees to that */
} room_flow;

static void push_own(apie_flow *flow)
{
    room_flow *room = (room_flow *)flow;
    apie_event *events = room->events;
    room->events = NULL;
    if (events)
        apie_agent_push(apie_agent_of(flow), events);
}

static void look_for_room(apie_flow *flow)
{
    room_flow *room = (room_flow *)flow;
    apie_agent *agent = apie_agent_of(flow);
    if (may_push(agent, &room->sum) || flow->gate_timed_out || flow->now_ms >= room->until_ms) {
        push_own(flow);
        apie_flow_finish(flow, APIE_OK);
        return;
    }
    /* Whatever leaves the queue moves this gate, also what came meanwhile and took the room. */
    if (agent->registration)
        apie_agent_hasten_flush(agent);
    apie_flow_await(flow, &agent->flushed, agent->flushed.position + 1, room->until_ms,
                    look_for_room);
}

static void begin_wait(apie_flow *flow)
{
    apie_agent_want_flush(apie_agent_of(flow));
    look_for_room(flow);
}

static void room_destroy(apie_flow *flow)
{
    apie_events_free(((room_flow *)flow)->events);
}

static const apie_flow_type room_type = {
    .name = "room",
    .size = sizeof(room_flow),
    .start = begin_wait,
    .stopped = push_own,
    .destroy = room_destroy,
};

apie_flow *apie_room_flow_new(apie_agent *agent, const apie_event *events, uint64_t until_ms,
                              apie_error *error)
{
    apie_flow *flow = apie_flow_new(&room_type, &agent->core, NULL, error);
    if (!flow)
        return NULL;
    flow->limit_ms = 0;
    ((room_flow *)flow)->sum = weigh(events);
    ((room_flow *)flow)->until_ms = until_ms;
    return flow;
}

void apie_agent_push_in_flow(apie_flow *flow, apie_event *events, apie_flow_step *next)
{
    apie_agent *agent = apie_agent_of(flow);
    apie_flow *part = NULL;
    if (!apie_agent_may_push(agent, events))
        part = apie_room_flow_new(
            agent, events, apie_time_after(flow->now_ms, agent->config->queue_wait_ms), NULL);
    if (!part) {
        apie_agent_push(agent, events);
        apie_flow_continue(flow, next);
        return;
    }
    ((room_flow *)part)->events = events;
    apie_flow_run(flow, part, next);
}

/* ---- telling that there is room ---- */

typedef struct room_notice {
    apie_notice notice; /* first */
    uint64_t dropped;
} room_notice;

static void deliver_room(apie_core *core, apie_notice *notice)
{
    const apie_config *config = ((apie_agent *)core)->config;
    if (config->queue_room_callback)
        config->queue_room_callback(((room_notice *)notice)->dropped, config->queue_room_user);
    free(notice);
}

void apie_agent_watch_room(apie_agent *agent, const apie_event *settled)
{
    if (!agent->config->queue_room_callback)
        return;
    for (; settled; settled = settled->next)
        if (settled->fate == APIE_EVENT_DROPPED_FULL)
            agent->dropped_since_room++;
    if (agent->dropped_since_room == 0 || !apie_queue_is_half_empty(agent->queue))
        return;
    room_notice *told = malloc(sizeof *told);
    if (!told)
        return; /* the next one that leaves the queue tries again */
    told->notice.deliver = deliver_room;
    told->dropped = agent->dropped_since_room;
    agent->dropped_since_room = 0;
    apie_core_notify(&agent->core, &told->notice);
}
