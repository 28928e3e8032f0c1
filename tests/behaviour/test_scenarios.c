/* Work that goes well, or fails by itself, leaves the same with the service through either
 * library: test events, sessions with child runs and handoffs, failures, MCP calls. */
#include "scenario.h"

#include "support/subject_mcp.h"
#include "support/subject_telemetry.h"
#include "support/subject_test_event.h"
#include "support/subject_tracing.h"

/* ---- test events ---- */

static void send_test(play *p, apie_test_mode mode)
{
    stage *s = &p->stage;
    apie_test_result *result = NULL;
    play_expect(p, p->scenario->expected,
                subject_send_test_event(&s->subject, mode, NULL, &result, &s->error));
    if (result != NULL)
        play_note_text(p, "session", result->session_id);
    for (size_t i = 0; result != NULL && i < result->run_count; i++)
        play_note_text(p, "run", result->run_ids[i]);
    apie_free(result);
}

static void send_single(play *p)
{
    send_test(p, APIE_TEST_SINGLE);
}

static void send_pipeline(play *p)
{
    send_test(p, APIE_TEST_PIPELINE);
}

static void send_proof(play *p)
{
    send_test(p, APIE_TEST_PROOF);
}

/* ---- a session's parts ---- */

static apie_session *begin_session(play *p, const char *kind)
{
    stage *s = &p->stage;
    apie_session *session = NULL;
    json_t *metadata = json_pack("{s:s, s:s}", "release", "1.2", "password", "hidden");
    const apie_session_input input = {
        .kind = kind, .input_summary = "Ship it", .environment = "staging", .metadata = metadata};
    assert_non_null(metadata);
    play_expect_ok(p, subject_session_begin(&s->subject, &input, NULL, &session, &s->error));
    json_decref(metadata);
    ALWAYS(session != NULL);
    play_note_text(p, "session", session->id);
    return session;
}

static void end_session(play *p, apie_session *session, const apie_session_outcome *outcome)
{
    stage *s = &p->stage;
    play_expect_ok(p, subject_session_end(&s->subject, session, outcome, NULL, &s->error));
    apie_free(session);
}

static void note_run(play *p, const apie_run *run)
{
    ALWAYS(run != NULL);
    play_note_text(p, "run", run->id);
    play_note_text(p, "its session", run->session_id);
    play_note_text(p, "its status", run->status);
}

static apie_run *begin_run(play *p, const apie_run_input *input)
{
    stage *s = &p->stage;
    apie_run *run = NULL;
    play_expect_ok(p, subject_run_begin(&s->subject, input, NULL, &run, &s->error));
    note_run(p, run);
    return run;
}

static apie_run *begin_child(play *p, const apie_child_run_input *input)
{
    stage *s = &p->stage;
    apie_run *run = NULL;
    play_expect_ok(p, subject_child_run_begin(&s->subject, input, NULL, &run, &s->error));
    note_run(p, run);
    return run;
}

static void end_run(play *p, apie_run *run, const apie_run_outcome *outcome)
{
    stage *s = &p->stage;
    play_expect_ok(p, subject_run_end(&s->subject, run, outcome, NULL, &s->error));
    apie_free(run);
}

static void use_tool(play *p, const apie_run *run, const char *name, const char *failure)
{
    stage *s = &p->stage;
    subject_scope scope;
    const apie_tool_input input = {
        .run_id = play_id(p, run->id),
        .session_id = play_id(p, run->session_id),
        .tool = {.name = name, .provider = "mcp", .risk_level = APIE_RISK_LOW},
        .resource = {.type = "file", .external_id = "file-7", .environment = "production"},
    };
    const apie_action_outcome outcome = {.error_message = failure};
    play_expect_ok(p, subject_tool_begin(&s->subject, &input, NULL, &scope, &s->error));
    play_expect_ok(p, subject_scope_finish(&scope, &outcome, &s->error));
}

static void take_step(play *p, const apie_run *run, subject_step_kind kind, const char *failure)
{
    stage *s = &p->stage;
    subject_step step;
    json_t *payload = json_pack("{s:s}", "purpose", "plan");
    const apie_step_input input = {
        .run_id = play_id(p, run->id),
        .session_id = play_id(p, run->session_id),
        .step_key = "key",
        .step_name = "A step",
        .step_index = apie_int(0),
        .payload_summary = payload,
    };
    const apie_step_outcome outcome = {.error_message = failure, .payload_summary = payload};
    assert_non_null(payload);
    play_expect_ok(p, subject_step_begin(&s->subject, kind, &input, &step, &s->error));
    play_expect_ok(p, subject_step_finish(&step, &outcome, &s->error));
    json_decref(payload);
}

static void tell(play *p, const apie_run *run, const char *type, const char *failure)
{
    stage *s = &p->stage;
    const apie_event_details details = {
        .run_id = play_id(p, run->id),
        .session_id = play_id(p, run->session_id),
        .error_message = failure,
    };
    play_expect_ok(p, subject_tell(&s->subject, type, &details, NULL, &s->error));
}

