/* What a disabled client answers in the service's place. Each is a result, for apie_free(); NULL if
 * memory ran out. */
#ifndef APIE_APIE_DISABLED_H
#define APIE_APIE_DISABLED_H

#include <apie/models/agents.h>
#include <apie/models/guardrails.h>
#include <apie/models/reports.h>

#include "flow/core.h"

apie_registration *apie_disabled_registration(const char *agent_key);
apie_template_enabled *apie_disabled_template(const char *key);
apie_report *apie_disabled_report(void);

/* A flow that gives this result, which it takes over, at once. */
apie_flow *apie_given_flow_new(apie_core *core, void *result, const apie_call_options *options,
                               apie_error *error);

#endif
