/* What presets make of their input, as JSON; members that are NULL are left out. */
#ifndef APIE_TESTS_PRESET_JSON_H
#define APIE_TESTS_PRESET_JSON_H

#include <jansson.h>

#include "apie/presets.h"

#define BIT(preset) (1u << APIE_PRESET_##preset)

/* Every member that all helpers take. */
#define ALL                                                                                        \
    .run_id = "r", .session_id = "s", .action_type = "read", .action_name = "look",                \
    .resource_type = "file", .resource_id = "id", .resource_provider = "disk",                     \
    .environment = "production", .risk_level = "low"
#define ALL_PARTS                                                                                  \
    "'action':{'type':'read','name':'look','risk':'low'},'resource':{'type':'file','id':'id',"     \
    "'provider':'disk','environment':'production'},'run':'r','session':'s'"

json_t *preset_parts(const apie_tool *tool, const apie_action *action,
                     const apie_resource *resource, const json_t *metadata);
json_t *preset_tool(const apie_tool_input *tool);
json_t *preset_step(const apie_step_input *step);
/* expect_json(), which drops what it looks at. */
void expect_preset(const char *what, const char *expected, json_t *got);

#endif
