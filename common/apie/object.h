/* Free-form JSON objects in the making. */
#ifndef APIE_APIE_OBJECT_H
#define APIE_APIE_OBJECT_H

#include <jansson.h>

#include "base/arena.h"

/* One of them. Errors stick: put on, and look once at the end. */
typedef struct apie_object {
    json_t *json; /* NULL: memory ran out */
} apie_object;

/* A copy of an object; NULL: an empty one. */
apie_object apie_object_new(const json_t *members);
/* Each adds a member, unless there is one of that name. NULL is null. */
void apie_object_add_text(apie_object *object, const char *key, const char *text);
void apie_object_add_copy(apie_object *object, const char *key, const json_t *value);
/* Puts a member in place of any of that name. Takes the value over, which is NULL if memory ran
 * out. */
void apie_object_set_own(apie_object *object, const char *key, json_t *value);
/* Gives it to the arena. NULL if memory ran out, now or before. */
const json_t *apie_object_done(apie_object *object, apie_arena *arena);

#endif
