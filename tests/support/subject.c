#include "subject.h"

#include "subject_wait.h"

/* ---- waiting for a callback ---- */

WAITING_NOTE(note_registration, apie_registration)
WAITING_NOTE(note_run, apie_run)
WAITING_NOTE(note_decision, apie_decision)
WAITING_NOTE(note_approval, apie_approval_result)
WAITING_NOTE(note_approval_state, apie_approval_state)
WAITING_NOTE(note_response, apie_response)
WAITING_NOTE(note_health, apie_health)

static void note_flush(apie_status status, apie_flush_result *result, const apie_error *error,
                       void *user)
{
    waiting *w = user;
    w->left = result ? result->left : 0;
    waiting_note(w, status, NULL, error);
}

static void note_scope(apie_status status, apie_async_scope *scope, const apie_error *error,
                       void *user)
{
    waiting_note(user, status, NULL, error);
    ((waiting *)user)->result = scope;
}

/* ---- life ---- */

const char *subject_name(subject_kind kind)
{
    static const char *const names[] = {"sync", "sync without worker", "async"};
    return names[kind];
}

static apie_status new_subject(subject *s, subject_kind kind, bool from_file, const char *path,
                               const apie_config *config, apie_error *error)
{
    apie_config own = config ? *config : (apie_config){0};
    apie_status status;
    *s = (subject){.kind = kind};
    own.no_worker = kind == SUBJECT_SYNC_NO_WORKER;
    if (kind != SUBJECT_ASYNC)
        return from_file ? apie_client_new_from_file(path, &own, &s->sync, error)
                         : apie_client_new(&own, &s->sync, error);
    struct event_config *base_config = event_config_new();
    if (base_config) {
        event_config_set_flag(base_config, EVENT_BASE_FLAG_PRECISE_TIMER);
        s->base = event_base_new_with_config(base_config);
        event_config_free(base_config);
    }
    if (!s->base)
        return APIE_ERROR_NO_MEMORY;
    status = from_file ? apie_async_client_new_from_file(s->base, path, &own, &s->async, error)
                       : apie_async_client_new(s->base, &own, &s->async, error);
    if (status != APIE_OK) {
        event_base_free(s->base);
        s->base = NULL;
    }
    return status;
}

apie_status subject_new(subject *s, subject_kind kind, const apie_config *config, apie_error *error)
{
    return new_subject(s, kind, false, NULL, config, error);
}

apie_status subject_new_from_file(subject *s, subject_kind kind, const char *path,
                                  const apie_config *config, apie_error *error)
{
    return new_subject(s, kind, true, path, config, error);
}

void subject_free(subject *s)
{
    apie_client_free(s->sync);
    apie_async_client_free(s->async);
    if (s->base)
        event_base_free(s->base);
    *s = (subject){.kind = s->kind, .callbacks = s->callbacks, .calls = s->calls};
}

static void note_closed(void *user)
{
    *(bool *)user = true;
}

apie_status subject_close(subject *s, apie_error *error)
{
    apie_status status = APIE_OK;
    if (s->sync) {
        status = apie_shutdown(s->sync, 10000, NULL, error);
    } else if (s->async) {
        bool closed = false;
        status = apie_async_client_close(s->async, note_closed, &closed, error);
        if (status == APIE_OK) {
            s->async = NULL;
            event_base_dispatch(s->base);
            status = closed ? APIE_OK : APIE_ERROR_CLOSED;
        }
    }
    subject_free(s);
    return status;
}

/* ---- calls ---- */

apie_status subject_ready(subject *s, const apie_call_options *options, apie_registration **out,
                          apie_error *error)
{
    if (s->sync)
        return apie_ready(s->sync, options, out, error);
    WAITING(s, error);
    return waiting_for(&w, apie_async_ready(s->async, options, note_registration, &w, w.error),
                       out);
}

static apie_status flushed(waiting *w, const apie_call *call, uint64_t *left)
{
    apie_status status = waiting_for(w, call, NULL);
    if (left)
        *left = w->left;
    return status;
}

apie_status subject_flush(subject *s, int64_t timeout_ms, uint64_t *left, apie_error *error)
{
    if (s->sync)
        return apie_flush(s->sync, timeout_ms, NULL, left, error);
    WAITING(s, error);
    return flushed(&w, apie_async_flush(s->async, timeout_ms, NULL, note_flush, &w, w.error), left);
}

apie_status subject_shutdown(subject *s, int64_t timeout_ms, uint64_t *left, apie_error *error)
{
    if (s->sync)
        return apie_shutdown(s->sync, timeout_ms, left, error);
    WAITING(s, error);
    return flushed(&w, apie_async_shutdown(s->async, timeout_ms, note_flush, &w, w.error), left);
}

apie_status subject_diagnostics(subject *s, apie_queue_diagnostics *out, apie_error *error)
{
    return s->sync ? apie_get_queue_diagnostics(s->sync, out, error)
                   : apie_async_get_queue_diagnostics(s->async, out, error);
}

apie_status subject_run_begin(subject *s, const apie_run_input *input,
                              const apie_call_options *options, apie_run **out, apie_error *error)
{
    if (s->sync)
        return apie_run_begin(s->sync, input, options, out, error);
    WAITING(s, error);
    return waiting_for(&w, apie_async_run_begin(s->async, input, options, note_run, &w, w.error),
                       out);
}

