/* Models whose structs are shaped otherwise than their JSON: parts of inner objects, constants,
 * values without an object around them, maps of objects. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include <apie/model.h>
#include <apie/response.h>
#include <apie/value.h>

#include "model/descriptor.h"
#include "support/alloc_fault.h"

/* ---- models ---- */

typedef struct key {
    const struct apie_extra *extra;
    const char *id;
    const char *name;
    apie_opt_bool disabled;
    const char *environment;
    apie_opt_int size;
} key;

#define TEXT(json, member, required)                                                               \
    {                                                                                              \
        json, sizeof(json) - 1, offsetof(key, member), 0, NULL, APIE_FIELD_STRING, required,       \
            false, NULL                                                                            \
    }
#define CONSTANT(json, value)                                                                      \
    {                                                                                              \
        json, sizeof(json) - 1, 0, 0, NULL, APIE_FIELD_CONSTANT, false, false, value               \
    }
static const apie_field key_fields[] = {
    CONSTANT("data/type", "api-keys"),
    TEXT("data/id", id, false),
    TEXT("data/attributes/name", name, true),
    {"data/attributes/disabled", 24, offsetof(key, disabled), 0, NULL, APIE_FIELD_BOOL, false,
     false, NULL},
    CONSTANT("data/relationships/environment/data/type", "environments"),
    TEXT("data/relationships/environment/data/id", environment, false),
    {"size", 4, offsetof(key, size), 0, NULL, APIE_FIELD_INT, false, false, NULL},
};
static const apie_model key_model = {
    .name = "key", .size = sizeof(key), .fields = key_fields, .field_count = 7, .grouped = true};

typedef struct point {
    const struct apie_extra *extra;
    apie_opt_int x;
} point;

static const apie_field point_fields[] = {
    {"x", 1, offsetof(point, x), 0, NULL, APIE_FIELD_INT, true, false, NULL},
};
static const apie_model point_model = {
    .name = "point", .size = sizeof(point), .fields = point_fields, .field_count = 1};

typedef struct point_list {
    const struct apie_extra *extra;
    const point *const *items;
    size_t items_count;
} point_list;

static const apie_field point_list_fields[] = {
    {"items", 5, offsetof(point_list, items), offsetof(point_list, items_count), &point_model,
     APIE_FIELD_OBJECT_LIST, false, false, NULL},
};
static const apie_model point_list_model = {.name = "point_list",
                                            .size = sizeof(point_list),
                                            .fields = point_list_fields,
                                            .field_count = 1,
                                            .bare = true,
                                            .or_one = true};

typedef struct line {
    const struct apie_extra *extra;
    const char *name;
    const point *const *points;
    size_t points_count;
} line;

static const apie_field line_fields[] = {
    {"name", 4, offsetof(line, name), 0, NULL, APIE_FIELD_STRING, false, false, NULL},
    {"points", 6, offsetof(line, points), offsetof(line, points_count), &point_model,
     APIE_FIELD_OBJECT_LIST, false, false, NULL},
};
static const apie_model line_model = {
    .name = "line", .size = sizeof(line), .fields = line_fields, .field_count = 2};

typedef struct lines {
    const struct apie_extra *extra;
    const line *const *items;
    size_t items_count;
} lines;

static const apie_field lines_fields[] = {
    {"items", 5, offsetof(lines, items), offsetof(lines, items_count), &line_model,
     APIE_FIELD_OBJECT_MAP, false, false, NULL},
};
static const apie_model lines_model = {
    .name = "lines", .size = sizeof(lines), .fields = lines_fields, .field_count = 1, .bare = true};

/* ---- helpers ---- */

static void *decode(const apie_model *model, const char *text)
{
    apie_error error;
    void *root = NULL;

    apie_error_clear(&error);
    if (apie_model_decode(model, text, strlen(text), &root, &error) != APIE_OK)
        fail_msg("%s: %s: %s", text, error.where, error.message);
    return root;
}

static apie_status encode(const apie_model *model, const void *object, apie_buffer *out,
                          apie_error *error)
{
    apie_json_writer writer;

    apie_error_clear(error);
    apie_buffer_init(out, 0);
    apie_json_writer_init(&writer, out);
    return apie_model_encode(model, object, NULL, &writer, error);
}

static void assert_encodes(const apie_model *model, const void *object, const char *text)
{
    apie_buffer out;
    apie_error error;

    if (encode(model, object, &out, &error) != APIE_OK)
        fail_msg("%s: %s", error.where, error.message);
    assert_string_equal(apie_buffer_terminate(&out), text);
    apie_buffer_free(&out);
}

