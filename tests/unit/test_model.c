#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <apie/model.h>
#include <apie/response.h>

#include "base/text.h"
#include "model/descriptor.h"
#include "model/place.h"
#include "support/alloc_fault.h"

/* ---- two models with a field of every type ---- */

typedef struct part {
    const struct apie_extra *extra;
    const char *name;
    apie_opt_int size;
} part;

typedef struct pair {
    const struct apie_extra *extra;
    const char *name;
    const char *value;
} pair;

typedef struct whole {
    const struct apie_extra *extra;
    const char *text;
    apie_opt_int integer;
    apie_opt_double real;
    apie_opt_bool flag;
    const part *part;
    json_t *any;
    json_t *array;
    json_t *object;
    const char *const *texts;
    size_t texts_count;
    const int64_t *integers;
    size_t integers_count;
    const double *reals;
    size_t reals_count;
    const part *const *parts;
    size_t parts_count;
    const pair *const *pairs;
    size_t pairs_count;
} whole;

typedef struct part_list {
    const struct apie_extra *extra;
    const part *const *items;
    size_t items_count;
} part_list;

static const apie_field part_fields[] = {
    {"name", 4, offsetof(part, name), 0, NULL, APIE_FIELD_STRING, true, true, NULL},
    {"size", 4, offsetof(part, size), 0, NULL, APIE_FIELD_INT, false, false, NULL},
};
static const apie_model part_model = {
    .name = "part", .size = sizeof(part), .fields = part_fields, .field_count = 2};

static const apie_field pair_fields[] = {
    {"name", 4, offsetof(pair, name), 0, NULL, APIE_FIELD_STRING, false, false, NULL},
    {"value", 5, offsetof(pair, value), 0, NULL, APIE_FIELD_STRING, false, false, NULL},
};
static const apie_model pair_model = {
    .name = "pair", .size = sizeof(pair), .fields = pair_fields, .field_count = 2};

static const apie_field list_fields[] = {
    {"items", 5, offsetof(part_list, items), offsetof(part_list, items_count), &part_model,
     APIE_FIELD_OBJECT_LIST, false, false, NULL},
};
static const apie_model list_model = {.name = "part_list",
                                      .size = sizeof(part_list),
                                      .fields = list_fields,
                                      .field_count = 1,
                                      .bare = true};

#define LIST(member) offsetof(whole, member), offsetof(whole, member##_count)
static const apie_field whole_fields[] = {
    {"text", 4, offsetof(whole, text), 0, NULL, APIE_FIELD_STRING, false, true, NULL},
    {"integer", 7, offsetof(whole, integer), 0, NULL, APIE_FIELD_INT, false, false, NULL},
    {"real", 4, offsetof(whole, real), 0, NULL, APIE_FIELD_DOUBLE, false, false, NULL},
    {"flag", 4, offsetof(whole, flag), 0, NULL, APIE_FIELD_BOOL, false, false, NULL},
    {"part", 4, offsetof(whole, part), 0, &part_model, APIE_FIELD_OBJECT, false, false, NULL},
    {"any", 3, offsetof(whole, any), 0, NULL, APIE_FIELD_JSON, false, true, NULL},
    {"array", 5, offsetof(whole, array), 0, NULL, APIE_FIELD_JSON_LIST, false, false, NULL},
    {"object", 6, offsetof(whole, object), 0, NULL, APIE_FIELD_JSON_MAP, false, false, NULL},
    {"texts", 5, LIST(texts), NULL, APIE_FIELD_STRING_LIST, false, true, NULL},
    {"integers", 8, LIST(integers), NULL, APIE_FIELD_INT_LIST, false, false, NULL},
    {"reals", 5, LIST(reals), NULL, APIE_FIELD_DOUBLE_LIST, false, false, NULL},
    {"parts", 5, LIST(parts), &part_model, APIE_FIELD_OBJECT_LIST, false, false, NULL},
    {"pairs", 5, LIST(pairs), &pair_model, APIE_FIELD_OBJECT_MAP, false, false, NULL},
};
static const apie_model whole_model = {
    .name = "whole", .size = sizeof(whole), .fields = whole_fields, .field_count = 13};

