/* A side of a comparison: one way to make requests. All sides of a table are open at the same time,
 * each with its own warm connections, and take turns. */
#ifndef BENCH_SIDE_H
#define BENCH_SIDE_H

#include <stdbool.h>
#include <stddef.h>

struct event_base;

typedef struct bench_target {
    const char *url;     /* without a slash at the end */
    const char *ca_file; /* for https */
    size_t in_flight;
    bool bare; /* reads nothing of the answers; and "tuned" sends no headers */
} bench_target;

typedef struct bench_side {
    const char *name;
    void *(*open)(const bench_target *target);
    /* Makes so many requests; ends the program if one fails. */
    void (*run)(void *self, size_t count);
    void (*close)(void *self);
} bench_side;

/* The key of all clients, and the lines that a library for a service cannot do without. */
#define BENCH_KEY "apie_sk_test_7Hq2Vd9LmXw4TzR0"
extern const char *const bench_header_lines[3];

extern const bench_side bench_easy_loop;  /* baseline: one easy handle, a fixed URL */
extern const bench_side bench_stock;      /* baseline: as in curl's example for libevent */
extern const bench_side bench_tuned;      /* baseline: the same with everything known done */
extern const bench_side bench_sync_side;  /* libapie-sync */
extern const bench_side bench_async_side; /* libapie-async */

/* Requests per second of one turn. */
double bench_side_rate(const bench_side *side, void *self, size_t count);

/* The loop of bench_async_side. */
struct event_base *bench_async_base(void *self);
/* Starts requests and waits until the server has got them all, with answers yet to come. */
void bench_async_hold(void *self, size_t count, size_t (*arrived)(void *user), void *user);

/* wrk's requests per second, those included in which it connects; less than 0 if it is not
 * installed. */
double bench_wrk_rate(const bench_target *target, int seconds);

#endif
