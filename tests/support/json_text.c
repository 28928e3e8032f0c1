#include "json_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

json_t *json_of(const char *text)
{
    size_t size = strlen(text) + 1;
    char *quoted = malloc(size);
    if (!quoted)
        return NULL;
    for (size_t i = 0; i < size; i++)
        quoted[i] = text[i] == '\'' ? '"' : text[i];
    json_t *value = json_loads(quoted, JSON_DECODE_ANY, NULL);
    free(quoted);
    return value;
}

void expect_json(const char *what, const char *expected, const json_t *got)
{
    json_t *wanted = json_of(expected);
    assert_non_null(wanted);
    if (!json_equal(wanted, got)) {
        char *text = got ? json_dumps(got, JSON_ENCODE_ANY | JSON_SORT_KEYS) : NULL;
        char *other = json_dumps(wanted, JSON_ENCODE_ANY | JSON_SORT_KEYS);
        fail_msg("%s is %s\nin place of %s", what, text ? text : "not there", other);
    }
    json_decref(wanted);
}
