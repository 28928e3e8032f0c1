/* Whom an alert of a bundle tells: recipients that it names by their ids, and others that are
 * looked for. */
#ifndef APIE_HONEYCOMB_TOLD_H
#define APIE_HONEYCOMB_TOLD_H

#include "honeycomb/bundle.h"
#include "honeycomb/check.h"
#include "honeycomb/find_recipients.h"

typedef struct apie_told {
    const apie_honeycomb_notification_recipient **all; /* those that are named, then the others */
    size_t all_count;
    apie_honeycomb_notification_recipient *found; /* the others; their ids come later */
    size_t found_count;
} apie_told;

void apie_told_check(apie_check *check, const apie_honeycomb_alert_recipient *recipients,
                     size_t count);
/* Keeps both. What is to be looked for goes to wanted, which has room for count. */
bool apie_told_keep(apie_told *told, apie_arena *arena,
                    const apie_honeycomb_notification_recipient *const *named, size_t named_count,
                    const apie_honeycomb_alert_recipient *recipients, size_t count,
                    const apie_honeycomb_recipient **wanted, apie_error *error);
/* Takes the result of a search that was the last part, and tells the flow's what it has made, which
 * may be something even if it failed. */
const apie_recipients_found *apie_told_take_found(apie_flow *flow);
/* items: one for each that was wanted. */
void apie_told_found(apie_told *told, const apie_honeycomb_recipient *const *items);

#endif
