#include "handlers.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The hash of the configuration: the body without what changes from host to host. */
static json_t *hash_of(json_t *body)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    char hex[2 * EVP_MAX_MD_SIZE + 1] = "";
    unsigned length = 0;
    json_t *hash = NULL;
    json_t *config = json_copy(body);
    (void)json_object_del(config, "hostname");
    char *text = json_dumps(config, JSON_COMPACT | JSON_SORT_KEYS);
    if (text != NULL && EVP_Digest(text, strlen(text), digest, &length, EVP_sha256(), NULL) == 1) {
        for (unsigned i = 0; i < length; i++) {
            (void)snprintf(hex + 2 * (size_t)i, 3, "%02x", digest[i]);
        }
        hash = json_string(hex);
    }
    free(text);
    json_decref(config);
    return hash;
}

static json_t *create_agent(struct state *state, const char *key)
{
    json_t *id = state_new_id(state, STATE_ID_AGENT);
    json_t *agent =
        json_pack("{s:O, s:s, s:s, s:{}, s:[], s:[], s:i}", "agent_id", id, "agent_key", key,
                  "status", "active", "versions", "capabilities", "tools", "identified", 0);
    if (agent == NULL ||
        json_object_set_new(state->tables[STATE_AGENTS], json_string_value(id), agent) != 0 ||
        json_object_set(state->tables[STATE_AGENT_IDS], key, id) != 0) {
        agent = NULL;
    }
    json_decref(id);
    return agent;
}

/* The version with this hash, a new one when there is none. */
static json_t *version_of(struct state *state, json_t *agent, json_t *hash, bool *created)
{
    json_t *versions = json_object_get(agent, "versions");
    json_t *version = json_object_get(versions, json_string_value(hash));
    *created = version == NULL;
    if (version == NULL) {
        version = state_new_id(state, STATE_ID_VERSION);
        if (json_object_set_new(versions, json_string_value(hash), version) != 0) {
            return NULL;
        }
    }
    return version;
}

static bool update_agent(json_t *agent, json_t *version, json_t *hash, json_t *body)
{
    json_t *identified = json_object_get(agent, "identified");
    return json_integer_set(identified, json_integer_value(identified) + 1) == 0 &&
           json_object_set(agent, "agent_version_id", version) == 0 &&
           json_object_set(agent, "config_hash", hash) == 0 &&
           json_object_set(agent, "config", body) == 0;
}

void agents_identify(struct exchange *exchange, struct answer *answer)
{
    devserver *server = exchange->server;
    struct state *state = &server->state;
    json_t *described = json_object_get(exchange->body, "agent");
    const char *key = json_string_value(json_object_get(described, "key"));
    json_t *known = json_object_get(state->tables[STATE_AGENT_IDS], key);
    const bool created = known == NULL;
    bool version_created = false;
    json_t *agent = created ? create_agent(state, key)
                            : state_find(state, STATE_AGENTS, json_string_value(known));
    json_t *hash = hash_of(exchange->body);
    json_t *version =
        agent == NULL || hash == NULL ? NULL : version_of(state, agent, hash, &version_created);
    json_t *json = NULL;
    if (version != NULL && update_agent(agent, version, hash, exchange->body)) {
        json = json_pack("{s:O, s:O, s:s, s:O, s:s, s:b, s:b, s:o, s:s, s:o}", "agent_id",
                         json_object_get(agent, "agent_id"), "agent_version_id", version,
                         "workspace_id", "ws_1", "config_hash", hash, "status", "active", "created",
                         created, "version_created", version_created, "ingest_url",
                         json_sprintf("%s/v1/events", server->url), "recommended_next_step",
                         "Send a first run.", "dashboard_url",
                         json_sprintf("%s/dashboard", server->url));
    }
    json_decref(hash);
    answer_json(answer, 200, json);
}

static json_t *agent_of(struct exchange *exchange, struct answer *answer)
{
    json_t *agent = state_find(&exchange->server->state, STATE_AGENTS, exchange->parameter);
    if (agent == NULL) {
        answer_error(answer, 404, NULL, "there is no such agent");
    }
    return agent;
}

/* All that the agent may do: in place of what was declared before. */
void agents_declare(struct exchange *exchange, struct answer *answer)
{
    json_t *agent = agent_of(exchange, answer);
    json_t *declared = json_object_get(exchange->body, "capabilities");
    if (agent == NULL) {
        return;
    }
    if (json_object_set(agent, "capabilities", declared) != 0) {
        answer_json(answer, 500, NULL);
        return;
    }
    answer_json(answer, 200, json_pack("{s:O}", "declared", declared));
}

/* In place of a tool of the same name, if there is one. */
static bool keep_tool(json_t *tools, json_t *tool)
{
    size_t index;
    json_t *known;
    json_array_foreach(tools, index, known)
    {
        if (json_equal(json_object_get(known, "name"), json_object_get(tool, "name"))) {
            return json_array_set(tools, index, tool) == 0;
        }
    }
    return json_array_append(tools, tool) == 0;
}

void agents_define_tool(struct exchange *exchange, struct answer *answer)
{
    json_t *agent = agent_of(exchange, answer);
    if (agent == NULL) {
        return;
    }
    if (!keep_tool(json_object_get(agent, "tools"), exchange->body)) {
        answer_json(answer, 500, NULL);
        return;
    }
    answer_json(answer, 200, json_pack("{s:O}", "tool", exchange->body));
}
