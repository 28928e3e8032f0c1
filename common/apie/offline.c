#include "apie/offline.h"

#include <string.h>

/* Random, so that the ids of many clients can be told apart. */
const char *apie_offline_id(apie_flow *flow, const char *prefix)
{
    static const char digits[] = "0123456789abcdef";
    const apie_clock *clock = &flow->core->clock;
    uint64_t bits = clock->random(clock->user);
    size_t length = strlen(prefix);
    char *id = apie_arena_text(flow->arena, length + 17);
    if (!id)
        return NULL;
    memcpy(id, prefix, length);
    for (size_t i = 0; i < 16; i++, bits >>= 4)
        id[length + i] = digits[bits & 15];
    id[length + 16] = '\0';
    return id;
}

static bool begins_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool apie_is_offline(const char *id)
{
    return begins_with(id, APIE_OFFLINE_RUN) || begins_with(id, APIE_OFFLINE_SESSION);
}

bool apie_agent_forgives(apie_flow *flow)
{
    apie_agent *agent = apie_agent_of(flow);
    apie_status code = flow->error.code;
    if (!apie_agent_tolerates(agent) || code == APIE_ERROR_NO_MEMORY ||
        code == APIE_ERROR_INVALID_ARGUMENT)
        return false;
    apie_agent_report(agent, &flow->error);
    return true;
}
