#include "subject_honeycomb.h"

#include <string.h>

apie_status subject_honeycomb_new(subject_honeycomb *client, subject *with,
                                  const apie_honeycomb_options *options, apie_error *error)
{
    *client = (subject_honeycomb){.subject = with};
    return with->base ? apie_async_honeycomb_new(with->base, options, &client->async, error)
                      : apie_honeycomb_new(options, &client->sync, error);
}

void subject_honeycomb_free(subject_honeycomb *client)
{
    apie_honeycomb_free(client->sync);
    apie_async_honeycomb_free(client->async);
    *client = (subject_honeycomb){.subject = client->subject};
}

/* ---- operations ---- */

void honeycomb_call_ended(apie_status status, void *result, const apie_error *error, void *user)
{
    waiting_note(user, status, result, error);
}

const honeycomb_call *honeycomb_call_of(const apie_operation *operation)
{
    char name[64];
    size_t i = 0;
    for (; operation->name[i] != '\0' && i + 1 < sizeof name; i++)
        name[i] = operation->name[i] == '.' ? '_' : operation->name[i];
    name[i] = '\0';
    for (i = 0; i < honeycomb_call_count; i++)
        if (strcmp(honeycomb_calls[i].name, name) == 0)
            return honeycomb_calls[i].async ? &honeycomb_calls[i] : NULL;
    return NULL;
}

apie_status subject_honeycomb_call(subject_honeycomb *client, const apie_operation *operation,
                                   const apie_argument *arguments, const void *body,
                                   const apie_call_options *options, void **out, apie_error *error)
{
    const honeycomb_call *functions = honeycomb_call_of(operation);
    WAITING(client->subject, error);
    *out = NULL;
    if (client->async)
        return waiting_for(
            &w, functions->async(client->async, arguments, body, options, &w, w.error), out);
    return functions->sync(client->sync, arguments, body, options, out, w.error);
}

/* ---- requests ---- */

WAITING_NOTE(note_response, apie_response)

apie_status subject_honeycomb_request(subject_honeycomb *client, const char *method,
                                      const char *target, const char *body,
                                      const apie_call_options *options, apie_response **out,
                                      apie_error *error)
{
    const size_t length = body ? strlen(body) : 0;
    WAITING(client->subject, error);
    *out = NULL;
    if (client->async)
        return waiting_for(&w,
                           apie_async_honeycomb_request(client->async, method, target, body, length,
                                                        options, note_response, &w, w.error),
                           out);
    return apie_honeycomb_request(client->sync, method, target, body, length, options, out,
                                  w.error);
}
