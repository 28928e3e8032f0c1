/* What the helpers for MCP tools and HTTP requests make of their input; and no memory for any. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "preset_json.h"
#include "support/alloc_fault.h"
#include "support/json_text.h"

/* ---- MCP and HTTP ---- */

static void expect_mcp(const apie_mcp_tool_input *input, const char *tool_expected,
                       const char *step_expected)
{
    apie_tool_input tool;
    apie_step_input step;
    apie_error error;
    apie_arena *arena = apie_arena_new(0);
    assert_int_equal(apie_preset_mcp_tool(input, arena, &tool, &step, &error), APIE_OK);
    expect_preset("tool", tool_expected, preset_tool(&tool));
    expect_preset("step", step_expected, preset_step(&step));
    apie_arena_free(arena);
}

static void an_mcp_tool(void **state)
{
    (void)state;
    json_t *schema = json_of("{'type':'object'}");
    json_t *metadata = json_of("{'mcp':1,'x':2}");
    json_t *payload = json_of("{'arguments':{}}");
    expect_mcp(&(apie_mcp_tool_input){.server = "ci", .tool = "go"},
               "{'tool':{'name':'ci.go','provider':'mcp','risk':'medium'},'action':{'type':"
               "'execute','name':'ci.go'},'resource':{'type':'internal_api','provider':'ci'},"
               "'metadata':{'mcp':{'server':'ci','tool':'go','input_schema':null,"
               "'resource_target':null}}}",
               "{'name':'ci.go','payload':{'server':'ci','tool':'go','action_type':'execute',"
               "'resource_type':'internal_api','environment':null}}");
    apie_mcp_tool_input full = {
        .run_id = "r",
        .session_id = "s",
        .server = "ci",
        .tool = "go",
        .action_type = "read",
        .action_name = "look",
        .resource_type = "file",
        .resource_provider = "disk",
        .resource_id = "id",
        .resource_target = "target",
        .environment = "production",
        .risk_level = "low",
        .input_schema = schema,
        .metadata = metadata,
    };
    expect_mcp(&full,
               "{'tool':{'name':'ci.go','provider':'mcp','risk':'low'}," ALL_PARTS
               ",'metadata':{'mcp':{'server':'ci','tool':'go','input_schema':{'type':'object'},"
               "'resource_target':'target'},'x':2}}",
               "{'name':'ci.go','payload':{'server':'ci','tool':'go','action_type':'read',"
               "'resource_type':'file','environment':'production'}}");
    /* The documentation calls the target resourceTarget: it is what the action is done to. */
    full.resource_id = NULL;
    full.payload_summary = payload;
    expect_mcp(&full,
               "{'tool':{'name':'ci.go','provider':'mcp','risk':'low'},'action':{'type':'read',"
               "'name':'look','risk':'low'},'resource':{'type':'file','id':'target','provider':"
               "'disk','environment':'production'},'run':'r','session':'s',"
               "'metadata':{'mcp':{'server':'ci','tool':'go','input_schema':{'type':'object'},"
               "'resource_target':'target'},'x':2}}",
               "{'name':'ci.go','payload':{'arguments':{}}}");
    json_decref(schema);
    json_decref(metadata);
    json_decref(payload);
}

static void refuse_mcp(const apie_mcp_tool_input *input, const char *member)
{
    apie_tool_input tool;
    apie_step_input step;
    apie_error error;
    assert_int_equal(apie_preset_mcp_tool(input, NULL, &tool, &step, &error),
                     APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, member);
}

static void an_mcp_tool_without(void **state)
{
    (void)state;
    json_t *number = json_integer(1);
    refuse_mcp(NULL, "input");
    refuse_mcp(&(apie_mcp_tool_input){.tool = "t"}, "server");
    refuse_mcp(&(apie_mcp_tool_input){.server = "s", .tool = ""}, "tool");
    refuse_mcp(&(apie_mcp_tool_input){.server = "s", .tool = "t", .metadata = number}, "metadata");
    refuse_mcp(&(apie_mcp_tool_input){.server = "s", .tool = "t", .payload_summary = number},
               "payload_summary");
    json_decref(number);
}

static void expect_http(const apie_http_guard_input *input, const char *expected)
{
    apie_guard_input out;
    apie_error error;
    assert_int_equal(apie_preset_http_guard(input, &out, &error), APIE_OK);
    json_t *got = preset_parts(&out.tool, &out.action, &out.resource, out.metadata);
    if (out.risk_level)
        assert_int_equal(json_object_set_new(got, "risk", json_string(out.risk_level)), 0);
    expect_preset("http", expected, got);
}

