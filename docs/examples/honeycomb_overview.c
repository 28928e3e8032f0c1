/* Asks for three lists at the same time, and goes on when all three answers are there, good or bad.
 *
 *     honeycomb_overview DATASET
 *
 * HONEYCOMB_API_KEY and HONEYCOMB_API_ENDPOINT as always. */
#include <stdio.h>

#include <event2/event.h>

#include <apie/async/honeycomb.h>

enum { DATASETS, TRIGGERS, SLOS, LISTS };

/* The join: how many answers are missing, and what came so far. */
struct overview {
    apie_async_honeycomb *client;
    int missing;
    size_t counts[LISTS];
    apie_error errors[LISTS]; /* code is APIE_OK where the answer is good */
};

static int report(const struct overview *overview)
{
    static const char *const names[LISTS] = {"Datasets", "Triggers", "SLOs"};
    int failures = 0;
    for (int i = 0; i < LISTS; i++) {
        if (overview->errors[i].code == APIE_OK) {
            printf("%s: %zu\n", names[i], overview->counts[i]);
            continue;
        }
        printf("%s: %s: %s\n", names[i], apie_status_name(overview->errors[i].code),
               overview->errors[i].message);
        failures++;
    }
    return failures;
}

/* A call has ended, or could not start. The client is closed after the last: then the loop ends. */
static void join(struct overview *overview, int which, size_t count, const apie_error *error)
{
    overview->counts[which] = count;
    if (error)
        overview->errors[which] = *error;
    if (--overview->missing == 0 &&
        apie_async_honeycomb_close(overview->client, NULL, NULL, NULL) != APIE_OK)
        apie_async_honeycomb_free(overview->client);
}

static void got_datasets(apie_status status, apie_honeycomb_dataset_list *list,
                         const apie_error *error, void *user)
{
    join(user, DATASETS, status == APIE_OK ? list->items_count : 0, error);
}

static void got_triggers(apie_status status, apie_honeycomb_trigger_list *list,
                         const apie_error *error, void *user)
{
    join(user, TRIGGERS, status == APIE_OK ? list->items_count : 0, error);
}

static void got_slos(apie_status status, apie_honeycomb_slo_list *list, const apie_error *error,
                     void *user)
{
    join(user, SLOS, status == APIE_OK ? list->items_count : 0, error);
}

static void ask(struct overview *overview, const char *dataset)
{
    apie_async_honeycomb *client = overview->client;
    apie_error error;
    overview->missing = LISTS;
    if (!apie_async_honeycomb_datasets_list(client, NULL, got_datasets, overview, &error))
        join(overview, DATASETS, 0, &error);
    if (!apie_async_honeycomb_triggers_list(client, dataset, NULL, got_triggers, overview, &error))
        join(overview, TRIGGERS, 0, &error);
    if (!apie_async_honeycomb_slos_list(client, dataset, NULL, got_slos, overview, &error))
        join(overview, SLOS, 0, &error);
}

int main(int argc, char **argv)
{
    struct overview overview = {.missing = 0};
    apie_honeycomb_options options = {.from_environment = true};
    apie_error error;
    if (argc != 2) {
        fprintf(stderr, "usage: honeycomb_overview DATASET\n");
        return 2;
    }
    struct event_base *base = event_base_new();
    if (!base || apie_async_honeycomb_new(base, &options, &overview.client, &error) != APIE_OK) {
        fprintf(stderr, "honeycomb_overview: %s\n", base ? error.message : "no event loop");
        if (base)
            event_base_free(base);
        return 1;
    }
    ask(&overview, argv[1]);
    event_base_dispatch(base);
    event_base_free(base);
    return report(&overview) == 0 ? 0 : 1;
}
