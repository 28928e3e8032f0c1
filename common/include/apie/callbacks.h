/**
 * @file callbacks.h
 * Callbacks for a framework that tells what it does: hand these functions to it, and its tools and
 * chains are told to the service. They ask no guardrail: the framework has decided already.
 *
 * Made by apie_callback_handler_new() and apie_run_hooks_new() (apie/sync/integrations.h) or their
 * twins in apie/async/integrations.h; freed with apie_free(), before the client. With the blocking
 * library they may be called from any thread, with the event-driven one from the loop's. They never
 * wait for the network and never fail: what goes wrong is reported as on_error of the configuration
 * says.
 *
 * What goes in and comes out of tools and chains is told as a preview: its first 500 characters.
 */
#ifndef APIE_CALLBACKS_H
#define APIE_CALLBACKS_H

#include <jansson.h>

#include <apie/export.h>

APIE_BEGIN_DECLS

/** What callbacks are told once. */
typedef struct apie_callback_options {
    /** NULL: the run of the thread that calls, when something starts (sync only). */
    const char *run_id;
    const char *session_id;
    /** Of what the tools work on. NULL: none. */
    const char *default_environment;
    /** Only for apie_run_hooks_new(). NULL: "openai-agent". */
    const char *agent_name;
    void *reserved[4];
} apie_callback_options;

/**
 * For frameworks that number their calls, such as LangChain: each end names the call that it is the
 * end of, in the framework's own way. What a tool does to what is guessed from its name
 * (apie_infer_from_tool_name()); its provider is "langchain".
 *
 * The first argument is the handler itself. Text may be NULL. Ends may come in any order; an end
 * without a start is told as one of "unknown_tool" or "chain". Of more than 1,024 calls that have
 * not ended the oldest are forgotten.
 */
typedef struct apie_callback_handler apie_callback_handler;
struct apie_callback_handler {
    /** agent.tool.called and agent.action.requested. */
    void (*on_tool_start)(apie_callback_handler *handler, const char *call_id,
                          const char *tool_name, const char *input);
    /** agent.action.completed */
    void (*on_tool_end)(apie_callback_handler *handler, const char *call_id, const char *output);
    /** agent.action.failed and agent.error */
    void (*on_tool_error)(apie_callback_handler *handler, const char *call_id, const char *message);
    /** agent.workflow.step.started, with the names of the inputs. name NULL: "chain". */
    void (*on_chain_start)(apie_callback_handler *handler, const char *call_id, const char *name,
                           const json_t *inputs);
    /** agent.workflow.step.completed, with the names of the outputs and a preview of them. */
    void (*on_chain_end)(apie_callback_handler *handler, const char *call_id,
                         const json_t *outputs);
    /** agent.workflow.step.failed and agent.error */
    void (*on_chain_error)(apie_callback_handler *handler, const char *call_id,
                           const char *message);
};

/**
 * For frameworks that do one thing after the other, such as the OpenAI Agents SDK. The first
 * argument is the hooks themselves; tool_name NULL: "unknown_tool".
 */
typedef struct apie_run_hooks apie_run_hooks;
struct apie_run_hooks {
    /** agent.workflow.step.started */
    void (*on_agent_start)(apie_run_hooks *hooks);
    /** agent.tool.called and agent.action.requested, with the arguments (any JSON, may be NULL). */
    void (*on_tool_start)(apie_run_hooks *hooks, const char *tool_name, const json_t *arguments);
    /** agent.action.completed, with a preview of the result (any JSON, may be NULL). */
    void (*on_tool_end)(apie_run_hooks *hooks, const char *tool_name, const json_t *result);
    /** agent.error */
    void (*on_error)(apie_run_hooks *hooks, const char *message);
};

APIE_END_DECLS

#endif
