/* Where the body of a 2xx answer goes in pieces, as they come; other answers are read as ever. */
#ifndef APIE_EXCHANGE_SINK_H
#define APIE_EXCHANGE_SINK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

typedef struct apie_sink {
    /* The answer has begun; these are its header lines. Pure work: the transport is busy. False: no
     * more of it. */
    bool (*begin)(void *user, apie_slice headers);
    /* Takes from the front of a piece, a byte at least; to be called again for the rest, unless the
     * call has been stopped meanwhile. May call the program: the lock is not held. False: no more
     * of the body. */
    bool (*take)(void *user, apie_slice *piece);
    void *user;
    /* The want's deadline is for the beginning. Then: at most so long from one piece to the next,
     * and this is the end of all. */
    int64_t idle_ms;
    uint64_t latest_ms; /* monotonic; APIE_NEVER possible */
} apie_sink;

#endif
