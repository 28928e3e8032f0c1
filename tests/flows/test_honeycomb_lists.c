/* Lists and service maps that are read to their last page. */
#include "honeycomb_flows.h"

#include <stdio.h>
#include <string.h>

#include <apie/honeycomb/api_keys.h>
#include <apie/honeycomb/environments.h>

#include "honeycomb/lists.h"

/* ---- a list of pages with one item each ---- */

typedef struct service {
    honeycomb_flows f;
    unsigned pages;
    unsigned asked;   /* for pages */
    const char *next; /* of every page; NULL: the one after it */
    bool restless;    /* the link to the same page is another one each time */
    unsigned fail_page;
    unsigned pending; /* looks before the map is ready */
    bool broken_map;
    bool no_request_id;
    int64_t delay_ms;
} service;

static service now;

/* The number of the page that is asked for: cursors are "c=2/" and so on, 1 without one. */
static unsigned page_of(const char *target)
{
    const char *cursor = strstr(target, "page%5Bafter%5D=c%3D");
    unsigned page = 1;
    if (cursor)
        assert_int_equal(sscanf(cursor, "page%%5Bafter%%5D=c%%3D%u%%2F", &page), 1);
    return page;
}

static void write_next(const service *s, unsigned page, char *out, size_t size)
{
    if (s->next)
        (void)snprintf(out, size, "%s", s->next);
    else if (s->restless)
        (void)snprintf(out, size, "\"/x?n=%u&page%%5Bafter%%5D=c%%3D7%%2F\"", s->asked);
    else if (page < s->pages)
        (void)snprintf(out, size, "\"/x?page%%5Bsize%%5D=100&page%%5Bafter%%5D=c%%3D%u%%2F\"",
                       page + 1);
    else
        (void)snprintf(out, size, "null");
}

static void give_page(service *s, const apie_http_request *request, virtual_reply *reply)
{
    char next[120];
    unsigned page = page_of(request->target);
    s->asked++;
    write_next(s, page, next, sizeof next);
    if (page == s->fail_page)
        reply->status = 404;
    (void)snprintf(reply->text, sizeof reply->text,
                   "{\"data\":[{\"id\":\"i%u\",\"attributes\":{\"name\":\"n\"}}],"
                   "\"links\":{\"next\":%s}}",
                   page, next);
    reply->headers = "Content-Type: application/vnd.api+json\r\n";
}

static void give_map(service *s, const apie_http_request *request, virtual_reply *reply)
{
    char next[120];
    unsigned page = page_of(request->target);
    s->asked++;
    write_next(s, page, next, sizeof next);
    if (s->pending > 0) {
        s->pending--;
        reply->body = "{\"request_id\":\"m\",\"status\":\"pending\"}";
    } else if (s->broken_map) {
        reply->body = "{\"request_id\":\"m\",\"status\":\"error\"}";
    } else {
        (void)snprintf(reply->text, sizeof reply->text,
                       "{\"status\":\"ready\",\"dependencies\":[{\"call_count\":%u}],"
                       "\"links\":{\"next\":%s}}",
                       page, next);
    }
}

static void serve(void *user, const apie_http_request *request, virtual_reply *reply)
{
    service *s = user;
    if (flows_is(request, "GET /2/teams/blue/"))
        give_page(s, request, reply);
    else if (flows_is(request, "GET /1/maps/dependencies/requests/m"))
        give_map(s, request, reply);
    else if (s->no_request_id)
        reply->body = "{\"status\":\"pending\"}";
    else
        reply->body = "{\"request_id\":\"m\",\"status\":\"pending\"}";
    reply->delay_ms = s->delay_ms;
}

static service *begin(unsigned pages)
{
    memset(&now, 0, sizeof now);
    flows_begin(&now.f, NULL, serve, &now);
    now.pages = pages;
    return &now;
}

static apie_flow *environments(service *s, const apie_honeycomb_list_walk *walk)
{
    return apie_environments_list_all_flow_new(&s->f.core, walk, NULL, &s->f.error);
}

static apie_flow *map_flow(service *s, const apie_honeycomb_service_map_walk *walk)
{
    return apie_service_map_flow_new(&s->f.core, NULL, walk, NULL, &s->f.error);
}

/* ---- lists ---- */

static void a_list_is_read_to_its_end(void **state)
{
    service *s = begin(5);
    (void)state;
    apie_honeycomb_environment_page *page = flows_finish(&s->f, environments(s, NULL), APIE_OK);
    assert_int_equal(page->items_count, 5);
    assert_string_equal(page->items[0]->id, "i1");
    assert_string_equal(page->items[4]->id, "i5");
    assert_null(page->next);
    flows_expect_target(&s->f, 0, "GET /2/teams/blue/environments?page%5Bsize%5D=100");
    flows_expect_target(&s->f, 1,
                        "GET /2/teams/blue/environments?page%5Bafter%5D=c%3D2%2F&page%5Bsize%5D="
                        "100");
    apie_free(page);
    flows_end(&s->f);

    s = begin(1);
    page = flows_finish(&s->f, environments(s, NULL), APIE_OK);
    assert_int_equal(page->items_count, 1);
    assert_int_equal(s->asked, 1);
    apie_free(page);
    flows_end(&s->f);
}

