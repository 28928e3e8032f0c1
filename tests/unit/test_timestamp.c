#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/timestamp.h"
#include "support/random.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

static void check_timestamp(int64_t wall_us, const char *expected)
{
    char text[APIE_TIMESTAMP_LENGTH + 1];
    apie_timestamp_write(wall_us, text);
    text[APIE_TIMESTAMP_LENGTH] = '\0';
    assert_string_equal(text, expected);
}

static void test_known_timestamps(void **state)
{
    (void)state;
    check_timestamp(0, "1970-01-01T00:00:00.000000+00:00");
    check_timestamp(-1, "1969-12-31T23:59:59.999999+00:00");
    check_timestamp(INT64_C(1795196840592860), "2026-11-20T17:47:20.592860+00:00");
    check_timestamp(INT64_C(951782400000000), "2000-02-29T00:00:00.000000+00:00");
    check_timestamp(INT64_C(951868799999999), "2000-02-29T23:59:59.999999+00:00");
    check_timestamp(INT64_C(951868800000000), "2000-03-01T00:00:00.000000+00:00");
    check_timestamp(INT64_C(4107542400000000), "2100-03-01T00:00:00.000000+00:00");
    check_timestamp(INT64_C(253402300799999999), "9999-12-31T23:59:59.999999+00:00");
    check_timestamp(INT64_C(-62135596800000000), "0001-01-01T00:00:00.000000+00:00");
    check_timestamp(INT64_MAX, "9999-12-31T23:59:59.999999+00:00");
    check_timestamp(INT64_MIN, "0001-01-01T00:00:00.000000+00:00");
}

/* The C library's calendar is the oracle. */
static struct tm calendar(int64_t seconds)
{
    struct tm found;
    time_t time = (time_t)seconds;
    assert_non_null(gmtime_r(&time, &found));
    return found;
}

static int64_t random_seconds(apie_random *random)
{
    return (int64_t)apie_random_below(random, UINT64_C(300000000000)) - INT64_C(60000000000);
}

static void test_random_timestamps(void **state)
{
    (void)state;
    apie_random random = {1};
    for (int i = 0; i < 50000; i++) {
        char expected[64];
        int64_t seconds = random_seconds(&random);
        int micros = (int)apie_random_below(&random, 1000000);
        struct tm found = calendar(seconds);
        (void)snprintf(expected, sizeof expected, "%04d-%02d-%02dT%02d:%02d:%02d.%06d+00:00",
                       found.tm_year + 1900, found.tm_mon + 1, found.tm_mday, found.tm_hour,
                       found.tm_min, found.tm_sec, micros);
        check_timestamp(seconds * 1000000 + micros, expected);
    }
}

static void check_date(const char *text, int64_t expected)
{
    int64_t seconds = -7;
    if (!apie_http_date_parse(text, strlen(text), &seconds) || seconds != expected)
        fail_msg("%s: %lld instead of %lld", text, (long long)seconds, (long long)expected);
}

static void test_known_http_dates(void **state)
{
    (void)state;
    check_date("Sun, 06 Nov 1994 08:49:37 GMT", 784111777);
    check_date("Sunday, 06-Nov-94 08:49:37 GMT", 784111777);
    check_date("Sun Nov  6 08:49:37 1994", 784111777);
    check_date("Fri, 20 Nov 2026 17:47:20 GMT", 1795196840);
    check_date("Friday, 20-Nov-26 17:47:20 GMT", 1795196840);
    check_date("Fri Nov 20 17:47:20 2026", 1795196840);
    check_date("Thu, 01 Jan 1970 00:00:00 GMT", 0);
    check_date("Thursday, 01-Jan-70 00:00:00 GMT", 0);
    check_date("Wednesday, 31-Dec-69 23:59:59 GMT", INT64_C(3155759999));
    check_date("Tue, 29 Feb 2000 00:00:00 GMT", 951782400);
    check_date("Sat, 31 Dec 2016 23:59:60 GMT", 1483228800);
    check_date("Wed, 31 Dec 1969 23:59:59 GMT", -1);
}

static void test_random_http_dates(void **state)
{
    (void)state;
    apie_random random = {2};
    for (int i = 0; i < 20000; i++) {
        char text[64];
        int64_t seconds = random_seconds(&random);
        struct tm found = calendar(seconds);
        if (found.tm_year + 1900 < 1000)
            continue;
        size_t length = i % 2 == 0
                            ? strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &found)
                            : strftime(text, sizeof text, "%a %b %e %H:%M:%S %Y", &found);
        assert_true(length > 0);
        check_date(text, seconds);
    }
}

static void test_what_is_no_http_date(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "120",
        "Sun",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 gmt",
        "sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT",
        "Son, 06 Nov 1994 08:49:37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun,06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 06 Nov 1994 8:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 31 Nov 1994 08:49:37 GMT",
        "Tue, 29 Feb 1900 00:00:00 GMT",
        "Tue, 30 Feb 2000 00:00:00 GMT",
        "Tue, 01 Jan 0000 00:00:00 GMT",
        " Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sun, -6 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-1994 08:49:37 GMT",
        "Sun, 06-Nov-94 08:49:37 GMT",
        "Sun Nov 06 08:49:37 94",
        "Sun Nov 6 08:49:37 1994",
        "Sun Nov  0 08:49:37 1994",
        "Sun Nov  6 08:49:37 1994 GMT",
    };
    for (size_t i = 0; i < LENGTH(texts); i++) {
        int64_t seconds = 0;
        if (apie_http_date_parse(texts[i], strlen(texts[i]), &seconds))
            fail_msg("accepted: %s", texts[i]);
    }
    int64_t seconds = 0;
    assert_false(apie_http_date_parse(NULL, 0, &seconds));
    assert_false(apie_http_date_parse("Sun, 06 Nov 1994 08:49:37 GMT", 28, &seconds));
}

static void check_uuid(uint64_t high, uint64_t low, const char *expected)
{
    char text[APIE_UUID_LENGTH + 1];
    apie_uuid_write(high, low, text);
    text[APIE_UUID_LENGTH] = '\0';
    assert_string_equal(text, expected);
}

static void test_uuid(void **state)
{
    (void)state;
    check_uuid(0, 0, "00000000-0000-4000-8000-000000000000");
    check_uuid(UINT64_MAX, UINT64_MAX, "ffffffff-ffff-4fff-bfff-ffffffffffff");
    check_uuid(UINT64_C(0x0123456789abcdef), UINT64_C(0xfedcba9876543210),
               "01234567-89ab-4def-bedc-ba9876543210");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_timestamps),     cmocka_unit_test(test_random_timestamps),
        cmocka_unit_test(test_known_http_dates),     cmocka_unit_test(test_random_http_dates),
        cmocka_unit_test(test_what_is_no_http_date), cmocka_unit_test(test_uuid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
