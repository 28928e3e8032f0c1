/* libapie-sync: a typed call on a client of its own. */
#include <apie/sync.h>
#include <bench/sync/items.h>

#include <stdlib.h>

#include "client.h"
#include "require.h"
#include "side.h"

typedef struct sync_side {
    apie_client *client;
    bool bare;
} sync_side;

static void *open_sync(const bench_target *target)
{
    apie_config config = bench_client_config(target);
    sync_side *side = calloc(1, sizeof *side);
    apie_error error;

    bench_require(side != NULL, "no memory");
    side->bare = target->bare;
    bench_require(apie_client_new(&config, &side->client, &error) == APIE_OK, "no client: %s",
                  error.message);
    bench_require(apie_ready(side->client, NULL, NULL, &error) == APIE_OK, "not registered: %s",
                  error.message);
    return side;
}

static void run_sync(void *self, size_t count)
{
    sync_side *side = self;

    for (; count > 0; count--) {
        bench_item *item = NULL;
        apie_error error;
        apie_status status = side->bare
                                 ? bench_items_fetch(side->client, "itm_1", NULL, &error)
                                 : bench_items_get(side->client, "itm_1", NULL, &item, &error);

        bench_require(status == APIE_OK, "libapie-sync fails: %s", error.message);
        apie_free(item);
    }
}

static void close_sync(void *self)
{
    sync_side *side = self;

    apie_client_free(side->client);
    free(side);
}

const bench_side bench_sync_side = {"libapie-sync", open_sync, run_sync, close_sync};
