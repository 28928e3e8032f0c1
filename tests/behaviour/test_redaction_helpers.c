/* No secret leaves through the helpers for frameworks and MCP. */
#include "secrets.h"

#include <string.h>

#include "support/json_text.h"
#include "support/subject_integrations.h"
#include "support/subject_mcp.h"

/* ---- helpers for frameworks ---- */

static bool is_one_of(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(*list, name) == 0)
            return true;
    return false;
}

static apie_tool_step_input tool_step(const secrets *p, const char *helper)
{
    static const char *const without_arguments[] = {"canonical_tool_action",
                                                    "github_action",
                                                    "gitlab_action",
                                                    "issue_tracker_action",
                                                    "incident_response_action",
                                                    "observability_correlation",
                                                    NULL};
    static const char *const with_provider[] = {"tool_call_guard", "canonical_tool_action", NULL};
    apie_tool_step_input input = {.run_id = p->run->id,
                                  .tool_name = SECRET,
                                  .action_type = SECRET,
                                  .action_name = SECRET,
                                  .resource_type = SECRET,
                                  .resource_id = SECRET,
                                  .resource_provider = SECRET,
                                  .environment = SECRET,
                                  .risk_level = SECRET,
                                  .metadata = p->value};
    if (!is_one_of(helper, without_arguments))
        input.arguments = p->value;
    if (is_one_of(helper, with_provider))
        input.provider = SECRET;
    if (strcmp(helper, "openai_agent_tool_call") == 0) {
        input.agent_name = SECRET;
        input.model = SECRET;
    }
    return input;
}

static apie_framework_step_input framework_step(const secrets *p, const char *helper)
{
    bool own_summary =
        strcmp(helper, "framework_step") == 0 || strcmp(helper, "langgraph_node") == 0;
    bool vercel = strcmp(helper, "vercel_ai_generation") == 0;
    bool openai = strcmp(helper, "openai_agent_step") == 0;
    bool crew = strcmp(helper, "crewai_task") == 0;
    bool autogen = strcmp(helper, "autogen_step") == 0;
    bool llama = strcmp(helper, "llamaindex_step") == 0;
    return (apie_framework_step_input){.run_id = p->run->id,
                                       .step_key = vercel ? NULL : SECRET,
                                       .step_name = SECRET,
                                       .agent_name = openai || autogen ? SECRET : NULL,
                                       .model = openai || vercel ? SECRET : NULL,
                                       .provider = vercel ? SECRET : NULL,
                                       .prompt_hash = vercel ? SECRET : NULL,
                                       .input_summary = vercel ? SECRET : NULL,
                                       .crew_name = crew ? SECRET : NULL,
                                       .role = crew ? SECRET : NULL,
                                       .conversation_id = autogen ? SECRET : NULL,
                                       .index_name = llama ? SECRET : NULL,
                                       .query_type = llama ? SECRET : NULL,
                                       .payload_summary = own_summary ? p->value : NULL,
                                       .metadata = own_summary ? NULL : p->value};
}

static void helpers_of_frameworks(stage *s)
{
    static const char *const paths[] = {"/v1/guardrails/evaluate", "/v1/events", NULL};
    secrets p;
    secrets_begin(&p, s);
    secrets_begin_run(&p);
    for (int round = 0; round < 2; round++) {
        subject_work work = {.error_message = round == 0 ? NULL : SECRET};
        apie_status expected = round == 0 ? APIE_OK : APIE_ERROR_CONFIG;
        for (size_t i = 0; i < SUBJECT_TOOL_HELPERS; i++) {
            apie_tool_step_input input = tool_step(&p, subject_tool_helpers[i]);
            expect(s, expected,
                   subject_with_tool_helper(p.subject, subject_tool_helpers[i], &input, &work,
                                            &s->error));
        }
        for (size_t i = 0; i < SUBJECT_STEP_HELPERS; i++) {
            apie_framework_step_input input = framework_step(&p, subject_step_helpers[i]);
            expect(s, expected,
                   subject_with_step_helper(p.subject, subject_step_helpers[i], &input, &work,
                                            &s->error));
        }
        apie_http_guard_input http = {.run_id = p.run->id,
                                      .action_name = SECRET,
                                      .action_type = SECRET,
                                      .resource_type = SECRET,
                                      .resource_id = SECRET,
                                      .resource_provider = SECRET,
                                      .environment = SECRET,
                                      .tool_name = SECRET,
                                      .risk_level = SECRET,
                                      .metadata = p.value};
        expect(s, expected, subject_with_http_guard(p.subject, &http, &work, &s->error));
    }
    secrets_end_run(&p);
    secrets_end(&p, paths);
}