static void assert_not_encoded(const apie_model *model, const void *object, const char *where)
{
    apie_buffer out;
    apie_error error;

    assert_int_equal(encode(model, object, &out, &error), APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, where);
    apie_buffer_free(&out);
}

static void assert_not_decoded(const apie_model *model, const char *text, const char *where)
{
    apie_error error;
    void *root = NULL;

    apie_error_clear(&error);
    assert_int_equal(apie_model_decode(model, text, strlen(text), &root, &error),
                     APIE_ERROR_PROTOCOL);
    assert_string_equal(error.where, where);
    assert_null(root);
}

/* What was read is written as `again`, or as it was if that is NULL. */
static void assert_returns(const apie_model *model, const char *text, const char *again)
{
    void *root = decode(model, text);

    assert_encodes(model, root, again != NULL ? again : text);
    apie_free(root);
}

/* ---- parts of inner objects ---- */

static void parts_of_inner_objects_are_members(void **state)
{
    static const char text[] =
        "{\"data\":{\"type\":\"api-keys\",\"id\":\"k\",\"attributes\":{\"name\":\"n\","
        "\"disabled\":true},\"relationships\":{\"environment\":{\"data\":{\"type\":"
        "\"environments\",\"id\":\"e\"}}}},\"size\":3}";
    key *k = decode(&key_model, text);

    (void)state;
    assert_string_equal(k->id, "k");
    assert_string_equal(k->name, "n");
    assert_true(k->disabled.value);
    assert_string_equal(k->environment, "e");
    assert_int_equal(k->size.value, 3);
    assert_null(k->extra);
    assert_encodes(&key_model, k, text);
    apie_free(k);
}

static void inner_objects_come_in_any_order(void **state)
{
    key *k =
        decode(&key_model, "{\"size\":1,\"data\":{\"relationships\":{\"environment\":{\"data\":"
                           "{\"id\":\"e\"}}},\"attributes\":{\"disabled\":null,\"name\":"
                           "\"n\"},\"id\":null}}");

    (void)state;
    assert_encodes(&key_model, k,
                   "{\"data\":{\"type\":\"api-keys\",\"id\":null,\"attributes\":{\"name\":\"n\","
                   "\"disabled\":null},\"relationships\":{\"environment\":{\"data\":{\"type\":"
                   "\"environments\",\"id\":\"e\"}}}},\"size\":1}");
    apie_free(k);
}

static void an_inner_object_without_content_is_not_sent(void **state)
{
    (void)state;
    assert_encodes(&key_model, &(key){.name = "n"},
                   "{\"data\":{\"type\":\"api-keys\",\"attributes\":{\"name\":\"n\"}}}");
    assert_encodes(&key_model, &(key){.name = "n", .environment = APIE_NULL},
                   "{\"data\":{\"type\":\"api-keys\",\"attributes\":{\"name\":\"n\"},"
                   "\"relationships\":{\"environment\":{\"data\":{\"type\":\"environments\","
                   "\"id\":null}}}}}");
}

static void what_is_unknown_returns_to_its_place(void **state)
{
    static const char text[] =
        "{\"data\":{\"type\":\"api-keys\",\"attributes\":{\"name\":\"n\",\"new\":[1]},"
        "\"relationships\":{\"team\":{\"id\":1}},\"links\":{\"self\":\"/x\"}},\"a/b\":0}";
    key *k = decode(&key_model, text);
    size_t length = 0;

    (void)state;
    assert_string_equal(apie_extra_json(k, "data/attributes/new", &length), "[1]");
    assert_int_equal(length, 3);
    assert_string_equal(apie_extra_json(k, "data/links", NULL), "{\"self\":\"/x\"}");
    assert_string_equal(apie_extra_json(k, "a/b", NULL), "0");
    assert_null(apie_extra_json(k, "new", NULL));
    assert_encodes(&key_model, k, text);
    apie_free(k);
}

