/* Driving a flow without a world, so that each of its moments can be chosen. */
#ifndef APIE_TESTS_HONEYCOMB_BY_HAND_H
#define APIE_TESTS_HONEYCOMB_BY_HAND_H

#include "flow/core.h"
#include "support/virtual.h"

/* Has the server answer the request that the flow wants to be sent, and the flow absorb that. Gives
 * the cause to resume it with. */
apie_cause by_hand_answer(apie_flow *flow, virtual_server_fn *server, void *user);

/* Runs a flow, and cancels it when its n-th answer (from 1) has been absorbed but the flow was not
 * resumed yet. It must end cancelled. Frees it; gives what it gave, and its error. */
void *by_hand_cancel(apie_flow *flow, virtual_server_fn *server, void *user, unsigned n,
                     apie_error *error);

#endif
