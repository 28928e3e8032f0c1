/* A board and its views as one document. */
#include <string.h>

#include "base/fail.h"
#include "base/json_reader.h"
#include "flow/kept_options.h"
#include "generated/honeycomb_models.h"
#include "generated/honeycomb_operations.h"
#include "honeycomb/bundle.h"
#include "honeycomb/bundles.h"

typedef struct export_flow {
    apie_flow flow; /* first */
    apie_call_options call;
    const char *id;
    json_t *json;
} export_flow;

/* What an object is to the program elsewhere: without what makes it this one. */
static void strip(json_t *object)
{
    static const char *const own[] = {"id", "created_at", "updated_at", "links"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        (void)json_object_del(object, own[i]);
}

/* NULL with the flow's error filled. */
static json_t *to_json(apie_flow *flow, const apie_model *model, const void *object)
{
    apie_buffer text;
    apie_json_writer writer;
    json_t *json = NULL;
    apie_buffer_init(&text, 0);
    apie_json_writer_init(&writer, &text);
    flow->status = apie_model_encode(model, object, NULL, &writer, &flow->error);
    if (flow->status == APIE_OK) {
        json = apie_json_parse(text.data, text.length, NULL, 0);
        if (!json)
            flow->status = apie_fail_no_memory(&flow->error);
    }
    apie_buffer_free(&text);
    strip(json);
    return json;
}

static void free_json(void *json)
{
    json_decref(json);
}

static void give(apie_flow *flow)
{
    export_flow *export = (export_flow *)flow;
    void *root = NULL;
    apie_arena *arena = apie_arena_new_with_root(sizeof(apie_honeycomb_board_export), 64, &root);
    apie_free(flow->result);
    flow->result = NULL;
    if (!arena || apie_arena_on_free(arena, free_json, export->json) != 0) {
        apie_arena_free(arena);
        apie_flow_finish_no_memory(flow);
        return;
    }
    ((apie_honeycomb_board_export *)root)->json = export->json;
    export->json = NULL;
    flow->result = root;
    apie_flow_finish(flow, APIE_OK);
}

static void views_got(apie_flow *flow)
{
    const export_flow *export = (export_flow *)flow;
    json_t *views = NULL;
    size_t index = 0;
    json_t *view = NULL;
    if (flow->status == APIE_OK)
        views = to_json(flow, &apie_model_honeycomb_board_view_list, flow->result);
    json_array_foreach(views, index, view) strip(view);
    if (views && json_object_set_new(export->json, "views", views) != 0)
        flow->status = apie_fail_no_memory(&flow->error);
    if (flow->status == APIE_OK)
        give(flow);
    else
        apie_flow_finish(flow, flow->status);
}

static void board_got(apie_flow *flow)
{
    export_flow *export = (export_flow *)flow;
    if (flow->status == APIE_OK)
        export->json = to_json(flow, &apie_model_honeycomb_board, flow->result);
    if (flow->status == APIE_OK)
        apie_bundle_read(flow, &apie_op_honeycomb_boards_list_views, export->id, NULL, views_got);
    else
        apie_flow_finish(flow, flow->status);
}

static void begin(apie_flow *flow)
{
    const export_flow *export = (export_flow *)flow;
    apie_bundle_read(flow, &apie_op_honeycomb_boards_get, export->id, &export->call, board_got);
}

static void destroy(apie_flow *flow)
{
    json_decref(((export_flow *)flow)->json);
}

static const apie_flow_type export_type = {
    .name = "board export",
    .size = sizeof(export_flow),
    .start = begin,
    .destroy = destroy,
};

apie_flow *apie_board_export_flow_new(apie_core *core, const char *id,
                                      const apie_call_options *options, apie_error *error)
{
    if (!id || !*id) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "id", "id must not be empty");
        return NULL;
    }
    apie_flow *flow = apie_flow_new(&export_type, core, options, error);
    if (!flow)
        return NULL;
    export_flow *export = (export_flow *)flow;
    if (!options || options->deadline_ms == 0)
        flow->limit_ms = 0; /* each request has one */
    export->id = apie_arena_strdup(flow->arena, id);
    if (export->id && apie_keep_options(flow->arena, options, &export->call))
        return flow;
    apie_flow_free(flow);
    apie_fail_no_memory(error);
    return NULL;
}
