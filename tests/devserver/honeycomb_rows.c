/* Rows of a query's result: those that were set, as the query wants them. */
#include "honeycomb.h"

#include <stdlib.h>
#include <string.h>

json_t *honeycomb_row_name(json_t *op, json_t *column)
{
    const char *of = json_string_value(column);
    return of == NULL ? json_sprintf("%s", json_string_value(op))
                      : json_sprintf("%s(%s)", json_string_value(op), of);
}

/* Nothing comes before everything, numbers before texts. */
static int rank(json_t *value)
{
    return json_is_number(value) ? 1 : json_is_string(value) ? 2 : 0;
}

static int compare(json_t *a, json_t *b)
{
    if (rank(a) != rank(b)) {
        return rank(a) < rank(b) ? -1 : 1;
    }
    if (rank(a) == 2) {
        return strcmp(json_string_value(a), json_string_value(b));
    }
    const double one = json_number_value(a);
    const double other = json_number_value(b);
    return (one > other) - (one < other);
}

/* ---- which rows ---- */

/* Only the six comparisons and presence; whatever else is asked for is met. */
static bool meets(json_t *value, const char *op, json_t *bound)
{
    const bool there = value != NULL && !json_is_null(value);
    if (op != NULL && strcmp(op, "exists") == 0) {
        return there;
    }
    if (op != NULL && strcmp(op, "does-not-exist") == 0) {
        return !there;
    }
    static const struct {
        const char *op;
        bool less, equal, greater;
    } ops[] = {
        {"=", false, true, false}, {"!=", true, false, true}, {">", false, false, true},
        {">=", false, true, true}, {"<", true, false, false}, {"<=", true, true, false},
    };
    const int order = compare(value, bound);
    if (!there) {
        return false;
    }
    for (size_t i = 0; op != NULL && i < sizeof ops / sizeof ops[0]; i++) {
        if (strcmp(ops[i].op, op) == 0) {
            return order < 0 ? ops[i].less : order > 0 ? ops[i].greater : ops[i].equal;
        }
    }
    return true;
}

/* The row's member that a filter, having or order is about; NULL: it has none. */
static json_t *member(json_t *row, json_t *about)
{
    json_t *column = json_object_get(about, "column");
    json_t *op = json_object_get(about, "calculate_op");
    if (op == NULL && json_object_get(about, "order") != NULL) {
        op = json_object_get(about, "op");
    }
    if (op == NULL) {
        return json_object_get(row, json_is_string(column) ? json_string_value(column) : "");
    }
    json_t *name = honeycomb_row_name(op, column);
    json_t *value = json_object_get(row, name == NULL ? "" : json_string_value(name));
    json_decref(name);
    return value;
}

/* A filter on anything but a breakdown is about events, of which a row does not tell. */
static bool is_about_rows(json_t *query, json_t *condition)
{
    json_t *breakdowns = json_object_get(query, "breakdowns");
    size_t i;
    json_t *breakdown;
    json_array_foreach(breakdowns, i, breakdown)
    {
        if (json_equal(breakdown, json_object_get(condition, "column"))) {
            return true;
        }
    }
    return json_object_get(condition, "calculate_op") != NULL;
}

static bool passes(json_t *row, json_t *query, const char *list)
{
    size_t i;
    json_t *condition;
    json_array_foreach(json_object_get(query, list), i, condition)
    {
        const char *op = json_string_value(json_object_get(condition, "op"));
        if (is_about_rows(query, condition) &&
            !meets(member(row, condition), op, json_object_get(condition, "value"))) {
            return false;
        }
    }
    return true;
}

/* ---- in which order ---- */

struct place {
    json_t *row;
    json_t *orders;
    size_t index; /* keeps rows that are equal as they were */
};

static int by_orders(const void *one, const void *other)
{
    const struct place *a = one;
    const struct place *b = other;
    size_t i;
    json_t *order;
    json_array_foreach(a->orders, i, order)
    {
        const char *way = json_string_value(json_object_get(order, "order"));
        const int result = compare(member(a->row, order), member(b->row, order));
        if (result != 0) {
            return way != NULL && strcmp(way, "descending") == 0 ? -result : result;
        }
    }
    return (a->index > b->index) - (a->index < b->index);
}

json_t *honeycomb_rows(json_t *rows, json_t *query, json_int_t limit)
{
    const size_t all = json_array_size(rows);
    struct place *places = calloc(all + 1, sizeof *places);
    json_t *list = json_array();
    size_t count = 0;
    bool done = places != NULL && list != NULL;
    for (size_t i = 0; done && i < all; i++) {
        json_t *row = json_array_get(rows, i);
        if (passes(row, query, "filters") && passes(row, query, "havings")) {
            places[count++] = (struct place){row, json_object_get(query, "orders"), i};
        }
    }
    if (done) {
        qsort(places, count, sizeof *places, by_orders);
    }
    for (size_t i = 0; done && i < count && (json_int_t)i < limit; i++) {
        done = json_array_append_new(list, json_pack("{s:O}", "data", places[i].row)) == 0;
    }
    free(places);
    if (!done) {
        json_decref(list);
        return NULL;
    }
    return list;
}
