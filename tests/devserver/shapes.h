/* The bodies each endpoint accepts. */
#ifndef DEVSERVER_SHAPES_H
#define DEVSERVER_SHAPES_H

#include "check.h"

extern const struct check_shape shape_empty;
extern const struct check_shape shape_identify;
extern const struct check_shape shape_capabilities;
extern const struct check_shape shape_tool;
extern const struct check_shape shape_run;
extern const struct check_shape shape_run_completion;
extern const struct check_shape shape_session;
extern const struct check_shape shape_session_completion;
extern const struct check_shape shape_session_run;
extern const struct check_shape shape_handoff;
extern const struct check_shape shape_events; /* the list only; check_event checks the items */
extern const struct check_shape shape_event;
extern const struct check_shape shape_evaluation;
extern const struct check_shape shape_report;

extern const struct check_shape shape_approval_answer;
extern const struct check_shape shape_rules;
extern const struct check_shape shape_fault;

#endif
