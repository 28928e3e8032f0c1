/* What each endpoint does. exchange->body has the right shape by then. */
#ifndef DEVSERVER_HANDLERS_H
#define DEVSERVER_HANDLERS_H

#include "exchange.h"
#include "server.h"

typedef void handler(struct exchange *exchange, struct answer *answer);

/* agents.c */
handler agents_identify, agents_declare, agents_define_tool;

/* runs.c */
handler runs_start, runs_complete, sessions_start, sessions_complete, sessions_start_run,
    sessions_hand_off;

/* telemetry.c */
handler events_accept, events_validate;

/* guardrails.c */
handler guardrails_evaluate, guardrails_enable;
bool guardrails_replace(devserver *server, json_t *rules, struct check_failure *failure);

/* approvals.c */
handler approvals_get, approvals_wait;
/* A new approval for a decision, as the answer of evaluate shows it; after_ms < 0: nobody
 * answers it but the control endpoint. */
json_t *approvals_create(devserver *server, json_t *evaluation, const char *reason,
                         const char *status, json_int_t after_ms);
bool approvals_decide(devserver *server, const char *id, const char *status,
                      const char *resolved_by);
/* The known spelling of a terminal status, or NULL. */
const char *approvals_status(const char *status);
void approvals_stop_timers(devserver *server);

/* reports.c */
handler reports_create, reports_get;

/* control.c */
handler service_info, service_health;
handler control_state, control_summary, control_approval, control_rules, control_faults,
    control_reset;

#endif
