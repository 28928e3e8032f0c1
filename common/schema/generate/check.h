/* What the schema may say: rules of its parts, with messages that name the place. */
#ifndef APIE_GENERATE_CHECK_H
#define APIE_GENERATE_CHECK_H

#include <stdbool.h>

#include <jansson.h>

#include "base/arena.h"

/* Where the reader is, for messages: "apie.json: model run, id". */
typedef struct gen_at {
    const char *file;
    const char *kind;
    const char *name;
    const char *part;
} gen_at;

_Noreturn void apie_gen_wrong(const gen_at *at, const char *what, const char *name);

/* The object may have no other members than these (a NULL-terminated list). */
void apie_gen_check_keys(const gen_at *at, json_t *object, const char *const *keys);

/* A text, never empty. required: it must be there. */
const char *apie_gen_get_text(const gen_at *at, json_t *object, const char *key, bool required);
/* A text out of a NULL-terminated list. */
const char *apie_gen_get_one_of(const gen_at *at, json_t *object, const char *key,
                                const char *const *list);
bool apie_gen_get_flag(const gen_at *at, json_t *object, const char *key);
/* An array, or NULL if it is not there. */
json_t *apie_gen_get_array(const gen_at *at, json_t *object, const char *key);

/* A part of a C name, in snake_case. Returns it. */
const char *apie_gen_check_name(const gen_at *at, const char *name);

/* The C name of a field or parameter: its "member", or its "name" in snake_case (of a path, the
 * last part); no keyword of C or C++. */
const char *apie_gen_get_member(apie_arena *arena, const gen_at *at, json_t *object);

/* "risk_level" as "RISK_LEVEL"; anything that is no letter or digit becomes '_'. */
const char *apie_gen_upper(apie_arena *arena, const char *name);

#endif
