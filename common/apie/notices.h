/* What an agent tells the program beside the outcomes of calls: log messages and failures that no
 * call can return. Told when the lock is free. */
#ifndef APIE_APIE_NOTICES_H
#define APIE_APIE_NOTICES_H

#include "apie/agent.h"

/* (locked) Lost if memory runs out. */
void apie_agent_log(apie_agent *agent, apie_log_level level, const char *format, ...)
    APIE_PRINTF(3, 4);

/* A warning, told to the program and logged. name may be NULL. (locked) Lost if memory runs out. */
void apie_agent_warn(apie_agent *agent, apie_warning_kind kind, const char *name,
                     const char *format, ...) APIE_PRINTF(4, 5);

/* The end of settled events, linked by next: tells the program, frees them. */
void apie_event_outcomes_deliver(apie_core *core, apie_notice *notice);

#endif