/* Null and empty inner objects are remembered, until something is put into them. */
static void inner_objects_can_be_null_or_empty(void **state)
{
    static const char text[] = "{\"data\":{\"type\":\"api-keys\",\"attributes\":{\"name\":\"n\"},"
                               "\"relationships\":{\"environment\":null}}}";
    key *k = decode(&key_model, text);
    key changed = *k;

    (void)state;
    assert_null(k->environment);
    assert_encodes(&key_model, k, text);
    changed.environment = "e";
    assert_encodes(&key_model, &changed,
                   "{\"data\":{\"type\":\"api-keys\",\"attributes\":{\"name\":\"n\"},"
                   "\"relationships\":{\"environment\":{\"data\":{\"type\":\"environments\","
                   "\"id\":\"e\"}}}}}");
    apie_free(k);
    assert_returns(&key_model,
                   "{\"data\":{\"type\":\"api-keys\",\"attributes\":{\"name\":\"n\"},"
                   "\"relationships\":{}}}",
                   NULL);
}

static void mistakes_in_inner_objects_say_where(void **state)
{
    (void)state;
    assert_not_decoded(&key_model, "{}", "/data/attributes/name");
    assert_not_decoded(&key_model, "{\"data\":{\"attributes\":{\"name\":1}}}",
                       "/data/attributes/name");
    assert_not_decoded(&key_model, "{\"data\":{\"id\":\"a\",\"id\":\"b\"}}", "/data/id");
    assert_not_decoded(&key_model, "{\"data\":[]}", "");
    assert_not_encoded(&key_model, &(key){.id = "k"}, "/data/attributes/name");
    assert_not_encoded(&key_model, &(key){.name = "\xff"}, "/data/attributes/name");
}

/* ---- constants ---- */

static void constants_are_always_sent_and_not_looked_at(void **state)
{
    (void)state;
    assert_returns(&key_model, "{\"data\":{\"attributes\":{\"name\":\"n\"}}}",
                   "{\"data\":{\"type\":\"api-keys\",\"attributes\":{\"name\":\"n\"}}}");
    assert_returns(&key_model, "{\"data\":{\"attributes\":{\"name\":\"n\"},\"type\":{\"a\":7}}}",
                   "{\"data\":{\"type\":\"api-keys\",\"attributes\":{\"name\":\"n\"}}}");
    assert_not_decoded(&key_model, "{\"data\":{\"type\":\"api-keys\",\"type\":\"api-keys\"}}",
                       "/data/type");
}

/* ---- values without an object around them ---- */

static void a_list_may_come_as_one_item(void **state)
{
    point_list *one = decode(&point_list_model, "{\"x\":4}");

    (void)state;
    assert_int_equal(one->items_count, 1);
    assert_int_equal(one->items[0]->x.value, 4);
    assert_encodes(&point_list_model, one, "{\"x\":4}");
    apie_free(one);
    assert_returns(&point_list_model, "[{\"x\":4}]", NULL);
    assert_returns(&point_list_model, "[]", NULL);
    assert_not_decoded(&point_list_model, "{\"y\":4}", "/x");
    assert_not_decoded(&point_list_model, "7", "");
    assert_not_decoded(&point_list_model, "{\"x\":4},{\"x\":5}", "");
}

static void a_map_can_be_the_whole_answer(void **state)
{
    static const char text[] = "{\"a b\":[{\"x\":1},{\"x\":2}],\"\":[]}";
    lines *l = decode(&lines_model, text);

    (void)state;
    assert_int_equal(l->items_count, 2);
    assert_string_equal(l->items[0]->name, "a b");
    assert_int_equal(l->items[0]->points_count, 2);
    assert_int_equal(l->items[0]->points[1]->x.value, 2);
    assert_string_equal(l->items[1]->name, "");
    assert_int_equal(l->items[1]->points_count, 0);
    assert_encodes(&lines_model, l, text);
    apie_free(l);
    assert_not_decoded(&lines_model, "[]", "");
    assert_not_decoded(&lines_model, "{\"a\":[{\"x\":1},{}]}", "/1/x");
}

/* ---- memory ---- */

