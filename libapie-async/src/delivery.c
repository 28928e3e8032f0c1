#include "delivery.h"

#include "async.h"
#include "base/ownership.h"
#include "call.h"

bool apie_async_deliver_one(apie_async *async)
{
    apie_link *link = apie_list_take(&async->ended);
    apie_call *call = NULL;
    apie_flow *flow = NULL;
    void *result = NULL;
    bool taken = false;

    if (link == NULL)
        return false;
    call = APIE_LISTED(link, apie_call, link);
    flow = call->flow;
    async->unfinished--;
    if (call->response != NULL)
        *call->response = apie_flow_take_response(flow);
    result = apie_flow_take_result(flow);
    apie_lend_result(result, &taken);
    call->deliver(call->callback, flow->status, result,
                  flow->status != APIE_OK ? &flow->error : NULL, call->user);
    if (!taken) {
        apie_lend_result(result, NULL);
        apie_free(result);
    }
    apie_async_call_free(call);
    return true;
}
