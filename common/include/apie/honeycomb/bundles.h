/**
 * @file apie/honeycomb/bundles.h
 * Bundles: a trigger, an SLO or a board together with what it needs, made by one call. The calls
 * themselves are in <apie/sync/honeycomb/bundles.h> and <apie/async/honeycomb/bundles.h>.
 *
 * Bundles start from zero: set what you know. All that they point to is borrowed, and copied before
 * the call returns. Everything is checked first (see checks.h), so that a mistake in the last part
 * of a bundle does not leave its first parts behind; error->where is then a path in the bundle,
 * such as "/trigger/frequency" or "/panels/2/name".
 *
 * A bundle is several requests, one after the other, and the service cannot take them back. If one
 * of them fails, the call fails with its error and tells in its result what was made before: `made`
 * has it in the order of making, to be deleted from its end. If error->maybe_processed is true, the
 * thing whose request failed may exist, too. After a cancel it may be true although that thing is
 * in `made` already.
 */
#ifndef APIE_HONEYCOMB_BUNDLES_H
#define APIE_HONEYCOMB_BUNDLES_H

#include <stdbool.h>
#include <stddef.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/honeycomb/boards.h>
#include <apie/honeycomb/burn_alerts.h>
#include <apie/honeycomb/derived_columns.h>
#include <apie/honeycomb/queries.h>
#include <apie/honeycomb/recipients.h>
#include <apie/honeycomb/slos.h>
#include <apie/honeycomb/triggers.h>

APIE_BEGIN_DECLS

/* ---- what to make ---- */

/**
 * Who an alert tells. The recipient is looked for among the team's, and made if it is not there.
 */
typedef struct apie_honeycomb_alert_recipient {
    /** The recipient. One whose id is set is taken as it is, and not looked for. Not NULL. */
    const apie_honeycomb_recipient *recipient;
    /** pagerduty: one of APIE_HONEYCOMB_PAGERDUTY_SEVERITY_…; NULL: the service's choice. */
    const char *pagerduty_severity;
    /** webhook: values of its variables in this alert. */
    const apie_honeycomb_notification_variable *const *variables;
    /** How many variables there are. */
    size_t variables_count;
} apie_honeycomb_alert_recipient;

/** A trigger with those whom it tells. */
typedef struct apie_honeycomb_trigger_bundle {
    /** The slug of its dataset, or APIE_HONEYCOMB_ALL_DATASETS. */
    const char *dataset;
    /** The trigger. Recipients that it names by their ids stay, and come first. */
    const apie_honeycomb_trigger *trigger;
    /** Who is told besides. */
    const apie_honeycomb_alert_recipient *recipients;
    /** How many recipients there are. */
    size_t recipients_count;
    /** Zero. */
    void *reserved[4];
} apie_honeycomb_trigger_bundle;

/** A burn alert with those whom it tells: one recipient at least, here or in the alert. */
typedef struct apie_honeycomb_burn_alert_bundle {
    /** The burn alert; its slo_id is filled in. Recipients that it names by their ids stay. */
    const apie_honeycomb_burn_alert *alert;
    /** Who is told besides. */
    const apie_honeycomb_alert_recipient *recipients;
    /** How many recipients there are. */
    size_t recipients_count;
    /** Zero. */
    void *reserved[4];
} apie_honeycomb_burn_alert_bundle;

/**
 * An SLO, with the derived column that it looks at and with burn alerts. Each dataset gets an SLO
 * of its own. For one SLO over several datasets name APIE_HONEYCOMB_ALL_DATASETS alone, and the
 * datasets in the SLO's dataset_slugs.
 */
typedef struct apie_honeycomb_slo_bundle {
    /** The slugs of the datasets, one at least. */
    const char *const *datasets;
    /** How many datasets there are. */
    size_t datasets_count;
    /** The SLO. If they are unset, sli_alias is the derived column's, time_period_days 30. */
    const apie_honeycomb_slo *slo;
    /** A derived column to be made first, in each of the datasets. NULL: it is there. */
    const apie_honeycomb_derived_column *derived_column;
    /** True: the derived column is made once, for the whole environment. */
    bool derived_column_everywhere;
    /** Burn alerts of each of the SLOs. */
    const apie_honeycomb_burn_alert_bundle *burn_alerts;
    /** How many burn_alerts there are. */
    size_t burn_alerts_count;
    /** Zero. */
    void *reserved[4];
} apie_honeycomb_slo_bundle;

/**
 * A panel of a board to be made. Set query, slo, or neither: then `panel` says it all, as for texts
 * and for what exists already. builders.h makes each kind.
 */