static void what_is_asked_for_goes_with_each_page(void **state)
{
    const apie_header headers[] = {{"Idempotency-Key", "h"}, {"X-Why", "test"}};
    const apie_call_options options = {
        .headers = headers, .header_count = 2, .idempotency_key = "i"};
    service *s = begin(3);
    (void)state;
    apie_honeycomb_api_key_page *page = flows_finish(
        &s->f, apie_api_keys_list_all_flow_new(&s->f.core, "ingest", NULL, &options, &s->f.error),
        APIE_OK);
    assert_int_equal(page->items_count, 3);
    for (unsigned i = 0; i < 3; i++) {
        assert_non_null(strstr(s->f.targets[i], "filter%5Btype%5D=ingest"));
        assert_non_null(strstr(s->f.lines[i], "X-Why: test"));
        assert_null(strstr(s->f.lines[i], "Idempotency-Key"));
    }
    apie_free(page);
    flows_end(&s->f);
}

static void there_is_a_most_of_pages(void **state)
{
    const apie_honeycomb_list_walk three = {.max_pages = 3};
    const apie_honeycomb_list_walk bad = {.max_pages = -1};
    service *s = begin(2000);
    (void)state;
    apie_honeycomb_environment_page *page = flows_finish(&s->f, environments(s, &three), APIE_OK);
    assert_int_equal(page->items_count, 3);
    assert_non_null(strstr(page->next, "c%3D4"));
    apie_free(page);
    page = flows_finish(&s->f, environments(s, NULL), APIE_OK);
    assert_int_equal(page->items_count, 1000);
    assert_non_null(page->next);
    apie_free(page);
    assert_null(environments(s, &bad));
    assert_string_equal(s->f.error.where, "max_pages");
    flows_end(&s->f);
}

/* A service, such as one that answers from examples, whose link is always there. */
static void a_list_that_goes_round_is_an_error(void **state)
{
    service *s = begin(2000);
    (void)state;
    s->next = "\"/x?page%5Bafter%5D=c%3D7%2F\"";
    assert_null(flows_finish(&s->f, environments(s, NULL), APIE_ERROR_PROTOCOL));
    assert_int_equal(s->asked, 2);
    assert_string_equal(s->f.error.where, "/links/next");
    flows_end(&s->f);

    /* The link is another one each time, the page the same. */
    s = begin(2000);
    s->restless = true;
    assert_null(flows_finish(&s->f, environments(s, NULL), APIE_ERROR_PROTOCOL));
    assert_int_equal(s->asked, 2);
    flows_end(&s->f);

    s = begin(2000);
    s->next = "\"/x?page%5Bsize%5D=100\"";
    assert_null(flows_finish(&s->f, environments(s, NULL), APIE_ERROR_PROTOCOL));
    assert_int_equal(s->asked, 1);
    s->next = "\"\"";
    apie_free(flows_finish(&s->f, environments(s, NULL), APIE_OK));
    flows_end(&s->f);
}

static void a_page_that_fails_fails_the_list(void **state)
{
    service *s = begin(5);
    (void)state;
    s->fail_page = 3;
    assert_null(flows_finish(&s->f, environments(s, NULL), APIE_ERROR_NOT_FOUND));
    assert_int_equal(s->asked, 3);
    s->fail_page = 0;
    s->delay_ms = 100;
    assert_null(flows_cancel(&s->f, environments(s, NULL), 250));
    flows_end(&s->f);
}

/* ---- service maps ---- */

static void a_map_is_waited_for_and_read(void **state)
{
    service *s = begin(3);
    (void)state;
    s->pending = 2;
    apie_honeycomb_service_map *map = flows_finish(&s->f, map_flow(s, NULL), APIE_OK);
    assert_string_equal(map->status, "ready");
    assert_int_equal(map->dependencies_count, 3);
    assert_int_equal(map->dependencies[2]->call_count.value, 3);
    assert_null(map->next);
    flows_expect_target(&s->f, 0, "POST /1/maps/dependencies/requests?limit=10000");
    flows_expect_target(&s->f, 1, "GET /1/maps/dependencies/requests/m?page%5Bsize%5D=100");
    assert_int_equal(s->f.times[1] - s->f.times[0], 0);
    assert_int_equal(s->f.times[3] - s->f.times[1], 2000);
    assert_int_equal(s->f.sent, 6);
    apie_free(map);
    flows_end(&s->f);
}

