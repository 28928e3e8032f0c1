#include "subject_test_event.h"

#include "subject_wait.h"

WAITING_NOTE(note_result, apie_test_result)

apie_status subject_send_test_event(subject *s, apie_test_mode mode,
                                    const apie_call_options *options, apie_test_result **out,
                                    apie_error *error)
{
    if (s->sync)
        return apie_send_test_event(s->sync, mode, options, out, error);
    WAITING(s, error);
    *out = NULL;
    return waiting_for(
        &w, apie_async_send_test_event(s->async, mode, options, note_result, &w, w.error), out);
}
