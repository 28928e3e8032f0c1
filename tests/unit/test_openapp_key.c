/* API keys: what is one, what is none, and what of it may be shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/text.h"
#include "openapp/key.h"
#include "support/alloc_fault.h"

static void accepted(const char *text, const char *origin, const char *secret, const char *whole)
{
    apie_openapp_key key;
    apie_error error;
    char base_url[320];
    apie_arena *arena = apie_arena_new(0);
    assert_non_null(arena);
    if (apie_openapp_key_parse(text, arena, &key, &error) != APIE_OK)
        fail_msg("%s", error.message);
    assert_string_equal(key.origin, origin);
    assert_string_equal(key.secret, secret);
    assert_string_equal(key.whole, whole);
    assert_int_equal(strlen(key.prefix) + strlen(key.secret), strlen(whole));
    assert_memory_equal(key.prefix, whole, strlen(key.prefix));
    apie_text_format(base_url, sizeof base_url, "%s/api/v1", origin);
    assert_string_equal(key.base_url, base_url);
    apie_arena_free(arena);
}

static void keys_are_taken_apart(void **state)
{
    (void)state;
    accepted("https://api.example.com_openapp_s3cret", "https://api.example.com", "s3cret",
             "https://api.example.com_openapp_s3cret");
    accepted("http://127.0.0.1:8080_openapp_x", "http://127.0.0.1:8080", "x",
             "http://127.0.0.1:8080_openapp_x");
    accepted("https://[::1]:9_openapp_x", "https://[::1]:9", "x", "https://[::1]:9_openapp_x");
    accepted("HTTPS://Api.Example.com_openapp_x", "HTTPS://Api.Example.com", "x",
             "HTTPS://Api.Example.com_openapp_x");
}

static void one_slash_may_follow_the_origin(void **state)
{
    (void)state;
    accepted("https://h.example/_openapp_s", "https://h.example", "s",
             "https://h.example/_openapp_s");
}

static void blanks_around_a_key_do_not_count(void **state)
{
    (void)state;
    accepted(" \t\r\nhttps://h.example_openapp_s\v\f\r\n ", "https://h.example", "s",
             "https://h.example_openapp_s");
}

static void the_first_separator_separates(void **state)
{
    (void)state;
    accepted("https://h.example_openapp_a_openapp_b", "https://h.example", "a_openapp_b",
             "https://h.example_openapp_a_openapp_b");
}

static void origins_are_compared_by_what_they_mean(void **state)
{
    static const struct {
        const char *a;
        const char *b;
        bool same;
    } cases[] = {
        {"https://h.example", "https://h.example", true},
        {"https://h.example", "HTTPS://H.Example", true},
        {"https://h.example", "https://h.example:443", true},
        {"http://127.0.0.1:80", "http://127.0.0.1", true},
        {"https://[::1]:9", "https://[::1]:9", true},
        {"https://h.example", "http://h.example", false},
        {"https://h.example:80", "http://h.example:443", false},
        {"https://h.example:443", "http://h.example:443", false},
        {"https://h.example", "https://h.example:8443", false},
        {"https://h.example", "https://h.example.com", false},
        {"https://h.example", "https://i.example", false},
        {"https://h.example", "nonsense", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(apie_openapp_same_origin(cases[i].a, cases[i].b), cases[i].same);
        assert_int_equal(apie_openapp_same_origin(cases[i].b, cases[i].a), cases[i].same);
    }
}

/* The secret in every bad key is "hidden". */
static void refused(const char *text, const char *says)
{
    apie_openapp_key key;
    apie_error error;
    apie_arena *arena = apie_arena_new(0);
    assert_non_null(arena);
    assert_int_equal(apie_openapp_key_parse(text, arena, &key, &error), APIE_ERROR_CONFIG);
    assert_int_equal(error.code, APIE_ERROR_CONFIG);
    assert_string_equal(error.where, "api_key");
    if (strstr(error.message, says) == NULL)
        fail_msg("%s", error.message);
    assert_null(strstr(error.message, "hidden"));
    assert_null(key.whole);
    assert_null(key.base_url);
    assert_int_equal(apie_openapp_key_parse(text, arena, &key, NULL), APIE_ERROR_CONFIG);
    apie_arena_free(arena);
}

