/* From a request to the function that answers it, and what is checked for all of them. */
#include "honeycomb.h"
#include "operations.h"

#include <generated/honeycomb_operations.h>

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *operation;
    honeycomb_handler *answer;
} handlers[] = {
    {"getAuth", honeycomb_auth},
    {"getV2Auth", honeycomb_auth_v2},
    {"listDatasetDefinitions", honeycomb_definitions},
    {"patchDatasetDefinitions", honeycomb_change_definitions},
    {"createEvent", honeycomb_take_event},
    {"createEvents", honeycomb_take_batch},
    {"createKinesisEvents", honeycomb_take_kinesis},
    {"createQueryResult", honeycomb_make_result},
    {"getQueryResult", honeycomb_show_result},
    {"createMapDependencyRequest", honeycomb_make_map},
    {"getMapDependencies", honeycomb_show_map},
    {"getSloHistory", honeycomb_history},
    {"listTriggersWithRecipient", honeycomb_triggers_of_recipient},
    {"getPipelineConfiguration", honeycomb_configuration},
    {"updatePipelineConfigurationRollout", honeycomb_rollout},
    {"recordPipelineUsage", honeycomb_accept},
    {"recordEnhanceIndexerUsage", honeycomb_accept},
};

bool honeycomb_owns(const char *path)
{
    return strncmp(path, "/1/", 3) == 0 || strncmp(path, "/2/", 3) == 0;
}

const apie_operation *honeycomb_find(const char *method, const char *path)
{
    return operation_find(apie_operations_honeycomb, apie_operations_honeycomb_count, method, path);
}

/* ---- reading the request ---- */

static const char *header(const struct honeycomb_call *call, const char *name)
{
    return evhttp_find_header(evhttp_request_get_input_headers(call->exchange->request), name);
}

/* The path, part by part, decoded into call->path. */
static bool read_path(struct honeycomb_call *call, const char *path)
{
    size_t used = 0;
    call->places = path_places(call->operation->path, path);
    call->path = calloc(1, strlen(path) + 1);
    if (call->places == NULL || call->path == NULL) {
        return false;
    }
    while (*path == '/') {
        const size_t length = strcspn(++path, "/");
        json_t *segment = uri_text(path, length, false);
        if (segment == NULL) {
            return false;
        }
        call->last = used;
        call->path[used] = '/';
        memcpy(call->path + used + 1, json_string_value(segment), json_string_length(segment));
        used += json_string_length(segment) + 1;
        json_decref(segment);
        path += length;
    }
    call->collection = strdup(call->path);
    return call->collection != NULL;
}

/* Parts the collection from the item, if the operation is about one. */
static void part_item(struct honeycomb_call *call)
{
    const char *path = call->operation->path;
    const char *last = strrchr(path, '/');
    const bool is_item = call->resource != NULL ? strcmp(call->resource->path, path) != 0
                                                : strcmp(last, "/{datasetSlug}") != 0;
    if (last[1] == '{' && is_item) {
        call->collection[call->last] = '\0';
        call->id = call->collection + call->last + 1;
    }
}

/* ---- checking it ---- */

static bool accepted(const struct honeycomb_call *call, const char *key)
{
    return key != NULL && *key != '\0' &&
           (call->server->api_keys == NULL || json_object_get(call->server->api_keys, key) != NULL);
}

/* A management key comes as "id:secret", of which both are there. */
static bool has_credential(const struct honeycomb_call *call)
{
    static const char scheme[] = "Bearer ";
    const char *wanted = call->operation->credential;
    if (strcmp(wanted, "firehose_key") == 0) {
        return accepted(call, header(call, "X-Amz-Firehose-Access-Key"));
    }
    if (strcmp(wanted, "management_key") != 0) {
        return accepted(call, header(call, "X-Honeycomb-Team"));
    }
    const char *value = header(call, "Authorization");
    if (value == NULL || strncmp(value, scheme, sizeof scheme - 1) != 0) {
        return false;
    }
    const char *colon = strchr(value, ':');
    return accepted(call, value + sizeof scheme - 1) && colon != NULL && colon[1] != '\0' &&
           colon != value + sizeof scheme - 1;
}

static bool query_in_order(struct honeycomb_call *call)
{
    if (operation_unknown(call->operation, call->query) != NULL) {
        honeycomb_refuse(call, 400, NULL, "there is no such parameter");
        return false;
    }
    return true;
}

/* By the model of the operation's request. */
static bool body_fits(struct honeycomb_call *call)
{
    apie_error error;
    if (operation_body_fits(call->operation, call->exchange->body, &error)) {
        return true;
    }
    honeycomb_refuse(call, 422, error.where, "a member is missing, or is not what it should be");
    return false;
}

