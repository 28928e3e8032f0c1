/* Operations that are about no resource, or do more to it than others. */
#include "openapp.h"

#include <apie/openapp/scripting.h>

#include <string.h>

static json_t *place(const struct openapp_call *call, const char *name)
{
    return json_object_get(call->places, name);
}

/* An item that the path names, or NULL after a refusal. */
static json_t *item_of(struct openapp_call *call, const char *resource, const char *name)
{
    return openapp_find_item(call, openapp_resource(resource), json_string_value(place(call, name)),
                             false);
}

/* ---- scripts ---- */

static json_t *execution_of(struct openapp_call *call)
{
    return item_of(call, "/scripting/executions", "execution_id");
}

static bool is_under_way(json_t *execution)
{
    const char *status = json_string_value(json_object_get(execution, "status"));
    return strcmp(status, APIE_OPENAPP_EXECUTION_STATUS_PENDING) == 0 ||
           strcmp(status, APIE_OPENAPP_EXECUTION_STATUS_RUNNING) == 0;
}

/* Ends it as the settings say. */
static bool end_execution(struct openapp_call *call, json_t *execution)
{
    json_t *status = openapp_setting(call->server, "script_status");
    json_t *error = openapp_setting(call->server, "script_error");
    json_t *result = openapp_setting(call->server, "script_result");
    const char *member = error == NULL ? "result" : "error";
    json_t *value = error == NULL ? result : error;
    return json_object_set_new(execution, "status",
                               status == NULL ? json_string("succeeded") : json_incref(status)) ==
               0 &&
           json_object_set_new(execution, member,
                               value == NULL ? json_null() : json_incref(value)) == 0 &&
           json_object_set_new(execution, "completed_at", state_now()) == 0;
}

void openapp_look_at_execution(struct openapp_call *call)
{
    json_t *execution = execution_of(call);
    if (execution == NULL) {
        return;
    }
    json_t *counts = call->server->state.tables[STATE_OPENAPP_POLLS];
    const char *id = json_string_value(json_object_get(execution, "id"));
    bool done = true;
    if (is_under_way(execution)) {
        done = state_count(&call->server->state, STATE_OPENAPP_POLLS, id) &&
               (json_integer_value(json_object_get(counts, id)) >
                        openapp_number(call->server, "polls", 1)
                    ? end_execution(call, execution)
                    : json_object_set_new(execution, "status", json_string("running")) == 0);
    }
    openapp_reply(call, 200, done ? json_incref(execution) : NULL);
}

void openapp_end_execution(struct openapp_call *call)
{
    json_t *execution = execution_of(call);
    if (execution == NULL) {
        return;
    }
    if (is_under_way(execution) &&
        json_object_set_new(execution, "status", json_string("canceled")) != 0) {
        answer_json(call->answer, 500, NULL);
        return;
    }
    openapp_reply(call, 204, NULL);
}

/* ---- people ---- */

/* Where a list has a value; its size if it has not. */
static size_t find(json_t *list, json_t *value)
{
    size_t i = 0;
    while (i < json_array_size(list) && !json_equal(json_array_get(list, i), value)) {
        i++;
    }
    return i;
}

static bool change_roles(json_t *mine, json_t *roles, bool add)
{
    size_t i;
    json_t *role;
    json_array_foreach(roles, i, role)
    {
        const size_t at = find(mine, role);
        const bool held = at < json_array_size(mine);
        if (held && !add) {
            (void)json_array_remove(mine, at);
        } else if (!held && add && json_array_append(mine, role) != 0) {
            return false;
        }
    }
    return true;
}

static void set_roles(struct openapp_call *call, bool add)
{
    json_t *user = item_of(call, "/users", "user_id");
    json_t *all = json_object_get(user, "roles");
    const char *org;
    json_t *changed;
    if (user == NULL) {
        return;
    }
    json_object_foreach(call->exchange->body, org, changed)
    {
        json_t *mine = json_object_get(all, org);
        if (mine == NULL && add) {
            mine = json_array();
            (void)json_object_set_new(all, org, mine);
        }
        if (!change_roles(mine, changed, add)) {
            answer_json(call->answer, 500, NULL);
            return;
        }
        if (json_array_size(mine) == 0) {
            (void)json_object_del(all, org);
        }
    }
    openapp_reply(call, 200, json_incref(user));
}

void openapp_add_roles(struct openapp_call *call)
{
    set_roles(call, true);
}

void openapp_remove_roles(struct openapp_call *call)
{
    set_roles(call, false);
}

/* ---- organizations ---- */

void openapp_ancestors(struct openapp_call *call)
{
    json_t *list = json_array();
    json_t *org = item_of(call, "/orgs", "org_id");
    while (org != NULL) {
        org = openapp_item(call->server, "/orgs",
                           json_string_value(json_object_get(org, "parent_id")));
        if (org != NULL && (json_array_size(list) > 100 || json_array_append(list, org) != 0)) {
            break;
        }
    }
    if (call->answer->status == 0) {
        openapp_reply(call, 200, json_incref(list));
    }
    json_decref(list);
}

