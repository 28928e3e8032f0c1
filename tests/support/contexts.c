#include "contexts.h"

#include <stdbool.h>

#include <apie/sync/context.h>

#include "libapie-sync/src/context.h"

static bool leave_one(void)
{
    if (apie_context_run_id())
        apie_context_remove_run(apie_context_run_id());
    else if (apie_context_session_id())
        apie_context_remove_session(apie_context_session_id());
    else
        return false;
    return true;
}

void leave_contexts(void)
{
    while (leave_one())
        continue;
}
