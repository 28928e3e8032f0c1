/* What OpenApp's clients do with several requests, or with one that is no JSON. Everything that is
 * handed in is copied before these functions return; NULL: *error says why. */
#ifndef APIE_OPENAPP_FLOWS_H
#define APIE_OPENAPP_FLOWS_H

#include <apie/openapp.h>
#include <apie/openapp/scripting.h>

#include "flow/core.h"

/* What a list is read with: the first of its operation's parameters, and an object whose fields are
 * the others. Either may be missing. */
typedef struct apie_openapp_list_arguments {
    const apie_argument *first;
    size_t count;
    const apie_model *model;
    const void *query;
} apie_openapp_list_arguments;

/* All pages of a list as one. */
apie_flow *apie_openapp_list_flow_new(apie_core *core, const apie_operation *operation,
                                      const apie_openapp_list_arguments *arguments,
                                      const apie_call_options *options, apie_error *error);

/* What may be looked for by name. */
typedef enum apie_openapp_named {
    APIE_OPENAPP_NAMED_ORG = 0,
    APIE_OPENAPP_NAMED_DEVICE,        /* within: integration, or NULL */
    APIE_OPENAPP_NAMED_INTEGRATION,   /* within: type of provider, or NULL */
    APIE_OPENAPP_NAMED_ACCESS_PORTAL, /* within: integration */
    APIE_OPENAPP_NAMED_ZONE,          /* within: integration */
} apie_openapp_named;

/* The one thing of that name, as a page; with APIE_ERROR_AMBIGUOUS all that have it. */
apie_flow *apie_openapp_lookup_flow_new(apie_core *core, apie_openapp_named named,
                                        const char *within, const char *name,
                                        apie_openapp_match match, const apie_call_options *options,
                                        apie_error *error);

/* Submits a script and waits for its end: an execution, with APIE_ERROR_FAILED, too. */
apie_flow *apie_openapp_execute_flow_new(apie_core *core,
                                         const apie_openapp_execution_create *script,
                                         const apie_call_options *options, apie_error *error);

/* What may have an image. */
typedef enum apie_openapp_pictured {
    APIE_OPENAPP_PICTURED_USER = 0,
    APIE_OPENAPP_PICTURED_ORG,
    APIE_OPENAPP_PICTURED_DEVICE,
    APIE_OPENAPP_PICTURED_ENTITY,
    APIE_OPENAPP_PICTURED_INTEGRATION
} apie_openapp_pictured;

apie_flow *apie_openapp_upload_flow_new(apie_core *core, apie_openapp_pictured pictured,
                                        const char *id, const apie_openapp_image *image,
                                        const apie_call_options *options, apie_error *error);

/* The same in two steps: the request, then what it uploads. */
apie_flow *apie_openapp_upload_flow_begin(apie_core *core, apie_openapp_pictured pictured,
                                          const char *id, const apie_call_options *options,
                                          apie_error *error);
apie_status apie_openapp_upload_set_image(apie_flow *flow, const apie_openapp_image *image,
                                          apie_error *error);

/* Fetches an image from anywhere and uploads it. file_name may be NULL. */
apie_flow *apie_openapp_upload_url_flow_new(apie_core *core, apie_openapp_pictured pictured,
                                            const char *id, const char *url, const char *file_name,
                                            const apie_call_options *options, apie_error *error);

/* A raw request whose 2xx answer is told while it comes; then how far it went, an
 * apie_openapp_stream_end, whatever the status, unless it never began. */
apie_flow *apie_openapp_stream_flow_new(apie_core *core, const char *method, const char *target,
                                        const char *body, size_t body_length,
                                        const apie_openapp_stream_options *stream,
                                        const apie_call_options *options, apie_error *error);

#endif
