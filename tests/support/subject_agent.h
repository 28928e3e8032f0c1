/* More of subject.h: the client's own agent. */
#ifndef APIE_TESTS_SUBJECT_AGENT_H
#define APIE_TESTS_SUBJECT_AGENT_H

#include "subject.h"

apie_status subject_register_agent(subject *subject, const apie_call_options *options,
                                   apie_registration **out, apie_error *error);
apie_status subject_get_registration(subject *subject, apie_registration **out, apie_error *error);
apie_status subject_declare_capabilities(subject *subject,
                                         const apie_declared_capability *capabilities, size_t count,
                                         const apie_call_options *options,
                                         apie_capabilities_declared **out, apie_error *error);
apie_status subject_define_tool(subject *subject, const apie_tool_definition *tool,
                                const apie_call_options *options, apie_tool_defined **out,
                                apie_error *error);
apie_status subject_enable_template(subject *subject, const char *key,
                                    const apie_call_options *options, apie_template_enabled **out,
                                    apie_error *error);
apie_status subject_create_report(subject *subject, const apie_report_input *input,
                                  const apie_call_options *options, apie_report **out,
                                  apie_error *error);
apie_status subject_get_report(subject *subject, const char *report_id,
                               const apie_call_options *options, apie_report **out,
                               apie_error *error);
apie_status subject_wait_for_report(subject *subject, const char *report_id, int64_t timeout_ms,
                                    int64_t poll_interval_ms, const apie_call_options *options,
                                    apie_report **out, apie_error *error);

#endif
