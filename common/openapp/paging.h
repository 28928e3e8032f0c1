/* Walking through a list page by page: what to ask for next, when to stop, and all items together
 * in the end. Pages come as decoded answers; their models say where the items are. A page without a
 * total is one that the service wrote as a bare array. */
#ifndef APIE_OPENAPP_PAGING_H
#define APIE_OPENAPP_PAGING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "events/id_table.h"
#include "model/descriptor.h"

/* Items that are asked for at a time: what the service allows at most. */
#define APIE_PAGE_LIMIT 200
/* Pages that are read of one list beyond those that the first page's total tells of. */
#define APIE_PAGES_MAX 1000

typedef enum apie_paging_state {
    APIE_PAGING_MORE = 0, /* ask for the page at paging->offset */
    APIE_PAGING_END,      /* that was all */
    APIE_PAGING_CUT,      /* the service has more, by its total, and does not send it */
    APIE_PAGING_ENDLESS,  /* APIE_PAGES_MAX pages too many, and no end */
    APIE_PAGING_NO_MEMORY
} apie_paging_state;

/* Whether an item is to be kept. */
typedef bool apie_paging_keep(const void *user, const void *item);

typedef struct apie_paging {
    const apie_model *model; /* of a page, and of the result */
    const apie_field *items;
    const apie_field *total; /* NULL: pages of this model have none */
    const apie_field *id;    /* of an item; NULL: it has none */
    apie_paging_keep *keep;  /* NULL: all */
    const void *user;
    bool undivided;   /* the service sends all at once */
    int64_t offset;   /* of the next page: as many items as have come */
    int64_t promised; /* the first page's total; -1: it had none */
    bool begun;       /* there was a first page */
    int pages;        /* that came although all that was promised had come before */
    char *first_id;   /* of the list's first item */
    apie_arena *arena;
    void *result; /* the root that will hold everything */
    const void **kept;
    size_t kept_count;
    size_t kept_capacity;
    apie_id_table kept_ids;
} apie_paging;

/* A walk through pages of this model, whose first list of objects is the items. False if memory ran
 * out or the model has no such list. keep may be NULL; what it keeps is kept once, by its id, since
 * items that move up while the list is read come twice. */
bool apie_paging_init(apie_paging *paging, const apie_model *model, apie_paging_keep *keep,
                      const void *user);
void apie_paging_free(apie_paging *paging);

/* Takes one page over (a root for apie_free(), or NULL for an answer without one). */
apie_paging_state apie_paging_take(apie_paging *paging, void *page);

/* All that was kept, as a page of its own (a root for apie_free()), which owns the items; NULL if
 * memory ran out. Once. */
void *apie_paging_result(apie_paging *paging);

#endif
