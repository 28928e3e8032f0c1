#include "completion.h"

#include "base/fail.h"

apie_status apie_async_completion_init(apie_async_completion *completion, apie_async_client *client,
                                       apie_done_cb *done, void *user, apie_error *error)
{
    *completion = (apie_async_completion){.done = done, .user = user};
    if (!done)
        return APIE_OK;
    completion->flow = apie_done_flow_new(&client->agent->core, error);
    return completion->flow ? APIE_OK : APIE_ERROR_NO_MEMORY;
}

void apie_async_completion_tell(apie_async_completion *completion, apie_async_client *client)
{
    apie_flow *flow = completion->flow;
    apie_error error;
    completion->flow = NULL;
    if (flow &&
        !apie_async_start_end(client->base.driver, flow, apie_async_deliver_done,
                              (apie_async_function *)completion->done, completion->user, &error))
        completion->done(error.code, &error, completion->user);
}

void apie_async_completion_fail(apie_async_completion *completion, const apie_error *error)
{
    bool told = !completion->flow;
    apie_async_completion_free(completion);
    if (!told)
        completion->done(error->code, error, completion->user);
}

void apie_async_completion_free(apie_async_completion *completion)
{
    apie_flow_free(completion->flow);
    completion->flow = NULL;
}
