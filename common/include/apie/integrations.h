/**
 * @file integrations.h
 * What a program says to the helpers for agent frameworks and platforms. Shared by both libraries;
 * the helpers themselves are in apie/sync/integrations.h and apie/async/integrations.h.
 *
 * A helper is one of the few things that the client does anyway (a tool call, a workflow step, a
 * model call, a guarded action) with names and defaults that make the service show all programs of
 * a framework alike. Input structs are plain: start from zero, set what you know. Strings and
 * jansson values are borrowed until the call returns. A member that a helper needs and lacks, or
 * has no use for, is APIE_ERROR_INVALID_ARGUMENT with its name in error->where: nothing is lost
 * unseen.
 */
#ifndef APIE_INTEGRATIONS_H
#define APIE_INTEGRATIONS_H

#include <jansson.h>

#include <apie/export.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * A call of a framework's or platform's tool. Every helper takes every member, but for those that
 * say otherwise.
 *
 *     helper                       provider    action    resource             risk    arguments as
 *     openai_tool_call             openai      execute   llm_tool             medium  "arguments"
 *     anthropic_tool_call          anthropic   execute   llm_tool             medium  "arguments"
 *     tool_call_guard              (given)     execute   llm_tool             medium  "arguments"
 *     openai_agent_tool_call       openai      execute   llm_tool             medium  "arguments"
 *     langchain_tool_step          langchain   execute   langchain_tool       medium  "args"
 *     crewai_tool_step             crewai      execute   internal_api         medium  "args"
 *     autogen_tool_step            autogen     execute   internal_api         medium  "args"
 *     llamaindex_tool_step         llamaindex  execute   knowledge_base       medium  "args"
 *     canonical_tool_action        (given)     required  required             none    –
 *     github_action                github      execute¹  code_repository      none    –
 *     gitlab_action                gitlab      execute¹  code_repository      none    –
 *     issue_tracker_action         linear²     update¹   work_item            none    –
 *     incident_response_action     pagerduty²  execute¹  incident_signal      high    –
 *     observability_correlation    sentry²     read¹     observability_event  medium  –
 *
 * ¹ unless the tool's name has a word that says more: merge, deploy, delete, write or update
 *   (both: write), read or list (both: read)
 * ² unless provider is set
 */
typedef struct apie_tool_step_input {
    /** NULL: the current run's (sync only). */
    const char *run_id;
    const char *session_id;
    /** Required; but the platforms (github_action and those below it) make one of the provider and
     * the action's type: "github.merge". */
    const char *tool_name;
    /** What the tool is called with: any JSON value. Not for canonical_tool_action and the
     * platforms, whose arguments may go into metadata. */
    const json_t *arguments;
    const char *action_type;
    /** NULL: the tool's name. */
    const char *action_name;
    const char *resource_type;
    /** The target, such as "acme/api": sent as the resource's external id. */
    const char *resource_id;
    /** NULL: the tool's provider. */
    const char *resource_provider;
    /** The resource's. */
    const char *environment;
    /** Of the tool and the action. NULL: the table's, for the tool (and for the action too, with
     * incident_response_action and observability_correlation). */
    const char *risk_level;
    /** Only for tool_call_guard, canonical_tool_action and the platforms marked ². */
    const char *provider;
    /** Only for openai_agent_tool_call: added to the metadata as "agent" and "model". */
    const char *agent_name;
    const char *model;
    /** An object; its members win over those that the helper makes. */
    const json_t *metadata;
    void *reserved[8];
} apie_tool_step_input;

/**
 * A step of a framework. What it works on is told in a payload summary.
 *
 *     helper               needs      step key                          payload summary
 *     framework_step       step_key ² none                              payload_summary
 *     openai_agent_step    step_name  openai-agent:<agent>:<step> ¹     provider "openai-agents",
 *                                                                       agent, model
 *     langgraph_node       step_name  its name                          payload_summary
 *     crewai_task          –          its name, or "crewai-task"        framework "crewai", crew,
 *                                                                       role
 *     autogen_step         –          "autogen-step"                    framework "autogen", agent,
 *                                                                       conversation
 *     llamaindex_step      –          "llamaindex-step"                 framework "llamaindex",
 *                                                                       index, query_type
 *     vercel_ai_generation model      none                              provider, model,
 *                                                                       prompt_hash, input_summary
 *
 * ¹ without agent_name: openai-agent:<step>
 * ² or step_name; a name that is not given is the key
 */
typedef struct apie_framework_step_input {
    /** NULL: the current run's (sync only). */
    const char *run_id;
    const char *session_id;
    /** The node's or task's key. NULL: the table's. */
    const char *step_key;
    /** The node's or task's name. NULL: "CrewAI task", "AutoGen step", "LlamaIndex step" or
     * "vercel-ai.generateText"; of a framework_step the key. */
    const char *step_name;
    apie_opt_int step_index;
    /** Only for openai_agent_step and autogen_step: "agent". */
    const char *agent_name;
    /** Only for openai_agent_step and vercel_ai_generation: "model". */
    const char *model;
    /** Only for vercel_ai_generation: "provider" (NULL: "vercel-ai"), "prompt_hash" and
     * "input_summary". */
    const char *provider;
    const char *prompt_hash;
    const char *input_summary;
    /** Only for crewai_task: "crew" and "role". */
    const char *crew_name;
    const char *role;
    /** Only for autogen_step: "conversation". */
    const char *conversation_id;
    /** Only for llamaindex_step: "index" and "query_type". */
    const char *index_name;
    const char *query_type;
    /** Only for framework_step and langgraph_node: an object, sent as it is. */
    const json_t *payload_summary;
    /** Not for those two. An object; its members go into the payload summary, and win over
     * those that the helper makes. */
    const json_t *metadata;
    void *reserved[8];
} apie_framework_step_input;

/** A call of an MCP server's tool. Its name is "<server>.<tool>", its provider "mcp". */
typedef struct apie_mcp_tool_input {
    /** NULL: the current run's (sync only). */
    const char *run_id;
    const char *session_id;
    /** Required. */
    const char *server;
    const char *tool;
    /** NULL: "execute". */
    const char *action_type;
    /** NULL: the tool's name. */
    const char *action_name;
    /** NULL: "internal_api". */
    const char *resource_type;
    /** NULL: the server. */
    const char *resource_provider;
    /** Sent as the resource's external id. NULL: resource_target. */
    const char *resource_id;
    /** What the tool works on, such as a service's name: told in the metadata, too. */
    const char *resource_target;
    /** The resource's. */
    const char *environment;
    /** Of the tool and the action. NULL: "medium", for the tool. */
    const char *risk_level;
    /** The tool's, as its server lists it. */
    const json_t *input_schema;
    /** An object; "mcp" in it is the helper's. */
    const json_t *metadata;
    /** An object. NULL: server, tool, action_type, resource_type and environment. */
    const json_t *payload_summary;
    void *reserved[8];
} apie_mcp_tool_input;

/** A request that a guardrail is asked about before it is sent. */
typedef struct apie_http_guard_input {
    /** NULL: the current run's (sync only). */
    const char *run_id;
    const char *session_id;
    /** Required, such as "POST /refunds". */
    const char *action_name;
    /** NULL: "http.request". */
    const char *action_type;
    /** Required. */
    const char *resource_type;
    /** Sent as the resource's external id. */
    const char *resource_id;
    const char *resource_provider;
    const char *environment;
    /** NULL: no tool. Its provider is "http". */
    const char *tool_name;
    const char *risk_level;
    /** An object. */
    const json_t *metadata;
    void *reserved[8];
} apie_http_guard_input;

APIE_END_DECLS

#endif
