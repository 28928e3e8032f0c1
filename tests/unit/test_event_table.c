/* Every type of event that a program can tell of: what it sends of everything that it may, what it
 * needs, what it refuses. */
#include "event_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "support/alloc_fault.h"

/* ---- details with everything ---- */

typedef struct samples {
    json_t *metadata;
    json_t *summary;
    json_t *tools;
    json_t *result;
} samples;

static samples made;

static const apie_decision decision = {
    .policy_decision = "require_approval",
    .effective_decision = "warn",
    .enforcement_action = "warn",
    .mode = "monitor",
    .reason = "why",
};

/* What every type sends. */
static apie_event_details common_details(void)
{
    return (apie_event_details){
        .run_id = "run_1",
        .session_id = "ses_1",
        .parent_event_id = "ev_p",
        .caused_by_event_id = "ev_c",
        .trigger_kind = "timer",
        .step_key = "sk",
        .step_name = "sn",
        .step_index = {3, APIE_SET},
        .payload_summary = made.summary,
        .metadata = made.metadata,
    };
}

/* What some do. */
#define ALL_TOOL     .tool = {"T", "tp", "low"}
#define ALL_ACTION   .action = {"read", "A", "high"}
#define ALL_RESOURCE .resource = {"file", "E1", "rp", "production"}

#define COMMON_WITH(category, environment, step_name, summary)                                     \
    "'agent_key':'k','run_id':'run_1','session_id':'ses_1','parent_event_id':'ev_p',"              \
    "'caused_by_event_id':'ev_c','trigger_kind':'timer'," category                                 \
    "'step_key':'sk','step_name':'" step_name "','step_index':3,'payload_summary':" summary        \
    ",'environment':'" environment "'"
#define SUMMARY            "{'p':1,'password':'[REDACTED]'}"
#define COMMON(category)   COMMON_WITH(category, "dev", "sn", SUMMARY)
#define COMMON_OF_RESOURCE COMMON_WITH("", "production", "sn", SUMMARY)
#define CATEGORY(name)     "'event_category':'" name "',"
#define TOOL_JSON          ",'tool':{'name':'T','provider':'tp','risk_level':'low'}"
#define ACTION_JSON        ",'action':{'type':'read','name':'A','risk_level':'high'}"
#define RESOURCE_JSON                                                                              \
    ",'resource':{'type':'file','external_id':'E1','provider':'rp','environment':'production'}"
#define ERROR_JSON    ",'error':{'message':'bad'}"
#define GIVEN         "'q':1,'token':'[REDACTED]','open_token':'t'"
#define METADATA_JSON ",'metadata':{" GIVEN "}"
#define DECISION_MEMBERS                                                                           \
    "'policyDecision':'require_approval','effectiveDecision':'warn','enforcementAction':'warn',"   \
    "'mode':'monitor','reason':'why'"

typedef struct kind_case {
    apie_event_kind kind;
    const char *type;
    apie_event_details sends; /* every member that it sends beside the common ones */
    const char *needs[3];     /* of these */
    const char *expected;     /* with quotes for double ones; ids, type and time left out */
    bool shares_result, shares_tools, shares_decision; /* values that are no constants */
} kind_case;

