/**
 * @file apie/async/honeycomb/bundles.h
 * What takes several requests to make: recipients that may be there already, triggers, SLOs and
 * boards with all that they need; and boards as documents.
 *
 * Event-driven functions of libapie-async. options->headers and idempotency_key go with the request
 * that the call is about: the one that makes the recipient, trigger, SLO or board (the key not if
 * there are several SLOs), or that gets the board. Without options->deadline_ms each request has a
 * minute with its retries, and the call ends when the last of them has.
 *
 * Each function returns the call, valid until its callback returns; or NULL: it was not started,
 * error says why (INVALID_ARGUMENT, CONFIG, OVERLOADED, CLOSED, FORKED, NO_MEMORY), and the
 * callback never fires. None blocks, or calls back before it returns. Thread rule: the thread of
 * the client's loop.
 *
 * Results are lent to the callback: the library frees them when it returns, unless apie_take()
 * keeps them. Those of bundles are there on failure, too, and if the call was cancelled, if
 * something was made before; else they are NULL then.
 */
#ifndef APIE_ASYNC_HONEYCOMB_BUNDLES_H
#define APIE_ASYNC_HONEYCOMB_BUNDLES_H

#include <apie/async/honeycomb/recipients.h>
#include <apie/async/loop.h>
#include <apie/async/types.h>
#include <apie/error.h>
#include <apie/export.h>
#include <apie/honeycomb/bundles.h>
#include <apie/options.h>
#include <apie/status.h>

APIE_BEGIN_DECLS

/** Told what came of a trigger bundle. error is NULL on success. */
typedef void apie_honeycomb_trigger_made_cb(apie_status status, apie_honeycomb_trigger_made *result,
                                            const apie_error *error, void *user);
/** Told what came of an SLO bundle. error is NULL on success. */
typedef void apie_honeycomb_slo_made_cb(apie_status status, apie_honeycomb_slo_made *result,
                                        const apie_error *error, void *user);
/** Told what came of a board bundle. error is NULL on success. */
typedef void apie_honeycomb_board_made_cb(apie_status status, apie_honeycomb_board_made *result,
                                          const apie_error *error, void *user);
/** Told a board as a document. On failure result is NULL; error is NULL on success. */
typedef void apie_honeycomb_board_export_cb(apie_status status, apie_honeycomb_board_export *result,
                                            const apie_error *error, void *user);

/**
 * Gives the team's recipient that tells as the wanted one does, and makes it if there is none. The
 * same is what has the same type and tells in the same place: address, channel, integration key or
 * URL; names and other details may differ. If somebody else makes it at the same time, theirs is
 * given. The response's status, where options ask for it, is 201 if it was made.
 *
 * @param client   whose address, key and connections are used: its api_key
 * @param wanted   the recipient, without an id; borrowed until the function returns. Checked as by
 *                 apie_honeycomb_check_recipient()
 * @param options  limits of this call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop; NULL: nobody is told
 * @param user     handed to the callback
 * @param error    takes the reason if the call cannot start; may be NULL
 *
 * The callback's status is APIE_OK;
 *         APIE_ERROR_CONFLICT: the service has something of the kind, but the list does not;
 *         else as of single operations
 */
APIE_API apie_call *apie_async_honeycomb_recipients_find_or_create(
    apie_async_honeycomb *client, const apie_honeycomb_recipient *wanted,
    const apie_call_options *options, apie_honeycomb_recipient_cb *callback, void *user,
    apie_error *error);

/**
 * Makes a trigger, and before it those of its recipients that the team does not have.
 *
 * @param client   whose address, key and connections are used: its api_key
 * @param bundle   what to make; borrowed until the function returns
 * @param options  limits of the call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop; NULL: nobody is told
 * @param user     handed to the callback
 * @param error    takes the reason if the call cannot start, with a path in the bundle in
 *                 error->where if that is at fault; may be NULL
 *
 * The callback's status is APIE_OK, or what the request that failed came to.
 */
APIE_API apie_call *apie_async_honeycomb_triggers_create_bundle(
    apie_async_honeycomb *client, const apie_honeycomb_trigger_bundle *bundle,
    const apie_call_options *options, apie_honeycomb_trigger_made_cb *callback, void *user,
    apie_error *error);

/**
 * Makes SLOs: first the recipients that the team does not have, then for each dataset the derived
 * column, the SLO and its burn alerts.
 *
 * @param client   whose address, key and connections are used: its api_key
 * @param bundle   what to make; borrowed until the function returns
 * @param options  limits of the call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop; NULL: nobody is told
 * @param user     handed to the callback
 * @param error    takes the reason if the call cannot start, with a path in the bundle in
 *                 error->where if that is at fault; may be NULL
 *
 * The callback's status is APIE_OK, or what the request that failed came to.
 */
APIE_API apie_call *apie_async_honeycomb_slos_create_bundle(apie_async_honeycomb *client,
                                                            const apie_honeycomb_slo_bundle *bundle,
                                                            const apie_call_options *options,
                                                            apie_honeycomb_slo_made_cb *callback,
                                                            void *user, apie_error *error);

/**
 * Makes a board: panel by panel what it shows (queries are saved and named, SLOs made), then the
 * board with its panels in the bundle's order, then its views. A view that the service does not
 * make is told in the result, and does not make the call fail.
 *
 * @param client   whose address, key and connections are used: its api_key
 * @param bundle   what to make; borrowed until the function returns
 * @param options  limits of the call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop; NULL: nobody is told
 * @param user     handed to the callback
 * @param error    takes the reason if the call cannot start, with a path in the bundle in
 *                 error->where if that is at fault; may be NULL
 *
 * The callback's status is APIE_OK, or what the request that failed came to.
 */
APIE_API apie_call *apie_async_honeycomb_boards_create_bundle(
    apie_async_honeycomb *client, const apie_honeycomb_board_bundle *bundle,
    const apie_call_options *options, apie_honeycomb_board_made_cb *callback, void *user,
    apie_error *error);

/**
 * Gets a board and its views as one JSON document.
 *
 * @param client   whose address, key and connections are used: its api_key
 * @param id       the board's id
 * @param options  limits of this call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop; NULL: nobody is told
 * @param user     handed to the callback
 * @param error    takes the reason if the call cannot start; may be NULL
 *
 * The callback's status is as of single operations.
 */
APIE_API apie_call *apie_async_honeycomb_boards_export(apie_async_honeycomb *client, const char *id,
                                                       const apie_call_options *options,
                                                       apie_honeycomb_board_export_cb *callback,
                                                       void *user, apie_error *error);

APIE_END_DECLS

#endif
