/* The two ways out, drain and abort, and the forked child's. */
#ifndef APIE_ASYNC_ENDING_H
#define APIE_ASYNC_ENDING_H

#include <stdbool.h>

#include "driver.h"

/* At the end of a turn: frees the driver if it was freed inside a callback or has been drained.
 * True: it is gone. */
bool apie_async_end_if_due(apie_async *async);

/* Frees the memory of a driver without calls and takes its events out of the loop. */
void apie_async_dismantle(apie_async *async);

#endif
