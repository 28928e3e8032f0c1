/* The nested objects of events and of guard requests as JSON text, redacted. Keys are always all
 * there; what is not set is null, as the service's own client sends it. */
#ifndef APIE_EVENTS_SECTION_H
#define APIE_EVENTS_SECTION_H

#include <apie/telemetry.h>

#include "base/json_writer.h"
#include "events/redact.h"

/* {"name","provider","risk_level"} */
void apie_section_tool(const apie_redactor *redactor, const apie_tool *tool, apie_json_writer *out);
/* {"type","name","risk_level"} */
void apie_section_action(const apie_redactor *redactor, const apie_action *action,
                         apie_json_writer *out);
/* {"type","external_id","provider","environment"} */
void apie_section_resource(const apie_redactor *redactor, const apie_resource *resource,
                           apie_json_writer *out);
/* {"policyDecision","effectiveDecision","enforcementAction","mode","reason"}; not redacted but for
 * credentials in the reason */
void apie_section_decision(const apie_redactor *redactor, const apie_decision *decision,
                           apie_json_writer *out);
/* The same without braces, so that more members may follow. */
void apie_section_decision_members(const apie_redactor *redactor, const apie_decision *decision,
                                   apie_json_writer *out);
/* {"approval_id","status"} or, if resolved, {"approval_id","status","resolved_by"} */
void apie_section_approval(const apie_redactor *redactor, const apie_approval_details *approval,
                           bool resolved, apie_json_writer *out);
/* {"message"} or, if there is a stack, {"message","stack"} */
void apie_section_error(const apie_redactor *redactor, const char *message, const char *stack,
                        apie_json_writer *out);

#endif
