/**
 * @file apie/sync/openapp.h
 * The blocking OpenApp client, and with it all that it can do.
 *
 * Any number of threads may use a client at the same time; each call takes a connection of its own
 * and keeps it for the next. After fork() a client belongs to the parent: in the child its
 * functions return APIE_ERROR_FORKED, and only apie_openapp_free() is of use.
 *
 * A client may have handles for several organizations. They share connections and limits, and each
 * is freed by itself: the connections go with the last one.
 */
#ifndef APIE_SYNC_OPENAPP_H
#define APIE_SYNC_OPENAPP_H

#include <stddef.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/openapp.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/sync/openapp/agents.h>
#include <apie/sync/openapp/api_keys.h>
#include <apie/sync/openapp/auth.h>
#include <apie/sync/openapp/billing.h>
#include <apie/sync/openapp/by_name.h>
#include <apie/sync/openapp/devices.h>
#include <apie/sync/openapp/directory_listing_members.h>
#include <apie/sync/openapp/entities.h>
#include <apie/sync/openapp/entity.h>
#include <apie/sync/openapp/eula.h>
#include <apie/sync/openapp/images.h>
#include <apie/sync/openapp/integrations.h>
#include <apie/sync/openapp/lan_agent.h>
#include <apie/sync/openapp/lists.h>
#include <apie/sync/openapp/me.h>
#include <apie/sync/openapp/orgs.h>
#include <apie/sync/openapp/public_access.h>
#include <apie/sync/openapp/scripting.h>
#include <apie/sync/openapp/scripts.h>
#include <apie/sync/openapp/site_people.h>
#include <apie/sync/openapp/status.h>
#include <apie/sync/openapp/stream.h>
#include <apie/sync/openapp/users.h>
#include <apie/sync/openapp/zones.h>
#include <apie/sync/types.h>

APIE_BEGIN_DECLS

/**
 * Makes a client. Nothing is sent.
 *
 * @param options see apie_openapp_options; NULL is an error, since there is no key then
 * @param out the client, to be freed with apie_openapp_free()
 * @return APIE_OK; APIE_ERROR_CONFIG with the option's name in error->where: the key is none, an
 *         address is bad; APIE_ERROR_INVALID_ARGUMENT: the organization's id cannot be sent;
 *         APIE_ERROR_NO_MEMORY; or what key_callback returned
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_new(const apie_openapp_options *options,
                                                     apie_openapp **out, apie_error *error);

/**
 * Makes a client and, unless skip_status_probe is set, asks the service for its status once, so
 * that a wrong address or network shows at once. (The status needs no key: whether the key is good
 * shows with the first call that does.)
 *
 * @param options as for apie_openapp_new()
 * @param call limits of asking; NULL: the client's defaults
 * @param out the client, to be freed with apie_openapp_free()
 * @return as apie_openapp_new(), or why the status could not be read: then there is no client
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_connect(const apie_openapp_options *options,
                                                         const apie_call_options *call,
                                                         apie_openapp **out, apie_error *error);

/**
 * Makes another handle of a client: same key, connections and limits, but its requests are for
 * another organization (X-Org). A call's own X-Org, in its options, wins.
 *
 * @param org_id the organization; NULL: none
 * @param out the handle, to be freed with apie_openapp_free(), before or after the client
 * @return APIE_OK; APIE_ERROR_INVALID_ARGUMENT: an empty id, or one that cannot be sent;
 *         APIE_ERROR_NO_MEMORY, APIE_ERROR_FORKED
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_with_org(apie_openapp *client, const char *org_id,
                                                          apie_openapp **out, apie_error *error);

/**
 * Frees a client or handle; the last one of them closes the connections. No other thread may be
 * inside a function of this handle. Results outlive it. Does nothing for NULL.
 */
APIE_API void apie_openapp_free(apie_openapp *client);

/**
 * Sends a request of your own making, with the client's key, address, retries and limits. For what
 * this library does not model yet.
 *
 * @param method GET, POST, PUT, PATCH or DELETE
 * @param target path and query below the API's address, beginning with '/', already
 *        percent-encoded: "/devices?limit=5"
 * @param body JSON text, or NULL
 * @param out the response, to be freed with apie_free(); NULL: it is not wanted
 * @return APIE_OK for any 2xx; else as the functions of the operations
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_request(apie_openapp *client, const char *method,
                                                         const char *target, const char *body,
                                                         size_t body_length,
                                                         const apie_call_options *options,
                                                         apie_response **out, apie_error *error);

APIE_END_DECLS

#endif
