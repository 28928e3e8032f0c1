/**
 * @file apie/models/reports.h
 * Reports: what an agent did over a time, as evidence for people.
 *
 * A request that is all zero is empty: set what is to be sent and leave the rest. APIE_NULL in
 * place of a text, list or object sends null. What a request points to is borrowed.
 *
 * A result is one block of memory with everything that it points to. What the service did not
 * send, or sent as null, is NULL. Texts are UTF-8; times stay texts, as the service wrote them.
 *
 * Made from common/schema/apie*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_MODELS_REPORTS_H
#define APIE_MODELS_REPORTS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * What a report is for.
 * Text on the wire: the service may know more values.
 */
/** What the agent did inside and outside of its declared capabilities. */
#define APIE_REPORT_TYPE_AGENT_BOUNDARY_REPORT "agent_boundary_report"
/** Whether a version of it is fit for release. */
#define APIE_REPORT_TYPE_RELEASE_READINESS_REPORT "release_readiness_report"
/** What happened around an incident. */
#define APIE_REPORT_TYPE_INCIDENT_REPORT "incident_report"
/** What to show to a customer. */
#define APIE_REPORT_TYPE_CUSTOMER_EVIDENCE_PACK "customer_evidence_pack"

/**
 * How a report stands.
 * Text on the wire: the service may know more values.
 */
/** Still being made. */
#define APIE_REPORT_STATUS_DRAFT "draft"
/** Ready. */
#define APIE_REPORT_STATUS_GENERATED "generated"
/** Ready, and shown to others. */
#define APIE_REPORT_STATUS_SHARED "shared"

/**
 * A span of time. Set both ends; each is a point in time with its offset from UTC.
 * Part of apie_report_create
 */
typedef struct apie_report_window {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /** Its start, as an ISO 8601 time such as "2026-11-20T00:00:00Z". */
    const char *from;
    /** Its end, as an ISO 8601 time. */
    const char *to;
} apie_report_window;

/**
 * What a report is limited to. Set one of the two.
 * Part of apie_report_create
 */
typedef struct apie_report_filters {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * Only what was done in these environments.
     * Secrets in it are redacted.
     */
    const char *const *environments;
    /** How many environments there are. */
    size_t environments_count;
    /** Only what this version of the agent did. */
    const char *agent_version_id;
} apie_report_filters;

/**
 * A report to be made.
 * Body of reports.create
 */
typedef struct apie_report_create {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * Its title; the service makes one up if there is none.
     * Secrets in it are redacted.
     */
    const char *title;
    /**
     * What it is for.
     * Known values: APIE_REPORT_TYPE_AGENT_BOUNDARY_REPORT,
     * APIE_REPORT_TYPE_RELEASE_READINESS_REPORT, APIE_REPORT_TYPE_INCIDENT_REPORT,
     * APIE_REPORT_TYPE_CUSTOMER_EVIDENCE_PACK.
     */
    const char *report_type;
    /** The time it looks back on: "24h", "7d" or "30d". */
    const char *window;
    /** That time exactly, in place of window. */
    const apie_report_window *time_window;
    /** What it is limited to. */
    const apie_report_filters *filters;
    /**
     * The sections it is to have; an empty list: all.
     * Secrets in it are redacted.
     */
    const char *const *sections;
    /** How many sections there are. */
    size_t sections_count;
} apie_report_create;

/**
 * A report, ready when its status is generated or shared.
 * Result of reports.create, reports.get
 */
typedef struct apie_report {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The report's id. */
    const char *report_id;
    /** Another name of report_id that some answers use. */
    const char *id;
    /**
     * How it stands.
     * Known values: APIE_REPORT_STATUS_DRAFT, APIE_REPORT_STATUS_GENERATED,
     * APIE_REPORT_STATUS_SHARED.
     */
    const char *status;
    /** Its page in the dashboard, for people. */
    const char *web_url;
    /** Where to get it for machines, an object from format ("json") to address. */
    json_t *export_urls;
} apie_report;

APIE_END_DECLS

#endif
