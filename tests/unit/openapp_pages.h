/* Pages of things with ids and names, as a decoder would give them. */
#ifndef APIE_TESTS_OPENAPP_PAGES_H
#define APIE_TESTS_OPENAPP_PAGES_H

#include <stdint.h>

#include "model/descriptor.h"

struct apie_extra;

typedef struct thing {
    const struct apie_extra *extra;
    const char *id;
    json_t *name;
} thing;

typedef struct thing_page {
    const struct apie_extra *extra;
    const thing *const *items;
    size_t items_count;
    apie_opt_int total;
} thing_page;

extern const apie_model thing_page_model;

/* A page decoded from {"items": […], "total": …} (without "total": from a bare array). NULL if
 * memory ran out. */
thing_page *thing_page_read(const char *json);

/* Things number `first` to `first + count`, named after their numbers ("Thing 7", id "t7"); total
 * -1: none. */
thing_page *thing_page_make(int64_t first, int count, int64_t total);

#endif
