/* More of subject.h: test events. */
#ifndef APIE_TESTS_SUBJECT_TEST_EVENT_H
#define APIE_TESTS_SUBJECT_TEST_EVENT_H

#include "subject.h"

apie_status subject_send_test_event(subject *subject, apie_test_mode mode,
                                    const apie_call_options *options, apie_test_result **out,
                                    apie_error *error);

#endif
