/* Every public function of an operation, in both libraries, through one shape each. */
#ifndef APIE_TESTS_HONEYCOMB_CALLS_H
#define APIE_TESTS_HONEYCOMB_CALLS_H

#include <stddef.h>

#include <apie/async/honeycomb.h>
#include <apie/sync/honeycomb.h>

#include "exchange/operation.h"

typedef apie_status honeycomb_sync_call(apie_honeycomb *client, const apie_argument *arguments,
                                        const void *body, const apie_call_options *options,
                                        void **out, apie_error *error);
typedef apie_call *honeycomb_async_call(apie_async_honeycomb *client,
                                        const apie_argument *arguments, const void *body,
                                        const apie_call_options *options, void *user,
                                        apie_error *error);

typedef struct honeycomb_call {
    const char *name; /* "datasets_get" of apie_honeycomb_datasets_get */
    honeycomb_sync_call *sync;
    honeycomb_async_call *async; /* NULL: the other library has no such function */
} honeycomb_call;

/* Made from the public headers, in their order. */
extern const honeycomb_call honeycomb_calls[];
extern const size_t honeycomb_call_count;

/* What callbacks of event-driven calls come to. */
void honeycomb_call_ended(apie_status status, void *result, const apie_error *error, void *user);

static inline apie_opt_bool truth(const apie_argument *argument)
{
    return (apie_opt_bool){argument->number.value != 0, argument->number.presence};
}

/* The call of an operation; NULL if a library has none. */
const honeycomb_call *honeycomb_call_of(const apie_operation *operation);

#endif