typedef struct apie_honeycomb_panel_bundle {
    /** How it looks, and where it is. Its type is filled in where query or slo is set. */
    apie_honeycomb_board_panel panel;
    /** A query to be saved. */
    const apie_honeycomb_query *query;
    /** query: the slug of its dataset; NULL: the whole environment. */
    const char *dataset;
    /** query: its name, 1 to 320 characters; required. */
    const char *name;
    /** query: more about it, 1,023 characters at most. */
    const char *description;
    /** An SLO to be made, for one dataset (which may be APIE_HONEYCOMB_ALL_DATASETS). */
    const apie_honeycomb_slo_bundle *slo;
    /** Zero. */
    void *reserved[4];
} apie_honeycomb_panel_bundle;

/** A board with all that it shows, and with its views. */
typedef struct apie_honeycomb_board_bundle {
    /** The board. Its own panels must be unset. */
    const apie_honeycomb_board *board;
    /** Its panels: they come in this order. No query may be there twice for one dataset, since the
     * service saves equal queries as one. */
    const apie_honeycomb_panel_bundle *panels;
    /** How many panels there are. */
    size_t panels_count;
    /** Its views, 50 at most. */
    const apie_honeycomb_board_view *const *views;
    /** How many views there are. */
    size_t views_count;
    /** Zero. */
    void *reserved[4];
} apie_honeycomb_board_bundle;

/* ---- what was made ---- */

/** What a thing is that a bundle made. */
typedef enum apie_honeycomb_made_kind {
    /** A recipient, which belongs to the team and which others may use by now. */
    APIE_HONEYCOMB_MADE_RECIPIENT = 1,
    /** A derived column of a dataset. */
    APIE_HONEYCOMB_MADE_DERIVED_COLUMN = 2,
    /** An SLO of a dataset. */
    APIE_HONEYCOMB_MADE_SLO = 3,
    /** A burn alert of a dataset. */
    APIE_HONEYCOMB_MADE_BURN_ALERT = 4,
    /** A trigger of a dataset. */
    APIE_HONEYCOMB_MADE_TRIGGER = 5,
    /** A saved query of a dataset. The service has no way to delete it, and it does no harm. */
    APIE_HONEYCOMB_MADE_QUERY = 6,
    /** The name of a saved query of a dataset. */
    APIE_HONEYCOMB_MADE_QUERY_ANNOTATION = 7,
    /** A board. Its views go with it. */
    APIE_HONEYCOMB_MADE_BOARD = 8
} apie_honeycomb_made_kind;

/** A thing that a bundle made; what was found is none. */
typedef struct apie_honeycomb_made {
    /** What it is. */
    apie_honeycomb_made_kind kind;
    /** The slug of its dataset; NULL where the kind has none. */
    const char *dataset;
    /** Its id. */
    const char *id;
} apie_honeycomb_made;

/** What came of a trigger bundle. */
typedef struct apie_honeycomb_trigger_made {
    /** All that was made, the first first. */
    const apie_honeycomb_made *const *made;
    /** How many things were made. */
    size_t made_count;
    /** The trigger, as the service has it; NULL if the call failed. */
    const apie_honeycomb_trigger *trigger;
} apie_honeycomb_trigger_made;

/** What came of an SLO bundle. If the call failed, the lists end where it did. */
typedef struct apie_honeycomb_slo_made {
    /** All that was made, the first first. */
    const apie_honeycomb_made *const *made;
    /** How many things were made. */
    size_t made_count;
    /** The SLOs, in the order of the datasets. */
    const apie_honeycomb_slo *const *slos;
    /** How many slos there are. */
    size_t slos_count;
    /** Their burn alerts: all of the first dataset, then all of the second, … */
    const apie_honeycomb_burn_alert *const *burn_alerts;
    /** How many burn_alerts there are. */
    size_t burn_alerts_count;
} apie_honeycomb_slo_made;

/** What came of a view of a board bundle. */
typedef struct apie_honeycomb_view_made {
    /** The view, as the service has it; NULL if it was not made. */
    const apie_honeycomb_board_view *view;
    /** Why not; its code is APIE_OK if it was made. */
    apie_error error;
} apie_honeycomb_view_made;

/** What came of a board bundle. */
typedef struct apie_honeycomb_board_made {
    /** All that was made but the views, the first first. */
    const apie_honeycomb_made *const *made;
    /** How many things were made. */
    size_t made_count;
    /** The board, as the service has it; NULL if the call failed before it was made. */
    const apie_honeycomb_board *board;
    /** One for each view of the bundle, in its order. A view that the service did not make is told
     * here, and does not make the call fail. */
    const apie_honeycomb_view_made *const *views;
    /** How many views there are; fewer than were asked for only if the call failed. */
    size_t views_count;
    /** How many of them were not made. */
    size_t views_failed;
} apie_honeycomb_board_made;

/** A board as a JSON document, to be kept in a file or to be made again elsewhere. */
typedef struct apie_honeycomb_board_export {
    /**
     * The board as the service has it, and its views as the member "views", without ids, times and
     * links of their own. Panels still name queries, annotations and SLOs by their ids. It belongs
     * to the export: json_incref() keeps it longer.
     */
    json_t *json;
} apie_honeycomb_board_export;

APIE_END_DECLS

#endif
