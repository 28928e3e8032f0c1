/* One Honeycomb client, of either library, and one face for all that it can be asked. */
#ifndef APIE_TESTS_SUBJECT_HONEYCOMB_H
#define APIE_TESTS_SUBJECT_HONEYCOMB_H

#include "honeycomb_calls.h"
#include "subject_wait.h"

typedef struct subject_honeycomb {
    subject *subject; /* whose loop it has, and which counts its callbacks */
    apie_honeycomb *sync;
    apie_async_honeycomb *async;
} subject_honeycomb;

/* Of the event-driven library if the subject has a loop. */
apie_status subject_honeycomb_new(subject_honeycomb *client, subject *with,
                                  const apie_honeycomb_options *options, apie_error *error);
void subject_honeycomb_free(subject_honeycomb *client);

/* Calls the function of an operation. arguments: as many as the operation has parameters; body: the
 * struct that it takes. out: what it gives, NULL if there is nothing; to be freed. */
apie_status subject_honeycomb_call(subject_honeycomb *client, const apie_operation *operation,
                                   const apie_argument *arguments, const void *body,
                                   const apie_call_options *options, void **out, apie_error *error);
apie_status subject_honeycomb_request(subject_honeycomb *client, const char *method,
                                      const char *target, const char *body,
                                      const apie_call_options *options, apie_response **out,
                                      apie_error *error);

/* Returns what a function gives that is none of an operation's; the arguments end in a comma.
 * Needs WAITING_NOTE(note_TYPE, apie_honeycomb_TYPE). */
#define SUBJECT_HONEYCOMB_CALL(client, name, type, out, options, failure, ...)                     \
    do {                                                                                           \
        WAITING((client)->subject, failure);                                                       \
        if ((client)->async)                                                                       \
            return waiting_for(&w,                                                                 \
                               apie_async_honeycomb_##name((client)->async, __VA_ARGS__ options,   \
                                                           note_##type, &w, w.error),              \
                               out);                                                               \
        return apie_honeycomb_##name((client)->sync, __VA_ARGS__ options, out, w.error);           \
    } while (0)

#endif
