#include "apie/framework_parts.h"

#include <string.h>

#include "base/fail.h"
#include "events/redactor.h"

#define PREVIEW_CHARACTERS 500

/* ---- where they belong ---- */

apie_status apie_callback_base_init(apie_callback_base *base, const apie_callback_port *port,
                                    void *client, apie_agent *agent,
                                    const apie_callback_options *options, apie_arena *arena,
                                    apie_error *error)
{
    static const apie_callback_options no_options;
    if (!options)
        options = &no_options;
    const struct {
        const char *from;
        const char **to;
    } texts[] = {
        {options->run_id, &base->run_id},
        {options->session_id, &base->session_id},
        {options->default_environment, &base->environment},
        {options->agent_name, &base->agent_name},
    };
    base->port = port;
    base->client = client;
    base->agent = agent;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (!texts[i].from)
            continue;
        *texts[i].to = apie_arena_strdup(arena, texts[i].from);
        if (!*texts[i].to)
            return apie_fail_no_memory(error);
    }
    return APIE_OK;
}

apie_event_source apie_callback_source(const apie_callback_base *base)
{
    if (base->run_id)
        return (apie_event_source){base->run_id, base->session_id};
    apie_event_source source = base->port->source();
    if (base->session_id)
        source.session_id = base->session_id;
    return source;
}

/* ---- telling ---- */

apie_callback_report apie_callback_report_new(const apie_callback_base *base)
{
    apie_callback_report report = {.base = base};
    apie_error_clear(&report.error);
    return report;
}

void apie_callback_add(apie_callback_report *report, apie_event_kind kind,
                       const apie_event_details *details)
{
    if (report->error.code != APIE_OK)
        return;
    apie_event *event =
        apie_event_make(report->base->agent, kind, details, NULL, NULL, &report->error);
    if (!event)
        return;
    report->kinds[report->count] = kind;
    report->events[report->count++] = event;
    report->error_message = details->error_message;
}

void apie_callback_fail(apie_callback_report *report)
{
    apie_fail_no_memory(&report->error);
}

void apie_callback_tell(apie_callback_report *report)
{
    const apie_callback_base *base = report->base;
    bool failed = report->error.code != APIE_OK;
    if (report->count > 1)
        report->events[0]->next = report->events[1]; /* room is needed for both */
    base->port->lock(base->client, failed ? NULL : report->events[0]);
    if (report->count > 0)
        report->events[0]->next = NULL;
    if (failed)
        apie_agent_report(base->agent, &report->error);
    for (size_t i = 0; i < report->count; i++) {
        if (failed)
            apie_event_free(report->events[i]);
        else
            apie_event_tell(base->agent, report->kinds[i], report->error_message,
                            report->events[i]);
    }
    base->port->unlock(base->client);
}

/* ---- previews ---- */

/* Where that many characters of UTF-8 end. */
static size_t characters(const char *text, size_t length, size_t most)
{
    size_t at = 0;
    for (; at < length; at++)
        if (((unsigned char)text[at] & 0xC0) != 0x80 && most-- == 0)
            break;
    return at;
}

/* The whole text is looked at: half a secret would not be recognised. */
json_t *apie_preview_text(const apie_agent *agent, const char *text)
{
    size_t length = text ? strlen(text) : 0;
    if (!text)
        return json_null();
    if (apie_redact_text_is_secret(agent->redactor, text, length))
        return json_string_nocheck(APIE_REDACTED);
    return json_stringn_nocheck(text, characters(text, length, PREVIEW_CHARACTERS));
}

json_t *apie_preview_json(const apie_agent *agent, const json_t *value)
{
    apie_buffer text;
    apie_json_writer writer;
    json_t *preview = NULL;
    if (!value)
        return json_null();
    apie_buffer_init(&text, 0);
    apie_json_writer_init(&writer, &text);
    apie_redact_write_value(agent->redactor, &writer, "metadata", value);
    if (apie_json_writer_error(&writer) == APIE_JSON_WRITE_OK)
        preview =
            json_stringn_nocheck(text.data, characters(text.data, text.length, PREVIEW_CHARACTERS));
    apie_buffer_free(&text);
    return preview;
}

json_t *apie_member_names(const json_t *object)
{
    /* jansson's iterators want the object writable, but write nothing. */
    json_t *members = (json_t *)(uintptr_t)object;
    json_t *names = json_array();
    bool failed = !names;
    for (void *at = json_object_iter(members); at && !failed;
         at = json_object_iter_next(members, at)) {
        failed = json_array_append_new(names, json_string_nocheck(json_object_iter_key(at))) != 0;
    }
    if (!failed)
        return names;
    json_decref(names);
    return NULL;
}
