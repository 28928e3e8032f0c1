/* All rows of a query, page after page: none is lost and none comes twice, whatever they are sorted
 * by. */
#include "query_service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "honeycomb/query_rows.h"
#include "honeycomb/row_sort.h"

typedef struct fixture {
    honeycomb_flows f;
    query_service service;
    unsigned pages; /* that were told */
    size_t told;
    unsigned stop_at;
} fixture;

static const char *const by_host[] = {"host"};
static const char *const by_both[] = {"host", "zone"};
static const apie_honeycomb_calculation count = {.op = "COUNT"};
static const apie_honeycomb_calculation average = {.op = "AVG", .column = "ms"};
static const apie_honeycomb_calculation heatmap = {.op = "HEATMAP", .column = "ms"};
static const apie_honeycomb_calculation *const calculations[] = {&count, &average};
static const apie_honeycomb_query hosts = {
    .breakdowns = by_host,
    .breakdowns_count = 1,
    .calculations = calculations,
    .calculations_count = 2,
};

static fixture fixture_now;

static fixture *begin(void)
{
    memset(&fixture_now, 0, sizeof fixture_now);
    flows_begin(&fixture_now.f, NULL, query_service_serve, &fixture_now.service);
    return &fixture_now;
}

static void end(fixture *x)
{
    flows_end(&x->f);
    query_service_free(&x->service);
}

static char names[QUERY_GROUPS][16];

/* So many hosts; the count of each is its number, divided. */
static void add_hosts(fixture *x, unsigned hosts_count, unsigned divisor)
{
    for (unsigned i = 0; i < hosts_count; i++) {
        (void)snprintf(names[i], sizeof names[i], "host-%03u", i);
        query_service_add(&x->service, names[i], i % 3, i / divisor, i * 0.5);
    }
}

static apie_flow *rows_flow(fixture *x, const apie_honeycomb_query *query,
                            const apie_honeycomb_query_walk *walk)
{
    return apie_query_rows_flow_new(&x->f.core, "d", query, walk, NULL, &x->f.error);
}

static apie_honeycomb_query_rows *read_all(fixture *x, const apie_honeycomb_query *query,
                                           const apie_honeycomb_query_walk *walk)
{
    return flows_finish(&x->f, rows_flow(x, query, walk), APIE_OK);
}

/* Each of the service's groups is there once. */
static void expect_all(const apie_honeycomb_query_rows *rows, size_t expected)
{
    assert_true(rows->complete);
    assert_int_equal(rows->row_count, expected);
    for (size_t i = 0; i < rows->row_count; i++) {
        for (size_t k = 0; k < i; k++) {
            const json_t *a = rows->rows[i];
            const json_t *b = rows->rows[k];
            assert_false(json_equal(json_object_get(a, "host"), json_object_get(b, "host")) &&
                         (!json_object_get(a, "zone") ||
                          json_equal(json_object_get(a, "zone"), json_object_get(b, "zone"))));
        }
    }
}

static json_t *order_of(const fixture *x, unsigned n)
{
    return json_array_get(json_object_get(x->service.queries[n], "orders"), 0);
}

static void one_page_is_enough_for_few_rows(void **state)
{
    fixture *x = begin();
    (void)state;
    add_hosts(x, 5, 1);
    apie_honeycomb_query_rows *rows = read_all(x, &hosts, NULL);
    expect_all(rows, 5);
    assert_int_equal(rows->page_count, 1);
    assert_int_equal(x->service.saved, 1);
    assert_int_equal(x->service.limits[0], 10000);
    assert_string_equal(json_string_value(json_object_get(rows->rows[0], "host")), "host-004");
    assert_string_equal(json_string_value(json_object_get(order_of(x, 0), "op")), "COUNT");
    assert_string_equal(json_string_value(json_object_get(order_of(x, 0), "order")), "descending");
    apie_free(rows);
    end(x);
}

/* Any calculation, with its column, and breakdowns; both ways; with values that stand on both sides
 * of a page's end. */
