#include "honeycomb/pages.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "flow/kept_options.h"
#include "honeycomb/page_cursor.h"
#include "model/descriptor.h"

typedef struct kept_page {
    void *root;         /* owned */
    const char *cursor; /* what it was asked for with; NULL: it is the first */
} kept_page;

typedef struct pages_flow {
    apie_flow flow; /* first */
    const apie_page_shape *shape;
    apie_argument arguments[APIE_PAGES_ARGUMENTS];
    apie_call_options kept;
    kept_page *pages;
    size_t count;
    size_t capacity;
    size_t max_pages;
    apie_flow *first; /* asks for the first page */
} pages_flow;

static void next_page(apie_flow *flow);

/* ---- members of a page ---- */

static const char *next_of(const pages_flow *walk, const void *page)
{
    const char *next = NULL;
    memcpy(&next, (const char *)page + walk->shape->next_offset, sizeof next);
    return next && *next ? next : NULL;
}

static size_t count_of(const pages_flow *walk, const void *page)
{
    size_t count = 0;
    memcpy(&count, (const char *)page + walk->shape->count_offset, sizeof count);
    return count;
}

/* ---- all of them as one ---- */

static void free_page(void *page)
{
    apie_free(page);
}

static size_t count_items(const pages_flow *walk)
{
    size_t count = 0;
    for (size_t i = 0; i < walk->count; i++)
        count += count_of(walk, walk->pages[i].root);
    return count;
}

static void copy_items(const pages_flow *walk, const void **items)
{
    for (size_t i = 0; i < walk->count; i++) {
        const void *list = NULL;
        size_t count = count_of(walk, walk->pages[i].root);
        memcpy(&list, (const char *)walk->pages[i].root + walk->shape->items_offset, sizeof list);
        if (count > 0)
            memcpy(items, list, count * sizeof *items);
        items += count;
    }
}

/* What is not a list is the first page's, and what comes next the last one's. The whole owns the
 * pages. */
static void *join_pages(pages_flow *walk)
{
    const apie_page_shape *shape = walk->shape;
    const size_t size = shape->operation->response->size;
    size_t count = count_items(walk);
    const char *next = next_of(walk, walk->pages[walk->count - 1].root);
    void *whole;
    apie_arena *arena = apie_arena_new_with_root(size, count * sizeof(void *) + 256, &whole);
    const void **items = arena ? apie_arena_alloc(arena, count * sizeof *items) : NULL;
    if (!items) {
        if (arena)
            apie_free(whole);
        return NULL;
    }
    memcpy(whole, walk->pages[0].root, size);
    copy_items(walk, items);
    memcpy((char *)whole + shape->items_offset, &items, sizeof items);
    memcpy((char *)whole + shape->count_offset, &count, sizeof count);
    memcpy((char *)whole + shape->next_offset, &next, sizeof next);
    while (walk->count > 0 &&
           apie_arena_on_free(arena, free_page, walk->pages[walk->count - 1].root) == 0)
        walk->count--;
    if (walk->count == 0)
        return whole;
    apie_free(whole);
    return NULL;
}

static void finish_list(apie_flow *flow)
{
    pages_flow *walk = (pages_flow *)flow;
    void *whole = walk->pages[0].root;
    if (walk->count > 1)
        whole = join_pages(walk);
    else
        walk->count = 0;
    if (!whole) {
        apie_flow_finish_no_memory(flow);
        return;
    }
    flow->result = whole;
    apie_flow_finish(flow, APIE_OK);
}

/* ---- page after page ---- */

static bool keep_page(pages_flow *walk, void *page)
{
    if (walk->count == walk->capacity) {
        size_t capacity = walk->capacity > 0 ? 2 * walk->capacity : 8;
        kept_page *pages = realloc(walk->pages, capacity * sizeof *pages);
        if (!pages)
            return false;
        walk->pages = pages;
        walk->capacity = capacity;
    }
    walk->pages[walk->count++] = (kept_page){page, walk->arguments[walk->shape->cursor].text};
    return true;
}

/* Whether there was a page with this cursor. */
static bool goes_round(const pages_flow *walk, const char *cursor)
{
    for (size_t i = 1; i < walk->count; i++)
        if (strcmp(walk->pages[i].cursor, cursor) == 0)
            return true;
    return false;
}

