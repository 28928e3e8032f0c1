#include "apie/presets.h"

#include <stddef.h>

#include "apie/kept.h"
#include "apie/name_words.h"
#include "apie/object.h"
#include "apie/preset_parts.h"
#include "base/fail.h"

/* ---- tools ---- */

typedef struct tool_preset {
    const char *helper;
    const char *provider; /* NULL: the input's, if any */
    const char *action_type;
    const char *resource_type;
    const char *risk_level; /* of the tool; NULL: none */
    const char *arguments;  /* their name in the metadata; NULL: it takes none */
    bool takes_provider;
    bool takes_agent;     /* and model */
    bool always_metadata; /* with null for what is not given */
    bool is_platform;     /* the name may be missing, and tells of the action */
    bool risk_is_actions; /* the risk level by default is the action's too */
} tool_preset;

#define MODELS_TOOL                                                                                \
    .action_type = "execute", .resource_type = "llm_tool", .risk_level = "medium",                 \
    .arguments = "arguments"
#define FRAMEWORKS_TOOL .action_type = "execute", .risk_level = "medium", .arguments = "args"

static const tool_preset tool_presets[APIE_TOOL_PRESET_COUNT] = {
    [APIE_PRESET_OPENAI_TOOL_CALL] = {"with_openai_tool_call", "openai", MODELS_TOOL},
    [APIE_PRESET_ANTHROPIC_TOOL_CALL] = {"with_anthropic_tool_call", "anthropic", MODELS_TOOL},
    [APIE_PRESET_TOOL_CALL_GUARD] = {"with_tool_call_guard", NULL, MODELS_TOOL,
                                     .takes_provider = true},
    [APIE_PRESET_OPENAI_AGENT_TOOL_CALL] = {"with_openai_agent_tool_call", "openai", MODELS_TOOL,
                                            .takes_agent = true, .always_metadata = true},
    [APIE_PRESET_LANGCHAIN_TOOL_STEP] = {"with_langchain_tool_step", "langchain", FRAMEWORKS_TOOL,
                                         .resource_type = "langchain_tool"},
    [APIE_PRESET_CREWAI_TOOL_STEP] = {"with_crewai_tool_step", "crewai", FRAMEWORKS_TOOL,
                                      .resource_type = "internal_api", .always_metadata = true},
    [APIE_PRESET_AUTOGEN_TOOL_STEP] = {"with_autogen_tool_step", "autogen", FRAMEWORKS_TOOL,
                                       .resource_type = "internal_api", .always_metadata = true},
    [APIE_PRESET_LLAMAINDEX_TOOL_STEP] = {"with_llamaindex_tool_step", "llamaindex",
                                          FRAMEWORKS_TOOL, .resource_type = "knowledge_base",
                                          .always_metadata = true},
    [APIE_PRESET_CANONICAL_TOOL_ACTION] = {"with_canonical_tool_action", .takes_provider = true},
    [APIE_PRESET_GITHUB_ACTION] = {"with_github_action", "github", "execute", "code_repository",
                                   .is_platform = true},
    [APIE_PRESET_GITLAB_ACTION] = {"with_gitlab_action", "gitlab", "execute", "code_repository",
                                   .is_platform = true},
    [APIE_PRESET_ISSUE_TRACKER_ACTION] = {"with_issue_tracker_action", "linear", "update",
                                          "work_item", .takes_provider = true, .is_platform = true},
    [APIE_PRESET_INCIDENT_RESPONSE_ACTION] = {"with_incident_response_action", "pagerduty",
                                              "execute", "incident_signal", "high",
                                              .takes_provider = true, .is_platform = true,
                                              .risk_is_actions = true},
    [APIE_PRESET_OBSERVABILITY_CORRELATION] = {"with_observability_correlation", "sentry", "read",
                                               "observability_event", "medium",
                                               .takes_provider = true, .is_platform = true,
                                               .risk_is_actions = true},
};

