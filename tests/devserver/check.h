/* Checks a JSON value against a table, and says what is wrong and where. */
#ifndef DEVSERVER_CHECK_H
#define DEVSERVER_CHECK_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum check_kind {
    CHECK_STRING,
    CHECK_TEXT,      /* a string that is not empty */
    CHECK_UUID4,     /* a version 4 UUID */
    CHECK_TIMESTAMP, /* ISO 8601 with date, time and offset */
    CHECK_POSITIVE,  /* an integer from 1 */
    CHECK_NATURAL,   /* an integer from 0 */
    CHECK_NUMBER,
    CHECK_BOOL,
    CHECK_OBJECT,  /* of the field's shape, or any */
    CHECK_OBJECTS, /* a list of such objects */
    CHECK_STRINGS, /* a list of strings */
    CHECK_ANY
};

#define CHECK_REQUIRED 1u
#define CHECK_NULLABLE 2u

struct check_shape;

struct check_field {
    const char *key;
    enum check_kind kind;
    unsigned flags;
    const char *const *allowed; /* the strings it may have, ending in NULL; or NULL */
    const struct check_shape *shape;
};

/* Keys that are not in the table are refused. */
struct check_shape {
    const struct check_field *fields;
    size_t count;
};

struct check_failure {
    char pointer[256]; /* JSON pointer to the value that is wrong or missing */
    char message[256];
};

bool check_value(json_t *value, const struct check_shape *shape, struct check_failure *failure);

/* Puts the place into failure: pointer "/key" below where it stands. */
void check_enter(struct check_failure *failure, const char *key);
bool check_fail(struct check_failure *failure, const char *message);

/* One event of the wire, with what its type demands. agent_ids: the known agents' by key. The
 * pointer in failure is kept as prefix. */
bool check_event(json_t *event, json_t *agent_ids, struct check_failure *failure);

#endif