static void no_row_is_lost_or_doubled(void **state)
{
    static const apie_honeycomb_query_walk walks[] = {
        {.sort_op = "COUNT"},
        {.sort_op = "COUNT", .ascending = true},
        {.sort_op = "AVG", .sort_column = "ms"},
        {.sort_op = "AVG", .sort_column = "ms", .ascending = true},
        {.sort_column = "host"},
        {.sort_column = "host", .ascending = true},
        {.page_size = 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof walks / sizeof *walks; i++) {
        apie_honeycomb_query_walk walk = walks[i];
        fixture *x = begin();
        walk.page_size = 10;
        add_hosts(x, 95, 6);
        apie_honeycomb_query_rows *rows = read_all(x, &hosts, &walk);
        expect_all(rows, 95);
        assert_true(rows->page_count > 10);
        apie_free(rows);
        end(x);
    }
}

static void the_next_page_begins_with_the_last_value(void **state)
{
    const apie_honeycomb_query_walk by_average = {
        .sort_op = "AVG", .sort_column = "ms", .page_size = 4};
    const apie_honeycomb_query_walk by_name = {
        .sort_column = "host", .ascending = true, .page_size = 4};
    fixture *x = begin();
    (void)state;
    add_hosts(x, 7, 1);
    apie_free(read_all(x, &hosts, &by_average));
    assert_null(json_object_get(x->service.queries[0], "havings"));
    json_t *havings = json_pack("[{s:s,s:s,s:s,s:f}]", "calculate_op", "AVG", "column", "ms", "op",
                                "<=", "value", 1.5);
    assert_true(json_equal(json_object_get(x->service.queries[1], "havings"), havings));
    json_decref(havings);
    assert_string_equal(json_string_value(json_object_get(order_of(x, 1), "column")), "ms");
    end(x);

    x = begin();
    add_hosts(x, 7, 1);
    apie_free(read_all(x, &hosts, &by_name));
    json_t *filters =
        json_pack("[{s:s,s:s,s:s}]", "op", ">=", "column", "host", "value", "host-003");
    assert_true(json_equal(json_object_get(x->service.queries[1], "filters"), filters));
    assert_null(json_object_get(order_of(x, 1), "op"));
    json_decref(filters);
    end(x);
}

static void rows_are_told_apart_by_all_breakdowns(void **state)
{
    static const apie_honeycomb_query query = {.breakdowns = by_both, .breakdowns_count = 2};
    const apie_honeycomb_query_walk walk = {.page_size = 6};
    fixture *x = begin();
    (void)state;
    for (int i = 0; i < 8; i++) {
        query_service_add(&x->service, "a", i, 5 + i / 4, 1);
        query_service_add(&x->service, NULL, i, 9 + i / 4, 1);
    }
    apie_honeycomb_query_rows *rows = read_all(x, &query, &walk);
    expect_all(rows, 16);
    apie_free(rows);
    end(x);
}

/* They are no match for the condition that a page adds. */
static void rows_without_a_value_come_too(void **state)
{
    static const apie_honeycomb_query_walk walks[] = {
        {.sort_op = "AVG", .sort_column = "ms", .page_size = 8},
        {.sort_op = "AVG", .sort_column = "ms", .page_size = 8, .ascending = true},
        {.sort_column = "host", .page_size = 8},
        {.sort_column = "host", .page_size = 8, .ascending = true},
    };
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        static const apie_honeycomb_query query = {.breakdowns = by_both,
                                                   .breakdowns_count = 2,
                                                   .calculations = calculations,
                                                   .calculations_count = 2};
        fixture *x = begin();
        add_hosts(x, 21, 1);
        for (int zone = 100; zone < 105; zone++)
            query_service_add(&x->service, walks[i].sort_op ? "silent" : NULL, zone, 1, -1);
        apie_honeycomb_query_rows *rows = read_all(x, &query, &walks[i]);
        expect_all(rows, 26);
        const json_t *filter =
            json_array_get(json_object_get(x->service.queries[x->service.saved - 1], "filters"), 0);
        assert_string_equal(json_string_value(json_object_get(filter, "op")), "does-not-exist");
        apie_free(rows);
        end(x);
    }
}

