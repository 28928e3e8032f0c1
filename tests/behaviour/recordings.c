#include "recordings.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

/* ---- what is volatile ---- */

/* How ids look that a client makes up: x is a hexadecimal digit. */
static const char *const made_up[] = {
    "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
    "run_offline_xxxxxxxxxxxxxxxx",
    "session_offline_xxxxxxxxxxxxxxxx",
    "handoff_offline_xxxxxxxxxxxxxxxx",
};

static bool looks_like(const char *text, const char *shape)
{
    static const char digits[] = "0123456789abcdef";
    for (; *shape != '\0'; shape++, text++)
        if (*text == '\0' || (*shape == 'x' ? strchr(digits, *text) == NULL : *text != *shape))
            return false;
    return *text == '\0';
}

static bool is_made_up(const char *text)
{
    for (size_t i = 0; i < sizeof made_up / sizeof made_up[0]; i++)
        if (looks_like(text, made_up[i]))
            return true;
    return false;
}

/* The same id has the same number everywhere. */
static json_t *number_of(json_t *ids, const char *id)
{
    if (json_object_get(ids, id) == NULL)
        assert_int_equal(
            json_object_set_new(ids, id, json_sprintf("(id %zu)", json_object_size(ids) + 1)), 0);
    return json_object_get(ids, id);
}

static bool is_of_its_time(const char *key)
{
    static const char *const keys[] = {"timestamp", "time_ms", "Host"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (strcmp(key, keys[i]) == 0)
            return true;
    return false;
}

/* libcurl says how long it tried: "after 3 ms". NULL: it does not say so here. */
static json_t *without_time(const char *text)
{
    static const char word[] = "after ";
    const char *number = strstr(text, word);
    if (number == NULL)
        return NULL;
    number += strlen(word);
    const size_t digits = strspn(number, "0123456789");
    if (digits == 0 || strncmp(number + digits, " ms", 3) != 0)
        return NULL;
    return json_sprintf("%.*s(volatile)%s", (int)(number - text), text, number + digits);
}

static bool forget_in(json_t *value, json_t *ids);

static bool forget_in_member(json_t *object, const char *key, json_t *member, json_t *ids)
{
    const char *text = json_string_value(member);
    json_t *timeless = text != NULL ? without_time(text) : NULL;
    if (is_of_its_time(key))
        assert_int_equal(json_object_set_new(object, key, json_string("(volatile)")), 0);
    else if (timeless != NULL)
        assert_int_equal(json_object_set_new(object, key, timeless), 0);
    else if (text != NULL && is_made_up(text))
        assert_int_equal(json_object_set(object, key, number_of(ids, text)), 0);
    else
        return forget_in(member, ids);
    return timeless != NULL;
}

/* Whether there was a time in it that texts tell, and that makes them longer or shorter. */
static bool forget_in(json_t *value, json_t *ids)
{
    const char *key;
    json_t *member;
    bool found = false;
    json_object_foreach(value, key, member) found |= forget_in_member(value, key, member, ids);
    for (size_t i = 0; i < json_array_size(value); i++)
        found |= forget_in(json_array_get(value, i), ids);
    return found;
}

void recording_forget_volatile(json_t *recording)
{
    json_t *ids = json_object();
    assert_non_null(ids);
    for (size_t i = 0; i < json_array_size(recording); i++) {
        json_t *entry = json_array_get(recording, i);
        json_t *headers = json_object_get(entry, "headers");
        if (forget_in(entry, ids) && headers != NULL)
            assert_int_equal(json_object_del(headers, "Content-Length"), 0);
    }
    json_decref(ids);
}

/* ---- comparing ---- */

/* Members in the order in which they were sent; to be freed. */
static char *text_at(const json_t *array, size_t index)
{
    const json_t *entry = json_array_get(array, index);
    char *text = entry == NULL ? strdup("nothing") : json_dumps(entry, JSON_INDENT(1));
    assert_non_null(text);
    return text;
}

/* The line with the first difference. */
static const char *line_that_differs(const char *text, const char *other)
{
    const char *line = text;
    for (size_t i = 0; text[i] != '\0' && text[i] == other[i]; i++)
        if (text[i] == '\n')
            line = text + i + 1;
    return line;
}

static void print_line(const char *name, const char *text, const char *other)
{
    const char *line = line_that_differs(text, other);
    print_error("  %s: %.*s\n", name, (int)strcspn(line, "\n"), line);
}

void recordings_expect_same(const json_t *one, const json_t *other, const char *name_of_one,
                            const char *name_of_other)
{
    for (size_t i = 0; i < json_array_size(one) || i < json_array_size(other); i++) {
        char *text = text_at(one, i);
        char *wanted = text_at(other, i);
        const bool same = strcmp(text, wanted) == 0;
        if (!same) {
            print_error("entry %zu: %.300s\ndiffers:\n", i + 1, text);
            print_line(name_of_one, text, wanted);
            print_line(name_of_other, wanted, text);
        }
        free(text);
        free(wanted);
        assert_true(same);
    }
}
