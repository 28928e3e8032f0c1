/* Making, reading, changing, deleting, restoring and purging, the same for all resources. */
#include "openapp.h"

#include <string.h>

json_t *openapp_items(devserver *server, const struct openapp_resource *resource)
{
    json_t *all = server->state.tables[STATE_OPENAPP];
    json_t *items = json_object_get(all, resource->path);
    if (items == NULL) {
        items = json_object();
        if (json_object_set_new(all, resource->path, items) != 0) {
            return NULL;
        }
    }
    return items;
}

json_t *openapp_item(devserver *server, const char *resource, const char *id)
{
    return id == NULL ? NULL
                      : json_object_get(openapp_items(server, openapp_resource(resource)), id);
}

bool openapp_may_see(const struct openapp_call *call, json_t *item)
{
    const char *org = json_string_value(json_object_get(item, "org_id"));
    return call->org == NULL || org == NULL || strcmp(call->org, org) == 0;
}

bool openapp_flag(const struct openapp_call *call, const char *parameter)
{
    const char *value = json_string_value(json_object_get(call->query, parameter));
    return value != NULL && strcmp(value, "true") == 0;
}

static bool is_deleted(const struct openapp_resource *resource, json_t *item)
{
    return resource->deleted != NULL && json_object_get(item, resource->deleted) != NULL;
}

json_t *openapp_find_item(struct openapp_call *call, const struct openapp_resource *resource,
                          const char *id, bool deleted_too)
{
    json_t *item = id == NULL ? NULL : json_object_get(openapp_items(call->server, resource), id);
    if (item == NULL || !openapp_may_see(call, item) ||
        (is_deleted(resource, item) && !deleted_too && !resource->always_shown)) {
        openapp_refuse(call, 404, "not_found", "there is no such thing");
        return NULL;
    }
    return item;
}

/* The item of the path, or NULL after a refusal. */
static json_t *item_of(struct openapp_call *call, bool deleted_too)
{
    return openapp_find_item(call, call->resource, call->id, deleted_too);
}

/* ---- making ---- */

/* What it belongs to. */
static bool adopt(struct openapp_call *call, json_t *item)
{
    static const char *const inherited[] = {"integration_id", "org_id"};
    const char *parent = call->resource->parent;
    const char *device = json_string_value(json_object_get(item, "device_id"));
    json_t *from = openapp_item(call->server, "/devices", device);
    bool done =
        parent == NULL || json_object_set(item, parent, json_object_get(call->places, parent)) == 0;
    for (size_t i = 0; done && i < sizeof inherited / sizeof inherited[0]; i++) {
        json_t *value = json_object_get(from, inherited[i]);
        done = value == NULL || json_object_get(item, inherited[i]) != NULL ||
               json_object_set(item, inherited[i], value) == 0;
    }
    return done;
}

static json_t *make_item(struct openapp_call *call)
{
    const struct openapp_resource *resource = call->resource;
    json_t *item =
        resource->defaults == NULL ? json_object() : json_loads(resource->defaults, 0, NULL);
    json_t *id = json_sprintf("%s_%" JSON_INTEGER_FORMAT, resource->prefix,
                              ++call->server->state.openapp_ids);
    const bool done =
        item != NULL && id != NULL && json_object_update(item, call->exchange->body) == 0 &&
        json_object_set(item, "id", id) == 0 && adopt(call, item) &&
        json_object_set_new(item, "created_at", state_now()) == 0 &&
        json_object_set_new(item, "updated_at", state_now()) == 0 &&
        json_object_set(openapp_items(call->server, resource), json_string_value(id), item) == 0;
    json_decref(id);
    if (!done) {
        json_decref(item);
        return NULL;
    }
    return item;
}

/* A copy with the secret. */
static json_t *told(struct openapp_call *call, json_t *item)
{
    const struct openapp_resource *resource = call->resource;
    json_t *copy = json_deep_copy(item);
    if (resource->secret == NULL || copy == NULL) {
        return copy;
    }
    const char *id = json_string_value(json_object_get(item, "id"));
    const bool is_key = resource->secret_form[0] == '_';
    json_t *secret =
        json_sprintf("%s%.*s%s", is_key ? call->server->url : "",
                     (int)strcspn(resource->secret_form, "%"), resource->secret_form, id);
    if (json_object_set_new(copy, resource->secret, secret) != 0) {
        json_decref(copy);
        return NULL;
    }
    return copy;
}

void openapp_make(struct openapp_call *call)
{
    json_t *item = make_item(call);
    openapp_reply(call, call->resource->made == 0 ? 200 : call->resource->made,
                  item == NULL ? NULL : told(call, item));
    json_decref(item);
}

/* ---- what there is ---- */

void openapp_show(struct openapp_call *call)
{
    json_t *item = item_of(call, openapp_flag(call, "include_deleted"));
    if (item != NULL) {
        openapp_reply(call, 200, json_incref(item));
    }
}

void openapp_change(struct openapp_call *call)
{
    json_t *item = item_of(call, false);
    json_t *body = json_deep_copy(call->exchange->body);
    if (item == NULL) {
        json_decref(body);
        return;
    }
    (void)json_object_del(body, "id");
    if (body == NULL || json_object_update(item, body) != 0 ||
        json_object_set_new(item, "updated_at", state_now()) != 0) {
        answer_json(call->answer, 500, NULL);
    } else {
        openapp_reply(call, 200, json_incref(item));
    }
    json_decref(body);
}

static void forget(struct openapp_call *call, json_t *item)
{
    json_incref(item);
    (void)json_object_del(openapp_items(call->server, call->resource), call->id);
    openapp_reply(call, 200, item);
}

void openapp_remove(struct openapp_call *call)
{
    json_t *item = item_of(call, false);
    if (item == NULL) {
        return;
    }
    if (call->resource->deleted == NULL) {
        forget(call, item);
    } else if (json_object_set_new(item, call->resource->deleted, state_now()) != 0) {
        answer_json(call->answer, 500, NULL);
    } else {
        openapp_reply(call, 200, json_incref(item));
    }
}

void openapp_restore(struct openapp_call *call)
{
    json_t *item = item_of(call, true);
    if (item == NULL) {
        return;
    }
    if (!is_deleted(call->resource, item)) {
        openapp_refuse(call, 409, "not_deleted", "it is not deleted");
        return;
    }
    (void)json_object_del(item, call->resource->deleted);
    openapp_reply(call, 200, json_incref(item));
}

void openapp_purge(struct openapp_call *call)
{
    json_t *item = item_of(call, true);
    if (item == NULL) {
        return;
    }
    if (call->resource->purged_deleted && !is_deleted(call->resource, item)) {
        openapp_refuse(call, 409, "not_revoked", "it must be revoked first");
        return;
    }
    forget(call, item);
}
