/* Events, and what redaction leaves, as JSON values for the program. */
#include "apie/event_make.h"
#include "base/fail.h"
#include "base/json_reader.h"
#include "events/redact.h"

/* What was written here, read again. */
static json_t *read_back(const apie_buffer *text, apie_error *error)
{
    apie_json_reader reader;
    json_t *value = NULL;
    apie_json_reader_init(&reader, text->data, text->length);
    if (apie_json_read_value(&reader, &value) && apie_json_read_end(&reader))
        return value;
    json_decref(value);
    if (reader.error == APIE_JSON_READ_NO_MEMORY)
        apie_fail_no_memory(error);
    else
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "metadata", "%s", reader.message);
    return NULL;
}

json_t *apie_event_to_json(const apie_agent *agent, const apie_event *event, apie_error *error)
{
    const apie_registration *registration = agent->registration;
    apie_buffer text;
    json_t *value = NULL;
    apie_buffer_init(&text, 0);
    apie_event_write(event, registration ? registration->agent_id : NULL,
                     registration ? registration->agent_version_id : NULL, &text);
    if (text.error == APIE_BUFFER_OK)
        value = read_back(&text, error);
    else
        apie_fail_no_memory(error);
    apie_buffer_free(&text);
    return value;
}

json_t *apie_redacted_json(const apie_agent *agent, const json_t *value, apie_error *error)
{
    apie_buffer text;
    apie_json_writer writer;
    json_t *redacted = NULL;
    if (!value) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "value", "value must not be NULL");
        return NULL;
    }
    apie_buffer_init(&text, 0);
    apie_json_writer_init(&writer, &text);
    apie_redact_write_value(agent->redactor, &writer, "metadata", value);
    apie_json_write_error failed = apie_json_writer_error(&writer);
    if (failed == APIE_JSON_WRITE_OK)
        redacted = read_back(&text, error);
    else
        (void)apie_guarded_write_error(failed, error);
    apie_buffer_free(&text);
    return redacted;
}
