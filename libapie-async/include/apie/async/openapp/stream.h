/**
 * @file apie/async/openapp/stream.h
 * Streams: answers that are told piece by piece, while they come.
 */
#ifndef APIE_ASYNC_OPENAPP_STREAM_H
#define APIE_ASYNC_OPENAPP_STREAM_H

#include <stddef.h>

#include <apie/async/loop.h>
#include <apie/async/types.h>
#include <apie/error.h>
#include <apie/export.h>
#include <apie/openapp.h>
#include <apie/options.h>
#include <apie/status.h>

APIE_BEGIN_DECLS

/**
 * Told the end of a stream, once, after the last of its events.
 *
 * @param status APIE_OK: the service ended it; else why it ended
 * @param result how far it went, on failures, too; NULL if the answer never began. Gone when the
 *        callback returns, unless apie_take() takes it
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was given
 */
typedef void apie_openapp_stream_end_cb(apie_status status, apie_openapp_stream_end *result,
                                        const apie_error *error, void *user);

/**
 * Sends a request of your own making and tells what its answer brings, event by event or piece by
 * piece, until the service ends it, the program stops it, or it fails.
 *
 * Repeated like any request, but not once the answer has begun: to connect again, with the last
 * event's id, is up to the program. The size of the answer has no limit; an event's is 1 MiB. Of
 * what comes while the program is busy at most about 32 KiB are kept: then the service has to wait.
 * A stream is one of the client's transfers (max_connections) as long as it lasts, and
 * apie_async_openapp_close() waits for its end: cancel one that has none.
 *
 * @param method GET, POST, PUT, PATCH or DELETE
 * @param target path and query below the API's address, beginning with '/', already percent-encoded
 * @param body JSON text, or NULL
 * @param stream who is told what it brings, from the loop; not NULL. Copied
 * @param options limits; NULL: the client's defaults. Without a deadline the stream has none; the
 *        attempt's timeout is for the beginning of the answer. A deadline that passes while the
 *        program is told the last of it does not count
 * @param callback told the end, once, from the loop; nothing of the stream is told after it, nor
 *        after apie_call_cancel()
 * @return the call; NULL: it was not started, and error says why. The callback's status is APIE_OK:
 *         the service ended it; APIE_ERROR_CANCELLED: the program did; APIE_ERROR_TIMEOUT: too long
 *         a silence, or the deadline; APIE_ERROR_PROTOCOL: the answer is no stream of events, or
 *         one of them is too large; APIE_ERROR_NETWORK: it broke; else as the functions of the
 *         operations
 *
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_stream(
    apie_async_openapp *client, const char *method, const char *target, const char *body,
    size_t body_length, const apie_openapp_stream_options *stream, const apie_call_options *options,
    apie_openapp_stream_end_cb *callback, void *user, apie_error *error);

APIE_END_DECLS

#endif
