/* Queries that are saved, named and run, as flows. */
#ifndef APIE_HONEYCOMB_QUERY_RUN_H
#define APIE_HONEYCOMB_QUERY_RUN_H

#include <apie/honeycomb/query_runs.h>

#include "flow/core.h"

/* Runs a saved query and waits for its result, an apie_honeycomb_query_result. run may be NULL. */
apie_flow *apie_query_run_flow_new(apie_core *core, const char *dataset, const char *query_id,
                                   const apie_honeycomb_query_run *run,
                                   const apie_call_options *options, apie_error *error);

/* Saves a query and runs it: an apie_honeycomb_query_outcome, also of a failure. */
apie_flow *apie_query_create_and_run_flow_new(apie_core *core, const char *dataset,
                                              const apie_honeycomb_query *query,
                                              const apie_honeycomb_query_run *run,
                                              const apie_call_options *options, apie_error *error);

/* Saves a query and gives it a name: the same. */
apie_flow *apie_query_create_named_flow_new(apie_core *core, const char *dataset,
                                            const apie_honeycomb_query *query, const char *name,
                                            const char *description,
                                            const apie_call_options *options, apie_error *error);

#endif