static void callbacks_of_frameworks(stage *s)
{
    static const char *const paths[] = {"/v1/events", NULL};
    secrets p;
    secrets_begin(&p, s);
    secrets_begin_run(&p);
    const apie_callback_options options = {.run_id = p.run->id, .default_environment = SECRET};
    apie_callback_handler *handler = NULL;
    expect_ok(s, subject_callback_handler(p.subject, &options, &handler, &s->error));
    handler->on_tool_start(handler, "1", SECRET, SECRET);
    handler->on_tool_end(handler, "1", SECRET);
    handler->on_tool_start(handler, "2", SECRET, SECRET);
    handler->on_tool_error(handler, "2", SECRET);
    handler->on_chain_start(handler, "3", SECRET, p.value);
    handler->on_chain_end(handler, "3", p.value);
    handler->on_chain_start(handler, "4", SECRET, p.value);
    handler->on_chain_error(handler, "4", SECRET);
    apie_free(handler);
    const apie_callback_options hook_options = {
        .run_id = p.run->id, .default_environment = SECRET, .agent_name = SECRET};
    apie_run_hooks *hooks = NULL;
    expect_ok(s, subject_run_hooks(p.subject, &hook_options, &hooks, &s->error));
    hooks->on_agent_start(hooks);
    hooks->on_tool_start(hooks, SECRET, p.value);
    hooks->on_tool_end(hooks, SECRET, p.value);
    hooks->on_error(hooks, SECRET);
    apie_free(hooks);
    secrets_end_run(&p);
    secrets_end(&p, paths);
}

/* ---- MCP ---- */

static void mcp(stage *s)
{
    static const char *const paths[] = {"/v1/guardrails/evaluate", "/v1/events",
                                        "/v1/agents/agt_1/tools/define", NULL};
    secrets p;
    secrets_begin(&p, s);
    secrets_begin_run(&p);
    subject_work work = {.error_message = NULL};
    apie_mcp_tool_input input = {.run_id = p.run->id,
                                 .server = SECRET,
                                 .tool = SECRET,
                                 .action_type = SECRET,
                                 .action_name = SECRET,
                                 .resource_type = SECRET,
                                 .resource_provider = SECRET,
                                 .resource_id = SECRET,
                                 .resource_target = SECRET,
                                 .environment = SECRET,
                                 .risk_level = SECRET,
                                 .input_schema = p.value,
                                 .metadata = p.value,
                                 .payload_summary = p.value};
    expect_ok(s, subject_with_mcp_tool_call(p.subject, &input, &work, &s->error));
    input.payload_summary = NULL;
    work.error_message = SECRET;
    expect(s, APIE_ERROR_CONFIG, subject_with_mcp_tool_call(p.subject, &input, &work, &s->error));
    fake_mcp fake = {.answer = "{'content':[{'type':'text','text':'" SECRET "'}]}"};
    subject_mcp client;
    expect_ok(s, subject_mcp_new(p.subject, SECRET, SECRET, SECRET, &fake, &client, &s->error));
    apie_mcp_call call = {.run_id = p.run->id,
                          .tool_name = SECRET,
                          .arguments = p.value,
                          .action_type = SECRET,
                          .resource_type = SECRET,
                          .resource_target = SECRET,
                          .environment = SECRET,
                          .risk_level = SECRET,
                          .metadata = p.value};
    expect_ok(s, subject_mcp_call_tool(&client, &call, NULL, NULL, &s->error));
    assert_string_equal(text_at(fake.arguments, "password"), MARK); /* the tool gets it all */
    fake.answer = "{'tools':[{'name':'" SECRET "','description':'" SECRET "','inputSchema':"
                  "{'properties':{'password':{'default':'" MARK "'}}}}]}";
    json_t *listed = NULL;
    expect_ok(s, subject_mcp_list_tools(&client, p.run->id, &listed, &s->error));
    json_decref(listed);
    subject_mcp_free(&client);
    fake_mcp_free(&fake);
    secrets_end_run(&p);
    secrets_end(&p, paths);
}

int main(void)
{
    static const stage_test tests[] = {
        {.name = "helpers of frameworks", .run = helpers_of_frameworks, .once = true},
        {.name = "callbacks of frameworks", .run = callbacks_of_frameworks, .once = true},
        {.name = "MCP", .run = mcp, .once = true},
    };
    return STAGE_MAIN("redaction in helpers", tests);
}
