/* More of subject.h: what a client says of itself. */
#ifndef APIE_TESTS_SUBJECT_CFG_H
#define APIE_TESTS_SUBJECT_CFG_H

#include "subject.h"

apie_status subject_diagnose(subject *subject, apie_diagnosis **out, apie_error *error);

#endif
