/* The one door for other threads: closures that wait to be run on the loop. */
#ifndef APIE_ASYNC_POST_H
#define APIE_ASYNC_POST_H

#include <stdbool.h>

#include <event2/event.h>

#include <apie/error.h>

typedef struct apie_posts apie_posts;

/* rung is called on the loop, soon after something was posted. */
apie_status apie_async_posts_new(struct event_base *base, void (*rung)(void *user), void *user,
                                 apie_posts **out, apie_error *error);

/* Any thread. APIE_ERROR_CLOSED after apie_async_posts_close(). */
apie_status apie_async_posts_add(apie_posts *posts, void (*fn)(void *user), void *user,
                                 apie_error *error);

/* Runs the oldest closure; false if there is none. */
bool apie_async_posts_run_one(apie_posts *posts);
bool apie_async_posts_any(apie_posts *posts);
void apie_async_posts_close(apie_posts *posts);

/* Nothing may be left in it. */
void apie_async_posts_free(apie_posts *posts);
/* In a forked child: frees the closures unrun. The event stays in the base, inert. */
void apie_async_posts_abandon(apie_posts *posts);

#endif
