/* Single rules of the events that a program tells of. What each type sends: test_event_table.c. */
#include "event_fixture.h"

#include <string.h>

static void a_section_has_its_head(void **state)
{
    event_fixture *f = *state;
    const char *type = "mine";
    apie_event_details details = {.run_id = "r", .tool.provider = "p"};
    assert_refused(f, type, &details, "tool.name");
    details = (apie_event_details){.run_id = "r", .action.name = "n"};
    assert_refused(f, type, &details, "action.type");
    details = (apie_event_details){.run_id = "r", .resource.external_id = "e"};
    assert_refused(f, type, &details, "resource.type");
    details = (apie_event_details){.run_id = "r", .approval.status = "approved"};
    assert_refused(f, type, &details, "approval.approval_id");
    details = (apie_event_details){.run_id = "r", .error_stack = "s"};
    assert_refused(f, type, &details, "error_message");
}

static void a_decision_says_what_holds(void **state)
{
    event_fixture *f = *state;
    const char *type = "agent.guardrail.evaluated";
    apie_decision own = {.enforcement_action = "proceed"};
    apie_event_details details = {.run_id = "r", .decision = &own};
    assert_refused(f, type, &details, "decision.effective_decision");
    own = (apie_decision){.effective_decision = "allow"};
    assert_refused(f, type, &details, "decision.enforcement_action");
    own.enforcement_action = "proceed";
    /* the policy's is the effective one, the mode the client's */
    assert_told(event_made(f, type, &details, NULL), "agent.guardrail.evaluated",
                "'agent_key':'k','run_id':'r','environment':'dev',"
                "'decision':{'policyDecision':'allow','effectiveDecision':'allow',"
                "'enforcementAction':'proceed','mode':'enforce','reason':null},"
                "'metadata':{'policyDecision':'allow','effectiveDecision':'allow',"
                "'enforcementAction':'proceed','mode':'enforce','reason':null}");
}

static void tools_have_names(void **state)
{
    event_fixture *f = *state;
    const char *type = "agent.mcp.tools_listed";
    json_t *object = json_object();
    apie_event_details details = {.run_id = "r", .server = "fs", .tools = object};
    assert_refused(f, type, &details, "tools");
    json_decref(object);
    json_t *nameless = json_pack("[{s:s}, {s:i}]", "name", "a", "name", 1);
    details.tools = nameless;
    assert_refused(f, type, &details, "tools");
    json_decref(nameless);
    json_t *none = json_array();
    details.tools = none;
    assert_told(event_made(f, type, &details, NULL), "agent.mcp.tools_listed",
                "'agent_key':'k','run_id':'r','event_category':'mcp','step_name':'fs.tools_list',"
                "'payload_summary':{'server':'fs','tool_count':0,'tools':[]},"
                "'environment':'dev','metadata':{'mcp':{'server':'fs','tools':[]}}");
    json_decref(none);
}

static void a_workflow_step_has_a_name_or_a_key(void **state)
{
    event_fixture *f = *state;
    const char *type = "agent.workflow.step.started";
    apie_event_details details = {.run_id = "r"};
    assert_refused(f, type, &details, "step_name");
    details.step_key = "sk";
    assert_told(event_made(f, type, &details, NULL), type,
                "'agent_key':'k','run_id':'r','event_category':'workflow','step_key':'sk',"
                "'environment':'dev'");
}

static void an_approval_is_pending_at_first(void **state)
{
    event_fixture *f = *state;
    apie_event_details details = {.run_id = "r", .approval.approval_id = "a"};
    assert_told(event_made(f, "agent.approval.requested", &details, NULL),
                "agent.approval.requested",
                "'agent_key':'k','run_id':'r','environment':'dev',"
                "'approval':{'approval_id':'a','status':'pending'},"
                "'metadata':{'approval_id':'a','reason':null}");
    details.approval.status = "rejected";
    assert_told(event_made(f, "agent.approval.resolved", &details, NULL), "agent.approval.resolved",
                "'agent_key':'k','run_id':'r','environment':'dev',"
                "'approval':{'approval_id':'a','status':'rejected','resolved_by':null},"
                "'metadata':{'approval_id':'a','status':'rejected'}");
}

static void an_action_ends_well_if_nothing_is_said(void **state)
{
    event_fixture *f = *state;
    const char *type = "agent.action.completed";
    apie_event_details details = {.session_id = "s", .action = {"read", "A", NULL}};
    assert_told(event_made(f, type, &details, NULL), type,
                "'agent_key':'k','session_id':'s','action':{'type':'read','name':'A',"
                "'risk_level':null},'metadata':{'result':{'status':'completed'}}");
}

