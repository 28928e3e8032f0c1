/**
 * @file apie/async/openapp/entity.h
 * Handles of entities: doors, lights, switches, and what can be done with them. A handle is no more
 * than a client and an id, so there is nothing to free.
 */
#ifndef APIE_ASYNC_OPENAPP_ENTITY_H
#define APIE_ASYNC_OPENAPP_ENTITY_H

#include <apie/async/loop.h>
#include <apie/async/openapp/status.h>
#include <apie/async/types.h>
#include <apie/error.h>
#include <apie/export.h>
#include <apie/openapp.h>
#include <apie/options.h>
#include <apie/status.h>

APIE_BEGIN_DECLS

/**
 * An entity of a client.
 */
typedef struct apie_async_openapp_entity_handle {
    /** The client that calls are made with. */
    apie_async_openapp *client;
    /** Its id; borrowed. */
    const char *entity_id;
} apie_async_openapp_entity_handle;

/**
 * A handle of the entity with that id. Nothing is sent, and nothing is copied.
 */
APIE_API apie_async_openapp_entity_handle
apie_async_openapp_entities_by_id(apie_async_openapp *client, const char *entity_id);

/**
 * Has it do something. Not safe to repeat, see options->idempotency_key.
 *
 * @param action_id such as "open"
 * @param body what the action wants to know; NULL: nothing
 * @param options limits of the whole call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop. Its result is what the service says, or
 *        NULL if that is nothing
 * @return the call; NULL: it was not started, and error says why. The callback's status is APIE_OK;
 *         else as apie_async_openapp_entities_run_action; APIE_ERROR_CONFLICT with the service code
 *         "confirmation_required": see apie_async_openapp_entity_confirm
 *
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_entity_run(apie_async_openapp_entity_handle entity,
                                                  const char *action_id, const json_t *body,
                                                  const apie_call_options *options,
                                                  apie_openapp_json_cb *callback, void *user,
                                                  apie_error *error);

/**
 * Opens it. The action "open", without a body.
 *
 * @param options limits of the whole call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop. Its result is what the service says, or
 *        NULL if that is nothing
 * @return the call; NULL: it was not started, and error says why. The callback's status is APIE_OK;
 *         else as apie_async_openapp_entities_run_action; APIE_ERROR_CONFLICT with the service code
 *         "confirmation_required": see apie_async_openapp_entity_confirm
 *
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_entity_open(apie_async_openapp_entity_handle entity,
                                                   const apie_call_options *options,
                                                   apie_openapp_json_cb *callback, void *user,
                                                   apie_error *error);

/**
 * Closes it. The action "close", without a body.
 *
 * @param options limits of the whole call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop. Its result is what the service says, or
 *        NULL if that is nothing
 * @return the call; NULL: it was not started, and error says why. The callback's status is APIE_OK;
 *         else as apie_async_openapp_entities_run_action; APIE_ERROR_CONFLICT with the service code
 *         "confirmation_required": see apie_async_openapp_entity_confirm
 *
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_entity_close(apie_async_openapp_entity_handle entity,
                                                    const apie_call_options *options,
                                                    apie_openapp_json_cb *callback, void *user,
                                                    apie_error *error);

/**
 * Turns it on. The action "on", without a body.
 *
 * @param options limits of the whole call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop. Its result is what the service says, or
 *        NULL if that is nothing
 * @return the call; NULL: it was not started, and error says why. The callback's status is APIE_OK;
 *         else as apie_async_openapp_entities_run_action; APIE_ERROR_CONFLICT with the service code
 *         "confirmation_required": see apie_async_openapp_entity_confirm
 *
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_entity_on(apie_async_openapp_entity_handle entity,
                                                 const apie_call_options *options,
                                                 apie_openapp_json_cb *callback, void *user,
                                                 apie_error *error);

/**
 * Turns it off. The action "off", without a body.
 *
 * @param options limits of the whole call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop. Its result is what the service says, or
 *        NULL if that is nothing
 * @return the call; NULL: it was not started, and error says why. The callback's status is APIE_OK;
 *         else as apie_async_openapp_entities_run_action; APIE_ERROR_CONFLICT with the service code
 *         "confirmation_required": see apie_async_openapp_entity_confirm
 *
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_entity_off(apie_async_openapp_entity_handle entity,
                                                  const apie_call_options *options,
                                                  apie_openapp_json_cb *callback, void *user,
                                                  apie_error *error);

/**
 * Asks what an action would do, and for the token to confirm it with. Nothing is done.
 *
 * @param action_id such as "open"
 * @param body what the action would be told; NULL: nothing
 * @param options limits of the whole call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop. Its result is what the service says, or
 *        NULL if that is nothing
 * @return the call; NULL: it was not started, and error says why. The callback's status is APIE_OK;
 *         else as apie_async_openapp_entities_preview_action
 *
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_entity_preview(apie_async_openapp_entity_handle entity,
                                                      const char *action_id, const json_t *body,
                                                      const apie_call_options *options,
                                                      apie_openapp_json_cb *callback, void *user,
                                                      apie_error *error);

/**
 * Has it do something that must be confirmed, with the token of a preview or of a refusal
 * (apie_openapp_error_details()). A token is good for ten minutes, once, and for the same action
 * and body.
 *
 * @param action_id such as "open"
 * @param preview_token not empty
 * @param body the same as before
 * @param options limits of the whole call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop. Its result is what the service says, or
 *        NULL if that is nothing
 * @return the call; NULL: it was not started, and error says why. The callback's status is APIE_OK;
 *         else as apie_async_openapp_entities_run_action
 *
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_entity_confirm(apie_async_openapp_entity_handle entity,
                                                      const char *action_id,
                                                      const char *preview_token, const json_t *body,
                                                      const apie_call_options *options,
                                                      apie_openapp_json_cb *callback, void *user,
                                                      apie_error *error);

APIE_END_DECLS

#endif