apie_status subject_run_end(subject *s, const apie_run *run, const apie_run_outcome *outcome,
                            const apie_call_options *options, apie_error *error)
{
    if (s->sync)
        return apie_run_end(s->sync, run, outcome, options, error);
    WAITING(s, error);
    return waiting_for(
        &w, apie_async_run_end(s->async, run, outcome, options, waiting_note_done, &w, w.error),
        NULL);
}

apie_status subject_tool_begin(subject *s, const apie_tool_input *input,
                               const apie_call_options *options, subject_scope *out,
                               apie_error *error)
{
    *out = (subject_scope){NULL, NULL};
    if (s->sync)
        return apie_tool_begin(s->sync, input, options, &out->sync, error);
    WAITING(s, error);
    return waiting_for(&w, apie_async_tool_begin(s->async, input, options, note_scope, &w, w.error),
                       &out->async);
}

apie_status subject_guard_begin(subject *s, const apie_guard_input *input,
                                const apie_call_options *options, subject_scope *out,
                                apie_error *error)
{
    *out = (subject_scope){NULL, NULL};
    if (s->sync)
        return apie_guard_begin(s->sync, input, options, &out->sync, error);
    WAITING(s, error);
    return waiting_for(
        &w, apie_async_guard_begin(s->async, input, options, note_scope, &w, w.error), &out->async);
}

const apie_decision *subject_scope_decision(const subject_scope *scope)
{
    return scope->sync ? apie_scope_decision(scope->sync) : apie_async_scope_decision(scope->async);
}

apie_status subject_scope_finish(subject_scope *scope, const apie_action_outcome *outcome,
                                 apie_error *error)
{
    return scope->sync ? apie_scope_finish(scope->sync, outcome, error)
                       : apie_async_scope_finish(scope->async, outcome, error);
}

apie_status subject_guard(subject *s, const apie_guard_input *input,
                          const apie_call_options *options, apie_decision **out, apie_error *error)
{
    if (s->sync)
        return apie_guard(s->sync, input, options, out, error);
    WAITING(s, error);
    return waiting_for(&w, apie_async_guard(s->async, input, options, note_decision, &w, w.error),
                       out);
}

apie_status subject_wait_for_approval(subject *s, const char *approval_id, int64_t timeout_ms,
                                      const apie_call_options *options, apie_approval_result **out,
                                      apie_error *error)
{
    if (s->sync)
        return apie_wait_for_approval(s->sync, approval_id, timeout_ms, options, out, error);
    WAITING(s, error);
    return waiting_for(&w,
                       apie_async_wait_for_approval(s->async, approval_id, timeout_ms, options,
                                                    note_approval, &w, w.error),
                       out);
}

apie_status subject_get_approval_status(subject *s, const char *approval_id,
                                        const apie_call_options *options,
                                        apie_approval_result **out, apie_error *error)
{
    if (s->sync)
        return apie_get_approval_status(s->sync, approval_id, options, out, error);
    WAITING(s, error);
    return waiting_for(
        &w,
        apie_async_get_approval_status(s->async, approval_id, options, note_approval, &w, w.error),
        out);
}

apie_status subject_raw_request(subject *s, const char *method, const char *target,
                                const char *body, size_t body_length,
                                const apie_call_options *options, apie_response **out,
                                apie_error *error)
{
    if (s->sync)
        return apie_request(s->sync, method, target, body, body_length, options, out, error);
    WAITING(s, error);
    return waiting_for(&w,
                       apie_async_request(s->async, method, target, body, body_length, options,
                                          note_response, &w, w.error),
                       out);
}

apie_status subject_health_check(subject *s, const apie_call_options *options, apie_health **out,
                                 apie_error *error)
{
    if (s->sync)
        return apie_health_check(s->sync, options, out, error);
    WAITING(s, error);
    return waiting_for(&w, apie_async_health_check(s->async, options, note_health, &w, w.error),
                       out);
}

apie_status subject_runs_create(subject *s, const apie_run_create *body,
                                const apie_call_options *options, apie_run **out, apie_error *error)
{
    if (s->sync)
        return apie_runs_create(s->sync, body, options, out, error);
    WAITING(s, error);
    return waiting_for(&w, apie_async_runs_create(s->async, body, options, note_run, &w, w.error),
                       out);
}

apie_status subject_runs_complete(subject *s, const char *run_id, const apie_run_complete *body,
                                  const apie_call_options *options, apie_error *error)
{
    if (s->sync)
        return apie_runs_complete(s->sync, run_id, body, options, error);
    WAITING(s, error);
    return waiting_for(
        &w,
        apie_async_runs_complete(s->async, run_id, body, options, waiting_note_done, &w, w.error),
        NULL);
}

apie_status subject_approvals_get(subject *s, const char *approval_id,
                                  const apie_call_options *options, apie_approval_state **out,
                                  apie_error *error)
{
    if (s->sync)
        return apie_approvals_get(s->sync, approval_id, options, out, error);
    WAITING(s, error);
    return waiting_for(
        &w,
        apie_async_approvals_get(s->async, approval_id, options, note_approval_state, &w, w.error),
        out);
}