static const kind_case cases[] = {
    {
        .kind = APIE_EVENT_TOOL_CALLED,
        .type = "agent.tool.called",
        .sends = {ALL_TOOL, ALL_ACTION, ALL_RESOURCE},
        .needs = {"tool.name"},
        .expected = COMMON("") TOOL_JSON ACTION_JSON RESOURCE_JSON METADATA_JSON,
    },
    {
        .kind = APIE_EVENT_ACTION_REQUESTED,
        .type = "agent.action.requested",
        .sends = {ALL_TOOL, ALL_ACTION, ALL_RESOURCE},
        .needs = {"action.type", "action.name"},
        .expected = COMMON_OF_RESOURCE TOOL_JSON ACTION_JSON RESOURCE_JSON METADATA_JSON,
    },
    {
        .kind = APIE_EVENT_ACTION_COMPLETED,
        .type = "agent.action.completed",
        .sends = {ALL_TOOL, ALL_ACTION, ALL_RESOURCE},
        .needs = {"action.type", "action.name"},
        .expected = COMMON_OF_RESOURCE TOOL_JSON ACTION_JSON RESOURCE_JSON
        ",'metadata':{" GIVEN ",'result':[1,{'secret':'[REDACTED]'}]}",
        .shares_result = true,
    },
    {
        .kind = APIE_EVENT_ACTION_FAILED,
        .type = "agent.action.failed",
        .sends = {ALL_TOOL, ALL_ACTION, ALL_RESOURCE, .error_message = "bad"},
        .needs = {"action.type", "action.name", "error_message"},
        .expected = COMMON_OF_RESOURCE TOOL_JSON ACTION_JSON RESOURCE_JSON ERROR_JSON METADATA_JSON,
    },
    {
        .kind = APIE_EVENT_RESOURCE_TOUCHED,
        .type = "agent.resource.touched",
        .sends = {ALL_ACTION, ALL_RESOURCE},
        .needs = {"resource.type"},
        .expected = COMMON_OF_RESOURCE ACTION_JSON RESOURCE_JSON METADATA_JSON,
    },
    {
        .kind = APIE_EVENT_GUARDRAIL_EVALUATED,
        .type = "agent.guardrail.evaluated",
        .sends = {ALL_ACTION, ALL_RESOURCE},
        .needs = {"decision"},
        .expected = COMMON("") ACTION_JSON RESOURCE_JSON
        ",'decision':{" DECISION_MEMBERS "},'metadata':{" DECISION_MEMBERS "," GIVEN "}",
        .shares_decision = true,
    },
    {
        .kind = APIE_EVENT_APPROVAL_REQUESTED,
        .type = "agent.approval.requested",
        .sends = {ALL_ACTION, ALL_RESOURCE, .approval = {"appr_1", "expired", NULL},
                  .reason = "because"},
        .needs = {"approval.approval_id"},
        .expected = COMMON("") ACTION_JSON RESOURCE_JSON
        ",'approval':{'approval_id':'appr_1','status':'expired'},"
        "'metadata':{'approval_id':'appr_1','reason':'because'," GIVEN "}",
    },
    {
        .kind = APIE_EVENT_APPROVAL_RESOLVED,
        .type = "agent.approval.resolved",
        .sends = {.approval = {"appr_1", "approved", "eve"}},
        .needs = {"approval.approval_id", "approval.status"},
        .expected = COMMON("") ",'approval':{'approval_id':'appr_1','status':'approved',"
                               "'resolved_by':'eve'},"
                               "'metadata':{'approval_id':'appr_1','status':'approved'," GIVEN "}",
    },
    {.kind = APIE_EVENT_STEP_STARTED,
     .type = "agent.workflow.step.started",
     .expected = COMMON(CATEGORY("workflow")) METADATA_JSON},
    {.kind = APIE_EVENT_STEP_COMPLETED,
     .type = "agent.workflow.step.completed",
     .expected = COMMON(CATEGORY("workflow")) METADATA_JSON},
    {.kind = APIE_EVENT_STEP_FAILED,
     .type = "agent.workflow.step.failed",
     .sends = {.error_message = "bad"},
     .needs = {"error_message"},
     .expected = COMMON(CATEGORY("workflow")) ERROR_JSON METADATA_JSON},
    {.kind = APIE_EVENT_LLM_CALLED,
     .type = "agent.llm.called",
     .expected = COMMON(CATEGORY("llm")) METADATA_JSON},
    {.kind = APIE_EVENT_LLM_COMPLETED,
     .type = "agent.llm.completed",
     .expected = COMMON(CATEGORY("llm")) METADATA_JSON},
    {.kind = APIE_EVENT_LLM_FAILED,
     .type = "agent.llm.failed",
     .sends = {.error_message = "bad"},
     .needs = {"error_message"},
     .expected = COMMON(CATEGORY("llm")) ERROR_JSON METADATA_JSON},
    {.kind = APIE_EVENT_MCP_CALLED,
     .type = "agent.mcp.called",
     .expected = COMMON(CATEGORY("mcp")) METADATA_JSON},
    {.kind = APIE_EVENT_MCP_COMPLETED,
     .type = "agent.mcp.completed",
     .expected = COMMON(CATEGORY("mcp")) METADATA_JSON},
    {.kind = APIE_EVENT_MCP_FAILED,
     .type = "agent.mcp.failed",
     .sends = {.error_message = "bad"},
     .needs = {"error_message"},
     .expected = COMMON(CATEGORY("mcp")) ERROR_JSON METADATA_JSON},
    {
        .kind = APIE_EVENT_MCP_TOOLS_LISTED,
        .type = "agent.mcp.tools_listed",
        .sends = {.server = "fs"},
        .needs = {"server", "tools"},
        .expected = COMMON_WITH(CATEGORY("mcp"), "dev", "sn",
                                "{'server':'fs','tool_count':2,'tools':['read','write'],'p':1,"
                                "'password':'[REDACTED]'}") ",'metadata':{" GIVEN
                                                            ",'mcp':{'server':'fs','tools':[{'name'"
                                                            ":'read','description':'d'},"
                                                            "{'name':'write'}]}}",
        .shares_tools = true,
    },
    {
        .kind = APIE_EVENT_HANDOFF_REQUESTED,
        .type = "agent.handoff.requested",
        .sends = {.reason = "because", .target_run_id = "run_2", .target_agent_id = "agt_2"},
        .expected = COMMON(CATEGORY("handoff")) ",'metadata':{'reason':'because',"
                                                "'target_run_id':'run_2',"
                                                "'target_agent_id':'agt_2'," GIVEN "}",
    },
    {.kind = APIE_EVENT_HANDOFF_ACCEPTED,
     .type = "agent.handoff.accepted",
     .expected = COMMON(CATEGORY("handoff")) METADATA_JSON},
    {.kind = APIE_EVENT_HANDOFF_COMPLETED,
     .type = "agent.handoff.completed",
     .expected = COMMON(CATEGORY("handoff")) METADATA_JSON},
    {.kind = APIE_EVENT_HANDOFF_FAILED,
     .type = "agent.handoff.failed",
     .sends = {.error_message = "bad"},
     .expected = COMMON(CATEGORY("handoff")) ERROR_JSON METADATA_JSON},
    {
        .kind = APIE_EVENT_ERROR,
        .type = "agent.error",
        .sends = {.error_message = "bad", .error_stack = "at main"},
        .needs = {"error_message"},
        .expected = COMMON("") ",'error':{'message':'bad','stack':'at main'}" METADATA_JSON,
    },
    {
        .kind = APIE_EVENT_KIND_COUNT,
        .type = "billing.charged",
        .sends = {ALL_TOOL, ALL_ACTION, ALL_RESOURCE, .approval = {"appr_1", "approved", "eve"},
                  .error_message = "bad", .error_stack = "at main"},
        .expected = COMMON("") TOOL_JSON ACTION_JSON RESOURCE_JSON
        ",'decision':{" DECISION_MEMBERS "},"
        "'approval':{'approval_id':'appr_1','status':'approved','resolved_by':'eve'},"
        "'error':{'message':'bad','stack':'at main'}" METADATA_JSON,
        .shares_decision = true,
    },
};

