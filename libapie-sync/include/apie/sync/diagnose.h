/**
 * @file diagnose.h
 * How a blocking Apie client is set up and how it does, and whether the service hears it.
 */
#ifndef APIE_SYNC_DIAGNOSE_H
#define APIE_SYNC_DIAGNOSE_H

#include <apie/diagnosis.h>
#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/sync/types.h>
#include <apie/test_event.h>

APIE_BEGIN_DECLS

/**
 * Looks a client over: its settings, its registration, its queue, and what of it deserves a second
 * thought. Sends nothing and waits for nothing. Works after apie_shutdown(), too.
 *
 * @param out to be freed with apie_free(); not NULL
 * @return APIE_OK; APIE_ERROR_INVALID_ARGUMENT, APIE_ERROR_NO_MEMORY, APIE_ERROR_FORKED
 */
APIE_API APIE_NODISCARD apie_status apie_diagnose(apie_client *client, apie_diagnosis **out,
                                                  apie_error *error);

/**
 * Plays a short piece of work against the service, with a session, runs, tools and a guarded action
 * of its own, and sends what it tells: to see whether all of the way there is open. Where guards
 * ask for an approval, it is waited for as in any other run.
 *
 * @param mode APIE_TEST_PIPELINE, APIE_TEST_SINGLE or APIE_TEST_PROOF
 * @param out what it left at the service, to be freed with apie_free(); may be NULL
 * @return APIE_OK: every event has arrived. Else what failed first, also when the client tolerates
 *         that the service cannot be reached; a disabled client sends nothing and succeeds
 */
APIE_API APIE_NODISCARD apie_status apie_send_test_event(apie_client *client, apie_test_mode mode,
                                                         const apie_call_options *options,
                                                         apie_test_result **out, apie_error *error);

APIE_END_DECLS

#endif
