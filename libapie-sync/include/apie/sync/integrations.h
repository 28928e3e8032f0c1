/**
 * @file integrations.h
 * Helpers for agent frameworks and platforms. What each makes of its input, and which members it
 * needs, is in <apie/integrations.h>.
 *
 * The helpers for tools are apie_with_tool() with other names: they ask the guardrail, call fn if
 * the tool may run, and tell of it. Those for steps are apie_with_workflow_step() or
 * apie_with_llm_call(). They return the first failure: of the input, of the guardrail, of fn.
 */
#ifndef APIE_SYNC_INTEGRATIONS_H
#define APIE_SYNC_INTEGRATIONS_H

#include <apie/callbacks.h>
#include <apie/error.h>
#include <apie/export.h>
#include <apie/integrations.h>
#include <apie/options.h>
#include <apie/sync/client.h>
#include <apie/sync/telemetry.h>
#include <apie/sync/types.h>

APIE_BEGIN_DECLS

/* ---- models' and frameworks' tools, platforms ---- */

/** A call of a tool that an OpenAI model asked for. */
APIE_API APIE_NODISCARD apie_status apie_with_openai_tool_call(apie_client *client,
                                                               const apie_tool_step_input *input,
                                                               const apie_call_options *options,
                                                               apie_scope_fn *fn, void *user,
                                                               apie_error *error);

/** A call of a tool that an Anthropic model asked for. */
APIE_API APIE_NODISCARD apie_status apie_with_anthropic_tool_call(apie_client *client,
                                                                  const apie_tool_step_input *input,
                                                                  const apie_call_options *options,
                                                                  apie_scope_fn *fn, void *user,
                                                                  apie_error *error);

/** A call of a tool that any other model asked for. */
APIE_API APIE_NODISCARD apie_status apie_with_tool_call_guard(apie_client *client,
                                                              const apie_tool_step_input *input,
                                                              const apie_call_options *options,
                                                              apie_scope_fn *fn, void *user,
                                                              apie_error *error);

/** A call of a tool inside the OpenAI Agents SDK. */
APIE_API APIE_NODISCARD apie_status apie_with_openai_agent_tool_call(
    apie_client *client, const apie_tool_step_input *input, const apie_call_options *options,
    apie_scope_fn *fn, void *user, apie_error *error);

/** A call of a LangChain tool. */
APIE_API APIE_NODISCARD apie_status apie_with_langchain_tool_step(apie_client *client,
                                                                  const apie_tool_step_input *input,
                                                                  const apie_call_options *options,
                                                                  apie_scope_fn *fn, void *user,
                                                                  apie_error *error);

/** A call of a CrewAI tool. */
APIE_API APIE_NODISCARD apie_status apie_with_crewai_tool_step(apie_client *client,
                                                               const apie_tool_step_input *input,
                                                               const apie_call_options *options,
                                                               apie_scope_fn *fn, void *user,
                                                               apie_error *error);

/** A call of an AutoGen tool. */
APIE_API APIE_NODISCARD apie_status apie_with_autogen_tool_step(apie_client *client,
                                                                const apie_tool_step_input *input,
                                                                const apie_call_options *options,
                                                                apie_scope_fn *fn, void *user,
                                                                apie_error *error);

/** A call of a LlamaIndex tool. */
APIE_API APIE_NODISCARD apie_status apie_with_llamaindex_tool_step(
    apie_client *client, const apie_tool_step_input *input, const apie_call_options *options,
    apie_scope_fn *fn, void *user, apie_error *error);

/** An action on a platform that has no helper: says what it is in full. */
APIE_API APIE_NODISCARD apie_status apie_with_canonical_tool_action(
    apie_client *client, const apie_tool_step_input *input, const apie_call_options *options,
    apie_scope_fn *fn, void *user, apie_error *error);

/** An action on GitHub. */
APIE_API APIE_NODISCARD apie_status apie_with_github_action(apie_client *client,
                                                            const apie_tool_step_input *input,
                                                            const apie_call_options *options,
                                                            apie_scope_fn *fn, void *user,
                                                            apie_error *error);

/** An action on GitLab. */
APIE_API APIE_NODISCARD apie_status apie_with_gitlab_action(apie_client *client,
                                                            const apie_tool_step_input *input,
                                                            const apie_call_options *options,
                                                            apie_scope_fn *fn, void *user,
                                                            apie_error *error);

/** An action on an issue tracker: Linear, or another provider. */
APIE_API APIE_NODISCARD apie_status apie_with_issue_tracker_action(
    apie_client *client, const apie_tool_step_input *input, const apie_call_options *options,
    apie_scope_fn *fn, void *user, apie_error *error);

