/* Making, listing, reading, changing and deleting, the same for all resources. */
#include "honeycomb.h"

#include <stdlib.h>
#include <string.h>

/* ---- making ---- */

/* Lower-case letters and digits, and a '-' for what is between them. */
static json_t *slug_of(const char *name)
{
    char slug[256];
    size_t used = 0;
    for (; *name != '\0' && used < sizeof slug - 1; name++) {
        const bool upper = *name >= 'A' && *name <= 'Z';
        const bool word = upper || (*name >= 'a' && *name <= 'z') ||
                          (*name >= '0' && *name <= '9') || *name == '_' || *name == '.';
        if (word) {
            slug[used++] = (char)(upper ? *name - 'A' + 'a' : *name);
        } else if (used > 0 && slug[used - 1] != '-') {
            slug[used++] = '-';
        }
    }
    while (used > 0 && slug[used - 1] == '-') {
        used--;
    }
    return used == 0 ? json_string("unnamed") : json_stringn(slug, used);
}

static json_t *body_of(const struct honeycomb_call *call)
{
    return honeycomb_is_v2(call) ? json_object_get(call->exchange->body, "data")
                                 : call->exchange->body;
}

static bool same(const struct honeycomb_resource *resource, json_t *one, json_t *other)
{
    for (size_t i = 0; i < HONEYCOMB_MEMBERS && resource->same[i] != NULL; i++) {
        json_t *a = honeycomb_at(one, resource->same[i]);
        json_t *b = honeycomb_at(other, resource->same[i]);
        if (a != b && !json_equal(a, b)) {
            return false;
        }
    }
    return resource->same[0] != NULL;
}

/* Another item that may not be the same as this one; NULL: there is none. */
static json_t *rival(struct honeycomb_call *call, json_t *item)
{
    const char *id;
    json_t *other;
    json_object_foreach(honeycomb_items(call->server, call->collection), id, other)
    {
        if (other != item && (call->id == NULL || strcmp(call->id, id) != 0) &&
            same(call->resource, item, other)) {
            return other;
        }
    }
    return NULL;
}

static json_t *id_of(struct honeycomb_call *call, json_t *item)
{
    const struct honeycomb_resource *resource = call->resource;
    const char *kind = json_string_value(honeycomb_at(item, "attributes/key_type"));
    if (resource->prefix == NULL) {
        return json_incref(json_object_get(item, resource->slug));
    }
    if (resource->secret != NULL && kind != NULL && strcmp(kind, "configuration") == 0) {
        return honeycomb_new_id(call->server, "hcxlk_");
    }
    return honeycomb_new_id(call->server, resource->prefix);
}

static bool stamp(json_t *item, const char *path)
{
    return path == NULL || honeycomb_set(item, path, state_now());
}

/* What the service adds by itself. */
static bool complete(struct honeycomb_call *call, json_t *item, json_t *id)
{
    const struct honeycomb_resource *resource = call->resource;
    json_t *dataset = json_object_get(call->places, "datasetSlug");
    bool done = stamp(item, resource->created) && stamp(item, resource->updated);
    if (done && resource->prefix != NULL) {
        done = json_object_set(item, "id", id) == 0;
    }
    if (done && resource->dataset != NULL) {
        done = json_object_set(item, resource->dataset, dataset) == 0;
    }
    if (done && resource->datasets != NULL && json_object_get(item, resource->datasets) == NULL) {
        done = json_object_set_new(item, resource->datasets, json_pack("[O]", dataset)) == 0;
    }
    if (done && resource->link != NULL) {
        done = honeycomb_set(item, resource->link,
                             json_sprintf("%s%s/%s", honeycomb_is_v2(call) ? "" : call->server->url,
                                          call->path, json_string_value(id)));
    }
    return done;
}

