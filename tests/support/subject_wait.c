#include "subject_wait.h"

#include <string.h>

void waiting_note(waiting *w, apie_status status, void *result, const apie_error *error)
{
    w->subject->callbacks++;
    w->done = true;
    w->status = status;
    w->result = result ? apie_take(result) : NULL;
    if (status != APIE_OK && w->error)
        *w->error = *error;
}

void waiting_note_done(apie_status status, const apie_error *error, void *user)
{
    waiting_note(user, status, NULL, error);
}

apie_status waiting_for(waiting *w, const apie_call *call, void *out)
{
    subject *s = w->subject;
    if (!call)
        return w->error->code;
    s->calls++;
    while (!w->done && event_base_loop(s->base, EVLOOP_ONCE) == 0)
        continue;
    if (!w->done)
        return APIE_ERROR_CLOSED; /* the loop ran dry: a call was lost */
    if (out)
        memcpy(out, &w->result, sizeof w->result);
    else
        apie_free(w->result);
    return w->status;
}
