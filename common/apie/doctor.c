#include "apie/doctor.h"

#include <string.h>

#include "apie/decision.h"
#include "base/fail.h"
#include "model/model.h"

/* ---- what may let something through, or get lost ---- */

static bool guard_may_pass(const apie_agent *agent)
{
    return agent->config->mode == APIE_MODE_ENFORCE &&
           agent->config->guard_failure_mode != APIE_GUARD_FAIL_CLOSED;
}

static bool has_redaction_rules(const apie_config *config)
{
    return config->redact_callback || (config->redact_keys && config->redact_keys[0]) ||
           (config->redact_deny_patterns && config->redact_deny_patterns[0]);
}

static bool lacks_redaction_rules(const apie_agent *agent)
{
    return !has_redaction_rules(agent->config);
}

static bool is_risky(const char *risk_level)
{
    return risk_level && (strcmp(risk_level, "high") == 0 || strcmp(risk_level, "critical") == 0);
}

static bool is_open(const char *const *actions, const char *const *resources,
                    const char *const *environments)
{
    return !actions || !actions[0] || !resources || !resources[0] || !environments ||
           !environments[0];
}

static bool has_open_risk(const apie_agent *agent)
{
    const apie_config *config = agent->config;
    for (size_t i = 0; i < config->tool_count; i++) {
        const apie_declared_tool *tool = &config->tools[i];
        if (is_risky(tool->risk_level) &&
            is_open(tool->action_types, tool->resource_types, tool->environments))
            return true;
    }
    for (size_t i = 0; i < config->capability_count; i++) {
        const apie_declared_capability *capability = &config->capabilities[i];
        if (is_risky(capability->risk_level) &&
            is_open(capability->actions, capability->resources, capability->environments))
            return true;
    }
    return false;
}

static bool has_queue_trouble(const apie_agent *agent)
{
    apie_queue_diagnostics queue = agent->diagnostics;
    apie_queue_read_diagnostics(agent->queue, &queue);
    return queue.last_error_at_us != 0 || queue.dropped_count > 0;
}

static bool lacks_storage(const apie_agent *agent)
{
    return !agent->config->queue_storage_path;
}

static const struct {
    bool (*applies)(const apie_agent *agent);
    const char *words;
} trust_warnings[] = {
    {guard_may_pass, "In enforce mode an action still runs, or fails for another reason, when its "
                     "guardrail cannot be evaluated: guard_failure_mode is not fail_closed."},
    {lacks_redaction_rules, "Only the usual keys and credentials are redacted: there are no "
                            "redact_keys, redact_deny_patterns or redact_callback."},
    {has_open_risk, "A tool or capability of high risk does not say which actions, resources and "
                    "environments it is for."},
    {has_queue_trouble, "Sending events has failed, or events were dropped."},
    {lacks_storage, "Events wait in memory only: those that are not sent when the process ends are "
                    "lost."},
};

#define TRUST_WARNINGS (sizeof trust_warnings / sizeof trust_warnings[0])

static bool add_trust_warnings(const apie_agent *agent, apie_arena *arena, apie_diagnosis *out)
{
    const char **list = apie_arena_alloc(arena, TRUST_WARNINGS * sizeof *list);
    if (!list)
        return false;
    for (size_t i = 0; i < TRUST_WARNINGS; i++)
        if (trust_warnings[i].applies(agent))
            list[out->trust_warning_count++] = trust_warnings[i].words;
    out->trust_warnings = list;
    return true;
}

/* ---- the rest ---- */

static const char *copy_text(apie_arena *arena, const char *text, bool *failed)
{
    if (!text)
        return NULL;
    const char *copy = apie_arena_strdup(arena, text);
    if (!copy)
        *failed = true;
    return copy;
}

static const char *failure_mode_name(apie_guard_failure_mode mode)
{
    switch (mode) {
    case APIE_GUARD_FAIL_CLOSED: return "fail_closed";
    case APIE_GUARD_THROW: return "throw";
    case APIE_GUARD_FAILURE_DEFAULT:
    case APIE_GUARD_FAIL_OPEN: break;
    }
    return "fail_open";
}

static void free_registration(void *registration)
{
    apie_free(registration);
}

static bool add_registration(const apie_agent *agent, apie_arena *arena, apie_diagnosis *out)
{
    bool failed = false;
    if (agent->registration_error.code != APIE_OK) {
        out->registration_status = agent->registration_error.code;
        out->registration_error = copy_text(arena, agent->registration_error.message, &failed);
    }
    if (!agent->registration)
        return !failed;
    void *copy;
    apie_error why;
    if (failed || apie_model_copy(&apie_model_registration, agent->registration, &copy, &why))
        return false;
    if (apie_arena_on_free(arena, free_registration, copy) != 0) {
        apie_free(copy);
        return false;
    }
    out->registration = copy;
    return true;
}

static bool add_settings(const apie_config *config, apie_arena *arena, apie_diagnosis *out)
{
    bool failed = false;
    out->mode = apie_mode_name(config->mode);
    out->guard_failure_mode = failure_mode_name(config->guard_failure_mode);
    out->base_url = copy_text(arena, config->base_url, &failed);
    out->api_key_configured = config->api_key && config->api_key[0];
    out->runtime_environment = copy_text(arena, config->runtime.environment, &failed);
    out->runtime_framework = copy_text(arena, config->runtime.framework, &failed);
    out->queue_storage_path = copy_text(arena, config->queue_storage_path, &failed);
    out->redaction_enabled = has_redaction_rules(config);
    return !failed;
}

apie_status apie_agent_diagnose(apie_agent *agent, apie_diagnosis **out, apie_error *error)
{
    void *root;
    apie_arena *arena = apie_arena_new_with_root(sizeof(apie_diagnosis), 512, &root);
    if (!arena)
        return apie_fail_no_memory(error);
    apie_diagnosis *diagnosis = root;
    diagnosis->enabled = !agent->core.disabled;
    apie_agent_read_diagnostics(agent, &diagnosis->queue);
    if (!add_registration(agent, arena, diagnosis) ||
        !add_settings(agent->config, arena, diagnosis) ||
        !add_trust_warnings(agent, arena, diagnosis)) {
        apie_free(root);
        return apie_fail_no_memory(error);
    }
    *out = diagnosis;
    return APIE_OK;
}
