#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "support/alloc_fault.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

/* A reader of an exact copy of the text, so that a read beyond its end is found. */
typedef struct fixture {
    apie_json_reader reader;
    apie_arena *arena;
    char *copy;
} fixture;

static fixture begin_length(const char *text, size_t length)
{
    fixture f = {.arena = apie_arena_new(0), .copy = malloc(length > 0 ? length : 1)};
    assert_non_null(f.arena);
    assert_non_null(f.copy);
    memcpy(f.copy, text, length);
    apie_json_reader_init(&f.reader, f.copy, length);
    return f;
}

static fixture begin(const char *text)
{
    return begin_length(text, strlen(text));
}

static void end(fixture *f)
{
    apie_arena_free(f->arena);
    free(f->copy);
}

static void check_error(const fixture *f, apie_json_read_error error, size_t offset)
{
    assert_int_equal(f->reader.error, error);
    assert_int_equal(f->reader.offset, offset);
    assert_non_null(f->reader.message);
}

static void test_an_object_is_pulled(void **state)
{
    (void)state;
    fixture f = begin(" { \"id\" : \"a\\nb\" , \"n\":-12,\"x\":[1.5, 2],\"t\":true,\"f\":false,"
                      "\"z\":null,\"o\":{},\"e\":[ ],\"k\\u0065y\":1 } \r\n\t");
    apie_json_reader *r = &f.reader;
    apie_slice key;
    apie_slice text;
    int64_t integer = 0;
    double real = 0;
    bool boolean = false;
    assert_int_equal(apie_json_peek(r), APIE_JSON_OBJECT);
    assert_true(apie_json_read_object(r));
    assert_true(apie_json_next_key(r, f.arena, &key));
    assert_true(apie_slice_equal(key, "id"));
    assert_true(key.data > f.copy && key.data < f.copy + 10);
    assert_int_equal(apie_json_peek(r), APIE_JSON_STRING);
    assert_true(apie_json_read_string(r, f.arena, &text));
    assert_string_equal(text.data, "a\nb");
    assert_int_equal(text.length, 3);
    assert_true(apie_json_next_key(r, f.arena, &key));
    assert_int_equal(apie_json_peek(r), APIE_JSON_NUMBER);
    assert_true(apie_json_read_int64(r, &integer));
    assert_int_equal(integer, -12);
    assert_true(apie_json_next_key(r, f.arena, &key));
    assert_int_equal(apie_json_peek(r), APIE_JSON_ARRAY);
    assert_true(apie_json_read_array(r));
    assert_true(apie_json_next_item(r));
    assert_true(apie_json_read_double(r, &real));
    assert_true(real > 1.4 && real < 1.6);
    assert_true(apie_json_next_item(r));
    assert_true(apie_json_read_double(r, &real));
    assert_true(real > 1.9 && real < 2.1);
    assert_false(apie_json_next_item(r));
    assert_true(apie_json_next_key(r, f.arena, &key));
    assert_int_equal(apie_json_peek(r), APIE_JSON_TRUE);
    assert_true(apie_json_read_bool(r, &boolean));
    assert_true(boolean);
    assert_true(apie_json_next_key(r, f.arena, &key));
    assert_int_equal(apie_json_peek(r), APIE_JSON_FALSE);
    assert_true(apie_json_read_bool(r, &boolean));
    assert_false(boolean);
    assert_true(apie_json_next_key(r, f.arena, &key));
    assert_int_equal(apie_json_peek(r), APIE_JSON_NULL);
    assert_true(apie_json_read_null(r));
    assert_true(apie_json_next_key(r, f.arena, &key));
    assert_true(apie_json_read_object(r));
    assert_false(apie_json_next_key(r, f.arena, &key));
    assert_true(apie_json_next_key(r, f.arena, &key));
    assert_true(apie_json_read_array(r));
    assert_false(apie_json_next_item(r));
    assert_true(apie_json_next_key(r, f.arena, &key));
    assert_true(apie_slice_equal(key, "key"));
    assert_true(apie_json_skip(r, NULL));
    assert_false(apie_json_next_key(r, f.arena, &key));
    assert_int_equal(apie_json_peek(r), APIE_JSON_END);
    assert_true(apie_json_read_end(r));
    assert_int_equal(r->error, APIE_JSON_READ_OK);
    end(&f);
}

