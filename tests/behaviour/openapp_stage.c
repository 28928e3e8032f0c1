#include "openapp_stage.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* ---- the service ---- */

static const char json[] = "Content-Type: application/json\r\nX-Request-Id: r1\r\n";

/* The first that fits. */
static const openapp_route routes[] = {
    {"GET /api/v1/status ", 200, json, "{\"environment\":\"test\",\"version\":\"1.0.1\"}"},
    {"GET /api/v1/orgs?limit=200&offset=0 ", 200, json,
     "{\"items\":[{\"id\":\"o1\",\"name\":\"Acme\"},{\"id\":\"o2\",\"name\":{\"he\":\"acme\"}}],"
     "\"total\":3}"},
    {"GET /api/v1/orgs?limit=200&offset=2 ", 200, json,
     "{\"items\":[{\"id\":\"o3\",\"name\":{\"value\":{\"en\":\"Bolt\"}}}],\"total\":3}"},
    {"GET /api/v1/orgs ", 200, json, "{\"items\":[],\"total\":0}"},
    {"GET /api/v1/orgs/hang ", 0, NULL, NULL},
    {"GET /api/v1/orgs/refused ", 401, json,
     "{\"message\":\"not your key\",\"correlationId\":\"c1\"}"},
    {"GET /api/v1/orgs/forbidden ", 403, json, "{\"message\":\"not yours\"}"},
    {"GET /api/v1/orgs/broken ", 502, "Content-Type: text/plain\r\n", "bad gateway"},
    {"GET /api/v1/orgs/", 200, json, "{\"id\":\"o1\",\"name\":\"Acme\"}"},
    {"POST /api/v1/orgs ", 201, json, "{\"id\":\"o9\",\"name\":\"Acme\"}"},
    {"DELETE /api/v1/orgs/", 204, "", ""},
    {"POST /api/v1/users ", 400, json,
     "{\"message\":\"email is taken\",\"error_code\":\"taken\",\"details\":{\"field\":\"email\"}}"},
    {"GET /api/v1/devices ", 200, json,
     "[{\"id\":\"d1\",\"integration_id\":\"i\",\"org_id\":\"o\",\"name\":\"Door\"}]"},
    {"POST /api/v1/devices/d1/image ", 200, json, "{\"image_url\":\"https://x/y\"}"},
    {"POST /api/v1/entities/e1/actions/alarm ", 409, json,
     "{\"message\":\"sure?\",\"error_code\":\"confirmation_required\",\"preview_token\":\"p1\"}"},
    {"POST /api/v1/entities/", 200, json, "{\"done\":true}"},
    {"POST /api/v1/scripting/executions ", 202, json,
     "{\"id\":\"x1\",\"status\":\"failed\",\"error\":\"line 3\"}"},
    {"GET /api/v1/lan-agent/cli/bootstrap.sh ", 200, "Content-Type: text/x-shellscript\r\n",
     "#!/bin/sh\necho hello\n"},
    {"GET /api/v1/me/invitations ", 200, json, "[{\"id\":\"v1\"},{\"id\":\"v2\"}]"},
    {"", 404, json, "{\"message\":\"no such route\"}"},
};

static const openapp_route *find(const openapp_route *r, const char *head)
{
    while (r && r->line && strncmp(head, r->line, strlen(r->line)) != 0)
        r++;
    return r && r->line ? r : NULL;
}

static void reply(const openapp_stage *s, tiny_exchange *exchange)
{
    const openapp_route *r = find(s->routes, exchange->head);
    if (!r)
        r = find(routes, exchange->head);
    if (r->status == 0)
        tiny_hang(exchange);
    else
        tiny_reply(exchange, r->status, r->headers, r->body);
}

static void handle(tiny_exchange *exchange, void *user)
{
    openapp_stage *s = user;
    int number = atomic_fetch_add(&s->count, 1);
    if (number < OPENAPP_KEPT) {
        memcpy(s->heads[number], exchange->head, sizeof s->heads[number]);
        memcpy(s->bodies[number], exchange->body, sizeof s->bodies[number]);
    }
    if (atomic_load(&s->failures) > 0) {
        atomic_fetch_sub(&s->failures, 1);
        tiny_reply(exchange, atomic_load(&s->failure), json, "{\"message\":\"not now\"}");
    } else {
        reply(s, exchange);
    }
}

/* ---- the stage ---- */

void openapp_begin(openapp_stage *s, bool async)
{
    memset(s, 0, sizeof *s);
    s->async = async;
    s->call.response = &s->response;
    s->device_id = "d1";
    s->entity_id = "e1";
    tiny_server_start(&s->server, NULL, handle, s);
    (void)snprintf(s->key, sizeof s->key, "%s_openapp_" OPENAPP_SECRET, s->server.url);
    s->options.api_key = s->key;
    s->base = event_base_new();
    assert_non_null(s->base);
}

void openapp_forget(openapp_stage *s)
{
    apie_free(s->result);
    apie_free(s->response);
    s->result = NULL;
    s->response = NULL;
}

