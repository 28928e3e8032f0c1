/* Tool calls with a step inside. */
#ifndef APIE_ASYNC_SCOPE_INTERNAL_H
#define APIE_ASYNC_SCOPE_INTERNAL_H

#include <apie/async/client.h>
#include <apie/integrations.h>

/* Told whether a tool may run: scope is NULL if not. Takes over the guardrail's decision, which is
 * there also if it refused. */
typedef void apie_async_scope_begun(apie_status status, apie_async_scope *scope,
                                    apie_decision *decision, const apie_error *error, void *user);

/* Who is told: begun or callback, or fn and done, if it is to be around fn. */
typedef struct apie_async_scope_target {
    apie_async_scope_begun *begun;
    apie_async_scope_cb *callback;
    bool around;
    apie_async_scope_fn *fn;
    apie_done_cb *done; /* may be NULL */
    void *user;
} apie_async_scope_target;

/* apie_async_mcp_tool_call_begin(). */
apie_call *apie_async_scope_begin_mcp(apie_async_client *client, const apie_mcp_tool_input *input,
                                      const apie_call_options *options,
                                      const apie_async_scope_target *target, apie_error *error);

#endif
