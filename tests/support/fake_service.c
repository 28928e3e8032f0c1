#include "fake_service.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fake_service_init(fake_service *service)
{
    memset(service, 0, sizeof *service);
    service->requests = json_array();
    service->events = json_array();
    service->seen = json_object();
}

void fake_service_free(fake_service *service)
{
    json_decref(service->requests);
    json_decref(service->events);
    json_decref(service->seen);
}

static void say(virtual_reply *reply, const char *format, ...) APIE_PRINTF(2, 3);

static void say(virtual_reply *reply, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reply->text, sizeof reply->text, format, arguments);
    va_end(arguments);
    reply->body = NULL;
}

static bool begins_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static void take_events(fake_service *service, const apie_http_request *request,
                        virtual_reply *reply)
{
    json_t *body = json_loadb(request->body, request->body_length, 0, NULL);
    json_t *events = json_object_get(body, "events");
    size_t i;
    json_t *event;
    if (service->poison) {
        json_array_foreach(events, i, event)
        {
            char *text = json_dumps(event, JSON_COMPACT);
            bool bad = strstr(text, service->poison) != NULL;
            free(text);
            if (bad) {
                reply->status = 422;
                say(reply, "{\"error\":\"event %zu is poison\"}", i);
                json_decref(body);
                return;
            }
        }
    }
    json_array_foreach(events, i, event)
    {
        const char *id = json_string_value(json_object_get(event, "event_id"));
        if (json_object_get(service->seen, id)) {
            service->duplicates++;
            continue;
        }
        json_object_set_new(service->seen, id, json_true());
        json_array_append(service->events, event);
    }
    json_decref(body);
    reply->body = service->events_answer ? service->events_answer : "{\"warnings\":[]}";
}

static void look_at_approval(fake_service *service, const apie_http_request *request,
                             virtual_reply *reply)
{
    uint64_t now = virtual_now(service->world);
    const char *status = service->approval_status ? service->approval_status : "approved";
    const char *wait = strstr(request->target, "/wait?timeout=");
    if (service->first_asked_ms == 0)
        service->first_asked_ms = now;
    uint64_t decided = service->first_asked_ms + (uint64_t)service->approval_after_ms;
    if (wait) {
        uint64_t held = strtoull(wait + strlen("/wait?timeout="), NULL, 10);
        bool in_time = decided <= now + held;
        reply->delay_ms = (int64_t)(in_time ? (decided > now ? decided - now : 0) : held);
        say(reply, "{\"status\":\"%s\"}", in_time ? status : "timeout");
    } else {
        say(reply, "{\"approval\":{\"status\":\"%s\"}}", decided <= now ? status : "pending");
    }
}

static bool ends_with(const char *text, const char *suffix)
{
    size_t length = strlen(text);
    size_t suffix_length = strlen(suffix);
    return length >= suffix_length && strcmp(text + length - suffix_length, suffix) == 0;
}

static void start_run(fake_service *service, virtual_reply *reply)
{
    say(reply, "{\"id\":\"run_%llu\",\"status\":\"running\",\"started_at\":\"now\"}",
        (unsigned long long)++service->runs);
}

static void answer_session(fake_service *service, const char *target, virtual_reply *reply)
{
    if (strcmp(target, "/v1/sessions") == 0)
        say(reply, "{\"id\":\"ses_%llu\",\"status\":\"running\",\"started_at\":\"now\"}",
            (unsigned long long)++service->sessions);
    else if (ends_with(target, "/runs"))
        start_run(service, reply);
    else if (ends_with(target, "/handoffs"))
        say(reply, "{\"id\":\"hof_%llu\",\"status\":\"requested\"}",
            (unsigned long long)++service->handoffs);
}

static void answer_report(fake_service *service, virtual_reply *reply)
{
    bool ready = virtual_now(service->world) >= (uint64_t)service->report_after_ms;
    say(reply, "{\"report_id\":\"rpt_1\",\"status\":\"%s\"}", ready ? "generated" : "draft");
}

static void process(fake_service *service, const apie_http_request *request, virtual_reply *reply)
{
    const char *target = request->target;
    reply->body = "{}";
    if (strcmp(target, "/v1/agents/identify") == 0)
        reply->body = "{\"agent_id\":\"agt_1\",\"agent_version_id\":\"ver_1\",\"status\":\"ok\"}";
    else if (strcmp(target, "/v1/runs") == 0)
        start_run(service, reply);
    else if (begins_with(target, "/v1/sessions"))
        answer_session(service, target, reply);
    else if (strstr(target, "/boundary-reports"))
        answer_report(service, reply);
    else if (strcmp(target, "/v1/guardrails/evaluate") == 0)
        reply->body = service->evaluation ? service->evaluation : "{\"policy_decision\":\"allow\"}";
    else if (strcmp(target, "/v1/events") == 0)
        take_events(service, request, reply);
    else if (begins_with(target, "/v1/approvals/"))
        look_at_approval(service, request, reply);
}