/* More rows with one value than a page has: what there is is given, and that it is not all. */
static void rows_that_cannot_be_told_apart_are_an_error(void **state)
{
    const apie_honeycomb_query_walk walk = {.page_size = 10};
    fixture *x = begin();
    (void)state;
    add_hosts(x, 40, 20);
    apie_honeycomb_query_rows *rows =
        flows_finish(&x->f, rows_flow(x, &hosts, &walk), APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(x->f.error.where, "sort_op");
    assert_int_equal(rows->row_count >= 10, 1);
    assert_false(rows->complete);
    apie_free(rows);
    end(x);
}

static void a_service_that_gives_fewer_rows_is_not_at_its_end(void **state)
{
    fixture *x = begin();
    (void)state;
    x->service.cap = 7;
    add_hosts(x, 30, 2);
    apie_honeycomb_query_rows *rows = read_all(x, &hosts, NULL);
    expect_all(rows, 30);
    apie_free(rows);
    end(x);
}

static void the_time_is_fixed_at_the_beginning(void **state)
{
    static const struct {
        apie_opt_int start, end, range;
        int64_t expected_start, expected_end;
    } cases[] = {
        /* The virtual clock begins 1,000 s after 1700000000. */
        {{0}, {0}, {0}, 1700001000 - 7200, 1700001000},
        {{0}, {0}, APIE_INT(600), 1700001000 - 600, 1700001000},
        {APIE_INT(1000), {0}, {0}, 1000, 8200},
        {APIE_INT(1000), {0}, APIE_INT(60), 1000, 1060},
        {{0}, APIE_INT(9000), {0}, 1800, 9000},
        {{0}, APIE_INT(9000), APIE_INT(60), 8940, 9000},
        {APIE_INT(5), APIE_INT(6), {0}, 5, 6},
    };
    const apie_honeycomb_query_walk walk = {.page_size = 10};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        apie_honeycomb_query query = hosts;
        query.start_time = cases[i].start;
        query.end_time = cases[i].end;
        query.time_range = cases[i].range;
        fixture *x = begin();
        add_hosts(x, 25, 1);
        apie_honeycomb_query_rows *rows = read_all(x, &query, &walk);
        assert_int_equal(rows->start_time, cases[i].expected_start);
        assert_int_equal(rows->end_time, cases[i].expected_end);
        for (unsigned n = 0; n < x->service.saved; n++) {
            const json_t *sent = x->service.queries[n];
            assert_int_equal(json_integer_value(json_object_get(sent, "start_time")),
                             cases[i].expected_start);
            assert_int_equal(json_integer_value(json_object_get(sent, "end_time")),
                             cases[i].expected_end);
            assert_null(json_object_get(sent, "time_range"));
        }
        apie_free(rows);
        end(x);
    }
}

static void there_is_a_most(void **state)
{
    const apie_honeycomb_query_walk walk = {.page_size = 10, .max_results = 25};
    const apie_honeycomb_query_walk small = {.max_results = 3};
    const apie_honeycomb_query_walk exact = {.max_results = 5};
    apie_honeycomb_query limited = hosts;
    fixture *x = begin();
    (void)state;
    add_hosts(x, 95, 2);
    apie_honeycomb_query_rows *rows = read_all(x, &hosts, &walk);
    assert_int_equal(rows->row_count, 25);
    assert_false(rows->complete);
    apie_free(rows);
    rows = read_all(x, &hosts, &small);
    assert_int_equal(rows->row_count, 3);
    assert_int_equal(rows->page_count, 1);
    assert_int_equal(x->service.limits[x->service.runs - 1], 3);
    apie_free(rows);
    limited.limit = apie_int(12);
    rows = read_all(x, &limited, NULL);
    assert_int_equal(rows->row_count, 12);
    apie_free(rows);
    end(x);

    x = begin();
    add_hosts(x, 4, 1);
    rows = read_all(x, &hosts, &exact);
    assert_int_equal(rows->row_count, 4);
    assert_true(rows->complete);
    apie_free(rows);
    end(x);
}

