/* Gets many organizations at the same time, but no more than so many.
 *
 *     openapp_warm_up [AT_ONCE]
 *
 * OPENAPP_API_KEY is the key. AT_ONCE is 8 if it is not given. */
#include <stdio.h>
#include <stdlib.h>

#include <event2/event.h>

#include <apie/async/openapp.h>

struct warm_up {
    apie_async_openapp *client;
    apie_openapp_org_page *orgs; /* all of them; NULL: not listed yet */
    size_t next;                 /* the first that was not asked for */
    size_t at_once;
    size_t under_way, most_under_way;
    size_t failed;
};

static void complain(struct warm_up *warm_up, const apie_error *error)
{
    warm_up->failed++;
    fprintf(stderr, "openapp_warm_up: %s: %s\n", apie_status_name(error->code), error->message);
}

static void end(struct warm_up *warm_up)
{
    if (warm_up->orgs)
        printf("%zu organizations, %zu failed, %zu at a time\n", warm_up->orgs->items_count,
               warm_up->failed, warm_up->most_under_way);
    apie_free(warm_up->orgs);
    apie_async_openapp_free(warm_up->client);
}

static void go_on(struct warm_up *warm_up);

/* Here an organization would go into the cache. */
static void got_org(apie_status status, apie_openapp_org *org, const apie_error *error, void *user)
{
    struct warm_up *warm_up = user;
    (void)org;
    warm_up->under_way--;
    if (status != APIE_OK)
        complain(warm_up, error);
    go_on(warm_up);
}

/* The semaphore is a count: callbacks run one after the other, on one thread. */
static void go_on(struct warm_up *warm_up)
{
    const apie_opt_bool without_deleted = {0};
    apie_error error;
    while (warm_up->under_way < warm_up->at_once && warm_up->next < warm_up->orgs->items_count) {
        const char *id = warm_up->orgs->items[warm_up->next++]->id;
        if (apie_async_openapp_orgs_get(warm_up->client, id, without_deleted, NULL, got_org,
                                        warm_up, &error))
            warm_up->under_way++;
        else
            complain(warm_up, &error);
        if (warm_up->under_way > warm_up->most_under_way)
            warm_up->most_under_way = warm_up->under_way;
    }
    if (warm_up->under_way == 0)
        end(warm_up);
}

static void got_list(apie_status status, apie_openapp_org_page *orgs, const apie_error *error,
                     void *user)
{
    struct warm_up *warm_up = user;
    if (status != APIE_OK) {
        complain(warm_up, error);
        end(warm_up);
        return;
    }
    warm_up->orgs = apie_take(orgs); /* is kept after this callback */
    go_on(warm_up);
}

int main(int argc, char **argv)
{
    const apie_openapp_options options = {.api_key = getenv("OPENAPP_API_KEY")};
    struct warm_up warm_up = {.at_once = argc > 1 ? strtoul(argv[1], NULL, 10) : 8};
    apie_error error;
    struct event_base *base = event_base_new();
    if (argc > 2 || warm_up.at_once == 0 || !base) {
        fprintf(stderr, "usage: openapp_warm_up [AT_ONCE]\n");
        return 2;
    }
    if (apie_async_openapp_new(base, &options, &warm_up.client, &error) != APIE_OK) {
        complain(&warm_up, &error);
    } else if (!apie_async_openapp_orgs_list_all(warm_up.client, NULL, NULL, got_list, &warm_up,
                                                 &error)) {
        complain(&warm_up, &error);
        end(&warm_up);
    }
    event_base_dispatch(base);
    event_base_free(base);
    return warm_up.failed == 0 ? 0 : 1;
}
