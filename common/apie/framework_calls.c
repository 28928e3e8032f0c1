/* Callbacks for frameworks that number their calls. */
#include "apie/framework.h"

#include <stdlib.h>
#include <string.h>

#include <apie/infer.h>

#include "apie/framework_parts.h"
#include "base/fail.h"
#include "base/text.h"

/* Beyond it the oldest call that has not ended is forgotten. */
#define MOST_OPEN_CALLS 1024

/* ---- calls that have not ended ---- */

typedef struct open_call open_call;
struct open_call {
    open_call *next;
    const char *name; /* of the tool or chain */
    const char *run_id;
    const char *session_id;
    char id[]; /* the framework's; the other texts follow it */
};

typedef struct handler {
    apie_callback_handler functions; /* first */
    apie_callback_base base;
    open_call *oldest;
    open_call **end;
    size_t count;
} handler;

static open_call *new_call(const char *id, const char *name, const apie_event_source *source)
{
    open_call *call = malloc(sizeof *call + apie_text_size(id) + apie_text_size(name) +
                             apie_text_size(source->run_id) + apie_text_size(source->session_id));
    if (!call)
        return NULL;
    char *at = call->id;
    call->next = NULL;
    (void)apie_text_put(&at, id);
    call->name = apie_text_put(&at, name);
    call->run_id = apie_text_put(&at, source->run_id);
    call->session_id = apie_text_put(&at, source->session_id);
    return call;
}

static open_call *unlink_call(handler *h, open_call **place)
{
    open_call *call = *place;
    *place = call->next;
    if (h->end == &call->next)
        h->end = place;
    h->count--;
    return call;
}

static void remember(handler *h, open_call *call)
{
    const apie_callback_base *base = &h->base;
    open_call *forgotten = NULL;
    base->port->lock(base->client, NULL);
    if (h->count == MOST_OPEN_CALLS)
        forgotten = unlink_call(h, &h->oldest);
    *h->end = call;
    h->end = &call->next;
    h->count++;
    base->port->unlock(base->client);
    free(forgotten);
}

/* NULL if there is none of that id. */
static open_call *recall(handler *h, const char *id)
{
    const apie_callback_base *base = &h->base;
    open_call *found = NULL;
    base->port->lock(base->client, NULL);
    for (open_call **place = &h->oldest; *place; place = &(*place)->next) {
        if (strcmp((*place)->id, id) == 0) {
            found = unlink_call(h, place);
            break;
        }
    }
    base->port->unlock(base->client);
    return found;
}

/* ---- callbacks ---- */

static const char *or_text(const char *text, const char *otherwise)
{
    return text && *text ? text : otherwise;
}

/* What the events of a call have in common. call NULL: its start is not known. */
static apie_event_details call_details(const handler *h, const open_call *call)
{
    apie_event_source source = {NULL, NULL};
    if (call)
        source = (apie_event_source){call->run_id, call->session_id};
    else
        source = apie_callback_source(&h->base);
    return (apie_event_details){.run_id = source.run_id, .session_id = source.session_id};
}

static apie_event_details tool_details(const handler *h, const open_call *call)
{
    apie_inference inferred;
    const char *name = call ? call->name : "unknown_tool";
    apie_event_details details = call_details(h, call);
    (void)apie_infer_from_tool_name(name, &inferred);
    details.tool = (apie_tool){name, "langchain", inferred.risk_level};
    details.action = (apie_action){.type = inferred.action_type, .name = name};
    details.resource = (apie_resource){.type = inferred.resource_type,
                                       .provider = "langchain",
                                       .environment = h->base.environment};
    return details;
}

/* A call that begins; once it is remembered another thread may end it. NULL: the report has failed.
 */
static open_call *start_call(const handler *h, const char *id, const char *name,
                             apie_callback_report *report)
{
    apie_event_source source = apie_callback_source(&h->base);
    open_call *call = new_call(or_text(id, ""), name, &source);
    if (!call)
        apie_callback_fail(report);
    return call;
}

static void on_tool_start(apie_callback_handler *self, const char *call_id, const char *tool_name,
                          const char *input)
{
    handler *h = (handler *)self;
    if (!h->base.port->usable(h->base.client))
        return;
    apie_callback_report report = apie_callback_report_new(&h->base);
    open_call *call = start_call(h, call_id, or_text(tool_name, "unknown_tool"), &report);
    apie_object metadata = apie_object_new(NULL);
    if (input)
        apie_object_set_own(&metadata, "input_preview", apie_preview_text(h->base.agent, input));
    if (!metadata.json)
        apie_callback_fail(&report);
    if (call) {
        apie_event_details details = tool_details(h, call);
        details.metadata = input ? metadata.json : NULL;
        apie_callback_add(&report, APIE_EVENT_TOOL_CALLED, &details);
        apie_callback_add(&report, APIE_EVENT_ACTION_REQUESTED, &details);
        remember(h, call);
    }
    json_decref(metadata.json);
    apie_callback_tell(&report);
}