static bool note_page(const apie_honeycomb_query_page *page, void *user)
{
    fixture *x = user;
    x->pages++;
    x->told += page->row_count;
    assert_int_equal(page->page, x->pages);
    assert_int_equal(page->total, x->told);
    for (size_t i = 0; i < page->row_count; i++)
        assert_true(json_is_object(page->rows[i]));
    return x->pages != x->stop_at;
}

static void pages_are_told_and_not_kept(void **state)
{
    fixture *x = begin();
    const apie_honeycomb_query_walk walk = {.page_size = 10, .on_page = note_page, .user = x};
    (void)state;
    add_hosts(x, 33, 2);
    apie_honeycomb_query_rows *rows = read_all(x, &hosts, &walk);
    assert_true(rows->complete);
    assert_null(rows->rows);
    assert_int_equal(rows->row_count, 33);
    assert_int_equal(x->told, 33);
    assert_int_equal(rows->page_count, x->pages);
    apie_free(rows);

    x->pages = 0;
    x->told = 0;
    x->stop_at = 2;
    rows = read_all(x, &hosts, &walk);
    assert_false(rows->complete);
    assert_int_equal(rows->page_count, 2);
    assert_int_equal(rows->row_count, x->told);
    apie_free(rows);
    end(x);
}

static void the_querys_own_conditions_stay(void **state)
{
    const apie_honeycomb_filter filter = {.op = "!=", .column = "zone"};
    json_t *zone = json_integer(1);
    apie_honeycomb_filter not_one = filter;
    not_one.value = zone;
    const apie_honeycomb_filter *const one_filter[] = {&not_one};
    const apie_honeycomb_having having = {
        .calculate_op = "COUNT", .op = ">=", .value = APIE_DOUBLE(3)};
    const apie_honeycomb_having *const havings[] = {&having};
    const apie_honeycomb_query_order by_name = {.column = "host", .order = "descending"};
    const apie_honeycomb_query_order *const orders[] = {&by_name};
    apie_honeycomb_query query = hosts;
    const apie_honeycomb_query_walk walk = {.page_size = 5, .ascending = true};
    fixture *x = begin();
    (void)state;
    query.filters = one_filter;
    query.filters_count = 1;
    query.filter_combination = "OR"; /* of one, which is no choice */
    query.havings = havings;
    query.havings_count = 1;
    query.orders = orders;
    query.orders_count = 1;
    query.id = "another's";
    add_hosts(x, 30, 1);
    apie_honeycomb_query_rows *rows = read_all(x, &query, &walk);
    expect_all(rows, 18);
    assert_string_equal(json_string_value(json_object_get(rows->rows[0], "host")), "host-003");
    assert_int_equal(json_array_size(json_object_get(x->service.queries[1], "filters")), 2);
    assert_string_equal(
        json_string_value(json_object_get(x->service.queries[1], "filter_combination")), "AND");
    assert_null(json_object_get(x->service.queries[1], "id"));
    apie_free(rows);
    json_decref(zone);
    end(x);
}

