/**
 * @file apie/sync/reports.h
 * Reports: what an agent did over a time, as evidence for people.
 *
 * Blocking functions of libapie-sync.
 * Made from common/schema/apie*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_SYNC_REPORTS_H
#define APIE_SYNC_REPORTS_H

#include <apie/sync/types.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>
#include <apie/value.h>
#include <apie/models/reports.h>

APIE_BEGIN_DECLS

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
 * @param out      takes the result on success, to be freed with apie_free(); NULL: it is not wanted
 * @param error    takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_reports_create(
    apie_client *client, const char *agent_id, const apie_report_create *body,
    const apie_call_options *options, apie_report **out, apie_error *error);

/**
 * Asks how a report stands, and where it is.
 *
 * GET /v1/boundary-reports/{report_id}. Safe to repeat: a failed attempt is tried again, even if
 * the service may have acted on it.
 *
 * @param client    whose address, key and connections are used
 * @param report_id The report's id. Not empty; percent-encoded into the path.
 * @param options   limits of this call; NULL: the client's defaults
 * @param out       takes the result on success, to be freed with apie_free(); NULL: it is not
 *                  wanted
 * @param error     takes the details of a failure; may be NULL
 * @return APIE_OK;
 *         APIE_ERROR_INVALID_ARGUMENT: something is missing or cannot be sent, and error->where
 *         names it; nothing was sent;
 *         APIE_ERROR_NOT_FOUND: the service knows nothing by that id;
 *         APIE_ERROR_PROTOCOL: the answer is unreadable;
 *         APIE_ERROR_TIMEOUT, _CANCELLED, _DNS, _CONNECT, _TLS, _NETWORK: no answer came;
 *         or what the service's refusal means, see apie_status
 *
 * Blocks until the outcome is known, at most until the deadline.
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_reports_get(
    apie_client *client, const char *report_id, const apie_call_options *options, apie_report **out,
    apie_error *error);

APIE_END_DECLS

#endif
