/**
 * @file report.h
 * What a report on the agent is to be about. Shared by both libraries.
 */
#ifndef APIE_REPORT_H
#define APIE_REPORT_H

#include <apie/export.h>

APIE_BEGIN_DECLS

/**
 * A report on what the agent did, as evidence for people. Start from zero, set what you know; what
 * is not set is the service's choice. Everything is borrowed until the call returns.
 */
typedef struct apie_report_input {
    /** Secrets in it are redacted. */
    const char *title;
    /** One of APIE_REPORT_TYPE_…. */
    const char *report_type;
    /** The time it looks back on: "24h", "7d" or "30d". */
    const char *window;
    /** That time exactly, in place of window: ISO 8601 with an offset; both or neither. */
    const char *from;
    const char *to;
    /** Only what was done in these environments; a NULL-terminated list. */
    const char *const *environments;
    /** Or only what this version of the agent did: one of the two, not both. */
    const char *agent_version_id;
    /** The sections it is to have; a NULL-terminated list. NULL: all. */
    const char *const *sections;
    void *reserved[4];
} apie_report_input;

APIE_END_DECLS

#endif
