#include "check.h"

#include <stdio.h>
#include <string.h>

struct kind_rule {
    const char *message;
    bool (*holds)(json_t *value);
};

static bool check_fields(json_t *value, const struct check_shape *shape,
                         struct check_failure *failure);

/* Appends one escaped token; a pointer too long for its place is cut. */
void check_enter(struct check_failure *failure, const char *key)
{
    size_t at = strlen(failure->pointer);
    const size_t end = sizeof failure->pointer - 3;
    if (at < end) {
        failure->pointer[at++] = '/';
    }
    for (; *key != '\0' && at < end; key++) {
        if (*key == '~' || *key == '/') {
            failure->pointer[at++] = '~';
            failure->pointer[at++] = *key == '~' ? '0' : '1';
        } else {
            failure->pointer[at++] = *key;
        }
    }
    failure->pointer[at] = '\0';
}

bool check_fail(struct check_failure *failure, const char *message)
{
    (void)snprintf(failure->message, sizeof failure->message, "%s", message);
    return false;
}

static bool is_text(json_t *value)
{
    return json_is_string(value) && json_string_length(value) > 0;
}

static bool is_string(json_t *value)
{
    return json_is_string(value);
}

static bool is_number(json_t *value)
{
    return json_is_number(value);
}

static bool is_bool(json_t *value)
{
    return json_is_boolean(value);
}

static bool is_positive(json_t *value)
{
    return json_is_integer(value) && json_integer_value(value) >= 1;
}

static bool is_natural(json_t *value)
{
    return json_is_integer(value) && json_integer_value(value) >= 0;
}

static bool is_object(json_t *value)
{
    return json_is_object(value);
}

static bool is_array(json_t *value)
{
    return json_is_array(value);
}

static bool is_anything(json_t *value)
{
    return value != NULL;
}

/* pattern: x a hexadecimal digit, d a decimal one, 4 and v the version and variant of a UUID. */
static bool fits(const char *text, const char *pattern)
{
    static const char hex[] = "0123456789abcdefABCDEF";
    for (; *pattern != '\0'; pattern++, text++) {
        const char *allowed = NULL;
        char same[2] = {*pattern, '\0'};
        switch (*pattern) {
        case 'x': allowed = hex; break;
        case 'd': allowed = "0123456789"; break;
        case 'v': allowed = "89abAB"; break;
        default: allowed = same; break;
        }
        if (*text == '\0' || strchr(allowed, *text) == NULL) {
            return false;
        }
    }
    return true;
}

static bool is_uuid4(json_t *value)
{
    const char *text = json_string_value(value);
    return text != NULL && strlen(text) == 36 && json_string_length(value) == 36 &&
           fits(text, "xxxxxxxx-xxxx-4xxx-vxxx-xxxxxxxxxxxx");
}

static int two_digits(const char *text)
{
    return (text[0] - '0') * 10 + (text[1] - '0');
}

static bool is_timestamp(json_t *value)
{
    const char *text = json_string_value(value);
    if (text == NULL || !fits(text, "dddd-dd-ddTdd:dd:dd")) {
        return false;
    }
    if (two_digits(text + 5) < 1 || two_digits(text + 5) > 12 || two_digits(text + 8) < 1 ||
        two_digits(text + 8) > 31 || two_digits(text + 11) > 23 || two_digits(text + 14) > 59 ||
        two_digits(text + 17) > 60) {
        return false;
    }
    const char *rest = text + 19;
    if (*rest == '.') {
        size_t digits = strspn(rest + 1, "0123456789");
        if (digits == 0 || digits > 9) {
            return false;
        }
        rest += 1 + digits;
    }
    if (strcmp(rest, "Z") == 0) {
        return true;
    }
    return strlen(rest) == 6 && (fits(rest, "+dd:dd") || fits(rest, "-dd:dd")) &&
           two_digits(rest + 1) <= 14 && two_digits(rest + 4) <= 59;
}

