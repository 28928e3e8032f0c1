#include "apie/decision.h"
#include "apie/event_draft.h"
#include "events/section.h"

static const apie_redactor *redactor_of(const apie_event_draft *draft)
{
    return draft->agent->redactor;
}

/* ---- metadata that has members of a form's own ---- */

static void begin_metadata(apie_event_draft *draft)
{
    apie_json_write_object_begin(apie_event_section_begin(draft, &draft->input.metadata));
}

/* Members that are left out, since they have been written or will be. */
#define OWN(...)                                                                                   \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

static void put_given(apie_event_draft *draft, const apie_event_details *details,
                      const char *const *own)
{
    const apie_slice *written = &draft->input.metadata;
    if (written->length > 2)
        apie_json_write_raw(&draft->writer, written->data + 1, written->length - 2);
    else
        apie_redact_write_members(redactor_of(draft), &draft->writer, "metadata", details->metadata,
                                  own);
}

static void end_metadata(apie_event_draft *draft)
{
    apie_json_write_object_end(&draft->writer);
    apie_event_section_end(draft);
}

#define PUT_TEXT(draft, name, text)                                                                \
    do {                                                                                           \
        APIE_JSON_KEY(&(draft)->writer, name);                                                     \
        apie_redact_write_text(redactor_of(draft), &(draft)->writer, "metadata." name, text);      \
    } while (0)
/* An id or one of the service's words: redacted nowhere. */
#define PUT_WORD(draft, name, text)                                                                \
    do {                                                                                           \
        APIE_JSON_KEY(&(draft)->writer, name);                                                     \
        apie_json_write_text(&(draft)->writer, text);                                              \
    } while (0)

/* ---- sections ---- */

void apie_event_put_error(apie_event_draft *draft, const char *message, const char *stack)
{
    apie_json_writer *writer = apie_event_section_begin(draft, &draft->input.error);
    apie_section_error(redactor_of(draft), message, stack, writer);
    apie_event_section_end(draft);
}

static void put_decision(apie_event_draft *draft, const apie_decision *decision)
{
    apie_json_writer *writer = apie_event_section_begin(draft, &draft->input.decision);
    apie_section_decision(redactor_of(draft), decision, writer);
    apie_event_section_end(draft);
}

static void put_approval(apie_event_draft *draft, const apie_approval_details *approval,
                         bool resolved)
{
    apie_json_writer *writer = apie_event_section_begin(draft, &draft->input.approval);
    apie_section_approval(redactor_of(draft), approval, resolved, writer);
    apie_event_section_end(draft);
}

/* ---- forms ---- */

void apie_event_form_plain(apie_event_draft *draft, const apie_event_details *details)
{
    if (!details->metadata)
        return;
    apie_json_writer *writer = apie_event_section_begin(draft, &draft->input.metadata);
    apie_redact_write_value(redactor_of(draft), writer, "metadata", details->metadata);
    apie_event_section_end(draft);
}

static void put_result(apie_event_draft *draft, const json_t *result)
{
    apie_json_writer *writer = &draft->writer;
    APIE_JSON_KEY(writer, "result");
    if (result) {
        apie_redact_write_value(redactor_of(draft), writer, "metadata.result", result);
        return;
    }
    apie_json_write_object_begin(writer);
    APIE_JSON_KEY(writer, "status");
    apie_json_write_text(writer, draft->result_status);
    apie_json_write_object_end(writer);
}

void apie_event_form_result(apie_event_draft *draft, const apie_event_details *details)
{
    begin_metadata(draft);
    put_given(draft, details, OWN("result"));
    put_result(draft, details->result);
    end_metadata(draft);
}

static apie_decision with_mode(const apie_event_draft *draft, const apie_decision *given)
{
    apie_decision decision = *given;
    if (!decision.mode)
        decision.mode = apie_mode_name(draft->agent->config->mode);
    return decision;
}

