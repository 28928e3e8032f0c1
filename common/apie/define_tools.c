#include "apie/define_tools.h"

#include <string.h>

#include "apie/kept.h"
#include "base/fail.h"

typedef struct define_tools_flow {
    apie_flow flow; /* first */
    json_t *tools;
    const char *server;
    const char *risk_level;
    size_t next;
} define_tools_flow;

static void define_next(apie_flow *flow);

static void done(apie_flow *flow)
{
    apie_free(flow->result); /* of the last tool */
    flow->result = NULL;
    apie_flow_finish(flow, APIE_OK);
}

/* Nobody waits for the tools: it is reported, and the next one may work. */
static void defined(apie_flow *flow)
{
    if (flow->status == APIE_ERROR_NO_MEMORY) {
        apie_flow_finish(flow, flow->status);
        return;
    }
    if (flow->status != APIE_OK)
        apie_agent_report(apie_agent_of(flow), &flow->error);
    define_next(flow);
}

static const char *qualified_name(apie_arena *arena, const char *server, const char *name)
{
    size_t server_length = strlen(server);
    size_t name_size = strlen(name) + 1;
    char *full = apie_arena_text(arena, server_length + 1 + name_size);
    if (!full)
        return NULL;
    memcpy(full, server, server_length);
    full[server_length] = '.';
    memcpy(full + server_length + 1, name, name_size);
    return full;
}

static const char *name_of(const json_t *tool)
{
    const char *name = json_string_value(json_object_get(tool, "name"));
    return name && *name ? name : NULL;
}

/* The tool before next. */
static apie_status write_tool(apie_flow *flow)
{
    const define_tools_flow *define = (define_tools_flow *)flow;
    const json_t *tool = json_array_get(define->tools, define->next - 1);
    const json_t *schema = json_object_get(tool, "inputSchema");
    apie_tool_definition body = {
        .name = qualified_name(flow->scratch, define->server, name_of(tool)),
        .provider = "mcp",
        .description = json_string_value(json_object_get(tool, "description")),
        .input_schema = json_is_object(schema) ? schema : NULL,
        .risk_level = define->risk_level,
    };
    if (!body.name)
        return apie_fail_no_memory(&flow->error);
    return apie_request_set_object(&flow->request, flow->scratch, &body, flow->core->filter,
                                   &flow->error);
}

static apie_status build(apie_flow *flow)
{
    const apie_agent *agent = apie_agent_of(flow);
    apie_arena *arena = apie_flow_scratch(flow);
    apie_argument arguments[] = {{.text = agent->registration->agent_id}};
    if (!arena)
        return apie_fail_no_memory(&flow->error);
    return apie_request_build(&flow->request, arena, &agent->core.endpoint,
                              &apie_op_agents_define_tool, arguments, NULL, &flow->error);
}

static void define_next(apie_flow *flow)
{
    define_tools_flow *define = (define_tools_flow *)flow;
    size_t count = json_array_size(define->tools);
    while (define->next < count && !name_of(json_array_get(define->tools, define->next)))
        define->next++;
    if (define->next == count || flow->now_ms >= flow->deadline_ms) {
        done(flow);
        return;
    }
    define->next++;
    flow->status = build(flow);
    if (flow->status == APIE_OK)
        apie_flow_exchange(flow, 0, defined);
    else
        apie_flow_finish(flow, flow->status);
}

static void registered(apie_flow *flow)
{
    if (apie_agent_of(flow)->registration)
        define_next(flow);
    else /* which is reported by whoever tried it */
        done(flow);
}

static void begin(apie_flow *flow)
{
    if (flow->core->disabled)
        done(flow);
    else
        apie_agent_await_registration(flow, 0, registered);
}

static void destroy(apie_flow *flow)
{
    json_decref(((define_tools_flow *)flow)->tools);
}

static const apie_flow_type define_tools_type = {
    .name = "define tools",
    .size = sizeof(define_tools_flow),
    .start = begin,
    .prepare = write_tool,
    .destroy = destroy,
};

apie_flow *apie_define_tools_flow_new(apie_agent *agent, const json_t *tools, const char *server,
                                      const char *risk_level, const apie_call_options *options,
                                      apie_error *error)
{
    if (!json_is_array(tools)) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "tools", "tools must be a JSON array");
        return NULL;
    }
    apie_flow *flow = apie_flow_new(&define_tools_type, &agent->core, options, error);
    if (!flow)
        return NULL;
    define_tools_flow *define = (define_tools_flow *)flow;
    define->tools = json_deep_copy(tools);
    define->server = apie_arena_strdup(flow->arena, server);
    define->risk_level = apie_arena_strdup(flow->arena, risk_level ? risk_level : APIE_RISK_MEDIUM);
    if (define->tools && define->server && define->risk_level)
        return flow;
    apie_flow_free(flow);
    apie_fail_no_memory(error);
    return NULL;
}
