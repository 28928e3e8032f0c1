#include "apie/guarded.h"

#include <stdlib.h>
#include <string.h>

#include <apie/infer.h>

#include "apie/boundary.h"
#include "base/fail.h"
#include "base/text.h"
#include "events/section.h"

/* ---- input ---- */

static apie_status check_run(apie_guarded_input *input, const char *run_id, const char *session_id,
                             apie_error *error)
{
    if (!input->run_id) {
        input->run_id = run_id;
        if (!input->session_id)
            input->session_id = session_id;
    }
    if (!input->run_id || !*input->run_id)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "run_id",
                         "no run id: set run_id, or call inside a run of this thread");
    if (input->metadata && !json_is_object(input->metadata))
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "metadata",
                         "metadata must be a JSON object");
    return APIE_OK;
}

static apie_status require(const char *text, const char *name, apie_error *error)
{
    if (text && *text)
        return APIE_OK;
    return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, name, "%s is required", name);
}

static void infer(apie_guarded_input *input)
{
    apie_inference inferred;
    if (!apie_infer_from_tool_name(input->tool.name, &inferred))
        return;
    if (!input->action.type)
        input->action.type = inferred.action_type;
    if (!input->resource.type)
        input->resource.type = inferred.resource_type;
    if (!input->tool.risk_level) {
        input->tool.risk_level = inferred.risk_level;
        input->risk_level = inferred.risk_level;
    }
}

apie_status apie_guarded_input_from_tool(const apie_agent *agent, const apie_tool_input *tool,
                                         const char *run_id, const char *session_id,
                                         apie_guarded_input *out, apie_error *error)
{
    if (!tool)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "input", "input must not be NULL");
    *out = (apie_guarded_input){
        .is_tool = true,
        .unguarded = tool->unguarded,
        .run_id = tool->run_id,
        .session_id = tool->session_id,
        .tool = tool->tool,
        .action = tool->action,
        .resource = tool->resource,
        .risk_level = tool->tool.risk_level,
        .metadata = tool->metadata,
    };
    apie_status status = require(tool->tool.name, "tool.name", error);
    if (status == APIE_OK && agent->config->boundary.auto_infer_from_tool_names)
        infer(out);
    return status != APIE_OK ? status : check_run(out, run_id, session_id, error);
}

apie_status apie_guarded_input_from_guard(const apie_guard_input *guard, const char *run_id,
                                          const char *session_id, apie_guarded_input *out,
                                          apie_error *error)
{
    if (!guard)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "input", "input must not be NULL");
    *out = (apie_guarded_input){
        .run_id = guard->run_id,
        .session_id = guard->session_id,
        .tool = guard->tool,
        .action = guard->action,
        .resource = guard->resource,
        .risk_level = guard->risk_level,
        .metadata = guard->metadata,
    };
    apie_status status = require(guard->action.type, "action.type", error);
    if (status == APIE_OK)
        status = require(guard->action.name, "action.name", error);
    if (status == APIE_OK)
        status = require(guard->resource.type, "resource.type", error);
    return status != APIE_OK ? status : check_run(out, run_id, session_id, error);
}

/* ---- parts ---- */

/* Sections are written one after the other; their places become slices at the end, when the buffer
 * moves no more. */
typedef struct section_writer {
    const apie_redactor *redactor;
    apie_guarded *guarded;
    apie_json_write_error error;
} section_writer;

static apie_json_writer begin_section(section_writer *sections, apie_slice *place)
{
    apie_json_writer writer;
    apie_json_writer_init(&writer, &sections->guarded->text);
    place->length = sections->guarded->text.length; /* the start, for now */
    return writer;
}

static void end_section(section_writer *sections, const apie_json_writer *writer, apie_slice *place,
                        size_t *start)
{
    *start = place->length;
    place->length = sections->guarded->text.length - *start;
    if (sections->error == APIE_JSON_WRITE_OK)
        sections->error = apie_json_writer_error(writer);
}

static void put_action(section_writer *sections, const apie_action *action, apie_slice *place,
                       size_t *start)
{
    apie_json_writer writer = begin_section(sections, place);
    apie_section_action(sections->redactor, action, &writer);
    end_section(sections, &writer, place, start);
}

apie_status apie_guarded_write_error(apie_json_write_error write_error, apie_error *error)
{
    if (write_error == APIE_JSON_WRITE_BAD_UTF8)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "input", "a text is not UTF-8");
    if (write_error == APIE_JSON_WRITE_TOO_DEEP)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "metadata",
                         "metadata is nested too deeply");
    if (write_error == APIE_JSON_WRITE_BAD_NUMBER)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "metadata",
                         "metadata has a number that JSON cannot say");
    return apie_fail_no_memory(error);
}

