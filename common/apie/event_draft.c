#include "apie/event_draft.h"

#include <string.h>

#include "apie/event_kinds.h"
#include "events/redactor.h"

void apie_event_draft_init(apie_event_draft *draft, const apie_agent *agent, apie_event_kind kind,
                           const apie_event_source *source)
{
    const apie_event_row *row = apie_event_row_of(kind);
    const apie_clock *clock = &agent->core.clock;
    const apie_config *config = agent->config;
    draft->agent = agent;
    draft->failed = APIE_JSON_WRITE_OK;
    draft->count = 0;
    draft->result_status = "completed";
    /* member by member: clearing the whole first would take longer than all of this */
    apie_event_input *input = &draft->input;
    input->type = apie_event_type_of(kind);
    input->agent_key = config->agent.key;
    input->other_agent = false;
    input->run_id = source->run_id;
    input->session_id = source->session_id;
    input->parent_event_id = NULL;
    input->caused_by_event_id = NULL;
    input->trigger_kind = NULL;
    input->event_category = row->category;
    input->idempotency_key = NULL;
    input->step_key = NULL;
    input->step_name = NULL;
    input->step_index = (apie_opt_int){.presence = APIE_UNSET};
    input->environment = row->of_resource ? NULL : agent->environment;
    input->payload_summary = input->tool = input->action = input->resource = input->decision =
        input->approval = input->error = input->metadata = (apie_slice){NULL, 0};
    input->wall_us = clock->wall_us(clock->user);
    input->id_high = clock->random(clock->user);
    input->id_low = clock->random(clock->user);
    input->max_payload_bytes = (size_t)config->max_event_payload_bytes;
    apie_buffer_init_lent(&draft->text, 0, draft->room, sizeof draft->room);
}

const char *apie_event_text(const apie_agent *agent, const char *text)
{
    if (text && apie_redact_text_is_secret(agent->redactor, text, strlen(text)))
        return APIE_REDACTED;
    return text;
}

apie_json_writer *apie_event_section_begin(apie_event_draft *draft, apie_slice *place)
{
    apie_json_writer_init(&draft->writer, &draft->text);
    draft->sections[draft->count] = (apie_draft_section){place, draft->text.length, 0};
    return &draft->writer;
}

void apie_event_section_end(apie_event_draft *draft)
{
    apie_draft_section *section = &draft->sections[draft->count++];
    section->length = draft->text.length - section->start;
    if (draft->failed == APIE_JSON_WRITE_OK)
        draft->failed = apie_json_writer_error(&draft->writer);
}

apie_event *apie_event_draft_finish(apie_event_draft *draft, apie_error *error)
{
    apie_event *event = NULL;
    for (size_t i = 0; i < draft->count; i++) {
        const apie_draft_section *section = &draft->sections[i];
        *section->place = (apie_slice){draft->text.data + section->start, section->length};
    }
    if (draft->failed != APIE_JSON_WRITE_OK)
        (void)apie_guarded_write_error(draft->failed, error);
    else
        event = apie_event_new(&draft->input, error);
    apie_buffer_free(&draft->text);
    return event;
}
