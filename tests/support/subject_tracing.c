#include "subject_tracing.h"

#include "subject_wait.h"

WAITING_NOTE(note_session, apie_session)
WAITING_NOTE(note_run, apie_run)
WAITING_NOTE(note_handoff, apie_handoff)

apie_status subject_session_begin(subject *s, const apie_session_input *input,
                                  const apie_call_options *options, apie_session **out,
                                  apie_error *error)
{
    if (s->sync)
        return apie_session_begin(s->sync, input, options, out, error);
    WAITING(s, error);
    return waiting_for(
        &w, apie_async_session_begin(s->async, input, options, note_session, &w, w.error), out);
}

apie_status subject_session_end(subject *s, const apie_session *session,
                                const apie_session_outcome *outcome,
                                const apie_call_options *options, apie_error *error)
{
    if (s->sync)
        return apie_session_end(s->sync, session, outcome, options, error);
    WAITING(s, error);
    return waiting_for(
        &w,
        apie_async_session_end(s->async, session, outcome, options, waiting_note_done, &w, w.error),
        NULL);
}

apie_status subject_child_run_begin(subject *s, const apie_child_run_input *input,
                                    const apie_call_options *options, apie_run **out,
                                    apie_error *error)
{
    if (s->sync)
        return apie_child_run_begin(s->sync, input, options, out, error);
    WAITING(s, error);
    return waiting_for(
        &w, apie_async_child_run_begin(s->async, input, options, note_run, &w, w.error), out);
}

apie_status subject_complete_run(subject *s, const char *run_id, const apie_run_outcome *outcome,
                                 const apie_call_options *options, apie_error *error)
{
    if (s->sync)
        return apie_complete_run(s->sync, run_id, outcome, options, error);
    WAITING(s, error);
    return waiting_for(
        &w,
        apie_async_complete_run(s->async, run_id, outcome, options, waiting_note_done, &w, w.error),
        NULL);
}

apie_status subject_request_handoff(subject *s, const apie_handoff_input *input,
                                    const apie_call_options *options, apie_handoff **out,
                                    apie_error *error)
{
    if (s->sync)
        return apie_request_handoff(s->sync, input, options, out, error);
    WAITING(s, error);
    return waiting_for(
        &w, apie_async_request_handoff(s->async, input, options, note_handoff, &w, w.error), out);
}
