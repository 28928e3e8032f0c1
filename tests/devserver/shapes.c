#include "shapes.h"

#define REQUIRED CHECK_REQUIRED
#define NULLABLE CHECK_NULLABLE
#define PRESENT  (CHECK_REQUIRED | CHECK_NULLABLE) /* always sent, may be null */
#define OPTIONAL 0u

#define FIELDS(table) table, sizeof(table) / sizeof((table)[0])

static const char *const modes[] = {"monitor", "enforce", NULL};
static const char *const completions[] = {"completed", "failed", "cancelled", NULL};
static const char *const decisions[] = {"allow", "warn", "block", "require_approval", NULL};
static const char *const enforcements[] = {"proceed", "warn", "block", "wait_for_approval", NULL};
static const char *const answers[] = {"approved", "rejected", "expired", "cancelled", NULL};

const struct check_shape shape_empty = {NULL, 0};

static const struct check_field agent_fields[] = {
    {"key", CHECK_TEXT, REQUIRED, NULL, NULL},
    {"name", CHECK_TEXT, REQUIRED, NULL, NULL},
    {"purpose", CHECK_STRING, PRESENT, NULL, NULL},
    {"owner_email", CHECK_STRING, PRESENT, NULL, NULL},
    {"team", CHECK_STRING, PRESENT, NULL, NULL},
    {"description", CHECK_STRING, PRESENT, NULL, NULL},
};
static const struct check_shape agent = {FIELDS(agent_fields)};

static const struct check_field runtime_fields[] = {
    {"environment", CHECK_STRING, PRESENT, NULL, NULL},
    {"framework", CHECK_STRING, PRESENT, NULL, NULL},
    {"language", CHECK_STRING, PRESENT, NULL, NULL},
    {"sdk_version", CHECK_STRING, PRESENT, NULL, NULL},
};
static const struct check_shape runtime = {FIELDS(runtime_fields)};

static const struct check_field model_fields[] = {
    {"provider", CHECK_STRING, PRESENT, NULL, NULL},
    {"name", CHECK_STRING, PRESENT, NULL, NULL},
};
static const struct check_shape model = {FIELDS(model_fields)};

static const struct check_field version_fields[] = {
    {"version", CHECK_STRING, PRESENT, NULL, NULL},
    {"framework", CHECK_STRING, PRESENT, NULL, NULL},
    {"model_provider", CHECK_STRING, PRESENT, NULL, NULL},
    {"model_name", CHECK_STRING, PRESENT, NULL, NULL},
};
static const struct check_shape version = {FIELDS(version_fields)};

static const struct check_field source_fields[] = {
    {"git_sha", CHECK_STRING, PRESENT, NULL, NULL},
    {"deployment_id", CHECK_STRING, PRESENT, NULL, NULL},
};
static const struct check_shape source = {FIELDS(source_fields)};

static const struct check_field agent_tool_fields[] = {
    {"name", CHECK_TEXT, REQUIRED, NULL, NULL},
    {"action_types", CHECK_STRINGS, PRESENT, NULL, NULL},
    {"resource_types", CHECK_STRINGS, PRESENT, NULL, NULL},
    {"risk_level", CHECK_STRING, PRESENT, NULL, NULL},
    {"provider", CHECK_STRING, PRESENT, NULL, NULL},
};
static const struct check_shape agent_tool = {FIELDS(agent_tool_fields)};

static const struct check_field identify_fields[] = {
    {"agent", CHECK_OBJECT, REQUIRED, NULL, &agent},
    {"runtime", CHECK_OBJECT, REQUIRED, NULL, &runtime},
    {"model", CHECK_OBJECT, REQUIRED, NULL, &model},
    {"mode", CHECK_STRING, REQUIRED, modes, NULL},
    {"tools", CHECK_OBJECTS, PRESENT, NULL, &agent_tool},
    {"prompt_hash", CHECK_STRING, PRESENT, NULL, NULL},
    {"hostname", CHECK_TEXT, REQUIRED, NULL, NULL},
    {"version", CHECK_OBJECT, OPTIONAL, NULL, &version},
    {"source", CHECK_OBJECT, OPTIONAL, NULL, &source},
};
const struct check_shape shape_identify = {FIELDS(identify_fields)};

/* Capabilities and tools leave unset keys out, and write some in camelCase. */
static const struct check_field capability_tool_fields[] = {
    {"name", CHECK_TEXT, REQUIRED, NULL, NULL},
    {"provider", CHECK_STRING, OPTIONAL, NULL, NULL},
};
static const struct check_shape capability_tool = {FIELDS(capability_tool_fields)};

