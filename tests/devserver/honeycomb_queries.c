/* What takes a while: results of queries and maps of services are ready after some requests. */
#include "honeycomb.h"

#include <stdio.h>
#include <string.h>

/* As many answers as "polls" says come before it. */
static bool is_ready(struct honeycomb_call *call)
{
    struct state *state = &call->server->state;
    (void)state_count(state, STATE_HONEYCOMB_POLLS, call->id);
    return json_integer_value(state_find(state, STATE_HONEYCOMB_POLLS, call->id)) >
           honeycomb_number(call->server, "polls", 1);
}

/* Keeps what was made and answers with it; takes both. */
static void reply_made(struct honeycomb_call *call, json_t *id, json_t *kept, json_t *told)
{
    json_t *place = json_sprintf("%s/%s", call->path, json_string_value(id));
    if (kept == NULL || told == NULL || place == NULL ||
        !answer_header(call->answer, "Location", json_string_value(place)) ||
        !honeycomb_keep(call->server, call->collection, json_string_value(id), kept)) {
        json_decref(told);
        told = NULL;
    }
    honeycomb_reply(call, 201, told);
    json_decref(place);
    json_decref(kept);
    json_decref(id);
}

/* ---- results ---- */

static json_t *saved_query(struct honeycomb_call *call)
{
    char path[600];
    const char *dataset = json_string_value(json_object_get(call->places, "datasetSlug"));
    const char *id = json_string_value(json_object_get(call->exchange->body, "query_id"));
    (void)snprintf(path, sizeof path, "/1/queries/%s", dataset);
    return json_object_get(honeycomb_items(call->server, path), id == NULL ? "" : id);
}

/* What is said of it whether it is ready or not. */
static json_t *outline(json_t *kept, bool ready)
{
    return json_pack("{s:O, s:O, s:O, s:b}", "id", json_object_get(kept, "id"), "query",
                     json_object_get(kept, "query"), "links", json_object_get(kept, "links"),
                     "complete", ready);
}

void honeycomb_make_result(struct honeycomb_call *call)
{
    json_t *body = call->exchange->body;
    json_t *query = saved_query(call);
    if (query == NULL) {
        honeycomb_refuse(call, 404, NULL, "there is no such query");
        return;
    }
    const bool bare = json_is_true(json_object_get(body, "disable_series"));
    json_t *limit = json_object_get(body, "limit");
    json_t *id = honeycomb_new_id(call->server, "res");
    json_t *kept = json_pack(
        "{s:O, s:O, s:b, s:O*, s:{s:o, s:o}}", "id", id, "query", query, "disable_series", bare,
        "limit", limit, "links", "query_url",
        json_sprintf("%s/result/%s", call->server->url, json_string_value(id)), "graph_image_url",
        json_sprintf("%s/result/%s/snapshot", call->server->url, json_string_value(id)));
    reply_made(call, id, kept, outline(kept, false));
}

/* Without rows that were set: one, in which every calculation counts the dataset's events. */
static json_t *counted(struct honeycomb_call *call, json_t *query)
{
    const char *dataset = json_string_value(json_object_get(call->places, "datasetSlug"));
    const json_int_t count = honeycomb_event_count(call->server, dataset);
    json_t *calculations = json_object_get(query, "calculations");
    json_t *row = json_object();
    size_t i;
    json_t *calculation;
    json_array_foreach(calculations, i, calculation)
    {
        json_t *name = honeycomb_row_name(json_object_get(calculation, "op"),
                                          json_object_get(calculation, "column"));
        (void)json_object_set_new(row, json_string_value(name), json_integer(count));
        json_decref(name);
    }
    if (json_object_size(row) == 0) {
        (void)json_object_set_new(row, "COUNT", json_integer(count));
    }
    return json_pack("[o]", row);
}

/* What the result may have, unless the request says otherwise. */
static json_int_t limit_of(json_t *kept)
{
    json_t *limit = json_object_get(kept, "limit");
    json_t *own = json_object_get(json_object_get(kept, "query"), "limit");
    if (json_is_integer(limit)) {
        return json_integer_value(limit);
    }
    return json_is_integer(own) ? json_integer_value(own) : 100;
}

static json_t *data_of(struct honeycomb_call *call, json_t *kept)
{
    json_t *query = json_object_get(kept, "query");
    json_t *rows = honeycomb_setting(call->server, "rows");
    rows = json_is_array(rows) ? json_incref(rows) : counted(call, query);
    json_t *results = honeycomb_rows(rows, query, limit_of(kept));
    json_t *series = json_array();
    json_decref(rows);
    if (json_is_false(json_object_get(kept, "disable_series"))) {
        (void)json_array_append_new(series, json_pack("{s:o, s:{}}", "time", state_now(), "data"));
    }
    return json_pack("{s:o, s:o}", "series", series, "results", results);
}

void honeycomb_show_result(struct honeycomb_call *call)
{
    json_t *kept = honeycomb_item(call);
    if (kept == NULL) {
        return;
    }
    const bool ready = is_ready(call);
    json_t *told = outline(kept, ready);
    if (ready && json_object_set_new(told, "data", data_of(call, kept)) != 0) {
        json_decref(told);
        told = NULL;
    }
    honeycomb_reply(call, 200, told);
}

/* ---- maps ---- */

void honeycomb_make_map(struct honeycomb_call *call)
{
    json_t *id = honeycomb_new_id(call->server, "map");
    reply_made(call, id, json_pack("{s:O}", "request_id", id),
               json_pack("{s:O, s:s}", "request_id", id, "status", "pending"));
}

/* Each service calls the next. */
static json_t *dependencies(struct honeycomb_call *call)
{
    const json_int_t count = honeycomb_number(call->server, "dependencies", 3);
    json_t *list = json_array();
    for (json_int_t i = 1; i <= count; i++) {
        (void)json_array_append_new(
            list,
            json_pack("{s:{s:o, s:s}, s:{s:o, s:s}, s:I}", "parent_node", "name",
                      json_sprintf("service-%" JSON_INTEGER_FORMAT, i), "type", "service",
                      "child_node", "name", json_sprintf("service-%" JSON_INTEGER_FORMAT, i + 1),
                      "type", "service", "call_count", i));
    }
    return list;
}

static void reply_map(struct honeycomb_call *call, json_t *list)
{
    json_t *page = NULL;
    json_t *next = NULL;
    if (honeycomb_page(call, list, &page, &next)) {
        honeycomb_reply(call, 200,
                        json_pack("{s:s, s:s, s:o, s:{s:o}}", "request_id", call->id, "status",
                                  "ready", "dependencies", page, "links", "next", next));
    }
}

void honeycomb_show_map(struct honeycomb_call *call)
{
    const char *status = json_string_value(honeycomb_setting(call->server, "map_status"));
    if (honeycomb_item(call) == NULL) {
        return;
    }
    if (!is_ready(call)) {
        status = "pending";
    }
    if (status != NULL && strcmp(status, "ready") != 0) {
        honeycomb_reply(
            call, 200,
            json_pack("{s:s, s:s, s:n}", "request_id", call->id, "status", status, "dependencies"));
        return;
    }
    json_t *list = dependencies(call);
    reply_map(call, list);
    json_decref(list);
}