static void request_handoff(play *p, const apie_run *from, const char *to_run)
{
    stage *s = &p->stage;
    apie_handoff *handoff = NULL;
    json_t *payload = json_pack("{s:s, s:i}", "release", "1.2", "files", 3);
    const apie_handoff_input input = {
        .session_id = play_id(p, from->session_id),
        .source_run_id = play_id(p, from->id),
        .target_run_id = to_run,
        .reason = "Somebody else knows more",
        .payload_summary = payload,
    };
    assert_non_null(payload);
    play_expect_ok(p, subject_request_handoff(&s->subject, &input, NULL, &handoff, &s->error));
    json_decref(payload);
    play_note_text(p, "handoff", handoff->id);
    play_note_text(p, "its status", handoff->status);
    apie_free(handoff);
}

/* ---- child runs and handoffs ---- */

/* Of the same agent, under the orchestrator. */
static void work_as_child(play *p, const apie_session *session, const apie_run *parent)
{
    json_t *payload = json_pack("{s:s}", "task", "check");
    const apie_child_run_input input = {
        .session_id = play_id(p, session->id),
        .parent_run_id = parent->id,
        .role = "worker",
        .step_key = "check",
        .step_name = "Worker",
        .step_index = apie_int(1),
        .input_summary = "Check the release",
        .payload_summary = payload,
    };
    assert_non_null(payload);
    apie_run *child = begin_child(p, &input);
    json_decref(payload);
    tell(p, child, "handoff.accepted", NULL);
    use_tool(p, child, "check", NULL);
    tell(p, child, "handoff.completed", NULL);
    end_run(p, child, NULL);
}

/* Of another agent, which fails at it. */
static void fail_as_other_agent(play *p, const apie_session *session, const apie_run *parent)
{
    const apie_child_run_input input = {
        .session_id = play_id(p, session->id),
        .agent_key = "other-agent",
        .parent_run_id = parent->id,
        .environment = "production",
    };
    apie_run *child = begin_child(p, &input);
    request_handoff(p, child, parent->id);
    tell(p, child, "handoff.failed", "nobody there");
    play_settle(p);
    end_run(p, child, &(apie_run_outcome){.error_message = "it could not go on"});
}

static void play_pipeline(play *p)
{
    apie_session *session = begin_session(p, APIE_SESSION_PIPELINE);
    const apie_run_input input = {
        .session_id = play_id(p, session->id),
        .step_name = "Orchestrator",
        .step_index = apie_int(0),
        .input_summary = "Orchestrate",
    };
    apie_run *run = begin_run(p, &input);
    take_step(p, run, SUBJECT_STEP_LLM, NULL);
    take_step(p, run, SUBJECT_STEP_WORKFLOW, NULL);
    request_handoff(p, run, NULL);
    work_as_child(p, session, run);
    use_tool(p, run, "between", NULL);
    fail_as_other_agent(p, session, run);
    end_run(p, run, NULL);
    end_session(p, session, &(apie_session_outcome){.output_summary = "Shipped"});
}

/* ---- what fails ---- */

static void play_failures(play *p)
{
    stage *s = &p->stage;
    apie_session *session = begin_session(p, NULL);
    apie_run *run = begin_run(p, &(apie_run_input){.session_id = play_id(p, session->id)});
    use_tool(p, run, "search", "the index is gone");
    play_settle(p);
    take_step(p, run, SUBJECT_STEP_MCP, "no answer");
    play_settle(p);
    tell(p, run, "error", "out of ideas");
    play_settle(p);
    end_run(p, run, &(apie_run_outcome){.error_message = "out of ideas"}); /* told already */
    run = begin_run(p, &(apie_run_input){.session_id = play_id(p, session->id)});
    play_expect_ok(p, subject_complete_run(&s->subject, run->id,
                                           &(apie_run_outcome){.error_message = "given up"}, NULL,
                                           &s->error));
    apie_free(run);
    end_session(p, session, &(apie_session_outcome){.error_message = "no release"});
    session = begin_session(p, APIE_SESSION_MULTI_AGENT);
    end_session(p, session,
                &(apie_session_outcome){.status = APIE_SESSION_STATUS_CANCELLED,
                                        .output_summary = "nobody wanted it"});
}

/* ---- MCP ---- */

typedef struct mcp_play {
    play *play;
    apie_run *run;
    fake_mcp fake;
    subject_mcp mcp;
} mcp_play;

