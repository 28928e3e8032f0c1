/* All that an Apie client knows and does, without I/O. Both libraries put a driver under it and a
 * public face over it. Functions marked (locked) are called with the client's lock held. */
#ifndef APIE_APIE_AGENT_H
#define APIE_APIE_AGENT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <apie/config.h>
#include <apie/models/agents.h>
#include <apie/models/approvals.h>
#include <apie/models/events.h>
#include <apie/models/guardrails.h>
#include <apie/models/runs.h>
#include <apie/models/sessions.h>
#include <apie/trace.h>

#include "apie/open_runs.h"
#include "apie/settings.h"
#include "events/queue.h"
#include "events/redact.h"
#include "flow/core.h"
#include "generated/apie_models.h"
#include "generated/apie_operations.h"

struct apie_boundary; /* boundary.h */

typedef struct apie_agent {
    apie_core core; /* first: a flow's core is its agent */
    apie_settings *settings;
    const apie_config *config; /* the settings' */
    apie_redactor *redactor;
    apie_model_filter filter;
    struct apie_boundary *boundary; /* NULL: nothing is watched */
    const char *hostname;
    const char *environment; /* the configured one as events may say it */
    uint64_t synthetic_ids;

    apie_job register_job;
    apie_gate registered; /* moves by one with every attempt that has ended; wakes when declared */
    apie_registration *registration;
    uint64_t registrations;        /* attempts that succeeded */
    bool registering;              /* an attempt is wanted or under way: the gate will move */
    bool declaring;                /* registered; the capabilities are being declared */
    apie_error registration_error; /* of the last attempt, if it failed */
    uint64_t registration_failed_at_ms;

    apie_job flush_job;
    apie_queue *queue;
    /* Its position is the ticket up to which all events are settled; wakes when sending failed. */
    apie_gate flushed;
    uint64_t failed_flushes;
    apie_error flush_error;             /* of the last one that failed */
    uint64_t next_flush_ms;             /* APIE_NEVER while nothing waits */
    bool flush_failing;                 /* the last send failed */
    size_t flush_bytes;                 /* that many waiting ones are sent at once */
    uint64_t flush_until;               /* up to this ticket, events do not wait for others */
    uint64_t dropped_since_room;        /* events, since there was room the last time */
    apie_queue_diagnostics diagnostics; /* the part that the queue does not count */

    apie_open_runs runs;
    apie_open_runs sessions;
    /* With APIE_ON_ERROR_RETURN: the next call returns it; looked at without the lock, too. */
    atomic_bool error_due;
    apie_error due_error;
} apie_agent;

/* ---- agent.c ---- */

/* Where a configuration comes from. */
typedef struct apie_agent_source {
    const apie_config *config; /* wins over the file; may be NULL */
    bool from_file;            /* read a file too */
    const char *path;          /* NULL: the usual one, if it is there */
    bool event_driven;         /* nothing may wait: what needs to is refused */
    apie_get_environment *get_environment;
} apie_agent_source;

/* Wants to be registered at once, unless disabled. */
apie_status apie_agent_new(const apie_agent_source *source, const apie_clock *clock,
                           apie_agent **out, apie_error *error);
/* Drops the events that wait, with notices of it. No call may be under way. */
void apie_agent_drop_events(apie_agent *agent);
/* Drops what waits, telling the program if tell, and frees. No driver may be running. Does nothing
 * for NULL. */
void apie_agent_free(apie_agent *agent, bool tell);

static inline apie_agent *apie_agent_of(const apie_flow *flow)
{
    return (apie_agent *)flow->core;
}

/* Reports a failure that no call can return. (locked) */
void apie_agent_report(apie_agent *agent, const apie_error *error);
/* The failure that the next call has to return, if there is one. (locked) */
apie_status apie_agent_take_error(apie_agent *agent, apie_error *error);
/* Whether a service that cannot be reached leaves the program's work alone. */
bool apie_agent_tolerates(const apie_agent *agent);

/* Asks the program for keys of events that have none. Before they are queued, without
 * the lock where there is one. */
