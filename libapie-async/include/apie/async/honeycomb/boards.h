/**
 * @file apie/async/honeycomb/boards.h
 * Boards: pages of queries, SLOs and texts for people, and views that look at a board through
 * filters.
 *
 * Event-driven functions of libapie-async.
 * Made from common/schema/honeycomb*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_ASYNC_HONEYCOMB_BOARDS_H
#define APIE_ASYNC_HONEYCOMB_BOARDS_H

#include <apie/async/loop.h>
#include <apie/async/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/honeycomb/boards.h>

APIE_BEGIN_DECLS

/**
 * Told the outcome of a call whose result is an apie_honeycomb_board.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_honeycomb_board_cb(
    apie_status status, apie_honeycomb_board *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_honeycomb_board_view.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_honeycomb_board_view_cb(
    apie_status status, apie_honeycomb_board_view *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_honeycomb_board_list.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_honeycomb_board_list_cb(
    apie_status status, apie_honeycomb_board_list *result, const apie_error *error, void *user);

/**
 * Told the outcome of a call whose result is an apie_honeycomb_board_view_list.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_honeycomb_board_view_list_cb(
    apie_status status, apie_honeycomb_board_view_list *result, const apie_error *error, void *user);

/**
 * Lists the boards of the environment that are not private.
 *
 * GET /1/boards. Safe to repeat: a failed attempt is tried again, even if the service may have
 * acted on it.
 * Sent with the client's api_key.
 *
 * @param client   whose address, key and connections are used
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
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_honeycomb_boards_list(
    apie_async_honeycomb *client, const apie_call_options *options,
    apie_honeycomb_board_list_cb *callback, void *user, apie_error *error);

/**
 * Gets a board.
 *
 * GET /1/boards/{boardId}. Safe to repeat: a failed attempt is tried again, even if the service may
 * have acted on it.
 * Sent with the client's api_key.
 *
 * @param client   whose address, key and connections are used
 * @param id       The board's id. Not empty; percent-encoded into the path.
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
APIE_API apie_call *apie_async_honeycomb_boards_get(
    apie_async_honeycomb *client, const char *id, const apie_call_options *options,
    apie_honeycomb_board_cb *callback, void *user, apie_error *error);

/**
 * Makes a board. Queries and annotations of its panels must be there.
 *
 * POST /1/boards. Not safe to repeat: it is tried again only if the service cannot have acted on
 * it, or if options->idempotency_key is set.
 * Sent with the client's api_key.
 *
 * @param client   whose address, key and connections are used
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
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_honeycomb_boards_create(
    apie_async_honeycomb *client, const apie_honeycomb_board *body,
    const apie_call_options *options, apie_honeycomb_board_cb *callback, void *user,
    apie_error *error);

/**
 * Changes a board: what the body does not say is gone, but for preset filters.
 *
 * PUT /1/boards/{boardId}. Safe to repeat: a failed attempt is tried again, even if the service may
 * have acted on it.
 * Sent with the client's api_key.
 *
 * @param client   whose address, key and connections are used
 * @param id       The board's id. Not empty; percent-encoded into the path.
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
APIE_API apie_call *apie_async_honeycomb_boards_update(
    apie_async_honeycomb *client, const char *id, const apie_honeycomb_board *body,
    const apie_call_options *options, apie_honeycomb_board_cb *callback, void *user,
    apie_error *error);

/**
 * Deletes a board.
 *
 * DELETE /1/boards/{boardId}. Safe to repeat: a failed attempt is tried again, even if the service
 * may have acted on it.
 * Sent with the client's api_key.
 *
 * @param client   whose address, key and connections are used
 * @param id       The board's id. Not empty; percent-encoded into the path.
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
APIE_API apie_call *apie_async_honeycomb_boards_delete(
    apie_async_honeycomb *client, const char *id, const apie_call_options *options,
    apie_done_cb *callback, void *user, apie_error *error);

/**
 * Lists the views of a board.
 *
 * GET /1/boards/{boardId}/views. Safe to repeat: a failed attempt is tried again, even if the
 * service may have acted on it.
 * Sent with the client's api_key.
 *
 * @param client   whose address, key and connections are used
 * @param board_id The board's id. Not empty; percent-encoded into the path.
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
APIE_API apie_call *apie_async_honeycomb_boards_list_views(
    apie_async_honeycomb *client, const char *board_id, const apie_call_options *options,
    apie_honeycomb_board_view_list_cb *callback, void *user, apie_error *error);

/**
 * Gets a view.
 *
 * GET /1/boards/{boardId}/views/{viewId}. Safe to repeat: a failed attempt is tried again, even if
 * the service may have acted on it.
 * Sent with the client's api_key.
 *
 * @param client   whose address, key and connections are used
 * @param board_id The board's id. Not empty; percent-encoded into the path.
 * @param id       The view's id. Not empty; percent-encoded into the path.
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
APIE_API apie_call *apie_async_honeycomb_boards_get_view(
    apie_async_honeycomb *client, const char *board_id, const char *id,
    const apie_call_options *options, apie_honeycomb_board_view_cb *callback, void *user,
    apie_error *error);

/**
 * Makes a view.
 *
 * POST /1/boards/{boardId}/views. Not safe to repeat: it is tried again only if the service cannot
 * have acted on it, or if options->idempotency_key is set.
 * Sent with the client's api_key.
 *
 * @param client   whose address, key and connections are used
 * @param board_id The board's id. Not empty; percent-encoded into the path.
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
APIE_API apie_call *apie_async_honeycomb_boards_create_view(
    apie_async_honeycomb *client, const char *board_id, const apie_honeycomb_board_view *body,
    const apie_call_options *options, apie_honeycomb_board_view_cb *callback, void *user,
    apie_error *error);

/**
 * Changes a view.
 *
 * PUT /1/boards/{boardId}/views/{viewId}. Safe to repeat: a failed attempt is tried again, even if
 * the service may have acted on it.
 * Sent with the client's api_key.
 *
 * @param client   whose address, key and connections are used
 * @param board_id The board's id. Not empty; percent-encoded into the path.
 * @param id       The view's id. Not empty; percent-encoded into the path.
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
APIE_API apie_call *apie_async_honeycomb_boards_update_view(
    apie_async_honeycomb *client, const char *board_id, const char *id,
    const apie_honeycomb_board_view *body, const apie_call_options *options,
    apie_honeycomb_board_view_cb *callback, void *user, apie_error *error);

/**
 * Deletes a view.
 *
 * DELETE /1/boards/{boardId}/views/{viewId}. Safe to repeat: a failed attempt is tried again, even
 * if the service may have acted on it.
 * Sent with the client's api_key.
 *
 * @param client   whose address, key and connections are used
 * @param board_id The board's id. Not empty; percent-encoded into the path.
 * @param id       The view's id. Not empty; percent-encoded into the path.
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
APIE_API apie_call *apie_async_honeycomb_boards_delete_view(
    apie_async_honeycomb *client, const char *board_id, const char *id,
    const apie_call_options *options, apie_done_cb *callback, void *user, apie_error *error);

APIE_END_DECLS

#endif
