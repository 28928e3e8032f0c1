/* More of subject.h: sessions, child runs and handoffs. */
#ifndef APIE_TESTS_SUBJECT_TRACING_H
#define APIE_TESTS_SUBJECT_TRACING_H

#include "subject.h"

apie_status subject_session_begin(subject *subject, const apie_session_input *input,
                                  const apie_call_options *options, apie_session **out,
                                  apie_error *error);
apie_status subject_session_end(subject *subject, const apie_session *session,
                                const apie_session_outcome *outcome,
                                const apie_call_options *options, apie_error *error);
apie_status subject_child_run_begin(subject *subject, const apie_child_run_input *input,
                                    const apie_call_options *options, apie_run **out,
                                    apie_error *error);
apie_status subject_complete_run(subject *subject, const char *run_id,
                                 const apie_run_outcome *outcome, const apie_call_options *options,
                                 apie_error *error);
apie_status subject_request_handoff(subject *subject, const apie_handoff_input *input,
                                    const apie_call_options *options, apie_handoff **out,
                                    apie_error *error);

#endif
