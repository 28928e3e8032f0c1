/* From a request to the function that answers it, and what is checked for all of them. */
#include "openapp.h"
#include "operations.h"

#include <generated/openapp_operations.h>

#include <stdio.h>
#include <string.h>

static const struct {
    const char *operation;
    openapp_handler *answer;
} handlers[] = {
    {"entities.run_action", openapp_run_action},
    {"entities.preview_action", openapp_preview_action},
    {"scripting.get_execution", openapp_look_at_execution},
    {"scripting.cancel_execution", openapp_end_execution},
    {"users.add_roles", openapp_add_roles},
    {"users.remove_roles", openapp_remove_roles},
    {"orgs.ancestors", openapp_ancestors},
    {"orgs.resolve", openapp_resolve},
    {"public_access.get_invite", openapp_invite},
    {"public_access.claim_invite", openapp_claim},
    {"public_access.start_invite_session", openapp_claim},
    {"public_access.cancel_session", openapp_end_session},
    {"public_access.decline_session", openapp_end_session},
};

bool openapp_owns(const char *path)
{
    return strncmp(path, OPENAPP_ROOT "/", sizeof OPENAPP_ROOT) == 0;
}

const apie_operation *openapp_find(const char *method, const char *path)
{
    const char *below = path + sizeof OPENAPP_ROOT - 1;
    const apie_operation *operation =
        operation_find(apie_operations_openapp, apie_operations_openapp_count, method, below);
    return operation == NULL ? openapp_find_image(method, below) : operation;
}

const char *openapp_header(const struct openapp_call *call, const char *name)
{
    return evhttp_find_header(evhttp_request_get_input_headers(call->exchange->request), name);
}

/* ---- checking ---- */

/* A key that was made here and is revoked. */
static bool is_revoked(const struct openapp_call *call, const char *secret)
{
    static const char made_here[] = "local-";
    if (strncmp(secret, made_here, sizeof made_here - 1) != 0) {
        return false;
    }
    json_t *item = openapp_item(call->server, "/api-keys", secret + sizeof made_here - 1);
    return item == NULL || json_object_get(item, "revoked_at") != NULL;
}

/* The whole key, in its own header and no other. */
static bool has_key(const struct openapp_call *call)
{
    static const char separator[] = "_openapp_";
    const char *split = call->key == NULL ? NULL : strstr(call->key, separator);
    if (split == NULL || split[sizeof separator - 1] == '\0' ||
        openapp_header(call, "Authorization") != NULL ||
        is_revoked(call, split + sizeof separator - 1)) {
        return false;
    }
    return call->server->api_keys == NULL ||
           json_object_get(call->server->api_keys, call->key) != NULL;
}

static bool is_open(const struct openapp_call *call)
{
    return strcmp(call->path, "/status") == 0 || strncmp(call->path, "/public/", 8) == 0;
}

static bool needs_org(const struct openapp_call *call)
{
    return strcmp(call->operation->name, "orgs.users") == 0 ||
           (strncmp(call->operation->path, "/devices", 8) == 0 &&
            strstr(call->operation->path, "/door-restrictions") == NULL);
}

static bool body_in_order(struct openapp_call *call)
{
    apie_error error;
    char message[256];
    if (call->operation->request == NULL) {
        return true;
    }
    if (!operation_type_fits(call->operation, call->exchange->request)) {
        openapp_refuse(call, 400, "bad_request", "the body is of another content type");
    } else if (call->exchange->body == NULL) {
        openapp_refuse(call, 400, "bad_request", call->exchange->body_error);
    } else if (!operation_body_fits(call->operation, call->exchange->body, &error)) {
        (void)snprintf(message, sizeof message, "%.200s is missing, or is not what it should be",
                       error.where);
        openapp_refuse(call, 422, "validation_failed", message);
    }
    return call->answer->status == 0;
}

static bool may_ask(struct openapp_call *call)
{
    if (is_open(call) || has_key(call)) {
        return true;
    }
    openapp_refuse(call, 401, "unauthorized", "the API key is missing or not accepted");
    return false;
}

