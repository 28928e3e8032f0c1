/* Recipients that are looked for among the team's, and made if they are not there. */
#ifndef APIE_HONEYCOMB_FIND_RECIPIENTS_H
#define APIE_HONEYCOMB_FIND_RECIPIENTS_H

#include <apie/honeycomb/bundles.h>

#include "flow/core.h"

/* What the search gives, also if it fails after it made some. */
typedef struct apie_recipients_found {
    const apie_honeycomb_made *const *made;
    size_t made_count;
    const apie_honeycomb_recipient **items; /* in the order of those that were wanted */
} apie_recipients_found;

/* Lists the team's recipients once, and makes those that are not among them. One is the same as
 * another if its type is, and where it tells: address, channel, key or URL. If the service knows
 * one that the list did not have, the list is read again. wanted is borrowed until the flow is
 * freed. Result: apie_recipients_found. */
apie_flow *apie_find_recipients_flow_new(apie_core *core,
                                         const apie_honeycomb_recipient *const *wanted,
                                         size_t count, const apie_call_options *options,
                                         apie_error *error);

/* The same for one, checked first. Result: apie_honeycomb_recipient. */
apie_flow *apie_find_recipient_flow_new(apie_core *core, const apie_honeycomb_recipient *wanted,
                                        const apie_call_options *options, apie_error *error);

#endif
