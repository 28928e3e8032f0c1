#include "honeycomb_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "honeycomb/settings.h"
#include "honeycomb_by_hand.h"
#include "support/alloc_fault.h"

static const honeycomb_rule *find_rule(const honeycomb_world *w, const char *request)
{
    for (honeycomb_rule *rule = w->rules; rule && rule->request; rule++) {
        if (strncmp(request, rule->request, strlen(rule->request)) != 0)
            continue;
        unsigned seen = rule->seen++;
        if (seen >= rule->after && (rule->times == 0 || seen < rule->after + rule->times))
            return rule;
    }
    return NULL;
}

/* What was sent, with an id. */
static void create(honeycomb_world *w, const apie_http_request *request, virtual_reply *reply)
{
    char *answer = w->answers[w->count];
    int length = request->body_length > 2 ? (int)request->body_length - 1 : 0;
    snprintf(answer, sizeof w->answers[0], "%.*s%s\"id\":\"id-%u\"}", length,
             length > 0 ? request->body : "", length > 0 ? "," : "{", ++w->made);
    reply->status = 201;
    reply->body = answer;
}

static void answer(void *user, const apie_http_request *request, virtual_reply *reply)
{
    honeycomb_world *w = user;
    assert_true(w->count < HONEYCOMB_REQUESTS);
    char *line = w->requests[w->count];
    snprintf(line, sizeof w->requests[0], "%s %s%s%.*s", apie_method_name(request->method),
             request->target, request->body ? " " : "", (int)request->body_length,
             request->body ? request->body : "");
    size_t length = 0;
    for (size_t i = 0; i < request->header_line_count && length < sizeof w->headers[0]; i++)
        length += (size_t)snprintf(w->headers[w->count] + length, sizeof w->headers[0] - length,
                                   "%s\n", request->header_lines[i]);
    const honeycomb_rule *rule = find_rule(w, line);
    reply->delay_ms = w->delay_ms;
    if (rule) {
        reply->status = rule->status;
        reply->body = rule->body;
    } else if (request->method == APIE_POST) {
        create(w, request, reply);
    } else {
        reply->body = "[]";
    }
    w->count++;
}

int honeycomb_set_up(void **state)
{
    const apie_honeycomb_options options = {.api_key = "a-key"};
    honeycomb_world *w = calloc(1, sizeof *w);
    if (!w)
        return -1;
    w->world = virtual_new(7, answer, w);
    if (apie_honeycomb_core_init(&w->core, &options, NULL, virtual_clock(w->world), &w->error) !=
        APIE_OK)
        return -1;
    virtual_drive(w->world, &w->core);
    *state = w;
    return 0;
}

int honeycomb_tear_down(void **state)
{
    honeycomb_world *w = *state;
    virtual_free(w->world);
    apie_core_free(&w->core);
    free(w);
    return 0;
}

void honeycomb_forget(honeycomb_world *w)
{
    for (honeycomb_rule *rule = w->rules; rule && rule->request; rule++)
        rule->seen = 0;
    memset(w->headers, 0, sizeof w->headers);
    w->count = 0;
    w->made = 0;
}

void *honeycomb_finish(honeycomb_world *w, apie_flow *flow, apie_status expected,
                       apie_response **response)
{
    if (!flow)
        fail_msg("%s: %s", w->error.where, w->error.message);
    virtual_finish(w->world, flow);
    if (flow->status != expected)
        fail_msg("%s: %s: %s", apie_status_name(flow->status), flow->error.where,
                 flow->error.message);
    w->error = flow->error;
    void *result = apie_flow_take_result(flow);
    if (response)
        *response = apie_flow_take_response(flow);
    apie_flow_free(flow);
    return result;
}

void *honeycomb_cancel_answered(honeycomb_world *w, apie_flow *flow, unsigned n)
{
    return by_hand_cancel(flow, answer, w, n, &w->error);
}

void honeycomb_expect(const honeycomb_world *w, const char *const *requests)
{
    unsigned i = 0;
    for (; requests[i]; i++) {
        size_t length = strlen(requests[i]);
        bool whole = strstr(requests[i], " {") != NULL;
        if (i >= w->count)
            fail_msg("request %u was not sent: %s", i, requests[i]);
        const char *sent = w->requests[i];
        if (strncmp(sent, requests[i], length) != 0 ||
            (sent[length] != '\0' && (whole || sent[length] != ' ')))
            fail_msg("request %u is\n%s\nnot\n%s", i, sent, requests[i]);
    }
    if (w->count != i)
        fail_msg("%u requests were sent, the next is %s", w->count, w->requests[i]);
}

static void note_status(void *user, apie_flow *flow)
{
    *(apie_status *)user = flow->status;
}

void honeycomb_run_out_of_memory(honeycomb_world *w, apie_flow *(*make)(honeycomb_world *w))
{
    bool hit = true;
    for (unsigned long k = 1; hit; k++) {
        apie_status status = APIE_ERROR_NO_MEMORY;
        long live = apie_fault_live();
        honeycomb_forget(w);
        apie_fault_fail_at(k);
        apie_flow *flow = make(w);
        unsigned long used = apie_fault_count();
        hit = apie_fault_hit();
        if (flow) {
            /* The first allocation is the world's own, and does not fail. */
            apie_fault_fail_at(hit ? 0 : k - used + 1);
            virtual_start(w->world, flow, note_status, &status);
            virtual_run(w->world);
            hit = hit || apie_fault_hit();
        }
        apie_fault_fail_at(0);
        assert_int_equal(status, hit ? APIE_ERROR_NO_MEMORY : APIE_OK);
        assert_int_equal(apie_fault_live(), live);
    }
}