static const struct check_field capability_fields[] = {
    {"tool", CHECK_OBJECT, REQUIRED, NULL, &capability_tool},
    {"actions", CHECK_STRINGS, OPTIONAL, NULL, NULL},
    {"resources", CHECK_STRINGS, OPTIONAL, NULL, NULL},
    {"environments", CHECK_STRINGS, OPTIONAL, NULL, NULL},
    {"riskLevel", CHECK_STRING, OPTIONAL, NULL, NULL},
};
static const struct check_shape capability = {FIELDS(capability_fields)};

static const struct check_field capabilities_fields[] = {
    {"capabilities", CHECK_OBJECTS, REQUIRED, NULL, &capability},
};
const struct check_shape shape_capabilities = {FIELDS(capabilities_fields)};

static const struct check_field tool_fields[] = {
    {"name", CHECK_TEXT, REQUIRED, NULL, NULL},
    {"provider", CHECK_STRING, OPTIONAL, NULL, NULL},
    {"description", CHECK_STRING, OPTIONAL, NULL, NULL},
    {"inputSchema", CHECK_OBJECT, OPTIONAL, NULL, NULL},
    {"actionTypes", CHECK_STRINGS, OPTIONAL, NULL, NULL},
    {"resourceTypes", CHECK_STRINGS, OPTIONAL, NULL, NULL},
    {"riskLevel", CHECK_STRING, OPTIONAL, NULL, NULL},
};
const struct check_shape shape_tool = {FIELDS(tool_fields)};

static const struct check_field run_fields[] = {
    {"agent_key", CHECK_TEXT, REQUIRED, NULL, NULL},
    {"agent_id", CHECK_TEXT, NULLABLE, NULL, NULL},
    {"agent_version_id", CHECK_TEXT, NULLABLE, NULL, NULL},
    {"environment", CHECK_STRING, PRESENT, NULL, NULL},
    {"input_summary", CHECK_STRING, PRESENT, NULL, NULL},
    {"metadata", CHECK_OBJECT, PRESENT, NULL, NULL},
};
const struct check_shape shape_run = {FIELDS(run_fields)};

static const struct check_field run_completion_fields[] = {
    {"status", CHECK_STRING, REQUIRED, completions, NULL},
    {"metadata", CHECK_OBJECT, PRESENT, NULL, NULL},
};
const struct check_shape shape_run_completion = {FIELDS(run_completion_fields)};

static const char *const session_kinds[] = {"single_agent", "multi_agent", "pipeline",
                                            "activation_proof", NULL};
static const struct check_field session_fields[] = {
    {"kind", CHECK_STRING, REQUIRED, session_kinds, NULL},
    {"orchestrator_agent_key", CHECK_TEXT, REQUIRED, NULL, NULL},
    {"orchestrator_agent_id", CHECK_TEXT, PRESENT, NULL, NULL},
    {"environment", CHECK_STRING, PRESENT, NULL, NULL},
    {"input_summary", CHECK_STRING, PRESENT, NULL, NULL},
    {"metadata", CHECK_OBJECT, PRESENT, NULL, NULL},
};
const struct check_shape shape_session = {FIELDS(session_fields)};

static const struct check_field session_completion_fields[] = {
    {"status", CHECK_STRING, REQUIRED, completions, NULL},
    {"output_summary", CHECK_STRING, PRESENT, NULL, NULL},
    {"metadata", CHECK_OBJECT, PRESENT, NULL, NULL},
};
const struct check_shape shape_session_completion = {FIELDS(session_completion_fields)};

static const struct check_field session_run_fields[] = {
    {"agent_key", CHECK_TEXT, REQUIRED, NULL, NULL},
    {"agent_id", CHECK_TEXT, NULLABLE, NULL, NULL},
    {"agent_version_id", CHECK_TEXT, NULLABLE, NULL, NULL},
    {"parent_run_id", CHECK_TEXT, PRESENT, NULL, NULL},
    {"trigger_event_id", CHECK_TEXT, PRESENT, NULL, NULL},
    {"step_key", CHECK_STRING, PRESENT, NULL, NULL},
    {"step_name", CHECK_STRING, PRESENT, NULL, NULL},
    {"step_index", CHECK_NATURAL, PRESENT, NULL, NULL},
    {"role", CHECK_STRING, PRESENT, NULL, NULL},
    {"environment", CHECK_STRING, PRESENT, NULL, NULL},
    {"input_summary", CHECK_STRING, PRESENT, NULL, NULL},
    {"metadata", CHECK_OBJECT, PRESENT, NULL, NULL},
};
const struct check_shape shape_session_run = {FIELDS(session_run_fields)};

