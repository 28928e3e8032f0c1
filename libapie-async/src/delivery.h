/* Telling the program how its calls ended. */
#ifndef APIE_ASYNC_DELIVERY_H
#define APIE_ASYNC_DELIVERY_H

#include <stdbool.h>

#include "driver.h"

/* Calls the callback of the next call that has ended and frees the call; false if there is none.
 * Only from a turn or while the client is being freed. */
bool apie_async_deliver_one(apie_async *async);

#endif
