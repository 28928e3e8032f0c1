/* Service maps: asked for, waited for, read to the last page. */
#include <stddef.h>
#include <string.h>

#include "base/fail.h"
#include "flow/kept_options.h"
#include "generated/honeycomb_operations.h"
#include "honeycomb/lists.h"
#include "honeycomb/pages.h"
#include "honeycomb/polling.h"

#define MAX_PAGES  640
#define PAGE_SIZE  100
#define LIMIT      10000
#define LIMIT_MOST 64000

static const apie_page_shape shape = {
    .operation = &apie_op_honeycomb_service_map_dependencies_get_result,
    .items_offset = offsetof(apie_honeycomb_service_map, dependencies),
    .count_offset = offsetof(apie_honeycomb_service_map, dependencies_count),
    .next_offset = offsetof(apie_honeycomb_service_map, next),
    .cursor = 1,
};

typedef struct map_flow {
    apie_flow flow; /* first */
    apie_polling polling;
    apie_call_options kept;
    int max_pages;
    const char *request_id;
    apie_flow *first; /* asks for the map */
} map_flow;

static apie_status check_walk(const apie_honeycomb_service_map_walk *walk, apie_polling *polling,
                              apie_error *error)
{
    if (walk->max_pages < 0)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "max_pages",
                         "max_pages must not be negative");
    if (walk->limit < 0)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "limit", "limit must not be negative");
    return apie_polling_init(polling, walk->poll_interval_ms, walk->timeout_ms, error);
}

static int most_pages(const apie_honeycomb_service_map_walk *walk)
{
    return walk->max_pages > 0 ? walk->max_pages : MAX_PAGES;
}

static apie_flow *new_pages(apie_core *core, const char *request_id, void *first, int max_pages,
                            const apie_call_options *options, apie_error *error)
{
    const apie_argument arguments[] = {
        {.text = request_id}, {.text = NULL}, {.number = apie_int(PAGE_SIZE)}};
    return apie_pages_flow_new(core, &shape, arguments, first, max_pages, options, error);
}

apie_flow *apie_service_map_read_flow_new(apie_core *core, const char *request_id,
                                          const apie_honeycomb_service_map_walk *walk,
                                          const apie_call_options *options, apie_error *error)
{
    static const apie_honeycomb_service_map_walk defaults;
    apie_polling polling;
    if (!walk)
        walk = &defaults;
    if (check_walk(walk, &polling, error) != APIE_OK)
        return NULL;
    return new_pages(core, request_id, NULL, most_pages(walk), options, error);
}

/* ---- asked for and waited for ---- */

static void look(apie_flow *flow);

static void finish_map(apie_flow *flow)
{
    apie_flow_finish(flow, flow->status);
}

/* Ready, failed, or something that this library does not know: not to be waited for. */
static bool is_pending(const apie_honeycomb_service_map *map)
{
    return !map->status || strcmp(map->status, APIE_HONEYCOMB_SERVICE_MAP_STATUS_PENDING) == 0;
}

static void looked(apie_flow *flow)
{
    const map_flow *map = (map_flow *)flow;
    if (flow->status == APIE_OK && !is_pending(flow->result)) {
        void *first = apie_flow_take_result(flow);
        apie_flow_run(
            flow,
            new_pages(flow->core, map->request_id, first, map->max_pages, &map->kept, &flow->error),
            finish_map);
    } else {
        apie_polling_again(&map->polling, flow, look, "the service map was not ready in time");
    }
}

static void look(apie_flow *flow)
{
    const map_flow *map = (map_flow *)flow;
    const apie_argument arguments[] = {
        {.text = map->request_id}, {.text = NULL}, {.number = apie_int(PAGE_SIZE)}};
    apie_flow *part =
        apie_operation_flow_new(flow->core, shape.operation, arguments, NULL, NULL, &flow->error);
    if (part)
        part->limit_ms = apie_polling_look_ms(&map->polling, flow);
    apie_flow_run(flow, part, looked);
}

static void asked(apie_flow *flow)
{
    map_flow *map = (map_flow *)flow;
    const apie_honeycomb_service_map *answer = flow->result;
    if (flow->status != APIE_OK) {
        apie_flow_finish(flow, flow->status);
        return;
    }
    if (!answer->request_id) {
        apie_flow_finish(flow, apie_fail(&flow->error, APIE_ERROR_PROTOCOL, "/request_id",
                                         "the service did not say which request it is"));
        return;
    }
    map->request_id = apie_arena_strdup(flow->arena, answer->request_id);
    if (map->request_id)
        look(flow);
    else
        apie_flow_finish_no_memory(flow);
}

static void begin_map(apie_flow *flow)
{
    map_flow *map = (map_flow *)flow;
    apie_flow *part = map->first;
    map->first = NULL;
    apie_polling_begin(&map->polling, flow);
    part->limit_ms = apie_polling_look_ms(&map->polling, flow);
    apie_flow_run(flow, part, asked);
}

static void destroy_map(apie_flow *flow)
{
    apie_flow_free(((map_flow *)flow)->first);
}

static const apie_flow_type map_type = {
    .name = "service map",
    .size = sizeof(map_flow),
    .start = begin_map,
    .destroy = destroy_map,
};

static apie_opt_int limit_of(const apie_honeycomb_service_map_walk *walk)
{
    int64_t limit = walk->limit > 0 ? walk->limit : LIMIT;
    return apie_int(limit < LIMIT_MOST ? limit : LIMIT_MOST);
}

apie_flow *apie_service_map_flow_new(apie_core *core,
                                     const apie_honeycomb_service_map_create *request,
                                     const apie_honeycomb_service_map_walk *walk,
                                     const apie_call_options *options, apie_error *error)
{
    static const apie_honeycomb_service_map_walk defaults;
    static const apie_honeycomb_service_map_create last_two_hours;
    apie_polling polling;
    if (!walk)
        walk = &defaults;
    if (check_walk(walk, &polling, error) != APIE_OK)
        return NULL;
    apie_flow *flow = apie_flow_new(&map_type, core, options, error);
    if (!flow)
        return NULL;
    map_flow *map = (map_flow *)flow;
    const apie_argument arguments[] = {{.number = limit_of(walk)}};
    map->polling = polling;
    map->max_pages = most_pages(walk);
    if (!options || options->deadline_ms == 0)
        flow->limit_ms = 0; /* timeout_ms, and then each page's own */
    if (!apie_keep_options(flow->arena, options, &map->kept))
        apie_fail_no_memory(error);
    else
        map->first = apie_operation_flow_new(
            core, &apie_op_honeycomb_service_map_dependencies_create, arguments,
            request ? request : &last_two_hours, &map->kept, error);
    if (map->first)
        return flow;
    apie_flow_free(flow);
    return NULL;
}
