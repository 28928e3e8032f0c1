/* What each helper for a framework's or platform's tools makes of its input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "preset_json.h"
#include "support/json_text.h"

/* ---- tools ---- */

typedef struct tool_case {
    const char *what;
    apie_tool_preset preset;
    apie_tool_step_input input;
    const char *arguments; /* JSON, for the input; NULL: none */
    const char *metadata;
    const char *expected;
} tool_case;

static const tool_case tool_cases[] = {
    {"openai",
     APIE_PRESET_OPENAI_TOOL_CALL,
     {.tool_name = "t"},
     NULL,
     NULL,
     "{'tool':{'name':'t','provider':'openai','risk':'medium'},'action':{'type':'execute','name':"
     "'t'},'resource':{'type':'llm_tool','provider':'openai'}}"},
    {"openai in full",
     APIE_PRESET_OPENAI_TOOL_CALL,
     {.tool_name = "t", ALL},
     "{'q':1}",
     "{'m':2}",
     "{'tool':{'name':'t','provider':'openai','risk':'low'}," ALL_PARTS
     ",'metadata':{'arguments':{'q':1},'m':2}}"},
    {"anthropic",
     APIE_PRESET_ANTHROPIC_TOOL_CALL,
     {.tool_name = "t"},
     "[1]",
     NULL,
     "{'tool':{'name':'t','provider':'anthropic','risk':'medium'},'action':{'type':'execute',"
     "'name':'t'},'resource':{'type':'llm_tool','provider':'anthropic'},'metadata':{'arguments':"
     "[1]}}"},
    {"anthropic in full",
     APIE_PRESET_ANTHROPIC_TOOL_CALL,
     {.tool_name = "t", ALL},
     NULL,
     "{'m':2}",
     "{'tool':{'name':'t','provider':'anthropic','risk':'low'}," ALL_PARTS ",'metadata':{'m':2}}"},
    /* The documentation names no provider, and gives an action's type. */
    {"guard",
     APIE_PRESET_TOOL_CALL_GUARD,
     {.tool_name = "t", .action_type = "deploy"},
     NULL,
     NULL,
     "{'tool':{'name':'t','risk':'medium'},'action':{'type':'deploy','name':'t'},'resource':"
     "{'type':'llm_tool'}}"},
    {"guard in full",
     APIE_PRESET_TOOL_CALL_GUARD,
     {.tool_name = "t", .provider = "mistral", ALL},
     "{'q':1}",
     NULL,
     "{'tool':{'name':'t','provider':'mistral','risk':'low'}," ALL_PARTS
     ",'metadata':{'arguments':{'q':1}}}"},
    {"openai agent",
     APIE_PRESET_OPENAI_AGENT_TOOL_CALL,
     {.tool_name = "t"},
     NULL,
     NULL,
     "{'tool':{'name':'t','provider':'openai','risk':'medium'},'action':{'type':'execute','name':"
     "'t'},'resource':{'type':'llm_tool','provider':'openai'},'metadata':{'agent':null,'model':"
     "null,'arguments':null}}"},
    {"openai agent in full",
     APIE_PRESET_OPENAI_AGENT_TOOL_CALL,
     {.tool_name = "t", .agent_name = "a", .model = "m", ALL},
     "{'q':1}",
     "{'agent':'mine','x':[]}",
     "{'tool':{'name':'t','provider':'openai','risk':'low'}," ALL_PARTS
     ",'metadata':{'agent':'mine','model':'m','arguments':{'q':1},'x':[]}}"},
    {"langchain",
     APIE_PRESET_LANGCHAIN_TOOL_STEP,
     {.tool_name = "t"},
     NULL,
     NULL,
     "{'tool':{'name':'t','provider':'langchain','risk':'medium'},'action':{'type':'execute',"
     "'name':'t'},'resource':{'type':'langchain_tool','provider':'langchain'}}"},
    /* The documentation gives types of action and resource. */
    {"langchain in full",
     APIE_PRESET_LANGCHAIN_TOOL_STEP,
     {.tool_name = "t", ALL},
     "'query'",
     NULL,
     "{'tool':{'name':'t','provider':'langchain','risk':'low'}," ALL_PARTS
     ",'metadata':{'args':'query'}}"},
    {"crewai",
     APIE_PRESET_CREWAI_TOOL_STEP,
     {.tool_name = "t"},
     NULL,
     NULL,
     "{'tool':{'name':'t','provider':'crewai','risk':'medium'},'action':{'type':'execute','name':"
     "'t'},'resource':{'type':'internal_api','provider':'crewai'},'metadata':{'args':null}}"},
    {"crewai in full",
     APIE_PRESET_CREWAI_TOOL_STEP,
     {.tool_name = "t", ALL},
     "{'q':1}",
     "{'args':2}",
     "{'tool':{'name':'t','provider':'crewai','risk':'low'}," ALL_PARTS ",'metadata':{'args':2}}"},
    {"autogen",
     APIE_PRESET_AUTOGEN_TOOL_STEP,
     {.tool_name = "t"},
     NULL,
     NULL,
     "{'tool':{'name':'t','provider':'autogen','risk':'medium'},'action':{'type':'execute','name':"
     "'t'},'resource':{'type':'internal_api','provider':'autogen'},'metadata':{'args':null}}"},
    {"llamaindex",
     APIE_PRESET_LLAMAINDEX_TOOL_STEP,
     {.tool_name = "t"},
     NULL,
     NULL,
     "{'tool':{'name':'t','provider':'llamaindex','risk':'medium'},'action':{'type':'execute',"
     "'name':'t'},'resource':{'type':'knowledge_base','provider':'llamaindex'},'metadata':{'args':"
     "null}}"},
    {"canonical",
     APIE_PRESET_CANONICAL_TOOL_ACTION,
     {.tool_name = "t", .action_type = "read", .resource_type = "incident"},
     NULL,
     NULL,
     "{'tool':{'name':'t'},'action':{'type':'read','name':'t'},'resource':{'type':'incident'}}"},
    {"canonical in full",
     APIE_PRESET_CANONICAL_TOOL_ACTION,
     {.tool_name = "t", .provider = "sentry", ALL},
     NULL,
     "{'m':2}",
     "{'tool':{'name':'t','provider':'sentry','risk':'low'}," ALL_PARTS ",'metadata':{'m':2}}"},
    {"github",
     APIE_PRESET_GITHUB_ACTION,
     {.tool_name = "t"},
     NULL,
     NULL,
     "{'tool':{'name':'t','provider':'github'},'action':{'type':'execute','name':'t'},'resource':"
     "{'type':'code_repository','provider':'github'}}"},
    /* The documentation names the target, but no tool. */
    {"github by its action",
     APIE_PRESET_GITHUB_ACTION,
     {.action_type = "merge", .resource_id = "acme/api", .environment = "production"},
     NULL,
     NULL,
     "{'tool':{'name':'github.merge','provider':'github'},'action':{'type':'merge','name':"
     "'github.merge'},'resource':{'type':'code_repository','id':'acme/api','provider':'github',"
     "'environment':'production'}}"},
    {"github by nothing",
     APIE_PRESET_GITHUB_ACTION,
     {.tool_name = ""},
     NULL,
     NULL,
     "{'tool':{'name':'github.execute','provider':'github'},'action':{'type':'execute','name':"
     "'github.execute'},'resource':{'type':'code_repository','provider':'github'}}"},
    {"github in full",
     APIE_PRESET_GITHUB_ACTION,
     {.tool_name = "merge_pr", ALL},
     NULL,
     "{'m':2}",
     "{'tool':{'name':'merge_pr','provider':'github','risk':'low'}," ALL_PARTS
     ",'metadata':{'m':2}}"},
    {"gitlab",
     APIE_PRESET_GITLAB_ACTION,
     {.tool_name = "merge_mr"},
     NULL,
     NULL,
     "{'tool':{'name':'merge_mr','provider':'gitlab'},'action':{'type':'merge','name':'merge_mr'},"
     "'resource':{'type':'code_repository','provider':'gitlab'}}"},
    {"issues",
     APIE_PRESET_ISSUE_TRACKER_ACTION,
     {.tool_name = "t"},
     NULL,
     NULL,
     "{'tool':{'name':'t','provider':'linear'},'action':{'type':'update','name':'t'},'resource':"
     "{'type':'work_item','provider':'linear'}}"},
    {"other issues",
     APIE_PRESET_ISSUE_TRACKER_ACTION,
     {.provider = "jira", .action_type = "create", .resource_id = "SUP-1"},
     NULL,
     NULL,
     "{'tool':{'name':'jira.create','provider':'jira'},'action':{'type':'create','name':"
     "'jira.create'},'resource':{'type':'work_item','id':'SUP-1','provider':'jira'}}"},
    {"incidents",
     APIE_PRESET_INCIDENT_RESPONSE_ACTION,
     {.tool_name = "page"},
     NULL,
     NULL,
     "{'tool':{'name':'page','provider':'pagerduty','risk':'high'},'action':{'type':'execute',"
     "'name':'page','risk':'high'},'resource':{'type':'incident_signal','provider':'pagerduty'}}"},
    {"other incidents",
     APIE_PRESET_INCIDENT_RESPONSE_ACTION,
     {.tool_name = "page", .provider = "opsgenie", .risk_level = "low"},
     NULL,
     NULL,
     "{'tool':{'name':'page','provider':'opsgenie','risk':'low'},'action':{'type':'execute','name':"
     "'page','risk':'low'},'resource':{'type':'incident_signal','provider':'opsgenie'}}"},
    {"observability",
     APIE_PRESET_OBSERVABILITY_CORRELATION,
     {.tool_name = "t"},
     NULL,
     NULL,
     "{'tool':{'name':'t','provider':'sentry','risk':'medium'},'action':{'type':'read','name':'t',"
     "'risk':'medium'},'resource':{'type':'observability_event','provider':'sentry'}}"},
    {"other observability",
     APIE_PRESET_OBSERVABILITY_CORRELATION,
     {.tool_name = "update_monitor", .provider = "datadog"},
     NULL,
     NULL,
     "{'tool':{'name':'update_monitor','provider':'datadog','risk':'medium'},'action':{'type':"
     "'write','name':'update_monitor','risk':'medium'},'resource':{'type':'observability_event',"
     "'provider':'datadog'}}"},
};