static bool in_order(struct openapp_call *call)
{
    if (!may_ask(call)) {
        return false;
    }
    if (needs_org(call) && call->org == NULL) {
        openapp_refuse(call, 400, "org_required", "X-Org is missing");
    } else if (operation_unknown(call->operation, call->query) != NULL) {
        openapp_refuse(call, 400, "bad_request", "there is no such parameter");
    }
    return call->answer->status == 0 && body_in_order(call);
}

/* ---- answering ---- */

static openapp_handler *handler_of_item(const struct openapp_call *call)
{
    static openapp_handler *const by_method[APIE_METHOD_COUNT] = {
        [APIE_GET] = openapp_show,
        [APIE_PUT] = openapp_change,
        [APIE_PATCH] = openapp_change,
        [APIE_DELETE] = openapp_remove,
    };
    static const struct {
        const char *verb;
        openapp_handler *answer;
    } by_verb[] = {
        {"purge", openapp_purge},
        {"restore", openapp_restore},
        {"image", openapp_take_image},
    };
    for (size_t i = 0; i < sizeof by_verb / sizeof by_verb[0]; i++) {
        if (strcmp(by_verb[i].verb, call->verb) == 0) {
            return by_verb[i].answer;
        }
    }
    return by_method[call->operation->method];
}

static openapp_handler *handler_of(struct openapp_call *call)
{
    for (size_t i = 0; i < sizeof handlers / sizeof handlers[0]; i++) {
        if (strcmp(handlers[i].operation, call->operation->name) == 0) {
            return handlers[i].answer;
        }
    }
    const struct openapp_resource *listed = openapp_listed(call->operation);
    if (listed != NULL) {
        call->resource = listed;
        return openapp_list;
    }
    if (call->resource == NULL) {
        return openapp_document;
    }
    if (call->id != NULL) {
        return handler_of_item(call);
    }
    return call->operation->method == APIE_POST ? openapp_make : openapp_list;
}

static void answer_no_operation(struct openapp_call *call)
{
    const char *path = call->path - (sizeof OPENAPP_ROOT - 1);
    const apie_operation *other = openapp_find(NULL, path);
    json_t *events = openapp_stream_at(call);
    if (events != NULL) {
        if (may_ask(call)) {
            openapp_begin_stream(call, events);
        }
    } else if (other == NULL) {
        openapp_refuse(call, 404, "not_found", "there is no such endpoint");
    } else {
        openapp_refuse(call, 405, "method_not_allowed", "this endpoint has another method");
        (void)answer_header(call->answer, "Allow", apie_method_name(other->method));
    }
}

/* Of the operations only the assistant's answers come as events, to those who want that. */
static bool wants_events(const struct openapp_call *call)
{
    const char *accept = openapp_header(call, "Accept");
    return strcmp(call->operation->name, "orgs.copilot_chat") == 0 && accept != NULL &&
           strstr(accept, "text/event-stream") != NULL;
}

static void answer_operation(struct openapp_call *call)
{
    call->places = path_places(call->operation->path, call->path);
    call->query = uri_query(call->exchange->request);
    if (call->places == NULL || call->query == NULL) {
        answer_json(call->answer, 500, NULL);
        return;
    }
    openapp_place(call);
    json_t *events = wants_events(call) ? openapp_stream_at(call) : NULL;
    if (!in_order(call)) {
        return;
    }
    if (events != NULL) {
        openapp_begin_stream(call, events);
    } else if (!openapp_replay(call)) {
        handler_of(call)(call);
        openapp_remember(call);
    }
}

void openapp_answer(struct exchange *exchange, struct answer *answer)
{
    const char *path = evhttp_uri_get_path(evhttp_request_get_evhttp_uri(exchange->request));
    struct openapp_call call = {
        .exchange = exchange,
        .server = exchange->server,
        .operation = exchange->operation,
        .path = path + sizeof OPENAPP_ROOT - 1,
        .answer = answer,
    };
    call.key = openapp_header(&call, "X-API-Key");
    call.org = openapp_header(&call, "X-Org");
    if (openapp_correlate(&call) == NULL) {
        return;
    }
    if (call.operation == NULL) {
        answer_no_operation(&call);
    } else {
        answer_operation(&call);
    }
    json_decref(call.places);
    json_decref(call.query);
    json_decref(call.form);
}
