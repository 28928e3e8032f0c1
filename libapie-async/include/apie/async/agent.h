/**
 * @file agent.h
 * The client's own agent: its registration, what it may do, its tools, reports on it.
 *
 * What client.h says of its functions and callbacks holds here, too. Functions that need the
 * agent's id wait for the registration by themselves. A disabled client sends nothing: declaring,
 * defining and enabling succeed, reports are called "disabled_report".
 */
#ifndef APIE_ASYNC_AGENT_H
#define APIE_ASYNC_AGENT_H

#include <stddef.h>
#include <stdint.h>

#include <apie/async/agents.h>
#include <apie/async/guardrails.h>
#include <apie/async/loop.h>
#include <apie/async/reports.h>
#include <apie/async/types.h>
#include <apie/config.h>
#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/report.h>

APIE_BEGIN_DECLS

/* ---- registration ---- */

/**
 * Registers the agent anew, whatever came of it before, then declares the configured capabilities,
 * and waits for both. An attempt that is under way already, of the client's own or of another call,
 * is shared. A client registers by itself when it is made: this is for when something has changed
 * at the service.
 *
 * The callback gets what the service answered, or why registering failed; an earlier registration
 * stays in force then. That declaring failed is reported as on_error says.
 */
APIE_API apie_call *apie_async_register_agent(apie_async_client *client,
                                              const apie_call_options *options,
                                              apie_registration_cb *callback, void *user,
                                              apie_error *error);

/**
 * What the service answered when the agent was registered last: its ids (agent_id,
 * agent_version_id, workspace_id) and more. At once; apie_async_ready() waits for it.
 *
 * @param out a copy, to be freed with apie_free(); NULL as long as the agent is not registered.
 *        Not NULL itself
 */
APIE_API APIE_NODISCARD apie_status apie_async_get_registration(apie_async_client *client,
                                                                apie_registration **out,
                                                                apie_error *error);

/* ---- what it may do ---- */

/**
 * Declares what the agent may do, beside the configuration: it replaces what was declared before.
 * The callback's result may be NULL on success, if the service sent nothing.
 *
 * @param capabilities an array; borrowed; tool_name is required in each
 */
APIE_API apie_call *apie_async_declare_capabilities(apie_async_client *client,
                                                    const apie_declared_capability *capabilities,
                                                    size_t count, const apie_call_options *options,
                                                    apie_capabilities_declared_cb *callback,
                                                    void *user, apie_error *error);

/**
 * Defines a tool of the agent; one of the same name is replaced. Secrets are redacted in the values
 * of the input schema, whose keys are left alone: they name parameters. The callback's result may
 * be NULL on success, if the service sent nothing.
 *
 * @param tool name is required; borrowed
 */
APIE_API apie_call *apie_async_define_tool(apie_async_client *client,
                                           const apie_tool_definition *tool,
                                           const apie_call_options *options,
                                           apie_tool_defined_cb *callback, void *user,
                                           apie_error *error);

/**
 * Makes a guardrail from one of the workspace's templates.
 *
 * @param key the template's, such as "prod-secrets"
 */
APIE_API apie_call *apie_async_enable_guardrail_template(apie_async_client *client, const char *key,
                                                         const apie_call_options *options,
                                                         apie_template_enabled_cb *callback,
                                                         void *user, apie_error *error);

/* ---- reports ---- */

/**
 * Asks for a report on the agent. It may take a while: see apie_async_wait_for_boundary_report().
 *
 * @param input may be NULL
 */
APIE_API apie_call *apie_async_create_boundary_report(apie_async_client *client,
                                                      const apie_report_input *input,
                                                      const apie_call_options *options,
                                                      apie_report_cb *callback, void *user,
                                                      apie_error *error);

/** How a report stands now. */
APIE_API apie_call *apie_async_get_boundary_report(apie_async_client *client, const char *report_id,
                                                   const apie_call_options *options,
                                                   apie_report_cb *callback, void *user,
                                                   apie_error *error);

/**
 * Waits until a report is ready: its status is "generated" or "shared". The callback's status is
 * APIE_ERROR_TIMEOUT if it was not ready in time; an error comes at once if asking is pointless
 * (401, 403, 404).
 *
 * @param timeout_ms 0: 30,000
 * @param poll_interval_ms from one look to the next; 0: 1,000
 */
APIE_API apie_call *apie_async_wait_for_boundary_report(
    apie_async_client *client, const char *report_id, int64_t timeout_ms, int64_t poll_interval_ms,
    const apie_call_options *options, apie_report_cb *callback, void *user, apie_error *error);

APIE_END_DECLS

#endif
