/* Bodies that fit a model, made from its table. */
#ifndef APIE_TESTS_MODEL_SAMPLE_H
#define APIE_TESTS_MODEL_SAMPLE_H

#include <stdbool.h>

#include <jansson.h>

#include "model/descriptor.h"

/* Every field has a value, or only those that must have one. To be released. */
json_t *model_sample(const apie_model *model, bool whole);
/* The same as the model's struct, for apie_free(). */
void *model_sample_read(const apie_model *model, const json_t *sample);
/* What the struct says, as JSON; to be released. */
json_t *model_sample_write(const apie_model *model, const void *object);

#endif
