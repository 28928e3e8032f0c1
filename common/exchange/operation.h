/* An operation of a service, as data. The generator writes these tables; nothing else names paths.
 */
#ifndef APIE_EXCHANGE_OPERATION_H
#define APIE_EXCHANGE_OPERATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/model.h"

typedef enum apie_method {
    APIE_GET = 0,
    APIE_POST,
    APIE_PUT,
    APIE_PATCH,
    APIE_DELETE,
    APIE_METHOD_COUNT
} apie_method;

const char *apie_method_name(apie_method method);
/* By its name; INVALID_ARGUMENT if there is none. */
apie_status apie_method_find(const char *name, apie_method *method, apie_error *error);

typedef enum apie_place { APIE_IN_PATH = 0, APIE_IN_QUERY, APIE_IN_HEADER } apie_place;

typedef enum apie_argument_type {
    APIE_ARGUMENT_TEXT = 0,
    APIE_ARGUMENT_INT,
    APIE_ARGUMENT_BOOL
} apie_argument_type;

typedef struct apie_parameter {
    const char *name; /* in the path template, the query or the header */
    apie_place place;
    apie_argument_type type;
    bool required;
} apie_parameter;

/* One argument, in the order of the operation's parameters. */
typedef struct apie_argument {
    const char *text;    /* APIE_ARGUMENT_TEXT; NULL: not given */
    apie_opt_int number; /* APIE_ARGUMENT_INT, and APIE_ARGUMENT_BOOL as 0 and 1 */
} apie_argument;

typedef struct apie_operation {
    const char *name; /* "runs.create" */
    apie_method method;
    const char *path; /* "/v1/runs/{id}/complete" */
    const apie_parameter *parameters;
    size_t parameter_count;
    const apie_model *request;  /* NULL: no body */
    const apie_model *response; /* NULL: the body of a success is not read */
    bool retry_safe;            /* may be repeated after it may have been processed */
    bool optional_body;         /* an empty or non-JSON success reads as no result, not an error */
    bool not_modified;          /* 304 is a success without a result */
    bool scoped;                /* the path has a part that the client knows */
    const char *credential;     /* "ingest_key or api_key"; NULL: what every request has */
    /* Of request and answer; NULL: application/json. "text/…": the answer is the text itself, and
     * the only member of its struct. */
    const char *content_type;
    const char *id; /* the service's own name of it; NULL: it has none */
} apie_operation;

#endif
