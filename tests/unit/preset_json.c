#include "preset_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/json_text.h"

json_t *preset_parts(const apie_tool *tool, const apie_action *action,
                     const apie_resource *resource, const json_t *metadata)
{
    return json_pack(
        "{s:{s:s*, s:s*, s:s*}, s:{s:s*, s:s*, s:s*}, s:{s:s*, s:s*, s:s*, s:s*}, s:o*}", "tool",
        "name", tool->name, "provider", tool->provider, "risk", tool->risk_level, "action", "type",
        action->type, "name", action->name, "risk", action->risk_level, "resource", "type",
        resource->type, "id", resource->external_id, "provider", resource->provider, "environment",
        resource->environment, "metadata", json_deep_copy(metadata));
}

json_t *preset_tool(const apie_tool_input *tool)
{
    json_t *all = preset_parts(&tool->tool, &tool->action, &tool->resource, tool->metadata);
    assert_false(tool->unguarded);
    if (tool->run_id)
        assert_int_equal(json_object_set_new(all, "run", json_string(tool->run_id)), 0);
    if (tool->session_id)
        assert_int_equal(json_object_set_new(all, "session", json_string(tool->session_id)), 0);
    return all;
}

json_t *preset_step(const apie_step_input *step)
{
    json_t *all = json_pack("{s:s*, s:s*, s:s*, s:s*, s:o*}", "run", step->run_id, "session",
                            step->session_id, "key", step->step_key, "name", step->step_name,
                            "payload", json_deep_copy(step->payload_summary));
    assert_null(step->metadata);
    assert_null(step->model);
    assert_null(step->input_summary);
    if (step->step_index.presence == APIE_SET)
        assert_int_equal(json_object_set_new(all, "index", json_integer(step->step_index.value)),
                         0);
    return all;
}

void expect_preset(const char *what, const char *expected, json_t *got)
{
    assert_non_null(got);
    expect_json(what, expected, got);
    json_decref(got);
}
