/* Events, steps and lists of events through one face for both libraries: see subject.h. */
#ifndef APIE_TESTS_SUBJECT_TELEMETRY_H
#define APIE_TESTS_SUBJECT_TELEMETRY_H

#include "subject.h"

/* A function that tells of one type of event. */
typedef struct subject_tracker {
    const char *type; /* without "agent." */
    apie_status (*sync)(apie_client *client, const apie_event_details *details, char *event_id,
                        apie_error *error);
    apie_status (*async)(apie_async_client *client, const apie_event_details *details,
                         char *event_id, apie_error *error);
} subject_tracker;

#define SUBJECT_TRACKERS 22
extern const subject_tracker subject_trackers[SUBJECT_TRACKERS];

/* Through the function that has this type, which must be one of them. */
apie_status subject_tell(subject *subject, const char *type, const apie_event_details *details,
                         char *event_id, apie_error *error);
/* Through the function for any type. */
apie_status subject_track(subject *subject, const char *type, const apie_event_details *details,
                          char *event_id, apie_error *error);

typedef enum subject_step_kind {
    SUBJECT_STEP_WORKFLOW = 0,
    SUBJECT_STEP_LLM,
    SUBJECT_STEP_MCP,
    SUBJECT_STEP_KINDS
} subject_step_kind;

typedef struct subject_step {
    apie_step *sync;
    apie_async_step *async;
} subject_step;

apie_status subject_step_begin(subject *subject, subject_step_kind kind,
                               const apie_step_input *input, subject_step *out, apie_error *error);
apie_status subject_step_finish(subject_step *step, const apie_step_outcome *outcome,
                                apie_error *error);
/* Around work that fails if error_message is not NULL, and counts itself in *times. */
apie_status subject_with_step(subject *subject, subject_step_kind kind,
                              const apie_step_input *input, const char *error_message,
                              unsigned *times, apie_error *error);

apie_status subject_build_event(subject *subject, const char *type,
                                const apie_event_details *details, json_t **out, apie_error *error);
apie_status subject_redact_value(subject *subject, const json_t *value, json_t **out,
                                 apie_error *error);
apie_status subject_validate_events(subject *subject, const json_t *events,
                                    const apie_call_options *options, apie_events_previewed **out,
                                    apie_error *error);
apie_status subject_send_events(subject *subject, const json_t *events,
                                const apie_call_options *options, apie_events_accepted **out,
                                apie_error *error);

#endif
