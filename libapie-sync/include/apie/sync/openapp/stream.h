/**
 * @file apie/sync/openapp/stream.h
 * Streams: answers that are told piece by piece, while they come.
 */
#ifndef APIE_SYNC_OPENAPP_STREAM_H
#define APIE_SYNC_OPENAPP_STREAM_H

#include <stddef.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/openapp.h>
#include <apie/options.h>
#include <apie/status.h>
#include <apie/sync/types.h>

APIE_BEGIN_DECLS

/**
 * Sends a request of your own making and tells what its answer brings, event by event or piece by
 * piece, until the service ends it, the program stops it, or it fails. It blocks meanwhile.
 *
 * Repeated like any request, but not once the answer has begun: to connect again, with the last
 * event's id, is up to the program. The size of the answer has no limit; an event's is 1 MiB.
 * A child process that is forked while the program is being told must not return from there: the
 * connection is its parent's.
 *
 * @param method GET, POST, PUT, PATCH or DELETE
 * @param target path and query below the API's address, beginning with '/', already percent-encoded
 * @param body JSON text, or NULL
 * @param stream who is told; not NULL
 * @param options limits; NULL: the client's defaults. Without a deadline the stream has none; the
 *        attempt's timeout is for the beginning of the answer. A deadline that passes while the
 *        program is told the last of it does not count. The silence and the cancel token are looked
 *        at about once a second
 * @param out takes how far it went, to be freed with apie_free(), on failures, too, or NULL if the
 *        answer never began; NULL: it is not wanted
 * @return APIE_OK: the service ended it; APIE_ERROR_CANCELLED: the program did;
 *         APIE_ERROR_TIMEOUT: too long a silence, or the deadline; APIE_ERROR_PROTOCOL: the answer
 *         is no stream of events, or one of them is too large; APIE_ERROR_NETWORK: it broke; else
 *         as the functions of the operations
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_stream(
    apie_openapp *client, const char *method, const char *target, const char *body,
    size_t body_length, const apie_openapp_stream_options *stream, const apie_call_options *options,
    apie_openapp_stream_end **out, apie_error *error);

APIE_END_DECLS

#endif
