#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "base/buffer.h"
#include "support/json_oracle.h"
#include "support/random.h"

#define LENGTH(array)       (sizeof(array) / sizeof(array)[0])
#define PICK(random, array) ((array)[apie_random_below((random), sizeof(array) / sizeof(array)[0])])

/* Whether the text is accepted, which both must agree on. */
static bool check(const char *text, size_t length)
{
    /* An exact copy, so that a read beyond its end is found. */
    char *copy = malloc(length > 0 ? length : 1);
    assert_non_null(copy);
    memcpy(copy, text, length);
    bool accepted = false;
    const char *wrong = apie_oracle_disagreement(copy, length, &accepted);
    free(copy);
    if (wrong != NULL)
        fail_msg("%s: %.*s", wrong, (int)length, text);
    return accepted;
}

static void blanks(apie_random *random, apie_buffer *out)
{
    static const char *const texts[] = {"", "", "", "", " ", "\n", "\t", "\r\n  "};
    apie_buffer_string(out, PICK(random, texts));
}

static void string(apie_random *random, apie_buffer *out)
{
    static const char *const pieces[] = {
        "a",        "key",          "longer than eight", "\\n",     "\\\"",
        "\\\\",     "\\/",          "\\u0041",           "\\u00e9", "\\ud83d\\ude00",
        "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80",  "\x7F",    "0123456",
    };
    apie_buffer_char(out, '"');
    for (uint64_t i = apie_random_below(random, 4); i > 0; i--)
        apie_buffer_string(out, PICK(random, pieces));
    apie_buffer_char(out, '"');
}

static void number(apie_random *random, apie_buffer *out)
{
    static const char *const known[] = {"0",
                                        "-0",
                                        "0.0",
                                        "-0.0",
                                        "9223372036854775807",
                                        "-9223372036854775808",
                                        "9223372036854775808",
                                        "1e308",
                                        "1e309",
                                        "4.9e-324",
                                        "1E+2",
                                        "0.1e-1",
                                        "123456789012345678901234567890.5"};
    char text[64];
    int64_t any = (int64_t)(apie_random_next(random) >> apie_random_below(random, 64));
    switch (apie_random_below(random, 4)) {
    case 0: apie_buffer_string(out, PICK(random, known)); return;
    case 1: (void)snprintf(text, sizeof text, "%lld", (long long)any); break;
    case 2:
        (void)snprintf(text, sizeof text, "%lld.%llu", (long long)any % 100000,
                       (unsigned long long)apie_random_next(random));
        break;
    default:
        (void)snprintf(text, sizeof text, "%llde%d", (long long)any,
                       (int)apie_random_below(random, 660) - 340);
        break;
    }
    apie_buffer_string(out, text);
}

static void value(apie_random *random, apie_buffer *out, int depth)
{
    static const char *const words[] = {"true", "false", "null"};
    uint64_t kind = apie_random_below(random, depth > 5 ? 4 : 8);
    uint64_t count = apie_random_below(random, 5);
    blanks(random, out);
    if (kind == 0) {
        apie_buffer_string(out, PICK(random, words));
    } else if (kind == 1) {
        number(random, out);
    } else if (kind < 4) {
        string(random, out);
    } else {
        bool object = kind < 6;
        apie_buffer_char(out, object ? '{' : '[');
        for (uint64_t i = 0; i < count; i++) {
            if (i > 0)
                apie_buffer_char(out, ',');
            if (object) {
                blanks(random, out);
                string(random, out);
                blanks(random, out);
                apie_buffer_char(out, ':');
            }
            value(random, out, depth + 1);
        }
        blanks(random, out);
        apie_buffer_char(out, object ? '}' : ']');
    }
    blanks(random, out);
}

/* Changes the text in a place or two; what it becomes may well be JSON still. */
static void mutate(apie_random *random, apie_buffer *text)
{
    static const char *const snippets[] = {
        "\"",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "-",
        ".",
        "e",
        "0",
        "00",
        "1",
        "\\u",
        "\\u0000",
        "\\ud800",
        "\\udc00",
        "\x80",
        "\xC3",
        "\xED\xA0\x80",
        "\xF4\x90\x80\x80",
        "\x01",
        "\x1F",
        "nul",
        "tru",
        " ",
        "\v",
    };
    for (uint64_t i = apie_random_below(random, 2) + 1; i > 0 && text->length > 0; i--) {
        size_t at = (size_t)apie_random_below(random, text->length);
        size_t rest = text->length - at;
        const char *snippet = PICK(random, snippets);
        size_t length = strlen(snippet);
        switch (apie_random_below(random, 5)) {
        case 0: text->length = at; break;
        case 1: text->data[at] = (char)apie_random_below(random, 256); break;
        case 2:
            memmove(text->data + at, text->data + at + 1, rest - 1);
            text->length--;
            break;
        case 3: memcpy(text->data + at, snippet, length < rest ? length : rest); break;
        default:
            assert_true(apie_buffer_reserve(text, length));
            memmove(text->data + at + length, text->data + at, rest);
            memcpy(text->data + at, snippet, length);
            text->length += length;
            break;
        }
    }
}

static void test_generated_texts(void **state)
{
    (void)state;
    apie_random random = {1};
    apie_buffer text;
    apie_buffer_init(&text, 0);
    int accepted = 0;
    for (int i = 0; i < 10000; i++) {
        apie_buffer_reset(&text, SIZE_MAX);
        value(&random, &text, 0);
        accepted += check(text.data, text.length);
    }
    assert_in_range(accepted, 5000, 9990);
    apie_buffer_free(&text);
}

static void test_mutated_texts(void **state)
{
    (void)state;
    apie_random random = {2};
    apie_buffer text;
    apie_buffer_init(&text, 0);
    int accepted = 0;
    for (int i = 0; i < 25000; i++) {
        if (i % 4 == 0) {
            apie_buffer_reset(&text, SIZE_MAX);
            value(&random, &text, i % 3 == 0 ? 5 : 2);
        }
        mutate(&random, &text);
        accepted += check(text.data, text.length);
    }
    assert_in_range(accepted, 1000, 12000);
    apie_buffer_free(&text);
}

/* Every text of up to three of these pieces. */
static void test_short_texts(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "",  "{", "}", "[", "]",    "\"",  "\\",   ",",     ":",      "-",    "0",   "1",
        ".", "e", "+", " ", "true", "nul", "null", "\"a\"", "\"a\":", "\xC3", "\\n", "\\u0000"};
    int accepted = 0;
    for (size_t a = 0; a < LENGTH(pieces); a++)
        for (size_t b = 0; b < LENGTH(pieces); b++)
            for (size_t c = 0; c < LENGTH(pieces); c++) {
                char text[64];
                int length = snprintf(text, sizeof text, "%s%s%s", pieces[a], pieces[b], pieces[c]);
                accepted += check(text, (size_t)length);
            }
    assert_in_range(accepted, 100, 1000);
}

static void test_every_byte_in_a_string(void **state)
{
    (void)state;
    int accepted = 0;
    for (int a = 0; a < 256; a++)
        for (int b = 0; b < 256; b++) {
            char text[] = {'"', 'x', (char)a, (char)b, '"'};
            accepted += check(text, sizeof text);
        }
    assert_in_range(accepted, 10000, 12000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_generated_texts),
        cmocka_unit_test(test_mutated_texts),
        cmocka_unit_test(test_short_texts),
        cmocka_unit_test(test_every_byte_in_a_string),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
