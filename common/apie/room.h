/* A full queue: calls that wait until there is room again, and telling the program of it. */
#ifndef APIE_APIE_ROOM_H
#define APIE_APIE_ROOM_H

#include "apie/agent.h"

/* Whether these events may be queued now: there is room, or waiting for it is not asked for, or
 * would not help. (locked) */
bool apie_agent_may_push(const apie_agent *agent, const apie_event *events);

/* Waits until these events may be queued, until that time at most; then the flow has succeeded
 * either way. The events stay the caller's. */
apie_flow *apie_room_flow_new(apie_agent *agent, const apie_event *events, uint64_t until_ms,
                              apie_error *error);

/* A step: apie_agent_push(), after waiting for room if that is asked for. Takes over the events,
 * then goes on with next. flow->status, error and result are lost. (locked) */
void apie_agent_push_in_flow(apie_flow *flow, apie_event *events, apie_flow_step *next);

/* Notes events that the queue gave back, and tells the program when there is room again after it
 * was full. (locked) */
void apie_agent_watch_room(apie_agent *agent, const apie_event *settled);

#endif