static apie_status read_and_write(const apie_model *model, const char *text)
{
    apie_buffer out;
    apie_error error;
    void *root = NULL;
    apie_status status = apie_model_decode(model, text, strlen(text), &root, &error);

    if (status == APIE_OK) {
        status = encode(model, root, &out, &error);
        apie_buffer_free(&out);
    }
    apie_free(root);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    static const struct {
        const apie_model *model;
        const char *text;
    } cases[] = {
        {&key_model, "{\"data\":{\"attributes\":{\"name\":\"n\",\"new\":1},\"type\":\"other\","
                     "\"relationships\":{},\"links\":null}}"},
        {&point_list_model, "{\"x\":1}"},
        {&lines_model, "{\"a\":[{\"x\":1}]}"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool hit = true;
        for (unsigned long k = 1; hit; k++) {
            long before = apie_fault_live();
            apie_fault_fail_at(k);
            apie_status status = read_and_write(cases[i].model, cases[i].text);
            hit = apie_fault_hit();
            apie_fault_fail_at(0);
            assert_int_equal(status, hit ? APIE_ERROR_NO_MEMORY : APIE_OK);
            assert_int_equal(apie_fault_live(), before);
        }
    }
}

/* ---- a page that may come as its list, and a body that may be anything ---- */

typedef struct page {
    const struct apie_extra *extra;
    const key *const *items;
    size_t items_count;
    apie_opt_int total;
} page;

static const apie_field page_fields[] = {
    {"items", 5, offsetof(page, items), offsetof(page, items_count), &key_model,
     APIE_FIELD_OBJECT_LIST, false, false, NULL},
    {"total", 5, offsetof(page, total), 0, NULL, APIE_FIELD_INT, false, false, NULL},
};
static const apie_model page_model = {
    .name = "page", .size = sizeof(page), .fields = page_fields, .field_count = 2, .or_list = true};

static apie_status decode_page(const char *json, page **out, apie_error *error)
{
    void *root = NULL;
    apie_status status = apie_model_decode(&page_model, json, strlen(json), &root, error);
    *out = root;
    return status;
}

static void a_page_may_come_as_its_list(void **state)
{
    page *p = NULL;
    apie_error error;

    (void)state;
    assert_int_equal(decode_page("[]", &p, &error), APIE_OK);
    assert_int_equal(p->items_count, 0);
    assert_int_equal(p->total.presence, APIE_UNSET);
    apie_free(p);
    assert_int_equal(decode_page("{\"total\":7,\"items\":[]}", &p, &error), APIE_OK);
    assert_int_equal(p->total.value, 7);
    apie_free(p);
    assert_int_equal(decode_page("[[]]", &p, &error), APIE_ERROR_PROTOCOL);
    assert_string_equal(error.where, "/0");
    assert_int_equal(decode_page("7", &p, &error), APIE_ERROR_PROTOCOL);
    assert_null(p);
}

static void assert_any(const json_t *value, const char *text)
{
    apie_buffer buffer;
    apie_json_writer writer;

    apie_buffer_init(&buffer, 0);
    apie_json_writer_init(&writer, &buffer);
    assert_int_equal(apie_model_encode(&apie_model_any, &value, NULL, &writer, NULL), APIE_OK);
    assert_string_equal(apie_buffer_terminate(&buffer), text);
    apie_buffer_free(&buffer);
}

static void a_body_may_be_anything(void **state)
{
    json_t *value = json_pack("[i, {s:b}]", 1, "a", 1);

    (void)state;
    assert_any(value, "[1,{\"a\":true}]");
    assert_any(json_null(), "null");
    assert_any(APIE_NULL, "null");
    assert_any(NULL, "{}");
    json_decref(value);
}

typedef struct box {
    const struct apie_extra *extra;
    const json_t *values;
} box;

static void null_is_no_list_and_no_object(void **state)
{
    static const apie_field_type types[] = {APIE_FIELD_JSON_LIST, APIE_FIELD_JSON_MAP};
    const box value = {.values = APIE_NULL};
    apie_buffer buffer;
    apie_error error;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const apie_field field = {
            .name = "", .offset = offsetof(box, values), .type = types[i], .required = true};
        const apie_model model = {
            .name = "box", .size = sizeof(box), .fields = &field, .field_count = 1, .bare = true};
        assert_int_equal(encode(&model, &value, &buffer, &error), APIE_ERROR_INVALID_ARGUMENT);
        apie_buffer_free(&buffer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_of_inner_objects_are_members),
        cmocka_unit_test(inner_objects_come_in_any_order),
        cmocka_unit_test(an_inner_object_without_content_is_not_sent),
        cmocka_unit_test(what_is_unknown_returns_to_its_place),
        cmocka_unit_test(inner_objects_can_be_null_or_empty),
        cmocka_unit_test(mistakes_in_inner_objects_say_where),
        cmocka_unit_test(constants_are_always_sent_and_not_looked_at),
        cmocka_unit_test(a_list_may_come_as_one_item),
        cmocka_unit_test(a_map_can_be_the_whole_answer),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(a_page_may_come_as_its_list),
        cmocka_unit_test(a_body_may_be_anything),
        cmocka_unit_test(null_is_no_list_and_no_object),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
