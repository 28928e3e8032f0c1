/* The one place where things happen: flows are resumed, libcurl is driven and the program's
 * callbacks are called from a turn, which the loop runs when one was asked for or a timer is due.
 * A turn does a bounded amount of work; what is left waits until the loop has looked at its other
 * events. */
#ifndef APIE_ASYNC_TURN_H
#define APIE_ASYNC_TURN_H

#include <stdbool.h>

#include <apie/error.h>

#include "driver.h"

/* Makes the events, and asks for the first turn. */
apie_status apie_async_turn_init(apie_async *async, apie_error *error);
/* Takes them out of the loop. They are no descriptors, so that is safe in a forked child too. */
void apie_async_turn_free(apie_async *async);

/* Takes a turn, from the loop only. */
void apie_async_turn(apie_async *async);

/* The program has freed the client in a callback, or forked there and returned. */
bool apie_async_over(const apie_async *async);

/* Asks for a turn. Never fails. */
void apie_async_soon(apie_async *async);

#endif
