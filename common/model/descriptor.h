/* How a model looks, as data: its fields, where they lie in the struct, what JSON calls them. The
 * generator writes these tables from common/schema; the engine beside this file reads them.
 *
 * Every struct of a model begins with `const struct apie_extra *extra`. A list or map is a pointer
 * member and a size_t count member. A field whose name is a path ("settings/delete_protected") lies
 * deeper in the JSON than in the struct: the object "settings" has no struct of its own. */
#ifndef APIE_MODEL_DESCRIPTOR_H
#define APIE_MODEL_DESCRIPTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/model.h"

typedef enum apie_field_type {
    APIE_FIELD_STRING = 0,  /* const char * */
    APIE_FIELD_INT,         /* apie_opt_int */
    APIE_FIELD_DOUBLE,      /* apie_opt_double */
    APIE_FIELD_BOOL,        /* apie_opt_bool */
    APIE_FIELD_OBJECT,      /* const T * */
    APIE_FIELD_JSON,        /* json_t *: any value */
    APIE_FIELD_JSON_LIST,   /* json_t *: an array */
    APIE_FIELD_JSON_MAP,    /* json_t *: an object */
    APIE_FIELD_STRING_LIST, /* const char *const * */
    APIE_FIELD_INT_LIST,    /* const int64_t * */
    APIE_FIELD_DOUBLE_LIST, /* const double * */
    APIE_FIELD_OBJECT_LIST, /* const T *const * */
    APIE_FIELD_OBJECT_MAP,  /* const T *const *: the first field is the key, the second the value */
    APIE_FIELD_CONSTANT,    /* no member: always sent, with its object */
    APIE_FIELD_TYPE_COUNT
} apie_field_type;

typedef struct apie_field {
    const char *name; /* in JSON: letters, digits, '_', '-', '.' and '$'; '/' between objects */
    size_t name_length;
    size_t offset;           /* of the member */
    size_t count_offset;     /* of the member that counts, for lists and maps */
    const apie_model *model; /* of an object, or of the items of a list or map */
    apie_field_type type;
    bool required; /* neither unset nor null, in both directions */
    bool redact;   /* strings, lists of strings and json: goes through the filter */
    const char *constant;
} apie_field;

/* The engine keeps a bit for each field of an object. */
#define APIE_MODEL_MAX_FIELDS 128
#define APIE_MODEL_WORDS      (APIE_MODEL_MAX_FIELDS / 64)

struct apie_model {
    const char *name; /* of the C type */
    size_t size;
    const apie_field *fields; /* in the order they are written; those of one object together */
    size_t field_count;
    bool grouped; /* some of their names are paths */
    bool bare;    /* the JSON is the value of the first field, the only one */
    bool or_one;  /* bare, a list, and one item may come without the array around it */
    bool or_list; /* the array of the first field may come without the object around it */
};

/* A body that is any JSON: its object is a `const json_t *`, and NULL there stands for "{}". */
extern const apie_model apie_model_any;
extern const void *const apie_empty_object;

#endif
