/* Test events: scripts that are played against the service. */
#ifndef APIE_APIE_TEST_SCRIPT_H
#define APIE_APIE_TEST_SCRIPT_H

#include <apie/test_event.h>

#include "apie/agent.h"

/* Plays a script; ends when its events have arrived. Result: apie_test_result. A service that
 * cannot be reached is a failure here, whatever the client tolerates. */
apie_flow *apie_test_event_flow_new(apie_agent *agent, apie_test_mode mode,
                                    const apie_call_options *options, apie_error *error);

#endif
