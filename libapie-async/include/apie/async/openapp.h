/**
 * @file apie/async/openapp.h
 * The event-driven OpenApp client, and with it all that it can do.
 *
 * A client belongs to one event_base and is used on the thread that runs it;
 * apie_async_openapp_submit() is the one door for other threads. Functions that start a call return
 * it, or NULL with *error filled: then nothing was started and the callback never fires. Otherwise
 * the callback fires exactly once, from the loop. After fork() a client belongs to the parent: in
 * the child its functions fail with APIE_ERROR_FORKED, and only apie_async_openapp_free() is of
 * use.
 *
 * A client may have handles for several organizations. They share connections and limits, and each
 * is closed or freed by itself: the connections go with the last one. While there is one the loop
 * does not run out of events.
 */
#ifndef APIE_ASYNC_OPENAPP_H
#define APIE_ASYNC_OPENAPP_H

#include <stddef.h>

#include <event2/event.h>

#include <apie/async/loop.h>
#include <apie/async/openapp/agents.h>
#include <apie/async/openapp/api_keys.h>
#include <apie/async/openapp/auth.h>
#include <apie/async/openapp/billing.h>
#include <apie/async/openapp/by_name.h>
#include <apie/async/openapp/devices.h>
#include <apie/async/openapp/directory_listing_members.h>
#include <apie/async/openapp/entities.h>
#include <apie/async/openapp/entity.h>
#include <apie/async/openapp/eula.h>
#include <apie/async/openapp/images.h>
#include <apie/async/openapp/integrations.h>
#include <apie/async/openapp/lan_agent.h>
#include <apie/async/openapp/lists.h>
#include <apie/async/openapp/me.h>
#include <apie/async/openapp/orgs.h>
#include <apie/async/openapp/public_access.h>
#include <apie/async/openapp/scripting.h>
#include <apie/async/openapp/scripts.h>
#include <apie/async/openapp/site_people.h>
#include <apie/async/openapp/status.h>
#include <apie/async/openapp/stream.h>
#include <apie/async/openapp/users.h>
#include <apie/async/openapp/zones.h>
#include <apie/async/types.h>
#include <apie/error.h>
#include <apie/export.h>
#include <apie/openapp.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>

APIE_BEGIN_DECLS

/**
 * Makes a client on a loop. Nothing is sent.
 *
 * @param base the caller's; must outlive the client
 * @param options see apie_openapp_options; NULL is an error, since there is no key then
 * @param out the client, to be ended with apie_async_openapp_close() or apie_async_openapp_free()
 * @return APIE_OK; APIE_ERROR_CONFIG with the option's name in error->where: the key is none, an
 *         address is bad; APIE_ERROR_INVALID_ARGUMENT: the organization's id cannot be sent;
 *         APIE_ERROR_NO_MEMORY; or what key_callback returned
 */
APIE_API APIE_NODISCARD apie_status apie_async_openapp_new(struct event_base *base,
                                                           const apie_openapp_options *options,
                                                           apie_async_openapp **out,
                                                           apie_error *error);

/**
 * Told what came of connecting.
 *
 * @param status APIE_OK, or why there is no client
 * @param client the client, which is the program's from now on; NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_async_openapp_connect_cb(apie_status status, apie_async_openapp *client,
                                           const apie_error *error, void *user);

/**
 * Makes a client and, unless skip_status_probe is set, asks the service for its status once, so
 * that a wrong address or network shows at once. (The status needs no key: whether the key is good
 * shows with the first call that does.)
 *
 * @param base the caller's; must outlive the client
 * @param options as for apie_async_openapp_new()
 * @param call limits of asking; NULL: the client's defaults
 * @param callback given the client, once, from the loop; not NULL
 * @return the call, to cancel it; NULL: it was not started, and error says why
 */
APIE_API apie_call *apie_async_openapp_connect(struct event_base *base,
                                               const apie_openapp_options *options,
                                               const apie_call_options *call,
                                               apie_async_openapp_connect_cb *callback, void *user,
                                               apie_error *error);

/**
 * Makes another handle of a client: same key, connections and limits, but its requests are for
 * another organization (X-Org). A call's own X-Org, in its options, wins.
 *
 * @param org_id the organization; NULL: none
 * @param out the handle, to be closed or freed by itself, before or after the client
 * @return APIE_OK; APIE_ERROR_INVALID_ARGUMENT: an empty id, or one that cannot be sent;
 *         APIE_ERROR_NO_MEMORY, APIE_ERROR_CLOSED, APIE_ERROR_FORKED
 */
APIE_API APIE_NODISCARD apie_status apie_async_openapp_with_org(apie_async_openapp *client,
                                                                const char *org_id,
                                                                apie_async_openapp **out,
                                                                apie_error *error);

/**
 * Ends a client or handle. The last one drains: no new calls; calls under way, of all handles, end
 * as they will, then everything is gone and callback is the last thing that is called. It does not
 * end as long as a stream does not: cancel those that have no end. Another one is gone at once
 * for the program; calls that were made with it go on, work that was submitted to it is run, and
 * callback fires soon.
 *
 * @param callback from the loop; may be NULL
 * @return APIE_OK: callback will fire. Else nothing was changed
 */
APIE_API APIE_NODISCARD apie_status apie_async_openapp_close(apie_async_openapp *client,
                                                             apie_async_closed_cb *callback,
                                                             void *user, apie_error *error);

/**
 * Frees a client or handle. The last one aborts: every call under way, of all handles, is delivered
 * with APIE_ERROR_CANCELLED before this function returns (or, called inside a callback of this
 * client, when that returns). Calls that were made with another one go on, and work that was
 * submitted to it is run. Does nothing for NULL.
 */
APIE_API void apie_async_openapp_free(apie_async_openapp *client);

/**
 * Work for the loop's thread. The client is the handle that it was submitted to, which is there
 * until the work returns, even if the program has closed or freed it meanwhile.
 */
typedef void apie_async_openapp_work_fn(apie_async_openapp *client, void *user);

/**
 * Runs work on the loop's thread, soon, in the order in which it was submitted. The one function
 * that any thread may call; the caller sees to it that the handle is not being closed or freed at
 * the same time.
 *
 * @return APIE_OK: work will run, at the latest while the last handle is being freed.
 *         APIE_ERROR_CLOSED, APIE_ERROR_FORKED, APIE_ERROR_NO_MEMORY, APIE_ERROR_INVALID_ARGUMENT
 *         (no client, no work): it will not
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_async_openapp_submit(apie_async_openapp *client,
                                                              apie_async_openapp_work_fn *work,
                                                              void *user, apie_error *error);

/**
 * Sends a request of your own making, with the client's key, address, retries and limits. For what
 * this library does not model yet.
 *
 * @param method GET, POST, PUT, PATCH or DELETE
 * @param target path and query below the API's address, beginning with '/', already
 *        percent-encoded: "/devices?limit=5"
 * @param body JSON text, or NULL; copied
 * @param callback its status is APIE_OK for any 2xx
 */
APIE_API apie_call *apie_async_openapp_request(apie_async_openapp *client, const char *method,
                                               const char *target, const char *body,
                                               size_t body_length, const apie_call_options *options,
                                               apie_response_cb *callback, void *user,
                                               apie_error *error);

APIE_END_DECLS

#endif
