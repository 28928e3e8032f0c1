/**
 * @file apie/models/agents.h
 * Agents: who they are, what they may do and which tools they have. A client registers its own
 * agent from its configuration, so a program needs these operations only to say more than the
 * configuration does.
 *
 * A request that is all zero is empty: set what is to be sent and leave the rest. APIE_NULL in
 * place of a text, list or object sends null. What a request points to is borrowed.
 *
 * A result is one block of memory with everything that it points to. What the service did not
 * send, or sent as null, is NULL. Texts are UTF-8; times stay texts, as the service wrote them.
 *
 * Made from common/schema/apie*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_MODELS_AGENTS_H
#define APIE_MODELS_AGENTS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * How much can go wrong.
 * Text on the wire: the service may know more values.
 */
/** Harmless, such as reading public data. */
#define APIE_RISK_LOW "low"
/** Can be undone. */
#define APIE_RISK_MEDIUM "medium"
/** Hard to undo, or seen by others. */
#define APIE_RISK_HIGH "high"
/** Production, money, secrets. */
#define APIE_RISK_CRITICAL "critical"

/**
 * Kinds of action that the service knows by name.
 * Text on the wire: the service may know more values.
 */
/** Looks at something. */
#define APIE_ACTION_TYPE_READ "read"
/** Makes something new. */
#define APIE_ACTION_TYPE_CREATE "create"
/** Changes something. */
#define APIE_ACTION_TYPE_UPDATE "update"
/** Removes something. */
#define APIE_ACTION_TYPE_DELETE "delete"
/** Runs something; the usual type for a tool without a better one. */
#define APIE_ACTION_TYPE_EXECUTE "execute"
/** Tells somebody something. */
#define APIE_ACTION_TYPE_COMMUNICATE "communicate"
/** Merges a change into a branch. */
#define APIE_ACTION_TYPE_MERGE "merge"

/**
 * Kinds of resource that the service knows by name.
 * Text on the wire: the service may know more values.
 */
/** A repository of code. */
#define APIE_RESOURCE_TYPE_CODE_REPOSITORY "code_repository"
/** A deployment. */
#define APIE_RESOURCE_TYPE_DEPLOYMENT_EVENT "deployment_event"
/** A run of a build or delivery pipeline. */
#define APIE_RESOURCE_TYPE_PIPELINE_RUN "pipeline_run"
/** A credential. */
#define APIE_RESOURCE_TYPE_SECRET "secret"
/** A ticket or an issue. */
#define APIE_RESOURCE_TYPE_WORK_ITEM "work_item"
/** Data in a database. */
#define APIE_RESOURCE_TYPE_DATABASE_RECORD "database_record"
/** A file. */
#define APIE_RESOURCE_TYPE_FILE "file"
/** An alert, a trace, a log entry. */
#define APIE_RESOURCE_TYPE_OBSERVABILITY_EVENT "observability_event"
/** A command on a machine. */
#define APIE_RESOURCE_TYPE_SHELL_COMMAND "shell_command"
/** An incident. */
#define APIE_RESOURCE_TYPE_INCIDENT "incident"
/** Documents to search in. */
#define APIE_RESOURCE_TYPE_KNOWLEDGE_BASE "knowledge_base"
/** Not known; what is sent for a tool that does not say. */
#define APIE_RESOURCE_TYPE_UNKNOWN "unknown"

/**
 * Who the agent is.
 * Part of apie_identify
 */
typedef struct apie_identify_agent {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * The agent's stable name for machines, such as "incident-bot". The same key is the same agent.
     * Required.
     */
    const char *key;
    /**
     * The agent's name for people.
     * Required.
     * Secrets in it are redacted.
     */
    const char *name;
    /**
     * What it is for, in a sentence.
     * Secrets in it are redacted.
     */
    const char *purpose;
    /**
     * Whom to ask about it.
     * Secrets in it are redacted.
     */
    const char *owner_email;
    /**
     * The team it belongs to.
     * Secrets in it are redacted.
     */
    const char *team;
    /**
     * More about it.
     * Secrets in it are redacted.
     */
    const char *description;
} apie_identify_agent;

/**
 * What the agent runs on.
 * Part of apie_identify
 */
typedef struct apie_identify_runtime {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * Where, such as "production" or "development".
     * Secrets in it are redacted.
     */
    const char *environment;
    /**
     * The agent framework, such as "langgraph".
     * Secrets in it are redacted.
     */
    const char *framework;
    /** The programming language; "c" from this library. */
    const char *language;
    /** The version of the SDK that sends this. */
    const char *sdk_version;
} apie_identify_runtime;

