/* Warnings: the service's, and those of an agent that leaves its boundary; and what is inferred
 * from a tool's name. */
#include "support/agent_world.h"

#include <string.h>

#include "apie/boundary.h"

/* A tool call from beginning to end. */
static void use_tool(agent_world *w, const apie_tool_input *tool)
{
    agent_action action = agent_world_act(w, tool);
    virtual_finish(w->world, action.flow);
    assert_int_equal(action.flow->status, APIE_OK);
    agent_action_finish(w, &action, NULL);
    agent_action_free(&action);
}

static void use_named_tool(agent_world *w, const char *name, const char *resource_type)
{
    apie_tool_input tool = {.tool.name = name, .resource.type = resource_type};
    use_tool(w, &tool);
}

static void expect_warned(const agent_world *w, size_t at, apie_warning_kind kind, const char *name,
                          const char *words)
{
    const json_t *warning = json_array_get(w->warned, at);
    assert_int_equal(json_integer_value(json_array_get(warning, 0)), kind);
    const char *told = json_string_value(json_array_get(warning, 1));
    if (name)
        assert_string_equal(told, name);
    else
        assert_null(told);
    const char *message = json_string_value(json_array_get(warning, 2));
    if (!strstr(message, words))
        fail_msg("\"%s\" is not in \"%s\"", words, message);
}

static void expect_count(const agent_world *w, size_t count)
{
    assert_int_equal(json_array_size(w->warned), count);
    assert_int_equal(w->logged, count);
}

/* ---- the service's ---- */

static void each_text_of_an_answer_is_told_once(void **state)
{
    agent_world *w = *state;
    w->service.events_answer =
        "{\"warnings\":[\"no step\",\"old field\",\"no step\",\"no step\",\"old field\"]}";
    agent_world_begin(w);
    agent_world_push_many(w, 3);
    agent_world_pass(w, 3000);
    expect_count(w, 2);
    expect_warned(w, 0, APIE_WARNING_FROM_SERVICE, NULL, "no step");
    expect_warned(w, 1, APIE_WARNING_FROM_SERVICE, NULL, "old field");
    /* the next answer speaks for itself */
    agent_world_push_many(w, 1);
    agent_world_pass(w, 3000);
    expect_count(w, 4);
}

static void without_a_callback_they_are_logged(void **state)
{
    agent_world *w = *state;
    w->config.warning_callback = NULL;
    w->service.events_answer = "{\"warnings\":[\"a\"]}";
    agent_world_begin(w);
    agent_world_push_many(w, 1);
    agent_world_pass(w, 3000);
    assert_int_equal(json_array_size(w->warned), 0);
    assert_int_equal(w->logged, 1);
}

/* ---- drift ---- */

static const char *const own_types[] = {"greenhouse", NULL};

static void declare(agent_world *w)
{
    static const apie_declared_tool tools[] = {{.name = "declared", .resource_types = own_types}};
    static const char *const resources[] = {"satellite", NULL};
    static const apie_declared_capability capabilities[] = {
        {.tool_name = "capable", .resources = resources}};
    w->config.tools = tools;
    w->config.tool_count = 1;
    w->config.capabilities = capabilities;
    w->config.capability_count = 1;
}

static void an_undeclared_tool_is_told_once(void **state)
{
    agent_world *w = *state;
    declare(w);
    w->config.boundary.warn_on_undeclared_tools = true;
    agent_world_begin(w);
    use_named_tool(w, "declared", "no such type");
    use_named_tool(w, "capable", NULL);
    expect_count(w, 0);
    use_named_tool(w, "other", NULL);
    use_named_tool(w, "another", NULL);
    use_named_tool(w, "other", NULL);
    use_named_tool(w, "Declared", NULL);
    expect_count(w, 3);
    expect_warned(w, 0, APIE_WARNING_UNDECLARED_TOOL, "other", "the tool other is used");
    expect_warned(w, 1, APIE_WARNING_UNDECLARED_TOOL, "another", "neither tools nor capabilities");
    expect_warned(w, 2, APIE_WARNING_UNDECLARED_TOOL, "Declared", "Declared");
}

