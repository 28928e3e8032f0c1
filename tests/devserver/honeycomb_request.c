/* From a request to the function that answers it, and what is checked for all of them. */
#include "honeycomb.h"

#include <apie/response.h>
#include <generated/honeycomb_operations.h>
#include <model/model.h>

#include <event2/keyvalq_struct.h>
#include <event2/util.h>
#include <stdio.h>
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

static bool fits(const char *pattern, const char *path)
{
    while (*pattern != '\0') {
        if (*pattern == '{') {
            const size_t length = strcspn(path, "/");
            if (length == 0) {
                return false;
            }
            path += length;
            pattern = strchr(pattern, '}') + 1;
        } else if (*pattern++ != *path++) {
            return false;
        }
    }
    return *path == '\0';
}

const apie_operation *honeycomb_find(const char *method, const char *path)
{
    for (size_t i = 0; i < apie_operations_honeycomb_count; i++) {
        const apie_operation *operation = apie_operations_honeycomb[i];
        if ((method == NULL || strcmp(apie_method_name(operation->method), method) == 0) &&
            fits(operation->path, path)) {
            return operation;
        }
    }
    return NULL;
}

/* ---- reading the request ---- */

static const char *header(const struct honeycomb_call *call, const char *name)
{
    return evhttp_find_header(evhttp_request_get_input_headers(call->exchange->request), name);
}

static json_t *decoded(const char *text, size_t length, bool plus)
{
    char *raw = strndup(text, length);
    size_t size = 0;
    char *plain = raw == NULL ? NULL : evhttp_uridecode(raw, plus, &size);
    json_t *json = plain == NULL ? NULL : json_stringn(plain, size);
    free(plain);
    free(raw);
    return json;
}

/* "{datasetSlug}" and what stands in its place. */
static bool note_place(struct honeycomb_call *call, const char *pattern, size_t pattern_length,
                       json_t *segment)
{
    if (*pattern != '{') {
        return true;
    }
    char *name = strndup(pattern + 1, pattern_length - 2);
    const bool done = name != NULL && json_object_set(call->places, name, segment) == 0;
    free(name);
    return done;
}

/* The path, part by part: decoded into call->path, and those with a name into call->places. */
static bool read_path(struct honeycomb_call *call, const char *path)
{
    const char *pattern = call->operation->path;
    size_t used = 0;
    call->places = json_object();
    call->path = calloc(1, strlen(path) + 1);
    if (call->path == NULL) {
        return false;
    }
    while (*path == '/') {
        const size_t length = strcspn(++path, "/");
        const size_t pattern_length = strcspn(++pattern, "/");
        json_t *segment = decoded(path, length, false);
        const bool done = segment != NULL && note_place(call, pattern, pattern_length, segment);
        if (done) {
            call->last = used;
            call->path[used] = '/';
            memcpy(call->path + used + 1, json_string_value(segment), json_string_length(segment));
            used += json_string_length(segment) + 1;
        }
        json_decref(segment);
        if (!done) {
            return false;
        }
        path += length;
        pattern += pattern_length;
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

static bool read_query(struct honeycomb_call *call)
{
    const char *query =
        evhttp_uri_get_query(evhttp_request_get_evhttp_uri(call->exchange->request));
    call->query = json_object();
    while (query != NULL && *query != '\0') {
        const size_t length = strcspn(query, "&");
        size_t split = strcspn(query, "=&");
        split = split < length ? split : length;
        json_t *name = decoded(query, split, true);
        json_t *value = split == length ? json_string("")
                                        : decoded(query + split + 1, length - split - 1, true);
        const bool done = name != NULL && value != NULL &&
                          json_object_set(call->query, json_string_value(name), value) == 0;
        json_decref(name);
        json_decref(value);
        if (!done) {
            return false;
        }
        query += length + (query[length] == '&');
    }
    return call->query != NULL;
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
    const char *name;
    json_t *value;
    json_object_foreach(call->query, name, value)
    {
        size_t i = 0;
        const apie_operation *operation = call->operation;
        while (i < operation->parameter_count &&
               (operation->parameters[i].place != APIE_IN_QUERY ||
                strcmp(operation->parameters[i].name, name) != 0)) {
            i++;
        }
        if (i == operation->parameter_count) {
            honeycomb_refuse(call, 400, NULL, "there is no such parameter");
            return false;
        }
    }
    return true;
}

static bool type_in_order(const struct honeycomb_call *call)
{
    const char *wanted = call->operation->content_type;
    const char *type = header(call, "Content-Type");
    wanted = wanted == NULL ? "application/json" : wanted;
    const size_t length = strlen(wanted);
    return type != NULL && evutil_ascii_strncasecmp(type, wanted, length) == 0 &&
           strchr("; \t", type[length]) != NULL;
}

/* By the model of the operation's request. */
static bool body_fits(struct honeycomb_call *call)
{
    char *text = json_dumps(call->exchange->body, JSON_COMPACT | JSON_ENCODE_ANY);
    void *root = NULL;
    apie_error error;
    apie_error_clear(&error);
    if (text != NULL &&
        apie_model_decode(call->operation->request, text, strlen(text), &root, &error) != APIE_OK) {
        honeycomb_refuse(call, 422, error.where,
                         "a member is missing, or is not what it should be");
    }
    free(text);
    apie_free(root);
    return root != NULL;
}

static bool body_in_order(struct honeycomb_call *call)
{
    if (call->operation->request == NULL) {
        return true;
    }
    if (!type_in_order(call)) {
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
    if (!read_path(&call, path) || !read_query(&call)) {
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
