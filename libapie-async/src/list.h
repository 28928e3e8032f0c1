/* Doubly linked lists whose links live inside what is listed, so that nothing is allocated. */
#ifndef APIE_ASYNC_LIST_H
#define APIE_ASYNC_LIST_H

#include <stdbool.h>
#include <stddef.h>

/* Zeroed while it is in no list. */
typedef struct apie_link {
    struct apie_link *previous;
    struct apie_link *next;
} apie_link;

typedef struct apie_list {
    apie_link ends; /* a ring through all links and this */
} apie_list;

/* The object that a link is a member of. */
#define APIE_LISTED(link, type, member) ((type *)(void *)((char *)(link)-offsetof(type, member)))

static inline void apie_list_init(apie_list *list)
{
    list->ends.previous = list->ends.next = &list->ends;
}

static inline bool apie_list_empty(const apie_list *list)
{
    return list->ends.next == &list->ends;
}

static inline bool apie_is_listed(const apie_link *link)
{
    return link->next != NULL;
}

static inline void apie_link_before(apie_link *link, apie_link *place)
{
    link->previous = place->previous;
    link->next = place;
    place->previous->next = link;
    place->previous = link;
}

static inline void apie_list_append(apie_list *list, apie_link *link)
{
    apie_link_before(link, &list->ends);
}

static inline void apie_list_prepend(apie_list *list, apie_link *link)
{
    apie_link_before(link, list->ends.next);
}

/* Does nothing for a link that is in no list. */
static inline void apie_list_remove(apie_link *link)
{
    if (!apie_is_listed(link))
        return;
    link->previous->next = link->next;
    link->next->previous = link->previous;
    link->previous = link->next = NULL;
}

/* The first link, NULL if there is none. */
static inline apie_link *apie_list_first(apie_list *list)
{
    return apie_list_empty(list) ? NULL : list->ends.next;
}

/* The link after one that is in the list, NULL at the end. */
static inline apie_link *apie_list_next(apie_list *list, apie_link *link)
{
    return link->next == &list->ends ? NULL : link->next;
}

/* Takes the first link out; NULL if there is none. */
static inline apie_link *apie_list_take(apie_list *list)
{
    apie_link *link = apie_list_first(list);

    if (link != NULL)
        apie_list_remove(link);
    return link;
}

/* Moves everything to the end of another list. */
static inline void apie_list_move(apie_list *from, apie_list *to)
{
    apie_link *link = NULL;

    while ((link = apie_list_take(from)) != NULL)
        apie_list_append(to, link);
}

#endif