static void alternative_filters_are_not_changed(void **state)
{
    const apie_honeycomb_filter exists = {.op = ">=", .column = "zone"};
    apie_honeycomb_filter filter = exists;
    json_t *zero = json_integer(0);
    filter.value = zero;
    const apie_honeycomb_filter *const filters[] = {&filter, &filter};
    const apie_honeycomb_query_walk by_name = {.sort_column = "host", .page_size = 5};
    const apie_honeycomb_query_walk by_count = {.page_size = 5};
    apie_honeycomb_query query = hosts;
    fixture *x = begin();
    (void)state;
    query.filters = filters;
    query.filters_count = 2;
    query.filter_combination = "OR";
    add_hosts(x, 12, 1);
    apie_honeycomb_query_rows *rows =
        flows_finish(&x->f, rows_flow(x, &query, &by_name), APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(x->f.error.where, "filter_combination");
    assert_int_equal(rows->row_count, 5);
    apie_free(rows);
    rows = read_all(x, &query, &by_count);
    expect_all(rows, 12);
    apie_free(rows);
    json_decref(zero);
    end(x);
}

static void bad_input_sends_nothing(void **state)
{
    static const apie_honeycomb_calculation *const maps[] = {&heatmap};
    static const apie_honeycomb_query map = {.calculations = maps, .calculations_count = 1};
    static const apie_honeycomb_query empty = {0};
    static const apie_honeycomb_query three = {
        .start_time = APIE_INT(1), .end_time = APIE_INT(2), .time_range = APIE_INT(1)};
    static const apie_honeycomb_query no_time[] = {
        {.start_time = APIE_INT(INT64_MAX)},
        {.end_time = APIE_INT(INT64_MIN)},
        {.time_range = APIE_INT(INT64_MIN)},
        {.start_time = APIE_INT(-1)},
    };
    static const struct {
        const apie_honeycomb_query *query;
        apie_honeycomb_query_walk walk;
        const char *where;
    } cases[] = {
        {&no_time[0], {0}, "start_time"},
        {&no_time[1], {0}, "end_time"},
        {&no_time[2], {0}, "time_range"},
        {&no_time[3], {0}, "start_time"},
        {NULL, {0}, "query"},
        {&three, {0}, "time_range"},
        {&hosts, {.max_results = -1}, "max_results"},
        {&hosts, {.page_size = -1}, "page_size"},
        {&hosts, {.page_size = 10001}, "page_size"},
        {&hosts, {.poll_interval_ms = -1}, "poll_interval_ms"},
        {&hosts, {.timeout_ms = -1}, "timeout_ms"},
        {&map, {0}, "sort_op"},
        {&map, {.sort_op = "HEATMAP", .sort_column = "ms"}, "sort_op"},
        {&hosts, {.sort_op = "AVG"}, "sort_op"},
        {&hosts, {.sort_op = "P99", .sort_column = "ms"}, "sort_op"},
        {&hosts, {.sort_column = "zone"}, "sort_column"},
        {&empty, {.sort_op = "SUM", .sort_column = "ms"}, "sort_op"},
        {&empty, {.sort_column = "host"}, "sort_column"},
    };
    fixture *x = begin();
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_null(rows_flow(x, cases[i].query, &cases[i].walk));
        assert_int_equal(x->f.error.code, APIE_ERROR_INVALID_ARGUMENT);
        assert_string_equal(x->f.error.where, cases[i].where);
    }
    assert_int_equal(x->f.sent, 0);
    end(x);
}

static void what_came_before_a_failure_is_given(void **state)
{
    const apie_honeycomb_query_walk walk = {.page_size = 10};
    fixture *x = begin();
    (void)state;
    x->service.fail_run = 3;
    add_hosts(x, 50, 1);
    apie_honeycomb_query_rows *rows =
        flows_finish(&x->f, rows_flow(x, &hosts, &walk), APIE_ERROR_INVALID_REQUEST);
    assert_int_equal(rows->row_count, 19);
    assert_int_equal(rows->page_count, 2);
    assert_false(rows->complete);
    apie_free(rows);
    end(x);
}

/* Integers that no double is are rounded to the side where no row is lost. */
static void large_values_lose_nothing(void **state)
{
    static const int64_t values[] = {0,
                                     -5,
                                     (INT64_C(1) << 53) + 1,
                                     (INT64_C(1) << 60) + 1,
                                     (INT64_C(1) << 60) - 1,
                                     -(INT64_C(1) << 60) - 1};
    apie_arena *arena = apie_arena_new(0);
    apie_error error;
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        json_t *value = json_integer(values[i]);
        for (int ascending = 0; ascending < 2; ascending++) {
            const apie_row_sort sort = {.op = "COUNT", .key = "COUNT", .ascending = ascending == 1};
            apie_honeycomb_query page = {0};
            assert_int_equal(apie_row_sort_from(&sort, arena, value, &page, &error), APIE_OK);
            int64_t bound = (int64_t)page.havings[0]->value.value;
            assert_true(ascending ? bound <= values[i] : bound >= values[i]);
            if (i < 2)
                assert_int_equal(bound, values[i]);
        }
        json_decref(value);
    }
    apie_arena_free(arena);
}

