/* Holding requests back while the service's limit on their operation is used up. The caller holds
 * the client's lock. */
#ifndef APIE_FLOW_PACING_H
#define APIE_FLOW_PACING_H

#include <stdbool.h>
#include <stdint.h>

#include "exchange/answer.h"
#include "exchange/operation.h"

/* Operations that can be held back at the same time; of more, those that are free the soonest are
 * forgotten. */
#define APIE_PACING_OPERATIONS 32

typedef struct apie_pacing {
    bool on;
    struct {
        const apie_operation *operation; /* NULL: unused */
        uint64_t until_ms;
    } held[APIE_PACING_OPERATIONS];
} apie_pacing;

/* An answer to a request of the operation: it is held back from now on if nothing of its limit is
 * left, or if the service asks for a pause (429 with Retry-After). Raw requests are not, since what
 * they ask for is unknown. */
void apie_pacing_note(apie_pacing *pacing, const apie_operation *operation, int http_status,
                      const apie_answer_facts *facts, uint64_t now_ms);

/* When a request of the operation may be sent; 0: at once. */
uint64_t apie_pacing_until(const apie_pacing *pacing, const apie_operation *operation);

#endif