/* What a platform's tool does, by its name. */
static const char *action_by_name(const char *tool_name, const char *otherwise)
{
    static const struct {
        const char *words;
        const char *action_type;
    } actions[] = {
        {"merge*", "merge"},         {"*deploy*", "deploy"}, {"delete*", "delete"},
        {"write* update*", "write"}, {"read list*", "read"},
    };
    for (size_t i = 0; tool_name && i < sizeof(actions) / sizeof(actions[0]); i++)
        if (apie_name_has_word(tool_name, actions[i].words))
            return actions[i].action_type;
    return otherwise;
}

static apie_status check_tool(const tool_preset *preset, const apie_tool_step_input *input,
                              apie_error *error)
{
    const char *helper = preset->helper;
    if (!preset->is_platform && !apie_preset_is_given(input->tool_name))
        return apie_preset_needs(helper, "tool_name", error);
    if (!preset->action_type && !apie_preset_is_given(input->action_type))
        return apie_preset_needs(helper, "action_type", error);
    if (!preset->resource_type && !apie_preset_is_given(input->resource_type))
        return apie_preset_needs(helper, "resource_type", error);
    if (input->provider && !preset->takes_provider)
        return apie_preset_has_no_use(helper, "provider", error);
    if (input->arguments && !preset->arguments)
        return apie_preset_has_no_use(helper, "arguments", error);
    if (input->agent_name && !preset->takes_agent)
        return apie_preset_has_no_use(helper, "agent_name", error);
    if (input->model && !preset->takes_agent)
        return apie_preset_has_no_use(helper, "model", error);
    return apie_check_object(input->metadata, "metadata", error);
}

static apie_status tool_metadata(const tool_preset *preset, const apie_tool_step_input *input,
                                 apie_arena *arena, const json_t **out, apie_error *error)
{
    bool told = preset->arguments && (input->arguments || preset->always_metadata);
    *out = input->metadata;
    if (!told)
        return APIE_OK;
    apie_object made = apie_object_new(input->metadata);
    if (preset->takes_agent) {
        apie_object_add_text(&made, "agent", input->agent_name);
        apie_object_add_text(&made, "model", input->model);
    }
    apie_object_add_copy(&made, preset->arguments, input->arguments);
    *out = apie_object_done(&made, arena);
    return *out ? APIE_OK : apie_fail_no_memory(error);
}

apie_status apie_preset_tool(apie_tool_preset id, const apie_tool_step_input *input,
                             apie_arena *arena, apie_tool_input *out, apie_error *error)
{
    const tool_preset *preset = &tool_presets[id];
    if (!input)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "input", "input must not be NULL");
    apie_status status = check_tool(preset, input, error);
    if (status != APIE_OK)
        return status;
    const char *provider = apie_preset_or(input->provider, preset->provider);
    const char *risk = apie_preset_or(input->risk_level, preset->risk_level);
    const char *action = input->action_type;
    if (!action)
        action = preset->is_platform ? action_by_name(input->tool_name, preset->action_type)
                                     : preset->action_type;
    const char *name = input->tool_name;
    if (!apie_preset_is_given(name))
        name = apie_preset_join(arena, (const char *const[]){provider, ".", action, NULL});
    if (!name)
        return apie_fail_no_memory(error);
    *out = (apie_tool_input){
        .run_id = input->run_id,
        .session_id = input->session_id,
        .tool = {.name = name, .provider = provider, .risk_level = risk},
        .action = {.type = action,
                   .name = apie_preset_or(input->action_name, name),
                   .risk_level = preset->risk_is_actions ? risk : input->risk_level},
        .resource = {.type = apie_preset_or(input->resource_type, preset->resource_type),
                     .external_id = input->resource_id,
                     .provider = apie_preset_or(input->resource_provider, provider),
                     .environment = input->environment},
    };
    return tool_metadata(preset, input, arena, &out->metadata, error);
}

/* ---- steps ---- */

