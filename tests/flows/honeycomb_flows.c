#include "honeycomb_flows.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "honeycomb/settings.h"
#include "honeycomb_by_hand.h"
#include "support/alloc_fault.h"

static void keep(honeycomb_flows *f, const apie_http_request *request)
{
    unsigned n = f->sent++;
    if (n >= FLOWS_KEPT)
        return;
    f->times[n] = virtual_now(f->world);
    (void)snprintf(f->targets[n], sizeof f->targets[n], "%s %s", apie_method_name(request->method),
                   request->target);
    f->bodies[n][0] = '\0';
    if (request->body && request->body_length < sizeof f->bodies[n]) {
        memcpy(f->bodies[n], request->body, request->body_length);
        f->bodies[n][request->body_length] = '\0';
    }
    f->lines[n][0] = '\0';
    for (size_t i = 0; i < request->header_line_count; i++) {
        size_t length = strlen(f->lines[n]);
        (void)snprintf(f->lines[n] + length, sizeof f->lines[n] - length, "%s\n",
                       request->header_lines[i]);
    }
}

static void serve(void *user, const apie_http_request *request, virtual_reply *reply)
{
    honeycomb_flows *f = user;
    keep(f, request);
    f->server(f->user, request, reply);
}

void flows_begin(honeycomb_flows *f, const apie_honeycomb_options *options,
                 virtual_server_fn *server, void *user)
{
    apie_honeycomb_options all = {0};
    memset(f, 0, sizeof *f);
    if (options)
        all = *options;
    all.api_key = "hcaik_1";
    all.management_key = "hcamk_1";
    all.management_secret = "secret";
    all.team = "blue";
    all.base_url = "http://127.0.0.1:9";
    f->server = server;
    f->user = user;
    f->world = virtual_new(7, serve, f);
    assert_int_equal(
        apie_honeycomb_core_init(&f->core, &all, NULL, virtual_clock(f->world), &f->error),
        APIE_OK);
    virtual_drive(f->world, &f->core);
}

void flows_end(honeycomb_flows *f)
{
    virtual_free(f->world);
    apie_core_free(&f->core);
}

void *flows_finish(honeycomb_flows *f, apie_flow *flow, apie_status expected)
{
    if (!flow) {
        if (f->error.code != expected)
            fail_msg("%s: %s", apie_status_name(f->error.code), f->error.message);
        return NULL;
    }
    virtual_finish(f->world, flow);
    if (flow->status != expected)
        fail_msg("%s: %s", apie_status_name(flow->status), flow->error.message);
    f->error = flow->error;
    void *result = apie_flow_take_result(flow);
    apie_flow_free(flow);
    return result;
}

bool flows_is(const apie_http_request *request, const char *wanted)
{
    const char *method = apie_method_name(request->method);
    size_t length = strlen(method);
    return strncmp(wanted, method, length) == 0 && wanted[length] == ' ' &&
           strncmp(request->target, wanted + length + 1, strlen(wanted + length + 1)) == 0;
}

void flows_expect_target(const honeycomb_flows *f, unsigned n, const char *target)
{
    assert_true(n < f->sent && n < FLOWS_KEPT);
    assert_string_equal(f->targets[n], target);
}

void flows_expect_body(const honeycomb_flows *f, unsigned n, const char *json)
{
    assert_true(n < f->sent && n < FLOWS_KEPT);
    json_t *expected = json_loads(json, JSON_DECODE_ANY, NULL);
    json_t *sent = json_loads(f->bodies[n], JSON_DECODE_ANY, NULL);
    assert_non_null(expected);
    if (!json_equal(expected, sent))
        fail_msg("request %u: %s instead of %s", n, f->bodies[n], json);
    json_decref(expected);
    json_decref(sent);
}

/* ---- without the world, which needs memory of its own ---- */

static apie_status drive(honeycomb_flows *f, apie_flow *flow, apie_error *error)
{
    uint64_t now_ms = virtual_now(f->world);
    apie_cause cause = APIE_CAUSE_START;
    if (!flow)
        return error->code;
    for (;;) {
        const apie_want *want = apie_flow_resume(flow, cause, now_ms);
        apie_flow_report(flow);
        if (want->kind == APIE_WANT_DONE)
            break;
        if (want->kind == APIE_WANT_TIME)
            now_ms = want->deadline_ms;
        cause = want->kind == APIE_WANT_TIME ? APIE_CAUSE_TIME : by_hand_answer(flow, serve, f);
    }
    apie_status status = flow->status;
    *error = flow->error;
    apie_flow_free(flow);
    return status;
}

void flows_torture(honeycomb_flows *f, flows_make *make)
{
    bool hit = true;
    json_set_alloc_funcs(malloc, free);
    for (unsigned long k = 1; hit; k++) {
        apie_error error = {0};
        long live = apie_fault_live();
        apie_fault_fail_at(k);
        apie_status status = drive(f, make(f, &error), &error);
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        if (status != APIE_OK && (status != APIE_ERROR_NO_MEMORY || !hit))
            fail_msg("allocation %lu: %s: %s", k, apie_status_name(status), error.message);
        if (apie_fault_live() != live)
            fail_msg("allocation %lu: %ld blocks are left", k, apie_fault_live() - live);
    }
}

static void keep_end(void *user, apie_flow *flow)
{
    void **result = user;
    assert_int_equal(flow->status, APIE_ERROR_CANCELLED);
    assert_int_equal(flow->error.code, APIE_ERROR_CANCELLED);
    *result = apie_flow_take_result(flow);
}

void *flows_cancel(honeycomb_flows *f, apie_flow *flow, uint64_t after_ms)
{
    static char untold;
    void *result = &untold;
    assert_non_null(flow);
    virtual_task *task = virtual_start(f->world, flow, keep_end, &result);
    virtual_cancel_at(task, virtual_now(f->world) + after_ms);
    virtual_run(f->world);
    assert_ptr_not_equal(result, &untold);
    return result;
}

void *flows_cancel_answered(honeycomb_flows *f, apie_flow *flow, unsigned n)
{
    return by_hand_cancel(flow, serve, f, n, &f->error);
}
