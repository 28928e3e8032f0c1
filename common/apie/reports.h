/* Reports on the agent, as flows. Each gives an apie_report. */
#ifndef APIE_APIE_REPORTS_H
#define APIE_APIE_REPORTS_H

#include <apie/models/reports.h>
#include <apie/report.h>

#include "apie/agent.h"

/* input may be NULL. */
apie_flow *apie_report_create_flow_new(apie_agent *agent, const apie_report_input *input,
                                       const apie_call_options *options, apie_error *error);
apie_flow *apie_report_get_flow_new(apie_agent *agent, const char *report_id,
                                    const apie_call_options *options, apie_error *error);
/* Looks until the report is ready, or timeout_ms (0: 30 s) is over: APIE_ERROR_TIMEOUT. */
apie_flow *apie_report_wait_flow_new(apie_agent *agent, const char *report_id, int64_t timeout_ms,
                                     int64_t poll_interval_ms, const apie_call_options *options,
                                     apie_error *error);

#endif
