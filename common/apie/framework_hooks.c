/* Callbacks for frameworks that do one thing after the other. */
#include "apie/framework.h"
#include "apie/framework_parts.h"
#include "apie/preset_parts.h"
#include "base/fail.h"

#define PROVIDER "openai"

typedef struct hooks {
    apie_run_hooks functions; /* first */
    apie_callback_base base;
    const char *start_name; /* of the agent's first step */
} hooks;

static apie_event_details details_of(const hooks *h)
{
    apie_event_source source = apie_callback_source(&h->base);
    return (apie_event_details){.run_id = source.run_id, .session_id = source.session_id};
}

static apie_event_details tool_details(const hooks *h, const char *tool_name)
{
    const char *name = tool_name && *tool_name ? tool_name : "unknown_tool";
    apie_event_details details = details_of(h);
    details.tool = (apie_tool){name, PROVIDER, "medium"};
    details.action = (apie_action){.type = "execute", .name = name};
    details.resource = (apie_resource){
        .type = "llm_tool", .provider = PROVIDER, .environment = h->base.environment};
    return details;
}

/* Tells of one or two events with this object in them. */
static void tell(const hooks *h, apie_event_details *details, const json_t **place,
                 apie_object *object, const apie_event_kind *kinds, size_t count)
{
    apie_callback_report report = apie_callback_report_new(&h->base);
    *place = object->json;
    if (!object->json)
        apie_callback_fail(&report);
    for (size_t i = 0; i < count; i++)
        apie_callback_add(&report, kinds[i], details);
    apie_callback_tell(&report);
    json_decref(object->json);
}

static void on_agent_start(apie_run_hooks *self)
{
    static const apie_event_kind kinds[] = {APIE_EVENT_STEP_STARTED};
    const hooks *h = (const hooks *)self;
    if (!h->base.port->usable(h->base.client))
        return;
    apie_event_details details = details_of(h);
    details.step_name = h->start_name;
    apie_object payload = apie_object_new(NULL);
    apie_object_add_text(&payload, "provider", "openai-agents");
    apie_object_add_text(&payload, "agent", h->base.agent_name);
    tell(h, &details, &details.payload_summary, &payload, kinds, 1);
}

static void on_tool_start(apie_run_hooks *self, const char *tool_name, const json_t *arguments)
{
    static const apie_event_kind kinds[] = {APIE_EVENT_TOOL_CALLED, APIE_EVENT_ACTION_REQUESTED};
    const hooks *h = (const hooks *)self;
    if (!h->base.port->usable(h->base.client))
        return;
    apie_event_details details = tool_details(h, tool_name);
    apie_object metadata = apie_object_new(NULL);
    apie_object_add_text(&metadata, "agent", h->base.agent_name);
    apie_object_add_copy(&metadata, "arguments", arguments);
    tell(h, &details, &details.metadata, &metadata, kinds, 2);
}

static void on_tool_end(apie_run_hooks *self, const char *tool_name, const json_t *result)
{
    static const apie_event_kind kinds[] = {APIE_EVENT_ACTION_COMPLETED};
    const hooks *h = (const hooks *)self;
    if (!h->base.port->usable(h->base.client))
        return;
    apie_event_details details = tool_details(h, tool_name);
    apie_object metadata = apie_object_new(NULL);
    apie_object_set_own(&metadata, "result_preview", apie_preview_json(h->base.agent, result));
    tell(h, &details, &details.metadata, &metadata, kinds, 1);
}

static void on_error(apie_run_hooks *self, const char *message)
{
    static const apie_event_kind kinds[] = {APIE_EVENT_ERROR};
    const hooks *h = (const hooks *)self;
    if (!h->base.port->usable(h->base.client))
        return;
    apie_event_details details = details_of(h);
    apie_object metadata = apie_object_new(NULL);
    details.error_message = message && *message ? message : "the agent failed";
    apie_object_add_text(&metadata, "agent", h->base.agent_name);
    tell(h, &details, &details.metadata, &metadata, kinds, 1);
}

apie_status apie_run_hooks_make(const apie_callback_port *port, void *client, apie_agent *agent,
                                const apie_callback_options *options, apie_run_hooks **out,
                                apie_error *error)
{
    void *root;
    apie_arena *arena = apie_arena_new_with_root(sizeof(hooks), 0, &root);
    if (!arena)
        return apie_fail_no_memory(error);
    hooks *h = root;
    h->functions = (apie_run_hooks){
        .on_agent_start = on_agent_start,
        .on_tool_start = on_tool_start,
        .on_tool_end = on_tool_end,
        .on_error = on_error,
    };
    h->base.agent_name = "openai-agent";
    apie_status status =
        apie_callback_base_init(&h->base, port, client, agent, options, arena, error);
    if (status == APIE_OK) {
        h->start_name =
            apie_preset_join(arena, (const char *const[]){h->base.agent_name, " start", NULL});
        if (!h->start_name)
            status = apie_fail_no_memory(error);
    }
    if (status != APIE_OK) {
        apie_free(root);
        return status;
    }
    *out = &h->functions;
    return APIE_OK;
}