static const char everything[] =
    "{\"text\":\"h\\u00e4\\n\",\"integer\":-9223372036854775808,\"real\":0.1,\"flag\":false,"
    "\"part\":{\"name\":\"p\",\"size\":3},\"any\":[1,{\"a\":null}],\"array\":[],"
    "\"object\":{\"k\":true},\"texts\":[\"a\",\"\"],\"integers\":[0,9223372036854775807],"
    "\"reals\":[1.5,-2.0],\"parts\":[{\"name\":\"x\"},{\"name\":\"y\",\"size\":0}],"
    "\"pairs\":{\"one\":\"1\",\"two\":\"2\"}}";

/* ---- helpers ---- */

static void *decode(const apie_model *model, const char *text)
{
    apie_error error;
    void *root = NULL;

    apie_error_clear(&error);
    if (apie_model_decode(model, text, strlen(text), &root, &error) != APIE_OK)
        fail_msg("%s: %s", error.where, error.message);
    assert_non_null(root);
    return root;
}

static apie_status encode_to(apie_buffer *out, const apie_model *model, const void *object,
                             const apie_model_filter *filter, apie_error *error)
{
    apie_json_writer writer;

    apie_json_writer_init(&writer, out);
    return apie_model_encode(model, object, filter, &writer, error);
}

static void assert_encodes_through(const apie_model *model, const void *object,
                                   const apie_model_filter *filter, const char *expected)
{
    apie_buffer out;
    apie_error error;

    apie_error_clear(&error);
    apie_buffer_init(&out, 0);
    if (encode_to(&out, model, object, filter, &error) != APIE_OK)
        fail_msg("%s: %s", error.where, error.message);
    assert_string_equal(apie_buffer_terminate(&out), expected);
    apie_buffer_free(&out);
}

static void assert_encodes(const apie_model *model, const void *object, const char *expected)
{
    assert_encodes_through(model, object, NULL, expected);
}

static void assert_refused(const apie_model *model, const char *text, const char *where,
                           const char *message)
{
    apie_error error;
    void *root = &error;

    apie_error_clear(&error);
    assert_int_equal(apie_model_decode(model, text, strlen(text), &root, &error),
                     APIE_ERROR_PROTOCOL);
    assert_null(root);
    assert_int_equal(error.code, APIE_ERROR_PROTOCOL);
    assert_string_equal(error.where, where);
    if (strstr(error.message, message) == NULL)
        fail_msg("\"%s\" is not in \"%s\"", message, error.message);
}

static void assert_invalid(const apie_model *model, const void *object, const char *where)
{
    apie_buffer out;
    apie_error error;

    apie_error_clear(&error);
    apie_buffer_init(&out, 0);
    assert_int_equal(encode_to(&out, model, object, NULL, &error), APIE_ERROR_INVALID_ARGUMENT);
    assert_int_equal(error.code, APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, where);
    assert_true(strlen(error.message) > 0);
    assert_int_equal(encode_to(&out, model, object, NULL, NULL), APIE_ERROR_INVALID_ARGUMENT);
    apie_buffer_free(&out);
}

/* ---- decoding ---- */

static void every_type_is_read(void **state)
{
    whole *w = decode(&whole_model, everything);

    (void)state;
    assert_string_equal(w->text, "h\xc3\xa4\n");
    assert_true(w->integer.value == INT64_MIN);
    assert_int_equal(w->integer.presence, APIE_SET);
    assert_true(w->real.value == 0.1 && w->real.presence == APIE_SET);
    assert_true(!w->flag.value && w->flag.presence == APIE_SET);
    assert_string_equal(w->part->name, "p");
    assert_int_equal(w->part->size.value, 3);
    assert_int_equal(json_array_size(w->any), 2);
    assert_int_equal(json_array_size(w->array), 0);
    assert_true(json_is_true(json_object_get(w->object, "k")));
    assert_int_equal(w->texts_count, 2);
    assert_string_equal(w->texts[0], "a");
    assert_string_equal(w->texts[1], "");
    assert_int_equal(w->integers_count, 2);
    assert_true(w->integers[1] == INT64_MAX);
    assert_int_equal(w->reals_count, 2);
    assert_true(w->reals[1] == -2.0);
    assert_int_equal(w->parts_count, 2);
    assert_string_equal(w->parts[1]->name, "y");
    assert_int_equal(w->parts[0]->size.presence, APIE_UNSET);
    assert_int_equal(w->pairs_count, 2);
    assert_string_equal(w->pairs[1]->name, "two");
    assert_string_equal(w->pairs[1]->value, "2");
    assert_null(w->extra);
    apie_free(w);
}

