/* Triggers, SLOs and boards with all that they need, and boards as documents: each is one flow. */
#ifndef APIE_HONEYCOMB_BUNDLES_INTERNAL_H
#define APIE_HONEYCOMB_BUNDLES_INTERNAL_H

#include <apie/honeycomb/bundles.h>

#include "flow/core.h"
#include "honeycomb/check.h"

/* Result: apie_honeycomb_trigger_made. */
apie_flow *apie_trigger_bundle_flow_new(apie_core *core,
                                        const apie_honeycomb_trigger_bundle *bundle,
                                        const apie_call_options *options, apie_error *error);
/* Result: apie_honeycomb_slo_made. */
apie_flow *apie_slo_bundle_flow_new(apie_core *core, const apie_honeycomb_slo_bundle *bundle,
                                    const apie_call_options *options, apie_error *error);
/* Its two halves, for bundles in others. */
void apie_slo_bundle_check(apie_check *check, const apie_honeycomb_slo_bundle *bundle);
apie_flow *apie_slo_bundle_unchecked_new(apie_core *core, const apie_honeycomb_slo_bundle *bundle,
                                         const apie_call_options *options, apie_error *error);
/* Result: apie_honeycomb_board_made. */
apie_flow *apie_board_bundle_flow_new(apie_core *core, const apie_honeycomb_board_bundle *bundle,
                                      const apie_call_options *options, apie_error *error);
/* Result: apie_honeycomb_board_export. */
apie_flow *apie_board_export_flow_new(apie_core *core, const char *id,
                                      const apie_call_options *options, apie_error *error);

#endif
