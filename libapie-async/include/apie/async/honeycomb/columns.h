/**
 * @file apie/async/honeycomb/columns.h
 * Columns: the fields that a dataset's events have. Sending events makes them; these functions are
 * for telling about them.
 *
 * Event-driven functions of libapie-async.
 * Made from common/schema/honeycomb*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_ASYNC_HONEYCOMB_COLUMNS_H
#define APIE_ASYNC_HONEYCOMB_COLUMNS_H

#include <apie/async/loop.h>
#include <apie/async/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/honeycomb/columns.h>

APIE_BEGIN_DECLS

/**
 * Told the outcome of a call whose result is an apie_honeycomb_column.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_honeycomb_column_cb(
    apie_status status, apie_honeycomb_column *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_honeycomb_column_list.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_honeycomb_column_list_cb(
    apie_status status, apie_honeycomb_column_list *result, const apie_error *error, void *user);

/**
 * Lists the columns of a dataset, or finds one by its name.
 *
 * GET /1/columns/{datasetSlug}. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 * Sent with the client's api_key.
 *
 * @param client   whose address, key and connections are used
 * @param dataset  The dataset's slug. Not empty; percent-encoded into the path.
 * @param key_name The name of the only column that is wanted. Sent as the query parameter key_name;
 *                 NULL: not sent.
 * @param options  limits of this call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop; NULL: nobody is told
 * @param user     handed to the callback
 * @param error    takes the reason if the call cannot start; may be NULL
 * @return the call, valid until its callback returns; NULL: it was not started, error says why
 *         (INVALID_ARGUMENT, CONFIG, OVERLOADED, CLOSED, FORKED, NO_MEMORY), and the callback never
 *         fires
 *
 * The callback's status is
 *         APIE_OK;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_honeycomb_columns_list(
    apie_async_honeycomb *client, const char *dataset, const char *key_name,
    const apie_call_options *options, apie_honeycomb_column_list_cb *callback, void *user,
    apie_error *error);

/**
 * Gets a column.
 *
 * GET /1/columns/{datasetSlug}/{columnId}. Safe to repeat: a failed attempt is tried again, even if
 * the service may have acted on it.
 * Sent with the client's api_key.
 *
 * @param client   whose address, key and connections are used
 * @param dataset  The dataset's slug. Not empty; percent-encoded into the path.
 * @param id       The column's id. Not empty; percent-encoded into the path.
 * @param options  limits of this call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop; NULL: nobody is told
 * @param user     handed to the callback
 * @param error    takes the reason if the call cannot start; may be NULL
 * @return the call, valid until its callback returns; NULL: it was not started, error says why
 *         (INVALID_ARGUMENT, CONFIG, OVERLOADED, CLOSED, FORKED, NO_MEMORY), and the callback never
 *         fires
 *
 * The callback's status is
 *         APIE_OK;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_honeycomb_columns_get(
    apie_async_honeycomb *client, const char *dataset, const char *id,
    const apie_call_options *options, apie_honeycomb_column_cb *callback, void *user,
    apie_error *error);

/**
 * Makes a column before the first event has it.
 *
 * POST /1/columns/{datasetSlug}. Not safe to repeat: it is tried again only if the service cannot
 * have acted on it, or if options->idempotency_key is set.
 * Sent with the client's api_key.
 *
 * @param client   whose address, key and connections are used
 * @param dataset  The dataset's slug. Not empty; percent-encoded into the path.
 * @param body     what to send; borrowed, and serialised before anything is sent
 * @param options  limits of this call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop; NULL: nobody is told
 * @param user     handed to the callback
 * @param error    takes the reason if the call cannot start; may be NULL
 * @return the call, valid until its callback returns; NULL: it was not started, error says why
 *         (INVALID_ARGUMENT, CONFIG, OVERLOADED, CLOSED, FORKED, NO_MEMORY), and the callback never
 *         fires
 *
 * The callback's status is
 *         APIE_OK;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_honeycomb_columns_create(
    apie_async_honeycomb *client, const char *dataset, const apie_honeycomb_column *body,
    const apie_call_options *options, apie_honeycomb_column_cb *callback, void *user,
    apie_error *error);

/**
 * Changes a column.
 *
 * PUT /1/columns/{datasetSlug}/{columnId}. Safe to repeat: a failed attempt is tried again, even if
 * the service may have acted on it.
 * Sent with the client's api_key.
 *
 * @param client   whose address, key and connections are used
 * @param dataset  The dataset's slug. Not empty; percent-encoded into the path.
 * @param id       The column's id. Not empty; percent-encoded into the path.
 * @param body     what to send; borrowed, and serialised before anything is sent
 * @param options  limits of this call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop; NULL: nobody is told
 * @param user     handed to the callback
 * @param error    takes the reason if the call cannot start; may be NULL
 * @return the call, valid until its callback returns; NULL: it was not started, error says why
 *         (INVALID_ARGUMENT, CONFIG, OVERLOADED, CLOSED, FORKED, NO_MEMORY), and the callback never
 *         fires
 *
 * The callback's status is
 *         APIE_OK;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_honeycomb_columns_update(
    apie_async_honeycomb *client, const char *dataset, const char *id,
    const apie_honeycomb_column *body, const apie_call_options *options,
    apie_honeycomb_column_cb *callback, void *user, apie_error *error);

/**
 * Deletes a column: queries cannot use it any more. Results that were made before keep its values.
 *
 * DELETE /1/columns/{datasetSlug}/{columnId}. Safe to repeat: a failed attempt is tried again, even
 * if the service may have acted on it.
 * Sent with the client's api_key.
 *
 * @param client   whose address, key and connections are used
 * @param dataset  The dataset's slug. Not empty; percent-encoded into the path.
 * @param id       The column's id. Not empty; percent-encoded into the path.
 * @param options  limits of this call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop; NULL: nobody is told
 * @param user     handed to the callback
 * @param error    takes the reason if the call cannot start; may be NULL
 * @return the call, valid until its callback returns; NULL: it was not started, error says why
 *         (INVALID_ARGUMENT, CONFIG, OVERLOADED, CLOSED, FORKED, NO_MEMORY), and the callback never
 *         fires
 *
 * The callback's status is
 *         APIE_OK;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_honeycomb_columns_delete(
    apie_async_honeycomb *client, const char *dataset, const char *id,
    const apie_call_options *options, apie_done_cb *callback, void *user, apie_error *error);

APIE_END_DECLS

#endif
