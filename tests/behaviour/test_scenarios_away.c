/* A service that cannot be reached: the program is told the same by either library, in each mode,
 * and the service the same when it comes back. */
#include "scenario.h"

#include <string.h>

#include "support/subject_agent.h"
#include "support/subject_telemetry.h"
#include "support/subject_tracing.h"

/* ---- work ---- */

/* What the mode lets pass, it lets pass everywhere. */
static apie_status wanted(const play *p)
{
    return p->scenario->expected == APIE_OK ? APIE_OK : APIE_ERROR_CONNECT;
}

static apie_session *begin_session(play *p)
{
    stage *s = &p->stage;
    apie_session *session = NULL;
    play_expect(p, wanted(p), subject_session_begin(&s->subject, NULL, NULL, &session, &s->error));
    play_note_text(p, "session", session == NULL ? NULL : session->id);
    play_note_text(p, "its status", session == NULL ? NULL : session->status);
    return session;
}

static apie_run *begin_run(play *p, const apie_session *session)
{
    stage *s = &p->stage;
    const apie_run_input input = {.session_id = session == NULL ? NULL : play_id(p, session->id)};
    apie_run *run = NULL;
    play_expect(p, wanted(p), subject_run_begin(&s->subject, &input, NULL, &run, &s->error));
    play_note_text(p, "run", run == NULL ? NULL : run->id);
    play_note_text(p, "its session", run == NULL ? NULL : run->session_id);
    play_note_text(p, "its status", run == NULL ? NULL : run->status);
    return run;
}

/* A run as it has to be named. */
typedef struct place {
    const char *run_id;
    const char *session_id;
} place;

static void use_tool(play *p, const place *at)
{
    stage *s = &p->stage;
    subject_scope scope;
    const apie_tool_input input = {
        .run_id = at->run_id, .session_id = at->session_id, .tool = {.name = "deploy"}};
    play_expect(p, p->scenario->expected,
                subject_tool_begin(&s->subject, &input, NULL, &scope, &s->error));
    if (p->scenario->expected != APIE_OK)
        return;
    play_note_text(p, "reason", subject_scope_decision(&scope)->reason);
    play_expect_ok(p, subject_scope_finish(&scope, NULL, &s->error));
}

static void tell(play *p, const place *at)
{
    stage *s = &p->stage;
    const apie_event_details details = {
        .run_id = at->run_id, .session_id = at->session_id, .resource = {.type = "file"}};
    play_expect_ok(p, subject_tell(&s->subject, "resource.touched", &details, NULL, &s->error));
}

static void hand_over(play *p, const apie_run *run)
{
    stage *s = &p->stage;
    apie_handoff *handoff = NULL;
    const apie_handoff_input input = {.session_id = play_id(p, run->session_id),
                                      .source_run_id = play_id(p, run->id)};
    play_expect_ok(p, subject_request_handoff(&s->subject, &input, NULL, &handoff, &s->error));
    play_note_text(p, "handoff", handoff->id);
    play_note_text(p, "its status", handoff->status);
    apie_free(handoff);
}

/* The events stay. */
static void fail_to_flush(play *p)
{
    stage *s = &p->stage;
    uint64_t left = 0;
    play_expect(p, APIE_ERROR_CONNECT, subject_flush(&s->subject, 0, &left, &s->error));
    play_note_count(p, "left", left);
}

/* All that a program does, the ends of what it began left out. */
static apie_run *work(play *p, apie_session **session)
{
    *session = begin_session(p);
    apie_run *run = begin_run(p, *session);
    const place at = run == NULL ? (place){"run_9", NULL}
                                 : (place){play_id(p, run->id), play_id(p, run->session_id)};
    use_tool(p, &at);
    tell(p, &at);
    if (run != NULL)
        hand_over(p, run);
    return run;
}

