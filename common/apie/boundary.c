#include "apie/boundary.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "apie/notices.h"
#include "base/fail.h"
#include "events/id_table.h"

/* Names that are warned of, at most; and places for them, which stay mostly empty. */
#define TOLD_NAMES  256
#define TOLD_PLACES 1024

/* What was found and is not told yet. */
typedef struct drift {
    struct drift *next;
    apie_warning_kind kind;
    char name[];
} drift;

/* Any thread may look, so all that changes is atomic. */
struct apie_boundary {
    const apie_config *config;
    atomic_uint_fast64_t told[TOLD_PLACES]; /* hashes of names; 0: an empty place */
    atomic_size_t told_count;
    _Atomic(drift *) found; /* newest first */
};

/* The service's vocabulary: what its documentation lists, what its clients send by themselves. */
static const char *const usual_resource_types[] = {
    "change_request",
    "code_repository",
    "communication_event",
    "database_record",
    "deployment_event",
    "file",
    "incident",
    "incident_signal",
    "internal_api",
    "knowledge_base",
    "langchain_tool",
    "llm_tool",
    "observability_event",
    "pipeline_run",
    "secret",
    "shell_command",
    "unknown",
    "work_item",
    NULL,
};

static bool is_listed(const char *const *list, const char *name)
{
    for (; list && *list; list++)
        if (strcmp(*list, name) == 0)
            return true;
    return false;
}

static bool is_tool_declared(const apie_config *config, const char *name)
{
    for (size_t i = 0; i < config->tool_count; i++)
        if (strcmp(config->tools[i].name, name) == 0)
            return true;
    for (size_t i = 0; i < config->capability_count; i++)
        if (strcmp(config->capabilities[i].tool_name, name) == 0)
            return true;
    return false;
}

static bool is_type_known(const apie_config *config, const char *type)
{
    if (is_listed(usual_resource_types, type))
        return true;
    for (size_t i = 0; i < config->tool_count; i++)
        if (is_listed(config->tools[i].resource_types, type))
            return true;
    for (size_t i = 0; i < config->capability_count; i++)
        if (is_listed(config->capabilities[i].resources, type))
            return true;
    return false;
}

apie_status apie_boundary_new(const apie_config *config, apie_boundary **out, apie_error *error)
{
    *out = NULL;
    if (!config->boundary.warn_on_undeclared_tools &&
        !config->boundary.warn_on_unknown_resource_types)
        return APIE_OK;
    apie_boundary *boundary = calloc(1, sizeof *boundary);
    if (!boundary)
        return apie_fail_no_memory(error);
    boundary->config = config;
    *out = boundary;
    return APIE_OK;
}

/* Oldest first. */
static drift *take_found(apie_boundary *boundary)
{
    drift *found = atomic_exchange(&boundary->found, NULL);
    drift *ordered = NULL;
    while (found) {
        drift *next = found->next;
        found->next = ordered;
        ordered = found;
        found = next;
    }
    return ordered;
}

void apie_boundary_free(apie_boundary *boundary)
{
    if (!boundary)
        return;
    for (drift *found = take_found(boundary); found;) {
        drift *next = found->next;
        free(found);
        found = next;
    }
    free(boundary);
}

/* Takes the place of a name that nobody has come with before. */
static bool is_new(apie_boundary *boundary, apie_warning_kind kind, const char *name)
{
    uint64_t hash = apie_id_hash(name, strlen(name)) ^ (uint64_t)kind;
    if (hash == 0 || atomic_load(&boundary->told_count) >= TOLD_NAMES)
        return false;
    for (size_t i = 0; i < TOLD_PLACES; i++) {
        uint_fast64_t there = 0;
        if (atomic_compare_exchange_strong(&boundary->told[(hash + i) % TOLD_PLACES], &there,
                                           hash)) {
            atomic_fetch_add(&boundary->told_count, 1);
            return true;
        }
        if (there == hash)
            return false;
    }
    return false;
}

static void note(apie_boundary *boundary, apie_warning_kind kind, const char *name)
{
    if (!is_new(boundary, kind, name))
        return;
    size_t size = strlen(name) + 1;
    drift *found = malloc(sizeof *found + size);
    if (!found)
        return;
    found->kind = kind;
    memcpy(found->name, name, size);
    found->next = atomic_load(&boundary->found);
    while (!atomic_compare_exchange_weak(&boundary->found, &found->next, found))
        ;
}

void apie_boundary_look(apie_agent *agent, const char *tool_name, const char *resource_type)
{
    apie_boundary *boundary = agent->boundary;
    if (!boundary)
        return;
    const apie_config *config = boundary->config;
    if (tool_name && config->boundary.warn_on_undeclared_tools &&
        !is_tool_declared(config, tool_name))
        note(boundary, APIE_WARNING_UNDECLARED_TOOL, tool_name);
    if (resource_type && config->boundary.warn_on_unknown_resource_types &&
        !is_type_known(config, resource_type))
        note(boundary, APIE_WARNING_UNKNOWN_RESOURCE_TYPE, resource_type);
}

static void tell(apie_agent *agent, const drift *found)
{
    bool secret = apie_redact_text_is_secret(agent->redactor, found->name, strlen(found->name));
    const char *name = secret ? "[REDACTED]" : found->name;
    if (found->kind == APIE_WARNING_UNDECLARED_TOOL)
        apie_agent_warn(agent, found->kind, name,
                        "the tool %s is used, but neither tools nor capabilities declare it", name);
    else
        apie_agent_warn(agent, found->kind, name,
                        "the resource type %s is neither a usual one nor declared", name);
}

void apie_boundary_tell(apie_agent *agent)
{
    if (!agent->boundary || !atomic_load(&agent->boundary->found))
        return;
    for (drift *found = take_found(agent->boundary); found;) {
        drift *next = found->next;
        tell(agent, found);
        free(found);
        found = next;
    }
}
