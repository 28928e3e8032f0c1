/**
 * @file apie/honeycomb/checks.h
 * Checks of what is to be sent, before it is sent. They refuse what the service is sure to refuse:
 * lengths, ranges and fields that belong together. What they let through may still be refused, and
 * a value that they do not know passes, since the service may know it.
 *
 * Bundles (see bundles.h) are checked by themselves. The functions of single operations check only
 * that what the service requires is there: call these where it is worth an answer without a
 * request.
 *
 * Each function gives APIE_OK, or APIE_ERROR_INVALID_ARGUMENT with what is wrong in error->message
 * and a JSON pointer to it in error->where. Fields that are unset pass unless they must be there to
 * make the object. Nothing is allocated.
 *
 * Thread rule: any thread.
 */
#ifndef APIE_HONEYCOMB_CHECKS_H
#define APIE_HONEYCOMB_CHECKS_H

#include <apie/error.h>
#include <apie/export.h>
#include <apie/honeycomb/boards.h>
#include <apie/honeycomb/burn_alerts.h>
#include <apie/honeycomb/derived_columns.h>
#include <apie/honeycomb/queries.h>
#include <apie/honeycomb/recipients.h>
#include <apie/honeycomb/slos.h>
#include <apie/honeycomb/triggers.h>
#include <apie/status.h>

APIE_BEGIN_DECLS

/** Checks a query: ranges, the lengths of lists, and times that exclude each other. */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_check_query(const apie_honeycomb_query *query,
                                                               apie_error *error);

/**
 * Checks a trigger: its name, its threshold, that frequency is a multiple of 60 from 60 to 86,400
 * and at least a quarter of the query's time_range. A trigger without a query passes.
 */
APIE_API APIE_NODISCARD apie_status
apie_honeycomb_check_trigger(const apie_honeycomb_trigger *trigger, apie_error *error);

/** Checks an SLO: its name, the alias of its derived column, its days and its target. */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_check_slo(const apie_honeycomb_slo *slo,
                                                             apie_error *error);

/**
 * Checks a burn alert: what its type needs and must not have, and that someone is told.
 * exhaustion_minutes may be 0. slo_id may be unset.
 */
APIE_API APIE_NODISCARD apie_status
apie_honeycomb_check_burn_alert(const apie_honeycomb_burn_alert *alert, apie_error *error);

/** Checks a recipient: what its type needs. */
APIE_API APIE_NODISCARD apie_status
apie_honeycomb_check_recipient(const apie_honeycomb_recipient *recipient, apie_error *error);

/** Checks a derived column: its alias, its formula's length. */
APIE_API APIE_NODISCARD apie_status
apie_honeycomb_check_derived_column(const apie_honeycomb_derived_column *column, apie_error *error);

/** Checks a board: its name, and what each panel's type needs. */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_check_board(const apie_honeycomb_board *board,
                                                               apie_error *error);

/** Checks a view of a board: its name, and that it has a filter. */
APIE_API APIE_NODISCARD apie_status
apie_honeycomb_check_board_view(const apie_honeycomb_board_view *view, apie_error *error);

APIE_END_DECLS

#endif