static const char *const handoff_statuses[] = {"requested", NULL};
static const struct check_field handoff_fields[] = {
    {"source_run_id", CHECK_TEXT, REQUIRED, NULL, NULL},
    {"source_agent_id", CHECK_TEXT, PRESENT, NULL, NULL},
    {"target_run_id", CHECK_TEXT, PRESENT, NULL, NULL},
    {"target_agent_id", CHECK_TEXT, PRESENT, NULL, NULL},
    {"trigger_event_id", CHECK_TEXT, PRESENT, NULL, NULL},
    {"reason", CHECK_STRING, PRESENT, NULL, NULL},
    {"input_summary", CHECK_STRING, PRESENT, NULL, NULL},
    {"payload_summary", CHECK_ANY, PRESENT, NULL, NULL},
    {"status", CHECK_STRING, REQUIRED, handoff_statuses, NULL},
};
const struct check_shape shape_handoff = {FIELDS(handoff_fields)};

static const struct check_field events_fields[] = {
    {"events", CHECK_OBJECTS, REQUIRED, NULL, NULL},
};
const struct check_shape shape_events = {FIELDS(events_fields)};

/* Events drop nulls at the top level and keep them inside. */
static const struct check_field event_tool_fields[] = {
    {"name", CHECK_TEXT, REQUIRED, NULL, NULL},
    {"provider", CHECK_STRING, PRESENT, NULL, NULL},
    {"risk_level", CHECK_STRING, PRESENT, NULL, NULL},
};
static const struct check_shape event_tool = {FIELDS(event_tool_fields)};

static const struct check_field event_action_fields[] = {
    {"type", CHECK_TEXT, REQUIRED, NULL, NULL},
    {"name", CHECK_STRING, PRESENT, NULL, NULL},
    {"risk_level", CHECK_STRING, PRESENT, NULL, NULL},
};
static const struct check_shape event_action = {FIELDS(event_action_fields)};

static const struct check_field resource_fields[] = {
    {"type", CHECK_TEXT, REQUIRED, NULL, NULL},
    {"external_id", CHECK_STRING, PRESENT, NULL, NULL},
    {"provider", CHECK_STRING, PRESENT, NULL, NULL},
    {"environment", CHECK_STRING, PRESENT, NULL, NULL},
};
static const struct check_shape resource = {FIELDS(resource_fields)};

static const struct check_field event_decision_fields[] = {
    {"policyDecision", CHECK_STRING, REQUIRED, decisions, NULL},
    {"effectiveDecision", CHECK_STRING, REQUIRED, decisions, NULL},
    {"enforcementAction", CHECK_STRING, REQUIRED, enforcements, NULL},
    {"mode", CHECK_STRING, REQUIRED, modes, NULL},
    {"reason", CHECK_STRING, PRESENT, NULL, NULL},
};
static const struct check_shape event_decision = {FIELDS(event_decision_fields)};

static const char *const approval_statuses[] = {"pending",   "approved", "rejected", "expired",
                                                "cancelled", "timeout",  NULL};
static const struct check_field event_approval_fields[] = {
    {"approval_id", CHECK_TEXT, REQUIRED, NULL, NULL},
    {"status", CHECK_STRING, REQUIRED, approval_statuses, NULL},
    {"resolved_by", CHECK_STRING, NULLABLE, NULL, NULL},
};
static const struct check_shape event_approval = {FIELDS(event_approval_fields)};

static const struct check_field event_error_fields[] = {
    {"message", CHECK_STRING, REQUIRED, NULL, NULL},
    {"stack", CHECK_STRING, NULLABLE, NULL, NULL},
};
static const struct check_shape event_error = {FIELDS(event_error_fields)};

