/**
 * @file default_client.h
 * The process's own blocking client, for programs that do not want to hand one around.
 *
 * It is made on first use, from ./apie.config.json (if there is one) and the environment, as
 * apie_client_new_from_file(NULL, NULL, …) would; or the program gives one of its own, once, early:
 *
 *     apie_status status = apie_client_new(&config, &client, &error);
 *     if (status == APIE_OK)
 *         status = apie_set_default_client(client, &error);
 *
 * All functions here may be called from any thread. After fork() the child has no default client:
 * its first use makes one of its own, and the parent's stays with the parent.
 */
#ifndef APIE_SYNC_DEFAULT_CLIENT_H
#define APIE_SYNC_DEFAULT_CLIENT_H

#include <apie/error.h>
#include <apie/export.h>
#include <apie/sync/types.h>

APIE_BEGIN_DECLS

/**
 * The process's client. Threads that ask for it at the same time get the same one.
 *
 * @param out the client; it stays the process's: free it with apie_default_client_free(), when no
 *        thread uses it any more (or not at all). One that the program gave stays the program's
 * @return APIE_OK; as apie_client_new_from_file() if it cannot be made: the next call tries again
 */
APIE_API APIE_NODISCARD apie_status apie_default_client(apie_client **out, apie_error *error);

/**
 * Gives the process its client. It stays the program's, who frees it with apie_client_free(): that
 * makes it the default no more.
 *
 * @param client NULL: takes back the one that was given
 * @return APIE_OK; APIE_ERROR_INVALID_ARGUMENT if apie_default_client() has made one already: free
 *         that first
 */
APIE_API APIE_NODISCARD apie_status apie_set_default_client(apie_client *client, apie_error *error);

/**
 * Frees the client that apie_default_client() made, as apie_client_free() does: shut it down first
 * to lose no events. Forgets one that the program gave. No thread may be using it. Does nothing if
 * there is none; the next use makes a new one.
 */
APIE_API void apie_default_client_free(void);

APIE_END_DECLS

#endif