static void what_was_read_is_written_again(void **state)
{
    whole *w = decode(&whole_model, everything);
    const char *escaped = strstr(everything, "\\u00e4") + strlen("\\u00e4");
    char expected[sizeof everything];

    (void)state;
    apie_text_format(expected, sizeof expected, "{\"text\":\"h\xc3\xa4%s", escaped);
    assert_encodes(&whole_model, w, expected);
    apie_free(w);
}

static void the_order_of_fields_is_free(void **state)
{
    whole *w = decode(&whole_model, " { \"flag\" : true , \"text\" : \"t\", \"te\\u0078ts\": [ ],\n"
                                    "\"integer\":7 } ");

    (void)state;
    assert_true(w->flag.value);
    assert_string_equal(w->text, "t");
    assert_non_null(w->texts);
    assert_int_equal(w->texts_count, 0);
    assert_int_equal(w->integer.value, 7);
    apie_free(w);
}

static void null_and_absent_read_alike_but_are_told_apart(void **state)
{
    static const char nulls[] = "{\"text\":null,\"integer\":null,\"real\":null,\"flag\":null,"
                                "\"part\":null,\"any\":null,\"array\":null,\"object\":null,"
                                "\"texts\":null,\"integers\":null,\"reals\":null,\"parts\":null,"
                                "\"pairs\":null}";
    whole *null = decode(&whole_model, nulls);
    whole *absent = decode(&whole_model, "{}");

    (void)state;
    assert_null(null->text);
    assert_null(null->part);
    assert_null(null->any);
    assert_null(null->texts);
    assert_int_equal(null->texts_count, 0);
    assert_int_equal(null->integer.presence, APIE_IS_NULL);
    assert_int_equal(null->real.presence, APIE_IS_NULL);
    assert_int_equal(null->flag.presence, APIE_IS_NULL);
    assert_int_equal(absent->integer.presence, APIE_UNSET);
    assert_null(absent->extra);
    assert_encodes(&whole_model, null, nulls);
    assert_encodes(&whole_model, absent, "{}");
    null->text = "now set";
    null->extra = NULL;
    assert_encodes(&whole_model, null,
                   "{\"text\":\"now set\",\"integer\":null,\"real\":null,\"flag\":null}");
    apie_free(null);
    apie_free(absent);
}

static void unknown_fields_are_kept(void **state)
{
    static const char text[] = "{\"new\": {\"a\" : [1, 2]},\"text\":\"t\","
                               "\"part\":{\"name\":\"p\",\"n\\u0065w\":1e999},"
                               "\"big\":123456789012345678901234567890,"
                               "\"parts\":[{\"name\":\"x\",\"more\":\"\\u0041\"}]}";
    whole *w = decode(&whole_model, text);
    size_t length = 0;

    (void)state;
    assert_string_equal(apie_extra_json(w, "new", &length), "{\"a\" : [1, 2]}");
    assert_int_equal(length, 14);
    assert_string_equal(apie_extra_json(w, "big", NULL), "123456789012345678901234567890");
    assert_string_equal(apie_extra_json(w->part, "new", NULL), "1e999");
    assert_string_equal(apie_extra_json(w->parts[0], "more", NULL), "\"\\u0041\"");
    assert_null(apie_extra_json(w, "text", &length));
    assert_null(apie_extra_json(w, "ne", &length));
    assert_null(apie_extra_json(w, NULL, &length));
    assert_null(apie_extra_json(NULL, "new", &length));
    assert_encodes(&whole_model, w,
                   "{\"text\":\"t\",\"part\":{\"name\":\"p\",\"new\":1e999},"
                   "\"parts\":[{\"name\":\"x\",\"more\":\"\\u0041\"}],"
                   "\"new\":{\"a\" : [1, 2]},\"big\":123456789012345678901234567890}");
    apie_free(w);
}

