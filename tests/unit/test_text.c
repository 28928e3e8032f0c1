#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "support/alloc_fault.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

static void test_slice_equal(void **state)
{
    (void)state;
    assert_true(apie_slice_equal(APIE_SLICE("abc"), "abc"));
    assert_false(apie_slice_equal(APIE_SLICE("abc"), "abd"));
    assert_false(apie_slice_equal(APIE_SLICE("abc"), "abcd"));
    assert_false(apie_slice_equal(APIE_SLICE("abc"), "ab"));
    assert_false(apie_slice_equal(APIE_SLICE("abc"), "ABC"));
    assert_true(apie_slice_equal((apie_slice){NULL, 0}, ""));
}

static void test_equal_nocase(void **state)
{
    (void)state;
    assert_true(apie_text_equal_nocase("Content-Type", 12, "cOnTeNt-tYpE", 12));
    assert_false(apie_text_equal_nocase("abc", 3, "abcd", 4));
    assert_false(apie_text_equal_nocase("a[", 2, "a{", 2));
    assert_false(apie_text_equal_nocase("@", 1, "`", 1));
    assert_false(apie_text_equal_nocase("\xC3\x84", 2, "\xC3\xA4", 2));
    assert_true(apie_text_equal_nocase("", 0, "", 0));
}

static void check_copy(const char *text, size_t size, const char *expected)
{
    char *out = malloc(size);
    assert_non_null(out);
    apie_text_copy(out, size, text, strlen(text));
    assert_string_equal(out, expected);
    apie_text_format(out, size, "%s", text);
    assert_string_equal(out, expected);
    free(out);
}

static void test_copy_and_format_cut_between_characters(void **state)
{
    (void)state;
    check_copy("hello", 6, "hello");
    check_copy("hello", 5, "hell");
    check_copy("hello", 1, "");
    check_copy("", 1, "");
    check_copy("caf\xC3\xA9", 6, "caf\xC3\xA9");
    check_copy("caf\xC3\xA9", 5, "caf");
    check_copy("\xE2\x82\xAC!", 4, "\xE2\x82\xAC");
    check_copy("\xE2\x82\xAC!", 3, "");
    check_copy("\xE2\x82\xAC!", 2, "");
    check_copy("a\xF0\x9F\x98\x80!", 6, "a\xF0\x9F\x98\x80");
    check_copy("a\xF0\x9F\x98\x80!", 5, "a");
    check_copy("a\xF0\x9F\x98\x80!", 3, "a");
    check_copy("\x80\x80\x80\x80\x80\x80", 6, "\x80\x80\x80\x80\x80");
}

static void test_format(void **state)
{
    (void)state;
    char out[16];
    apie_text_format(out, sizeof out, "%s-%d", "abc", 42);
    assert_string_equal(out, "abc-42");
    apie_text_copy(out, sizeof out, "abc", 2);
    assert_string_equal(out, "ab");
}

static void test_valid_utf8(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "plain ASCII, more than eight bytes of it\x7F",
        "\xC2\x80",
        "\xDF\xBF",
        "\xE0\xA0\x80",
        "\xED\x9F\xBF",
        "\xEE\x80\x80",
        "\xEF\xBF\xBF",
        "\xF0\x90\x80\x80",
        "\xF4\x8F\xBF\xBF",
        "mixed \xC3\xA9 and \xE2\x82\xAC and \xF0\x9F\x98\x80, then text",
    };
    for (size_t i = 0; i < LENGTH(texts); i++)
        assert_true(apie_utf8_valid(texts[i], strlen(texts[i]), NULL));
    assert_true(apie_utf8_valid("a\0b", 3, NULL));
    assert_true(apie_utf8_valid(NULL, 0, NULL));
}

static void test_invalid_utf8(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t bad;
    } texts[] = {
        {"\x80", 0},
        {"a\xBF", 1},
        {"\xC0\x80", 0},
        {"\xC1\xBF", 0},
        {"\xC3", 0},
        {"0123456789\xC3(", 10},
        {"\xE0\x9F\xBF", 0},
        {"\xED\xA0\x80", 0},
        {"\xED\xBF\xBF", 0},
        {"\xE2\x82", 0},
        {"\xE2\x28\xAC", 0},
        {"\xE2\x82\x28", 0},
        {"\xF0\x8F\xBF\xBF", 0},
        {"\xF4\x90\x80\x80", 0},
        {"\xF5\x80\x80\x80", 0},
        {"\xF0\x9F\x98", 0},
        {"\xF0\x9F\x98\x28", 0},
        {"\xFF", 0},
        {"\xC3\xA9\xC3\xA9\xFE", 4},
    };
    for (size_t i = 0; i < LENGTH(texts); i++) {
        size_t bad = 99;
        assert_false(apie_utf8_valid(texts[i].text, strlen(texts[i].text), &bad));
        assert_int_equal(bad, texts[i].bad);
        assert_false(apie_utf8_valid(texts[i].text, strlen(texts[i].text), NULL));
    }
}

static void test_dup(void **state)
{
    (void)state;
    assert_null(apie_text_dup(NULL));
    char *copy = apie_text_dup("text");
    assert_string_equal(copy, "text");
    free(copy);
    apie_fault_fail_at(1);
    assert_null(apie_text_dup("text"));
    apie_fault_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slice_equal),
        cmocka_unit_test(test_equal_nocase),
        cmocka_unit_test(test_copy_and_format_cut_between_characters),
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_valid_utf8),
        cmocka_unit_test(test_invalid_utf8),
        cmocka_unit_test(test_dup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
