/**
 * @file loop.h
 * Calls of the event-driven library and the rules of its callbacks.
 *
 * A client belongs to the thread that runs its event_base and is used on that thread only;
 * apie_async_submit() and its kin are the one door for other threads. A started call fires its
 * callback exactly once, never from inside the function that started it.
 *
 * Inside a callback everything is allowed: starting and cancelling calls, closing and freeing the
 * client (which then happens when the callback returns). After a fork() the child may only free the
 * client, before the event_base; no callback is called then.
 *
 * The event_base stays the program's. As long as a client is there the loop has something to wait
 * for, so event_base_dispatch() does not return; once the client has been freed, or has told that
 * it is closed, nothing of it is left in the loop. An idle client wakes the loop only when the
 * server closes a connection, or to close it itself after a minute. The client works a few
 * milliseconds at a time at most, at the base's default priority; make the base with
 * EVENT_BASE_FLAG_PRECISE_TIMER for timers that are not milliseconds late, and never with
 * EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST.
 */
#ifndef APIE_ASYNC_LOOP_H
#define APIE_ASYNC_LOOP_H

#include <apie/error.h>
#include <apie/export.h>
#include <apie/response.h>

APIE_BEGIN_DECLS

/** A call under way. Valid until its callback returns. */
typedef struct apie_call apie_call;

/**
 * Cancels a call: its transfer is aborted, no retry follows, its callback fires with
 * APIE_ERROR_CANCELLED (or with the outcome, if that is already on its way), from the loop, not
 * from inside this function. Does nothing for NULL.
 *
 * Thread rule: the loop's thread.
 */
APIE_API void apie_call_cancel(apie_call *call);

/** Tells that a client is closed for good. Nothing of it is called after this. */
typedef void apie_async_closed_cb(void *user);

/**
 * Told the outcome of a call that has no result.
 *
 * @param status APIE_OK, or why it failed
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_done_cb(apie_status status, const apie_error *error, void *user);

/**
 * Told the outcome of a raw request.
 *
 * @param status   APIE_OK for any 2xx, or why there is no response
 * @param response the response, lent: the library frees it when the callback returns, unless the
 *                 callback keeps it with apie_take(). NULL on failure
 * @param error    the details of a failure, gone when the callback returns; NULL on success
 * @param user     as it was handed in
 */
typedef void apie_response_cb(apie_status status, apie_response *response, const apie_error *error,
                              void *user);

APIE_END_DECLS

#endif
