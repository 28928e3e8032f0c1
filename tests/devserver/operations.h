/* What is read from a request by the libraries' tables of operations. */
#ifndef DEVSERVER_OPERATIONS_H
#define DEVSERVER_OPERATIONS_H

#include <event2/http.h>
#include <exchange/operation.h>
#include <jansson.h>
#include <stdbool.h>

/* Whether a path is one of "/orgs/{org_id}/image". */
bool path_fits(const char *pattern, const char *path);

/* What stands for each name of the pattern, decoded. NULL: out of memory. */
json_t *path_places(const char *pattern, const char *path);

/* Decoded from a path, or (plus) from a query. NULL: out of memory. */
json_t *uri_text(const char *text, size_t length, bool plus);

/* The parameters of the query by name. NULL: out of memory. */
json_t *uri_query(struct evhttp_request *request);

/* The first one of any method if that is NULL; NULL: there is none. */
const apie_operation *operation_find(const apie_operation *const *operations, size_t count,
                                     const char *method, const char *path);

/* The first parameter of the query that the operation does not have; NULL: it has all. */
const char *operation_unknown(const apie_operation *operation, json_t *query);

bool operation_type_fits(const apie_operation *operation, struct evhttp_request *request);

/* Whether a body is what the model of the operation's requests says. False: error->where is where
 * it is not. */
bool operation_body_fits(const apie_operation *operation, const json_t *body, apie_error *error);

#endif
