/* What the generator makes of common/schema/apie.json, as the programs around it see it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include <apie/models/agents.h>
#include <apie/models/approvals.h>
#include <apie/models/events.h>
#include <apie/models/guardrails.h>
#include <apie/models/reports.h>
#include <apie/models/runs.h>
#include <apie/models/sessions.h>
#include <apie/response.h>

#include "generated/apie_models.h"
#include "generated/apie_operations.h"

/* ---- operations ---- */

typedef struct expectation {
    const apie_operation *operation;
    const char *name;
    apie_method method;
    const char *path;
    const apie_model *request;
    const apie_model *response;
    bool retry_safe;
    bool optional_body;
} expectation;

static const expectation expected[] = {
    {&apie_op_health_info, "health.info", APIE_GET, "/", NULL, &apie_model_service_info, true,
     false},
    {&apie_op_health_check, "health.check", APIE_GET, "/health", NULL, &apie_model_health, true,
     false},
    {&apie_op_agents_identify, "agents.identify", APIE_POST, "/v1/agents/identify",
     &apie_model_identify, &apie_model_registration, true, false},
    {&apie_op_agents_declare_capabilities, "agents.declare_capabilities", APIE_POST,
     "/v1/agents/{agent_id}/capabilities/declare", &apie_model_capabilities_declare,
     &apie_model_capabilities_declared, true, true},
    {&apie_op_agents_define_tool, "agents.define_tool", APIE_POST,
     "/v1/agents/{agent_id}/tools/define", &apie_model_tool_definition, &apie_model_tool_defined,
     true, true},
    {&apie_op_runs_create, "runs.create", APIE_POST, "/v1/runs", &apie_model_run_create,
     &apie_model_run, false, false},
    {&apie_op_runs_complete, "runs.complete", APIE_POST, "/v1/runs/{run_id}/complete",
     &apie_model_run_complete, NULL, true, false},
    {&apie_op_sessions_create, "sessions.create", APIE_POST, "/v1/sessions",
     &apie_model_session_create, &apie_model_session, false, false},
    {&apie_op_sessions_complete, "sessions.complete", APIE_POST,
     "/v1/sessions/{session_id}/complete", &apie_model_session_complete, NULL, false, false},
    {&apie_op_sessions_create_run, "sessions.create_run", APIE_POST,
     "/v1/sessions/{session_id}/runs", &apie_model_session_run_create, &apie_model_run, false,
     false},
    {&apie_op_sessions_create_handoff, "sessions.create_handoff", APIE_POST,
     "/v1/sessions/{session_id}/handoffs", &apie_model_handoff_create, &apie_model_handoff, false,
     false},
    {&apie_op_events_send, "events.send", APIE_POST, "/v1/events", &apie_model_event_batch,
     &apie_model_events_accepted, true, true},
    {&apie_op_events_validate, "events.validate", APIE_POST, "/v1/events/validate",
     &apie_model_event_batch, &apie_model_events_previewed, true, false},
    {&apie_op_guardrails_evaluate, "guardrails.evaluate", APIE_POST, "/v1/guardrails/evaluate",
     &apie_model_evaluate, &apie_model_evaluation, true, false},
    {&apie_op_guardrails_enable_template, "guardrails.enable_template", APIE_POST,
     "/v1/guardrails/templates/{key}/enable", &apie_model_any, &apie_model_template_enabled, true,
     false},
    {&apie_op_approvals_get, "approvals.get", APIE_GET, "/v1/approvals/{approval_id}", NULL,
     &apie_model_approval_state, true, false},
    {&apie_op_approvals_wait, "approvals.wait", APIE_GET, "/v1/approvals/{approval_id}/wait", NULL,
     &apie_model_approval_wait, true, false},
    {&apie_op_reports_create, "reports.create", APIE_POST, "/v1/agents/{agent_id}/boundary-reports",
     &apie_model_report_create, &apie_model_report, false, false},
    {&apie_op_reports_get, "reports.get", APIE_GET, "/v1/boundary-reports/{report_id}", NULL,
     &apie_model_report, true, false},
};

static void every_operation_is_in_the_table(void **state)
{
    size_t count = sizeof expected / sizeof *expected;

    (void)state;
    assert_int_equal(apie_operations_apie_count, count);
    for (size_t i = 0; i < count; i++) {
        const apie_operation *operation = apie_operations_apie[i];
        assert_ptr_equal(operation, expected[i].operation);
        assert_string_equal(operation->name, expected[i].name);
        assert_int_equal(operation->method, expected[i].method);
        assert_string_equal(operation->path, expected[i].path);
        assert_ptr_equal(operation->request, expected[i].request);
        assert_ptr_equal(operation->response, expected[i].response);
        assert_int_equal(operation->retry_safe, expected[i].retry_safe);
        assert_int_equal(operation->optional_body, expected[i].optional_body);
        assert_null(operation->content_type);
    }
}

