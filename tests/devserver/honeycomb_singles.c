/* What there is one of, and what is only looked at. */
#include "honeycomb.h"

#include <string.h>

#define TEAM_ID "hcxtm_00000000000000000000000001"

void honeycomb_auth(struct honeycomb_call *call)
{
    static const char *const rights[] = {"events",     "markers",      "triggers",       "boards",
                                         "queries",    "columns",      "createDatasets", "slos",
                                         "recipients", "privateBoards"};
    json_t *access = json_object();
    for (size_t i = 0; i < sizeof rights / sizeof rights[0]; i++) {
        (void)json_object_set_new(access, rights[i], json_true());
    }
    honeycomb_reply(call, 200,
                    json_pack("{s:s, s:s, s:o, s:{s:s, s:s}, s:{s:s, s:s}}", "id", "key_local",
                              "type", "configuration", "api_key_access", access, "environment",
                              "name", "Local", "slug", "local", "team", "name", "Local team",
                              "slug", HONEYCOMB_TEAM));
}

void honeycomb_auth_v2(struct honeycomb_call *call)
{
    json_t *key = json_pack(
        "{s:s, s:s, s:{s:s, s:s, s:b, s:[s, s], s:{s:o, s:o}}, s:{s:{s:{s:s, s:s}}}}", "id",
        "hcxmk_00000000000000000000000001", "type", "api-keys", "attributes", "name", "local",
        "key_type", "management", "disabled", false, "scopes", "api-keys:write",
        "environments:write", "timestamps", "created", state_now(), "updated", state_now(),
        "relationships", "team", "data", "id", TEAM_ID, "type", "teams");
    json_t *team = json_pack("[{s:s, s:s, s:{s:s, s:s}}]", "id", TEAM_ID, "type", "teams",
                             "attributes", "name", "Local team", "slug", HONEYCOMB_TEAM);
    honeycomb_reply(call, 200, key);
    if (json_object_set_new(call->answer->json, "included", team) != 0) {
        answer_json(call->answer, 500, NULL);
    }
}

/* ---- the definitions of a dataset: the collection itself ---- */

void honeycomb_definitions(struct honeycomb_call *call)
{
    json_t *kept = honeycomb_items(call->server, call->path);
    honeycomb_reply(call, 200, kept == NULL ? json_object() : json_incref(kept));
}

void honeycomb_change_definitions(struct honeycomb_call *call)
{
    const char *name;
    json_t *value;
    json_object_foreach(call->exchange->body, name, value)
    {
        if (!honeycomb_keep(call->server, call->path, name, value)) {
            answer_json(call->answer, 500, NULL);
            return;
        }
    }
    honeycomb_definitions(call);
}

/* ---- pipelines ---- */

void honeycomb_configuration(struct honeycomb_call *call)
{
    static const char version[] = "\"1\"";
    const char *known = evhttp_find_header(
        evhttp_request_get_input_headers(call->exchange->request), "If-None-Match");
    if (!answer_header(call->answer, "ETag", version)) {
        answer_json(call->answer, 500, NULL);
    } else if (known != NULL && strcmp(known, version) == 0) {
        honeycomb_reply_empty(call, 304);
    } else {
        answer_json(call->answer, 200,
                    json_pack("{s:s, s:s, s:{s:s, s:[{s:s, s:s}]}}", "id", call->id, "type",
                              "pipeline_configuration", "attributes", "rolloutID", "rollout_1",
                              "configs", "kind", "refinery_config", "configData", "General:\n"));
    }
}

void honeycomb_rollout(struct honeycomb_call *call)
{
    honeycomb_reply(call, 200, json_incref(json_object_get(call->exchange->body, "data")));
}

void honeycomb_accept(struct honeycomb_call *call)
{
    honeycomb_reply_empty(call, 204);
}

/* ---- across datasets ---- */

/* Calls back with every item of the collections of a kind, such as "/1/slos/". */
static bool each_item(devserver *server, const char *kind, bool (*take)(json_t *item, void *user),
                      void *user)
{
    const char *path;
    json_t *items;
    json_object_foreach(server->state.tables[STATE_HONEYCOMB], path, items)
    {
        const char *id;
        json_t *item;
        if (strncmp(path, kind, strlen(kind)) != 0) {
            continue;
        }
        json_object_foreach(items, id, item)
        {
            (void)id;
            if (!take(item, user)) {
                return false;
            }
        }
    }
    return true;
}

struct search {
    const char *recipient;
    json_t *ids;    /* asked for */
    json_t *result; /* found */
};

static bool take_trigger(json_t *trigger, void *user)
{
    struct search *search = user;
    size_t i;
    json_t *recipient;
    json_array_foreach(json_object_get(trigger, "recipients"), i, recipient)
    {
        const char *id = json_string_value(json_object_get(recipient, "id"));
        if (id != NULL && strcmp(id, search->recipient) == 0) {
            return json_array_append(search->result, trigger) == 0;
        }
    }
    return true;
}

void honeycomb_triggers_of_recipient(struct honeycomb_call *call)
{
    struct search search = {
        .recipient = json_string_value(json_object_get(call->places, "recipientId")),
        .result = json_array(),
    };
    if (json_object_get(honeycomb_items(call->server, "/1/recipients"), search.recipient) == NULL) {
        honeycomb_refuse(call, 404, NULL, "there is no such recipient");
    } else if (each_item(call->server, "/1/triggers/", take_trigger, &search)) {
        honeycomb_reply(call, 200, json_incref(search.result));
    } else {
        answer_json(call->answer, 500, NULL);
    }
    json_decref(search.result);
}

static bool take_slo(json_t *slo, void *user)
{
    struct search *search = user;
    json_t *id = json_object_get(slo, "id");
    size_t i;
    json_t *wanted;
    json_array_foreach(search->ids, i, wanted)
    {
        if (json_equal(wanted, id)) {
            return json_object_set_new(search->result, json_string_value(id),
                                       json_pack("[{s:i, s:f, s:f}]", "timestamp", 1700000000,
                                                 "compliance", 99.5, "budget_remaining", 50.0)) ==
                   0;
        }
    }
    return true;
}

void honeycomb_history(struct honeycomb_call *call)
{
    struct search search = {
        .ids = json_object_get(call->exchange->body, "ids"),
        .result = json_object(),
    };
    if (each_item(call->server, "/1/slos/", take_slo, &search)) {
        honeycomb_reply(call, 200, json_incref(search.result));
    } else {
        answer_json(call->answer, 500, NULL);
    }
    json_decref(search.result);
}