static void an_unknown_resource_type_is_told_once(void **state)
{
    agent_world *w = *state;
    declare(w);
    w->config.boundary.warn_on_unknown_resource_types = true;
    agent_world_begin(w);
    use_named_tool(w, "other", NULL);
    use_named_tool(w, "other", "code_repository");
    use_named_tool(w, "other", "incident_signal");
    use_named_tool(w, "other", "greenhouse");
    use_named_tool(w, "other", "satellite");
    expect_count(w, 0);
    use_named_tool(w, "other", "greenhous");
    use_named_tool(w, "other", "greenhous");
    expect_count(w, 1);
    expect_warned(w, 0, APIE_WARNING_UNKNOWN_RESOURCE_TYPE, "greenhous", "nor declared");
}

/* One name may be both. */
static void tools_and_types_are_told_apart(void **state)
{
    agent_world *w = *state;
    w->config.boundary.warn_on_undeclared_tools = true;
    w->config.boundary.warn_on_unknown_resource_types = true;
    agent_world_begin(w);
    use_named_tool(w, "same", "same");
    expect_count(w, 2);
}

static void nothing_is_told_unasked(void **state)
{
    agent_world *w = *state;
    agent_world_begin(w);
    use_named_tool(w, "other", "no such type");
    expect_count(w, 0);
}

static void a_dry_run_tells_too(void **state)
{
    agent_world *w = *state;
    w->config.boundary.warn_on_undeclared_tools = true;
    agent_world_begin(w);
    apie_guard_input guard = {
        .action = {.type = "read", .name = "n"}, .resource.type = "file", .tool.name = "dry"};
    apie_flow *flow = apie_dry_run_flow_new(w->agent, &guard, NULL, NULL, &w->error);
    virtual_finish(w->world, flow);
    apie_flow_free(flow);
    expect_count(w, 1);
}

/* Without a push that would tell it, the next tick does. */
static void a_look_is_told_in_the_end(void **state)
{
    agent_world *w = *state;
    w->config.boundary.warn_on_undeclared_tools = true;
    agent_world_begin(w);
    apie_boundary_look(w->agent, "late", NULL);
    apie_boundary_look(w->agent, "later", NULL);
    apie_boundary_look(w->agent, NULL, NULL);
    expect_count(w, 0);
    agent_world_push_many(w, 1);
    agent_world_pass(w, 1);
    expect_count(w, 2);
    expect_warned(w, 0, APIE_WARNING_UNDECLARED_TOOL, "late", "late");
    expect_warned(w, 1, APIE_WARNING_UNDECLARED_TOOL, "later", "later");
    apie_boundary_look(w->agent, "never told", NULL); /* freed with the agent */
}

static void what_is_remembered_is_bounded(void **state)
{
    agent_world *w = *state;
    w->config.boundary.warn_on_undeclared_tools = true;
    agent_world_begin(w);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 2000; i++) {
            char name[32];
            apie_text_format(name, sizeof name, "tool_%d", i);
            apie_boundary_look(w->agent, name, NULL);
        }
        agent_world_push_many(w, 1);
        agent_world_pass(w, 1);
        expect_count(w, 256);
    }
}

static void a_secret_in_a_name_is_not_told(void **state)
{
    agent_world *w = *state;
    w->config.boundary.warn_on_undeclared_tools = true;
    agent_world_begin(w);
    use_named_tool(w, "apie_sk_test_0123456789abcdef", NULL);
    expect_count(w, 1);
    expect_warned(w, 0, APIE_WARNING_UNDECLARED_TOOL, "[REDACTED]", "[REDACTED]");
}

static void a_disabled_agent_tells_too(void **state)
{
    agent_world *w = *state;
    w->config.enabled = apie_bool(false);
    w->config.boundary.warn_on_undeclared_tools = true;
    agent_world_open(w);
    use_named_tool(w, "other", NULL);
    agent_world_pass(w, 1);
    expect_count(w, 1);
    assert_int_equal(json_array_size(w->service.requests), 0);
}

