/* One face for both libraries, so that a test is written once and run through each: every function
 * here blocks until the call has ended. With the event-driven library it runs the loop meanwhile.
 */
#ifndef APIE_TESTS_SUBJECT_H
#define APIE_TESTS_SUBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <event2/event.h>

#include <apie/async.h>
#include <apie/sync.h>

typedef enum subject_kind {
    SUBJECT_SYNC = 0,
    SUBJECT_SYNC_NO_WORKER,
    SUBJECT_ASYNC,
    SUBJECT_KINDS
} subject_kind;

typedef struct subject {
    subject_kind kind;
    apie_client *sync;
    apie_async_client *async;
    struct event_base *base;
    unsigned callbacks; /* of async calls, counted for "exactly once" */
    unsigned calls;     /* async calls that were started */
} subject;

/* A tool call or guarded action under way. */
typedef struct subject_scope {
    apie_scope *sync;
    apie_async_scope *async;
} subject_scope;

const char *subject_name(subject_kind kind);

/* On failure the subject is empty and needs no subject_free(). */
apie_status subject_new(subject *subject, subject_kind kind, const apie_config *config,
                        apie_error *error);
apie_status subject_new_from_file(subject *subject, subject_kind kind, const char *path,
                                  const apie_config *config, apie_error *error);
/* Aborts and frees. */
void subject_free(subject *subject);
/* Drains and frees (sync: shutdown and free). */
apie_status subject_close(subject *subject, apie_error *error);

apie_status subject_ready(subject *subject, const apie_call_options *options,
                          apie_registration **out, apie_error *error);
apie_status subject_flush(subject *subject, int64_t timeout_ms, uint64_t *left, apie_error *error);
apie_status subject_shutdown(subject *subject, int64_t timeout_ms, uint64_t *left,
                             apie_error *error);
apie_status subject_diagnostics(subject *subject, apie_queue_diagnostics *out, apie_error *error);

apie_status subject_run_begin(subject *subject, const apie_run_input *input,
                              const apie_call_options *options, apie_run **out, apie_error *error);
apie_status subject_run_end(subject *subject, const apie_run *run, const apie_run_outcome *outcome,
                            const apie_call_options *options, apie_error *error);
apie_status subject_tool_begin(subject *subject, const apie_tool_input *input,
                               const apie_call_options *options, subject_scope *out,
                               apie_error *error);
apie_status subject_guard_begin(subject *subject, const apie_guard_input *input,
                                const apie_call_options *options, subject_scope *out,
                                apie_error *error);
const apie_decision *subject_scope_decision(const subject_scope *scope);
apie_status subject_scope_finish(subject_scope *scope, const apie_action_outcome *outcome,
                                 apie_error *error);
apie_status subject_guard(subject *subject, const apie_guard_input *input,
                          const apie_call_options *options, apie_decision **out, apie_error *error);
apie_status subject_wait_for_approval(subject *subject, const char *approval_id, int64_t timeout_ms,
                                      const apie_call_options *options, apie_approval_result **out,
                                      apie_error *error);
apie_status subject_get_approval_status(subject *subject, const char *approval_id,
                                        const apie_call_options *options,
                                        apie_approval_result **out, apie_error *error);
apie_status subject_raw_request(subject *subject, const char *method, const char *target,
                                const char *body, size_t body_length,
                                const apie_call_options *options, apie_response **out,
                                apie_error *error);
/* Generated operations, as samples of their shapes: no body, body, path argument, no result. */
apie_status subject_health_check(subject *subject, const apie_call_options *options,
                                 apie_health **out, apie_error *error);
apie_status subject_runs_create(subject *subject, const apie_run_create *body,
                                const apie_call_options *options, apie_run **out,
                                apie_error *error);
apie_status subject_runs_complete(subject *subject, const char *run_id,
                                  const apie_run_complete *body, const apie_call_options *options,
                                  apie_error *error);
apie_status subject_approvals_get(subject *subject, const char *approval_id,
                                  const apie_call_options *options, apie_approval_state **out,
                                  apie_error *error);

#endif
