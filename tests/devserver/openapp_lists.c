/* Lists: whatever their path, parts of a resource's items, in pages. */
#define _GNU_SOURCE /* strcasestr */
#include "openapp.h"

#include <stdlib.h>
#include <string.h>

#define LIMIT 200

static const struct {
    const char *operation;
    const char *resource;
} others[] = {
    {"orgs.children", "/orgs"},
    {"orgs.search", "/orgs"},
    {"orgs.users", "/users"},
    {"users.search", "/users"},
    {"entities.by_device", "/entities"},
    {"integrations.entities", "/entities"},
    {"zones.by_integration", "/zones"},
};

const struct openapp_resource *openapp_listed(const apie_operation *operation)
{
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (strcmp(others[i].operation, operation->name) == 0) {
            return openapp_resource(others[i].resource);
        }
    }
    return NULL;
}

/* What the path or the query says, of members that may be asked for. */
static bool has_members(const struct openapp_call *call, json_t *item)
{
    static const char *const names[] = {"integration_id", "external_id", "zone_id",
                                        "provider_type",  "parent_id",   "entity_type",
                                        "device_id"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        json_t *wanted = json_object_get(call->places, names[i]);
        wanted = wanted == NULL ? json_object_get(call->query, names[i]) : wanted;
        if (wanted != NULL && !json_equal(wanted, json_object_get(item, names[i]))) {
            return false;
        }
    }
    return true;
}

/* People belong to an organization by their roles, other things by a member. */
static bool is_of_org(const struct openapp_call *call, json_t *item)
{
    json_t *org = json_object_get(call->places, "org_id");
    json_t *roles = json_object_get(item, "roles");
    org = org == NULL ? json_object_get(call->query, "org_id") : org;
    if (org == NULL) {
        return true;
    }
    return roles != NULL ? json_object_get(roles, json_string_value(org)) != NULL
                         : json_equal(org, json_object_get(item, "org_id"));
}

/* A text, or texts by language, on whatever level. */
static bool has_text(json_t *value, const char *part)
{
    const char *key;
    json_t *member;
    json_object_foreach(value, key, member)
    {
        (void)key;
        if (has_text(member, part)) {
            return true;
        }
    }
    return json_is_string(value) && strcasestr(json_string_value(value), part) != NULL;
}

/* What is asked for is looked for as it is, blanks and all; only case makes no difference. */
static bool is_meant(const struct openapp_call *call, json_t *item)
{
    const char *text = json_string_value(json_object_get(call->query, "q"));
    return text == NULL || has_text(json_object_get(item, "email"), text) ||
           has_text(json_object_get(item, "name"), text);
}

static bool is_there(const struct openapp_call *call, json_t *item)
{
    const struct openapp_resource *resource = call->resource;
    const bool deleted =
        resource->deleted != NULL && json_object_get(item, resource->deleted) != NULL;
    if (openapp_flag(call, "only_deleted")) {
        return deleted;
    }
    return !deleted || resource->always_shown || openapp_flag(call, "include_deleted");
}

/* The parameter as a number from 0, or the other one. */
static size_t number(const struct openapp_call *call, const char *name, size_t otherwise)
{
    const char *text = json_string_value(json_object_get(call->query, name));
    char *end = NULL;
    const long value = text == NULL ? -1 : strtol(text, &end, 10);
    return value < 0 || *end != '\0' ? otherwise : (size_t)value;
}

/* Executions are listed without what came of them. */
static json_t *shown(const struct openapp_call *call, json_t *item)
{
    json_t *copy = json_copy(item);
    if (strcmp(call->resource->prefix, "exe") == 0) {
        (void)json_object_del(copy, "result");
    }
    return copy;
}

void openapp_list(struct openapp_call *call)
{
    const size_t most = (size_t)openapp_number(call->server, "page_limit", LIMIT);
    const size_t asked = number(call, "limit", most);
    const size_t limit = asked < most ? asked : most;
    const size_t offset = number(call, "offset", 0);
    json_t *page = json_array();
    size_t total = 0;
    const char *id;
    json_t *item;
    json_object_foreach(openapp_items(call->server, call->resource), id, item)
    {
        (void)id;
        if (!is_there(call, item) || !openapp_may_see(call, item) || !has_members(call, item) ||
            !is_of_org(call, item) || !is_meant(call, item)) {
            continue;
        }
        if (total >= offset && total - offset < limit &&
            json_array_append_new(page, shown(call, item)) != 0) {
            json_decref(page);
            answer_json(call->answer, 500, NULL);
            return;
        }
        total++;
    }
    openapp_reply(call, 200,
                  call->resource->bare
                      ? page
                      : json_pack("{s:o, s:I}", "items", page, "total", (json_int_t)total));
}
