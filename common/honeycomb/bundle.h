/* What the flows of bundles have in common: what the program gave is kept, the result is there from
 * the beginning and tells what was made, also when the flow fails or is cancelled. */
#ifndef APIE_HONEYCOMB_BUNDLE_H
#define APIE_HONEYCOMB_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>

#include <apie/honeycomb/bundles.h>

#include "flow/core.h"
#include "model/model.h"

typedef struct apie_bundle_flow {
    apie_flow flow;         /* first */
    apie_call_options call; /* of the request that the bundle is about */
    void *made;             /* the result, until the flow gives it out */
    /* All room for what is made is taken at once, so that nothing is lost to a lack of memory. */
    size_t room;
    apie_honeycomb_made *things;
    const apie_honeycomb_made **list; /* of the result: things, and what parts have made */
    size_t *made_count;               /* of the result */
    const void **roots;               /* what the result's objects are in; its own */
    size_t *root_count;
    apie_flow_step *take; /* what the part at work gives; NULL: it makes nothing */
    apie_flow_step *next; /* after it */
} apie_bundle_flow;

/* A flow that begins with an apie_bundle_flow, with its result: an object of result_size. Without a
 * limit of the program's, each of its requests has one, and the whole none. */
apie_flow *apie_bundle_flow_new(const apie_flow_type *type, apie_core *core, size_t result_size,
                                const apie_call_options *options, apie_error *error);
/* Makes room for so many things and results of parts. made and made_count are the result's. */
bool apie_bundle_reserve(apie_bundle_flow *bundle, size_t things, size_t roots,
                         const apie_honeycomb_made *const **made, size_t *made_count);
/* A copy of a text that lives as long as the result. */
const char *apie_bundle_text(apie_bundle_flow *bundle, const char *text);
void apie_bundle_destroy(apie_flow *flow);

/* Ends the flow with its status. The result is given out if the flow succeeded or made something.
 */
void apie_bundle_finish(apie_flow *flow);
/* The same where the flow is cancelled, for a type's `stopped`. What the part at work has made is
 * taken, too. */
void apie_bundle_stopped(apie_flow *flow);

/* Sends an operation that only reads, with one argument (NULL: without any), as a part. The flow
 * need be none of a bundle. options: NULL but for the request that the call is about. */
void apie_bundle_read(apie_flow *flow, const apie_operation *operation, const char *argument,
                      const apie_call_options *options, apie_flow_step *next);
/* Sends one that makes something. If the service has answered with it, take() takes it and notes
 * it, and does nothing else: whatever comes then, be it a cancel, the result tells of it. Then next
 * runs, unless the flow was cancelled. */
void apie_bundle_create(apie_flow *flow, const apie_operation *operation, const char *argument,
                        const void *body, const apie_call_options *options, apie_flow_step *take,
                        apie_flow_step *next);
/* The same with a part that makes several things and gives what it has made however it ends. */
void apie_bundle_run(apie_flow *flow, apie_flow *part, apie_flow_step *take, apie_flow_step *next);
/* Takes the result of the last part, to live as long as the bundle's. */
void *apie_bundle_take(apie_flow *flow);
/* Tells the result what was made. dataset lives as long as the result. Without an id the flow's
 * status becomes APIE_ERROR_PROTOCOL. */
void apie_bundle_note(apie_flow *flow, apie_honeycomb_made_kind kind, const char *dataset,
                      const char *id);
/* The same for what a part has made, whose result was taken. */
void apie_bundle_note_all(apie_flow *flow, const apie_honeycomb_made *const *made, size_t count);

/* A copy of an object of the program's that lives as long as the arena; NULL with the error filled:
 * it cannot be sent, or memory ran out. */
const void *apie_bundle_keep(apie_arena *arena, const apie_model *model, const void *object,
                             apie_error *error);

#endif
