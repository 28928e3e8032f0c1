#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "support/random.h"

/* The oracle is strtod() and printf(): these programs never leave the C locale. */

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

static uint64_t bits_of(double value)
{
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static double of_bits(uint64_t bits)
{
    double value = 0;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static void check_int(int64_t value, const char *expected)
{
    char text[APIE_INT64_TEXT_MAX + 1];
    int64_t back = 0;
    size_t length = apie_int64_to_text(value, text);
    assert_in_range(length, 1, APIE_INT64_TEXT_MAX);
    text[length] = '\0';
    assert_string_equal(text, expected);
    assert_true(apie_text_to_int64(text, length, &back));
    assert_true(back == value);
}

static void test_integers(void **state)
{
    (void)state;
    check_int(0, "0");
    check_int(9, "9");
    check_int(10, "10");
    check_int(99, "99");
    check_int(100, "100");
    check_int(-1, "-1");
    check_int(-12345, "-12345");
    check_int(INT64_MAX, "9223372036854775807");
    check_int(INT64_MIN, "-9223372036854775808");
    char text[APIE_INT64_TEXT_MAX];
    assert_int_equal(apie_uint64_to_text(UINT64_MAX, text), 20);
    assert_memory_equal(text, "18446744073709551615", 20);
    apie_random random = {1};
    for (int i = 0; i < 20000; i++) {
        char expected[32];
        int64_t value = (int64_t)(apie_random_next(&random) >> (i % 64));
        (void)snprintf(expected, sizeof expected, "%lld", (long long)value);
        check_int(value, expected);
    }
}

static void test_texts_that_are_no_integers(void **state)
{
    (void)state;
    const char *texts[] = {"",
                           "-",
                           "+1",
                           " 1",
                           "1 ",
                           "1.0",
                           "0x1",
                           "--1",
                           "1-",
                           "9223372036854775808",
                           "a",
                           "1e3",
                           "-9223372036854775809",
                           "99999999999999999999"};
    for (size_t i = 0; i < LENGTH(texts); i++) {
        int64_t out = 7;
        assert_false(apie_text_to_int64(texts[i], strlen(texts[i]), &out));
        assert_int_equal(out, 7);
    }
    int64_t out = 0;
    assert_true(apie_text_to_int64("007x", 3, &out));
    assert_int_equal(out, 7);
}

static void check_double_text(double value, const char *expected)
{
    char text[APIE_DOUBLE_TEXT_MAX + 1];
    size_t length = apie_double_to_text(value, text);
    text[length] = '\0';
    assert_string_equal(text, expected);
}

static void test_known_double_texts(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } known[] = {
        {0.0, "0.0"},
        {-0.0, "-0.0"},
        {3, "3.0"},
        {-3, "-3.0"},
        {0.1, "0.1"},
        {-0.25, "-0.25"},
        {123456.789, "123456.789"},
        {0.30000000000000004, "0.30000000000000004"},
        {0.0001, "0.0001"},
        {0.00001, "1e-5"},
        {1.5e-7, "1.5e-7"},
        {1e15, "1000000000000000.0"},
        {9007199254740991.0, "9007199254740991.0"},
        {9007199254740992.0, "9007199254740992.0"},
        {1e16, "1e+16"},
        {1e21, "1e+21"},
        {1e100, "1e+100"},
        {1.2345e-100, "1.2345e-100"},
        {DBL_MAX, "1.7976931348623157e+308"},
        {DBL_MIN, "2.2250738585072014e-308"},
        {5e-324, "5e-324"},
        {1732124840.592860, "1732124840.59286"},
    };
    for (size_t i = 0; i < LENGTH(known); i++)
        check_double_text(known[i].value, known[i].text);
    check_double_text((double)NAN, "");
    check_double_text((double)INFINITY, "");
    check_double_text(-(double)INFINITY, "");
}

static void check_read(const char *text)
{
    double ours = 0;
    double expected = strtod(text, NULL);
    bool good = apie_text_to_double(text, strlen(text), &ours);
    if (good != (isfinite(expected) != 0) || (good && bits_of(ours) != bits_of(expected)))
        fail_msg("%s: %d %a instead of %a", text, good, ours, expected);
}

static void test_known_texts_to_doubles(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "0",
        "-0",
        "-0.0",
        "0e5",
        "0.000e-999999999999999999999",
        "1",
        "1.0",
        "0.1",
        "1e23",
        "8.5e22",
        "1e400",
        "-1e400",
        "1e309",
        "1e99999999999999999999999",
        "1e-99999999999999999999999",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "179769313486231580793e289",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "2.47032822920623272088284396434110686182e-324",
        "2.4703282292062327e-324",
        "4.9e-324",
        "5e-325",
        "1e-400",
        "2.2250738585072011e-308",
        "2.2250738585072014e-308",
        "9007199254740993",
        "9007199254740992.5",
        "9007199254740993.00000000000000000000000001",
        "7.2057594037927933e+16",
        "123456789012345678901234567890",
        "6.3e-322",
        "4e-320",
        "0.000000000000000000000000000000000000000000000000000000000000000001e66",
        "1000000000000000000000000000000000000000000000000000000000000000000e-66",
        "0.1000000000000000055511151231257827021181583404541015625",
        "9223372036854775808",
        "18446744073709551616",
        "1E5",
        "1e+5",
        "1E-5",
    };
    for (size_t i = 0; i < LENGTH(texts); i++)
        check_read(texts[i]);
}

