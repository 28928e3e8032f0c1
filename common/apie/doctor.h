/* A client's state as one result, put together from what is known: nothing is sent. */
#ifndef APIE_APIE_DOCTOR_H
#define APIE_APIE_DOCTOR_H

#include <apie/diagnosis.h>

#include "apie/agent.h"

/* *out is a new root. APIE_ERROR_NO_MEMORY. (locked) */
apie_status apie_agent_diagnose(apie_agent *agent, apie_diagnosis **out, apie_error *error);

#endif
