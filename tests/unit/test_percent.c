/* Percent-encoding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "exchange/request.h"
#include "support/alloc_fault.h"

static void check(const char *text, size_t length, const char *expected)
{
    apie_buffer out;
    apie_buffer_init(&out, 0);
    apie_percent_encode(&out, text, length);
    assert_string_equal(apie_buffer_terminate(&out), expected);
    apie_buffer_free(&out);
}

static void unreserved_characters_stay(void **state)
{
    (void)state;
    const char *text = "ABCXYZabcxyz0123456789-._~";
    check(text, strlen(text), text);
    check("", 0, "");
}

static void everything_else_is_encoded(void **state)
{
    (void)state;
    check("a b", 3, "a%20b");
    check("a/b?c#d&e=f", 11, "a%2Fb%3Fc%23d%26e%3Df");
    check("page[size]", 10, "page%5Bsize%5D");
    check("\xC3\xA4+%", 4, "%C3%A4%2B%25");
    check("\0\x7f\xff", 3, "%00%7F%FF");
}

static void every_byte_is_plain_or_three_characters(void **state)
{
    (void)state;
    size_t plain = 0;
    for (int i = 0; i < 256; i++) {
        char c = (char)i;
        apie_buffer out;
        apie_buffer_init(&out, 0);
        apie_percent_encode(&out, &c, 1);
        assert_true(out.length == 1 || (out.length == 3 && out.data[0] == '%'));
        plain += out.length == 1;
        apie_buffer_free(&out);
    }
    assert_int_equal(plain, 26 + 26 + 10 + 4);
}

static void a_failed_allocation_sticks(void **state)
{
    (void)state;
    apie_buffer out;
    apie_buffer_init(&out, 0);
    apie_fault_fail_at(1);
    apie_percent_encode(&out, "a/b", 3);
    apie_fault_fail_at(0);
    assert_int_equal(out.error, APIE_BUFFER_NO_MEMORY);
    apie_buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unreserved_characters_stay),
        cmocka_unit_test(everything_else_is_encoded),
        cmocka_unit_test(every_byte_is_plain_or_three_characters),
        cmocka_unit_test(a_failed_allocation_sticks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