/* The members of the input that only some helpers take, as bits and in a table. */
enum {
    AGENT_NAME = 1 << 0,
    MODEL = 1 << 1,
    PROVIDER = 1 << 2,
    PROMPT_HASH = 1 << 3,
    INPUT_SUMMARY = 1 << 4,
    CREW_NAME = 1 << 5,
    ROLE = 1 << 6,
    CONVERSATION_ID = 1 << 7,
    INDEX_NAME = 1 << 8,
    QUERY_TYPE = 1 << 9
};

static const struct step_member {
    unsigned bit;
    const char *name;
    const char *key; /* in the payload summary */
    size_t offset;
} step_members[] = {
#define MEMBER(bit, name, key)                                                                     \
    {                                                                                              \
        bit, #name, key, offsetof(apie_framework_step_input, name)                                 \
    }
    MEMBER(AGENT_NAME, agent_name, "agent"),
    MEMBER(MODEL, model, "model"),
    MEMBER(PROVIDER, provider, "provider"),
    MEMBER(PROMPT_HASH, prompt_hash, "prompt_hash"),
    MEMBER(INPUT_SUMMARY, input_summary, "input_summary"),
    MEMBER(CREW_NAME, crew_name, "crew"),
    MEMBER(ROLE, role, "role"),
    MEMBER(CONVERSATION_ID, conversation_id, "conversation"),
    MEMBER(INDEX_NAME, index_name, "index"),
    MEMBER(QUERY_TYPE, query_type, "query_type"),
#undef MEMBER
};
#define STEP_MEMBERS (sizeof(step_members) / sizeof(step_members[0]))

typedef struct step_preset {
    const char *helper;
    unsigned takes;
    bool needs_name;
    bool name_is_key; /* one of the two is needed */
    bool needs_model;
    const char *name;
    const char *key;          /* NULL: none, or the name */
    bool key_is_name;         /* if there is one */
    const char *prefix;       /* of a key made of agent and name; NULL: it is not */
    const char *constant_key; /* in the payload summary; NULL: the summary is the input's */
    const char *constant;
} step_preset;

static const step_preset step_presets[APIE_STEP_PRESET_COUNT] = {
    [APIE_PRESET_FRAMEWORK_STEP] = {.helper = "with_framework_step", .name_is_key = true},
    [APIE_PRESET_OPENAI_AGENT_STEP] = {.helper = "with_openai_agent_step",
                                       .takes = AGENT_NAME | MODEL,
                                       .needs_name = true,
                                       .prefix = "openai-agent:",
                                       .constant_key = "provider",
                                       .constant = "openai-agents"},
    [APIE_PRESET_LANGGRAPH_NODE] = {.helper = "with_langgraph_node",
                                    .needs_name = true,
                                    .key_is_name = true},
    [APIE_PRESET_CREWAI_TASK] = {.helper = "with_crewai_task",
                                 .takes = CREW_NAME | ROLE,
                                 .name = "CrewAI task",
                                 .key = "crewai-task",
                                 .key_is_name = true,
                                 .constant_key = "framework",
                                 .constant = "crewai"},
    [APIE_PRESET_AUTOGEN_STEP] = {.helper = "with_autogen_step",
                                  .takes = AGENT_NAME | CONVERSATION_ID,
                                  .name = "AutoGen step",
                                  .key = "autogen-step",
                                  .constant_key = "framework",
                                  .constant = "autogen"},
    [APIE_PRESET_LLAMAINDEX_STEP] = {.helper = "with_llamaindex_step",
                                     .takes = INDEX_NAME | QUERY_TYPE,
                                     .name = "LlamaIndex step",
                                     .key = "llamaindex-step",
                                     .constant_key = "framework",
                                     .constant = "llamaindex"},
    [APIE_PRESET_VERCEL_AI_GENERATION] = {.helper = "with_vercel_ai_generation",
                                          .takes = PROVIDER | MODEL | PROMPT_HASH | INPUT_SUMMARY,
                                          .needs_model = true,
                                          .name = "vercel-ai.generateText",
                                          .constant_key = "provider",
                                          .constant = "vercel-ai"},
};