/* The body over the resource's defaults, with its slug. */
static json_t *draft(struct honeycomb_call *call)
{
    const struct honeycomb_resource *resource = call->resource;
    json_t *item =
        resource->defaults == NULL ? json_object() : json_loads(resource->defaults, 0, NULL);
    json_t *body = json_deep_copy(body_of(call));
    bool done = item != NULL && body != NULL && json_object_update_recursive(item, body) == 0;
    const char *name =
        resource->slug == NULL ? NULL : json_string_value(honeycomb_at(item, resource->name));
    if (done && name != NULL) {
        done = honeycomb_set(item, resource->slug, slug_of(name));
    }
    json_decref(body);
    if (!done) {
        json_decref(item);
        return NULL;
    }
    return item;
}

static void reply_made(struct honeycomb_call *call, json_t *item, json_t *id)
{
    const struct honeycomb_resource *resource = call->resource;
    json_t *told = json_deep_copy(item);
    json_t *place = json_sprintf("%s/%s", call->path, json_string_value(id));
    if (told == NULL || place == NULL ||
        !answer_header(call->answer, "Location", json_string_value(place)) ||
        (resource->secret != NULL &&
         !honeycomb_set(
             told, resource->secret,
             json_sprintf("secret%026" JSON_INTEGER_FORMAT, call->server->state.honeycomb_ids)))) {
        json_decref(told);
        told = NULL;
    }
    json_decref(place);
    honeycomb_reply(call, resource->made == 0 ? 201 : resource->made, told);
}

void honeycomb_make(struct honeycomb_call *call)
{
    json_t *item = draft(call);
    json_t *other = item == NULL ? NULL : rival(call, item);
    json_t *id = NULL;
    if (other != NULL && call->resource->existing == 200) {
        honeycomb_reply(call, 200, json_incref(other));
    } else if (other != NULL) {
        honeycomb_refuse(call, call->resource->existing, NULL, "there is one like this already");
    } else {
        id = item == NULL ? NULL : id_of(call, item);
        if (id != NULL && complete(call, item, id) &&
            honeycomb_keep(call->server, call->collection, json_string_value(id), item)) {
            reply_made(call, item, id);
        } else {
            answer_json(call->answer, 500, NULL);
        }
    }
    json_decref(id);
    json_decref(item);
}

/* ---- listing and reading ---- */

static bool is_listed(const struct honeycomb_call *call, json_t *item)
{
    const struct honeycomb_resource *resource = call->resource;
    json_t *wanted =
        resource->filter == NULL ? NULL : json_object_get(call->query, resource->filter);
    const char *boards =
        json_string_value(json_object_get(call->query, "include_board_annotations"));
    const char *source = json_string_value(json_object_get(item, "source"));
    if (wanted != NULL && !json_equal(wanted, honeycomb_at(item, resource->by))) {
        return false;
    }
    return source == NULL || strcmp(source, "board") != 0 ||
           (boards != NULL && strcmp(boards, "true") == 0);
}

