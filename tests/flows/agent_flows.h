/* Running an agent's flows in virtual time, and what the service was sent by them. */
#ifndef APIE_TESTS_AGENT_FLOWS_H
#define APIE_TESTS_AGENT_FLOWS_H

#include "support/agent_world.h"

/* Makes the agent, from the config, in environment "dev"; anew, if there is one. */
void agent_open(agent_world *w);
/* Runs a flow to its end, which must be as expected, and frees it; gives what it gave. NULL: making
 * it failed, and w->error says why. */
void *agent_finish(agent_world *w, apie_flow *flow, apie_status expected);
/* Runs a flow without a result to a good end. */
void agent_do(agent_world *w, apie_flow *flow);
/* Making a flow was refused, because of this. */
void agent_expect_refused(agent_world *w, const apie_flow *flow, const char *where);

/* The n-th request body, from 0, to a target with this prefix is this JSON. */
void agent_expect_body(agent_world *w, const char *prefix, size_t n, const char *json);
/* Types of the accepted events, without "agent.", comma-separated. */
void agent_expect_types(agent_world *w, const char *expected);
json_t *agent_event(agent_world *w, size_t n);

#endif