void openapp_resolve(struct openapp_call *call)
{
    json_t *wanted = json_object_get(call->exchange->body, "query");
    json_t *candidates = json_array();
    const char *id;
    json_t *alias;
    json_object_foreach(openapp_items(call->server, openapp_resource("/orgs/{org_id}/aliases")), id,
                        alias)
    {
        (void)id;
        if (json_equal(json_object_get(alias, "alias"), wanted) &&
            json_equal(json_object_get(alias, "org_id"), place(call, "org_id"))) {
            (void)json_array_append_new(
                candidates, json_pack("{s:O, s:O, s:s}", "id",
                                      json_object_get(alias, "resource_id"), "resource_type",
                                      json_object_get(alias, "resource_type"), "why", "alias"));
        }
    }
    openapp_reply(call, 200,
                  json_pack("{s:O, s:b, s:o}", "query", wanted, "ambiguous",
                            json_array_size(candidates) > 1, "candidates", candidates));
}

/* ---- guests ---- */

/* The invitation of the token in the path, or NULL after a refusal. */
static json_t *invite_of(struct openapp_call *call)
{
    static const char form[] = "guest-";
    const char *token = json_string_value(place(call, "invite_token"));
    json_t *invite =
        strncmp(token, form, sizeof form - 1) != 0
            ? NULL
            : openapp_item(call->server, "/integrations/{integration_id}/access-invites",
                           token + sizeof form - 1);
    if (invite == NULL || json_object_get(invite, "deleted_at") != NULL) {
        openapp_refuse(call, 404, "not_found", "there is no such invitation");
        return NULL;
    }
    return invite;
}

void openapp_invite(struct openapp_call *call)
{
    json_t *invite = invite_of(call);
    if (invite != NULL) {
        openapp_reply(call, 200, json_incref(invite));
    }
}

/* Begins a session: {"session": {…}}. */
void openapp_claim(struct openapp_call *call)
{
    json_t *invite = invite_of(call);
    if (invite == NULL) {
        return;
    }
    json_t *id = json_sprintf("ses_%" JSON_INTEGER_FORMAT, ++call->server->state.openapp_ids);
    json_t *session = json_pack("{s:O, s:s, s:O}", "id", id, "status", "open", "invite_link_id",
                                json_object_get(invite, "id"));
    if (json_object_set(openapp_items(call->server, openapp_resource("/public/access/sessions")),
                        json_string_value(id), session) != 0) {
        answer_json(call->answer, 500, NULL);
    } else {
        openapp_reply(call, 200, json_pack("{s:O}", "session", session));
    }
    json_decref(session);
    json_decref(id);
}

void openapp_end_session(struct openapp_call *call)
{
    json_t *session = item_of(call, "/public/access/sessions", "session_id");
    if (session == NULL) {
        return;
    }
    if (json_object_set_new(session, "status", json_string("ended")) != 0) {
        answer_json(call->answer, 500, NULL);
        return;
    }
    openapp_reply(call, 200, json_incref(session));
}

/* ---- the rest ---- */

static const struct {
    const char *operation;
    const char *json;
} documents[] = {
    {"status.get", "{\"environment\":\"local\",\"version\":\"1.0.1\"}"},
    {"me.profile", "{\"name\":\"Local\",\"email\":\"local@example.com\",\"locale\":\"en\"}"},
    {"me.invitations", "[]"},
    {"me.directory_listings", "[]"},
    {"me.push_subscription_status", "{\"push_configured\":true,\"has_subscription\":false}"},
    {"me.push_vapid_public_key", "{\"public_key\":\"local\"}"},
    {"orgs.permissions", "{\"permissions\":[\"org.read\",\"org.write\"]}"},
    {"devices.door_restrictions", "{\"listing_entity_ids\":[]}"},
    {"devices.virtual_open", "{\"ok\":true,\"door_open_duration_seconds\":5}"},
    {"integrations.provider_types", "[]"},
    {"integrations.discovered_devices", "[]"},
    {"lan_agent.list_tasks", "[]"},
    {"billing.checkout", "{\"url\":\"https://example.com/pay\"}"},
    {"billing.portal", "{\"url\":\"https://example.com/portal\"}"},
    {"agents.create_credential", "{\"agent_id\":\"local\",\"token\":\"told-once\"}"},
    {"directory_listing_members.list", "[]"},
    {"site_people.list", "[]"},
};

/* What was set for the operation, what was put at its path, or what the table has. */
static json_t *document_of(struct openapp_call *call)
{
    const char *name = call->operation->name;
    json_t *set = json_object_get(openapp_setting(call->server, "answers"), name);
    json_t *put = state_find(&call->server->state, STATE_OPENAPP_DOCUMENTS, call->path);
    if (set != NULL || put != NULL) {
        return json_incref(set != NULL ? set : put);
    }
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        if (strcmp(documents[i].operation, name) == 0) {
            return json_loads(documents[i].json, 0, NULL);
        }
    }
    return json_object();
}

void openapp_document(struct openapp_call *call)
{
    if (call->operation->content_type != NULL) {
        openapp_reply_text(call, "text/x-shellscript", "#!/bin/sh\necho local\n");
        return;
    }
    if (call->operation->method == APIE_PUT &&
        json_object_set(call->server->state.tables[STATE_OPENAPP_DOCUMENTS], call->path,
                        call->exchange->body) != 0) {
        answer_json(call->answer, 500, NULL);
        return;
    }
    openapp_reply(call, 200, document_of(call));
}
