/**
 * @file apie/async/honeycomb.h
 * The event-driven Honeycomb client, and with it all of Honeycomb's operations.
 *
 * A client belongs to one event_base and is used on the thread that runs it;
 * apie_async_honeycomb_submit() is the one door for other threads. Functions that start a
 * call return it, or NULL with *error filled: then nothing was started and the callback never
 * fires. Otherwise the callback fires exactly once, from the loop. After fork() a client belongs to
 * the parent: in the child its functions fail with APIE_ERROR_FORKED, and only
 * apie_async_honeycomb_free() is of use.
 *
 * While a client is open the loop does not run out of events; close or free it to let
 * event_base_dispatch() return.
 */
#ifndef APIE_ASYNC_HONEYCOMB_H
#define APIE_ASYNC_HONEYCOMB_H

#include <stddef.h>

#include <event2/event.h>

#include <apie/async/honeycomb/api_keys.h>
#include <apie/async/honeycomb/auth.h>
#include <apie/async/honeycomb/boards.h>
#include <apie/async/honeycomb/bundles.h>
#include <apie/async/honeycomb/burn_alerts.h>
#include <apie/async/honeycomb/columns.h>
#include <apie/async/honeycomb/dataset_definitions.h>
#include <apie/async/honeycomb/datasets.h>
#include <apie/async/honeycomb/derived_columns.h>
#include <apie/async/honeycomb/enhance.h>
#include <apie/async/honeycomb/environments.h>
#include <apie/async/honeycomb/events.h>
#include <apie/async/honeycomb/marker_settings.h>
#include <apie/async/honeycomb/markers.h>
#include <apie/async/honeycomb/pipelines.h>
#include <apie/async/honeycomb/queries.h>
#include <apie/async/honeycomb/query_annotations.h>
#include <apie/async/honeycomb/query_results.h>
#include <apie/async/honeycomb/recipients.h>
#include <apie/async/honeycomb/service_map_dependencies.h>
#include <apie/async/honeycomb/slos.h>
#include <apie/async/honeycomb/triggers.h>
#include <apie/async/honeycomb_calls.h>
#include <apie/async/loop.h>
#include <apie/async/types.h>
#include <apie/error.h>
#include <apie/export.h>
#include <apie/honeycomb.h>
#include <apie/honeycomb/builders.h>
#include <apie/honeycomb/checks.h>
#include <apie/honeycomb/presets.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>

APIE_BEGIN_DECLS

/**
 * Makes a client on a loop. Nothing is sent.
 *
 * @param base the caller's; must outlive the client
 * @param options see apie_honeycomb_options; NULL is an error, since there is no credential then
 * @param out the client, to be ended with apie_async_honeycomb_close() or
 *        apie_async_honeycomb_free()
 * @return APIE_OK; APIE_ERROR_CONFIG with the option's name in error->where;
 *         APIE_ERROR_INVALID_ARGUMENT, APIE_ERROR_NO_MEMORY
 */
APIE_API APIE_NODISCARD apie_status apie_async_honeycomb_new(struct event_base *base,
                                                             const apie_honeycomb_options *options,
                                                             apie_async_honeycomb **out,
                                                             apie_error *error);

/**
 * Drains and frees: no new calls; calls under way end as they will, then the client is gone and
 * callback is the last thing that it calls.
 *
 * @param callback may be NULL
 * @return APIE_OK: callback will fire. Else nothing was changed
 */
APIE_API APIE_NODISCARD apie_status apie_async_honeycomb_close(apie_async_honeycomb *client,
                                                               apie_async_closed_cb *callback,
                                                               void *user, apie_error *error);

/**
 * Aborts and frees: every call under way is delivered with APIE_ERROR_CANCELLED before this
 * function returns (or, called inside a callback of this client, when that returns). Does nothing
 * for NULL.
 */
APIE_API void apie_async_honeycomb_free(apie_async_honeycomb *client);

/** Work for the loop's thread. The client is the one that it was submitted to. */
typedef void apie_async_honeycomb_work_fn(apie_async_honeycomb *client, void *user);

/**
 * Runs work on the loop's thread, soon. The one function that any thread may call; the caller sees
 * to it that the client is not being closed or freed at the same time.
 *
 * @return APIE_OK: work will run, at the latest while the client is being freed. APIE_ERROR_CLOSED,
 *         APIE_ERROR_NO_MEMORY: it will not
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_async_honeycomb_submit(apie_async_honeycomb *client,
                                                                apie_async_honeycomb_work_fn *work,
                                                                void *user, apie_error *error);

/**
 * Sends a request of your own making, with the client's address, retries and limits. For what this
 * library does not model yet. It carries the management key if the target begins with "/2/", the
 * firehose key for "/1/kinesis_events/", else the configuration key, or the ingest key if that is
 * all there is.
 *
 * @param method GET, POST, PUT, PATCH or DELETE
 * @param target path and query, beginning with '/', already percent-encoded
 * @param body JSON text, or NULL; copied
 * @param callback its status is APIE_OK for any 2xx
 */
APIE_API apie_call *
apie_async_honeycomb_request(apie_async_honeycomb *client, const char *method, const char *target,
                             const char *body, size_t body_length, const apie_call_options *options,
                             apie_response_cb *callback, void *user, apie_error *error);

APIE_END_DECLS

#endif
