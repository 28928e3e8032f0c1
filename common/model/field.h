/* Reaching the members of a struct through its table. Members are copied in and out as bytes, since
 * the table does not know their pointer types. */
#ifndef APIE_MODEL_FIELD_H
#define APIE_MODEL_FIELD_H

#include <stdbool.h>
#include <stddef.h>

#include <apie/model.h>

#include "model/descriptor.h"

/* What a type's member is made of. */
typedef enum apie_shape {
    APIE_SHAPE_SCALAR = 0, /* knows its own presence */
    APIE_SHAPE_POINTER,
    APIE_SHAPE_LIST, /* pointer and count */
    APIE_SHAPE_MAP,  /* pointer and count */
    APIE_SHAPE_NONE
} apie_shape;

apie_shape apie_field_shape(const apie_field *field);

/* Bytes of one item of a list or map; 0 for other types. */
size_t apie_field_item_size(const apie_field *field);

static inline const void *apie_field_member(const apie_field *field, const void *object)
{
    return (const char *)object + field->offset;
}

const void *apie_field_pointer(const apie_field *field, const void *object);
size_t apie_field_count(const apie_field *field, const void *object);

/* Sets the pointer of a list or map, and its count. */
void apie_field_set_list(const apie_field *field, void *object, const void *items, size_t count);

/* Of a scalar. */
void apie_field_set_presence(const apie_field *field, void *object, apie_presence presence);

/* Whether field number `index` of the model is there. */
apie_presence apie_field_presence(const apie_model *model, size_t index, const void *object);

#endif