static void end_work(play *p, apie_run *run, apie_session *session)
{
    stage *s = &p->stage;
    if (run != NULL)
        play_expect_ok(p, subject_run_end(&s->subject, run, NULL, NULL, &s->error));
    if (session != NULL)
        play_expect_ok(p, subject_session_end(&s->subject, session, NULL, NULL, &s->error));
    apie_free(run);
    apie_free(session);
}

/* ---- scenarios ---- */

static void play_away(play *p)
{
    stage *s = &p->stage;
    apie_session *session;
    apie_run *run = work(p, &session);
    fail_to_flush(p);
    end_work(p, run, session);
    play_expect(p, APIE_ERROR_CONNECT, subject_health_check(&s->subject, NULL, NULL, &s->error));
    play_expect(p, APIE_ERROR_CONNECT,
                subject_enable_template(&s->subject, "prod-secrets", NULL, NULL, &s->error));
}

/* The service comes back in the middle of a run, and has another one whole. */
static void play_return_of_the_service(play *p)
{
    stage *s = &p->stage;
    apie_session *session;
    apie_run *run = work(p, &session);
    fail_to_flush(p);
    play_return(p);
    play_expect_ok(p, subject_register_agent(&s->subject, NULL, NULL, &s->error));
    play_settle(p);
    end_work(p, run, session);
    run = stage_begin_run(s);
    stage_use_tool(s, run, "look");
    stage_end_run(s, run);
}

/* ---- all ---- */

#define WORKED "guardrail.evaluated tool.called action.requested action.completed"
#define TOLD   "resource.touched"
#define HANDED "handoff.requested"
#define AWAY(title, in_mode, failure, how)                                                         \
    {                                                                                              \
        .name = title, .run = play_away, .away = true, .mode = in_mode, .failure_mode = failure,   \
        .expected = how                                                                            \
    }
#define BACK(title, in_mode, failure, how, held)                                                   \
    {                                                                                              \
        .name = title ", and back", .run = play_return_of_the_service, .away = true,               \
        .mode = in_mode, .failure_mode = failure, .expected = how, .events = held                  \
    }

static const scenario scenarios[] = {
    AWAY("away, monitor", APIE_MODE_MONITOR, APIE_GUARD_FAIL_OPEN, APIE_OK),
    AWAY("away, monitor, fail closed", APIE_MODE_MONITOR, APIE_GUARD_FAIL_CLOSED, APIE_OK),
    AWAY("away, monitor, throw", APIE_MODE_MONITOR, APIE_GUARD_THROW, APIE_OK),
    AWAY("away, enforce", APIE_MODE_ENFORCE, APIE_GUARD_FAIL_OPEN, APIE_OK),
    AWAY("away, enforce, fail closed", APIE_MODE_ENFORCE, APIE_GUARD_FAIL_CLOSED,
         APIE_ERROR_BLOCKED),
    AWAY("away, enforce, throw", APIE_MODE_ENFORCE, APIE_GUARD_THROW, APIE_ERROR_CONNECT),
    BACK("away, monitor", APIE_MODE_MONITOR, APIE_GUARD_FAIL_OPEN, APIE_OK,
         WORKED " " TOLD " " HANDED " " WORKED),
    BACK("away, monitor, throw", APIE_MODE_MONITOR, APIE_GUARD_THROW, APIE_OK,
         WORKED " " TOLD " " HANDED " " WORKED),
    BACK("away, enforce", APIE_MODE_ENFORCE, APIE_GUARD_FAIL_OPEN, APIE_OK,
         WORKED " " TOLD " " HANDED " " WORKED),
    BACK("away, enforce, fail closed", APIE_MODE_ENFORCE, APIE_GUARD_FAIL_CLOSED,
         APIE_ERROR_BLOCKED, "guardrail.evaluated " TOLD " " WORKED),
    BACK("away, enforce, throw", APIE_MODE_ENFORCE, APIE_GUARD_THROW, APIE_ERROR_CONNECT,
         TOLD " " WORKED),
};

int main(void)
{
    return SCENARIO_MAIN("scenarios without a service", scenarios);
}