/* Two members of one name cannot be told apart. */
static void a_forms_own_members_win(void **state)
{
    event_fixture *f = *state;
    json_t *metadata = json_pack("{s:i, s:i, s:i}", "result", 1, "reason", 2, "mcp", 3);
    apie_event_details details = {
        .run_id = "r", .action = {"read", "A", NULL}, .metadata = metadata};
    assert_told(event_made(f, "agent.action.completed", &details, NULL), "agent.action.completed",
                "'agent_key':'k','run_id':'r','action':{'type':'read','name':'A',"
                "'risk_level':null},'metadata':{'reason':2,'mcp':3,"
                "'result':{'status':'completed'}}");
    details = (apie_event_details){.run_id = "r", .reason = "why", .metadata = metadata};
    assert_told(event_made(f, "agent.handoff.requested", &details, NULL), "agent.handoff.requested",
                "'agent_key':'k','run_id':'r','event_category':'handoff','environment':'dev',"
                "'metadata':{'reason':'why','target_run_id':null,'target_agent_id':null,"
                "'result':1,'mcp':3}");
    json_decref(metadata);
}

static void what_is_given_goes_before_what_is_usual(void **state)
{
    event_fixture *f = *state;
    apie_event_details details = {
        .run_id = "r",
        .agent_key = "k2",
        .event_category = "own",
        .environment = "moon",
        .resource = {"file", NULL, NULL, "production"},
    };
    apie_event *event = event_made(f, "agent.resource.touched", &details, NULL);
    assert_true(event->other_agent);
    assert_told(event, "agent.resource.touched",
                "'agent_key':'k2','run_id':'r','event_category':'own','environment':'moon',"
                "'resource':{'type':'file','external_id':null,'provider':null,"
                "'environment':'production'}");
    details = (apie_event_details){.run_id = "r", .agent_key = "k", .environment = "moon"};
    event = event_made(f, "agent.llm.called", &details, NULL);
    assert_false(event->other_agent);
    assert_told(event, "agent.llm.called",
                "'agent_key':'k','run_id':'r','event_category':'llm','environment':'moon'");
}

static void texts_are_redacted_everywhere(void **state)
{
    event_fixture *f = *state;
    apie_event_details details = {
        .run_id = "r",
        .trigger_kind = "Bearer abcdef",
        .event_category = "Bearer abcdef",
        .step_key = "Bearer abcdef",
        .step_name = "Bearer abcdef",
        .environment = "Bearer abcdef",
    };
#define R "'[REDACTED]'"
    assert_told(apie_event_make_custom(f->agent, "Bearer abcdef", NULL, &details, NULL, NULL, NULL),
                "[REDACTED]",
                "'agent_key':'k','run_id':'r','trigger_kind':" R ",'event_category':" R
                ",'step_key':" R ",'step_name':" R ",'environment':" R);
    details = (apie_event_details){
        .run_id = "r",
        .tool = {"Bearer abcdef", "Bearer abcdef", NULL},
        .error_message = "401 for Bearer abcdef",
        .error_stack = "at Bearer abcdef",
    };
    assert_told(event_made(f, "mine", &details, NULL), "mine",
                "'agent_key':'k','run_id':'r','environment':'dev',"
                "'tool':{'name':" R ",'provider':" R ",'risk_level':null},"
                "'error':{'message':" R ",'stack':" R "}");
}

static void a_custom_type_has_a_name(void **state)
{
    event_fixture *f = *state;
    apie_error error;
    apie_event_details details = {.run_id = "r"};
    assert_null(apie_event_make_custom(f->agent, NULL, NULL, &details, NULL, NULL, &error));
    assert_string_equal(error.where, "type");
    assert_null(apie_event_make_custom(f->agent, "", NULL, &details, NULL, NULL, &error));
    assert_string_equal(error.where, "type");
}

static void what_json_cannot_say_is_refused(void **state)
{
    event_fixture *f = *state;
    apie_error error;
    apie_event_details details = {.run_id = "r", .error_message = "\xff"};
    assert_null(event_made(f, "agent.error", &details, &error));
    assert_int_equal(error.code, APIE_ERROR_INVALID_ARGUMENT);
    details = (apie_event_details){.run_id = "r", .step_name = "\xff"};
    assert_null(event_made(f, "agent.workflow.step.started", &details, &error));
    assert_string_equal(error.where, "step_name");
}

/* ---- where it belongs ---- */

static void assert_belongs(event_fixture *f, const apie_event_details *details,
                           const apie_event_source *context, const char *run_id,
                           const char *session_id)
{
    apie_event *event =
        apie_event_make(f->agent, APIE_EVENT_LLM_CALLED, details, context, NULL, NULL);
    assert_non_null(event);
    if (run_id)
        assert_string_equal(event->run_id, run_id);
    else
        assert_null(event->run_id);
    if (session_id)
        assert_string_equal(event->session_id, session_id);
    else
        assert_null(event->session_id);
    apie_event_free(event);
}

