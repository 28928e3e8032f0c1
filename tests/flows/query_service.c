#include "query_service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

void query_service_add(query_service *s, const char *host, int64_t zone, int64_t count,
                       double average)
{
    assert_true(s->count < QUERY_GROUPS);
    s->groups[s->count++] = (query_group){host, zone, count, average};
}

void query_service_free(query_service *s)
{
    for (unsigned i = 0; i < s->saved; i++)
        json_decref(s->queries[i]);
    free(s->body);
    memset(s, 0, sizeof *s);
}

/* ---- values ---- */

/* NULL: none. */
static json_t *value_of(const query_group *group, const char *key)
{
    if (strcmp(key, "host") == 0)
        return group->host ? json_string(group->host) : NULL;
    if (strcmp(key, "zone") == 0)
        return json_integer(group->zone);
    if (strcmp(key, "COUNT") == 0)
        return json_integer(group->count);
    assert_string_equal(key, "AVG(ms)");
    return group->average >= 0 ? json_real(group->average) : NULL;
}

static int compare(const json_t *a, const json_t *b)
{
    if (!a || !b)
        return (a != NULL) - (b != NULL);
    if (json_is_string(a))
        return strcmp(json_string_value(a), json_string_value(b));
    double x = json_number_value(a);
    double y = json_number_value(b);
    return (x > y) - (x < y);
}

static bool passes(const query_group *group, const char *key, const char *op, const json_t *limit)
{
    json_t *value = value_of(group, key);
    int order = compare(value, limit);
    bool pass = value != NULL;
    if (strcmp(op, "does-not-exist") == 0)
        pass = !pass;
    else if (strcmp(op, "<=") == 0)
        pass = pass && order <= 0;
    else if (strcmp(op, ">=") == 0)
        pass = pass && order >= 0;
    else if (strcmp(op, "!=") == 0)
        pass = pass && order != 0;
    else
        fail_msg("operator %s", op);
    json_decref(value);
    return pass;
}

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* Of an order or a having. */
static const char *key_of(const json_t *item, const char *op_name, char out[64])
{
    const char *op = text_of(item, op_name);
    const char *column = text_of(item, "column");
    if (op && column)
        (void)snprintf(out, 64, "%s(%s)", op, column);
    else
        (void)snprintf(out, 64, "%s", op ? op : column);
    return out;
}

static bool chosen(const query_group *group, const json_t *query)
{
    size_t i;
    json_t *item;
    char key[64];
    json_array_foreach(json_object_get(query, "filters"), i, item)
    {
        const char *column = text_of(item, "column");
        if (strcmp(column, "ms") == 0) /* only groups that are wholly with or without it */
            column = "AVG(ms)";
        if (!passes(group, column, text_of(item, "op"), json_object_get(item, "value")))
            return false;
    }
    json_array_foreach(json_object_get(query, "havings"), i, item)
    {
        if (!passes(group, key_of(item, "calculate_op", key), text_of(item, "op"),
                    json_object_get(item, "value")))
            return false;
    }
    return true;
}

/* ---- rows ---- */

typedef struct sorted {
    const query_group *group;
    json_t *value;
    uint64_t luck;
    int sign;
} sorted;

static int by_value(const void *a, const void *b)
{
    const sorted *x = a;
    const sorted *y = b;
    int order = compare(x->value, y->value) * x->sign;
    return order != 0 ? order : (x->luck > y->luck) - (x->luck < y->luck);
}

static size_t sort_groups(const query_service *s, const json_t *query, sorted *rows)
{
    const json_t *order = json_array_get(json_object_get(query, "orders"), 0);
    char key[64];
    size_t count = 0;
    assert_non_null(order);
    (void)key_of(order, "op", key);
    int sign = strcmp(text_of(order, "order"), "ascending") == 0 ? 1 : -1;
    for (size_t i = 0; i < s->count; i++) {
        if (chosen(&s->groups[i], query))
            rows[count++] = (sorted){&s->groups[i], value_of(&s->groups[i], key),
                                     (i + 1) * (s->runs + 7) * UINT64_C(0x9E3779B97F4A7C15), sign};
    }
    qsort(rows, count, sizeof *rows, by_value);
    return count;
}

static json_t *row_of(const query_group *group, const json_t *query)
{
    json_t *data = json_object();
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(query, "breakdowns"), i, item)
    {
        json_t *value = value_of(group, json_string_value(item));
        json_object_set_new(data, json_string_value(item), value ? value : json_null());
    }
    json_object_set_new(data, "COUNT", value_of(group, "COUNT"));
    json_t *average = value_of(group, "AVG(ms)");
    json_object_set_new(data, "AVG(ms)", average ? average : json_null());
    return json_pack("{s:o}", "data", data);
}

static json_t *run(const query_service *s, const json_t *query, size_t limit)
{
    static sorted rows[QUERY_GROUPS];
    json_t *results = json_array();
    size_t count = sort_groups(s, query, rows);
    for (size_t i = 0; i < count; i++) {
        if (i < limit)
            json_array_append_new(results, row_of(rows[i].group, query));
        json_decref(rows[i].value);
    }
    return results;
}

/* ---- requests ---- */

static void save(query_service *s, const apie_http_request *request, virtual_reply *reply)
{
    json_t *query = json_loadb(request->body, request->body_length, 0, NULL);
    assert_non_null(query);
    assert_null(json_object_get(query, "limit"));
    assert_true(s->saved < 64);
    s->queries[s->saved++] = query;
    (void)snprintf(reply->text, sizeof reply->text, "{\"id\":\"%u\"}", s->saved);
}

static void begin_run(query_service *s, const apie_http_request *request, virtual_reply *reply)
{
    json_t *body = json_loadb(request->body, request->body_length, 0, NULL);
    s->limits[s->runs++] = json_integer_value(json_object_get(body, "limit"));
    assert_true(json_is_true(json_object_get(body, "disable_series")));
    if (s->runs == s->fail_run)
        reply->status = 400;
    (void)snprintf(reply->text, sizeof reply->text, "{\"id\":\"%s\",\"complete\":false}",
                   text_of(body, "query_id"));
    json_decref(body);
}

static void give(query_service *s, const apie_http_request *request, virtual_reply *reply)
{
    unsigned id = (unsigned)strtoul(strrchr(request->target, '/') + 1, NULL, 10);
    int64_t limit = s->limits[s->runs - 1];
    if (s->cap > 0 && limit > (int64_t)s->cap)
        limit = (int64_t)s->cap;
    json_t *answer =
        json_pack("{s:s,s:b,s:{s:I},s:{s:o}}", "id", "r", "complete", 1, "query", "limit",
                  (json_int_t)limit, "data", "results", run(s, s->queries[id - 1], (size_t)limit));
    assert_non_null(answer);
    free(s->body);
    s->body = json_dumps(answer, 0);
    json_decref(answer);
    reply->body = s->body;
}

void query_service_serve(void *user, const apie_http_request *request, virtual_reply *reply)
{
    if (flows_is(request, "POST /1/queries/"))
        save(user, request, reply);
    else if (flows_is(request, "POST /1/query_results/"))
        begin_run(user, request, reply);
    else
        give(user, request, reply);
}
