/**
 * @file apie/sync/honeycomb_calls.h
 * Calls of Honeycomb that make several requests: queries run to their end, whole lists, service
 * maps, any number of events.
 *
 * Every request of a call has the client's retries, and all of them are inside the call's deadline,
 * if it has one. options->response is the response to the last of them. Headers of the options go
 * with all requests that are not looks at whether something is ready. An idempotency key goes with
 * the first request alone, since it says which request it is: the one that saves a query, starts
 * one, or asks for a service map. It does not go with lists, nor with events that one request
 * cannot hold.
 */
#ifndef APIE_SYNC_HONEYCOMB_CALLS_H
#define APIE_SYNC_HONEYCOMB_CALLS_H

#include <stddef.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/honeycomb/api_keys.h>
#include <apie/honeycomb/batches.h>
#include <apie/honeycomb/environments.h>
#include <apie/honeycomb/lists.h>
#include <apie/honeycomb/query_runs.h>
#include <apie/honeycomb/service_map_dependencies.h>
#include <apie/options.h>
#include <apie/status.h>
#include <apie/sync/types.h>

APIE_BEGIN_DECLS

/* ---- queries ---- */

/**
 * Runs a saved query and waits for its result. The first look at it is taken at once. While the
 * service refuses to begin, since it allows ten runs a minute, the call waits and asks again. The
 * call's headers and idempotency key go with the request that starts it.
 *
 * @param dataset the slug of the dataset that the query was saved in, or "__all__"
 * @param query_id the id of the saved query
 * @param run how; NULL: the defaults
 * @param options limits of this call; NULL: the client's defaults
 * @param out the result, complete, to be freed with apie_free(); NULL: it is not wanted
 * @return APIE_OK;
 *         APIE_ERROR_TIMEOUT: it was not complete in time;
 *         else as the operations that it is made of
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_query_results_run(
    apie_honeycomb *client, const char *dataset, const char *query_id,
    const apie_honeycomb_query_run *run, const apie_call_options *options,
    apie_honeycomb_query_result **out, apie_error *error);

/**
 * Saves a query, runs it and waits for its result.
 *
 * @param dataset the slug of the dataset, or "__all__"
 * @param query the query; the service refuses a limit above 1,000 in it
 * @param run how; NULL: the defaults
 * @param options limits of this call; NULL: the client's defaults
 * @param out query and result, to be freed with apie_free(); NULL: they are not wanted. If the
 *            query was saved and the rest failed, there is an outcome with the query alone.
 * @return APIE_OK;
 *         APIE_ERROR_TIMEOUT: it was not complete in time;
 *         else as the operations that it is made of
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_query_results_create_and_run(
    apie_honeycomb *client, const char *dataset, const apie_honeycomb_query *query,
    const apie_honeycomb_query_run *run, const apie_call_options *options,
    apie_honeycomb_query_outcome **out, apie_error *error);

/**
 * Saves a query and gives it a name, as panels of boards need it.
 *
 * @param dataset the slug of the dataset, or "__all__"
 * @param query the query
 * @param name its name, 1 to 320 characters
 * @param description more about it; may be NULL
 * @param options limits of this call; NULL: the client's defaults
 * @param out query and annotation, to be freed with apie_free(); NULL: they are not wanted. If the
 *            query was saved and naming it failed, there is an outcome with the query alone.
 * @return APIE_OK;
 *         else as the operations that it is made of
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_queries_create_with_annotation(
    apie_honeycomb *client, const char *dataset, const apie_honeycomb_query *query,
    const char *name, const char *description, const apie_call_options *options,
    apie_honeycomb_query_outcome **out, apie_error *error);

/**
 * Reads all rows of a query, also where there are more than a result can have: page after page, as
 * apie_honeycomb_query_walk says.
 *
 * @param dataset the slug of the dataset, or "__all__"
 * @param query the query; its time is fixed when the call begins, its orders do not matter
 * @param walk how; NULL: the defaults
 * @param options limits of this call; NULL: the client's defaults. Without a deadline_ms, each page
 *                has its own
 * @param out the rows, to be freed with apie_free(); NULL: they are not wanted. Also if the call
 *            failed: those until then.
 * @return APIE_OK;
 *         APIE_ERROR_TIMEOUT: a page was not complete in time;
 *         else as the operations that it is made of
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_query_results_run_all(
    apie_honeycomb *client, const char *dataset, const apie_honeycomb_query *query,
    const apie_honeycomb_query_walk *walk, const apie_call_options *options,
    apie_honeycomb_query_rows **out, apie_error *error);

/* ---- whole lists ---- */

