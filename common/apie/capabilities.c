#include "apie/capabilities.h"

#include "apie/kept.h"
#include "base/fail.h"

static const apie_capability *make_capability(const apie_declared_capability *declared,
                                              apie_arena *arena)
{
    apie_capability *capability = apie_arena_alloc(arena, sizeof *capability);
    apie_capability_tool *tool = apie_arena_alloc(arena, sizeof *tool);
    if (!capability || !tool)
        return NULL;
    tool->name = declared->tool_name;
    tool->provider = declared->tool_provider;
    capability->tool = tool;
    capability->actions = declared->actions;
    capability->actions_count = apie_texts_count(declared->actions);
    capability->resources = declared->resources;
    capability->resources_count = apie_texts_count(declared->resources);
    capability->environments = declared->environments;
    capability->environments_count = apie_texts_count(declared->environments);
    capability->risk_level = declared->risk_level;
    return capability;
}

apie_status apie_capabilities_fill(apie_capabilities_declare *body, apie_arena *arena,
                                   const apie_declared_capability *list, size_t count,
                                   apie_error *error)
{
    const apie_capability **capabilities =
        apie_arena_alloc(arena, count * sizeof(apie_capability *));
    if (!capabilities)
        return apie_fail_no_memory(error);
    for (size_t i = 0; i < count; i++) {
        capabilities[i] = make_capability(&list[i], arena);
        if (!capabilities[i])
            return apie_fail_no_memory(error);
    }
    *body = (apie_capabilities_declare){
        .capabilities = capabilities,
        .capabilities_count = count,
    };
    return APIE_OK;
}
