#include "conformance/operations.h"

#include <string.h>

struct waiting {
    bool done;
    apie_status status;
    void *result;
    apie_error *error;
};

static void note(struct waiting *waiting, apie_status status, void *result, const apie_error *error)
{
    waiting->done = true;
    waiting->status = status;
    waiting->result = result == NULL ? NULL : apie_take(result);
    if (error != NULL)
        *waiting->error = *error;
}

#define NOTE(name, type)                                                                           \
    static void name(apie_status status, type *result, const apie_error *error, void *user)        \
    {                                                                                              \
        note(user, status, result, error);                                                         \
    }
NOTE(note_session, apie_session)
NOTE(note_run, apie_run)
NOTE(note_handoff, apie_handoff)
NOTE(note_report, apie_report)
NOTE(note_template, apie_template_enabled)
NOTE(note_tool, apie_tool_defined)
NOTE(note_previews, apie_events_previewed)
NOTE(note_approval, apie_approval_wait)

static void note_done(apie_status status, const apie_error *error, void *user)
{
    note(user, status, NULL, error);
}

/* out: where the pointer to the result goes; NULL for a call without one. */
static apie_status wait_for(subject *s, struct waiting *waiting, const apie_call *call, void *out)
{
    if (call == NULL)
        return waiting->error->code;
    while (!waiting->done && event_base_loop(s->base, EVLOOP_ONCE) == 0)
        continue;
    if (!waiting->done)
        return APIE_ERROR_CLOSED;
    if (out != NULL)
        memcpy(out, &waiting->result, sizeof waiting->result);
    return waiting->status;
}

apie_status operation_sessions_create(subject *s, const apie_session_create *body,
                                      apie_session **out, apie_error *error)
{
    if (s->sync != NULL)
        return apie_sessions_create(s->sync, body, NULL, out, error);
    struct waiting w = {.error = error};
    return wait_for(s, &w,
                    apie_async_sessions_create(s->async, body, NULL, note_session, &w, error), out);
}

apie_status operation_sessions_create_run(subject *s, const char *session_id,
                                          const apie_session_run_create *body, apie_run **out,
                                          apie_error *error)
{
    if (s->sync != NULL)
        return apie_sessions_create_run(s->sync, session_id, body, NULL, out, error);
    struct waiting w = {.error = error};
    return wait_for(
        s, &w,
        apie_async_sessions_create_run(s->async, session_id, body, NULL, note_run, &w, error), out);
}

apie_status operation_sessions_create_handoff(subject *s, const char *session_id,
                                              const apie_handoff_create *body, apie_handoff **out,
                                              apie_error *error)
{
    if (s->sync != NULL)
        return apie_sessions_create_handoff(s->sync, session_id, body, NULL, out, error);
    struct waiting w = {.error = error};
    return wait_for(s, &w,
                    apie_async_sessions_create_handoff(s->async, session_id, body, NULL,
                                                       note_handoff, &w, error),
                    out);
}

apie_status operation_sessions_complete(subject *s, const char *session_id,
                                        const apie_session_complete *body, apie_error *error)
{
    if (s->sync != NULL)
        return apie_sessions_complete(s->sync, session_id, body, NULL, error);
    struct waiting w = {.error = error};
    return wait_for(
        s, &w, apie_async_sessions_complete(s->async, session_id, body, NULL, note_done, &w, error),
        NULL);
}

apie_status operation_reports_create(subject *s, const char *agent_id,
                                     const apie_report_create *body, apie_report **out,
                                     apie_error *error)
{
    if (s->sync != NULL)
        return apie_reports_create(s->sync, agent_id, body, NULL, out, error);
    struct waiting w = {.error = error};
    return wait_for(
        s, &w, apie_async_reports_create(s->async, agent_id, body, NULL, note_report, &w, error),
        out);
}

apie_status operation_enable_template(subject *s, const char *key, apie_template_enabled **out,
                                      apie_error *error)
{
    if (s->sync != NULL)
        return apie_guardrails_enable_template(s->sync, key, NULL, out, error);
    struct waiting w = {.error = error};
    return wait_for(
        s, &w, apie_async_guardrails_enable_template(s->async, key, NULL, note_template, &w, error),
        out);
}

apie_status operation_define_tool(subject *s, const char *agent_id,
                                  const apie_tool_definition *body, apie_tool_defined **out,
                                  apie_error *error)
{
    if (s->sync != NULL)
        return apie_agents_define_tool(s->sync, agent_id, body, NULL, out, error);
    struct waiting w = {.error = error};
    return wait_for(
        s, &w, apie_async_agents_define_tool(s->async, agent_id, body, NULL, note_tool, &w, error),
        out);
}

apie_status operation_events_validate(subject *s, const apie_event_batch *body,
                                      apie_events_previewed **out, apie_error *error)
{
    if (s->sync != NULL)
        return apie_events_validate(s->sync, body, NULL, out, error);
    struct waiting w = {.error = error};
    return wait_for(
        s, &w, apie_async_events_validate(s->async, body, NULL, note_previews, &w, error), out);
}

apie_status operation_approvals_wait(subject *s, const char *approval_id, int64_t timeout_ms,
                                     apie_approval_wait **out, apie_error *error)
{
    if (s->sync != NULL)
        return apie_approvals_wait(s->sync, approval_id, apie_int(timeout_ms), NULL, out, error);
    struct waiting w = {.error = error};
    return wait_for(s, &w,
                    apie_async_approvals_wait(s->async, approval_id, apie_int(timeout_ms), NULL,
                                              note_approval, &w, error),
                    out);
}
