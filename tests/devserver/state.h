/* Everything the server remembers, as JSON. */
#ifndef DEVSERVER_STATE_H
#define DEVSERVER_STATE_H

#include <jansson.h>
#include <stdbool.h>

enum state_table {
    STATE_AGENTS, /* objects by id, unless said otherwise */
    STATE_RUNS,
    STATE_SESSIONS,
    STATE_HANDOFFS,
    STATE_TEMPLATES, /* by key */
    STATE_REPORTS,
    STATE_APPROVALS,
    STATE_DECISIONS, /* a list */
    STATE_EVENTS,    /* a list, in order of arrival */
    STATE_EVENTS_BY_TYPE,
    STATE_REQUESTS_BY_PATH,
    STATE_AGENT_IDS,          /* agent key to id; not shown */
    STATE_EVENT_IDS,          /* those seen; not shown */
    STATE_HONEYCOMB,          /* collections by path, with their items by id */
    STATE_HONEYCOMB_EVENTS,   /* a list, in order of arrival */
    STATE_HONEYCOMB_SETTINGS, /* not shown */
    STATE_HONEYCOMB_POLLS,    /* how often each was asked for; not shown */
    STATE_OPENAPP,            /* collections by path, with their items by id */
    STATE_OPENAPP_ACTIONS,    /* a list of what entities did */
    STATE_OPENAPP_DOCUMENTS,  /* what was put, by path; not shown */
    STATE_OPENAPP_TOKENS,     /* of previews, and what each is good for; not shown */
    STATE_OPENAPP_REPLAYS,    /* answers by idempotency key; not shown */
    STATE_OPENAPP_SETTINGS,   /* not shown */
    STATE_OPENAPP_POLLS,      /* how often each was asked for; not shown */
    STATE_OPENAPP_IMAGES,     /* those that were uploaded, by id of what they show; not shown */
    STATE_OPENAPP_STREAMS,    /* a list, in the order that they began */
    STATE_TABLES
};

enum state_id {
    STATE_ID_AGENT,
    STATE_ID_VERSION,
    STATE_ID_RUN,
    STATE_ID_SESSION,
    STATE_ID_HANDOFF,
    STATE_ID_TEMPLATE,
    STATE_ID_REPORT,
    STATE_ID_APPROVAL,
    STATE_ID_DECISION,
    STATE_ID_RECEIPT,
    STATE_IDS
};

struct state {
    json_t *tables[STATE_TABLES];
    json_int_t issued[STATE_IDS];
    json_int_t requests;
    json_int_t duplicates;
    json_int_t honeycomb_ids;
    json_int_t honeycomb_used; /* requests in the time since */
    json_int_t honeycomb_began_s;
    json_int_t openapp_ids;
};

bool state_init(struct state *state);
void state_free(struct state *state);

/* Forgets everything; ids start again at 1. False: out of memory, nothing changed. */
bool state_reset(struct state *state);

json_t *state_find(const struct state *state, enum state_table table, const char *id);

/* A new id as a string; the caller owns it. */
json_t *state_new_id(struct state *state, enum state_id kind);

/* Adds one to a member. */
bool state_count(struct state *state, enum state_table table, const char *key);

/* The tables that are shown, by name, into target; or how many each holds. */
bool state_show(const struct state *state, json_t *target);
bool state_show_sizes(const struct state *state, json_t *target);

/* How many members of a table have each status. */
json_t *state_by_status(const struct state *state, enum state_table table);

/* The time now as an ISO 8601 string. */
json_t *state_now(void);

#endif