static void test_texts_that_are_no_numbers(void **state)
{
    (void)state;
    static const char *const texts[] = {"",    "-",    "+1",  ".5",  "1.",   "1.e5", "1e",  "1e+",
                                        "01",  "-01",  "0x1", "1f",  " 1",   "1 ",   "1,5", "NaN",
                                        "--1", "1e5.", "e5",  "inf", "1..2", "1ee5", "1e-"};
    for (size_t i = 0; i < LENGTH(texts); i++) {
        double out = 7;
        assert_false(apie_text_to_double(texts[i], strlen(texts[i]), &out));
    }
}

/* Any double, with more than their share of subnormals, powers of two and short fractions. */
static double random_double(apie_random *random)
{
    static const uint64_t masks[] = {
        UINT64_MAX,
        UINT64_C(0x800FFFFFFFFFFFFF),
        UINT64_C(0xFFF0000000000000),
        UINT64_C(0xFFFFFFFF80000000),
    };
    for (;;) {
        uint64_t pick = apie_random_next(random);
        double value = of_bits(apie_random_next(random) & masks[pick % LENGTH(masks)]);
        if (pick % 3 == 0)
            value = (double)(int64_t)(apie_random_next(random) % 100000000) / 10000;
        if (isfinite(value))
            return value;
    }
}

static void test_reading_random_texts(void **state)
{
    (void)state;
    apie_random random = {2};
    for (int i = 0; i < 100000; i++) {
        char text[64];
        double value = random_double(&random);
        (void)snprintf(text, sizeof text, "%.17g", value);
        check_read(text);
        (void)snprintf(text, sizeof text, "%.*e", (int)(apie_random_next(&random) % 40), value);
        check_read(text);
        (void)snprintf(text, sizeof text, "%llue%d",
                       (unsigned long long)apie_random_next(&random) >> (i % 60),
                       (int)(apie_random_next(&random) % 700) - 360);
        check_read(text);
    }
}

/* The exact middle between two neighbours, and what is a little above and below it. */
static void test_reading_halfway_texts(void **state)
{
    (void)state;
    apie_random random = {3};
    for (int i = 0; i < 3000; i++) {
        char text[1400];
        double value = fabs(random_double(&random));
        long double middle = ((long double)value + (long double)nextafter(value, DBL_MAX)) / 2;
        int length = snprintf(text, sizeof text, "%.1200Le", middle);
        assert_in_range(length, 1200, sizeof text - 1);
        check_read(text);
        char *last = strchr(text, 'e') - 1;
        *last = '1';
        check_read(text);
        *last = '0';
        while (*last == '0')
            *last-- = '9';
        if (*last >= '1') {
            --*last;
            check_read(text);
        }
    }
}

static int fewest_digits(double value)
{
    for (int digits = 1; digits < 17; digits++) {
        char text[64];
        (void)snprintf(text, sizeof text, "%.*e", digits - 1, value);
        if (bits_of(strtod(text, NULL)) == bits_of(value))
            return digits;
    }
    return 17;
}

static int significant_digits(const char *text)
{
    int count = 0;
    int zeros = 0;
    for (; *text != '\0' && *text != 'e'; text++) {
        if (*text < '0' || *text > '9' || (*text == '0' && count == 0))
            continue;
        zeros = *text == '0' ? zeros + 1 : 0;
        count++;
    }
    return count - zeros;
}

static void test_random_doubles_round_trip_with_fewest_digits(void **state)
{
    (void)state;
    apie_random random = {4};
    for (int i = 0; i < 100000; i++) {
        char text[APIE_DOUBLE_TEXT_MAX + 1];
        double value = random_double(&random);
        double back = 0;
        size_t length = apie_double_to_text(value, text);
        assert_in_range(length, 3, APIE_DOUBLE_TEXT_MAX);
        text[length] = '\0';
        assert_true(bits_of(strtod(text, NULL)) == bits_of(value));
        assert_true(apie_text_to_double(text, length, &back));
        assert_true(bits_of(back) == bits_of(value));
        assert_non_null(strpbrk(text, ".e"));
        if (i % 4 == 0 && significant_digits(text) > fewest_digits(value))
            fail_msg("%s could be shorter", text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_texts_that_are_no_integers),
        cmocka_unit_test(test_known_double_texts),
        cmocka_unit_test(test_known_texts_to_doubles),
        cmocka_unit_test(test_texts_that_are_no_numbers),
        cmocka_unit_test(test_reading_random_texts),
        cmocka_unit_test(test_reading_halfway_texts),
        cmocka_unit_test(test_random_doubles_round_trip_with_fewest_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
