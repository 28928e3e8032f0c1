#include <string.h>

#include "apie/guarded.h"
#include "base/fail.h"
#include "events/section.h"

static apie_event_input start_event(apie_agent *agent, const apie_event_source *source,
                                    const char *type)
{
    const apie_clock *clock = &agent->core.clock;
    return (apie_event_input){
        .type = type,
        .agent_key = agent->config->agent.key,
        .run_id = source->run_id,
        .session_id = source->session_id,
        .environment = agent->config->runtime.environment,
        .wall_us = clock->wall_us(clock->user),
        .id_high = clock->random(clock->user),
        .id_low = clock->random(clock->user),
        .max_payload_bytes = (size_t)agent->config->max_event_payload_bytes,
    };
}

/* Small JSON texts that live as long as one event is made. */
typedef struct small_text {
    apie_buffer buffer;
    apie_json_writer writer;
} small_text;

static void section_begin(small_text *section)
{
    apie_buffer_init(&section->buffer, 0);
    apie_json_writer_init(&section->writer, &section->buffer);
}

static apie_slice section_text(const small_text *section)
{
    return (apie_slice){section->buffer.data, section->buffer.length};
}

static apie_event *finish_event(const apie_event_input *input, small_text *sections, size_t count,
                                apie_error *error)
{
    apie_event *event = NULL;
    apie_json_write_error failed = APIE_JSON_WRITE_OK;
    for (size_t i = 0; i < count && failed == APIE_JSON_WRITE_OK; i++)
        failed = apie_json_writer_error(&sections[i].writer);
    if (failed != APIE_JSON_WRITE_OK)
        apie_guarded_write_error(failed, error);
    else
        event = apie_event_new(input, error);
    for (size_t i = 0; i < count; i++)
        apie_buffer_free(&sections[i].buffer);
    return event;
}

apie_event *apie_guarded_evaluated(apie_agent *agent, const apie_guarded *guarded,
                                   const apie_decision *decision, apie_error *error)
{
    apie_event_input input = start_event(agent, &guarded->source, "agent.guardrail.evaluated");
    small_text text;
    section_begin(&text);
    apie_section_decision(agent->redactor, decision, &text.writer);
    input.action = guarded->action;
    input.resource = guarded->resource;
    input.decision = section_text(&text);
    input.metadata = input.decision;
    return finish_event(&input, &text, 1, error);
}

apie_event *apie_guarded_approval_requested(apie_agent *agent, const apie_guarded *guarded,
                                            const apie_decision *decision, apie_error *error)
{
    apie_event_input input = start_event(agent, &guarded->source, "agent.approval.requested");
    small_text texts[2];
    section_begin(&texts[0]);
    section_begin(&texts[1]);
    apie_section_approval(decision->approval_id, APIE_APPROVAL_PENDING, false, &texts[0].writer);
    apie_json_writer *writer = &texts[1].writer;
    apie_json_write_object_begin(writer);
    APIE_JSON_KEY(writer, "approval_id");
    apie_json_write_text(writer, decision->approval_id);
    APIE_JSON_KEY(writer, "reason");
    apie_redact_write_text(agent->redactor, writer, "metadata.reason", decision->reason);
    apie_json_write_object_end(writer);
    input.action = guarded->action;
    input.resource = guarded->resource;
    input.approval = section_text(&texts[0]);
    input.metadata = section_text(&texts[1]);
    return finish_event(&input, texts, 2, error);
}

apie_event *apie_guarded_approval_resolved(apie_agent *agent, const apie_guarded *guarded,
                                           const apie_decision *decision, apie_error *error)
{
    apie_event_input input = start_event(agent, &guarded->source, "agent.approval.resolved");
    small_text texts[2];
    section_begin(&texts[0]);
    section_begin(&texts[1]);
    apie_section_approval(decision->approval_id, decision->approval_status, true, &texts[0].writer);
    apie_json_writer *writer = &texts[1].writer;
    apie_json_write_object_begin(writer);
    APIE_JSON_KEY(writer, "approval_id");
    apie_json_write_text(writer, decision->approval_id);
    APIE_JSON_KEY(writer, "status");
    apie_json_write_text(writer, decision->approval_status);
    apie_json_write_object_end(writer);
    input.approval = section_text(&texts[0]);
    input.metadata = section_text(&texts[1]);
    return finish_event(&input, texts, 2, error);
}