static void parameters_are_in_order(void **state)
{
    const apie_operation *wait = &apie_op_approvals_wait;

    (void)state;
    assert_int_equal(apie_op_runs_create.parameter_count, 0);
    assert_int_equal(wait->parameter_count, 2);
    assert_string_equal(wait->parameters[0].name, "approval_id");
    assert_int_equal(wait->parameters[0].place, APIE_IN_PATH);
    assert_int_equal(wait->parameters[0].type, APIE_ARGUMENT_TEXT);
    assert_true(wait->parameters[0].required);
    assert_string_equal(wait->parameters[1].name, "timeout");
    assert_int_equal(wait->parameters[1].place, APIE_IN_QUERY);
    assert_int_equal(wait->parameters[1].type, APIE_ARGUMENT_INT);
    assert_false(wait->parameters[1].required);
}

static void check_model(const apie_model *model)
{
    if (model == &apie_model_any) /* is no struct */
        return;
    assert_true(model->field_count <= APIE_MODEL_MAX_FIELDS);
    assert_true(model->size >= sizeof(void *) * (1 + model->field_count));
    for (size_t i = 0; i < model->field_count; i++) {
        const apie_field *field = &model->fields[i];
        bool is_list = field->count_offset != 0;
        assert_int_equal(field->name_length, strlen(field->name));
        assert_true(field->offset >= sizeof(void *) && field->offset < model->size);
        assert_true(!is_list || field->count_offset == field->offset + sizeof(void *));
        if (field->model != NULL)
            check_model(field->model);
    }
}

static void tables_fit_their_structs(void **state)
{
    (void)state;
    for (size_t i = 0; i < apie_operations_apie_count; i++) {
        if (apie_operations_apie[i]->request != NULL)
            check_model(apie_operations_apie[i]->request);
        if (apie_operations_apie[i]->response != NULL)
            check_model(apie_operations_apie[i]->response);
    }
}

/* ---- what goes over the wire ---- */

static void assert_body_through(const apie_model *model, const void *object,
                                const apie_model_filter *filter, const char *text)
{
    apie_buffer out;
    apie_json_writer writer;
    apie_error error;

    apie_error_clear(&error);
    apie_buffer_init(&out, 0);
    apie_json_writer_init(&writer, &out);
    if (apie_model_encode(model, object, filter, &writer, &error) != APIE_OK)
        fail_msg("%s: %s", error.where, error.message);
    assert_string_equal(apie_buffer_terminate(&out), text);
    apie_buffer_free(&out);
}

static void assert_body(const apie_model *model, const void *object, const char *text)
{
    assert_body_through(model, object, NULL, text);
}

static void an_agent_registers(void **state)
{
    static const char *const reads[] = {"read"};
    const apie_identify_agent agent = {.key = "k",
                                       .name = "N",
                                       .purpose = APIE_NULL,
                                       .owner_email = "o@x",
                                       .team = APIE_NULL,
                                       .description = APIE_NULL};
    const apie_identify_runtime runtime = {
        .environment = "dev", .framework = APIE_NULL, .language = "c", .sdk_version = "0.1.0"};
    const apie_identify_model model = {.provider = APIE_NULL, .name = APIE_NULL};
    const apie_identify_tool tool = {.name = "t1",
                                     .action_types = reads,
                                     .action_types_count = 1,
                                     .resource_types = APIE_NULL,
                                     .risk_level = APIE_NULL,
                                     .provider = APIE_NULL};
    const apie_identify_tool *const tools[] = {&tool};
    const apie_identify identify = {.agent = &agent,
                                    .runtime = &runtime,
                                    .model = &model,
                                    .mode = "monitor",
                                    .tools = tools,
                                    .tools_count = 1,
                                    .prompt_hash = APIE_NULL,
                                    .hostname = "local"};

    (void)state;
    assert_body(&apie_model_identify, &identify,
                "{\"agent\":{\"key\":\"k\",\"name\":\"N\",\"purpose\":null,\"owner_email\":\"o@x\","
                "\"team\":null,\"description\":null},\"runtime\":{\"environment\":\"dev\","
                "\"framework\":null,\"language\":\"c\",\"sdk_version\":\"0.1.0\"},"
                "\"model\":{\"provider\":null,\"name\":null},\"mode\":\"monitor\","
                "\"tools\":[{\"name\":\"t1\",\"action_types\":[\"read\"],\"resource_types\":null,"
                "\"risk_level\":null,\"provider\":null}],\"prompt_hash\":null,"
                "\"hostname\":\"local\"}");
}