static void test_strings(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        const char *text;
    } strings[] = {
        {"\"\"", ""},
        {"\"a\"", "a"},
        {"\"exactly8\"", "exactly8"},
        {"\"a longer text without anything special\"", "a longer text without anything special"},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t"},
        {"\"1234567\\n\"", "1234567\n"},
        {"\"12345678\\n9\"", "12345678\n9"},
        {"\"\\u0041\\u00e9\\u20AC\\uFfFf\"", "A\xC3\xA9\xE2\x82\xAC\xEF\xBF\xBF"},
        {"\"\\ud83d\\uDE00!\"", "\xF0\x9F\x98\x80!"},
        {"\"\\udBFF\\udfff\\ud800\\udc00\"", "\xF4\x8F\xBF\xBF\xF0\x90\x80\x80"},
        {"\"\\u0001\\u001f\\u007f\\u0080\"", "\x01\x1F\x7F\xC2\x80"},
        {"\"caf\xC3\xA9 \xF0\x9F\x98\x80 and so on\"", "caf\xC3\xA9 \xF0\x9F\x98\x80 and so on"},
        {"\"\x7F\"", "\x7F"},
    };
    for (size_t i = 0; i < LENGTH(strings); i++) {
        fixture f = begin(strings[i].json);
        apie_slice text;
        assert_true(apie_json_read_string(&f.reader, f.arena, &text));
        assert_string_equal(text.data, strings[i].text);
        assert_int_equal(text.length, strlen(strings[i].text));
        assert_true(apie_json_read_end(&f.reader));
        end(&f);
    }
}

static void test_bad_strings(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        size_t length;
        apie_json_read_error error;
        size_t offset;
    } strings[] = {
        {"\"", 1, APIE_JSON_READ_SYNTAX, 1},
        {"\"abc", 4, APIE_JSON_READ_SYNTAX, 4},
        {"\"abcdefghijkl", 13, APIE_JSON_READ_SYNTAX, 13},
        {"\"ab\n\"", 5, APIE_JSON_READ_SYNTAX, 3},
        {"\"ab\0\"", 5, APIE_JSON_READ_SYNTAX, 3},
        {"\"12345678\x1F\"", 11, APIE_JSON_READ_SYNTAX, 9},
        {"\"\\\"", 3, APIE_JSON_READ_SYNTAX, 3},
        {"\"\\", 2, APIE_JSON_READ_SYNTAX, 1},
        {"\"\\x\"", 4, APIE_JSON_READ_SYNTAX, 1},
        {"\"\\u12\"", 6, APIE_JSON_READ_SYNTAX, 1},
        {"\"\\u12g4\"", 8, APIE_JSON_READ_SYNTAX, 1},
        {"\"\\u-123\"", 8, APIE_JSON_READ_SYNTAX, 1},
        {"\"\\U0041\"", 8, APIE_JSON_READ_SYNTAX, 1},
        {"\"\\ud83d\"", 8, APIE_JSON_READ_UTF8, 1},
        {"\"\\ud83d\\n\"", 10, APIE_JSON_READ_UTF8, 1},
        {"\"\\ud83d\\u0041\"", 14, APIE_JSON_READ_UTF8, 1},
        {"\"\\ud83d\\ud83d\"", 14, APIE_JSON_READ_UTF8, 1},
        {"\"x\\ude00\"", 9, APIE_JSON_READ_UTF8, 2},
        {"\"a\x80\"", 4, APIE_JSON_READ_UTF8, 2},
        {"\"\xC3\"", 3, APIE_JSON_READ_UTF8, 1},
        {"\"\xC0\x80\"", 4, APIE_JSON_READ_UTF8, 1},
        {"\"\xED\xA0\x80\"", 5, APIE_JSON_READ_UTF8, 1},
        {"\"\xC3", 2, APIE_JSON_READ_UTF8, 1},
        {"\"a\\u0000\"", 9, APIE_JSON_READ_NUL, 9},
    };
    for (size_t i = 0; i < LENGTH(strings); i++) {
        fixture f = begin_length(strings[i].json, strings[i].length);
        apie_slice text;
        assert_false(apie_json_read_string(&f.reader, f.arena, &text));
        check_error(&f, strings[i].error, strings[i].offset);
        end(&f);
    }
}

