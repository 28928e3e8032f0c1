/* What a guardrail's answer means. */
#ifndef APIE_APIE_DECISION_H
#define APIE_APIE_DECISION_H

#include <apie/config.h>
#include <apie/error.h>
#include <apie/models/guardrails.h>
#include <apie/trace.h>

/* A decision (for apie_free()) from an evaluation. The service's effective decision and action are
 * obeyed when present, else derived from the mode. APIE_ERROR_PROTOCOL if a decision is missing or
 * unknown: a guard failure, never a silent allow. */
apie_status apie_decision_from_evaluation(const apie_evaluation *evaluation, apie_mode mode,
                                          apie_decision **out, apie_error *error);

/* The decision when the guardrail could not be evaluated, why being the reason: allow, or block if
 * enforced and fail_closed. */
apie_status apie_decision_from_failure(const apie_error *why, apie_mode mode,
                                       apie_guard_failure_mode failure_mode, apie_decision **out,
                                       apie_error *error);

/* A decision that allows without having asked. */
apie_status apie_decision_allow(apie_mode mode, apie_decision **out, apie_error *error);

const char *apie_mode_name(apie_mode mode);

#endif
