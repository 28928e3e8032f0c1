/**
 * @file apie/sync/openapp/scripts.h
 * Scripts from start to end.
 */
#ifndef APIE_SYNC_OPENAPP_SCRIPTS_H
#define APIE_SYNC_OPENAPP_SCRIPTS_H

#include <apie/error.h>
#include <apie/export.h>
#include <apie/openapp.h>
#include <apie/openapp/scripting.h>
#include <apie/options.h>
#include <apie/status.h>
#include <apie/sync/types.h>

APIE_BEGIN_DECLS

/**
 * Submits a script and waits until it has ended: looks after a second, then after pauses that
 * double up to five seconds. options' headers go with every request of it, the idempotency key with
 * the submission only; its deadline is for all of it, 900,000 ms if it says nothing.
 *
 * A deadline or a cancel ends the waiting, not the script: apie_openapp_scripting_cancel_execution
 * does. Whatever ends the waiting once the script was submitted, error->where is the execution's
 * id, to go on with, and error->maybe_processed is true. There is an execution as the result only
 * if it has ended, well or not.
 *
 * @param body the script; copied
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes the execution with its result, to be freed with apie_free(), on
 *        APIE_ERROR_FAILED, too; NULL: it is not wanted
 * @return APIE_OK; else APIE_ERROR_FAILED: the script failed or was cancelled, error->message says
 *         why; APIE_ERROR_TIMEOUT; or why it could not be submitted or looked at
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_scripting_execute(
    apie_openapp *client, const apie_openapp_execution_create *body,
    const apie_call_options *options, apie_openapp_execution **out, apie_error *error);

APIE_END_DECLS

#endif
