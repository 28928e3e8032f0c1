/* What a call with several requests keeps of its options, since most of them are built after the
 * function that started the call has returned. */
#ifndef APIE_FLOW_KEPT_OPTIONS_H
#define APIE_FLOW_KEPT_OPTIONS_H

#include <stdbool.h>

#include <apie/options.h>

#include "base/arena.h"

/* Headers and idempotency key; limits are the flow's. options may be NULL. False if memory ran out.
 */
bool apie_keep_options(apie_arena *arena, const apie_call_options *options,
                       apie_call_options *kept);

/* The same for the requests that follow the one that has the options as they were given: without an
 * idempotency key, be it a header, since that would say that all of them are one request. */
bool apie_keep_follow_up_options(apie_arena *arena, const apie_call_options *options,
                                 apie_call_options *kept);

#endif
