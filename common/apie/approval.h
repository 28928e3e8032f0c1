/* Waiting for a human's answer, as a part of other flows. */
#ifndef APIE_APIE_APPROVAL_H
#define APIE_APIE_APPROVAL_H

#include "apie/agent.h"

/* Every flow that waits for an approval begins with this. */
typedef struct apie_approval_flow {
    apie_flow flow; /* first */
    const char *approval_id;
    uint64_t until_ms;
    uint64_t asked_ms;
    int64_t poll_timeout_ms; /* of a status poll; a long poll's is longer */
    apie_flow_step *next;
    const char *status; /* how it ended, static text: approved … timeout */
} apie_approval_flow;

/* Asks until the approval is decided or timeout_ms have passed, and a moment for the last answer:
 * long polls in slices, and plain status polls once a long poll fails. Then next runs with
 * flow->status: APIE_OK and approval->status set, or the failure that made asking pointless (401,
 * 403, 404). (locked) */
void apie_approval_await(apie_approval_flow *approval, const char *approval_id, int64_t timeout_ms,
                         apie_flow_step *next);

#endif
