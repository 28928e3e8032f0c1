#include "routes.h"
#include "handlers.h"
#include "honeycomb.h"
#include "openapp.h"
#include "shapes.h"

#include <event2/util.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct route routes[] = {
    {"GET", "/", NULL, service_info, true},
    {"GET", "/health", NULL, service_health, true},
    {"POST", "/v1/agents/identify", &shape_identify, agents_identify, false},
    {"POST", "/v1/agents/{id}/capabilities/declare", &shape_capabilities, agents_declare, false},
    {"POST", "/v1/agents/{id}/tools/define", &shape_tool, agents_define_tool, false},
    {"POST", "/v1/agents/{id}/boundary-reports", &shape_report, reports_create, false},
    {"GET", "/v1/boundary-reports/{id}", NULL, reports_get, false},
    {"POST", "/v1/runs", &shape_run, runs_start, false},
    {"POST", "/v1/runs/{id}/complete", &shape_run_completion, runs_complete, false},
    {"POST", "/v1/sessions", &shape_session, sessions_start, false},
    {"POST", "/v1/sessions/{id}/complete", &shape_session_completion, sessions_complete, false},
    {"POST", "/v1/sessions/{id}/runs", &shape_session_run, sessions_start_run, false},
    {"POST", "/v1/sessions/{id}/handoffs", &shape_handoff, sessions_hand_off, false},
    {"POST", "/v1/events", &shape_events, events_accept, false},
    {"POST", "/v1/events/validate", &shape_events, events_validate, false},
    {"POST", "/v1/guardrails/evaluate", &shape_evaluation, guardrails_evaluate, false},
    {"POST", "/v1/guardrails/templates/{id}/enable", &shape_empty, guardrails_enable, false},
    {"GET", "/v1/approvals/{id}", NULL, approvals_get, false},
    {"GET", "/v1/approvals/{id}/wait", NULL, approvals_wait, false},
    {"GET", "/_dev/state", NULL, control_state, true},
    {"GET", "/_dev/summary", NULL, control_summary, true},
    {"POST", "/_dev/approvals/{id}", &shape_approval_answer, control_approval, true},
    {"POST", "/_dev/rules", &shape_rules, control_rules, true},
    {"POST", "/_dev/faults", NULL, control_faults, true},
    {"POST", "/_dev/honeycomb", &shape_honeycomb, control_honeycomb, true},
    {"POST", "/_dev/openapp", &shape_openapp, control_openapp, true},
    {"GET", "/images/{id}", NULL, openapp_show_image, true},
    {"POST", "/_dev/reset", NULL, control_reset, true},
};

/* All of Honeycomb, and all of OpenApp: they look at everything by themselves. */
static const struct route honeycomb = {NULL, "(honeycomb)", NULL, honeycomb_answer, true};
static const struct route openapp = {NULL, "(openapp)", NULL, openapp_answer, true};

/* Where the segment for {id} begins and how long it is; length 0 without one. */
struct segment {
    const char *start;
    size_t length;
};

static bool matches(const char *pattern, const char *path, struct segment *id)
{
    *id = (struct segment){NULL, 0};
    while (*pattern != '\0') {
        if (*pattern == '{') {
            id->start = path;
            id->length = strcspn(path, "/");
            if (id->length == 0) {
                return false;
            }
            path += id->length;
            pattern = strchr(pattern, '}') + 1;
            continue;
        }
        if (*pattern != *path) {
            return false;
        }
        pattern++;
        path++;
    }
    return *path == '\0';
}

static const char *path_of(struct exchange *exchange)
{
    return evhttp_uri_get_path(evhttp_request_get_evhttp_uri(exchange->request));
}

static bool take_parameter(struct exchange *exchange, const struct segment *id)
{
    if (id->length == 0) {
        return true;
    }
    char *raw = strndup(id->start, id->length);
    if (raw == NULL) {
        return false;
    }
    exchange->parameter = evhttp_uridecode(raw, 0, NULL);
    free(raw);
    return exchange->parameter != NULL;
}

bool routes_find(struct exchange *exchange)
{
    const char *path = path_of(exchange);
    struct segment id;
    exchange->route_is_control = strncmp(path, "/_dev/", 6) == 0;
    if (honeycomb_owns(path)) {
        exchange->route = &honeycomb;
        exchange->operation = honeycomb_find(exchange->method, path);
        return true;
    }
    if (openapp_owns(path)) {
        exchange->route = &openapp;
        exchange->operation = openapp_find(exchange->method, path);
        return true;
    }
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
        if (strcmp(routes[i].method, exchange->method) == 0 && matches(routes[i].path, path, &id)) {
            exchange->route = &routes[i];
            return take_parameter(exchange, &id);
        }
    }
    return true;
}

static void answer_no_route(struct exchange *exchange, struct answer *answer)
{
    const char *path = path_of(exchange);
    struct segment id;
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
        if (matches(routes[i].path, path, &id)) {
            answer_error(answer, 405, NULL, "this endpoint has another method");
            (void)answer_header(answer, "Allow", routes[i].method);
            return;
        }
    }
    answer_error(answer, 404, NULL, "there is no such endpoint");
}

static bool has_key(const struct exchange *exchange)
{
    static const char scheme[] = "Bearer ";
    const char *value =
        evhttp_find_header(evhttp_request_get_input_headers(exchange->request), "Authorization");
    if (value == NULL || strncmp(value, scheme, sizeof scheme - 1) != 0) {
        return false;
    }
    const char *key = value + sizeof scheme - 1;
    if (exchange->server->api_keys != NULL) {
        return json_object_get(exchange->server->api_keys, key) != NULL;
    }
    return *key != '\0';
}

static bool is_json(const struct exchange *exchange)
{
    static const char json[] = "application/json";
    const char *type =
        evhttp_find_header(evhttp_request_get_input_headers(exchange->request), "Content-Type");
    return type != NULL && evutil_ascii_strncasecmp(type, json, sizeof json - 1) == 0 &&
           strchr("; \t", type[sizeof json - 1]) != NULL;
}

static bool body_in_order(struct exchange *exchange, struct answer *answer)
{
    struct check_failure failure = {.pointer = ""};
    if (!is_json(exchange)) {
        answer_error(answer, 422, "", "must have the content type application/json");
        return false;
    }
    if (exchange->body == NULL) {
        answer_error(answer, 400, "", exchange->body_error);
        return false;
    }
    if (!check_value(exchange->body, exchange->route->shape, &failure)) {
        answer_error(answer, 422, failure.pointer, failure.message);
        return false;
    }
    return true;
}

void routes_answer(struct exchange *exchange, struct answer *answer)
{
    const struct route *route = exchange->route;
    if (route == NULL) {
        answer_no_route(exchange, answer);
    } else if (!route->open && !has_key(exchange)) {
        answer_error(answer, 401, NULL, "the API key is missing or not accepted");
    } else if (route->shape == NULL || body_in_order(exchange, answer)) {
        route->answer(exchange, answer);
    }
}
