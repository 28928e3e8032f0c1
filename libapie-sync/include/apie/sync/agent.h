/**
 * @file agent.h
 * The client's own agent: its registration, what it may do, its tools, reports on it.
 *
 * What client.h says of its functions holds here, too. Functions that need the agent's id wait for
 * the registration by themselves. A disabled client sends nothing: declaring, defining and enabling
 * succeed, reports are called "disabled_report".
 */
#ifndef APIE_SYNC_AGENT_H
#define APIE_SYNC_AGENT_H

#include <stddef.h>
#include <stdint.h>

#include <apie/config.h>
#include <apie/error.h>
#include <apie/export.h>
#include <apie/models/agents.h>
#include <apie/models/guardrails.h>
#include <apie/models/reports.h>
#include <apie/options.h>
#include <apie/report.h>
#include <apie/sync/types.h>

APIE_BEGIN_DECLS

/* ---- registration ---- */

/**
 * Registers the agent anew, whatever came of it before, then declares the configured capabilities,
 * and waits for both. An attempt that is under way already, of the client's own or of another
 * caller, is shared. A client registers by itself when it is made: this is for when something has
 * changed at the service.
 *
 * @param out what the service answered, to be freed with apie_free(); may be NULL
 * @return APIE_OK, or why registering failed; an earlier registration stays in force then. That
 *         declaring failed is reported as on_error says
 */
APIE_API APIE_NODISCARD apie_status apie_register_agent(apie_client *client,
                                                        const apie_call_options *options,
                                                        apie_registration **out, apie_error *error);

/**
 * What the service answered when the agent was registered last: its ids (agent_id,
 * agent_version_id, workspace_id) and more. Never waits; apie_ready() does.
 *
 * @param out a copy, to be freed with apie_free(); NULL as long as the agent is not registered.
 *        Not NULL itself
 */
APIE_API APIE_NODISCARD apie_status apie_get_registration(apie_client *client,
                                                          apie_registration **out,
                                                          apie_error *error);

/* ---- what it may do ---- */

/**
 * Declares what the agent may do, beside the configuration: it replaces what was declared before.
 *
 * @param capabilities an array; borrowed; tool_name is required in each
 * @param out what the service made of them, to be freed with apie_free(); NULL if it sent nothing.
 *        May be NULL itself
 */
APIE_API APIE_NODISCARD apie_status apie_declare_capabilities(
    apie_client *client, const apie_declared_capability *capabilities, size_t count,
    const apie_call_options *options, apie_capabilities_declared **out, apie_error *error);

/**
 * Defines a tool of the agent; one of the same name is replaced. Secrets are redacted in the values
 * of the input schema, whose keys are left alone: they name parameters.
 *
 * @param tool name is required; borrowed
 * @param out what the service made of it, to be freed with apie_free(); NULL if it sent nothing.
 *        May be NULL itself
 */
APIE_API APIE_NODISCARD apie_status apie_define_tool(apie_client *client,
                                                     const apie_tool_definition *tool,
                                                     const apie_call_options *options,
                                                     apie_tool_defined **out, apie_error *error);

/**
 * Makes a guardrail from one of the workspace's templates.
 *
 * @param key the template's, such as "prod-secrets"
 * @param out to be freed with apie_free(); may be NULL
 */
APIE_API APIE_NODISCARD apie_status apie_enable_guardrail_template(apie_client *client,
                                                                   const char *key,
                                                                   const apie_call_options *options,
                                                                   apie_template_enabled **out,
                                                                   apie_error *error);

/* ---- reports ---- */

/**
 * Asks for a report on the agent. It may take a while: see apie_wait_for_boundary_report().
 *
 * @param input may be NULL
 * @param out the report as it stands, to be freed with apie_free(); may be NULL
 */
APIE_API APIE_NODISCARD apie_status apie_create_boundary_report(apie_client *client,
                                                                const apie_report_input *input,
                                                                const apie_call_options *options,
                                                                apie_report **out,
                                                                apie_error *error);

/** How a report stands now. out as in apie_create_boundary_report(). */
APIE_API APIE_NODISCARD apie_status apie_get_boundary_report(apie_client *client,
                                                             const char *report_id,
                                                             const apie_call_options *options,
                                                             apie_report **out, apie_error *error);

/**
 * Waits until a report is ready: its status is "generated" or "shared".
 *
 * @param timeout_ms 0: 30,000
 * @param poll_interval_ms from one look to the next; 0: 1,000
 * @param out the report, to be freed with apie_free(); may be NULL
 * @return APIE_OK; APIE_ERROR_TIMEOUT if it was not ready in time; an error at once if asking is
 *         pointless (401, 403, 404)
 */
APIE_API APIE_NODISCARD apie_status apie_wait_for_boundary_report(
    apie_client *client, const char *report_id, int64_t timeout_ms, int64_t poll_interval_ms,
    const apie_call_options *options, apie_report **out, apie_error *error);

APIE_END_DECLS

#endif
