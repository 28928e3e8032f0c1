#include "honeycomb/check.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include <apie/value.h>

#include "base/text.h"

/* ---- where, and what ---- */

void apie_check_init(apie_check *check, apie_error *error)
{
    check->error = error;
    check->status = APIE_OK;
    check->length = 0;
    check->path[0] = '\0';
}

static void append(apie_check *check, const char *text)
{
    apie_text_copy(check->path + check->length, sizeof check->path - check->length, text,
                   strlen(text));
    check->length += strlen(check->path + check->length);
}

size_t apie_check_enter(apie_check *check, const char *name, int64_t index)
{
    size_t before = check->length;
    char number[24];
    append(check, "/");
    append(check, name);
    if (index >= 0) {
        apie_text_format(number, sizeof number, "/%" PRId64, index);
        append(check, number);
    }
    return before;
}

void apie_check_leave(apie_check *check, size_t length)
{
    check->length = length;
    check->path[length] = '\0';
}

void apie_check_fail(apie_check *check, const char *name, const char *format, ...)
{
    char message[256];
    va_list arguments;
    if (check->status != APIE_OK)
        return;
    va_start(arguments, format);
    apie_text_format_list(message, sizeof message, format, arguments);
    va_end(arguments);
    size_t before = check->length;
    if (name[0] != '\0')
        before = apie_check_enter(check, name, -1);
    check->status = apie_fail(check->error, APIE_ERROR_INVALID_ARGUMENT, check->path, "%s: %s",
                              check->path, message);
    apie_check_leave(check, before);
}

/* ---- values ---- */

bool apie_check_given(const void *pointer)
{
    return pointer != NULL && pointer != APIE_NULL;
}

void apie_check_need(apie_check *check, const char *name, const char *text)
{
    if (!apie_check_given(text) || text[0] == '\0')
        apie_check_fail(check, name, "is required");
}

/* As the service counts: in characters. */
static size_t count_characters(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

void apie_check_text(apie_check *check, const char *name, const char *text, size_t minimum,
                     size_t maximum)
{
    if (!apie_check_given(text))
        return;
    size_t length = count_characters(text);
    if (length < minimum)
        apie_check_fail(check, name, "must not be empty");
    else if (length > maximum)
        apie_check_fail(check, name, "has %zu characters, at most are %zu allowed", length,
                        maximum);
}

void apie_check_int(apie_check *check, const char *name, const apie_opt_int *number,
                    int64_t minimum, int64_t maximum)
{
    if (number->presence != APIE_SET)
        return;
    if (number->value < minimum)
        apie_check_fail(check, name, "is %" PRId64 ", must be %" PRId64 " at least", number->value,
                        minimum);
    else if (number->value > maximum)
        apie_check_fail(check, name, "is %" PRId64 ", must be %" PRId64 " at most", number->value,
                        maximum);
}

static void check_items(apie_check *check, const char *name, const void *list, size_t count)
{
    for (size_t i = 0; i < count && check->status == APIE_OK; i++) {
        const void *item;
        memcpy(&item, (const char *)list + i * sizeof item, sizeof item);
        if (apie_check_given(item))
            continue;
        size_t before = apie_check_enter(check, name, (int64_t)i);
        apie_check_fail(check, "", "must not be NULL");
        apie_check_leave(check, before);
    }
}

void apie_check_list(apie_check *check, const char *name, const void *list, size_t count,
                     size_t minimum, size_t maximum)
{
    if (!apie_check_given(list))
        return;
    if (count < minimum)
        apie_check_fail(check, name, "must not be empty");
    else if (count > maximum)
        apie_check_fail(check, name, "has %zu items, at most are %zu allowed", count, maximum);
    else
        check_items(check, name, list, count);
}

void apie_check_array(apie_check *check, const char *name, const void *array, size_t count)
{
    if (array == NULL && count > 0)
        apie_check_fail(check, name, "must not be NULL");
}
