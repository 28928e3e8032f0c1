/**
 * @file apie/sync/honeycomb/bundles.h
 * What takes several requests to make: recipients that may be there already, triggers, SLOs and
 * boards with all that they need; and boards as documents.
 *
 * Blocking functions of libapie-sync. options->headers and idempotency_key go with the request that
 * the call is about: the one that makes the recipient, trigger, SLO or board (the key not if there
 * are several SLOs), or that gets the board. Without options->deadline_ms each request has a minute
 * with its retries, and the call ends when the last of them has.
 */
#ifndef APIE_SYNC_HONEYCOMB_BUNDLES_H
#define APIE_SYNC_HONEYCOMB_BUNDLES_H

#include <apie/error.h>
#include <apie/export.h>
#include <apie/honeycomb/bundles.h>
#include <apie/options.h>
#include <apie/status.h>
#include <apie/sync/types.h>

APIE_BEGIN_DECLS

/**
 * Gives the team's recipient that tells as the wanted one does, and makes it if there is none. The
 * same is what has the same type and tells in the same place: address, channel, integration key or
 * URL; names and other details may differ. If somebody else makes it at the same time, theirs is
 * given. The response's status, where options ask for it, is 201 if it was made.
 *
 * @param client  whose address, key and connections are used: its api_key
 * @param wanted  the recipient, without an id; borrowed. Checked as by
 *                apie_honeycomb_check_recipient()
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the recipient, to be freed with apie_free(); NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT with a JSON pointer in error->where; nothing was sent;
 *         APIE_ERROR_CONFLICT: the service has something of the kind, but the list does not;
 *         else as the functions of single operations
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_recipients_find_or_create(
    apie_honeycomb *client, const apie_honeycomb_recipient *wanted,
    const apie_call_options *options, apie_honeycomb_recipient **out, apie_error *error);

/**
 * Makes a trigger, and before it those of its recipients that the team does not have.
 *
 * @param client  whose address, key and connections are used: its api_key
 * @param bundle  what to make; borrowed
 * @param options limits of the call; NULL: the client's defaults
 * @param out     takes what was made, to be freed with apie_free(). Also on failure, if something
 *                was made before; else it is NULL then. NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT with a path in the bundle in error->where; nothing was sent;
 *         else what the request that failed came to
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_triggers_create_bundle(
    apie_honeycomb *client, const apie_honeycomb_trigger_bundle *bundle,
    const apie_call_options *options, apie_honeycomb_trigger_made **out, apie_error *error);

/**
 * Makes SLOs: first the recipients that the team does not have, then for each dataset the derived
 * column, the SLO and its burn alerts.
 *
 * @param client  whose address, key and connections are used: its api_key
 * @param bundle  what to make; borrowed
 * @param options limits of the call; NULL: the client's defaults
 * @param out     takes what was made, to be freed with apie_free(). Also on failure, if something
 *                was made before; else it is NULL then. NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT with a path in the bundle in error->where; nothing was sent;
 *         else what the request that failed came to
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_slos_create_bundle(
    apie_honeycomb *client, const apie_honeycomb_slo_bundle *bundle,
    const apie_call_options *options, apie_honeycomb_slo_made **out, apie_error *error);

/**
 * Makes a board: panel by panel what it shows (queries are saved and named, SLOs made), then the
 * board with its panels in the bundle's order, then its views. A view that the service does not
 * make is told in the result, and does not make the call fail.
 *
 * @param client  whose address, key and connections are used: its api_key
 * @param bundle  what to make; borrowed
 * @param options limits of the call; NULL: the client's defaults
 * @param out     takes what was made, to be freed with apie_free(). Also on failure, if something
 *                was made before; else it is NULL then. NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT with a path in the bundle in error->where; nothing was sent;
 *         else what the request that failed came to
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_boards_create_bundle(
    apie_honeycomb *client, const apie_honeycomb_board_bundle *bundle,
    const apie_call_options *options, apie_honeycomb_board_made **out, apie_error *error);

/**
 * Gets a board and its views as one JSON document.
 *
 * @param client  whose address, key and connections are used: its api_key
 * @param id      the board's id
 * @param options limits of this call; NULL: the client's defaults
 * @param out     takes the document, to be freed with apie_free(); NULL: it is not wanted
 * @param error   takes the details of a failure; may be NULL
 * @return as the functions of single operations
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_boards_export(apie_honeycomb *client,
                                                                 const char *id,
                                                                 const apie_call_options *options,
                                                                 apie_honeycomb_board_export **out,
                                                                 apie_error *error);

APIE_END_DECLS

#endif