static void a_list_can_be_the_whole_answer(void **state)
{
    part_list *list = decode(&list_model, "[{\"name\":\"a\",\"z\":0},{\"name\":\"b\"}]");
    part_list *empty = decode(&list_model, "[]");

    (void)state;
    assert_int_equal(list->items_count, 2);
    assert_string_equal(list->items[1]->name, "b");
    assert_encodes(&list_model, list, "[{\"name\":\"a\",\"z\":0},{\"name\":\"b\"}]");
    assert_int_equal(empty->items_count, 0);
    assert_encodes(&list_model, empty, "[]");
    apie_free(list);
    apie_free(empty);
    assert_refused(&list_model, "{}", "", "");
    assert_refused(&list_model, "[{\"name\":\"a\"},{\"size\":1}]", "/1/name", "required");
    assert_refused(&list_model, "[{\"name\":\"a\"},null]", "/1", "");
}

static void bad_answers_say_where(void **state)
{
    static const struct {
        const char *text;
        const char *where;
        const char *message;
    } cases[] = {
        {"", "", ""},
        {"null", "", ""},
        {"[]", "", ""},
        {"{", "", ""},
        {"{} x", "", "byte 3"},
        {"{\"text\":1}", "/text", "byte 8"},
        {"{\"text\":\"a\\u0000b\"}", "/text", ""},
        {"{\"text\":\"\xff\"}", "/text", ""},
        {"{\"integer\":\"1\"}", "/integer", ""},
        {"{\"integer\":9223372036854775808}", "/integer", ""},
        {"{\"real\":1e999}", "/real", ""},
        {"{\"flag\":0}", "/flag", ""},
        {"{\"part\":[]}", "/part", ""},
        {"{\"part\":{\"size\":1}}", "/part/name", "required"},
        {"{\"part\":{\"name\":null}}", "/part/name", "required"},
        {"{\"part\":{\"name\":\"p\",\"size\":true}}", "/part/size", ""},
        {"{\"any\":{\"a\":1,\"a\":2}}", "/any", ""},
        {"{\"array\":{}}", "/array", "not an array"},
        {"{\"object\":[]}", "/object", "not an object"},
        {"{\"texts\":\"a\"}", "/texts", ""},
        {"{\"texts\":[\"a\",null]}", "/texts/1", ""},
        {"{\"integers\":[1,2,2.5]}", "/integers/2", ""},
        {"{\"reals\":[\"\"]}", "/reals/0", ""},
        {"{\"parts\":[{\"name\":\"a\"},{\"name\":[]}]}", "/parts/1/name", ""},
        {"{\"parts\":[{\"name\":\"a\"},3]}", "/parts/1", ""},
        {"{\"pairs\":{\"a\":1}}", "/pairs", ""},
        {"{\"pairs\":[]}", "/pairs", ""},
        {"{\"text\":\"a\",\"flag\":true,\"text\":\"a\"}", "/text", "twice"},
        {"{\"text\":\"a\",\"new\":[1,}", "", ""},
        {"{\"text\":\"a\" \"flag\":true}", "", ""},
        {"{\"texts\":[\"a\" \"b\"]}", "/texts", ""},
        {"{\"texts\":[\"a\"", "/texts", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refused(&whole_model, cases[i].text, cases[i].where, cases[i].message);
}

static void a_text_is_read_to_its_length(void **state)
{
    void *root = NULL;

    (void)state;
    assert_int_equal(apie_model_decode(&whole_model, "{}garbage", 2, &root, NULL), APIE_OK);
    apie_free(root);
    assert_int_equal(apie_model_decode(&whole_model, "{}garbage", 9, &root, NULL),
                     APIE_ERROR_PROTOCOL);
    assert_null(root);
}

static void depth_is_limited(void **state)
{
    char text[1024] = "{\"new\":";
    size_t length = strlen(text);

    (void)state;
    memset(text + length, '[', 400);
    memset(text + length + 400, ']', 400);
    memcpy(text + length + 800, "}", 2);
    assert_refused(&whole_model, text, "", "");
}

/* ---- encoding ---- */

static void zero_sends_nothing(void **state)
{
    static const whole nothing = {.text = NULL};

    (void)state;
    assert_encodes(&whole_model, &nothing, "{}");
    assert_encodes(&apie_model_any, apie_empty_object, "{}");
}

static void null_can_be_sent(void **state)
{
    whole w = {.text = APIE_NULL,
               .integer = apie_null_int(),
               .real = apie_null_double(),
               .flag = apie_null_bool(),
               .part = APIE_NULL,
               .any = APIE_NULL,
               .array = json_null(),
               .texts = APIE_NULL,
               .parts = APIE_NULL,
               .pairs = APIE_NULL};

    (void)state;
    assert_encodes(&whole_model, &w,
                   "{\"text\":null,\"integer\":null,\"real\":null,\"flag\":null,\"part\":null,"
                   "\"any\":null,\"array\":null,\"texts\":null,\"parts\":null,\"pairs\":null}");
    w = (whole){.any = json_null()};
    assert_encodes(&whole_model, &w, "{\"any\":null}");
}

static void empty_and_zero_values_can_be_sent(void **state)
{
    static const char *const no_text[1] = {NULL};
    static const part *const no_part[1] = {NULL};
    static const pair *const no_pair[1] = {NULL};
    const whole w = {.text = "",
                     .integer = APIE_INT(0),
                     .real = APIE_DOUBLE(0),
                     .flag = APIE_BOOL(false),
                     .texts = no_text,
                     .parts = no_part,
                     .pairs = no_pair};

    (void)state;
    assert_encodes(&whole_model, &w,
                   "{\"text\":\"\",\"integer\":0,\"real\":0.0,\"flag\":false,\"texts\":[],"
                   "\"parts\":[],\"pairs\":{}}");
}

static void bad_requests_say_where(void **state)
{
    const char *const texts[] = {"a", NULL};
    const char *const broken[] = {"a", "b\xc3"};
    const double reals[] = {0.5, (double)INFINITY};
    const part good = {.name = "p"};
    const part nameless = {.size = APIE_INT(1)};
    const part null_name = {.name = APIE_NULL};
    const part *const parts[] = {&good, &nameless};
    const part *const missing[] = {&good, NULL};
    const pair *const pairs[] = {&(pair){.value = "v"}};
    const pair *const values[] = {&(pair){.name = "n"}};
    const pair *const no_pairs[] = {NULL};
    json_t *number = json_integer(1);
    const struct {
        whole object;
        const char *where;
    } cases[] = {
        {{.text = "\xff"}, "/text"},
        {{.real = APIE_DOUBLE((double)NAN)}, "/real"},
        {{.part = &nameless}, "/part/name"},
        {{.part = &null_name}, "/part/name"},
        {{.array = number}, "/array"},
        {{.object = number}, "/object"},
        {{.texts = texts, .texts_count = 2}, "/texts/1"},
        {{.texts = broken, .texts_count = 2}, "/texts/1"},
        {{.texts_count = 1}, "/texts"},
        {{.reals = reals, .reals_count = 2}, "/reals/1"},
        {{.parts = parts, .parts_count = 2}, "/parts/1/name"},
        {{.parts = missing, .parts_count = 2}, "/parts/1"},
        {{.pairs = pairs, .pairs_count = 1}, "/pairs"},
        {{.pairs = values, .pairs_count = 1}, "/pairs"},
        {{.pairs = no_pairs, .pairs_count = 1}, "/pairs"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_invalid(&whole_model, &cases[i].object, cases[i].where);
    assert_invalid(&whole_model, NULL, "");
    assert_invalid(&whole_model, APIE_NULL, "");
    json_decref(number);
}

static void a_full_buffer_is_an_error(void **state)
{
    const whole w = {.text = "longer than the buffer may be"};
    apie_buffer out;
    apie_error error;

    (void)state;
    apie_error_clear(&error);
    apie_buffer_init(&out, 16);
    assert_int_equal(encode_to(&out, &whole_model, &w, NULL, &error), APIE_ERROR_INVALID_ARGUMENT);
    assert_non_null(strstr(error.message, "large"));
    apie_buffer_free(&out);
}

static void filter_text(void *user, apie_json_writer *writer, const char *path, const char *text)
{
    int *calls = user;

    *calls += 1;
    apie_json_write_text(writer, strcmp(text, "keep") == 0 ? text : path);
}

static void filter_value(void *user, apie_json_writer *writer, const char *path,
                         const json_t *value)
{
    filter_text(user, writer, path, json_is_object(value) ? "keep" : "");
}

static void marked_fields_go_through_the_filter(void **state)
{
    int calls = 0;
    const apie_model_filter filter = {filter_text, filter_value, &calls};
    const char *const texts[] = {"keep", "b"};
    const part named = {.name = "secret", .size = APIE_INT(1)};
    const part *const parts[] = {&named, &named};
    whole w = {.text = "secret",
               .part = &named,
               .any = json_true(),
               .object = json_object(),
               .texts = texts,
               .texts_count = 2,
               .parts = parts,
               .parts_count = 2};

    (void)state;
    assert_encodes_through(&whole_model, &w, &filter,
                           "{\"text\":\"text\",\"part\":{\"name\":\"part.name\",\"size\":1},"
                           "\"any\":\"any\",\"object\":{},\"texts\":[\"keep\",\"texts.1\"],"
                           "\"parts\":[{\"name\":\"parts.0.name\",\"size\":1},"
                           "{\"name\":\"parts.1.name\",\"size\":1}]}");
    assert_int_equal(calls, 7);
    json_decref(w.object);
    w = (whole){.text = APIE_NULL, .any = json_null()};
    assert_encodes_through(&whole_model, &w, &filter, "{\"text\":null,\"any\":null}");
    assert_int_equal(calls, 7);
}

/* ---- comparing and copying ---- */

static void assert_differ(const char *a, const char *b)
{
    whole *x = decode(&whole_model, a);
    whole *y = decode(&whole_model, b);

    if (apie_model_equal(&whole_model, x, y))
        fail_msg("%s equals %s", a, b);
    assert_false(apie_model_equal(&whole_model, y, x));
    assert_true(apie_model_equal(&whole_model, x, x));
    apie_free(x);
    apie_free(y);
}

static void any_difference_is_seen(void **state)
{
    static const char *const values[][2] = {
        {"\"text\":\"a\"", "\"text\":\"b\""},
        {"\"text\":null", "\"text\":\"\""},
        {"\"text\":null", "\"integer\":null"},
        {"\"integer\":1", "\"integer\":2"},
        {"\"real\":1.0", "\"real\":1.5"},
        {"\"flag\":true", "\"flag\":false"},
        {"\"flag\":null", "\"flag\":false"},
        {"\"part\":{\"name\":\"a\"}", "\"part\":{\"name\":\"b\"}"},
        {"\"any\":[1]", "\"any\":[2]"},
        {"\"texts\":[\"a\"]", "\"texts\":[\"a\",\"a\"]"},
        {"\"texts\":[\"a\",\"b\"]", "\"texts\":[\"a\",\"a\"]"},
        {"\"integers\":[1]", "\"integers\":[2]"},
        {"\"reals\":[1]", "\"reals\":[2]"},
        {"\"parts\":[{\"name\":\"a\"}]", "\"parts\":[{\"name\":\"a\",\"size\":1}]"},
        {"\"pairs\":{\"a\":\"b\"}", "\"pairs\":{\"a\":\"c\"}"},
        {"\"pairs\":{\"a\":\"b\"}", "\"pairs\":{\"b\":\"b\"}"},
        {"\"new\":1", "\"new\":2"},
        {"\"new\":1", "\"now\":1"},
    };
    char a[64];
    char b[64];

    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        apie_text_format(a, sizeof a, "{%s}", values[i][0]);
        apie_text_format(b, sizeof b, "{%s}", values[i][1]);
        assert_differ(a, b);
        assert_differ(a, "{}");
    }
}

static void a_copy_is_equal_and_lives_alone(void **state)
{
    whole *w = decode(&whole_model, everything);
    void *copy = NULL;

    (void)state;
    assert_int_equal(apie_model_copy(&whole_model, w, &copy, NULL), APIE_OK);
    assert_true(apie_model_equal(&whole_model, w, copy));
    assert_ptr_not_equal(((whole *)copy)->text, w->text);
    assert_ptr_not_equal(((whole *)copy)->any, w->any);
    apie_free(w);
    assert_string_equal(((whole *)copy)->parts[1]->name, "y");
    apie_free(copy);
}

static void a_copied_request_reads_like_a_result(void **state)
{
    const part named = {.name = "n"};
    const whole w = {.text = APIE_NULL, .part = &named, .integer = APIE_INT(4)};
    const whole bad = {.text = "\xff"};
    whole *copy = NULL;
    void *root = NULL;

    (void)state;
    assert_int_equal(apie_model_copy(&whole_model, &w, &root, NULL), APIE_OK);
    copy = root;
    assert_null(copy->text);
    assert_string_equal(copy->part->name, "n");
    assert_encodes(&whole_model, copy, "{\"text\":null,\"integer\":4,\"part\":{\"name\":\"n\"}}");
    apie_free(copy);
    assert_int_equal(apie_model_copy(&whole_model, &bad, &root, NULL), APIE_ERROR_INVALID_ARGUMENT);
    assert_null(root);
}

/* ---- places ---- */

static void places_are_cut_to_fit(void **state)
{
    const apie_place root = {NULL, "first", 0};
    const apie_place item = {&root, NULL, 12};
    const apie_place last = {&item, "second", 0};
    char out[12];

    (void)state;
    apie_place_write(NULL, '/', out, sizeof out);
    assert_string_equal(out, "");
    apie_place_write(&item, '/', out, sizeof out);
    assert_string_equal(out, "/first/12");
    apie_place_write(&item, '.', out, sizeof out);
    assert_string_equal(out, "first.12");
    apie_place_write(&last, '/', out, sizeof out);
    assert_string_equal(out, "/first/12/s");
}

/* ---- memory that runs out ---- */

static bool decode_and_encode(apie_status *status)
{
    static const char more[] = "{\"text\":null,\"new\":{},\"any\":{\"a\":1},\"part\":{\"name\":"
                               "\"p\",\"q\":[]}}";
    apie_buffer out;
    void *root = NULL;
    void *copy = NULL;
    apie_error error;

    apie_error_clear(&error);
    apie_buffer_init(&out, 0);
    *status = apie_model_decode(&whole_model, everything, sizeof everything - 1, &root, &error);
    if (*status == APIE_OK)
        *status = encode_to(&out, &whole_model, root, NULL, &error);
    apie_free(root);
    if (*status == APIE_OK)
        *status = apie_model_decode(&whole_model, more, sizeof more - 1, &root, &error);
    else
        root = NULL;
    if (*status == APIE_OK)
        *status = apie_model_copy(&whole_model, root, &copy, &error);
    apie_free(root);
    apie_free(copy);
    apie_buffer_free(&out);
    return *status == APIE_OK || error.code == APIE_ERROR_NO_MEMORY;
}

static void every_allocation_may_fail(void **state)
{
    bool hit = true;
    unsigned long k = 0;

    (void)state;
    json_set_alloc_funcs(malloc, free);
    while (hit) {
        long before = apie_fault_live();
        apie_status status = APIE_OK;
        bool told = false;
        apie_fault_fail_at(++k);
        told = decode_and_encode(&status);
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_true(told);
        assert_int_equal(status, hit ? APIE_ERROR_NO_MEMORY : APIE_OK);
        assert_int_equal(apie_fault_live(), before);
    }
    assert_true(k > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_is_read),
        cmocka_unit_test(what_was_read_is_written_again),
        cmocka_unit_test(the_order_of_fields_is_free),
        cmocka_unit_test(null_and_absent_read_alike_but_are_told_apart),
        cmocka_unit_test(unknown_fields_are_kept),
        cmocka_unit_test(a_list_can_be_the_whole_answer),
        cmocka_unit_test(bad_answers_say_where),
        cmocka_unit_test(a_text_is_read_to_its_length),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(zero_sends_nothing),
        cmocka_unit_test(null_can_be_sent),
        cmocka_unit_test(empty_and_zero_values_can_be_sent),
        cmocka_unit_test(bad_requests_say_where),
        cmocka_unit_test(a_full_buffer_is_an_error),
        cmocka_unit_test(marked_fields_go_through_the_filter),
        cmocka_unit_test(any_difference_is_seen),
        cmocka_unit_test(a_copy_is_equal_and_lives_alone),
        cmocka_unit_test(a_copied_request_reads_like_a_result),
        cmocka_unit_test(places_are_cut_to_fit),
        cmocka_unit_test(every_allocation_may_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