static const struct kind_rule kinds[] = {
    [CHECK_STRING] = {"must be a string", is_string},
    [CHECK_TEXT] = {"must be a string that is not empty", is_text},
    [CHECK_UUID4] = {"must be a version 4 UUID", is_uuid4},
    [CHECK_TIMESTAMP] = {"must be an ISO 8601 timestamp with offset", is_timestamp},
    [CHECK_POSITIVE] = {"must be an integer from 1", is_positive},
    [CHECK_NATURAL] = {"must be an integer from 0", is_natural},
    [CHECK_NUMBER] = {"must be a number", is_number},
    [CHECK_BOOL] = {"must be true or false", is_bool},
    [CHECK_OBJECT] = {"must be an object", is_object},
    [CHECK_OBJECTS] = {"must be a list of objects", is_array},
    [CHECK_STRINGS] = {"must be a list of strings", is_array},
    [CHECK_ANY] = {"must be present", is_anything},
};

static bool check_allowed(json_t *value, const char *const *allowed, struct check_failure *failure)
{
    const char *text = json_string_value(value);
    size_t at = (size_t)snprintf(failure->message, sizeof failure->message, "must be one of");
    for (size_t i = 0; allowed[i] != NULL; i++) {
        if (text != NULL && strcmp(text, allowed[i]) == 0) {
            return true;
        }
        int more = snprintf(failure->message + at, sizeof failure->message - at, "%s %s",
                            i == 0 ? ":" : ",", allowed[i]);
        if (more < 0 || (size_t)more >= sizeof failure->message - at) {
            break;
        }
        at += (size_t)more;
    }
    return false;
}

static bool check_item(json_t *item, const struct check_field *field, struct check_failure *failure)
{
    if (field->kind == CHECK_STRINGS) {
        return json_is_string(item) || check_fail(failure, "must be a string");
    }
    if (!json_is_object(item)) {
        return check_fail(failure, "must be an object");
    }
    return field->shape == NULL || check_fields(item, field->shape, failure);
}

static bool check_list(json_t *list, const struct check_field *field, struct check_failure *failure)
{
    const size_t above = strlen(failure->pointer);
    size_t index;
    json_t *item;
    json_array_foreach(list, index, item)
    {
        char token[24];
        (void)snprintf(token, sizeof token, "%zu", index);
        check_enter(failure, token);
        if (!check_item(item, field, failure)) {
            return false;
        }
        failure->pointer[above] = '\0';
    }
    return true;
}

static bool check_field(json_t *value, const struct check_field *field,
                        struct check_failure *failure)
{
    if (value == NULL) {
        return (field->flags & CHECK_REQUIRED) == 0 || check_fail(failure, "is required");
    }
    if (json_is_null(value)) {
        return (field->flags & CHECK_NULLABLE) != 0 || check_fail(failure, "must not be null");
    }
    if (!kinds[field->kind].holds(value)) {
        return check_fail(failure, kinds[field->kind].message);
    }
    if (field->allowed != NULL && !check_allowed(value, field->allowed, failure)) {
        return false;
    }
    if (field->kind == CHECK_OBJECTS || field->kind == CHECK_STRINGS) {
        return check_list(value, field, failure);
    }
    return field->kind != CHECK_OBJECT || field->shape == NULL ||
           check_fields(value, field->shape, failure);
}

static bool is_known(const struct check_shape *shape, const char *key)
{
    for (size_t i = 0; i < shape->count; i++) {
        if (strcmp(shape->fields[i].key, key) == 0) {
            return true;
        }
    }
    return false;
}

static bool check_fields(json_t *value, const struct check_shape *shape,
                         struct check_failure *failure)
{
    const size_t above = strlen(failure->pointer);
    const char *key;
    json_t *member;
    json_object_foreach(value, key, member)
    {
        if (!is_known(shape, key)) {
            check_enter(failure, key);
            return check_fail(failure, "is not a known key");
        }
    }
    for (size_t i = 0; i < shape->count; i++) {
        const struct check_field *field = &shape->fields[i];
        check_enter(failure, field->key);
        if (!check_field(json_object_get(value, field->key), field, failure)) {
            return false;
        }
        failure->pointer[above] = '\0';
    }
    return true;
}

bool check_value(json_t *value, const struct check_shape *shape, struct check_failure *failure)
{
    if (!json_is_object(value)) {
        return check_fail(failure, "must be an object");
    }
    return check_fields(value, shape, failure);
}
