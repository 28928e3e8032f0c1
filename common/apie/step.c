#include "apie/step.h"

#include <stdlib.h>
#include <string.h>

#include "apie/kept.h"
#include "base/fail.h"
#include "base/text.h"

struct apie_step_state {
    apie_step_kind kind;
    const char *run_id; /* the texts are in this allocation */
    const char *session_id;
    const char *step_key;
    const char *step_name;
    apie_opt_int step_index;
    json_t *metadata;
};

typedef struct step_kinds {
    apie_event_kind started;
    apie_event_kind completed;
    apie_event_kind failed;
} step_kinds;

static const step_kinds events_of[APIE_STEP_KIND_COUNT] = {
    [APIE_STEP_WORKFLOW] = {APIE_EVENT_STEP_STARTED, APIE_EVENT_STEP_COMPLETED,
                            APIE_EVENT_STEP_FAILED},
    [APIE_STEP_LLM] = {APIE_EVENT_LLM_CALLED, APIE_EVENT_LLM_COMPLETED, APIE_EVENT_LLM_FAILED},
    [APIE_STEP_MCP] = {APIE_EVENT_MCP_CALLED, APIE_EVENT_MCP_COMPLETED, APIE_EVENT_MCP_FAILED},
};

/* ---- its beginning ---- */

/* The run and session are those that its first event has found. */
static apie_step_state *new_step(apie_step_kind kind, const apie_step_input *input,
                                 const apie_event *started)
{
    apie_step_state *step = malloc(
        sizeof *step + apie_text_size(started->run_id) + apie_text_size(started->session_id) +
        apie_text_size(input->step_key) + apie_text_size(input->step_name));
    if (!step)
        return NULL;
    char *at = (char *)(step + 1);
    step->kind = kind;
    step->run_id = apie_text_put(&at, started->run_id);
    step->session_id = apie_text_put(&at, started->session_id);
    step->step_key = apie_text_put(&at, input->step_key);
    step->step_name = apie_text_put(&at, input->step_name);
    step->step_index = input->step_index;
    step->metadata = input->metadata ? json_deep_copy(input->metadata) : NULL;
    if (step->metadata || !input->metadata)
        return step;
    free(step);
    return NULL;
}

static bool set_text(json_t *object, const char *name, const char *text)
{
    /* whether it is UTF-8 is seen when the event is written */
    return !text || json_object_set_new(object, name, json_string_nocheck(text)) == 0;
}

/* What is given, with the model and what it is asked. NULL if memory ran out. */
static json_t *summarise(const apie_step_input *input)
{
    json_t *summary =
        input->payload_summary ? json_deep_copy(input->payload_summary) : json_object();
    if (summary && set_text(summary, "model", input->model) &&
        set_text(summary, "input_summary", input->input_summary))
        return summary;
    json_decref(summary);
    return NULL;
}

static apie_event *make_started(apie_agent *agent, apie_step_kind kind,
                                const apie_step_input *input, const apie_event_source *source,
                                apie_error *error)
{
    json_t *summary = NULL;
    apie_event_details details = {
        .run_id = input->run_id,
        .session_id = input->session_id,
        .step_key = input->step_key,
        .step_name = input->step_name,
        .step_index = input->step_index,
        .payload_summary = input->payload_summary,
        .metadata = input->metadata,
    };
    if (apie_check_object(input->payload_summary, "payload_summary", error) != APIE_OK)
        return NULL;
    if (input->model || input->input_summary) {
        details.payload_summary = summary = summarise(input);
        if (!summary) {
            apie_fail_no_memory(error);
            return NULL;
        }
    }
    apie_event *event =
        apie_event_make(agent, events_of[kind].started, &details, source, NULL, error);
    json_decref(summary);
    return event;
}

apie_step_state *apie_step_new(apie_agent *agent, apie_step_kind kind, const apie_step_input *input,
                               const apie_event_source *source, apie_event **started,
                               apie_error *error)
{
    static const apie_step_input nothing;
    if (!input)
        input = &nothing;
    apie_event *event = make_started(agent, kind, input, source, error);
    if (!event)
        return NULL;
    apie_step_state *step = new_step(kind, input, event);
    if (!step) {
        apie_event_free(event);
        apie_fail_no_memory(error);
        return NULL;
    }
    *started = event;
    return step;
}

/* ---- its end ---- */

static apie_event_kind kind_of_end(const apie_step_state *step, const apie_step_outcome *outcome)
{
    const step_kinds *kinds = &events_of[step->kind];
    return outcome && outcome->error_message ? kinds->failed : kinds->completed;
}

apie_event *apie_step_ended(apie_agent *agent, const apie_step_state *step,
                            const apie_step_outcome *outcome, apie_error *error)
{
    static const apie_step_outcome completed;
    if (!outcome)
        outcome = &completed;
    const apie_event_details details = {
        .run_id = step->run_id,
        .session_id = step->session_id,
        .step_key = step->step_key,
        .step_name = step->step_name,
        .step_index = step->step_index,
        .error_message = outcome->error_message,
        .payload_summary = outcome->payload_summary,
        .metadata = step->metadata,
    };
    return apie_event_make(agent, kind_of_end(step, outcome), &details, NULL, NULL, error);
}

void apie_step_tell_end(apie_agent *agent, const apie_step_state *step,
                        const apie_step_outcome *outcome, apie_event *ended)
{
    apie_event_tell(agent, kind_of_end(step, outcome), NULL, ended);
}

void apie_step_free(apie_step_state *step)
{
    if (!step)
        return;
    json_decref(step->metadata);
    free(step);
}
