/* The service's own description: its operations, and bodies that fit it. */
#ifndef CONFORMANCE_HONEYCOMB_OPENAPI_H
#define CONFORMANCE_HONEYCOMB_OPENAPI_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

typedef struct openapi_operation {
    const char *id;
    const char *method; /* "GET" */
    const char *path;
    const json_t *item;       /* the path's own description */
    const json_t *definition; /* the operation's */
} openapi_operation;

/* Calls visit for each operation of the document. */
void openapi_each(const json_t *document,
                  void (*visit)(const openapi_operation *operation, void *user), void *user);

/* What a "$ref" leads to; other values as they are. */
const json_t *openapi_resolve(const json_t *document, const json_t *value);

/* The operation's parameter of that name, resolved; NULL if it has none. */
const json_t *openapi_parameter(const json_t *document, const openapi_operation *operation,
                                const char *name);
/* A value for a parameter, as it stands in a path or a query; the caller frees it. */
char *openapi_parameter_value(const json_t *document, const json_t *parameter);

/* The schema of the operation's body, and its content type; NULL if it takes none. */
const json_t *openapi_body_schema(const json_t *document, const openapi_operation *operation,
                                  const char **content_type);

/* Where a schema allows several shapes, each has a body of its own: number `variant`, as long as
 * that is less than *variants. whole: every property that may be sent, else only those that must.
 */
json_t *openapi_body(const json_t *document, const json_t *schema, bool whole, size_t variant,
                     size_t *variants);

#endif