#define CASES (sizeof cases / sizeof cases[0])

/* Every member that some type sends and another may not: by name, with a value. */
typedef struct member {
    const char *name;
    size_t offset;
    const void *value;
} member;

#define MEMBER(name, value)                                                                        \
    {                                                                                              \
#name, offsetof(apie_event_details, name), value                                           \
    }
#define MEMBERS 22

static const member *members(void)
{
    static member list[MEMBERS];
    const member all[MEMBERS] = {
        MEMBER(tool.name, "T"),
        MEMBER(tool.provider, "tp"),
        MEMBER(tool.risk_level, "low"),
        MEMBER(action.type, "read"),
        MEMBER(action.name, "A"),
        MEMBER(action.risk_level, "high"),
        MEMBER(resource.type, "file"),
        MEMBER(resource.external_id, "E1"),
        MEMBER(resource.provider, "rp"),
        MEMBER(resource.environment, "production"),
        MEMBER(approval.approval_id, "appr_1"),
        MEMBER(approval.status, "approved"),
        MEMBER(approval.resolved_by, "eve"),
        MEMBER(decision, &decision),
        MEMBER(error_message, "bad"),
        MEMBER(error_stack, "at main"),
        MEMBER(reason, "because"),
        MEMBER(target_run_id, "run_2"),
        MEMBER(target_agent_id, "agt_2"),
        MEMBER(server, "fs"),
        MEMBER(tools, made.tools),
        MEMBER(result, made.result),
    };
    memcpy(list, all, sizeof all);
    return list;
}

