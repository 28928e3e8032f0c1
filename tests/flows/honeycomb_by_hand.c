#include "honeycomb_by_hand.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

apie_cause by_hand_answer(apie_flow *flow, virtual_server_fn *server, void *user)
{
    static const char json[] = "Content-Type: application/json\r\n";
    virtual_reply reply = {0};
    if (!apie_flow_prepare(flow))
        return APIE_CAUSE_REFUSED;
    server(user, flow->want.request, &reply);
    const char *headers = reply.headers ? reply.headers : json;
    const char *body = reply.body ? reply.body : reply.text;
    const apie_answer answer = {
        .http_status = reply.status ? reply.status : 200,
        .headers = {headers, strlen(headers)},
        .body = {body, strlen(body)},
        .request_started = true,
        .response_started = true,
    };
    apie_flow_absorb(flow, &answer);
    return APIE_CAUSE_ANSWER;
}

void *by_hand_cancel(apie_flow *flow, virtual_server_fn *server, void *user, unsigned n,
                     apie_error *error)
{
    uint64_t now_ms = 1000;
    apie_cause cause = APIE_CAUSE_START;
    assert_non_null(flow);
    while (n > 0) {
        const apie_want *want = apie_flow_resume(flow, cause, now_ms);
        apie_flow_report(flow);
        assert_int_not_equal(want->kind, APIE_WANT_DONE);
        now_ms = want->kind == APIE_WANT_TIME ? want->deadline_ms : now_ms + 10;
        cause = want->kind == APIE_WANT_TIME ? APIE_CAUSE_TIME : by_hand_answer(flow, server, user);
        n -= cause == APIE_CAUSE_ANSWER;
    }
    assert_int_equal(apie_flow_resume(flow, APIE_CAUSE_CANCEL, now_ms)->kind, APIE_WANT_DONE);
    apie_flow_report(flow);
    assert_int_equal(flow->status, APIE_ERROR_CANCELLED);
    *error = flow->error;
    void *result = apie_flow_take_result(flow);
    apie_flow_free(flow);
    return result;
}
