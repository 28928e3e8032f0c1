#include "subject_agent.h"

#include "subject_wait.h"

WAITING_NOTE(note_registration, apie_registration)
WAITING_NOTE(note_declared, apie_capabilities_declared)
WAITING_NOTE(note_defined, apie_tool_defined)
WAITING_NOTE(note_enabled, apie_template_enabled)
WAITING_NOTE(note_report, apie_report)

apie_status subject_register_agent(subject *s, const apie_call_options *options,
                                   apie_registration **out, apie_error *error)
{
    if (s->sync)
        return apie_register_agent(s->sync, options, out, error);
    WAITING(s, error);
    return waiting_for(
        &w, apie_async_register_agent(s->async, options, note_registration, &w, w.error), out);
}

apie_status subject_get_registration(subject *s, apie_registration **out, apie_error *error)
{
    return s->sync ? apie_get_registration(s->sync, out, error)
                   : apie_async_get_registration(s->async, out, error);
}

apie_status subject_declare_capabilities(subject *s, const apie_declared_capability *capabilities,
                                         size_t count, const apie_call_options *options,
                                         apie_capabilities_declared **out, apie_error *error)
{
    if (s->sync)
        return apie_declare_capabilities(s->sync, capabilities, count, options, out, error);
    WAITING(s, error);
    return waiting_for(&w,
                       apie_async_declare_capabilities(s->async, capabilities, count, options,
                                                       note_declared, &w, w.error),
                       out);
}

apie_status subject_define_tool(subject *s, const apie_tool_definition *tool,
                                const apie_call_options *options, apie_tool_defined **out,
                                apie_error *error)
{
    if (s->sync)
        return apie_define_tool(s->sync, tool, options, out, error);
    WAITING(s, error);
    return waiting_for(
        &w, apie_async_define_tool(s->async, tool, options, note_defined, &w, w.error), out);
}

apie_status subject_enable_template(subject *s, const char *key, const apie_call_options *options,
                                    apie_template_enabled **out, apie_error *error)
{
    if (s->sync)
        return apie_enable_guardrail_template(s->sync, key, options, out, error);
    WAITING(s, error);
    return waiting_for(
        &w, apie_async_enable_guardrail_template(s->async, key, options, note_enabled, &w, w.error),
        out);
}

apie_status subject_create_report(subject *s, const apie_report_input *input,
                                  const apie_call_options *options, apie_report **out,
                                  apie_error *error)
{
    if (s->sync)
        return apie_create_boundary_report(s->sync, input, options, out, error);
    WAITING(s, error);
    return waiting_for(
        &w, apie_async_create_boundary_report(s->async, input, options, note_report, &w, w.error),
        out);
}

apie_status subject_get_report(subject *s, const char *report_id, const apie_call_options *options,
                               apie_report **out, apie_error *error)
{
    if (s->sync)
        return apie_get_boundary_report(s->sync, report_id, options, out, error);
    WAITING(s, error);
    return waiting_for(
        &w, apie_async_get_boundary_report(s->async, report_id, options, note_report, &w, w.error),
        out);
}

apie_status subject_wait_for_report(subject *s, const char *report_id, int64_t timeout_ms,
                                    int64_t poll_interval_ms, const apie_call_options *options,
                                    apie_report **out, apie_error *error)
{
    if (s->sync)
        return apie_wait_for_boundary_report(s->sync, report_id, timeout_ms, poll_interval_ms,
                                             options, out, error);
    WAITING(s, error);
    return waiting_for(&w,
                       apie_async_wait_for_boundary_report(s->async, report_id, timeout_ms,
                                                           poll_interval_ms, options, note_report,
                                                           &w, w.error),
                       out);
}
