/* An agent alone with a service that is a function, in virtual time, and all that it tells the
 * program. */
#ifndef APIE_TESTS_AGENT_WORLD_H
#define APIE_TESTS_AGENT_WORLD_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "apie/agent.h"
#include "apie/guard.h"
#include "fake_service.h"

#define AGENT_WORLD_FATES 6

typedef struct agent_world {
    fake_service service;
    virtual_world *world;
    apie_agent *agent;
    apie_config config; /* good as it is; may be changed before agent_world_open() */
    apie_error error;
    unsigned told[AGENT_WORLD_FATES]; /* ends of events, by fate */
    unsigned errors;                  /* failures that no call returned */
    apie_error last_error;
    unsigned logged; /* warnings in the log */
    json_t *warned;  /* [[kind, name, message], …] */
    unsigned room_told;
    uint64_t room_dropped; /* as told the last time */
    uint64_t next_event;
} agent_world;

/* For cmocka; *state becomes the world. */
int agent_world_set_up(void **state);
int agent_world_tear_down(void **state);
#define AGENT_WORLD_TEST(name)                                                                     \
    cmocka_unit_test_setup_teardown(name, agent_world_set_up, agent_world_tear_down)

/* Makes the agent, from the config. */
void agent_world_open(agent_world *w);
/* The same, and it is registered. */
void agent_world_begin(agent_world *w);
/* So many milliseconds go by. */
void agent_world_pass(agent_world *w, uint64_t ms);

/* Queues an event of run_1, whose text is larger by so many bytes. key may be NULL. */
void agent_world_push(agent_world *w, size_t bytes, const char *key);
/* The same so many times. */
void agent_world_push_many(agent_world *w, unsigned count);

/* The service refuses events with this status (-1: no connection at all), and takes them again. */
void agent_world_go_down(agent_world *w, int status);
void agent_world_come_back(agent_world *w);

/* Requests that sent events, and events that arrived. */
size_t agent_world_sends(const agent_world *w);
size_t agent_world_arrived(const agent_world *w);
apie_queue_diagnostics agent_world_diagnostics(agent_world *w);

/* A tool call; whether the tool may run is what the flow says. */
typedef struct agent_action {
    apie_guarded *guarded;
    apie_flow *flow;
} agent_action;

agent_action agent_world_act(agent_world *w, const apie_tool_input *tool);
/* Tells its end; error_message NULL: it succeeded. */
void agent_action_finish(agent_world *w, const agent_action *action, const char *error_message);
void agent_action_free(agent_action *action);

#endif
