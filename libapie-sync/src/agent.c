/* The client's own agent: its registration, what it may do, reports on it. */
#include <apie/sync/agent.h>

#include "apie/declarations.h"
#include "apie/reports.h"
#include "base/fail.h"
#include "client.h"

/* ---- registration ---- */

apie_status apie_register_agent(apie_client *client, const apie_call_options *options,
                                apie_registration **out, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter(client, options, out, error);
    if (status != APIE_OK)
        return status;
    return apie_sync_run(client->base.driver,
                         apie_register_again_flow_new(client->agent, options, error), options, out,
                         error);
}

apie_status apie_get_registration(apie_client *client, apie_registration **out, apie_error *error)
{
    apie_status status = apie_sync_check(client, error);
    if (status != APIE_OK && status != APIE_ERROR_CLOSED)
        return status;
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    apie_sync_lock(client->base.driver);
    status = apie_agent_copy_registration(client->agent, out, error);
    apie_sync_unlock(client->base.driver);
    return status;
}

/* ---- what it may do ---- */

apie_status apie_declare_capabilities(apie_client *client,
                                      const apie_declared_capability *capabilities, size_t count,
                                      const apie_call_options *options,
                                      apie_capabilities_declared **out, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter(client, options, out, error);
    if (status != APIE_OK)
        return status;
    return apie_sync_run(client->base.driver,
                         apie_declare_flow_new(client->agent, capabilities, count, options, error),
                         options, out, error);
}

apie_status apie_define_tool(apie_client *client, const apie_tool_definition *tool,
                             const apie_call_options *options, apie_tool_defined **out,
                             apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter(client, options, out, error);
    if (status != APIE_OK)
        return status;
    return apie_sync_run(client->base.driver,
                         apie_define_tool_flow_new(client->agent, tool, options, error), options,
                         out, error);
}

apie_status apie_enable_guardrail_template(apie_client *client, const char *key,
                                           const apie_call_options *options,
                                           apie_template_enabled **out, apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter(client, options, out, error);
    if (status != APIE_OK)
        return status;
    return apie_sync_run(client->base.driver,
                         apie_enable_template_flow_new(client->agent, key, options, error), options,
                         out, error);
}

/* ---- reports ---- */

apie_status apie_create_boundary_report(apie_client *client, const apie_report_input *input,
                                        const apie_call_options *options, apie_report **out,
                                        apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter(client, options, out, error);
    if (status != APIE_OK)
        return status;
    return apie_sync_run(client->base.driver,
                         apie_report_create_flow_new(client->agent, input, options, error), options,
                         out, error);
}

apie_status apie_get_boundary_report(apie_client *client, const char *report_id,
                                     const apie_call_options *options, apie_report **out,
                                     apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter(client, options, out, error);
    if (status != APIE_OK)
        return status;
    return apie_sync_run(client->base.driver,
                         apie_report_get_flow_new(client->agent, report_id, options, error),
                         options, out, error);
}

apie_status apie_wait_for_boundary_report(apie_client *client, const char *report_id,
                                          int64_t timeout_ms, int64_t poll_interval_ms,
                                          const apie_call_options *options, apie_report **out,
                                          apie_error *error)
{
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = apie_client_enter(client, options, out, error);
    if (status != APIE_OK)
        return status;
    return apie_sync_run(client->base.driver,
                         apie_report_wait_flow_new(client->agent, report_id, timeout_ms,
                                                   poll_interval_ms, options, error),
                         options, out, error);
}
