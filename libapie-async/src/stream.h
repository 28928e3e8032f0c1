/* Bodies that are handed over while they come. libcurl's pieces are held in the easy handle's
 * buffer until the turn hands them to the sink, where the program may be called; when the buffer
 * is full the transfer pauses, and with it the server. */
#ifndef APIE_ASYNC_STREAM_H
#define APIE_ASYNC_STREAM_H

#include <stdbool.h>

#include "async.h"

/* For a transfer that is about to start. Does nothing without a sink. */
void apie_async_stream_prepare(apie_transfer *transfer, apie_easy *easy);

/* Whether there are pieces to hand over before the end may be told; then it is to be told after
 * them. The first end counts. */
bool apie_async_stream_holds(const apie_transfer *transfer);
void apie_async_stream_end(apie_transfer *transfer, CURLcode code);

/* Whether a transfer whose time was up is not late after all, since something has come since. */
bool apie_async_stream_goes_on(apie_transfer *transfer);

/* Whether the end of all has come: a program that takes its time is told no more. */
bool apie_async_stream_late(const apie_transfer *transfer);

/* Hands over what one transfer holds; false if there is none. Only from the turn. */
bool apie_async_stream_hand_over(apie_async *async);

#endif