static const void *get(const apie_event_details *details, const member *m)
{
    const void *value;
    memcpy(&value, (const char *)details + m->offset, sizeof value);
    return value;
}

static void set(apie_event_details *details, const member *m, const void *value)
{
    memcpy((char *)details + m->offset, &value, sizeof value);
}

static apie_event_details full_details(const kind_case *c)
{
    apie_event_details details = common_details();
    for (size_t i = 0; i < MEMBERS; i++)
        set(&details, &members()[i], get(&c->sends, &members()[i]));
    if (c->shares_result)
        details.result = made.result;
    if (c->shares_tools)
        details.tools = made.tools;
    if (c->shares_decision)
        details.decision = &decision;
    return details;
}

/* ---- the table ---- */

static void each_type_sends_all_that_it_may(void **state)
{
    event_fixture *f = *state;
    for (size_t i = 0; i < CASES; i++) {
        const apie_event_details details = full_details(&cases[i]);
        apie_error error = {0};
        apie_event *event = event_made(f, cases[i].type, &details, &error);
        if (!event)
            fail_msg("%s: %s", cases[i].type, error.message);
        assert_told(event, cases[i].type, cases[i].expected);
    }
}

static void each_type_is_found_by_its_name(void **state)
{
    event_fixture *f = *state;
    for (size_t i = 0; i < CASES; i++) {
        const apie_event_details details = full_details(&cases[i]);
        assert_int_equal(apie_event_kind_of(cases[i].type), cases[i].kind);
        assert_told(
            apie_event_make_custom(f->agent, cases[i].type, NULL, &details, NULL, NULL, NULL),
            cases[i].type, cases[i].expected);
    }
    assert_int_equal(CASES, APIE_EVENT_KIND_COUNT + 1);
}

static void each_type_refuses_what_it_does_not_send(void **state)
{
    event_fixture *f = *state;
    for (size_t i = 0; i < CASES; i++) {
        const apie_event_details full = full_details(&cases[i]);
        for (size_t m = 0; m < MEMBERS; m++) {
            const member *more = &members()[m];
            apie_event_details details = full;
            if (get(&full, more))
                continue;
            set(&details, more, more->value);
            assert_refused(f, cases[i].type, &details, more->name);
        }
    }
}

static bool is_needed(const kind_case *c, const char *name)
{
    for (size_t i = 0; i < 3 && c->needs[i]; i++)
        if (strcmp(c->needs[i], name) == 0)
            return true;
    return false;
}

