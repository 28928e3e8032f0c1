/* How long ten gets take: one after the other, and all at once; on new connections, and on those
 * that are open already.
 *
 *     honeycomb_speed DATASET
 *
 * HONEYCOMB_API_KEY and HONEYCOMB_API_ENDPOINT as always. */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <time.h>

#include <event2/event.h>

#include <apie/async/honeycomb.h>
#include <apie/sync/honeycomb.h>

#define GETS 10

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* ---- one after the other ---- */

/* How many of them failed. */
static int get_in_turn(apie_honeycomb *client, const char *slug, int gets)
{
    int failures = 0;
    for (int i = 0; i < gets; i++) {
        apie_honeycomb_dataset *dataset = NULL;
        failures += apie_honeycomb_datasets_get(client, slug, NULL, &dataset, NULL) != APIE_OK;
        apie_free(dataset);
    }
    return failures;
}

/* ---- all at once ---- */

struct crowd {
    struct event_base *base;
    int missing;
    int failures;
};

static void count(struct crowd *crowd, apie_status status)
{
    crowd->failures += status != APIE_OK;
    if (--crowd->missing == 0)
        event_base_loopbreak(crowd->base);
}

static void got(apie_status status, apie_honeycomb_dataset *dataset, const apie_error *error,
                void *user)
{
    (void)dataset;
    (void)error;
    count(user, status);
}

static int get_at_once(struct event_base *base, apie_async_honeycomb *client, const char *slug,
                       int gets)
{
    struct crowd crowd = {.base = base, .missing = gets};
    for (int i = 0; i < gets; i++)
        if (!apie_async_honeycomb_datasets_get(client, slug, NULL, got, &crowd, NULL))
            count(&crowd, APIE_ERROR_OVERLOADED);
    if (crowd.missing > 0)
        event_base_dispatch(base);
    return crowd.failures;
}

/* ---- the comparison ---- */

/* A way to get datasets: a client of its own each time, whose connections are cold, or warm from
 * doing the same before. */
struct way {
    const char *name;
    int gets;
    bool driven; /* by the event loop */
    double ms[2];
};

/* How many gets failed; -1: there is no client. */
static int run(struct way *way, int warm, const apie_honeycomb_options *options, const char *slug,
               struct event_base *base, apie_error *error)
{
    apie_honeycomb *blocking = NULL;
    apie_async_honeycomb *driven = NULL;
    double begin = 0;
    int failures = 0;
    if ((way->driven ? apie_async_honeycomb_new(base, options, &driven, error)
                     : apie_honeycomb_new(options, &blocking, error)) != APIE_OK)
        return -1;
    for (int round = 0; round <= warm; round++) {
        begin = now_ms();
        failures += way->driven ? get_at_once(base, driven, slug, way->gets)
                                : get_in_turn(blocking, slug, way->gets);
    }
    way->ms[warm] = now_ms() - begin;
    apie_async_honeycomb_free(driven);
    apie_honeycomb_free(blocking);
    return failures;
}

static void print_table(const struct way *ways, size_t count)
{
    printf("%-28s %10s %10s\n", "", "cold", "warm");
    for (size_t i = 0; i < count; i++)
        printf("%-28s %7.1f ms %7.1f ms\n", ways[i].name, ways[i].ms[0], ways[i].ms[1]);
    for (size_t i = 1; i < count; i++)
        printf("%-28s %8.1f x %8.1f x\n", ways[i].name, ways[i].ms[0] / ways[0].ms[0],
               ways[i].ms[1] / ways[0].ms[1]);
}

static struct event_base *precise_base(void)
{
    struct event_config *config = event_config_new();
    struct event_base *base = NULL;
    if (config && event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER) == 0)
        base = event_base_new_with_config(config);
    if (config)
        event_config_free(config);
    return base;
}

int main(int argc, char **argv)
{
    struct way ways[] = {
        {.name = "one get", .gets = 1},
        {.name = "ten, one after the other", .gets = GETS},
        {.name = "ten at once", .gets = GETS, .driven = true},
    };
    const size_t count = sizeof ways / sizeof ways[0];
    const apie_honeycomb_options options = {.from_environment = true};
    apie_error error = {.message = "no event loop"};
    struct event_base *base = precise_base();
    int failures = base ? 0 : -1;
    if (argc != 2) {
        fprintf(stderr, "usage: honeycomb_speed DATASET\n");
        return 2;
    }
    for (size_t i = 0; failures >= 0 && i < 2 * count; i++) {
        const int failed = run(&ways[i / 2], i % 2, &options, argv[1], base, &error);
        failures = failed < 0 ? -1 : failures + failed;
    }
    if (failures == 0)
        print_table(ways, count);
    else
        fprintf(stderr, "honeycomb_speed: %s\n",
                failures < 0 ? error.message : "some of the gets failed");
    if (base)
        event_base_free(base);
    return failures == 0 ? 0 : 1;
}