/* ---- inference ---- */

static const json_t *evaluation_of(agent_world *w, const apie_tool_input *tool)
{
    size_t before = fake_service_count(&w->service, "/v1/guardrails/evaluate");
    use_tool(w, tool);
    return fake_service_body(&w->service, "/v1/guardrails/evaluate", before);
}

static void expect_text(const json_t *body, const char *object, const char *key,
                        const char *expected)
{
    const json_t *holder = *object ? json_object_get(body, object) : body;
    const char *got = json_string_value(json_object_get(holder, key));
    if (expected)
        assert_string_equal(got, expected);
    else
        assert_null(got);
}

static void a_tools_name_says_what_the_call_does_not(void **state)
{
    agent_world *w = *state;
    w->config.boundary.auto_infer_from_tool_names = true;
    agent_world_begin(w);
    apie_tool_input tool = {.tool.name = "delete_branch"};
    const json_t *body = evaluation_of(w, &tool);
    expect_text(body, "action", "type", "delete");
    expect_text(body, "action", "name", "delete_branch");
    expect_text(body, "resource", "type", "shell_command");
    expect_text(body, "tool", "riskLevel", "critical");
    expect_text(body, "", "risk_level", "critical");
    /* what it says stands */
    tool.action.type = "update";
    tool.resource.type = "code_repository";
    tool.tool.risk_level = "low";
    body = evaluation_of(w, &tool);
    expect_text(body, "action", "type", "update");
    expect_text(body, "resource", "type", "code_repository");
    expect_text(body, "tool", "riskLevel", "low");
    /* a name that says nothing */
    tool = (apie_tool_input){.tool.name = "frobnicate"};
    body = evaluation_of(w, &tool);
    expect_text(body, "action", "type", "execute");
    expect_text(body, "resource", "type", "unknown");
    expect_text(body, "tool", "riskLevel", NULL);
}

static void nothing_is_inferred_unasked(void **state)
{
    agent_world *w = *state;
    agent_world_begin(w);
    apie_tool_input tool = {.tool.name = "delete_branch"};
    const json_t *body = evaluation_of(w, &tool);
    expect_text(body, "action", "type", "execute");
    expect_text(body, "resource", "type", "unknown");
    expect_text(body, "tool", "riskLevel", NULL);
}

/* What is inferred is told like what the program gives. */
static void events_tell_what_was_inferred(void **state)
{
    agent_world *w = *state;
    w->config.boundary.auto_infer_from_tool_names = true;
    agent_world_begin(w);
    use_named_tool(w, "delete_branch", NULL);
    agent_world_pass(w, 3000);
    size_t i;
    json_t *event;
    json_array_foreach(w->service.events, i, event)
    {
        expect_text(event, "action", "type", "delete");
        expect_text(event, "resource", "type", "shell_command");
    }
    assert_int_equal(i, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        AGENT_WORLD_TEST(each_text_of_an_answer_is_told_once),
        AGENT_WORLD_TEST(without_a_callback_they_are_logged),
        AGENT_WORLD_TEST(an_undeclared_tool_is_told_once),
        AGENT_WORLD_TEST(an_unknown_resource_type_is_told_once),
        AGENT_WORLD_TEST(tools_and_types_are_told_apart),
        AGENT_WORLD_TEST(nothing_is_told_unasked),
        AGENT_WORLD_TEST(a_dry_run_tells_too),
        AGENT_WORLD_TEST(a_look_is_told_in_the_end),
        AGENT_WORLD_TEST(what_is_remembered_is_bounded),
        AGENT_WORLD_TEST(a_secret_in_a_name_is_not_told),
        AGENT_WORLD_TEST(a_disabled_agent_tells_too),
        AGENT_WORLD_TEST(a_tools_name_says_what_the_call_does_not),
        AGENT_WORLD_TEST(nothing_is_inferred_unasked),
        AGENT_WORLD_TEST(events_tell_what_was_inferred),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