void openapp_end(openapp_stage *s)
{
    openapp_forget(s);
    apie_openapp_free(s->sync_client);
    apie_async_openapp_free(s->async_client);
    event_base_free(s->base);
    apie_openapp_free(s->control);
    devserver_stop(s->local);
    tiny_server_stop(&s->server);
}

void openapp_use_local(openapp_stage *s)
{
    char problem[200] = "";
    const devserver_options server = {.listen = NULL};
    s->local = devserver_start(&server, problem, sizeof problem);
    if (!s->local)
        fail_msg("%s", problem);
    const char *url = devserver_url(s->local);
    (void)snprintf(s->key, sizeof s->key, "%s_openapp_" OPENAPP_SECRET, url);
    const apie_openapp_options options = {.api_key = s->key, .base_url = url};
    openapp_ok(s, apie_openapp_new(&options, &s->control, &s->error));
}

apie_response *openapp_control(openapp_stage *s, const char *method, const char *target,
                               const char *body)
{
    apie_response *response = NULL;
    openapp_ok(s, apie_openapp_request(s->control, method, target, body, body ? strlen(body) : 0,
                                       NULL, &response, &s->error));
    return response;
}

static bool has_ended(openapp_stage *s)
{
    apie_response *response = openapp_control(s, "GET", "/_dev/state", NULL);
    json_t *state = json_loads(response->body, 0, NULL);
    json_t *all = json_object_get(state, "openapp_streams");
    json_t *last = json_array_get(all, json_array_size(all) - 1);
    assert_non_null(last);
    const bool ended = !json_is_null(json_object_get(last, "ended"));
    json_decref(state);
    apie_free(response);
    return ended;
}

void openapp_await_end(openapp_stage *s)
{
    const struct timespec pause = {.tv_nsec = 2000000};
    for (int i = 0; !has_ended(s); i++) {
        assert_true(i < 5000);
        (void)nanosleep(&pause, NULL);
    }
}

apie_status openapp_new(openapp_stage *s)
{
    return s->async ? apie_async_openapp_new(s->base, &s->options, &s->async_client, &s->error)
                    : apie_openapp_new(&s->options, &s->sync_client, &s->error);
}

static void note_client(apie_status status, apie_async_openapp *client, const apie_error *error,
                        void *user)
{
    openapp_waiting *w = user;
    openapp_note(w, status, NULL, error);
    w->result = client;
}

apie_status openapp_connect(openapp_stage *s)
{
    openapp_waiting w = {.told = 0};
    if (!s->async)
        return apie_openapp_connect(&s->options, NULL, &s->sync_client, &s->error);
    apie_status status = openapp_await(
        s, &w, apie_async_openapp_connect(s->base, &s->options, NULL, note_client, &w, &s->error));
    s->async_client = s->result;
    s->result = NULL;
    return status;
}

openapp_handle openapp_use(openapp_stage *s, openapp_handle handle)
{
    openapp_handle before = {s->sync_client, s->async_client};
    s->sync_client = handle.sync_client;
    s->async_client = handle.async_client;
    return before;
}

apie_status openapp_with_org(openapp_stage *s, const char *org_id, openapp_handle *out)
{
    *out = (openapp_handle){NULL, NULL};
    return s->async
               ? apie_async_openapp_with_org(s->async_client, org_id, &out->async_client, &s->error)
               : apie_openapp_with_org(s->sync_client, org_id, &out->sync_client, &s->error);
}

void openapp_free_handle(openapp_handle handle)
{
    apie_openapp_free(handle.sync_client);
    apie_async_openapp_free(handle.async_client);
}

void openapp_expect_head(const openapp_stage *s, int number, const char *part)
{
    if (!tiny_has(s->heads[number], part))
        fail_msg("request %d is without \"%s\":\n%s", number, part, s->heads[number]);
}

void openapp_expect_no_head(const openapp_stage *s, int number, const char *part)
{
    if (tiny_has(s->heads[number], part))
        fail_msg("request %d has \"%s\":\n%s", number, part, s->heads[number]);
}

void openapp_expect_requests(const openapp_stage *s, int count)
{
    assert_int_equal(atomic_load(&s->count), count);
}

void openapp_fail_with(openapp_stage *s, int status, int times)
{
    atomic_store(&s->failure, status);
    atomic_store(&s->failures, times);
    atomic_store(&s->count, 0);
}

/* ---- calls ---- */

void openapp_note(openapp_waiting *w, apie_status status, void *result, const apie_error *error)
{
    w->status = status;
    w->result = result ? apie_take(result) : NULL;
    if (error)
        w->error = *error;
    w->told++;
}

apie_status openapp_await(openapp_stage *s, openapp_waiting *w, const apie_call *call)
{
    if (!call)
        return s->error.code;
    assert_int_equal(w->told, 0);
    while (!w->told)
        assert_int_equal(event_base_loop(s->base, EVLOOP_ONCE), 0);
    s->error = w->error;
    s->result = w->result;
    assert_int_equal(w->status == APIE_OK, s->error.code == APIE_OK);
    return w->status;
}

void openapp_both(void (*test)(openapp_stage *s))
{
    for (int async = 0; async < 2; async++) {
        static openapp_stage s;
        openapp_begin(&s, async == 1);
        test(&s);
        openapp_end(&s);
    }
}