static void test_integers(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        apie_json_read_error error;
        int64_t value;
    } numbers[] = {
        {"0", APIE_JSON_READ_OK, 0},
        {"-0", APIE_JSON_READ_OK, 0},
        {"1234567890123456789", APIE_JSON_READ_OK, INT64_C(1234567890123456789)},
        {"9223372036854775807", APIE_JSON_READ_OK, INT64_MAX},
        {"-9223372036854775808", APIE_JSON_READ_OK, INT64_MIN},
        {"9223372036854775808", APIE_JSON_READ_RANGE, 0},
        {"-9223372036854775809", APIE_JSON_READ_RANGE, 0},
        {"92233720368547758070", APIE_JSON_READ_RANGE, 0},
        {"100000000000000000000000000000", APIE_JSON_READ_RANGE, 0},
        {"1.0", APIE_JSON_READ_TYPE, 0},
        {"1e2", APIE_JSON_READ_TYPE, 0},
        {"\"1\"", APIE_JSON_READ_TYPE, 0},
        {"null", APIE_JSON_READ_TYPE, 0},
        {"", APIE_JSON_READ_SYNTAX, 0},
        {"-", APIE_JSON_READ_SYNTAX, 0},
        {"+1", APIE_JSON_READ_SYNTAX, 0},
        {"-a", APIE_JSON_READ_SYNTAX, 0},
    };
    for (size_t i = 0; i < LENGTH(numbers); i++) {
        fixture f = begin(numbers[i].json);
        int64_t value = 0;
        assert_int_equal(apie_json_read_int64(&f.reader, &value),
                         numbers[i].error == APIE_JSON_READ_OK);
        assert_int_equal(f.reader.error, numbers[i].error);
        assert_true(f.reader.error != APIE_JSON_READ_OK || value == numbers[i].value);
        end(&f);
    }
}

static void test_doubles(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        apie_json_read_error error;
        double value;
    } numbers[] = {
        {"0", APIE_JSON_READ_OK, 0},
        {"-1.5", APIE_JSON_READ_OK, -1.5},
        {"12e3", APIE_JSON_READ_OK, 12000},
        {"1E-2", APIE_JSON_READ_OK, 0.01},
        {"123456789012345678901234567890", APIE_JSON_READ_OK, 123456789012345678901234567890.0},
        {"1e400", APIE_JSON_READ_RANGE, 0},
        {"1.", APIE_JSON_READ_SYNTAX, 0},
        {"1e", APIE_JSON_READ_SYNTAX, 0},
        {".5", APIE_JSON_READ_SYNTAX, 0},
        {"NaN", APIE_JSON_READ_SYNTAX, 0},
        {"true", APIE_JSON_READ_TYPE, 0},
        {"[1]", APIE_JSON_READ_TYPE, 0},
    };
    for (size_t i = 0; i < LENGTH(numbers); i++) {
        fixture f = begin(numbers[i].json);
        double value = 0;
        assert_int_equal(apie_json_read_double(&f.reader, &value),
                         numbers[i].error == APIE_JSON_READ_OK);
        assert_int_equal(f.reader.error, numbers[i].error);
        if (f.reader.error == APIE_JSON_READ_OK)
            assert_memory_equal(&value, &numbers[i].value, sizeof value);
        end(&f);
    }
}

static void test_wrong_kinds(void **state)
{
    (void)state;
    static const char *const values[] = {"{}", "[]", "\"s\"", "1", "true", "null"};
    for (size_t want = 0; want < LENGTH(values); want++) {
        for (size_t have = 0; have < LENGTH(values); have++) {
            fixture f = begin(values[have]);
            apie_json_reader *r = &f.reader;
            apie_slice text;
            double real = 0;
            bool boolean = false;
            bool good = want == 0   ? apie_json_read_object(r)
                        : want == 1 ? apie_json_read_array(r)
                        : want == 2 ? apie_json_read_string(r, f.arena, &text)
                        : want == 3 ? apie_json_read_double(r, &real)
                        : want == 4 ? apie_json_read_bool(r, &boolean)
                                    : apie_json_read_null(r);
            assert_int_equal(good, want == have);
            if (!good)
                check_error(&f, APIE_JSON_READ_TYPE, 0);
            end(&f);
        }
    }
}

