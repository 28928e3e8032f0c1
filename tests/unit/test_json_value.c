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

static void test_values(void **state)
{
    (void)state;
    const char *text = "{\"s\":\"x\\ty\",\"i\":-7,\"r\":1.0,\"a\":[true,false,null,{}],\"\":0,"
                       "\"\\u20ac\\n\":\"\\u00e9\"}";
    json_t *value = apie_json_parse(text, strlen(text), NULL, 0);
    json_t *expected = json_pack("{s:s,s:i,s:f,s:[b,b,n,{}],s:i,s:s}", "s", "x\ty", "i", -7, "r",
                                 1.0, "a", 1, 0, "", 0, "\xE2\x82\xAC\n", "\xC3\xA9");
    assert_non_null(expected);
    assert_true(json_equal(value, expected));
    json_decref(value);
    json_decref(expected);
}

/* jansson's integers are int64: what is beyond them is a real, and nothing around it is lost. */
static void test_large_integers(void **state)
{
    (void)state;
    static const char text[] = "[9223372036854775807,-9223372036854775808,9223372036854775808,"
                               "-9223372036854775809,18446744073709551615,1e400]";
    const size_t readable = sizeof text - 1 - strlen(",1e400]");
    char short_text[sizeof text];
    memcpy(short_text, text, readable);
    short_text[readable] = ']';
    json_t *value = apie_json_parse(short_text, readable + 1, NULL, 0);
    assert_int_equal(json_array_size(value), 5);
    assert_int_equal(json_integer_value(json_array_get(value, 0)), INT64_MAX);
    assert_int_equal(json_integer_value(json_array_get(value, 1)), INT64_MIN);
    static const double reals[] = {9223372036854775808.0, -9223372036854775808.0,
                                   18446744073709551616.0};
    for (size_t i = 0; i < LENGTH(reals); i++) {
        const json_t *real = json_array_get(value, i + 2);
        assert_true(json_is_real(real));
        assert_memory_equal(&(double){json_real_value(real)}, &reals[i], sizeof reals[i]);
    }
    json_decref(value);
    assert_null(apie_json_parse(text, sizeof text - 1, NULL, 0));
}

static void test_refused_values(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        const char *message;
    } texts[] = {
        {"{\"a\":1,\"b\":2,\"a\":3}", "a key stands twice in an object at byte 14"},
        {"{\"a\":1,\"\\u0061\":3}", "a key stands twice in an object at byte 8"},
        {"[1e400]", "the number is out of range at byte 1"},
        {"\"a\\u0000b\"", "a string holds \\u0000 at byte 10"},
        {"{\"a\\u0000b\":1}", "a key holds \\u0000 at byte 12"},
        {"[1] 2", "text after the value at byte 4"},
        {"", "the text ends too early at byte 0"},
    };
    for (size_t i = 0; i < LENGTH(texts); i++) {
        char message[100];
        assert_null(apie_json_parse(texts[i].json, strlen(texts[i].json), message, sizeof message));
        assert_string_equal(message, texts[i].message);
        assert_null(apie_json_parse(texts[i].json, strlen(texts[i].json), NULL, 0));
    }
    assert_null(apie_json_parse(NULL, 0, NULL, 0));
}

static void check_depth(const char *opening, const char *middle, const char *closing, int depth)
{
    apie_buffer text;
    apie_buffer_init(&text, 0);
    for (int i = 0; i < depth; i++)
        apie_buffer_string(&text, opening);
    apie_buffer_string(&text, middle);
    for (int i = 0; i < depth; i++)
        apie_buffer_string(&text, closing);
    json_t *value = apie_json_parse(text.data, text.length, NULL, 0);
    assert_int_equal(value != NULL, depth <= APIE_JSON_MAX_DEPTH);
    json_decref(value);
    apie_buffer_free(&text);
}

static void test_depth(void **state)
{
    (void)state;
    for (int depth = APIE_JSON_MAX_DEPTH - 1; depth <= APIE_JSON_MAX_DEPTH + 1; depth++) {
        check_depth("[", "", "]", depth);
        check_depth("{\"a\":", "1", "}", depth);
    }
    check_depth("[", "", "]", 100000);
}

static void check_failed_allocations(const char *text)
{
    for (unsigned long k = 1;; k++) {
        apie_json_reader reader;
        json_t *value = NULL;
        long live = apie_fault_live();
        apie_fault_fail_at(k);
        apie_json_reader_init(&reader, text, strlen(text));
        bool good = apie_json_read_value(&reader, &value) && apie_json_read_end(&reader);
        bool hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(good, !hit);
        assert_int_equal(value != NULL, !hit);
        assert_int_equal(reader.error, hit ? APIE_JSON_READ_NO_MEMORY : APIE_JSON_READ_OK);
        json_decref(value);
        assert_int_equal(apie_fault_live(), live);
        if (!hit)
            break;
    }
}

static void test_values_when_memory_runs_out(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{\"list\":[1,2.5,\"text\",\"esc\\naped\",null,true,{\"k\\u0065y\":\"v\\u00e9\"}]}",
        "[[],[[]],{\"x\":{\"y\":{\"z\":[1,2,3,4,5,6,7,8,9,10,11,12]}}}]",
        "{\"the key is esc\\naped\":[\"and the value is not\"]}",
        "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,\"i\":9,\"j\":10}",
    };
    json_set_alloc_funcs(malloc, free);
    for (size_t i = 0; i < LENGTH(texts); i++)
        check_failed_allocations(texts[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_large_integers),
        cmocka_unit_test(test_refused_values),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_values_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