static apie_status set_cursor(pages_flow *walk, const char *next)
{
    const char *name = walk->shape->operation->name;
    apie_error *error = &walk->flow.error;
    const char *cursor = apie_page_cursor(walk->flow.arena, next);
    if (!cursor)
        return apie_fail_no_memory(error);
    if (!*cursor)
        return apie_fail(error, APIE_ERROR_PROTOCOL, "/links/next",
                         "page %zu of %s leads to a page without a cursor", walk->count, name);
    if (goes_round(walk, cursor))
        return apie_fail(error, APIE_ERROR_PROTOCOL, "/links/next",
                         "page %zu of %s leads back to a page before", walk->count, name);
    walk->arguments[walk->shape->cursor].text = cursor;
    return APIE_OK;
}

static void go_on(pages_flow *walk)
{
    apie_flow *flow = &walk->flow;
    const char *next = next_of(walk, walk->pages[walk->count - 1].root);
    if (!next || walk->count == walk->max_pages) {
        finish_list(flow);
        return;
    }
    apie_status status = set_cursor(walk, next);
    if (status == APIE_OK)
        next_page(flow);
    else
        apie_flow_finish(flow, status);
}

static void answered(apie_flow *flow)
{
    pages_flow *walk = (pages_flow *)flow;
    if (flow->status != APIE_OK) {
        apie_flow_finish(flow, flow->status);
        return;
    }
    if (!keep_page(walk, flow->result)) {
        apie_flow_finish_no_memory(flow);
        return;
    }
    flow->result = NULL;
    go_on(walk);
}

static apie_flow *new_part(pages_flow *walk, apie_error *error)
{
    return apie_operation_flow_new(walk->flow.core, walk->shape->operation, walk->arguments, NULL,
                                   &walk->kept, error);
}

static void next_page(apie_flow *flow)
{
    pages_flow *walk = (pages_flow *)flow;
    apie_flow *part = walk->first ? walk->first : new_part(walk, &flow->error);
    walk->first = NULL;
    apie_flow_run(flow, part, answered);
}

static void begin_list(apie_flow *flow)
{
    pages_flow *walk = (pages_flow *)flow;
    if (walk->count > 0)
        go_on(walk);
    else
        next_page(flow);
}

static void destroy_list(apie_flow *flow)
{
    pages_flow *walk = (pages_flow *)flow;
    for (size_t i = 0; i < walk->count; i++)
        apie_free(walk->pages[i].root);
    free(walk->pages);
    apie_flow_free(walk->first);
}

static const apie_flow_type pages_type = {
    .name = "list",
    .size = sizeof(pages_flow),
    .start = begin_list,
    .destroy = destroy_list,
};

/* ---- making it ---- */

static bool keep_arguments(pages_flow *walk, const apie_argument *arguments)
{
    for (size_t i = 0; i < walk->shape->operation->parameter_count; i++) {
        const char *text = i == walk->shape->cursor ? NULL : arguments[i].text;
        walk->arguments[i] = arguments[i];
        walk->arguments[i].text = text ? apie_arena_strdup(walk->flow.arena, text) : NULL;
        if (text && !walk->arguments[i].text)
            return false;
    }
    return true;
}

static apie_status set_up(pages_flow *walk, const apie_argument *arguments,
                          const apie_call_options *options, apie_error *error)
{
    if (!keep_arguments(walk, arguments) ||
        !apie_keep_follow_up_options(walk->flow.arena, options, &walk->kept))
        return apie_fail_no_memory(error);
    if (walk->count > 0)
        return APIE_OK;
    walk->first = new_part(walk, error);
    return walk->first ? APIE_OK : error->code;
}

apie_flow *apie_pages_flow_new(apie_core *core, const apie_page_shape *shape,
                               const apie_argument *arguments, void *first, int max_pages,
                               const apie_call_options *options, apie_error *error)
{
    apie_flow *flow = apie_flow_new(&pages_type, core, options, error);
    if (!flow) {
        apie_free(first);
        return NULL;
    }
    pages_flow *walk = (pages_flow *)flow;
    walk->shape = shape;
    walk->max_pages = (size_t)max_pages;
    if (!options || options->deadline_ms == 0)
        flow->limit_ms = 0; /* each page has one, and there are at most so many */
    if (first && !keep_page(walk, first)) {
        apie_free(first);
        apie_fail_no_memory(error);
    } else if (set_up(walk, arguments, options, error) == APIE_OK) {
        return flow;
    }
    apie_flow_free(flow);
    return NULL;
}