static bool body_in_order(struct honeycomb_call *call)
{
    if (call->operation->request == NULL) {
        return true;
    }
    if (!operation_type_fits(call->operation, call->exchange->request)) {
        honeycomb_refuse(call, 415, NULL, "the body is of another content type");
        return false;
    }
    if (call->exchange->body == NULL) {
        honeycomb_refuse(call, 400, NULL, call->exchange->body_error);
        return false;
    }
    if (honeycomb_is_v2(call) && !json_is_object(json_object_get(call->exchange->body, "data"))) {
        honeycomb_refuse(call, 422, "/data", "must be an object");
        return false;
    }
    return body_fits(call);
}

static bool is_event(const struct honeycomb_call *call)
{
    return strncmp(call->operation->name, "events.", 7) == 0;
}

/* What the path names before the item itself. Events make their dataset. */
static bool parents_exist(struct honeycomb_call *call)
{
    const char *dataset = json_string_value(json_object_get(call->places, "datasetSlug"));
    const char *team = json_string_value(json_object_get(call->places, "teamSlug"));
    const char *board = json_string_value(json_object_get(call->places, "boardId"));
    const bool is_dataset = call->resource != NULL && call->resource->prefix == NULL;
    if (team != NULL && strcmp(team, HONEYCOMB_TEAM) != 0) {
        honeycomb_refuse(call, 404, NULL, "there is no such team");
    } else if (dataset != NULL && !is_dataset && !is_event(call) &&
               !honeycomb_has_dataset(call->server, dataset)) {
        honeycomb_refuse(call, 404, NULL, "there is no such dataset");
    } else if (board != NULL &&
               json_object_get(honeycomb_items(call->server, "/1/boards"), board) == NULL) {
        honeycomb_refuse(call, 404, NULL, "there is no such board");
    }
    return call->answer->status == 0;
}

static bool in_order(struct honeycomb_call *call)
{
    if (!has_credential(call)) {
        honeycomb_refuse(call, 401, NULL, "unknown API key - check your credentials");
        return false;
    }
    return honeycomb_admit(call) && query_in_order(call) && body_in_order(call) &&
           parents_exist(call);
}

/* ---- answering it ---- */

static honeycomb_handler *handler_of(const apie_operation *operation)
{
    static honeycomb_handler *const of_items[APIE_METHOD_COUNT] = {
        [APIE_GET] = honeycomb_show,
        [APIE_PUT] = honeycomb_change,
        [APIE_PATCH] = honeycomb_change,
        [APIE_DELETE] = honeycomb_remove,
    };
    for (size_t i = 0; i < sizeof handlers / sizeof handlers[0]; i++) {
        if (strcmp(handlers[i].operation, operation->id) == 0) {
            return handlers[i].answer;
        }
    }
    const struct honeycomb_resource *resource = honeycomb_resource_of(operation);
    if (resource != NULL && strcmp(resource->path, operation->path) == 0) {
        return operation->method == APIE_POST ? honeycomb_make : honeycomb_list;
    }
    return of_items[operation->method];
}

static void answer_no_operation(struct honeycomb_call *call, const char *path)
{
    const apie_operation *other = honeycomb_find(NULL, path);
    char plain[] = "/1/";
    plain[1] = path[1];
    call->path = plain;
    if (other == NULL) {
        honeycomb_refuse(call, 404, NULL, "there is no such endpoint");
        return;
    }
    honeycomb_refuse(call, 405, NULL, "this endpoint has another method");
    (void)answer_header(call->answer, "Allow", apie_method_name(other->method));
}

void honeycomb_answer(struct exchange *exchange, struct answer *answer)
{
    const char *path = evhttp_uri_get_path(evhttp_request_get_evhttp_uri(exchange->request));
    struct honeycomb_call call = {
        .exchange = exchange,
        .server = exchange->server,
        .operation = exchange->operation,
        .answer = answer,
    };
    if (call.operation == NULL) {
        answer_no_operation(&call, path);
        return;
    }
    call.resource = honeycomb_resource_of(call.operation);
    call.query = uri_query(exchange->request);
    if (!read_path(&call, path) || call.query == NULL) {
        answer_json(answer, 500, NULL);
    } else {
        part_item(&call);
        if (in_order(&call)) {
            handler_of(call.operation)(&call);
        }
    }
    json_decref(call.places);
    json_decref(call.query);
    free(call.path);
    free(call.collection);
}
