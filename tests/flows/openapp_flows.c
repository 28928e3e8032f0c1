#include "openapp_flows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/alloc_fault.h"

/* ---- a service ---- */

static size_t number_after(const char *target, const char *name, size_t otherwise)
{
    const char *found = strstr(target, name);
    return found ? (size_t)strtoul(found + strlen(name), NULL, 10) : otherwise;
}

static size_t put(openapp_flows *f, size_t used, const char *text)
{
    int length = snprintf(f->page + used, sizeof f->page - used, "%s", text);
    assert_true(length >= 0 && used + (size_t)length < sizeof f->page);
    return used + (size_t)length;
}

static void make_page(openapp_flows *f, const char *target)
{
    size_t limit = number_after(target, "limit=", f->cap);
    size_t offset = f->pageless ? 0 : number_after(target, "offset=", 0);
    size_t end = offset + (limit < f->cap ? limit : f->cap);
    size_t used = put(f, 0, f->bare ? "[" : "{\"items\":[");
    char text[128];
    for (size_t i = offset; i < end && i < f->count; i++) {
        (void)snprintf(text, sizeof text,
                       "%s{\"id\":\"%zu\",\"org_id\":\"o\",\"integration_id\":\"i\",\"name\":%s}",
                       i > offset ? "," : "", i, f->names[i]);
        used = put(f, used, text);
    }
    (void)snprintf(text, sizeof text, f->bare ? "]" : "],\"total\":%zu}",
                   f->total > 0 ? f->total : f->count);
    (void)put(f, used, text);
}

static void make_execution(openapp_flows *f)
{
    size_t used = put(f, 0, "{\"id\":\"x 1\",");
    used = put(f, used, f->sent > f->looks_until_done ? f->end : "\"status\":\"running\"");
    (void)put(f, used, "}");
}

static void note(openapp_flows *f, const apie_http_request *request)
{
    assert_true(f->sent < OPENAPP_SEEN);
    char *lines = f->lines[f->sent];
    size_t used = 0;
    (void)snprintf(f->targets[f->sent], sizeof f->targets[0], "%s", request->target);
    for (size_t i = 0; i < request->header_line_count; i++)
        used += (size_t)snprintf(lines + used, sizeof f->lines[0] - used, "%s\n",
                                 request->header_lines[i]);
    f->times[f->sent++] = virtual_now(f->world);
}

static void answer(void *user, const apie_http_request *request, virtual_reply *reply)
{
    openapp_flows *f = user;
    note(f, request);
    reply->delay_ms = f->sent > 1 ? f->delay_ms : 0;
    if (request->url) {
        reply->headers = "Content-Type: image/png\r\n";
        reply->body = "a picture";
        return;
    }
    if (f->sent > f->good)
        reply->transport = f->transport;
    if (f->failure && f->sent > f->good) {
        reply->status = f->failure;
        reply->body = "{\"message\":\"no " OPENAPP_KEY "\",\"error_code\":\"x\"}";
        return;
    }
    if (strstr(request->target, "/scripting/"))
        make_execution(f);
    else
        make_page(f, request->target);
    reply->body = f->page;
}

static apie_status give_key(char *key, size_t size, void *user)
{
    openapp_flows *f = user;
    f->keys_asked++;
    (void)snprintf(key, size, "%s", f->key);
    return f->key_status;
}

static void open_core(openapp_flows *f, const apie_openapp_options *options)
{
    apie_error error;
    if (apie_openapp_core_init(&f->core, options, virtual_clock(f->world), &error) != APIE_OK)
        fail_msg("%s", error.message);
    virtual_drive(f->world, &f->core.core);
}

int openapp_flows_set_up(void **state)
{
    openapp_flows *f = calloc(1, sizeof *f);
    if (!f)
        return -1;
    f->world = virtual_new(5, answer, f);
    f->cap = 2;
    f->key = OPENAPP_KEY;
    const apie_openapp_options options = {.api_key = OPENAPP_KEY};
    open_core(f, &options);
    *state = f;
    return 0;
}

int openapp_flows_tear_down(void **state)
{
    openapp_flows *f = *state;
    virtual_free(f->world);
    apie_core_free(&f->core.core);
    free(f);
    return 0;
}

void openapp_flows_expect_target(const openapp_flows *f, size_t number, const char *target)
{
    assert_true(number < f->sent);
    assert_string_equal(f->targets[number], target);
}

bool openapp_flows_has_line(const openapp_flows *f, size_t number, const char *line)
{
    const char *found = strstr(f->lines[number], line);
    return found && (found == f->lines[number] || found[-1] == '\n') && found[strlen(line)] == '\n';
}

static const char *const five[] = {"\"Acme\"", "{\"en\":\"Bolt\",\"he\":\"acme \"}", "\"Corp\"",
                                   "{\"value\":{\"en\":\"ACME\"}}", "\"Door\""};

void openapp_flows_have(openapp_flows *f, bool bare)
{
    f->names = five;
    f->count = 5;
    f->bare = bare;
    f->sent = 0;
}

apie_flow *openapp_flows_list(openapp_flows *f, const apie_openapp_list_query *query,
                              const apie_call_options *options)
{
    apie_error error;
    const apie_openapp_list_arguments arguments = {.model = &apie_model_openapp_list_query,
                                                   .query = query};
    apie_flow *flow = apie_openapp_list_flow_new(&f->core.core, &apie_op_openapp_orgs_list,
                                                 &arguments, options, &error);
    if (!flow)
        fail_msg("%s", error.message);
    return flow;
}

void openapp_flows_rotate(openapp_flows *f, const char *base_url)
{
    const apie_openapp_options options = {
        .key_callback = give_key, .key_user = f, .base_url = base_url};
    apie_core_free(&f->core.core);
    open_core(f, &options);
    f->keys_asked = 0;
}

/* ---- memory ---- */

apie_status openapp_flows_drive(openapp_flows *f, apie_flow *flow)
{
    uint64_t now_ms = 1000;
    const apie_want *want = apie_flow_resume(flow, APIE_CAUSE_START, now_ms);
    while (want->kind != APIE_WANT_DONE) {
        apie_cause cause = APIE_CAUSE_TIME;
        if (want->kind == APIE_WANT_TIME) {
            now_ms = want->deadline_ms;
        } else if (!apie_flow_prepare(flow)) {
            cause = APIE_CAUSE_REFUSED;
        } else {
            virtual_reply reply = {.status = 200};
            answer(f, want->request, &reply);
            apie_answer got = {.http_status = reply.status,
                               .body = {reply.body, strlen(reply.body)}};
            apie_flow_absorb(flow, &got);
            cause = APIE_CAUSE_ANSWER;
        }
        want = apie_flow_resume(flow, cause, now_ms);
        apie_flow_report(flow);
    }
    return flow->status;
}

void openapp_flows_torture(openapp_flows *f, openapp_flows_make *make)
{
    bool hit = true;
    for (unsigned long k = 1; hit; k++) {
        apie_error error;
        apie_status status = APIE_ERROR_NO_MEMORY;
        long live = apie_fault_live();
        f->sent = 0;
        apie_fault_fail_at(k);
        apie_flow *flow = make(f, &error);
        if (flow)
            status = openapp_flows_drive(f, flow);
        else
            assert_int_equal(error.code, APIE_ERROR_NO_MEMORY);
        apie_flow_free(flow);
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(status, hit ? APIE_ERROR_NO_MEMORY : APIE_OK);
        assert_int_equal(apie_fault_live(), live);
    }
}