static void the_context_fills_in_what_goes_together(void **state)
{
    event_fixture *f = *state;
    const apie_event_source here = {"run_1", "ses_1"};
    const apie_event_source session_only = {NULL, "ses_1"};
    assert_belongs(f, NULL, &here, "run_1", "ses_1");
    assert_belongs(f, NULL, &session_only, NULL, "ses_1");
    assert_belongs(f, &(apie_event_details){.run_id = "run_1"}, &here, "run_1", "ses_1");
    assert_belongs(f, &(apie_event_details){.run_id = "run_2"}, &here, "run_2", NULL);
    assert_belongs(f, &(apie_event_details){.session_id = "ses_1"}, &here, "run_1", "ses_1");
    assert_belongs(f, &(apie_event_details){.session_id = "ses_2"}, &here, NULL, "ses_2");
    assert_belongs(f, &(apie_event_details){.run_id = "run_2", .session_id = "ses_2"}, &here,
                   "run_2", "ses_2");
    assert_belongs(f, &(apie_event_details){.run_id = "run_2"}, NULL, "run_2", NULL);
}

static void without_a_run_the_message_says_how(void **state)
{
    event_fixture *f = *state;
    const apie_event_source nowhere = {NULL, NULL};
    apie_error error;
    assert_null(apie_event_make(f->agent, APIE_EVENT_LLM_CALLED, NULL, &nowhere, NULL, &error));
    assert_string_equal(error.where, "run_id");
    assert_non_null(strstr(error.message, "inside a run of this thread"));
    assert_null(apie_event_make(f->agent, APIE_EVENT_LLM_CALLED, NULL, NULL, NULL, &error));
    assert_string_equal(error.message, "no run id: set run_id or session_id");
}

static void the_id_is_handed_out(void **state)
{
    event_fixture *f = *state;
    char id[APIE_EVENT_ID_SIZE];
    apie_event_details details = {.run_id = "r", .idempotency_key = "once"};
    apie_event *event = apie_event_make(f->agent, APIE_EVENT_LLM_CALLED, &details, NULL, id, NULL);
    assert_string_equal(id, event->event_id);
    assert_int_equal(strlen(id), APIE_EVENT_ID_SIZE - 1);
    assert_string_equal(event->key, "once");
    apie_event_free(event);
}

/* ---- as values ---- */

static void an_event_becomes_a_value(void **state)
{
    event_fixture *f = *state;
    const apie_event_details details = {.run_id = "r", .tool.name = "say \"T\""};
    apie_event *event = event_made(f, "agent.tool.called", &details, NULL);
    json_t *value = apie_event_to_json(f->agent, event, NULL);
    assert_json(value, json_loadb(event->text, event->length, 0, NULL));
    apie_event_free(event);
}

static void a_value_is_redacted(void **state)
{
    event_fixture *f = *state;
    apie_error error;
    json_t *metadata = quoted_json("{'q':1,'token':'abc','open_token':'t'}");
    assert_json(apie_redacted_json(f->agent, metadata, NULL),
                quoted_json("{'q':1,'token':'[REDACTED]','open_token':'t'}"));
    json_decref(metadata);
    json_t *text = json_string("use Bearer abcdef");
    assert_json(apie_redacted_json(f->agent, text, NULL), json_string("[REDACTED]"));
    json_decref(text);
    assert_null(apie_redacted_json(f->agent, NULL, &error));
    assert_string_equal(error.where, "value");
    /* two keys become one */
    json_t *twins = json_pack("{s:i, s:i}", "Bearer abcdef", 1, "Bearer ghijkl", 2);
    assert_null(apie_redacted_json(f->agent, twins, &error));
    assert_int_equal(error.code, APIE_ERROR_INVALID_ARGUMENT);
    json_decref(twins);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        EVENT_TEST(a_section_has_its_head),
        EVENT_TEST(a_decision_says_what_holds),
        EVENT_TEST(tools_have_names),
        EVENT_TEST(a_workflow_step_has_a_name_or_a_key),
        EVENT_TEST(an_approval_is_pending_at_first),
        EVENT_TEST(an_action_ends_well_if_nothing_is_said),
        EVENT_TEST(a_forms_own_members_win),
        EVENT_TEST(what_is_given_goes_before_what_is_usual),
        EVENT_TEST(texts_are_redacted_everywhere),
        EVENT_TEST(a_custom_type_has_a_name),
        EVENT_TEST(what_json_cannot_say_is_refused),
        EVENT_TEST(the_context_fills_in_what_goes_together),
        EVENT_TEST(without_a_run_the_message_says_how),
        EVENT_TEST(the_id_is_handed_out),
        EVENT_TEST(an_event_becomes_a_value),
        EVENT_TEST(a_value_is_redacted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
