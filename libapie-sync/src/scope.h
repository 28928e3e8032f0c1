/* Tool calls with a step inside. */
#ifndef APIE_SYNC_SCOPE_INTERNAL_H
#define APIE_SYNC_SCOPE_INTERNAL_H

#include <apie/integrations.h>
#include <apie/sync/client.h>

/* apie_mcp_tool_call_begin(). If a guardrail refuses, *refusal, unless it is NULL, takes the
 * decision. error is not NULL. */
apie_status apie_scope_begin_mcp(apie_client *client, const apie_mcp_tool_input *input,
                                 const apie_call_options *options, apie_decision **refusal,
                                 apie_scope **out, apie_error *error);
/* fn and apie_scope_finish(). begun is what beginning the scope came to. error is not NULL. */
apie_status apie_scope_run(apie_status begun, apie_scope *scope, apie_scope_fn *fn, void *user,
                           apie_error *error);
/* Gives the decision away. */
apie_decision *apie_scope_take_decision(apie_scope *scope);

#endif
