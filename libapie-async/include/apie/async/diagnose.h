/**
 * @file diagnose.h
 * How an event-driven Apie client is set up and how it does, and whether the service hears it.
 */
#ifndef APIE_ASYNC_DIAGNOSE_H
#define APIE_ASYNC_DIAGNOSE_H

#include <apie/async/loop.h>
#include <apie/async/types.h>
#include <apie/diagnosis.h>
#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/test_event.h>

APIE_BEGIN_DECLS

/**
 * Looks a client over: its settings, its registration, its queue, and what of it deserves a second
 * thought. Sends nothing and answers at once. Works after apie_async_shutdown(), too.
 *
 * @param out to be freed with apie_free(); not NULL
 * @return APIE_OK; APIE_ERROR_INVALID_ARGUMENT, APIE_ERROR_NO_MEMORY, APIE_ERROR_FORKED
 *
 * Thread rule: the loop's thread.
 */
APIE_API APIE_NODISCARD apie_status apie_async_diagnose(apie_async_client *client,
                                                        apie_diagnosis **out, apie_error *error);

/** Gives what a test event left at the service. */
typedef void apie_test_result_cb(apie_status status, apie_test_result *result,
                                 const apie_error *error, void *user);

/**
 * Plays a short piece of work against the service, with a session, runs, tools and a guarded action
 * of its own, and sends what it tells: to see whether all of the way there is open. Where guards
 * ask for an approval, it is waited for as in any other run.
 *
 * The callback's status is APIE_OK if every event has arrived; else what failed first, also when
 * the client tolerates that the service cannot be reached. A disabled client sends nothing and
 * succeeds.
 *
 * @param mode APIE_TEST_PIPELINE, APIE_TEST_SINGLE or APIE_TEST_PROOF
 */
APIE_API apie_call *apie_async_send_test_event(apie_async_client *client, apie_test_mode mode,
                                               const apie_call_options *options,
                                               apie_test_result_cb *callback, void *user,
                                               apie_error *error);

APIE_END_DECLS

#endif
