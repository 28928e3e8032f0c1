#include "agent_flows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void agent_open(agent_world *w)
{
    apie_agent_free(w->agent, false);
    w->agent = NULL;
    w->config.runtime.environment = "dev";
    agent_world_open(w);
}

void *agent_finish(agent_world *w, apie_flow *flow, apie_status expected)
{
    if (!flow)
        fail_msg("%s", w->error.message);
    virtual_finish(w->world, flow);
    if (flow->status != expected)
        fail_msg("\"%s\" in place of \"%s\": %s", apie_status_name(flow->status),
                 apie_status_name(expected), flow->error.message);
    if (flow->status != APIE_OK)
        assert_int_equal(flow->error.code, flow->status);
    w->error = flow->error;
    void *result = apie_flow_take_result(flow);
    apie_flow_free(flow);
    return result;
}

void agent_do(agent_world *w, apie_flow *flow)
{
    assert_null(agent_finish(w, flow, APIE_OK));
}

void agent_expect_refused(agent_world *w, const apie_flow *flow, const char *where)
{
    assert_null(flow);
    assert_int_equal(w->error.code, APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(w->error.where, where);
}

void agent_expect_body(agent_world *w, const char *prefix, size_t n, const char *json)
{
    json_t *expected = json_loads(json, 0, NULL);
    json_t *body = fake_service_body(&w->service, prefix, n);
    assert_non_null(expected);
    if (!json_equal(body, expected)) {
        char *text = json_dumps(body, JSON_COMPACT | JSON_ENCODE_ANY);
        fail_msg("%s: %s in place of %s", prefix, text ? text : "nothing", json);
    }
    json_decref(expected);
}

void agent_expect_types(agent_world *w, const char *expected)
{
    char seen[1024] = "";
    size_t used = 0;
    char *types = fake_service_event_types(&w->service, NULL);
    for (const char *at = types; *at != '\0'; at += at[0] == ',') {
        size_t length = strcspn(at, ",");
        size_t skip = strncmp(at, "agent.", 6) == 0 ? 6 : 0;
        int written = snprintf(seen + used, sizeof seen - used, "%s%.*s", used ? "," : "",
                               (int)(length - skip), at + skip);
        assert_true(written >= 0 && (size_t)written < sizeof seen - used);
        used += (size_t)written;
        at += length;
    }
    free(types);
    assert_string_equal(seen, expected);
}

json_t *agent_event(agent_world *w, size_t n)
{
    return json_array_get(w->service.events, n);
}
