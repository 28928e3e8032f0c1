/* The client's own agent: its registration, what it may do, reports on it. */
#include <apie/async/agent.h>

#include "apie/declarations.h"
#include "apie/reports.h"
#include "base/fail.h"
#include "client.h"
#include "deliver.h"

APIE_DELIVER(deliver_registration, apie_registration_cb, apie_registration)
APIE_DELIVER(deliver_declared, apie_capabilities_declared_cb, apie_capabilities_declared)
APIE_DELIVER(deliver_defined, apie_tool_defined_cb, apie_tool_defined)
APIE_DELIVER(deliver_enabled, apie_template_enabled_cb, apie_template_enabled)
APIE_DELIVER(deliver_report, apie_report_cb, apie_report)

/* ---- registration ---- */

apie_call *apie_async_register_agent(apie_async_client *client, const apie_call_options *options,
                                     apie_registration_cb *callback, void *user, apie_error *error)
{
    if (apie_async_enter(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(client->base.driver,
                            apie_register_again_flow_new(client->agent, options, error), options,
                            deliver_registration, (apie_async_function *)callback, user, error);
}

apie_status apie_async_get_registration(apie_async_client *client, apie_registration **out,
                                        apie_error *error)
{
    apie_status status = apie_async_check(client, error);
    if (status != APIE_OK && status != APIE_ERROR_CLOSED)
        return status;
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    return apie_agent_copy_registration(client->agent, out, error);
}

/* ---- what it may do ---- */

apie_call *apie_async_declare_capabilities(apie_async_client *client,
                                           const apie_declared_capability *capabilities,
                                           size_t count, const apie_call_options *options,
                                           apie_capabilities_declared_cb *callback, void *user,
                                           apie_error *error)
{
    if (apie_async_enter(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(
        client->base.driver,
        apie_declare_flow_new(client->agent, capabilities, count, options, error), options,
        deliver_declared, (apie_async_function *)callback, user, error);
}

apie_call *apie_async_define_tool(apie_async_client *client, const apie_tool_definition *tool,
                                  const apie_call_options *options, apie_tool_defined_cb *callback,
                                  void *user, apie_error *error)
{
    if (apie_async_enter(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(client->base.driver,
                            apie_define_tool_flow_new(client->agent, tool, options, error), options,
                            deliver_defined, (apie_async_function *)callback, user, error);
}

apie_call *apie_async_enable_guardrail_template(apie_async_client *client, const char *key,
                                                const apie_call_options *options,
                                                apie_template_enabled_cb *callback, void *user,
                                                apie_error *error)
{
    if (apie_async_enter(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(client->base.driver,
                            apie_enable_template_flow_new(client->agent, key, options, error),
                            options, deliver_enabled, (apie_async_function *)callback, user, error);
}

/* ---- reports ---- */

apie_call *apie_async_create_boundary_report(apie_async_client *client,
                                             const apie_report_input *input,
                                             const apie_call_options *options,
                                             apie_report_cb *callback, void *user,
                                             apie_error *error)
{
    if (apie_async_enter(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(client->base.driver,
                            apie_report_create_flow_new(client->agent, input, options, error),
                            options, deliver_report, (apie_async_function *)callback, user, error);
}

apie_call *apie_async_get_boundary_report(apie_async_client *client, const char *report_id,
                                          const apie_call_options *options,
                                          apie_report_cb *callback, void *user, apie_error *error)
{
    if (apie_async_enter(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(client->base.driver,
                            apie_report_get_flow_new(client->agent, report_id, options, error),
                            options, deliver_report, (apie_async_function *)callback, user, error);
}

apie_call *apie_async_wait_for_boundary_report(apie_async_client *client, const char *report_id,
                                               int64_t timeout_ms, int64_t poll_interval_ms,
                                               const apie_call_options *options,
                                               apie_report_cb *callback, void *user,
                                               apie_error *error)
{
    if (apie_async_enter(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_start(client->base.driver,
                            apie_report_wait_flow_new(client->agent, report_id, timeout_ms,
                                                      poll_interval_ms, options, error),
                            options, deliver_report, (apie_async_function *)callback, user, error);
}
