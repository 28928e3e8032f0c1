/* The recorded scenarios as programs: what the recorded client was told to do. */
#ifndef CONFORMANCE_SCENARIOS_H
#define CONFORMANCE_SCENARIOS_H

#include "conformance/replay.h"

struct scenario {
    const char *title;                      /* as in the recording */
    void (*configure)(apie_config *config); /* changes the usual one; NULL: it is that one */
    void (*play)(struct replay *replay);
    apie_mode mode;
    const char *rules;   /* of the local server's guardrails, JSON; NULL: allow */
    const char *answers; /* scripted, JSON: ids and states of the recording */
};

extern const struct scenario scenarios[];
extern const size_t scenario_count;

#endif