/** An action of incident response: PagerDuty, or another provider. */
APIE_API APIE_NODISCARD apie_status apie_with_incident_response_action(
    apie_client *client, const apie_tool_step_input *input, const apie_call_options *options,
    apie_scope_fn *fn, void *user, apie_error *error);

/** A look at logs, metrics or traces: Sentry, or another provider. */
APIE_API APIE_NODISCARD apie_status apie_with_observability_correlation(
    apie_client *client, const apie_tool_step_input *input, const apie_call_options *options,
    apie_scope_fn *fn, void *user, apie_error *error);

/* ---- frameworks' steps ---- */

/** A step of any other framework: a workflow step whose name is its key, unless it is given. */
APIE_API APIE_NODISCARD apie_status apie_with_framework_step(apie_client *client,
                                                             const apie_framework_step_input *input,
                                                             apie_step_fn *fn, void *user,
                                                             apie_error *error);

/** A step of an agent of the OpenAI Agents SDK: a workflow step. */
APIE_API APIE_NODISCARD apie_status
apie_with_openai_agent_step(apie_client *client, const apie_framework_step_input *input,
                            apie_step_fn *fn, void *user, apie_error *error);

/** A node of a LangGraph graph: a workflow step. */
APIE_API APIE_NODISCARD apie_status apie_with_langgraph_node(apie_client *client,
                                                             const apie_framework_step_input *input,
                                                             apie_step_fn *fn, void *user,
                                                             apie_error *error);

/** A task of a CrewAI crew: a workflow step. */
APIE_API APIE_NODISCARD apie_status apie_with_crewai_task(apie_client *client,
                                                          const apie_framework_step_input *input,
                                                          apie_step_fn *fn, void *user,
                                                          apie_error *error);

/** A step of an AutoGen conversation: a workflow step. */
APIE_API APIE_NODISCARD apie_status apie_with_autogen_step(apie_client *client,
                                                           const apie_framework_step_input *input,
                                                           apie_step_fn *fn, void *user,
                                                           apie_error *error);

/** A step of a LlamaIndex pipeline: a workflow step. */
APIE_API APIE_NODISCARD apie_status
apie_with_llamaindex_step(apie_client *client, const apie_framework_step_input *input,
                          apie_step_fn *fn, void *user, apie_error *error);

/** A generation of the Vercel AI SDK: a model call. */
APIE_API APIE_NODISCARD apie_status
apie_with_vercel_ai_generation(apie_client *client, const apie_framework_step_input *input,
                               apie_step_fn *fn, void *user, apie_error *error);

/* ---- MCP servers' tools, HTTP requests ---- */

/**
 * Begins a call of an MCP server's tool: apie_tool_begin() and, if the tool may run, the MCP call
 * inside of it. apie_scope_finish() ends both.
 *
 * @param out to be ended with apie_scope_finish()
 */
APIE_API APIE_NODISCARD apie_status apie_mcp_tool_call_begin(apie_client *client,
                                                             const apie_mcp_tool_input *input,
                                                             const apie_call_options *options,
                                                             apie_scope **out, apie_error *error);

/** apie_mcp_tool_call_begin(), fn if the tool may run, apie_scope_finish(). */
APIE_API APIE_NODISCARD apie_status apie_with_mcp_tool_call(apie_client *client,
                                                            const apie_mcp_tool_input *input,
                                                            const apie_call_options *options,
                                                            apie_scope_fn *fn, void *user,
                                                            apie_error *error);

/** apie_with_guard() for a request that fn sends. */
APIE_API APIE_NODISCARD apie_status apie_with_http_guard(apie_client *client,
                                                         const apie_http_guard_input *input,
                                                         const apie_call_options *options,
                                                         apie_scope_fn *fn, void *user,
                                                         apie_error *error);

/* ---- callbacks ---- */

/**
 * Makes callbacks for a framework that numbers its calls.
 *
 * @param options may be NULL
 * @param out     to be freed with apie_free(), before the client
 */
APIE_API APIE_NODISCARD apie_status apie_callback_handler_new(apie_client *client,
                                                              const apie_callback_options *options,
                                                              apie_callback_handler **out,
                                                              apie_error *error);

/** The same for a framework that does one thing after the other. */
APIE_API APIE_NODISCARD apie_status apie_run_hooks_new(apie_client *client,
                                                       const apie_callback_options *options,
                                                       apie_run_hooks **out, apie_error *error);

APIE_END_DECLS

#endif
