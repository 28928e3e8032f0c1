/* A request, ready for a transport: built here, sent by the drivers. */
#ifndef APIE_EXCHANGE_REQUEST_H
#define APIE_EXCHANGE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <apie/error.h>
#include <apie/options.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "exchange/endpoint.h"
#include "exchange/operation.h"
#include "exchange/sink.h"

typedef struct apie_http_request {
    const apie_operation *operation; /* never NULL; raw requests have one of their own */
    apie_method method;
    const char *target; /* prefix, path and query, percent-encoded; starts with '/' */
    /* NULL: the endpoint's. Else http or https, anywhere: fetched without credentials or anything
     * else of the endpoint's; target is for observers. */
    const char *url;
    /* Complete lines beside the endpoint's: Content-Type, Idempotency-Key, the caller's,
     * interceptors'. */
    const char **header_lines;
    size_t header_line_count;
    size_t header_line_capacity;
    const char *body; /* NULL: none */
    size_t body_length;
    bool retry_safe;         /* may be sent again although it may have been processed */
    bool fresh_connection;   /* do not reuse a connection for this attempt */
    const char *secret;      /* of a credential of its own, to be kept out of errors; NULL: none */
    const char *secret_part; /* of that secret, to be kept out of errors alone, too */
    const apie_sink *sink;   /* NULL: the body is kept */
} apie_http_request;

/* Builds everything but the body: target from the operation's path and the arguments (each
 * percent-encoded; a path argument may not be empty, "." or ".."), headers from the options.
 * All memory comes from the arena. APIE_ERROR_INVALID_ARGUMENT with the parameter's name in where.
 * options may be NULL. */
apie_status apie_request_build(apie_http_request *request, apie_arena *arena,
                               const apie_endpoint *endpoint, const apie_operation *operation,
                               const apie_argument *arguments, const apie_call_options *options,
                               apie_error *error);

/* Puts what the client knows into the target of a scoped operation, where the path has it. */
apie_status apie_request_set_scope(apie_http_request *request, apie_arena *arena, const char *scope,
                                   apie_error *error);

/* Serialises a body through the operation's request model into the arena. object may be NULL if
 * the operation takes no body, and if it does that is an error. filter may be NULL. */
apie_status apie_request_set_object(apie_http_request *request, apie_arena *arena,
                                    const void *object, const apie_model_filter *filter,
                                    apie_error *error);

/* A raw request: target_path is used as given (must start with '/', no control characters, no
 * spaces, no fragment); body is JSON text or NULL. Retry-safe if the method is idempotent or the
 * options have an idempotency key. */
apie_status apie_request_build_raw(apie_http_request *request, apie_arena *arena,
                                   const apie_endpoint *endpoint, apie_method method,
                                   const char *target_path, const char *body, size_t body_length,
                                   const apie_call_options *options, apie_error *error);

/* Adds a header line, checked; it replaces one of the same name. What a program wants to send goes
 * through apie_outgoing_add(), which knows the credential's header, too. */
apie_status apie_request_add_header(apie_http_request *request, apie_arena *arena, const char *name,
                                    const char *value, apie_error *error);

/* Adds a complete header line that was checked before, unless the request has one of that name. The
 * line is borrowed. */
apie_status apie_request_add_line(apie_http_request *request, apie_arena *arena, const char *line,
                                  apie_error *error);

/* Takes the credential of the request's own, if it has one, out of an error's texts. */
void apie_request_hide_secrets(const apie_http_request *request, apie_error *error);

/* Percent-encodes all but unreserved characters (RFC 3986, 2.3). */
void apie_percent_encode(apie_buffer *out, const char *text, size_t length);

#endif
