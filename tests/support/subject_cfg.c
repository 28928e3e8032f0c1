#include "subject_cfg.h"

apie_status subject_diagnose(subject *s, apie_diagnosis **out, apie_error *error)
{
    return s->kind == SUBJECT_ASYNC ? apie_async_diagnose(s->async, out, error)
                                    : apie_diagnose(s->sync, out, error);
}