static void on_tool_end(apie_callback_handler *self, const char *call_id, const char *output)
{
    handler *h = (handler *)self;
    if (!h->base.port->usable(h->base.client))
        return;
    apie_callback_report report = apie_callback_report_new(&h->base);
    open_call *call = recall(h, or_text(call_id, ""));
    apie_event_details details = tool_details(h, call);
    apie_object metadata = apie_object_new(NULL);
    apie_object_set_own(&metadata, "output_preview", apie_preview_text(h->base.agent, output));
    if (!metadata.json)
        apie_callback_fail(&report);
    details.metadata = metadata.json;
    apie_callback_add(&report, APIE_EVENT_ACTION_COMPLETED, &details);
    apie_callback_tell(&report);
    json_decref(metadata.json);
    free(call);
}

/* agent.error, with what failed in its metadata. */
static void add_error(apie_callback_report *report, const apie_event_details *failed,
                      const char *key, const char *name)
{
    apie_object metadata = apie_object_new(NULL);
    apie_object_add_text(&metadata, key, name);
    if (!metadata.json)
        apie_callback_fail(report);
    apie_event_details details = {
        .run_id = failed->run_id,
        .session_id = failed->session_id,
        .error_message = failed->error_message,
        .metadata = metadata.json,
    };
    apie_callback_add(report, APIE_EVENT_ERROR, &details);
    json_decref(metadata.json);
}

static void on_tool_error(apie_callback_handler *self, const char *call_id, const char *message)
{
    handler *h = (handler *)self;
    if (!h->base.port->usable(h->base.client))
        return;
    apie_callback_report report = apie_callback_report_new(&h->base);
    open_call *call = recall(h, or_text(call_id, ""));
    apie_event_details details = tool_details(h, call);
    details.error_message = or_text(message, "the tool failed");
    apie_callback_add(&report, APIE_EVENT_ACTION_FAILED, &details);
    add_error(&report, &details, "tool", details.tool.name);
    apie_callback_tell(&report);
    free(call);
}

static void on_chain_start(apie_callback_handler *self, const char *call_id, const char *name,
                           const json_t *inputs)
{
    handler *h = (handler *)self;
    if (!h->base.port->usable(h->base.client))
        return;
    apie_callback_report report = apie_callback_report_new(&h->base);
    open_call *call = start_call(h, call_id, or_text(name, "chain"), &report);
    apie_object payload = apie_object_new(NULL);
    apie_object_set_own(&payload, "inputs", apie_member_names(inputs));
    if (!payload.json)
        apie_callback_fail(&report);
    if (call) {
        apie_event_details details = call_details(h, call);
        details.step_name = call->name;
        details.payload_summary = payload.json;
        apie_callback_add(&report, APIE_EVENT_STEP_STARTED, &details);
        remember(h, call);
    }
    json_decref(payload.json);
    apie_callback_tell(&report);
}

static void on_chain_end(apie_callback_handler *self, const char *call_id, const json_t *outputs)
{
    handler *h = (handler *)self;
    if (!h->base.port->usable(h->base.client))
        return;
    apie_callback_report report = apie_callback_report_new(&h->base);
    open_call *call = recall(h, or_text(call_id, ""));
    apie_event_details details = call_details(h, call);
    apie_object payload = apie_object_new(NULL);
    apie_object_set_own(&payload, "outputs", apie_member_names(outputs));
    apie_object_set_own(&payload, "preview", apie_preview_json(h->base.agent, outputs));
    if (!payload.json)
        apie_callback_fail(&report);
    details.step_name = call ? call->name : "chain";
    details.payload_summary = payload.json;
    apie_callback_add(&report, APIE_EVENT_STEP_COMPLETED, &details);
    apie_callback_tell(&report);
    json_decref(payload.json);
    free(call);
}

static void on_chain_error(apie_callback_handler *self, const char *call_id, const char *message)
{
    handler *h = (handler *)self;
    if (!h->base.port->usable(h->base.client))
        return;
    apie_callback_report report = apie_callback_report_new(&h->base);
    open_call *call = recall(h, or_text(call_id, ""));
    apie_event_details details = call_details(h, call);
    details.step_name = call ? call->name : "chain";
    details.error_message = or_text(message, "the chain failed");
    apie_callback_add(&report, APIE_EVENT_STEP_FAILED, &details);
    add_error(&report, &details, "chain", details.step_name);
    apie_callback_tell(&report);
    free(call);
}

/* ---- life ---- */

static void forget_all(void *object)
{
    handler *h = object;
    while (h->oldest)
        free(unlink_call(h, &h->oldest));
}

apie_status apie_callback_handler_make(const apie_callback_port *port, void *client,
                                       apie_agent *agent, const apie_callback_options *options,
                                       apie_callback_handler **out, apie_error *error)
{
    void *root;
    apie_arena *arena = apie_arena_new_with_root(sizeof(handler), 0, &root);
    if (!arena)
        return apie_fail_no_memory(error);
    handler *h = root;
    h->functions = (apie_callback_handler){
        .on_tool_start = on_tool_start,
        .on_tool_end = on_tool_end,
        .on_tool_error = on_tool_error,
        .on_chain_start = on_chain_start,
        .on_chain_end = on_chain_end,
        .on_chain_error = on_chain_error,
    };
    h->end = &h->oldest;
    apie_status status =
        apie_callback_base_init(&h->base, port, client, agent, options, arena, error);
    if (status == APIE_OK && apie_arena_on_free(arena, forget_all, h) != 0)
        status = apie_fail_no_memory(error);
    if (status != APIE_OK) {
        apie_free(root);
        return status;
    }
    *out = &h->functions;
    return APIE_OK;
}