static void every_tool(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(tool_cases) / sizeof(tool_cases[0]); i++) {
        const tool_case *c = &tool_cases[i];
        apie_tool_step_input input = c->input;
        apie_tool_input out;
        apie_error error;
        apie_arena *arena = apie_arena_new(0);
        json_t *arguments = c->arguments ? json_of(c->arguments) : NULL;
        json_t *metadata = c->metadata ? json_of(c->metadata) : NULL;
        input.arguments = arguments;
        input.metadata = metadata;
        if (apie_preset_tool(c->preset, &input, arena, &out, &error) != APIE_OK)
            fail_msg("%s: %s", c->what, error.message);
        expect_preset(c->what, c->expected, preset_tool(&out));
        apie_arena_free(arena);
        json_decref(arguments);
        json_decref(metadata);
    }
}

static void names_tell_what_platforms_do(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *action;
    } cases[] = {
        {"merge_pr", "merge"},    {"deploy_app", "deploy"}, {"redeploy", "deploy"},
        {"delete_tag", "delete"}, {"write_file", "write"},  {"update_pr", "write"},
        {"read_file", "read"},    {"list_prs", "read"},     {"listPullRequests", "read"},
        {"merge_list", "merge"},  {"comment", "update"},    {"thread", "update"},
        {"blacklist", "update"},  {"emergency", "update"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        apie_tool_step_input input = {.tool_name = cases[i].name};
        apie_tool_input out;
        apie_error error;
        assert_int_equal(
            apie_preset_tool(APIE_PRESET_ISSUE_TRACKER_ACTION, &input, NULL, &out, &error),
            APIE_OK);
        assert_string_equal(out.action.type, cases[i].action);
    }
}