static const struct check_field event_fields[] = {
    {"type", CHECK_TEXT, REQUIRED, NULL, NULL},
    {"agent_key", CHECK_TEXT, REQUIRED, NULL, NULL},
    {"agent_id", CHECK_TEXT, OPTIONAL, NULL, NULL},
    {"agent_version_id", CHECK_TEXT, OPTIONAL, NULL, NULL},
    {"run_id", CHECK_TEXT, OPTIONAL, NULL, NULL},
    {"session_id", CHECK_TEXT, OPTIONAL, NULL, NULL},
    {"event_id", CHECK_UUID4, OPTIONAL, NULL, NULL},
    {"sequence_number", CHECK_POSITIVE, OPTIONAL, NULL, NULL},
    {"session_sequence_number", CHECK_POSITIVE, OPTIONAL, NULL, NULL},
    {"parent_event_id", CHECK_TEXT, OPTIONAL, NULL, NULL},
    {"caused_by_event_id", CHECK_TEXT, OPTIONAL, NULL, NULL},
    {"trigger_kind", CHECK_TEXT, OPTIONAL, NULL, NULL},
    {"event_category", CHECK_TEXT, OPTIONAL, NULL, NULL},
    {"step_key", CHECK_STRING, OPTIONAL, NULL, NULL},
    {"step_name", CHECK_STRING, OPTIONAL, NULL, NULL},
    {"step_index", CHECK_NATURAL, OPTIONAL, NULL, NULL},
    {"payload_summary", CHECK_ANY, OPTIONAL, NULL, NULL},
    {"timestamp", CHECK_TIMESTAMP, REQUIRED, NULL, NULL},
    {"environment", CHECK_STRING, OPTIONAL, NULL, NULL},
    {"tool", CHECK_OBJECT, OPTIONAL, NULL, &event_tool},
    {"action", CHECK_OBJECT, OPTIONAL, NULL, &event_action},
    {"resource", CHECK_OBJECT, OPTIONAL, NULL, &resource},
    {"decision", CHECK_OBJECT, OPTIONAL, NULL, &event_decision},
    {"approval", CHECK_OBJECT, OPTIONAL, NULL, &event_approval},
    {"error", CHECK_OBJECT, OPTIONAL, NULL, &event_error},
    {"metadata", CHECK_OBJECT, OPTIONAL, NULL, NULL},
};
const struct check_shape shape_event = {FIELDS(event_fields)};

static const struct check_field guard_action_fields[] = {
    {"type", CHECK_TEXT, REQUIRED, NULL, NULL},
    {"name", CHECK_STRING, NULLABLE, NULL, NULL},
    {"risk_level", CHECK_STRING, NULLABLE, NULL, NULL},
    {"riskLevel", CHECK_STRING, NULLABLE, NULL, NULL},
};
static const struct check_shape guard_action = {FIELDS(guard_action_fields)};

static const struct check_field guard_tool_fields[] = {
    {"name", CHECK_TEXT, REQUIRED, NULL, NULL},
    {"provider", CHECK_STRING, PRESENT, NULL, NULL},
    {"riskLevel", CHECK_STRING, PRESENT, NULL, NULL},
};
static const struct check_shape guard_tool = {FIELDS(guard_tool_fields)};

static const struct check_field evaluation_fields[] = {
    {"agent_key", CHECK_TEXT, REQUIRED, NULL, NULL},
    {"run_id", CHECK_TEXT, PRESENT, NULL, NULL},
    {"mode", CHECK_STRING, REQUIRED, modes, NULL},
    {"risk_level", CHECK_STRING, PRESENT, NULL, NULL},
    {"action", CHECK_OBJECT, REQUIRED, NULL, &guard_action},
    {"resource", CHECK_OBJECT, REQUIRED, NULL, &resource},
    {"tool", CHECK_OBJECT, PRESENT, NULL, &guard_tool},
    {"metadata", CHECK_OBJECT, PRESENT, NULL, NULL},
};
const struct check_shape shape_evaluation = {FIELDS(evaluation_fields)};

static const char *const report_types[] = {"agent_boundary_report", "release_readiness_report",
                                           "incident_report", "customer_evidence_pack", NULL};
static const char *const report_windows[] = {"24h", "7d", "30d", NULL};
static const struct check_field time_window_fields[] = {
    {"from", CHECK_TEXT, REQUIRED, NULL, NULL},
    {"to", CHECK_TEXT, REQUIRED, NULL, NULL},
};
static const struct check_shape time_window = {FIELDS(time_window_fields)};

static const struct check_field report_filter_fields[] = {
    {"environments", CHECK_STRINGS, OPTIONAL, NULL, NULL},
    {"agent_version_id", CHECK_TEXT, OPTIONAL, NULL, NULL},
};
static const struct check_shape report_filters = {FIELDS(report_filter_fields)};

static const struct check_field report_fields[] = {
    {"title", CHECK_STRING, PRESENT, NULL, NULL},
    {"report_type", CHECK_STRING, PRESENT, report_types, NULL},
    {"window", CHECK_STRING, PRESENT, report_windows, NULL},
    {"time_window", CHECK_OBJECT, PRESENT, NULL, &time_window},
    {"filters", CHECK_OBJECT, PRESENT, NULL, &report_filters},
    {"sections", CHECK_STRINGS, PRESENT, NULL, NULL},
};
const struct check_shape shape_report = {FIELDS(report_fields)};

static const struct check_field approval_answer_fields[] = {
    {"status", CHECK_STRING, REQUIRED, answers, NULL},
    {"resolved_by", CHECK_STRING, NULLABLE, NULL, NULL},
};
const struct check_shape shape_approval_answer = {FIELDS(approval_answer_fields)};

