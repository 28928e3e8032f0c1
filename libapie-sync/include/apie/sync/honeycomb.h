/**
 * @file apie/sync/honeycomb.h
 * The blocking Honeycomb client, and with it all of Honeycomb's operations.
 *
 * Any number of threads may use a client at the same time; each call takes a connection of its own
 * and keeps it for the next. After fork() a client belongs to the parent: in the child its
 * functions return APIE_ERROR_FORKED, and only apie_honeycomb_free() is of use.
 */
#ifndef APIE_SYNC_HONEYCOMB_H
#define APIE_SYNC_HONEYCOMB_H

#include <stddef.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/honeycomb.h>
#include <apie/honeycomb/builders.h>
#include <apie/honeycomb/checks.h>
#include <apie/honeycomb/presets.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/sync/honeycomb/api_keys.h>
#include <apie/sync/honeycomb/auth.h>
#include <apie/sync/honeycomb/boards.h>
#include <apie/sync/honeycomb/bundles.h>
#include <apie/sync/honeycomb/burn_alerts.h>
#include <apie/sync/honeycomb/columns.h>
#include <apie/sync/honeycomb/dataset_definitions.h>
#include <apie/sync/honeycomb/datasets.h>
#include <apie/sync/honeycomb/derived_columns.h>
#include <apie/sync/honeycomb/enhance.h>
#include <apie/sync/honeycomb/environments.h>
#include <apie/sync/honeycomb/events.h>
#include <apie/sync/honeycomb/marker_settings.h>
#include <apie/sync/honeycomb/markers.h>
#include <apie/sync/honeycomb/pipelines.h>
#include <apie/sync/honeycomb/queries.h>
#include <apie/sync/honeycomb/query_annotations.h>
#include <apie/sync/honeycomb/query_results.h>
#include <apie/sync/honeycomb/recipients.h>
#include <apie/sync/honeycomb/service_map_dependencies.h>
#include <apie/sync/honeycomb/slos.h>
#include <apie/sync/honeycomb/triggers.h>
#include <apie/sync/honeycomb_calls.h>
#include <apie/sync/types.h>

APIE_BEGIN_DECLS

/**
 * Makes a client. Nothing is sent.
 *
 * @param options see apie_honeycomb_options; NULL is an error, since there is no credential then
 * @param out the client, to be freed with apie_honeycomb_free()
 * @return APIE_OK; APIE_ERROR_CONFIG with the option's name in error->where;
 *         APIE_ERROR_INVALID_ARGUMENT, APIE_ERROR_NO_MEMORY
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_new(const apie_honeycomb_options *options,
                                                       apie_honeycomb **out, apie_error *error);

/**
 * Frees a client and closes its connections. No other thread may be inside one of its functions.
 * Results outlive it. Does nothing for NULL.
 */
APIE_API void apie_honeycomb_free(apie_honeycomb *client);

/**
 * Sends a request of your own making, with the client's address, retries and limits. For what this
 * library does not model yet. It carries the management key if the target begins with "/2/", the
 * firehose key for "/1/kinesis_events/", else the configuration key, or the ingest key if that is
 * all there is.
 *
 * @param method GET, POST, PUT, PATCH or DELETE
 * @param target path and query, beginning with '/', already percent-encoded
 * @param body JSON text, or NULL
 * @param out the response, to be freed with apie_free(); NULL: it is not wanted
 * @return APIE_OK for any 2xx; else as the functions of the operations
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_request(apie_honeycomb *client,
                                                           const char *method, const char *target,
                                                           const char *body, size_t body_length,
                                                           const apie_call_options *options,
                                                           apie_response **out, apie_error *error);

APIE_END_DECLS

#endif
