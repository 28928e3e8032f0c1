#include "apie/disabled.h"

#include <string.h>

#include "base/fail.h"

#define DISABLED "disabled"

apie_registration *apie_disabled_registration(const char *agent_key)
{
    static const char prefix[] = "disabled_agent_";
    void *root;
    size_t key_size = strlen(agent_key) + 1;
    apie_arena *arena =
        apie_arena_new_with_root(sizeof(apie_registration), sizeof prefix + key_size, &root);
    if (!arena)
        return NULL;
    char *id = apie_arena_text(arena, sizeof prefix + key_size);
    if (!id) {
        apie_free(root);
        return NULL;
    }
    memcpy(id, prefix, sizeof prefix - 1);
    memcpy(id + sizeof prefix - 1, agent_key, key_size);
    apie_registration *registration = root;
    registration->agent_id = id;
    registration->agent_version_id = "disabled_version";
    registration->workspace_id = "disabled_workspace";
    registration->status = DISABLED;
    return registration;
}

apie_template_enabled *apie_disabled_template(const char *key)
{
    void *root;
    size_t key_size = strlen(key) + 1;
    apie_arena *arena = apie_arena_new_with_root(sizeof(apie_template_enabled), key_size, &root);
    if (!arena)
        return NULL;
    apie_template_enabled *enabled = root;
    enabled->id = "disabled_template";
    enabled->key = apie_arena_strdup(arena, key);
    enabled->status = DISABLED;
    if (enabled->key)
        return enabled;
    apie_free(root);
    return NULL;
}

apie_report *apie_disabled_report(void)
{
    void *root;
    if (!apie_arena_new_with_root(sizeof(apie_report), 0, &root))
        return NULL;
    apie_report *report = root;
    report->report_id = "disabled_report";
    report->status = DISABLED;
    return report;
}

/* ---- as a flow ---- */

typedef struct given_flow {
    apie_flow flow; /* first */
    void *result;
} given_flow;

static void give(apie_flow *flow)
{
    given_flow *given = (given_flow *)flow;
    flow->result = given->result;
    given->result = NULL;
    apie_flow_finish(flow, APIE_OK);
}

static void destroy(apie_flow *flow)
{
    apie_free(((given_flow *)flow)->result);
}

static const apie_flow_type given_type = {
    .name = "given",
    .size = sizeof(given_flow),
    .start = give,
    .destroy = destroy,
};

apie_flow *apie_given_flow_new(apie_core *core, void *result, const apie_call_options *options,
                               apie_error *error)
{
    apie_flow *flow = apie_flow_new(&given_type, core, options, error);
    if (flow)
        ((given_flow *)flow)->result = result;
    else
        apie_free(result);
    return flow;
}