/* Without any one member that it does not need, it can be made; what belongs to that goes, too. */
static void each_type_asks_for_what_it_needs(void **state)
{
    event_fixture *f = *state;
    for (size_t i = 0; i < CASES; i++) {
        const apie_event_details full = full_details(&cases[i]);
        apie_event_details bare = {.run_id = "run_1", .step_name = "sn"};
        for (size_t m = 0; m < MEMBERS; m++)
            if (is_needed(&cases[i], members()[m].name))
                set(&bare, &members()[m], get(&full, &members()[m]));
        apie_event *event = event_made(f, cases[i].type, &bare, NULL);
        if (!event)
            fail_msg("%s cannot be made of what it needs", cases[i].type);
        apie_event_free(event);
        for (size_t m = 0; m < MEMBERS; m++) {
            apie_event_details details = bare;
            if (!get(&bare, &members()[m]))
                continue;
            set(&details, &members()[m], NULL);
            assert_refused(f, cases[i].type, &details, members()[m].name);
            if (strcmp(members()[m].name, "decision") == 0 ||
                strcmp(members()[m].name, "tools") == 0)
                continue;
            set(&details, &members()[m], "");
            assert_refused(f, cases[i].type, &details, members()[m].name);
        }
    }
}

static void every_event_belongs_somewhere(void **state)
{
    event_fixture *f = *state;
    for (size_t i = 0; i < CASES; i++) {
        apie_event_details details = full_details(&cases[i]);
        details.run_id = details.session_id = NULL;
        assert_refused(f, cases[i].type, &details, "run_id");
        details.run_id = details.session_id = "";
        assert_refused(f, cases[i].type, &details, "run_id");
    }
}

static void values_have_their_kinds(void **state)
{
    event_fixture *f = *state;
    for (size_t i = 0; i < CASES; i++) {
        apie_event_details details = full_details(&cases[i]);
        details.metadata = made.tools;
        assert_refused(f, cases[i].type, &details, "metadata");
        details = full_details(&cases[i]);
        details.payload_summary = made.tools;
        assert_refused(f, cases[i].type, &details, "payload_summary");
    }
}

/* ---- memory ---- */

static void every_allocation_may_fail(void **state)
{
    event_fixture *f = *state;
    for (size_t i = 0; i < CASES; i++) {
        const apie_event_details details = full_details(&cases[i]);
        for (unsigned long k = 1;; k++) {
            apie_error error = {0};
            long before = apie_fault_live();
            apie_fault_fail_at(k);
            apie_event *event = event_made(f, cases[i].type, &details, &error);
            json_t *value = event ? apie_event_to_json(f->agent, event, &error) : NULL;
            bool hit = apie_fault_hit();
            apie_fault_fail_at(0);
            assert_int_equal(error.code, value ? APIE_OK : APIE_ERROR_NO_MEMORY);
            assert_true(hit || value);
            apie_event_free(event);
            json_decref(value);
            assert_int_equal(apie_fault_live(), before);
            if (!hit)
                break;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        EVENT_TEST(each_type_sends_all_that_it_may),
        EVENT_TEST(each_type_is_found_by_its_name),
        EVENT_TEST(each_type_refuses_what_it_does_not_send),
        EVENT_TEST(each_type_asks_for_what_it_needs),
        EVENT_TEST(every_event_belongs_somewhere),
        EVENT_TEST(values_have_their_kinds),
        EVENT_TEST(every_allocation_may_fail),
    };
    json_set_alloc_funcs(malloc, free); /* counted, too */
    made = (samples){
        .metadata = json_pack("{s:i, s:s, s:s}", "q", 1, "token", "abc", "open_token", "t"),
        .summary = json_pack("{s:i, s:s}", "p", 1, "password", "x"),
        .tools =
            json_pack("[{s:s, s:s}, {s:s}]", "name", "read", "description", "d", "name", "write"),
        .result = json_pack("[i, {s:s}]", 1, "secret", "s"),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    json_decref(made.metadata);
    json_decref(made.summary);
    json_decref(made.tools);
    json_decref(made.result);
    return failed;
}
