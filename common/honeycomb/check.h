/* Checks of objects of the program's: what is wrong first, and where in the object it is. */
#ifndef APIE_HONEYCOMB_CHECK_H
#define APIE_HONEYCOMB_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <apie/honeycomb/boards.h>
#include <apie/honeycomb/burn_alerts.h>
#include <apie/honeycomb/derived_columns.h>
#include <apie/honeycomb/queries.h>
#include <apie/honeycomb/recipients.h>
#include <apie/honeycomb/slos.h>
#include <apie/honeycomb/tags.h>
#include <apie/honeycomb/triggers.h>

#include "base/fail.h"

/* A check under way: the first finding sticks. */
typedef struct apie_check {
    apie_error *error; /* may be NULL */
    apie_status status;
    size_t length;
    char path[126]; /* a JSON pointer to the object that is looked at */
} apie_check;

void apie_check_init(apie_check *check, apie_error *error);
/* Goes into a member, and into an item of it (index -1: it is no list); gives what
 * apie_check_leave() takes to come back. */
size_t apie_check_enter(apie_check *check, const char *name, int64_t index);
void apie_check_leave(apie_check *check, size_t length);
/* name: of the member, "" for the object itself. */
void apie_check_fail(apie_check *check, const char *name, const char *format, ...)
    APIE_PRINTF(3, 4);

/* Whether a text or object is there: neither unset nor null. */
bool apie_check_given(const void *pointer);
/* A text that must be there and not be empty. */
void apie_check_need(apie_check *check, const char *name, const char *text);
void apie_check_text(apie_check *check, const char *name, const char *text, size_t minimum,
                     size_t maximum);
void apie_check_int(apie_check *check, const char *name, const apie_opt_int *number,
                    int64_t minimum, int64_t maximum);
/* A list of pointers, which is unset if it is NULL: how many there are, and none of them NULL. */
void apie_check_list(apie_check *check, const char *name, const void *list, size_t count,
                     size_t minimum, size_t maximum);

/* What a bundle is made of: NULL is none, and so the count must say. */
void apie_check_array(apie_check *check, const char *name, const void *array, size_t count);

void apie_check_tags(apie_check *check, const apie_honeycomb_tag *const *tags, size_t count);
void apie_check_query(apie_check *check, const apie_honeycomb_query *query);
void apie_check_recipient(apie_check *check, const apie_honeycomb_recipient *recipient);
void apie_check_trigger(apie_check *check, const apie_honeycomb_trigger *trigger);
/* Without its alias and days, which a bundle may fill in. */
void apie_check_slo(apie_check *check, const apie_honeycomb_slo *slo);
/* told: recipients besides the alert's own. */
void apie_check_burn_alert(apie_check *check, const apie_honeycomb_burn_alert *alert, size_t told);
void apie_check_derived_column(apie_check *check, const apie_honeycomb_derived_column *column);
/* Without its panels. */
void apie_check_board(apie_check *check, const apie_honeycomb_board *board);
void apie_check_panel(apie_check *check, const apie_honeycomb_board_panel *panel);
/* What a panel of any type may have. */
void apie_check_position(apie_check *check, const apie_honeycomb_board_panel *panel);
void apie_check_view(apie_check *check, const apie_honeycomb_board_view *view);

#endif