/**
 * The language model that the agent uses.
 * Part of apie_identify
 */
typedef struct apie_identify_model {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * Who runs the model.
     * Secrets in it are redacted.
     */
    const char *provider;
    /**
     * Which model.
     * Secrets in it are redacted.
     */
    const char *name;
} apie_identify_model;

/**
 * A tool that the agent declares when it registers.
 * Part of apie_identify
 */
typedef struct apie_identify_tool {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * The tool's name, as events and guardrails use it.
     * Required.
     * Secrets in it are redacted.
     */
    const char *name;
    /**
     * What the tool does.
     * Secrets in it are redacted.
     * Known values: APIE_ACTION_TYPE_READ, APIE_ACTION_TYPE_CREATE, APIE_ACTION_TYPE_UPDATE,
     * APIE_ACTION_TYPE_DELETE, APIE_ACTION_TYPE_EXECUTE, APIE_ACTION_TYPE_COMMUNICATE,
     * APIE_ACTION_TYPE_MERGE.
     */
    const char *const *action_types;
    /** How many action_types there are. */
    size_t action_types_count;
    /**
     * What it does it to.
     * Secrets in it are redacted.
     * Known values: the constants from APIE_RESOURCE_TYPE_CODE_REPOSITORY on.
     */
    const char *const *resource_types;
    /** How many resource_types there are. */
    size_t resource_types_count;
    /**
     * How much can go wrong.
     * Secrets in it are redacted.
     * Known values: APIE_RISK_LOW, APIE_RISK_MEDIUM, APIE_RISK_HIGH, APIE_RISK_CRITICAL.
     */
    const char *risk_level;
    /**
     * Whose tool it is, such as "github" or "internal".
     * Secrets in it are redacted.
     */
    const char *provider;
} apie_identify_tool;

/**
 * The agent's own version. A change of it makes a new agent version.
 * Part of apie_identify
 */
typedef struct apie_identify_version {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * The version, in the program's own scheme.
     * Secrets in it are redacted.
     */
    const char *version;
    /**
     * The agent framework of this version.
     * Secrets in it are redacted.
     */
    const char *framework;
    /**
     * Who runs this version's model.
     * Secrets in it are redacted.
     */
    const char *model_provider;
    /**
     * This version's model.
     * Secrets in it are redacted.
     */
    const char *model_name;
} apie_identify_version;

/**
 * Where the agent's code comes from.
 * Part of apie_identify
 */
typedef struct apie_identify_source {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * The commit it was built from.
     * Secrets in it are redacted.
     */
    const char *git_sha;
    /**
     * The deployment that brought it here.
     * Secrets in it are redacted.
     */
    const char *deployment_id;
} apie_identify_source;

/**
 * An agent that registers.
 * Body of agents.identify
 */
typedef struct apie_identify {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * Who it is.
     * Required.
     */
    const apie_identify_agent *agent;
    /** What it runs on. */
    const apie_identify_runtime *runtime;
    /** The language model it uses. */
    const apie_identify_model *model;
    /** What its guardrails do: "monitor" or "enforce". */
    const char *mode;
    /** The tools it has. */
    const apie_identify_tool *const *tools;
    /** How many tools there are. */
    size_t tools_count;
    /**
     * A hash of its prompt, to tell versions apart.
     * Secrets in it are redacted.
     */
    const char *prompt_hash;
    /** The machine it runs on; "local" if the program does not say. */
    const char *hostname;
    /** Its own version. */
    const apie_identify_version *version;
    /** Where its code comes from. */
    const apie_identify_source *source;
} apie_identify;

/**
 * What the service made of an agent that registered.
 * Result of agents.identify
 */
typedef struct apie_registration {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The agent's id, for every later request.
     * Always there in results.
     */
    const char *agent_id;
    /** The id of this version of the agent. */
    const char *agent_version_id;
    /** The workspace that the API key belongs to. */
    const char *workspace_id;
    /** The service's hash of what was declared. */
    const char *config_hash;
    /** How the agent stands, in the service's words. */
    const char *status;
    /** Whether the agent was new. */
    apie_opt_bool created;
    /** Whether this version of it was new. */
    apie_opt_bool version_created;
    /**
     * Where the service would like events. The library sends them to the configured address all the
     * same.
     */
    const char *ingest_url;
    /** A hint for people. */
    const char *recommended_next_step;
    /** The agent's page in the dashboard. */
    const char *dashboard_url;
} apie_registration;