/* ---- without the service, which allocates ---- */

static void serve_two_pages(void *user, const apie_http_request *request, virtual_reply *reply)
{
    unsigned *runs = user;
    if (flows_is(request, "POST /1/queries/"))
        reply->body = "{\"id\":\"q\"}";
    else if (flows_is(request, "POST /1/query_results/"))
        reply->body = "{\"id\":\"r\"}";
    else if (++*runs == 1)
        reply->body = "{\"complete\":true,\"data\":{\"results\":["
                      "{\"data\":{\"host\":\"a\",\"COUNT\":9}},"
                      "{\"data\":{\"host\":null,\"COUNT\":8}}]}}";
    else
        reply->body = "{\"complete\":true,\"data\":{\"results\":["
                      "{\"data\":{\"host\":null,\"COUNT\":8}}]}}";
}

static apie_flow *two_pages(honeycomb_flows *f, apie_error *error)
{
    static const apie_honeycomb_query query = {.breakdowns = by_host, .breakdowns_count = 1};
    const apie_honeycomb_query_walk walk = {.page_size = 2};
    *(unsigned *)f->user = 0;
    return apie_query_rows_flow_new(&f->core, "d", &query, &walk, NULL, error);
}

static void memory_may_run_out_anywhere(void **state)
{
    static honeycomb_flows f;
    unsigned runs = 0;
    (void)state;
    flows_begin(&f, NULL, serve_two_pages, &runs);
    flows_torture(&f, two_pages);
    apie_honeycomb_query_rows *rows = flows_finish(&f, two_pages(&f, &f.error), APIE_OK);
    assert_int_equal(rows->row_count, 2);
    assert_true(rows->complete);
    apie_free(rows);
    flows_end(&f);
}

static void serve_slowly(void *user, const apie_http_request *request, virtual_reply *reply)
{
    serve_two_pages(user, request, reply);
    reply->delay_ms = 100;
}

static void a_cancelled_call_gives_what_there_is(void **state)
{
    static honeycomb_flows f;
    unsigned runs = 0;
    (void)state;
    flows_begin(&f, NULL, serve_slowly, &runs);
    apie_honeycomb_query_rows *rows = flows_cancel(&f, two_pages(&f, &f.error), 50);
    assert_int_equal(rows->row_count, 0);
    apie_free(rows);
    rows = flows_cancel(&f, two_pages(&f, &f.error), 450);
    assert_int_equal(rows->row_count, 2);
    assert_false(rows->complete);
    apie_free(rows);
    flows_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_page_is_enough_for_few_rows),
        cmocka_unit_test(no_row_is_lost_or_doubled),
        cmocka_unit_test(the_next_page_begins_with_the_last_value),
        cmocka_unit_test(rows_are_told_apart_by_all_breakdowns),
        cmocka_unit_test(rows_without_a_value_come_too),
        cmocka_unit_test(rows_that_cannot_be_told_apart_are_an_error),
        cmocka_unit_test(a_service_that_gives_fewer_rows_is_not_at_its_end),
        cmocka_unit_test(the_time_is_fixed_at_the_beginning),
        cmocka_unit_test(there_is_a_most),
        cmocka_unit_test(pages_are_told_and_not_kept),
        cmocka_unit_test(the_querys_own_conditions_stay),
        cmocka_unit_test(alternative_filters_are_not_changed),
        cmocka_unit_test(bad_input_sends_nothing),
        cmocka_unit_test(what_came_before_a_failure_is_given),
        cmocka_unit_test(large_values_lose_nothing),
        cmocka_unit_test(memory_may_run_out_anywhere),
        cmocka_unit_test(a_cancelled_call_gives_what_there_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