static void an_agent_declares_capabilities(void **state)
{
    static const char *const reads[] = {APIE_ACTION_TYPE_READ};
    static const char *const bases[] = {"kb"};
    const apie_capability_tool tool = {.name = "search"};
    const apie_capability capability = {.tool = &tool,
                                        .actions = reads,
                                        .actions_count = 1,
                                        .resources = bases,
                                        .resources_count = 1,
                                        .risk_level = APIE_RISK_LOW};
    const apie_capability *const capabilities[] = {&capability};
    const apie_capabilities_declare declare = {.capabilities = capabilities,
                                               .capabilities_count = 1};

    (void)state;
    assert_body(&apie_model_capabilities_declare, &declare,
                "{\"capabilities\":[{\"tool\":{\"name\":\"search\"},\"actions\":[\"read\"],"
                "\"resources\":[\"kb\"],\"riskLevel\":\"low\"}]}");
}

static void a_tool_is_defined(void **state)
{
    json_t *schema = json_pack("{s:i}", "a", 1);
    const apie_tool_definition definition = {
        .name = "t", .provider = "mcp", .input_schema = schema, .risk_level = APIE_RISK_MEDIUM};

    (void)state;
    assert_body(&apie_model_tool_definition, &definition,
                "{\"name\":\"t\",\"provider\":\"mcp\",\"inputSchema\":{\"a\":1},"
                "\"riskLevel\":\"medium\"}");
    json_decref(schema);
}

static void a_report_is_asked_for(void **state)
{
    static const char *const production[] = {"production"};
    static const char *const no_sections[1] = {NULL};
    const apie_report_filters filters = {.environments = production, .environments_count = 1};
    const apie_report_create report = {.title = APIE_NULL,
                                       .report_type = APIE_NULL,
                                       .window = "7d",
                                       .time_window = APIE_NULL,
                                       .filters = &filters,
                                       .sections = no_sections};

    (void)state;
    assert_body(&apie_model_report_create, &report,
                "{\"title\":null,\"report_type\":null,\"window\":\"7d\",\"time_window\":null,"
                "\"filters\":{\"environments\":[\"production\"]},\"sections\":[]}");
}

static void redact_text(void *user, apie_json_writer *writer, const char *path, const char *text)
{
    (void)user;
    (void)text;
    apie_json_write_text(writer, path);
}

static void redact_value(void *user, apie_json_writer *writer, const char *path,
                         const json_t *value)
{
    (void)value;
    redact_text(user, writer, path, NULL);
}

static const apie_model_filter marker = {redact_text, redact_value, NULL};

static void secrets_of_an_evaluation_are_filtered(void **state)
{
    json_t *metadata = json_pack("{s:s}", "token", "abc");
    const apie_evaluate_action action = {.type = "read", .name = "search", .risk_level = "low"};
    const apie_evaluate_resource resource = {
        .type = "kb", .provider = APIE_NULL, .environment = APIE_NULL, .external_id = "E1"};
    const apie_evaluate_tool tool = {.name = "search", .provider = "p", .risk_level = "low"};
    const apie_evaluate evaluate = {.agent_key = "k",
                                    .run_id = "run_1",
                                    .mode = "monitor",
                                    .risk_level = "low",
                                    .action = &action,
                                    .resource = &resource,
                                    .tool = &tool,
                                    .metadata = metadata};

    (void)state;
    assert_body_through(
        &apie_model_evaluate, &evaluate, &marker,
        "{\"agent_key\":\"k\",\"run_id\":\"run_1\",\"mode\":\"monitor\","
        "\"risk_level\":\"risk_level\",\"action\":{\"type\":\"action.type\","
        "\"name\":\"action.name\",\"risk_level\":\"action.risk_level\"},"
        "\"resource\":{\"type\":\"resource.type\",\"provider\":null,\"environment\":null,"
        "\"external_id\":\"resource.external_id\"},\"tool\":{\"name\":\"tool.name\","
        "\"provider\":\"tool.provider\",\"riskLevel\":\"tool.riskLevel\"},"
        "\"metadata\":\"metadata\"}");
    json_decref(metadata);
}