static void an_http_request(void **state)
{
    (void)state;
    json_t *metadata = json_of("{'x':1}");
    expect_http(&(apie_http_guard_input){.action_name = "pay", .resource_type = "payment"},
                "{'tool':{},'action':{'type':'http.request','name':'pay'},'resource':{'type':"
                "'payment'}}");
    expect_http(&(apie_http_guard_input){.action_name = "pay",
                                         .action_type = "create",
                                         .resource_type = "payment",
                                         .resource_id = "p1",
                                         .resource_provider = "bank",
                                         .environment = "test",
                                         .tool_name = "curl",
                                         .risk_level = "high",
                                         .metadata = metadata},
                "{'tool':{'name':'curl','provider':'http','risk':'high'},'action':{'type':'create',"
                "'name':'pay'},'resource':{'type':'payment','id':'p1','provider':'bank',"
                "'environment':'test'},'risk':'high','metadata':{'x':1}}");
    json_decref(metadata);
    apie_guard_input out;
    apie_error error;
    assert_int_equal(apie_preset_http_guard(NULL, &out, &error), APIE_ERROR_INVALID_ARGUMENT);
    assert_int_equal(
        apie_preset_http_guard(&(apie_http_guard_input){.resource_type = "r"}, &out, &error),
        APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, "action_name");
    assert_int_equal(
        apie_preset_http_guard(&(apie_http_guard_input){.action_name = "a"}, &out, &error),
        APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, "resource_type");
}

/* ---- memory ---- */

typedef apie_status with_arena(apie_arena *arena, const json_t *object, apie_error *error);

static apie_status make_tool(apie_arena *arena, const json_t *object, apie_error *error)
{
    apie_tool_input out;
    apie_tool_step_input input = {
        .tool_name = "t", .arguments = object, .metadata = object, .agent_name = "a", .model = "m"};
    return apie_preset_tool(APIE_PRESET_OPENAI_AGENT_TOOL_CALL, &input, arena, &out, error);
}

static apie_status make_platform(apie_arena *arena, const json_t *object, apie_error *error)
{
    apie_tool_input out;
    (void)object;
    return apie_preset_tool(APIE_PRESET_GITHUB_ACTION, &(apie_tool_step_input){NULL}, arena, &out,
                            error);
}

static apie_status make_step(apie_arena *arena, const json_t *object, apie_error *error)
{
    apie_step_input out;
    apie_framework_step_input input = {.step_name = "n", .agent_name = "a", .metadata = object};
    return apie_preset_step(APIE_PRESET_OPENAI_AGENT_STEP, &input, arena, &out, error);
}

static apie_status make_mcp(apie_arena *arena, const json_t *object, apie_error *error)
{
    apie_tool_input tool;
    apie_step_input step;
    apie_mcp_tool_input input = {
        .server = "s", .tool = "t", .metadata = object, .input_schema = object};
    return apie_preset_mcp_tool(&input, arena, &tool, &step, error);
}

static void no_memory(void **state)
{
    (void)state;
    static with_arena *const makers[] = {make_tool, make_platform, make_step, make_mcp};
    json_t *object = json_of("{'a':[1,'x'],'b':{'c':null}}");
    for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]); i++) {
        for (unsigned long k = 1;; k++) {
            long live = apie_fault_live();
            apie_error error = {.code = APIE_OK};
            apie_arena *arena = apie_arena_new(0);
            apie_fault_fail_at(k);
            apie_status status = makers[i](arena, object, &error);
            bool hit = apie_fault_hit();
            apie_fault_fail_at(0);
            apie_arena_free(arena);
            assert_int_equal(apie_fault_live(), live);
            assert_int_equal(status, hit ? APIE_ERROR_NO_MEMORY : APIE_OK);
            assert_int_equal(error.code, status);
            if (!hit)
                break;
        }
    }
    json_decref(object);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_mcp_tool),
        cmocka_unit_test(an_mcp_tool_without),
        cmocka_unit_test(an_http_request),
        cmocka_unit_test(no_memory),
    };
    json_set_alloc_funcs(malloc, free);
    return cmocka_run_group_tests_name("preset_guards", tests, NULL, NULL);
}