static void a_maps_limits_hold(void **state)
{
    const apie_honeycomb_service_map_walk walk = {.limit = 100000, .max_pages = 2};
    static const apie_honeycomb_service_map_walk bad[] = {
        {.limit = -1}, {.max_pages = -1}, {.poll_interval_ms = -1}, {.timeout_ms = -1}};
    static const char *const names[] = {"limit", "max_pages", "poll_interval_ms", "timeout_ms"};
    service *s = begin(700);
    (void)state;
    apie_honeycomb_service_map *map = flows_finish(&s->f, map_flow(s, &walk), APIE_OK);
    assert_int_equal(map->dependencies_count, 2);
    assert_non_null(map->next);
    flows_expect_target(&s->f, 0, "POST /1/maps/dependencies/requests?limit=64000");
    apie_free(map);
    map = flows_finish(&s->f, map_flow(s, NULL), APIE_OK);
    assert_int_equal(map->dependencies_count, 640);
    apie_free(map);
    for (size_t i = 0; i < 4; i++) {
        assert_null(map_flow(s, &bad[i]));
        assert_string_equal(s->f.error.where, names[i]);
    }
    s->next = "\"/x?page[after]=c%3D9%2F\"";
    assert_null(flows_finish(&s->f, map_flow(s, NULL), APIE_ERROR_PROTOCOL));
    flows_end(&s->f);
}

static void a_map_that_cannot_be_made_says_so(void **state)
{
    service *s = begin(1);
    (void)state;
    s->pending = 1;
    s->broken_map = true;
    apie_honeycomb_service_map *map = flows_finish(&s->f, map_flow(s, NULL), APIE_OK);
    assert_string_equal(map->status, APIE_HONEYCOMB_SERVICE_MAP_STATUS_ERROR);
    assert_null(map->dependencies);
    apie_free(map);
    s->no_request_id = true;
    assert_null(flows_finish(&s->f, map_flow(s, NULL), APIE_ERROR_PROTOCOL));
    flows_end(&s->f);
}

static void a_map_that_is_late_is_given_up(void **state)
{
    const apie_honeycomb_service_map_walk walk = {.timeout_ms = 2500, .poll_interval_ms = 2000};
    service *s = begin(1);
    (void)state;
    s->pending = 1000;
    uint64_t start_ms = virtual_now(s->f.world);
    assert_null(flows_finish(&s->f, map_flow(s, &walk), APIE_ERROR_TIMEOUT));
    assert_int_equal(virtual_now(s->f.world) - start_ms, 2500);
    start_ms = virtual_now(s->f.world);
    assert_null(flows_finish(&s->f, map_flow(s, NULL), APIE_ERROR_TIMEOUT));
    assert_int_equal(virtual_now(s->f.world) - start_ms, 60000);
    assert_null(flows_cancel(&s->f, map_flow(s, NULL), 1500));
    flows_end(&s->f);
}

static void a_map_can_be_read_later(void **state)
{
    service *s = begin(4);
    (void)state;
    s->pending = 1;
    apie_honeycomb_service_map *map = flows_finish(
        &s->f, apie_service_map_read_flow_new(&s->f.core, "m", NULL, NULL, &s->f.error), APIE_OK);
    assert_string_equal(map->status, "pending");
    assert_null(map->dependencies);
    apie_free(map);
    map = flows_finish(
        &s->f, apie_service_map_read_flow_new(&s->f.core, "m", NULL, NULL, &s->f.error), APIE_OK);
    assert_int_equal(map->dependencies_count, 4);
    apie_free(map);
    assert_null(apie_service_map_read_flow_new(&s->f.core, "", NULL, NULL, &s->f.error));
    assert_string_equal(s->f.error.where, "requestId");
    flows_end(&s->f);
}

/* ---- memory ---- */

static apie_flow *a_list(honeycomb_flows *f, apie_error *error)
{
    return apie_api_keys_list_all_flow_new(&f->core, "ingest", NULL, NULL, error);
}

static apie_flow *a_map(honeycomb_flows *f, apie_error *error)
{
    now.pending = 1;
    return apie_service_map_flow_new(&f->core, NULL, NULL, NULL, error);
}

static void memory_may_run_out_anywhere(void **state)
{
    service *s = begin(10);
    (void)state;
    flows_torture(&s->f, a_list);
    flows_torture(&s->f, a_map);
    flows_end(&s->f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_is_read_to_its_end),
        cmocka_unit_test(what_is_asked_for_goes_with_each_page),
        cmocka_unit_test(there_is_a_most_of_pages),
        cmocka_unit_test(a_list_that_goes_round_is_an_error),
        cmocka_unit_test(a_page_that_fails_fails_the_list),
        cmocka_unit_test(a_map_is_waited_for_and_read),
        cmocka_unit_test(a_maps_limits_hold),
        cmocka_unit_test(a_map_that_cannot_be_made_says_so),
        cmocka_unit_test(a_map_that_is_late_is_given_up),
        cmocka_unit_test(a_map_can_be_read_later),
        cmocka_unit_test(memory_may_run_out_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
