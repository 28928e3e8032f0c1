#include "honeycomb.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MOST_ITEMS    100
#define DEFAULT_ITEMS 20

/* A number from the query; -1: it is not one. */
static long number(struct honeycomb_call *call, const char *name, long otherwise)
{
    const char *text = json_string_value(json_object_get(call->query, name));
    char *end = NULL;
    if (text == NULL) {
        return otherwise;
    }
    const long value = strtol(text, &end, 10);
    return *text == '\0' || *end != '\0' || value < 0 ? -1 : value;
}

/* The address of the page that begins there; further filters stay. */
static json_t *address(struct honeycomb_call *call, size_t after, long size)
{
    const char *filter = json_string_value(json_object_get(call->query, "filter[type]"));
    return json_sprintf("%s?page[after]=%zu&page[size]=%ld%s%s", call->path, after, size,
                        filter == NULL ? "" : "&filter[type]=", filter == NULL ? "" : filter);
}

bool honeycomb_page(struct honeycomb_call *call, json_t *list, json_t **page, json_t **next)
{
    const long size = number(call, "page[size]", DEFAULT_ITEMS);
    const long after = number(call, "page[after]", 0);
    if (size < 1 || size > MOST_ITEMS || after < 0) {
        honeycomb_refuse(call, 422, NULL, "there is no such page");
        return false;
    }
    const size_t begin = (size_t)after;
    const size_t end = begin + (size_t)size;
    *page = json_array();
    for (size_t i = begin; i < end && i < json_array_size(list); i++) {
        if (json_array_append(*page, json_array_get(list, i)) != 0) {
            json_decref(*page);
            *page = NULL;
            break;
        }
    }
    *next = end < json_array_size(list) ? address(call, end, size) : json_null();
    return true;
}