static void test_the_first_error_sticks(void **state)
{
    (void)state;
    fixture f = begin("[1, x, 2]");
    apie_json_reader *r = &f.reader;
    apie_slice text;
    int64_t integer = 0;
    double real = 0;
    bool boolean = false;
    json_t *value = NULL;
    assert_true(apie_json_read_array(r));
    assert_true(apie_json_next_item(r));
    assert_true(apie_json_read_int64(r, &integer));
    assert_true(apie_json_next_item(r));
    assert_false(apie_json_read_int64(r, &integer));
    check_error(&f, APIE_JSON_READ_SYNTAX, 4);
    assert_int_equal(apie_json_peek(r), APIE_JSON_ERROR);
    assert_false(apie_json_next_item(r));
    assert_false(apie_json_next_key(r, f.arena, &text));
    assert_false(apie_json_read_object(r));
    assert_false(apie_json_read_array(r));
    assert_false(apie_json_read_string(r, f.arena, &text));
    assert_false(apie_json_read_int64(r, &integer));
    assert_false(apie_json_read_double(r, &real));
    assert_false(apie_json_read_bool(r, &boolean));
    assert_false(apie_json_read_null(r));
    assert_false(apie_json_read_value(r, &value));
    assert_false(apie_json_skip(r, &text));
    assert_false(apie_json_read_end(r));
    apie_json_fail(r, APIE_JSON_READ_RANGE, "other");
    check_error(&f, APIE_JSON_READ_SYNTAX, 4);
    end(&f);
}

static void test_the_caller_reports_its_own(void **state)
{
    (void)state;
    fixture f = begin("[12, 3]");
    int64_t integer = 0;
    assert_true(apie_json_read_array(&f.reader));
    assert_true(apie_json_next_item(&f.reader));
    assert_true(apie_json_read_int64(&f.reader, &integer));
    apie_json_fail(&f.reader, APIE_JSON_READ_DUPLICATE, "seen before");
    check_error(&f, APIE_JSON_READ_DUPLICATE, 3);
    assert_string_equal(f.reader.message, "seen before");
    assert_false(apie_json_next_item(&f.reader));
    end(&f);
}

/* Texts that are no JSON, and where they go wrong. Skipping and reading find the same. */
static void test_bad_texts(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        size_t offset;
    } texts[] = {
        {"", 0},         {"  ", 2},         {"[", 1},
        {"[1", 2},       {"[1,", 3},        {"[1,]", 3},
        {"[,1]", 1},     {"[1 2]", 3},      {"[1}", 2},
        {"{", 1},        {"{\"a\"", 4},     {"{\"a\":", 5},
        {"{\"a\":1", 6}, {"{\"a\":1,}", 7}, {"{a:1}", 1},
        {"{1:1}", 1},    {"{\"a\" 1}", 5},  {"{\"a\":1]", 6},
        {"{\"a\":}", 5}, {"{,}", 1},        {"tru", 0},
        {"truth", 0},    {"nul", 0},        {"fals", 0},
        {"01", 1},       {"-", 1},          {"1.e5", 2},
        {"1e+", 3},      {"'a'", 0},        {"1 1", 2},
        {"{} x", 3},     {"]", 0},          {"\xEF\xBB\xBF{}", 0},
        {"[1]]", 3},     {"// a\n1", 0},    {"[\f1]", 1},
    };
    for (size_t i = 0; i < LENGTH(texts); i++) {
        fixture f = begin(texts[i].json);
        json_t *value = NULL;
        apie_slice raw;
        assert_false(apie_json_skip(&f.reader, &raw) && apie_json_read_end(&f.reader));
        check_error(&f, APIE_JSON_READ_SYNTAX, texts[i].offset);
        apie_json_reader_init(&f.reader, f.copy, strlen(texts[i].json));
        assert_false(apie_json_read_value(&f.reader, &value) && apie_json_read_end(&f.reader));
        check_error(&f, APIE_JSON_READ_SYNTAX, texts[i].offset);
        json_decref(value);
        end(&f);
    }
}

