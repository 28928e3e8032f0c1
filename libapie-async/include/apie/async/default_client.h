/**
 * @file default_client.h
 * The process's own event-driven client, for programs that do not want to hand one around.
 *
 * There is one per process, and it belongs to the event_base that it was first asked for with. It
 * is made on first use, from ./apie.config.json (if there is one) and the environment, as
 * apie_async_client_new_from_file(base, NULL, NULL, …) would; or the program gives one of its own,
 * once, early, with apie_async_set_default_client().
 *
 * After fork() the child has no default client: its first use makes one of its own, and the
 * parent's stays with the parent.
 */
#ifndef APIE_ASYNC_DEFAULT_CLIENT_H
#define APIE_ASYNC_DEFAULT_CLIENT_H

#include <event2/event.h>

#include <apie/async/types.h>
#include <apie/error.h>
#include <apie/export.h>

APIE_BEGIN_DECLS

/**
 * The process's client.
 *
 * @param base the loop that it belongs to; not NULL
 * @param out the client; it stays the process's: end it with apie_async_default_client_free(), or
 *        apie_async_client_close() to lose no events, before the base. One that the program gave
 *        stays the program's
 * @return APIE_OK; APIE_ERROR_INVALID_ARGUMENT with "base" in error->where if the client belongs to
 *         another base; as apie_async_client_new_from_file() if it cannot be made: the next call
 *         tries again
 *
 * Thread rule: the thread of that base.
 */
APIE_API APIE_NODISCARD apie_status apie_async_default_client(struct event_base *base,
                                                              apie_async_client **out,
                                                              apie_error *error);

/**
 * Gives the process its client. It stays the program's; ending it makes it the default no more.
 *
 * @param client NULL: takes back the one that was given
 * @return APIE_OK; APIE_ERROR_INVALID_ARGUMENT if apie_async_default_client() has made one already:
 *         end that first
 *
 * Thread rule: the thread of the client's base.
 */
APIE_API APIE_NODISCARD apie_status apie_async_set_default_client(apie_async_client *client,
                                                                  apie_error *error);

/**
 * Frees the client that apie_async_default_client() made, as apie_async_client_free() does. Forgets
 * one that the program gave. Does nothing if there is none; the next use makes a new one.
 *
 * Thread rule: the thread of its base.
 */
APIE_API void apie_async_default_client_free(void);

APIE_END_DECLS

#endif