/* One of the ways in which requests fail; true if it was processed all the same. */
static bool fault(fake_service *service, virtual_reply *reply)
{
    static const struct {
        virtual_reply reply;
        bool processed;
    } faults[] = {
        {{.status = 503, .body = "{\"error\":\"unavailable\"}"}, false},
        {{.status = 500, .body = "<html>oops</html>", .headers = "Content-Type: text/html\r\n"},
         true},
        {{.status = 429,
          .headers = "Content-Type: application/json\r\nRetry-After: 1\r\n",
          .body = "{}"},
         false},
        {{.transport = APIE_ERROR_CONNECT}, false},
        {{.transport = APIE_ERROR_NETWORK}, false},
        {{.transport = APIE_ERROR_NETWORK}, true},
        {{.delay_ms = 100000000}, true},
        {{.status = 200, .body = "{\"a\":"}, true},
    };
    size_t which = virtual_random(service->world) % (sizeof faults / sizeof faults[0]);
    *reply = faults[which].reply;
    return faults[which].processed;
}

static void record(fake_service *service, const apie_http_request *request)
{
    json_t *body =
        request->body ? json_loadb(request->body, request->body_length, 0, NULL) : json_null();
    json_array_append_new(service->requests,
                          json_pack("{s:s,s:s,s:o}", "method", apie_method_name(request->method),
                                    "target", request->target, "body", body ? body : json_null()));
}

void fake_service_answer(void *user, const apie_http_request *request, virtual_reply *reply)
{
    fake_service *service = user;
    record(service, request);
    if (service->down_prefix && begins_with(request->target, service->down_prefix)) {
        if (service->down_status < 0)
            reply->transport = APIE_ERROR_CONNECT;
        else
            reply->status = service->down_status ? service->down_status : 503;
        reply->body = "{\"error\":\"down\"}";
        return;
    }
    if ((int)(virtual_random(service->world) % 100) < service->fail_percent) {
        if (fault(service, reply)) {
            virtual_reply unseen = {0};
            process(service, request, &unseen);
        }
        return;
    }
    process(service, request, reply);
    if (service->slow_prefix && begins_with(request->target, service->slow_prefix))
        reply->delay_ms += service->slow_ms;
    if (service->latency_ms > 0)
        reply->delay_ms +=
            (int64_t)(virtual_random(service->world) % (uint64_t)service->latency_ms);
}

size_t fake_service_count(const fake_service *service, const char *prefix)
{
    size_t count = 0, i;
    json_t *request;
    json_array_foreach(service->requests, i, request)
    {
        if (begins_with(json_string_value(json_object_get(request, "target")), prefix))
            count++;
    }
    return count;
}

json_t *fake_service_body(const fake_service *service, const char *prefix, size_t n)
{
    size_t i;
    json_t *request;
    json_array_foreach(service->requests, i, request)
    {
        if (begins_with(json_string_value(json_object_get(request, "target")), prefix) && n-- == 0)
            return json_object_get(request, "body");
    }
    return NULL;
}

char *fake_service_event_types(const fake_service *service, const char *run_id)
{
    size_t size = 1, i;
    json_t *event;
    char *types = calloc(1, 1);
    json_array_foreach(service->events, i, event)
    {
        const char *run = json_string_value(json_object_get(event, "run_id"));
        const char *type = json_string_value(json_object_get(event, "type"));
        if (run_id && (!run || strcmp(run, run_id) != 0))
            continue;
        size_t length = strlen(type);
        char *grown = realloc(types, size + length + 1);
        if (!grown)
            abort();
        types = grown;
        if (size > 1)
            types[size++ - 1] = ',';
        memcpy(types + size - 1, type, length + 1);
        size += length;
    }
    return types;
}

bool fake_service_gap_free(const fake_service *service)
{
    json_t *highest = json_object();
    json_t *counts = json_object();
    size_t i;
    json_t *event;
    const char *run;
    json_array_foreach(service->events, i, event)
    {
        run = json_string_value(json_object_get(event, "run_id"));
        json_int_t number = json_integer_value(json_object_get(event, "sequence_number"));
        if (number > json_integer_value(json_object_get(highest, run)))
            json_object_set_new(highest, run, json_integer(number));
        json_object_set_new(counts, run,
                            json_integer(1 + json_integer_value(json_object_get(counts, run))));
    }
    bool good = json_equal(highest, counts);
    json_decref(highest);
    json_decref(counts);
    return good;
}