static void what_is_no_key_is_refused(void **state)
{
    (void)state;
    refused(NULL, "is missing");
    refused("", "is missing");
    refused(" \t\r\n", "is missing");
    refused("hidden", "no \"_openapp_\"");
    refused("https://h.example", "no \"_openapp_\"");
    refused("https://h.example_openapp_", "no secret");
    refused("https://h.example_openapp_ ", "no secret");
}

static void an_origin_is_scheme_host_and_port(void **state)
{
    (void)state;
    refused("_openapp_hidden", "the origin");
    refused("h.example_openapp_hidden", "no scheme");
    refused("not a url_openapp_hidden", "character that keys do not have");
    refused("ftp://h.example_openapp_hidden", "neither http nor https");
    refused("https://_openapp_hidden", "no host");
    refused("https:///_openapp_hidden", "no host");
    refused("https://h.example/api/v1_openapp_hidden", "has a path");
    refused("https://h.example//_openapp_hidden", "has a path");
    refused("https://h.example?x=1_openapp_hidden", "the origin");
    refused("https://h.example/?x=1_openapp_hidden", "the origin");
    refused("https://h.example#x_openapp_hidden", "the origin");
    refused("https://user:word@h.example_openapp_hidden", "user name");
    refused("https://h.example:0_openapp_hidden", "port");
    refused("https://h.example:70000_openapp_hidden", "port");
    refused("https://h.example:x_openapp_hidden", "port");
}

static void a_key_must_fit_into_a_header(void **state)
{
    (void)state;
    refused("https://h.example_openapp_hidden\r\nX-Evil: 1", "character");
    refused("https://h.example_openapp_hid den", "character");
    refused("https://h.example_openapp_hidden\x7f", "character");
    refused("https://h.example_openapp_hidden\xC3\xA4", "character");
}

static void shows(const char *secret, const char *tail)
{
    char out[APIE_OPENAPP_MASK_SIZE];
    char expected[APIE_OPENAPP_MASK_SIZE];
    const apie_openapp_key key = {.origin = "https://h.example", .secret = secret};
    apie_openapp_key_mask(&key, out);
    apie_text_format(expected, sizeof expected, "https://h.example_openapp_...%s", tail);
    assert_string_equal(out, expected);
}

static void little_of_the_secret_is_shown(void **state)
{
    (void)state;
    shows("abcdefghijklmnopqrstuvwxyz0123456789", "456789");
    shows("abcdefghijklmnopqrstuvwx", "stuvwx");
    shows("abcdefghijklmnopqrstuvw", "stuvw");
    shows("abcdefgh", "gh");
    shows("abcd", "d");
    shows("abc", "");
    shows("a", "");
}

static void memory_may_run_out(void **state)
{
    (void)state;
    for (unsigned long k = 1;; k++) {
        apie_openapp_key key;
        apie_error error;
        apie_fault_fail_at(k);
        apie_arena *arena = apie_arena_new(0);
        apie_status status = APIE_ERROR_NO_MEMORY;
        if (arena != NULL)
            status = apie_openapp_key_parse("https://h.example_openapp_s", arena, &key, &error);
        bool hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(status, hit ? APIE_ERROR_NO_MEMORY : APIE_OK);
        apie_arena_free(arena);
        if (!hit)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_taken_apart),
        cmocka_unit_test(one_slash_may_follow_the_origin),
        cmocka_unit_test(blanks_around_a_key_do_not_count),
        cmocka_unit_test(the_first_separator_separates),
        cmocka_unit_test(origins_are_compared_by_what_they_mean),
        cmocka_unit_test(what_is_no_key_is_refused),
        cmocka_unit_test(an_origin_is_scheme_host_and_port),
        cmocka_unit_test(a_key_must_fit_into_a_header),
        cmocka_unit_test(little_of_the_secret_is_shown),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
