#include "post.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/fail.h"
#include "driver/host.h"

typedef struct closure closure;
struct closure {
    closure *next;
    void (*fn)(void *user);
    void *user;
};

struct apie_posts {
    pthread_mutex_t lock;
    closure *first;
    closure **end;
    bool closed;
    int fd;
    struct event *event;
    uint64_t generation; /* of the process that made it */
    void (*rung)(void *user);
    void *user;
};

static void on_rung(evutil_socket_t fd, short what, void *user)
{
    apie_posts *posts = user;
    uint64_t count = 0;

    (void)what;
    /* In a forked child the bell is the parent's. */
    if (posts->generation != apie_host_generation()) {
        (void)event_del(posts->event);
        return;
    }
    if (read(fd, &count, sizeof(count)) > 0)
        posts->rung(posts->user);
}

apie_status apie_async_posts_new(struct event_base *base, void (*rung)(void *user), void *user,
                                 apie_posts **out, apie_error *error)
{
    apie_posts *posts = calloc(1, sizeof(*posts));
    apie_status status = APIE_OK;

    if (posts == NULL)
        return apie_fail_no_memory(error);
    if (pthread_mutex_init(&posts->lock, NULL) != 0) {
        free(posts);
        return apie_fail_no_memory(error);
    }
    posts->end = &posts->first;
    posts->generation = apie_host_generation();
    posts->rung = rung;
    posts->user = user;
    posts->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (posts->fd < 0) {
        status = apie_fail(error, APIE_ERROR_CONFIG, NULL, "no file descriptor is left");
        goto failed;
    }
    posts->event = event_new(base, posts->fd, EV_READ | EV_PERSIST, on_rung, posts);
    if (posts->event == NULL || event_add(posts->event, NULL) != 0) {
        status = apie_fail_no_memory(error);
        goto failed;
    }
    *out = posts;
    return APIE_OK;

failed:
    apie_async_posts_free(posts);
    return status;
}

apie_status apie_async_posts_add(apie_posts *posts, void (*fn)(void *user), void *user,
                                 apie_error *error)
{
    static const uint64_t one = 1;
    closure *added = NULL;
    ssize_t rung = 0;
    bool closed = false;

    if (posts->generation != apie_host_generation())
        return apie_fail(error, APIE_ERROR_FORKED, NULL,
                         "the client belongs to the parent process");
    added = malloc(sizeof(*added));
    if (added == NULL)
        return apie_fail_no_memory(error);
    *added = (closure){NULL, fn, user};
    (void)pthread_mutex_lock(&posts->lock);
    closed = posts->closed;
    if (!closed) {
        *posts->end = added;
        posts->end = &added->next;
        rung = write(posts->fd, &one, sizeof(one));
    }
    (void)pthread_mutex_unlock(&posts->lock);
    (void)rung; /* it fails only if the bell is full, and then it rings anyway */
    if (!closed)
        return APIE_OK;
    free(added);
    return apie_fail(error, APIE_ERROR_CLOSED, NULL, "the client is closed");
}

static closure *take(apie_posts *posts)
{
    closure *taken = NULL;

    (void)pthread_mutex_lock(&posts->lock);
    taken = posts->first;
    if (taken != NULL) {
        posts->first = taken->next;
        if (posts->first == NULL)
            posts->end = &posts->first;
    }
    (void)pthread_mutex_unlock(&posts->lock);
    return taken;
}

bool apie_async_posts_run_one(apie_posts *posts)
{
    closure *taken = take(posts);

    if (taken == NULL)
        return false;
    taken->fn(taken->user);
    free(taken);
    return true;
}

bool apie_async_posts_any(apie_posts *posts)
{
    bool any = false;

    (void)pthread_mutex_lock(&posts->lock);
    any = posts->first != NULL;
    (void)pthread_mutex_unlock(&posts->lock);
    return any;
}

void apie_async_posts_close(apie_posts *posts)
{
    (void)pthread_mutex_lock(&posts->lock);
    posts->closed = true;
    (void)pthread_mutex_unlock(&posts->lock);
}

void apie_async_posts_free(apie_posts *posts)
{
    if (posts == NULL)
        return;
    if (posts->event != NULL)
        event_free(posts->event);
    if (posts->fd >= 0)
        (void)close(posts->fd);
    (void)pthread_mutex_destroy(&posts->lock);
    free(posts);
}

void apie_async_posts_abandon(apie_posts *posts)
{
    /* Without the lock, which a thread of the parent may have held: there is one thread here. */
    while (posts->first != NULL) {
        closure *next = posts->first->next;

        free(posts->first);
        posts->first = next;
    }
}