static const char *member_of(const apie_framework_step_input *input,
                             const struct step_member *member)
{
    const void *place = (const char *)input + member->offset;
    return *(const char *const *)place;
}

static apie_status check_step(const step_preset *preset, const apie_framework_step_input *input,
                              apie_error *error)
{
    if (preset->needs_name && !apie_preset_is_given(input->step_name))
        return apie_preset_needs(preset->helper, "step_name", error);
    if (preset->name_is_key && !apie_preset_is_given(input->step_name) &&
        !apie_preset_is_given(input->step_key))
        return apie_preset_needs(preset->helper, "step_key", error);
    if (preset->needs_model && !apie_preset_is_given(input->model))
        return apie_preset_needs(preset->helper, "model", error);
    for (size_t i = 0; i < STEP_MEMBERS; i++)
        if (!(preset->takes & step_members[i].bit) && member_of(input, &step_members[i]))
            return apie_preset_has_no_use(preset->helper, step_members[i].name, error);
    if (input->payload_summary && preset->constant_key)
        return apie_preset_has_no_use(preset->helper, "payload_summary", error);
    if (input->metadata && !preset->constant_key)
        return apie_preset_has_no_use(preset->helper, "metadata", error);
    apie_status status = apie_check_object(input->payload_summary, "payload_summary", error);
    return status == APIE_OK ? apie_check_object(input->metadata, "metadata", error) : status;
}

static apie_status step_payload(const step_preset *preset, const apie_framework_step_input *input,
                                apie_arena *arena, const json_t **out, apie_error *error)
{
    *out = input->payload_summary;
    if (!preset->constant_key)
        return APIE_OK;
    apie_object made = apie_object_new(input->metadata);
    for (size_t i = 0; i < STEP_MEMBERS; i++) {
        const struct step_member *member = &step_members[i];
        const char *value = member_of(input, member);
        /* The service's other libraries know no summary of the input here, and send none. */
        bool silent = !value && (member->bit == INPUT_SUMMARY || member->bit == PROVIDER);
        if ((preset->takes & member->bit) && !silent)
            apie_object_add_text(&made, member->key, value);
    }
    apie_object_add_text(&made, preset->constant_key, preset->constant);
    *out = apie_object_done(&made, arena);
    return *out ? APIE_OK : apie_fail_no_memory(error);
}

static const char *step_key(const step_preset *preset, const apie_framework_step_input *input,
                            apie_arena *arena, apie_error *error)
{
    if (preset->prefix) {
        const char *agent = input->agent_name;
        const char *key = apie_preset_join(
            arena, agent ? (const char *const[]){preset->prefix, agent, ":", input->step_name, NULL}
                         : (const char *const[]){preset->prefix, input->step_name, NULL});
        if (!key)
            apie_fail_no_memory(error);
        return key;
    }
    return preset->key_is_name && input->step_name ? input->step_name : preset->key;
}

apie_status apie_preset_step(apie_step_preset id, const apie_framework_step_input *input,
                             apie_arena *arena, apie_step_input *out, apie_error *error)
{
    const step_preset *preset = &step_presets[id];
    if (!input)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "input", "input must not be NULL");
    apie_status status = check_step(preset, input, error);
    if (status != APIE_OK)
        return status;
    *out = (apie_step_input){
        .run_id = input->run_id,
        .session_id = input->session_id,
        .step_key = input->step_key,
        .step_name = apie_preset_or(input->step_name, preset->name),
        .step_index = input->step_index,
    };
    if (preset->name_is_key && !out->step_name)
        out->step_name = out->step_key;
    if (!out->step_key) {
        out->step_key = step_key(preset, input, arena, error);
        if (!out->step_key && preset->prefix)
            return error->code;
    }
    return step_payload(preset, input, arena, &out->payload_summary, error);
}
