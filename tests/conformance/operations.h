/* Generated operations that scenarios need, one face for both libraries like subject.h. */
#ifndef CONFORMANCE_OPERATIONS_H
#define CONFORMANCE_OPERATIONS_H

#include "support/subject.h"

apie_status operation_sessions_create(subject *s, const apie_session_create *body,
                                      apie_session **out, apie_error *error);
apie_status operation_sessions_create_run(subject *s, const char *session_id,
                                          const apie_session_run_create *body, apie_run **out,
                                          apie_error *error);
apie_status operation_sessions_create_handoff(subject *s, const char *session_id,
                                              const apie_handoff_create *body, apie_handoff **out,
                                              apie_error *error);
apie_status operation_sessions_complete(subject *s, const char *session_id,
                                        const apie_session_complete *body, apie_error *error);
apie_status operation_reports_create(subject *s, const char *agent_id,
                                     const apie_report_create *body, apie_report **out,
                                     apie_error *error);
apie_status operation_enable_template(subject *s, const char *key, apie_template_enabled **out,
                                      apie_error *error);
apie_status operation_define_tool(subject *s, const char *agent_id,
                                  const apie_tool_definition *body, apie_tool_defined **out,
                                  apie_error *error);
apie_status operation_events_validate(subject *s, const apie_event_batch *body,
                                      apie_events_previewed **out, apie_error *error);
apie_status operation_approvals_wait(subject *s, const char *approval_id, int64_t timeout_ms,
                                     apie_approval_wait **out, apie_error *error);

#endif