/* ---- what is refused ---- */

static void refuse_tool(apie_tool_preset preset, apie_tool_step_input input, const char *member)
{
    apie_tool_input out;
    apie_error error;
    assert_int_equal(apie_preset_tool(preset, &input, NULL, &out, &error),
                     APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, member);
    assert_non_null(strstr(error.message, member));
}

#define PLATFORMS                                                                                  \
    (BIT(GITHUB_ACTION) | BIT(GITLAB_ACTION) | BIT(ISSUE_TRACKER_ACTION) |                         \
     BIT(INCIDENT_RESPONSE_ACTION) | BIT(OBSERVABILITY_CORRELATION))

/* Which helpers take a member, or need it. */
static void tools_refuse_what_they_do_not_send(void **state)
{
    (void)state;
    const unsigned take_provider = BIT(TOOL_CALL_GUARD) | BIT(CANONICAL_TOOL_ACTION) |
                                   BIT(ISSUE_TRACKER_ACTION) | BIT(INCIDENT_RESPONSE_ACTION) |
                                   BIT(OBSERVABILITY_CORRELATION);
    const unsigned take_no_arguments = PLATFORMS | BIT(CANONICAL_TOOL_ACTION);
    json_t *number = json_integer(1);
    for (unsigned i = 0; i < APIE_TOOL_PRESET_COUNT; i++) {
        apie_tool_preset preset = (apie_tool_preset)i;
        unsigned bit = 1u << i;
        apie_tool_step_input good = {
            .tool_name = "t", .action_type = "read", .resource_type = "file"};
        apie_tool_step_input bad = good;
        if (!(take_provider & bit)) {
            bad.provider = "p";
            refuse_tool(preset, bad, "provider");
        }
        bad = good;
        if (take_no_arguments & bit) {
            bad.arguments = number;
            refuse_tool(preset, bad, "arguments");
        }
        if (bit != BIT(OPENAI_AGENT_TOOL_CALL)) {
            bad = good;
            bad.agent_name = "a";
            refuse_tool(preset, bad, "agent_name");
            bad = good;
            bad.model = "m";
            refuse_tool(preset, bad, "model");
        }
        bad = good;
        bad.metadata = number;
        refuse_tool(preset, bad, "metadata");
    }
    json_decref(number);
}

