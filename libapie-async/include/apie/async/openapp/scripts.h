/**
 * @file apie/async/openapp/scripts.h
 * Scripts from start to end.
 */
#ifndef APIE_ASYNC_OPENAPP_SCRIPTS_H
#define APIE_ASYNC_OPENAPP_SCRIPTS_H

#include <apie/async/loop.h>
#include <apie/async/openapp/scripting.h>
#include <apie/async/types.h>
#include <apie/error.h>
#include <apie/export.h>
#include <apie/openapp.h>
#include <apie/options.h>
#include <apie/status.h>

APIE_BEGIN_DECLS

/**
 * Submits a script and waits until it has ended: looks after a second, then after pauses that
 * double up to five seconds. options' headers go with every request of it, the idempotency key with
 * the submission only; its deadline is for all of it, 900,000 ms if it says nothing.
 *
 * A deadline or a cancel ends the waiting, not the script:
 * apie_async_openapp_scripting_cancel_execution does. Whatever ends the waiting once the script was
 * submitted, error->where is the execution's id, to go on with, and error->maybe_processed is true.
 * There is an execution as the result only if it has ended, well or not.
 *
 * @param body the script; copied
 * @param options limits of the whole call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop. Its result is the execution with its
 *        result, on APIE_ERROR_FAILED, too
 * @return the call; NULL: it was not started, and error says why. The callback's status is APIE_OK;
 *         else APIE_ERROR_FAILED: the script failed or was cancelled, error->message says why;
 *         APIE_ERROR_TIMEOUT; or why it could not be submitted or looked at
 *
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_scripting_execute(apie_async_openapp *client,
                                                         const apie_openapp_execution_create *body,
                                                         const apie_call_options *options,
                                                         apie_openapp_execution_cb *callback,
                                                         void *user, apie_error *error);

APIE_END_DECLS

#endif