static apie_status write_sections(apie_agent *agent, apie_guarded *guarded,
                                  const apie_guarded_input *input, apie_error *error)
{
    section_writer sections = {agent->redactor, guarded, APIE_JSON_WRITE_OK};
    static const char *const result_key[] = {"result", NULL};
    size_t tool_at = 0, action_at, requested_at, resource_at, metadata_at = 0, beside_at = 0;
    apie_action action = input->action;
    apie_resource resource = input->resource;
    bool action_given = action.type || action.name || action.risk_level;
    bool resource_given = resource.type != NULL;
    if (!action.type)
        action.type = "execute";
    if (!action.name)
        action.name = input->tool.name;
    if (!resource.type)
        resource.type = "unknown";
    if (input->tool.name) {
        apie_json_writer writer = begin_section(&sections, &guarded->tool);
        apie_section_tool(agent->redactor, &input->tool, &writer);
        end_section(&sections, &writer, &guarded->tool, &tool_at);
    }
    put_action(&sections, &action, &guarded->action, &action_at);
    if (!input->is_tool && !action.risk_level)
        action.risk_level = input->risk_level;
    put_action(&sections, &action, &guarded->action_requested, &requested_at);
    apie_json_writer writer = begin_section(&sections, &guarded->resource);
    apie_section_resource(agent->redactor, &resource, &writer);
    end_section(&sections, &writer, &guarded->resource, &resource_at);
    if (input->metadata) {
        writer = begin_section(&sections, &guarded->metadata);
        apie_redact_write_value(agent->redactor, &writer, "metadata", input->metadata);
        end_section(&sections, &writer, &guarded->metadata, &metadata_at);
    }
    if (json_object_get(input->metadata, "result")) {
        writer = begin_section(&sections, &guarded->metadata_beside_result);
        apie_json_write_object_begin(&writer);
        apie_redact_write_members(agent->redactor, &writer, "metadata", input->metadata,
                                  result_key);
        apie_json_write_object_end(&writer);
        end_section(&sections, &writer, &guarded->metadata_beside_result, &beside_at);
    }
    if (sections.error != APIE_JSON_WRITE_OK)
        return apie_guarded_write_error(sections.error, error);
    const char *text = guarded->text.data;
    guarded->tool.data = text + tool_at;
    guarded->action.data = text + action_at;
    guarded->action_requested.data = text + requested_at;
    guarded->resource.data = text + resource_at;
    guarded->metadata.data = text + metadata_at;
    guarded->metadata_beside_result.data = text + beside_at;
    if (guarded->metadata_beside_result.length == 0)
        guarded->metadata_beside_result = guarded->metadata;
    if (action_given)
        guarded->called_action = guarded->action;
    if (resource_given)
        guarded->called_resource = guarded->resource;
    return APIE_OK;
}

apie_guarded *apie_guarded_new(apie_agent *agent, const apie_guarded_input *input,
                               apie_error *error)
{
    apie_guarded *guarded = calloc(1, sizeof *guarded);
    if (!guarded) {
        apie_fail_no_memory(error);
        return NULL;
    }
    apie_buffer_init(&guarded->text, 0);
    guarded->names = malloc(apie_text_size(input->run_id) + apie_text_size(input->session_id) +
                            apie_text_size(input->resource.environment) + 1);
    if (!guarded->names) {
        apie_guarded_free(guarded);
        apie_fail_no_memory(error);
        return NULL;
    }
    char *at = guarded->names;
    apie_boundary_look(agent, input->tool.name, input->resource.type);
    guarded->is_tool = input->is_tool;
    guarded->unguarded = input->unguarded;
    guarded->disabled = agent->core.disabled;
    guarded->source.run_id = apie_text_put(&at, input->run_id);
    guarded->source.session_id = apie_text_put(&at, input->session_id);
    guarded->resource_environment = apie_text_put(&at, input->resource.environment);
    if (write_sections(agent, guarded, input, error) != APIE_OK) {
        apie_guarded_free(guarded);
        return NULL;
    }
    return guarded;
}

void apie_guarded_free(apie_guarded *guarded)
{
    if (!guarded)
        return;
    apie_buffer_free(&guarded->text);
    free(guarded->names);
    free(guarded);
}