static void test_skip_gives_the_raw_text(void **state)
{
    (void)state;
    fixture f = begin("[ {\"a\": [1, {}]} , -1e999999 , \"x\\u0000\",null,true,false, [] ]");
    static const char *const expected[] = {
        "{\"a\": [1, {}]}", "-1e999999", "\"x\\u0000\"", "null", "true", "false", "[]"};
    size_t count = 0;
    assert_true(apie_json_read_array(&f.reader));
    while (apie_json_next_item(&f.reader)) {
        apie_slice raw = {NULL, 0};
        assert_true(apie_json_skip(&f.reader, &raw));
        assert_true(count < LENGTH(expected));
        assert_true(apie_slice_equal(raw, expected[count++]));
    }
    assert_int_equal(count, LENGTH(expected));
    assert_true(apie_json_read_end(&f.reader));
    end(&f);
}

static void nest(char *out, int depth, char opening, char closing)
{
    memset(out, opening, (size_t)depth);
    memset(out + depth, closing, (size_t)depth);
    out[2 * depth] = '\0';
}

static void test_depth(void **state)
{
    (void)state;
    char text[2 * APIE_JSON_MAX_DEPTH + 3];
    for (int depth = 1; depth <= APIE_JSON_MAX_DEPTH + 1; depth++) {
        nest(text, depth, '[', ']');
        bool fits = depth <= APIE_JSON_MAX_DEPTH;
        fixture f = begin(text);
        assert_int_equal(apie_json_skip(&f.reader, NULL), fits);
        if (!fits)
            check_error(&f, APIE_JSON_READ_DEPTH, APIE_JSON_MAX_DEPTH);
        end(&f);
    }
    fixture f = begin("[[],{\"a\":[]}]");
    f.reader.max_depth = 2;
    assert_false(apie_json_skip(&f.reader, NULL));
    check_error(&f, APIE_JSON_READ_DEPTH, 9);
    end(&f);
}

static void test_nul_in_a_key(void **state)
{
    (void)state;
    fixture f = begin("{\"a\\u0000\":1}");
    apie_slice key;
    assert_true(apie_json_read_object(&f.reader));
    assert_false(apie_json_next_key(&f.reader, f.arena, &key));
    assert_int_equal(f.reader.error, APIE_JSON_READ_NUL);
    end(&f);
}

static void test_strings_when_memory_runs_out(void **state)
{
    (void)state;
    for (unsigned long k = 1;; k++) {
        apie_json_reader reader;
        apie_slice text;
        apie_arena *arena = apie_arena_new(0);
        char json[3000];
        memset(json, 'x', sizeof json);
        memcpy(json, "{\"\\n", 4);
        memcpy(json + 1400, "\":\"\\t", 5);
        memcpy(json + sizeof json - 2, "\"}", 2);
        apie_fault_fail_at(k);
        apie_json_reader_init(&reader, json, sizeof json);
        bool good = apie_json_read_object(&reader) && apie_json_next_key(&reader, arena, &text) &&
                    apie_json_read_string(&reader, arena, &text) &&
                    !apie_json_next_key(&reader, arena, &text) && apie_json_read_end(&reader);
        bool hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(good, !hit);
        assert_int_equal(reader.error, hit ? APIE_JSON_READ_NO_MEMORY : APIE_JSON_READ_OK);
        apie_arena_free(arena);
        if (!hit) {
            assert_int_equal(k, 3);
            break;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_object_is_pulled),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_bad_strings),
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_doubles),
        cmocka_unit_test(test_wrong_kinds),
        cmocka_unit_test(test_the_first_error_sticks),
        cmocka_unit_test(test_the_caller_reports_its_own),
        cmocka_unit_test(test_bad_texts),
        cmocka_unit_test(test_skip_gives_the_raw_text),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_nul_in_a_key),
        cmocka_unit_test(test_strings_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