static json_t *listed(struct honeycomb_call *call)
{
    json_t *list = json_array();
    const char *id;
    json_t *item;
    json_object_foreach(honeycomb_items(call->server, call->collection), id, item)
    {
        (void)id;
        if (is_listed(call, item) && json_array_append(list, item) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

/* Below /2 lists come in pages. */
static void reply_page(struct honeycomb_call *call, json_t *list)
{
    json_t *page = NULL;
    json_t *next = NULL;
    if (honeycomb_page(call, list, &page, &next)) {
        honeycomb_reply(call, 200, page);
        if (!honeycomb_set(call->answer->json, "links/next", next)) {
            answer_json(call->answer, 500, NULL);
        }
    }
}

void honeycomb_list(struct honeycomb_call *call)
{
    const struct honeycomb_resource *resource = call->resource;
    const bool filtered =
        resource->filter != NULL && json_object_get(call->query, resource->filter) != NULL;
    json_t *list = listed(call);
    if (resource->filter_required && !filtered) {
        honeycomb_refuse(call, 422, NULL, "a parameter of the query is missing");
    } else if (list == NULL) {
        answer_json(call->answer, 500, NULL);
    } else if (resource->single && filtered && json_array_size(list) == 0) {
        honeycomb_refuse(call, 404, NULL, "there is no such item");
    } else if (resource->single && filtered) {
        honeycomb_reply(call, 200, json_incref(json_array_get(list, 0)));
    } else if (honeycomb_is_v2(call)) {
        reply_page(call, list);
    } else {
        honeycomb_reply(call, 200, json_incref(list));
    }
    json_decref(list);
}

void honeycomb_show(struct honeycomb_call *call)
{
    json_t *item = honeycomb_item(call);
    if (item != NULL) {
        honeycomb_reply(call, 200, json_incref(item));
    }
}

/* ---- changing and deleting ---- */

/* What stays, whatever is said or not said. */
static bool inherit(const struct honeycomb_resource *resource, json_t *before, json_t *after)
{
    const char *const always[] = {"id", resource->slug, resource->created, resource->dataset,
                                  resource->link};
    const char *const unless_said[] = {resource->same[0], resource->datasets};
    bool done = true;
    for (size_t i = 0; done && i < sizeof always / sizeof always[0]; i++) {
        json_t *value = always[i] == NULL ? NULL : honeycomb_at(before, always[i]);
        done = value == NULL || honeycomb_set(after, always[i], json_incref(value));
    }
    for (size_t i = 0; done && i < sizeof unless_said / sizeof unless_said[0]; i++) {
        const char *path = unless_said[i];
        json_t *value = path == NULL ? NULL : honeycomb_at(before, path);
        done = value == NULL || honeycomb_at(after, path) != NULL ||
               honeycomb_set(after, path, json_incref(value));
    }
    return done;
}

/* PUT says all of it, PATCH what changes. */
static json_t *changed(struct honeycomb_call *call, json_t *before)
{
    json_t *after = NULL;
    json_t *body = json_deep_copy(body_of(call));
    bool done = body != NULL;
    if (done && call->operation->method == APIE_PUT) {
        after = draft(call);
    } else if (done) {
        after = json_deep_copy(before);
        done = after != NULL && json_object_update_recursive(after, body) == 0;
    }
    done = done && after != NULL && inherit(call->resource, before, after) &&
           stamp(after, call->resource->updated);
    json_decref(body);
    if (!done) {
        json_decref(after);
        return NULL;
    }
    return after;
}

void honeycomb_change(struct honeycomb_call *call)
{
    json_t *before = honeycomb_item(call);
    if (before == NULL) {
        return;
    }
    json_t *after = changed(call, before);
    if (after == NULL) {
        answer_json(call->answer, 500, NULL);
    } else if (rival(call, after) != NULL) {
        honeycomb_refuse(call, 409, NULL, "there is one like this already");
    } else if (!honeycomb_keep(call->server, call->collection, call->id, after)) {
        answer_json(call->answer, 500, NULL);
    } else {
        honeycomb_reply(call, 200, json_incref(after));
    }
    json_decref(after);
}

/* What belongs to it goes with it: a dataset's columns, a board's views. */
static void remove_parts(struct honeycomb_call *call)
{
    json_t *collections = call->server->state.tables[STATE_HONEYCOMB];
    const size_t length = strlen(call->path);
    const bool is_dataset = call->resource->prefix == NULL;
    const char *name;
    json_t *items;
    void *next;
    json_object_foreach_safe(collections, next, name, items)
    {
        (void)items;
        const char *last = strrchr(name, '/');
        if ((strncmp(name, call->path, length) == 0 && name[length] == '/') ||
            (is_dataset && strcmp(last + 1, call->id) == 0)) {
            (void)json_object_del(collections, name);
        }
    }
}

void honeycomb_remove(struct honeycomb_call *call)
{
    const struct honeycomb_resource *resource = call->resource;
    const int status = resource->gone == 0 ? 204 : resource->gone;
    json_t *item = honeycomb_item(call);
    if (item == NULL) {
        return;
    }
    if (resource->locked != NULL && json_is_true(honeycomb_at(item, resource->locked))) {
        honeycomb_refuse(call, 409, NULL, "it is protected from being deleted");
        return;
    }
    if (status == 200) {
        honeycomb_reply(call, status, json_incref(item));
    } else {
        honeycomb_reply_empty(call, status);
    }
    (void)json_object_del(honeycomb_items(call->server, call->collection), call->id);
    remove_parts(call);
}
