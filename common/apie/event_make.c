#include "apie/event_make.h"

#include <stdlib.h>
#include <string.h>

#include "apie/boundary.h"
#include "apie/event_kinds.h"
#include "base/fail.h"
#include "events/section.h"

/* ---- where it belongs ---- */

static bool is_same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

static const char *or_null(const char *id)
{
    return id && *id ? id : NULL;
}

/* What is named, and of the caller's context what goes with it. */
static apie_status find_source(const apie_event_details *details, const apie_event_source *context,
                               apie_event_source *out, apie_error *error)
{
    static const apie_event_source nowhere;
    const apie_event_source *here = context ? context : &nowhere;
    *out = (apie_event_source){or_null(details->run_id), or_null(details->session_id)};
    if (!out->run_id && !out->session_id)
        *out = *here;
    else if (!out->session_id && is_same(out->run_id, here->run_id))
        out->session_id = here->session_id;
    else if (!out->run_id && is_same(out->session_id, here->session_id))
        out->run_id = here->run_id;
    if (out->run_id || out->session_id)
        return APIE_OK;
    return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "run_id",
                     "no run id: set run_id or session_id%s",
                     context ? ", or call inside a run of this thread" : "");
}

/* ---- its members ---- */

static const char *given_or(const apie_agent *agent, const char *given, const char *otherwise)
{
    return given ? apie_event_text(agent, given) : otherwise;
}

static void set_members(apie_event_draft *draft, const apie_event_details *details,
                        const apie_event_row *row)
{
    const apie_agent *agent = draft->agent;
    apie_event_input *input = &draft->input;
    if (details->agent_key && strcmp(details->agent_key, input->agent_key) != 0) {
        input->agent_key = details->agent_key;
        input->other_agent = true;
    }
    input->parent_event_id = details->parent_event_id;
    input->caused_by_event_id = details->caused_by_event_id;
    input->trigger_kind = apie_event_text(agent, details->trigger_kind);
    input->event_category = given_or(agent, details->event_category, row->category);
    input->step_key = apie_event_text(agent, details->step_key);
    input->step_name = apie_event_text(agent, details->step_name);
    input->step_index = details->step_index;
    input->idempotency_key = details->idempotency_key;
    if (row->of_resource)
        input->environment = apie_event_text(agent, details->resource.environment);
    input->environment = given_or(agent, details->environment, input->environment);
}

/* ---- its sections ---- */

#define PUT(draft, section, value)                                                                 \
    do {                                                                                           \
        apie_json_writer *writer = apie_event_section_begin(draft, &(draft)->input.section);       \
        apie_section_##section((draft)->agent->redactor, value, writer);                           \
        apie_event_section_end(draft);                                                             \
    } while (0)

static void put_sections(apie_event_draft *draft, const apie_event_details *details, uint32_t set)
{
    if (set & APIE_DETAILS_TOOL)
        PUT(draft, tool, &details->tool);
    if (set & APIE_DETAILS_ACTION)
        PUT(draft, action, &details->action);
    if (set & APIE_DETAILS_RESOURCE)
        PUT(draft, resource, &details->resource);
    if (details->error_message)
        apie_event_put_error(draft, details->error_message, details->error_stack);
    if (details->payload_summary && !details->tools) {
        apie_json_writer *writer = apie_event_section_begin(draft, &draft->input.payload_summary);
        apie_redact_write_value(draft->agent->redactor, writer, "payload_summary",
                                details->payload_summary);
        apie_event_section_end(draft);
    }
}

/* ---- the event ---- */

/* "<server>.tools_list", redacted. NULL if memory ran out. */
static char *listing_name(const apie_agent *agent, const char *server)
{
    static const char ending[] = ".tools_list";
    const char *name = apie_event_text(agent, server);
    size_t length = strlen(name);
    char *text = malloc(length + sizeof ending);
    if (text) {
        memcpy(text, name, length);
        memcpy(text + length, ending, sizeof ending);
    }
    return text;
}

static apie_event *make_event(apie_agent *agent, apie_event_kind kind, const char *type,
                              const apie_event_details *details, const apie_event_source *source,
                              uint32_t set, apie_error *error)
{
    const apie_event_row *row = apie_event_row_of(kind);
    apie_event_draft draft;
    char *name = NULL;
    if (details->server && !details->step_name && !(name = listing_name(agent, details->server))) {
        apie_fail_no_memory(error);
        return NULL;
    }
    apie_event_draft_init(&draft, agent, kind, source);
    if (type)
        draft.input.type = apie_event_text(agent, type);
    set_members(&draft, details, row);
    if (name)
        draft.input.step_name = name;
    put_sections(&draft, details, set);
    (row->form ? row->form : apie_event_form_plain)(&draft, details);
    apie_event *event = apie_event_draft_finish(&draft, error);
    free(name);
    return event;
}

static apie_event *check_and_make(apie_agent *agent, apie_event_kind kind, const char *type,
                                  const apie_event_details *details,
                                  const apie_event_source *context, char *event_id,
                                  apie_error *error)
{
    static const apie_event_details nothing;
    apie_event_source source;
    uint32_t set;
    if (!details)
        details = &nothing;
    if (apie_event_check(apie_event_row_of(kind), details, &set, error) != APIE_OK ||
        find_source(details, context, &source, error) != APIE_OK)
        return NULL;
    apie_event *event = make_event(agent, kind, type, details, &source, set, error);
    if (!event)
        return NULL;
    if (event_id)
        memcpy(event_id, event->event_id, APIE_EVENT_ID_SIZE);
    apie_boundary_look(agent, details->tool.name, details->resource.type);
    return event;
}

apie_event *apie_event_make(apie_agent *agent, apie_event_kind kind,
                            const apie_event_details *details, const apie_event_source *source,
                            char *event_id, apie_error *error)
{
    return check_and_make(agent, kind, NULL, details, source, event_id, error);
}

apie_event *apie_event_make_custom(apie_agent *agent, const char *type, apie_event_kind *kind,
                                   const apie_event_details *details,
                                   const apie_event_source *source, char *event_id,
                                   apie_error *error)
{
    apie_event_kind found;
    if (!kind)
        kind = &found;
    if (!type || !*type) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "type", "type is required");
        return NULL;
    }
    *kind = apie_event_kind_of(type);
    return check_and_make(agent, *kind, type, details, source, event_id, error);
}

void apie_event_tell(apie_agent *agent, apie_event_kind kind, const char *error_message,
                     apie_event *event)
{
    if (kind == APIE_EVENT_ERROR && event->run_id)
        (void)apie_open_runs_note_error(&agent->runs, event->run_id, error_message);
    else if (kind == APIE_EVENT_ERROR && event->session_id)
        (void)apie_open_runs_note_error(&agent->sessions, event->session_id, error_message);
    apie_agent_push(agent, event);
    if (apie_event_tells_failure(kind))
        apie_agent_hasten_flush(agent);
}
