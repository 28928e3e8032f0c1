/**
 * @file apie/honeycomb/lists.h
 * Lists that the service gives in pages, read to the end: API keys, environments, service maps.
 */
#ifndef APIE_HONEYCOMB_LISTS_H
#define APIE_HONEYCOMB_LISTS_H

#include <stdint.h>

#include <apie/export.h>

APIE_BEGIN_DECLS

/**
 * How a list is read. All zero is good, and so is NULL in its place.
 *
 * The result is one page with the items of all of them. Its next is NULL if that was the whole
 * list; if there were more than max_pages, it is the path of the first page that was not read. A
 * service that leads back to a page that it gave before, or to one without a cursor, is
 * APIE_ERROR_PROTOCOL: the call does not go round in circles.
 */
typedef struct apie_honeycomb_list_walk {
    /** Pages of 100 items at most; 0: 1,000. */
    int max_pages;
    /** Zero. */
    void *reserved[4];
} apie_honeycomb_list_walk;

/** How a service map is asked for. All zero is good, and so is NULL in its place. */
typedef struct apie_honeycomb_service_map_walk {
    /** Dependencies at most; 0: 10,000. More than 64,000 are 64,000, which is the most. */
    int64_t limit;
    /** Pages of 100 dependencies at most; 0: 640. What a map has beyond them is left out, and its
     * next is not NULL then. */
    int max_pages;
    /** Milliseconds from one look to the next; 0: 1,000. The first look is taken at once. */
    int64_t poll_interval_ms;
    /** Milliseconds until the map must be ready; 0: 60,000. Then the call fails with
     * APIE_ERROR_TIMEOUT, after a last look that may take a second more. Reading its pages is not
     * part of it. The call's own deadline_ms is for everything, if it is set. */
    int64_t timeout_ms;
    /** Zero. */
    void *reserved[4];
} apie_honeycomb_service_map_walk;

APIE_END_DECLS

#endif