static void tools_refuse_to_do_without(void **state)
{
    (void)state;
    apie_tool_input out;
    apie_error error;
    for (unsigned i = 0; i < APIE_TOOL_PRESET_COUNT; i++) {
        apie_tool_preset preset = (apie_tool_preset)i;
        if (!(PLATFORMS & 1u << i)) {
            refuse_tool(preset, (apie_tool_step_input){.action_type = "a", .resource_type = "r"},
                        "tool_name");
            refuse_tool(preset, (apie_tool_step_input){.tool_name = ""}, "tool_name");
        }
        assert_int_equal(apie_preset_tool(preset, NULL, NULL, &out, &error),
                         APIE_ERROR_INVALID_ARGUMENT);
        assert_string_equal(error.where, "input");
    }
    refuse_tool(APIE_PRESET_CANONICAL_TOOL_ACTION,
                (apie_tool_step_input){.tool_name = "t", .resource_type = "r"}, "action_type");
    refuse_tool(APIE_PRESET_CANONICAL_TOOL_ACTION,
                (apie_tool_step_input){.tool_name = "t", .action_type = "a"}, "resource_type");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_tool),
        cmocka_unit_test(names_tell_what_platforms_do),
        cmocka_unit_test(tools_refuse_what_they_do_not_send),
        cmocka_unit_test(tools_refuse_to_do_without),
    };
    return cmocka_run_group_tests_name("presets", tests, NULL, NULL);
}
