/* The recorded scenarios as programs: what the recorded client was told to do. */
#ifndef CONFORMANCE_SCENARIOS_H
#define CONFORMANCE_SCENARIOS_H

#include "conformance/replay.h"

struct scenario {
    const char *title;                   /* as in the recording */
    void (*play)(struct replay *replay); /* NULL: not yet */
    apie_mode mode;
    bool registers;                    /* registering is what it is about */
    const char *rules;                 /* of the local server's guardrails, JSON; NULL: allow */
    const char *answers;               /* scripted, JSON: ids and states of the recording */
    const char *const *events_not_yet; /* types (globs) that are not compared */
    const char *why_not_yet;
};

extern const struct scenario scenarios[];
extern const size_t scenario_count;

#endif
