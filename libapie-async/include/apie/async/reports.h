/**
 * @file apie/async/reports.h
 * Reports: what an agent did over a time, as evidence for people.
 *
 * Event-driven functions of libapie-async.
 * Made from common/schema/apie*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_ASYNC_REPORTS_H
#define APIE_ASYNC_REPORTS_H

#include <apie/async/loop.h>
#include <apie/async/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/models/reports.h>

APIE_BEGIN_DECLS

/**
 * Told the outcome of a call whose result is an apie_report.
 *
 * @param status APIE_OK, or why there is no result
 * @param result the result, lent: the library frees it when the callback returns, unless the
 *               callback keeps it with apie_take(). NULL on failure
 * @param error  the details of a failure, gone when the callback returns; NULL on success
 * @param user   as it was handed in
 */
typedef void apie_report_cb(
    apie_status status, apie_report *result, const apie_error *error, void *user);

/**
 * Asks for a report. It is ready when its status is generated or shared.
 *
 * POST /v1/agents/{agent_id}/boundary-reports. Not safe to repeat: it is tried again only if the
 * service cannot have acted on it, or if options->idempotency_key is set.
 *
 * @param client   whose address, key and connections are used
 * @param agent_id The id of the agent that it is about. Not empty; percent-encoded into the path.
 * @param body     what to send; borrowed, and serialised before anything is sent
 * @param options  limits of this call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop; NULL: nobody is told
 * @param user     handed to the callback
 * @param error    takes the reason if the call cannot start; may be NULL
 * @return the call, valid until its callback returns; NULL: it was not started, error says why
 *         (INVALID_ARGUMENT, CONFIG, OVERLOADED, CLOSED, FORKED, NO_MEMORY), and the callback never
 *         fires
 *
 * The callback's status is
 *         APIE_OK;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_reports_create(
    apie_async_client *client, const char *agent_id, const apie_report_create *body,
    const apie_call_options *options, apie_report_cb *callback, void *user, apie_error *error);

/**
 * Asks how a report stands, and where it is.
 *
 * GET /v1/boundary-reports/{report_id}. Safe to repeat: a failed attempt is tried again, even if
 * the service may have acted on it.
 *
 * @param client    whose address, key and connections are used
 * @param report_id The report's id. Not empty; percent-encoded into the path.
 * @param options   limits of this call; NULL: the client's defaults
 * @param callback  told the outcome, once, from the loop; NULL: nobody is told
 * @param user      handed to the callback
 * @param error     takes the reason if the call cannot start; may be NULL
 * @return the call, valid until its callback returns; NULL: it was not started, error says why
 *         (INVALID_ARGUMENT, CONFIG, OVERLOADED, CLOSED, FORKED, NO_MEMORY), and the callback never
 *         fires
 *
 * The callback's status is
 *         APIE_OK;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Never blocks, and never calls back before it returns.
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_reports_get(
    apie_async_client *client, const char *report_id, const apie_call_options *options,
    apie_report_cb *callback, void *user, apie_error *error);

APIE_END_DECLS

#endif