/**
 * Lists all API keys of the team, in as many requests as there are pages.
 *
 * @param key_type only keys of this kind: "ingest" or "configuration"; NULL: all
 * @param walk how; NULL: the defaults
 * @param options limits of this call; NULL: the client's defaults. Without a deadline_ms, each page
 *                has its own
 * @param out the keys, as one page, to be freed with apie_free(); NULL: they are not wanted
 * @return APIE_OK;
 *         APIE_ERROR_PROTOCOL: the pages have no end;
 *         else as the operations that it is made of
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_api_keys_list_all(
    apie_honeycomb *client, const char *key_type, const apie_honeycomb_list_walk *walk,
    const apie_call_options *options, apie_honeycomb_api_key_page **out, apie_error *error);

/**
 * Lists all environments of the team, in as many requests as there are pages.
 *
 * @param walk how; NULL: the defaults
 * @param options limits of this call; NULL: the client's defaults. Without a deadline_ms, each page
 *                has its own
 * @param out the environments, as one page, to be freed with apie_free(); NULL: they are not wanted
 * @return APIE_OK;
 *         APIE_ERROR_PROTOCOL: the pages have no end;
 *         else as the operations that it is made of
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_environments_list_all(
    apie_honeycomb *client, const apie_honeycomb_list_walk *walk, const apie_call_options *options,
    apie_honeycomb_environment_page **out, apie_error *error);

/* ---- service maps ---- */

/**
 * Asks for a service map, waits until it is ready, and reads all its pages. A map that the service
 * could not make is no failure of the call: its status is "error".
 *
 * @param request what the map is to be made of; NULL: the last two hours
 * @param walk how; NULL: the defaults
 * @param options limits of this call; NULL: the client's defaults. Without a deadline_ms,
 *                timeout_ms until the map is ready, then each page has its own
 * @param out the map, as one page, to be freed with apie_free(); NULL: it is not wanted
 * @return APIE_OK;
 *         APIE_ERROR_TIMEOUT: it was not ready in time; APIE_ERROR_PROTOCOL: the pages have no end;
 *         else as the operations that it is made of
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_service_map_dependencies_get(
    apie_honeycomb *client, const apie_honeycomb_service_map_create *request,
    const apie_honeycomb_service_map_walk *walk, const apie_call_options *options,
    apie_honeycomb_service_map **out, apie_error *error);

/**
 * Reads all pages of a service map that was asked for before. It does not wait: what is not ready
 * has the status "pending" and no dependencies.
 *
 * @param id the request_id of the map
 * @param walk max_pages; NULL: the default
 * @param options limits of this call; NULL: the client's defaults. Without a deadline_ms, each page
 *                has its own
 * @param out the map, as one page, to be freed with apie_free(); NULL: it is not wanted
 * @return APIE_OK;
 *         APIE_ERROR_PROTOCOL: the pages have no end;
 *         else as the operations that it is made of
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_service_map_dependencies_read(
    apie_honeycomb *client, const char *id, const apie_honeycomb_service_map_walk *walk,
    const apie_call_options *options, apie_honeycomb_service_map **out, apie_error *error);

/* ---- events ---- */

/**
 * Sends events, in as few requests as the service's limits allow, one after the other. Each event
 * has an outcome of its own: APIE_OK says that all requests were answered, not that all events were
 * taken. A request that fails (after its retries, within a minute) ends the call: the events after
 * it are not sent. Events that the service did not take are not sent again; their outcomes say
 * which may be. No events at all is a success, and nothing is sent.
 *
 * All events are written down when the call begins, which takes memory for their JSON.
 *
 * @param dataset the dataset's slug
 * @param events borrowed until this function returns
 * @param count how many there are
 * @param batch how; NULL: the defaults
 * @param options limits of this call; NULL: the client's defaults. Without a deadline_ms, each
 *                request has its own minute
 * @param out what became of each, to be freed with apie_free(); NULL: it is not wanted. Also if the
 *            call failed.
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: also for an event whose data is no object; error->where has
 *         its number, as in "/3/data", and nothing is sent;
 *         else as the operations that it is made of
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_send_batch(
    apie_honeycomb *client, const char *dataset, const apie_honeycomb_batch_event *events,
    size_t count, const apie_honeycomb_batch_options *batch, const apie_call_options *options,
    apie_honeycomb_batch_outcome **out, apie_error *error);

APIE_END_DECLS

#endif