/**
 * The tool that a capability speaks of.
 * Part of apie_capability
 */
typedef struct apie_capability_tool {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * The tool's name.
     * Required.
     * Secrets in it are redacted.
     */
    const char *name;
    /**
     * Whose tool it is.
     * Secrets in it are redacted.
     */
    const char *provider;
} apie_capability_tool;

/**
 * Something that an agent may do with a tool. What it does beyond that is reported as a boundary
 * warning.
 * Part of apie_capabilities_declare
 */
typedef struct apie_capability {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * With which tool.
     * Required.
     */
    const apie_capability_tool *tool;
    /**
     * What it may do.
     * Secrets in it are redacted.
     * Known values: APIE_ACTION_TYPE_READ, APIE_ACTION_TYPE_CREATE, APIE_ACTION_TYPE_UPDATE,
     * APIE_ACTION_TYPE_DELETE, APIE_ACTION_TYPE_EXECUTE, APIE_ACTION_TYPE_COMMUNICATE,
     * APIE_ACTION_TYPE_MERGE.
     */
    const char *const *actions;
    /** How many actions there are. */
    size_t actions_count;
    /**
     * What it may do it to.
     * Secrets in it are redacted.
     * Known values: the constants from APIE_RESOURCE_TYPE_CODE_REPOSITORY on.
     */
    const char *const *resources;
    /** How many resources there are. */
    size_t resources_count;
    /**
     * Where it may.
     * Secrets in it are redacted.
     */
    const char *const *environments;
    /** How many environments there are. */
    size_t environments_count;
    /**
     * How much can go wrong.
     * Secrets in it are redacted.
     * Known values: APIE_RISK_LOW, APIE_RISK_MEDIUM, APIE_RISK_HIGH, APIE_RISK_CRITICAL.
     */
    const char *risk_level;
} apie_capability;

/**
 * All that an agent may do.
 * Body of agents.declare_capabilities
 */
typedef struct apie_capabilities_declare {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * One entry for each tool.
     * Required.
     */
    const apie_capability *const *capabilities;
    /** How many capabilities there are. */
    size_t capabilities_count;
} apie_capabilities_declare;

/**
 * What the service made of declared capabilities.
 * Result of agents.declare_capabilities
 */
typedef struct apie_capabilities_declared {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The capabilities as the service keeps them, an array. */
    json_t *declared;
} apie_capabilities_declared;

/**
 * A tool, with the shape of its input.
 * Body of agents.define_tool
 */
typedef struct apie_tool_definition {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * The tool's name, such as "files.read".
     * Required.
     * Secrets in it are redacted.
     */
    const char *name;
    /**
     * Whose tool it is; "mcp" for tools of an MCP server.
     * Secrets in it are redacted.
     */
    const char *provider;
    /**
     * What it does, for people and models.
     * Secrets in it are redacted.
     */
    const char *description;
    /**
     * A JSON Schema of its arguments, an object.
     * Secrets in it are redacted.
     */
    const json_t *input_schema;
    /**
     * What it does.
     * Secrets in it are redacted.
     * Known values: APIE_ACTION_TYPE_READ, APIE_ACTION_TYPE_CREATE, APIE_ACTION_TYPE_UPDATE,
     * APIE_ACTION_TYPE_DELETE, APIE_ACTION_TYPE_EXECUTE, APIE_ACTION_TYPE_COMMUNICATE,
     * APIE_ACTION_TYPE_MERGE.
     */
    const char *const *action_types;
    /** How many action_types there are. */
    size_t action_types_count;
    /**
     * What it does it to.
     * Secrets in it are redacted.
     * Known values: the constants from APIE_RESOURCE_TYPE_CODE_REPOSITORY on.
     */
    const char *const *resource_types;
    /** How many resource_types there are. */
    size_t resource_types_count;
    /**
     * How much can go wrong.
     * Secrets in it are redacted.
     * Known values: APIE_RISK_LOW, APIE_RISK_MEDIUM, APIE_RISK_HIGH, APIE_RISK_CRITICAL.
     */
    const char *risk_level;
} apie_tool_definition;

/**
 * What the service made of a defined tool. Nothing is known of its fields; apie_extra_json() reads
 * them.
 * Result of agents.define_tool
 */
typedef struct apie_tool_defined {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
} apie_tool_defined;

APIE_END_DECLS

#endif