static apie_event_input action_event(apie_agent *agent, const apie_guarded *guarded,
                                     const char *type)
{
    apie_event_input input = start_event(agent, &guarded->source, type);
    input.environment = guarded->resource_environment;
    input.action = guarded->action;
    input.resource = guarded->resource;
    input.tool = guarded->tool;
    input.metadata = guarded->metadata;
    return input;
}

apie_event *apie_guarded_started(apie_agent *agent, const apie_guarded *guarded, apie_error *error)
{
    apie_event *called = NULL;
    if (guarded->is_tool) {
        apie_event_input input = start_event(agent, &guarded->source, "agent.tool.called");
        input.tool = guarded->tool;
        input.action = guarded->called_action;
        input.resource = guarded->called_resource;
        input.metadata = guarded->metadata;
        called = apie_event_new(&input, error);
        if (!called)
            return NULL;
    }
    apie_event_input input = action_event(agent, guarded, "agent.action.requested");
    input.action = guarded->action_requested;
    apie_event *requested = apie_event_new(&input, error);
    if (!requested) {
        apie_event_free(called);
        return NULL;
    }
    if (!called)
        return requested;
    called->next = requested;
    return called;
}

/* The metadata with "result" added. */
static void write_result(apie_agent *agent, const apie_guarded *guarded, const json_t *result,
                         small_text *text)
{
    const apie_slice *metadata = &guarded->metadata;
    apie_buffer *buffer = &text->buffer;
    if (metadata->length > 2) {
        apie_buffer_append(buffer, metadata->data, metadata->length - 1); /* without its brace */
        apie_buffer_char(buffer, ',');
    } else {
        apie_buffer_char(buffer, '{');
    }
    apie_json_writer *writer = &text->writer;
    APIE_JSON_KEY(writer, "result");
    if (result) {
        apie_redact_write_value(agent->redactor, writer, "metadata.result", result);
    } else {
        apie_json_write_object_begin(writer);
        APIE_JSON_KEY(writer, "status");
        apie_json_write_text(writer, guarded->is_tool ? "completed" : "executed");
        apie_json_write_object_end(writer);
    }
    apie_buffer_char(buffer, '}');
}

apie_event *apie_agent_error_event(apie_agent *agent, const apie_event_source *source,
                                   const char *message, apie_error *error)
{
    apie_event_input input = start_event(agent, source, "agent.error");
    small_text text;
    section_begin(&text);
    apie_section_error(agent->redactor, message, &text.writer);
    input.error = section_text(&text);
    return finish_event(&input, &text, 1, error);
}

static apie_event *failed_events(apie_agent *agent, const apie_guarded *guarded,
                                 const char *message, apie_error *error)
{
    apie_event_input input = action_event(agent, guarded, "agent.action.failed");
    small_text text;
    section_begin(&text);
    apie_section_error(agent->redactor, message, &text.writer);
    input.error = section_text(&text);
    apie_event *failed = finish_event(&input, &text, 1, error);
    if (!failed)
        return NULL;
    failed->next = apie_agent_error_event(agent, &guarded->source, message, error);
    if (!failed->next) {
        apie_event_free(failed);
        return NULL;
    }
    return failed;
}

apie_event *apie_guarded_finished(apie_agent *agent, const apie_guarded *guarded,
                                  const apie_action_outcome *outcome, apie_error *error)
{
    if (outcome && outcome->error_message)
        return failed_events(agent, guarded, outcome->error_message, error);
    apie_event_input input = action_event(agent, guarded, "agent.action.completed");
    small_text text;
    section_begin(&text);
    write_result(agent, guarded, outcome ? outcome->result : NULL, &text);
    input.metadata = section_text(&text);
    return finish_event(&input, &text, 1, error);
}
