/* Collections of items, and members of items. */
#include "honeycomb.h"

#include <string.h>

/* ---- members by their path ---- */

json_t *honeycomb_at(json_t *object, const char *path)
{
    while (object != NULL) {
        const size_t length = strcspn(path, "/");
        object = json_object_getn(object, path, length);
        if (path[length] == '\0') {
            break;
        }
        path += length + 1;
    }
    return object;
}

bool honeycomb_set(json_t *object, const char *path, json_t *value)
{
    size_t length = strcspn(path, "/");
    while (path[length] == '/') {
        json_t *inner = json_object_getn(object, path, length);
        if (!json_is_object(inner)) {
            inner = json_object();
            if (json_object_setn_new(object, path, length, inner) != 0) {
                json_decref(value);
                return false;
            }
        }
        object = inner;
        path += length + 1;
        length = strcspn(path, "/");
    }
    return json_object_setn_new(object, path, length, value) == 0;
}

/* ---- collections ---- */

json_t *honeycomb_items(devserver *server, const char *collection)
{
    return state_find(&server->state, STATE_HONEYCOMB, collection);
}

bool honeycomb_keep(devserver *server, const char *collection, const char *id, json_t *item)
{
    json_t *items = honeycomb_items(server, collection);
    if (items == NULL) {
        items = json_object();
        if (json_object_set_new(server->state.tables[STATE_HONEYCOMB], collection, items) != 0) {
            return false;
        }
    }
    return json_object_set(items, id, item) == 0;
}

json_t *honeycomb_item(struct honeycomb_call *call)
{
    json_t *item = json_object_get(honeycomb_items(call->server, call->collection), call->id);
    if (item == NULL) {
        honeycomb_refuse(call, 404, NULL, "there is no such item");
    }
    return item;
}

bool honeycomb_has_dataset(devserver *server, const char *slug)
{
    return strcmp(slug, "__all__") == 0 ||
           json_object_get(honeycomb_items(server, "/1/datasets"), slug) != NULL;
}

/* Below /2 an id is a prefix and 26 digits. */
json_t *honeycomb_new_id(devserver *server, const char *prefix)
{
    const json_int_t number = ++server->state.honeycomb_ids;
    return strncmp(prefix, "hc", 2) == 0
               ? json_sprintf("%s%026" JSON_INTEGER_FORMAT, prefix, number)
               : json_sprintf("%s%" JSON_INTEGER_FORMAT, prefix, number);
}
