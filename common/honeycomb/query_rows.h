/* All rows of a query, page after page, as a flow. */
#ifndef APIE_HONEYCOMB_QUERY_ROWS_H
#define APIE_HONEYCOMB_QUERY_ROWS_H

#include <apie/honeycomb/query_runs.h>

#include "flow/core.h"

/* An apie_honeycomb_query_rows, also of a failure. walk may be NULL. */
apie_flow *apie_query_rows_flow_new(apie_core *core, const char *dataset,
                                    const apie_honeycomb_query *query,
                                    const apie_honeycomb_query_walk *walk,
                                    const apie_call_options *options, apie_error *error);

#endif
