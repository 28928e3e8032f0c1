/* Helpers for frameworks and platforms through one face for both libraries: see subject.h. */
#ifndef APIE_TESTS_SUBJECT_INTEGRATIONS_H
#define APIE_TESTS_SUBJECT_INTEGRATIONS_H

#include "subject.h"

/* Work that a helper is put around: fails if error_message is not NULL. */
typedef struct subject_work {
    const char *error_message;
    unsigned times; /* that it was done */
} subject_work;

#define SUBJECT_TOOL_HELPERS 14
#define SUBJECT_STEP_HELPERS 7

/* The names of the helpers without "with_", in the order of their tables. */
extern const char *const subject_tool_helpers[SUBJECT_TOOL_HELPERS];
extern const char *const subject_step_helpers[SUBJECT_STEP_HELPERS];

apie_status subject_with_tool_helper(subject *subject, const char *helper,
                                     const apie_tool_step_input *input, subject_work *work,
                                     apie_error *error);
apie_status subject_with_step_helper(subject *subject, const char *helper,
                                     const apie_framework_step_input *input, subject_work *work,
                                     apie_error *error);
apie_status subject_with_mcp_tool_call(subject *subject, const apie_mcp_tool_input *input,
                                       subject_work *work, apie_error *error);
apie_status subject_mcp_tool_call_begin(subject *subject, const apie_mcp_tool_input *input,
                                        subject_scope *out, apie_error *error);
apie_status subject_with_http_guard(subject *subject, const apie_http_guard_input *input,
                                    subject_work *work, apie_error *error);

apie_status subject_callback_handler(subject *subject, const apie_callback_options *options,
                                     apie_callback_handler **out, apie_error *error);
apie_status subject_run_hooks(subject *subject, const apie_callback_options *options,
                              apie_run_hooks **out, apie_error *error);

#endif