void apie_event_form_decision(apie_event_draft *draft, const apie_event_details *details)
{
    const apie_decision decision = with_mode(draft, details->decision);
    put_decision(draft, &decision);
    begin_metadata(draft);
    apie_section_decision_members(redactor_of(draft), &decision, &draft->writer);
    put_given(draft, details,
              OWN("policyDecision", "effectiveDecision", "enforcementAction", "mode", "reason"));
    end_metadata(draft);
}

void apie_event_form_approval_requested(apie_event_draft *draft, const apie_event_details *details)
{
    apie_approval_details approval = details->approval;
    if (!approval.status)
        approval.status = APIE_APPROVAL_PENDING;
    put_approval(draft, &approval, false);
    begin_metadata(draft);
    PUT_WORD(draft, "approval_id", approval.approval_id);
    PUT_TEXT(draft, "reason", details->reason);
    put_given(draft, details, OWN("approval_id", "reason"));
    end_metadata(draft);
}

void apie_event_form_approval_resolved(apie_event_draft *draft, const apie_event_details *details)
{
    put_approval(draft, &details->approval, true);
    begin_metadata(draft);
    PUT_WORD(draft, "approval_id", details->approval.approval_id);
    PUT_WORD(draft, "status", details->approval.status);
    put_given(draft, details, OWN("approval_id", "status"));
    end_metadata(draft);
}

void apie_event_form_handoff(apie_event_draft *draft, const apie_event_details *details)
{
    begin_metadata(draft);
    PUT_TEXT(draft, "reason", details->reason);
    PUT_WORD(draft, "target_run_id", details->target_run_id);
    PUT_WORD(draft, "target_agent_id", details->target_agent_id);
    put_given(draft, details, OWN("reason", "target_run_id", "target_agent_id"));
    end_metadata(draft);
}

void apie_event_form_custom(apie_event_draft *draft, const apie_event_details *details)
{
    const apie_approval_details *approval = &details->approval;
    if (details->decision) {
        const apie_decision decision = with_mode(draft, details->decision);
        put_decision(draft, &decision);
    }
    if (approval->approval_id)
        put_approval(draft, approval, approval->resolved_by != NULL);
    apie_event_form_plain(draft, details);
}

/* ---- an MCP server's tools ---- */

static void put_server(apie_event_draft *draft, const char *path, const char *server)
{
    APIE_JSON_KEY(&draft->writer, "server");
    apie_redact_write_text(redactor_of(draft), &draft->writer, path, server);
}

static void put_tool_names(apie_event_draft *draft, const json_t *tools)
{
    apie_json_writer *writer = &draft->writer;
    APIE_JSON_KEY(writer, "tools");
    apie_json_write_array_begin(writer);
    for (size_t i = 0; i < json_array_size(tools); i++)
        apie_redact_write_value(redactor_of(draft), writer, "payload_summary.tools",
                                json_object_get(json_array_get(tools, i), "name"));
    apie_json_write_array_end(writer);
}

static void put_tool_summary(apie_event_draft *draft, const apie_event_details *details)
{
    apie_json_writer *writer = apie_event_section_begin(draft, &draft->input.payload_summary);
    apie_json_write_object_begin(writer);
    put_server(draft, "payload_summary.server", details->server);
    APIE_JSON_KEY(writer, "tool_count");
    apie_json_write_int(writer, (int64_t)json_array_size(details->tools));
    put_tool_names(draft, details->tools);
    apie_redact_write_members(redactor_of(draft), writer, "payload_summary",
                              details->payload_summary, OWN("server", "tool_count", "tools"));
    apie_json_write_object_end(writer);
    apie_event_section_end(draft);
}

void apie_event_form_tools(apie_event_draft *draft, const apie_event_details *details)
{
    apie_json_writer *writer = &draft->writer;
    put_tool_summary(draft, details);
    begin_metadata(draft);
    put_given(draft, details, OWN("mcp"));
    APIE_JSON_KEY(writer, "mcp");
    apie_json_write_object_begin(writer);
    put_server(draft, "metadata.mcp.server", details->server);
    APIE_JSON_KEY(writer, "tools");
    apie_redact_write_schema(redactor_of(draft), writer, "metadata.mcp.tools", details->tools);
    apie_json_write_object_end(writer);
    end_metadata(draft);
}