void apie_agent_ask_keys(const apie_agent *agent, apie_event *events);
/* Queues a list of events, linked by next, in order. NULL is an empty list. (locked) */
void apie_agent_push(apie_agent *agent, apie_event *events);
/* Tells the program of events that the queue gave back, and lets waiters go on. (locked) */
void apie_agent_settle(apie_agent *agent, apie_event *settled);
/* (locked) */
void apie_agent_read_diagnostics(apie_agent *agent, apie_queue_diagnostics *out);

/* "disabled_run_3" and the like, in the arena; NULL if memory ran out. (locked) */
const char *apie_agent_synthetic_id(apie_agent *agent, apie_arena *arena, const char *prefix);

/* ---- registration.c ---- */

apie_flow *apie_register_flow_new(apie_agent *agent, apie_error *error);
/* Wants the job unless it failed less than a second ago. (locked) */
bool apie_agent_want_registration(apie_agent *agent, uint64_t now_ms);
/* A step: goes on with next when an attempt has ended, or none may be made yet, or time is up. Then
 * agent->registration tells. (locked) */
void apie_agent_await_registration(apie_flow *flow, int64_t limit_ms, apie_flow_step *next);
/* Fills flow->error: why the agent is not registered after that. (locked) */
void apie_agent_explain_registration(apie_flow *flow);

/* ---- ready_flow.c ---- */

/* Waits until the agent is registered and its capabilities are declared. Result:
 * apie_registration. */
apie_flow *apie_ready_flow_new(apie_agent *agent, const apie_call_options *options,
                               apie_error *error);
/* The same, by an attempt that has not ended yet: a new one, if none is under way. */
apie_flow *apie_register_again_flow_new(apie_agent *agent, const apie_call_options *options,
                                        apie_error *error);
/* A copy of what the service answered last, or NULL; a disabled client's own. (locked) */
apie_status apie_agent_copy_registration(apie_agent *agent, apie_registration **out,
                                         apie_error *error);

/* ---- flush.c ---- */

apie_flow *apie_flush_job_flow_new(apie_agent *agent, apie_error *error);
/* Waits until all events that were accepted before are settled, or a send has failed, or
 * timeout_ms (0: the deadline). Result: apie_flush_result; with events left the status is the
 * failure, or APIE_ERROR_TIMEOUT. */
apie_flow *apie_flush_flow_new(apie_agent *agent, int64_t timeout_ms,
                               const apie_call_options *options, apie_error *error);
/* The same; then the client takes no new calls. */
apie_flow *apie_shutdown_flow_new(apie_agent *agent, int64_t timeout_ms, apie_error *error);
/* Whether so much waits that it is sent at once. (locked) */
bool apie_agent_has_full_batch(const apie_agent *agent);
/* Wants all that waits now to be sent. (locked) */
void apie_agent_want_flush(apie_agent *agent);
/* The same, but after a send that failed it waits for its time: not every event that comes may be
 * another try. (locked) */
void apie_agent_hasten_flush(apie_agent *agent);
/* A step: goes on with next when what is queued now is settled, or could not be sent, or after
 * limit_ms, or half of the flow's time: what comes next needs some, too. (locked) */
void apie_agent_await_flush(apie_flow *flow, int64_t limit_ms, apie_flow_step *next);

/* ---- begin_flow.c and end_flow.c; more in tracing.h ---- */

/* Result: apie_run. */
apie_flow *apie_run_begin_flow_new(apie_agent *agent, const apie_run_input *input,
                                   const apie_call_options *options, apie_error *error);
/* session_id may be NULL: then an event that tells of a failure names none. */
apie_flow *apie_run_end_flow_new(apie_agent *agent, const char *run_id, const char *session_id,
                                 const apie_run_outcome *outcome, const apie_call_options *options,
                                 apie_error *error);

/* ---- approval_flow.c ---- */

/* Result: apie_approval_result. timeout_ms 0: the configured approval_timeout_ms. */
apie_flow *apie_approval_wait_flow_new(apie_agent *agent, const char *approval_id,
                                       int64_t timeout_ms, const apie_call_options *options,
                                       apie_error *error);
/* Result: apie_approval_result. */
apie_flow *apie_approval_get_flow_new(apie_agent *agent, const char *approval_id,
                                      const apie_call_options *options, apie_error *error);

#endif
