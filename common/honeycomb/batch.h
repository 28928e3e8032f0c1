/* Events in as many requests as it takes, as a flow. */
#ifndef APIE_HONEYCOMB_BATCH_H
#define APIE_HONEYCOMB_BATCH_H

#include <apie/honeycomb/batches.h>

#include "flow/core.h"

/* An apie_honeycomb_batch_outcome, also of a failure. The events are borrowed until it returns. */
apie_flow *apie_batch_flow_new(apie_core *core, const char *dataset,
                               const apie_honeycomb_batch_event *events, size_t count,
                               const apie_honeycomb_batch_options *batch,
                               const apie_call_options *options, apie_error *error);

#endif