static void secrets_of_runs_and_sessions_are_filtered(void **state)
{
    json_t *value = json_object();
    const apie_run_create run = {.input_summary = "s", .metadata = value};
    const apie_run_complete complete = {.status = APIE_RUN_STATUS_FAILED, .metadata = value};
    const apie_session_create session = {
        .kind = APIE_SESSION_KIND_PIPELINE, .input_summary = "s", .metadata = value};
    const apie_session_complete end = {.output_summary = "s", .metadata = value};
    const apie_session_run_create step = {
        .step_index = APIE_INT(0), .input_summary = "s", .metadata = value};
    const apie_handoff_create handoff = {
        .reason = "r", .input_summary = "s", .payload_summary = value, .status = "requested"};
    const apie_event_batch batch = {.events = value};

    (void)state;
    assert_body_through(&apie_model_run_create, &run, &marker,
                        "{\"input_summary\":\"input_summary\",\"metadata\":\"metadata\"}");
    assert_body_through(&apie_model_run_complete, &complete, &marker,
                        "{\"status\":\"failed\",\"metadata\":\"metadata\"}");
    assert_body_through(&apie_model_session_create, &session, &marker,
                        "{\"kind\":\"pipeline\",\"input_summary\":\"input_summary\","
                        "\"metadata\":\"metadata\"}");
    assert_body_through(&apie_model_session_complete, &end, &marker,
                        "{\"output_summary\":\"output_summary\",\"metadata\":\"metadata\"}");
    assert_body_through(&apie_model_session_run_create, &step, &marker,
                        "{\"step_index\":0,\"input_summary\":\"input_summary\","
                        "\"metadata\":\"metadata\"}");
    assert_body_through(&apie_model_handoff_create, &handoff, &marker,
                        "{\"reason\":\"reason\",\"input_summary\":\"input_summary\","
                        "\"payload_summary\":\"payload_summary\",\"status\":\"requested\"}");
    assert_body_through(&apie_model_event_batch, &batch, &marker, "{\"events\":\"events\"}");
    json_decref(value);
}

/* ---- what comes back ---- */

static void *answer(const apie_model *model, const char *text)
{
    apie_error error;
    void *root = NULL;

    apie_error_clear(&error);
    if (apie_model_decode(model, text, strlen(text), &root, &error) != APIE_OK)
        fail_msg("%s: %s", error.where, error.message);
    return root;
}

static void a_registration_is_read(void **state)
{
    apie_registration *registration =
        answer(&apie_model_registration,
               "{\"agent_id\":\"agt_1\",\"agent_version_id\":\"ver_1\",\"created\":true,"
               "\"version_created\":null,\"dashboard_url\":\"https://x\",\"region\":\"eu\"}");
    apie_error error;
    void *none = NULL;

    (void)state;
    assert_string_equal(registration->agent_id, "agt_1");
    assert_true(registration->created.value);
    assert_int_equal(registration->version_created.presence, APIE_IS_NULL);
    assert_null(registration->workspace_id);
    assert_string_equal(apie_extra_json(registration, "region", NULL), "\"eu\"");
    apie_free(registration);
    assert_int_equal(
        apie_model_decode(&apie_model_registration, "{\"status\":\"ok\"}", 15, &none, &error),
        APIE_ERROR_PROTOCOL);
    assert_string_equal(error.where, "/agent_id");
}

static void an_evaluation_is_read(void **state)
{
    apie_evaluation *evaluation =
        answer(&apie_model_evaluation,
               "{\"policy_decision\":\"require_approval\",\"effective_decision\":null,"
               "\"approval_request\":{\"id\":\"appr_1\"},"
               "\"matched_guardrails\":[{\"key\":\"prod-deploys\"}]}");
    apie_events_previewed *previewed =
        answer(&apie_model_events_previewed,
               "{\"accepted\":1,\"previews\":[{\"validation_status\":\"valid\",\"warnings\":[]}]}");
    apie_approval_state *approval = answer(
        &apie_model_approval_state, "{\"approval\":{\"status\":\"approved\",\"id\":\"appr_1\"}}");

    (void)state;
    assert_string_equal(evaluation->policy_decision, "require_approval");
    assert_null(evaluation->effective_decision);
    assert_string_equal(evaluation->approval_request->id, "appr_1");
    assert_int_equal(json_array_size(evaluation->matched_guardrails), 1);
    assert_int_equal(previewed->accepted.value, 1);
    assert_string_equal(previewed->previews[0]->validation_status, "valid");
    assert_string_equal(approval->approval->status, "approved");
    apie_free(evaluation);
    apie_free(previewed);
    apie_free(approval);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_operation_is_in_the_table),
        cmocka_unit_test(parameters_are_in_order),
        cmocka_unit_test(tables_fit_their_structs),
        cmocka_unit_test(an_agent_registers),
        cmocka_unit_test(an_agent_declares_capabilities),
        cmocka_unit_test(a_tool_is_defined),
        cmocka_unit_test(a_report_is_asked_for),
        cmocka_unit_test(secrets_of_an_evaluation_are_filtered),
        cmocka_unit_test(secrets_of_runs_and_sessions_are_filtered),
        cmocka_unit_test(a_registration_is_read),
        cmocka_unit_test(an_evaluation_is_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
