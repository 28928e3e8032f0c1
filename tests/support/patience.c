#include "patience.h"

#include <stdlib.h>

#include "apie/agent.h"
#include "virtual.h"

#define FOR_EVER_MS (INT64_C(365) * 24 * 3600 * 1000)

static void never_answer(void *user, const apie_http_request *request, virtual_reply *reply)
{
    (void)user;
    (void)request;
    reply->delay_ms = FOR_EVER_MS;
}

static const char *no_environment(const char *name, void *user)
{
    (void)name;
    (void)user;
    return NULL;
}

uint64_t default_patience_ms(const apie_config *config)
{
    const apie_agent_source source = {.config = config, .get_environment = no_environment};
    virtual_world *world = virtual_new(1, never_answer, NULL);
    apie_agent *agent = NULL;
    if (apie_agent_new(&source, virtual_clock(world), &agent, NULL) != APIE_OK)
        abort();
    virtual_drive(world, &agent->core);
    apie_flow *flow =
        apie_operation_flow_new(&agent->core, &apie_op_health_check, NULL, NULL, NULL, NULL);
    if (!flow)
        abort();
    uint64_t start_ms = virtual_now(world);
    virtual_finish(world, flow);
    uint64_t waited_ms = flow->status == APIE_ERROR_TIMEOUT ? virtual_now(world) - start_ms : 0;
    apie_flow_free(flow);
    apie_agent_free(agent, false);
    virtual_free(world);
    return waited_ms;
}
