/* The types of events that the library knows: what each needs and what it sends, as a table. */
#ifndef APIE_APIE_EVENT_KINDS_H
#define APIE_APIE_EVENT_KINDS_H

#include "apie/event_draft.h"

/* The members of apie_event_details that not every event sends. */
typedef enum apie_detail {
    APIE_DETAIL_TOOL_NAME = 0,
    APIE_DETAIL_TOOL_PROVIDER,
    APIE_DETAIL_TOOL_RISK_LEVEL,
    APIE_DETAIL_ACTION_TYPE,
    APIE_DETAIL_ACTION_NAME,
    APIE_DETAIL_ACTION_RISK_LEVEL,
    APIE_DETAIL_RESOURCE_TYPE,
    APIE_DETAIL_RESOURCE_EXTERNAL_ID,
    APIE_DETAIL_RESOURCE_PROVIDER,
    APIE_DETAIL_RESOURCE_ENVIRONMENT,
    APIE_DETAIL_APPROVAL_ID,
    APIE_DETAIL_APPROVAL_STATUS,
    APIE_DETAIL_APPROVAL_RESOLVED_BY,
    APIE_DETAIL_DECISION,
    APIE_DETAIL_ERROR_MESSAGE,
    APIE_DETAIL_ERROR_STACK,
    APIE_DETAIL_REASON,
    APIE_DETAIL_TARGET_RUN_ID,
    APIE_DETAIL_TARGET_AGENT_ID,
    APIE_DETAIL_SERVER,
    APIE_DETAIL_TOOLS,
    APIE_DETAIL_RESULT,
    APIE_DETAIL_COUNT
} apie_detail;

/* Sets of them. */
#define APIE_DETAIL_BIT(name) (UINT32_C(1) << APIE_DETAIL_##name)
#define APIE_DETAILS_TOOL                                                                          \
    (APIE_DETAIL_BIT(TOOL_NAME) | APIE_DETAIL_BIT(TOOL_PROVIDER) | APIE_DETAIL_BIT(TOOL_RISK_LEVEL))
#define APIE_DETAILS_ACTION                                                                        \
    (APIE_DETAIL_BIT(ACTION_TYPE) | APIE_DETAIL_BIT(ACTION_NAME) |                                 \
     APIE_DETAIL_BIT(ACTION_RISK_LEVEL))
#define APIE_DETAILS_RESOURCE                                                                      \
    (APIE_DETAIL_BIT(RESOURCE_TYPE) | APIE_DETAIL_BIT(RESOURCE_EXTERNAL_ID) |                      \
     APIE_DETAIL_BIT(RESOURCE_PROVIDER) | APIE_DETAIL_BIT(RESOURCE_ENVIRONMENT))
#define APIE_DETAILS_APPROVAL                                                                      \
    (APIE_DETAIL_BIT(APPROVAL_ID) | APIE_DETAIL_BIT(APPROVAL_STATUS) |                             \
     APIE_DETAIL_BIT(APPROVAL_RESOLVED_BY))

typedef struct apie_event_row {
    const char *category;
    uint32_t needs; /* sets of details */
    uint32_t may_send;
    bool of_resource;      /* its environment is the resource's, not the configured one */
    bool needs_step;       /* a step's name or key */
    apie_event_form *form; /* NULL: the metadata is sent as it is */
} apie_event_row;

/* APIE_EVENT_KIND_COUNT stands for types of the program's own. */
const apie_event_row *apie_event_row_of(apie_event_kind kind);
/* NULL for APIE_EVENT_KIND_COUNT. */
const char *apie_event_type_of(apie_event_kind kind);
/* Whether the event tells of a failure, which is sent soon. */
bool apie_event_tells_failure(apie_event_kind kind);

/* Which details are set, if they are all that the kind needs, and none that it does not send. */
apie_status apie_event_check(const apie_event_row *row, const apie_event_details *details,
                             uint32_t *set, apie_error *error);

#endif