static void call_mcp(mcp_play *m, const char *tool, apie_status wanted)
{
    stage *s = &m->play->stage;
    apie_decision *decision = NULL;
    json_t *result = NULL;
    json_t *arguments = json_pack("{s:s, s:s}", "path", "/etc/motd", "token", "hidden");
    const apie_mcp_call call = {
        .run_id = play_id(m->play, m->run->id), .tool_name = tool, .arguments = arguments};
    assert_non_null(arguments);
    play_expect(m->play, wanted,
                subject_mcp_call_tool(&m->mcp, &call, &result, &decision, &s->error));
    play_note_text(m->play, "decision", decision == NULL ? NULL : decision->effective_decision);
    play_note_text(m->play, "approval", decision == NULL ? NULL : decision->approval_status);
    play_note_text(m->play, "answer", json_string_value(json_object_get(result, "content")));
    play_settle(m->play);
    apie_free(decision);
    json_decref(result);
    json_decref(arguments);
}

static void list_mcp(mcp_play *m)
{
    stage *s = &m->play->stage;
    json_t *result = NULL;
    m->fake.answer = "{'tools':[{'name':'read','description':'Reads','inputSchema':"
                     "{'type':'object'}},{'name':'write'}]}";
    play_expect_ok(m->play, subject_mcp_list_tools(&m->mcp, m->run->id, &result, &s->error));
    assert_int_equal(json_array_size(json_object_get(result, "tools")), 2);
    json_decref(result);
}

static void play_mcp(play *p)
{
    stage *s = &p->stage;
    mcp_play m = {.play = p, .run = begin_run(p, NULL), .fake = {.manner = FAKE_ANSWERS_LATER}};
    play_expect_ok(p, subject_mcp_new(&s->subject, "fs", "production", APIE_RISK_HIGH, &m.fake,
                                      &m.mcp, &s->error));
    list_mcp(&m);
    m.fake.answer = "{'content':'hello'}";
    call_mcp(&m, "read", APIE_OK);
    m.fake.answer = "{'content':'no such file','isError':true}";
    call_mcp(&m, "read", APIE_OK);
    call_mcp(&m, "drop", APIE_ERROR_BLOCKED);
    call_mcp(&m, "merge", APIE_ERROR_NOT_APPROVED);
    m.fake.error_message = "the server has gone";
    call_mcp(&m, "write", APIE_ERROR_NETWORK);
    subject_mcp_free(&m.mcp);
    end_run(p, m.run, NULL);
}

/* ---- all ---- */

#define BLOCKS(action)                                                                             \
    "{\"rules\":[{\"key\":\"stop\",\"match\":{\"action\":\"" action                                \
    "\"},\"decision\":\"block\",\"reason\":\"not today\"}]}"

#define TOOL         "tool.called action.requested action.completed"
#define GUARDED_TOOL "guardrail.evaluated " TOOL
#define GUARDED      "guardrail.evaluated action.requested action.completed"
#define PLANNED      "llm.called llm.completed workflow.step.started workflow.step.completed " TOOL " "
#define MCP_BEGINS   "guardrail.evaluated tool.called action.requested mcp.called "
#define MCP_CALL     MCP_BEGINS "mcp.completed action.completed "

static const scenario scenarios[] = {
    {.name = "a single test event", .run = send_single, .events = TOOL},
    {.name = "a pipeline of test events",
     .run = send_pipeline,
     .events =
         PLANNED GUARDED " handoff.requested handoff.completed mcp.called mcp.completed " TOOL},
    {.name = "a pipeline that its guard stops",
     .run = send_pipeline,
     .mode = APIE_MODE_ENFORCE,
     .rules = BLOCKS("deploy_pipeline"),
     .expected = APIE_ERROR_BLOCKED,
     .events = PLANNED "guardrail.evaluated error error"},
    {.name = "a proof", .run = send_proof, .events = TOOL " " GUARDED},
    {.name = "a proof that its guard stops",
     .run = send_proof,
     .mode = APIE_MODE_ENFORCE,
     .rules = BLOCKS("proof.deploy_release"),
     .events = TOOL " guardrail.evaluated error"},
    {.name = "child runs and handoffs",
     .run = play_pipeline,
     .events = "llm.called llm.completed workflow.step.started workflow.step.completed "
               "handoff.requested handoff.accepted " GUARDED_TOOL " handoff.completed " GUARDED_TOOL
               " handoff.requested handoff.failed error"},
    {.name = "what fails",
     .run = play_failures,
     .events = "guardrail.evaluated tool.called action.requested action.failed error "
               "mcp.called mcp.failed error error error"},
    {.name = "an MCP client",
     .run = play_mcp,
     .mode = APIE_MODE_ENFORCE,
     .rules =
         "{\"rules\":[{\"key\":\"stop\",\"match\":{\"tool\":\"fs.drop\"},\"decision\":\"block\","
         "\"reason\":\"nothing is dropped\"},{\"key\":\"ask\",\"match\":{\"tool\":\"fs.merge\"},"
         "\"decision\":\"require_approval\",\"approval\":{\"status\":\"rejected\"}}]}",
     .events = MCP_CALL MCP_CALL
     "guardrail.evaluated guardrail.evaluated approval.requested approval.resolved " MCP_BEGINS
     "mcp.failed action.failed error"},
};

int main(void)
{
    return SCENARIO_MAIN("scenarios", scenarios);
}
