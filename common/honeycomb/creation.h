/* A request that makes something, as a part of a flow that tells what it has made. */
#ifndef APIE_HONEYCOMB_CREATION_H
#define APIE_HONEYCOMB_CREATION_H

#include "flow/core.h"

/* As the flow of an operation, which is not a scoped one; but what the service answered is its
 * result however it ends: also if it is cancelled, or memory runs out, right after the answer was
 * read. */
apie_flow *apie_creation_flow_new(apie_core *core, const apie_operation *operation,
                                  const apie_argument *arguments, const void *body,
                                  const apie_call_options *options, apie_error *error);

#endif
