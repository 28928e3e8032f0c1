/* What the program says of its agent beside the configuration, as flows. */
#ifndef APIE_APIE_DECLARATIONS_H
#define APIE_APIE_DECLARATIONS_H

#include "apie/agent.h"

/* Result: apie_capabilities_declared, or none. */
apie_flow *apie_declare_flow_new(apie_agent *agent, const apie_declared_capability *capabilities,
                                 size_t count, const apie_call_options *options, apie_error *error);
/* Result: apie_tool_defined, or none. */
apie_flow *apie_define_tool_flow_new(apie_agent *agent, const apie_tool_definition *tool,
                                     const apie_call_options *options, apie_error *error);
/* Result: apie_template_enabled. */
apie_flow *apie_enable_template_flow_new(apie_agent *agent, const char *key,
                                         const apie_call_options *options, apie_error *error);

#endif
