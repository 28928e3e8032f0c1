/* Bodies through our models: what is read from JSON text and written again. */
#ifndef CONFORMANCE_HONEYCOMB_BODIES_H
#define CONFORMANCE_HONEYCOMB_BODIES_H

#include <stdbool.h>
#include <stdio.h>

#include <jansson.h>

#include "model/descriptor.h"

/* The same JSON but for the order of members; numbers by value. */
bool bodies_equal(const json_t *a, const json_t *b);

/* Reads the body into the model's struct: a root for apie_free(), NULL if it cannot be read (which
 * is told). */
void *body_read(const apie_model *model, const json_t *body, FILE *report);
/* Writes it again, as JSON; NULL if it cannot be written. */
json_t *body_write(const apie_model *model, const void *object, FILE *report);

/* Adds the paths of what the struct has no member for to an array: ["panels/new", …]. */
void body_unknown(const apie_model *model, const void *object, json_t *paths);
/* The paths of all members in the JSON, items of arrays taken together, as members of an object. */
void body_paths(const json_t *body, const char *prefix, json_t *paths);

/* Whether the model holds all of the body and gives it back as it was; tells what not. */
bool body_returns(const apie_model *model, const json_t *body, FILE *report);

#endif
