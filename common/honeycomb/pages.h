/* Reading a list to its end, page after page, as a flow. */
#ifndef APIE_HONEYCOMB_PAGES_H
#define APIE_HONEYCOMB_PAGES_H

#include "flow/core.h"

/* Where a page has what. Its struct is of the operation's response model. */
typedef struct apie_page_shape {
    const apie_operation *operation;
    size_t items_offset; /* a pointer to pointers */
    size_t count_offset;
    size_t next_offset; /* the link to the next page */
    size_t cursor;      /* which argument takes the cursor */
} apie_page_shape;

#define APIE_PAGES_ARGUMENTS 4

/* A flow whose result is one page with the items of at most max_pages pages. arguments are the
 * operation's, copied; that of the cursor is not looked at. first is the first page, if it is there
 * already (taken over, also on failure), or NULL. */
apie_flow *apie_pages_flow_new(apie_core *core, const apie_page_shape *shape,
                               const apie_argument *arguments, void *first, int max_pages,
                               const apie_call_options *options, apie_error *error);

#endif
