/* The driver's state, shared by its parts. */
#ifndef APIE_ASYNC_ASYNC_H
#define APIE_ASYNC_ASYNC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <event2/event.h>

#include "driver.h"
#include "list.h"
#include "post.h"
#include "timers.h"
#include "transport.h"

/* Items of each kind that one turn handles, before the loop's other events get theirs. */
#define APIE_TURN_BUDGET 32
/* The same after libcurl has taken its time of the turn. */
#define APIE_TURN_BUDGET_LATE 8

struct apie_async {
    struct event_base *base;
    apie_core *core;
    void (*on_gone)(void *client);
    void (*on_end)(void *client);
    void *client;
    uint64_t generation; /* of the process that made it */

    /* turn.c */
    struct event *soon;
    struct event *alarm;
    uint64_t alarm_ms; /* when the alarm rings, at the latest; APIE_NEVER: far away */
    bool alarm_set;
    bool soon_asked;
    bool in_turn;
    apie_timers timers;

    apie_transport transport;
    apie_posts *posts;

    /* call.c */
    apie_list calls;   /* all that have not ended, jobs among them */
    apie_list ready;   /* to be resumed */
    apie_list ended;   /* to be delivered */
    size_t unfinished; /* the program's calls that were not delivered yet */
    size_t limit;      /* of those */

    /* business.c */
    apie_timer tick;
    bool awake; /* the core has something to do */

    /* ending.c */
    bool closing;
    bool freeing; /* apie_async_free() was called, or the end has begun */
    apie_async_closed_cb *closed;
    void *closed_user;
};

static inline uint64_t apie_async_now(const apie_async *async)
{
    return async->core->clock.monotonic_ms(async->core->clock.user);
}

#endif
