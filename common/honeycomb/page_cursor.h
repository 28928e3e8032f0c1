/* Where the next page of a list begins, out of the link that the service gives. */
#ifndef APIE_HONEYCOMB_PAGE_CURSOR_H
#define APIE_HONEYCOMB_PAGE_CURSOR_H

#include "base/arena.h"

/* The value of the link's page[after], decoded; "" if the link has none. NULL if memory ran out. */
const char *apie_page_cursor(apie_arena *arena, const char *link);

#endif