static const struct check_field rule_match_fields[] = {
    {"tool", CHECK_STRING, OPTIONAL, NULL, NULL},
    {"action", CHECK_STRING, OPTIONAL, NULL, NULL},
    {"action_type", CHECK_STRING, OPTIONAL, NULL, NULL},
    {"resource_type", CHECK_STRING, OPTIONAL, NULL, NULL},
    {"environment", CHECK_STRING, OPTIONAL, NULL, NULL},
    {"risk_level", CHECK_STRING, OPTIONAL, NULL, NULL},
    {"arguments_contain", CHECK_TEXT, OPTIONAL, NULL, NULL},
};
static const struct check_shape rule_match = {FIELDS(rule_match_fields)};

static const struct check_field rule_approval_fields[] = {
    {"status", CHECK_STRING, REQUIRED, answers, NULL},
    {"after_ms", CHECK_NATURAL, OPTIONAL, NULL, NULL},
};
static const struct check_shape rule_approval = {FIELDS(rule_approval_fields)};

static const struct check_field rule_fields[] = {
    {"key", CHECK_TEXT, REQUIRED, NULL, NULL},
    {"match", CHECK_OBJECT, OPTIONAL, NULL, &rule_match},
    {"decision", CHECK_STRING, REQUIRED, decisions, NULL},
    {"reason", CHECK_STRING, OPTIONAL, NULL, NULL},
    {"approval", CHECK_OBJECT, OPTIONAL, NULL, &rule_approval},
};
static const struct check_shape rule = {FIELDS(rule_fields)};

static const struct check_field rules_fields[] = {
    {"rules", CHECK_OBJECTS, REQUIRED, NULL, &rule},
    {"default", CHECK_STRING, OPTIONAL, decisions, NULL},
};
const struct check_shape shape_rules = {FIELDS(rules_fields)};

static const char *const resets[] = {"before", "after", "headers", "body", NULL};
static const char *const stalls[] = {"request", "headers", "body", NULL};
static const struct check_field slow_fields[] = {
    {"bytes", CHECK_POSITIVE, REQUIRED, NULL, NULL},
    {"every_ms", CHECK_NATURAL, REQUIRED, NULL, NULL},
};
static const struct check_shape slow = {FIELDS(slow_fields)};

static const struct check_field fault_fields[] = {
    {"path", CHECK_TEXT, REQUIRED, NULL, NULL},
    {"method", CHECK_TEXT, OPTIONAL, NULL, NULL},
    {"nth", CHECK_POSITIVE, OPTIONAL, NULL, NULL},
    {"times", CHECK_POSITIVE, OPTIONAL, NULL, NULL},
    {"every", CHECK_POSITIVE, OPTIONAL, NULL, NULL},
    {"probability", CHECK_NUMBER, OPTIONAL, NULL, NULL},
    {"seed", CHECK_NATURAL, OPTIONAL, NULL, NULL},
    {"process", CHECK_BOOL, OPTIONAL, NULL, NULL},
    {"delay_ms", CHECK_NATURAL, OPTIONAL, NULL, NULL},
    {"status", CHECK_POSITIVE, OPTIONAL, NULL, NULL},
    {"body", CHECK_ANY, NULLABLE, NULL, NULL},
    {"headers", CHECK_OBJECT, OPTIONAL, NULL, NULL},
    {"retry_after", CHECK_STRING, OPTIONAL, NULL, NULL},
    {"reset", CHECK_STRING, OPTIONAL, resets, NULL},
    {"truncate", CHECK_NATURAL, OPTIONAL, NULL, NULL},
    {"bad_json", CHECK_BOOL, OPTIONAL, NULL, NULL},
    {"slow_bytes", CHECK_OBJECT, OPTIONAL, NULL, &slow},
    {"wrong_type", CHECK_BOOL, OPTIONAL, NULL, NULL},
    {"huge_bytes", CHECK_POSITIVE, OPTIONAL, NULL, NULL},
    {"deep_json", CHECK_POSITIVE, OPTIONAL, NULL, NULL},
    {"huge_header", CHECK_POSITIVE, OPTIONAL, NULL, NULL},
    {"redirect", CHECK_TEXT, OPTIONAL, NULL, NULL},
    {"close_after", CHECK_BOOL, OPTIONAL, NULL, NULL},
    {"stall", CHECK_STRING, OPTIONAL, stalls, NULL},
    {"content_length", CHECK_NATURAL, OPTIONAL, NULL, NULL},
};
const struct check_shape shape_fault = {FIELDS(fault_fields)};
