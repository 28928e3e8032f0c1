/* What an OpenApp client is made from, and what of a key may be shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "openapp/settings.h"
#include "support/alloc_fault.h"

#define KEY "https://api.example.com:8443_openapp_0123456789abcdefghijklmnop"

static const apie_clock no_clock;

static apie_status init(const apie_openapp_options *options, apie_openapp_core *core,
                        apie_error *error)
{
    return apie_openapp_core_init(core, options, &no_clock, error);
}

static void the_key_says_where_the_api_is(void **state)
{
    apie_openapp_core core;
    apie_error error;
    const apie_openapp_options options = {.api_key = "  " KEY "\n"};
    (void)state;
    assert_int_equal(init(&options, &core, &error), APIE_OK);
    assert_string_equal(core.core.endpoint.origin, "https://api.example.com:8443");
    assert_string_equal(core.core.endpoint.prefix, "/api/v1");
    assert_string_equal(core.core.endpoint.header_lines[0], "X-API-Key: " KEY);
    assert_string_equal(core.origin, "https://api.example.com:8443");
    assert_null(core.core.outfit);
    assert_true(core.core.retry.safe_only);
    apie_core_free(&core.core);
}

static void an_address_wins(void **state)
{
    apie_openapp_core core;
    apie_error error;
    const apie_openapp_options options = {.api_key = KEY, .base_url = "https://other/x/"};
    (void)state;
    assert_int_equal(init(&options, &core, &error), APIE_OK);
    assert_string_equal(core.core.endpoint.origin, "https://other");
    assert_string_equal(core.core.endpoint.prefix, "/x");
    assert_null(core.origin);
    apie_core_free(&core.core);
}

static void refused(const apie_openapp_options *options, const char *where)
{
    apie_openapp_core core;
    apie_error error;
    assert_int_equal(init(options, &core, &error), APIE_ERROR_CONFIG);
    assert_string_equal(error.where, where);
    assert_int_equal(error.code, APIE_ERROR_CONFIG);
    assert_null(strstr(error.message, "0123456789"));
    assert_int_equal(init(options, &core, NULL), APIE_ERROR_CONFIG);
}

static void bad_options_are_refused(void **state)
{
    const apie_openapp_options no_key = {.base_url = "https://other"};
    const apie_openapp_options bad_url = {.api_key = KEY, .base_url = "ftp://other"};
    const apie_openapp_options plain = {.api_key = "http://example.com_openapp_0123456789"};
    const apie_openapp_options bad = {.api_key = KEY, .connection = {.connect_timeout_ms = -1}};
    (void)state;
    refused(NULL, "api_key");
    refused(&no_key, "api_key");
    refused(&bad_url, "base_url");
    refused(&plain, "api_key");
    refused(&bad, "connect_timeout_ms");
}

/* The program has set no base_url. */
static void an_origin_that_is_refused_is_the_keys(void **state)
{
    const apie_openapp_options plain = {.api_key = "http://example.com_openapp_0123456789"};
    apie_openapp_core core;
    apie_error error;
    (void)state;
    assert_int_equal(init(&plain, &core, &error), APIE_ERROR_CONFIG);
    assert_string_equal(error.message, "the origin in the API key: plain http is accepted for "
                                       "loopback only; set allow_insecure_http to use it for "
                                       "example.com");
}

static void what_is_blank_is_refused(void **state)
{
    static const char *const blank[] = {"", " ", "\t \t"};
    (void)state;
    for (size_t i = 0; i < sizeof blank / sizeof *blank; i++) {
        const apie_openapp_options key = {.api_key = blank[i]};
        const apie_openapp_options url = {.api_key = KEY, .base_url = blank[i]};
        char *line = NULL;
        apie_error error;
        refused(&key, "api_key");
        refused(&url, "base_url");
        assert_int_equal(apie_openapp_org_line(blank[i], &line, &error),
                         APIE_ERROR_INVALID_ARGUMENT);
        assert_string_equal(error.where, "org_id");
        assert_null(line);
    }
}

static apie_status no_key(char *key, size_t size, void *user)
{
    (void)user;
    memset(key, 'x', size);
    return APIE_ERROR_PERMISSION;
}

static void a_callback_may_have_no_key(void **state)
{
    apie_openapp_core core;
    apie_error error;
    const apie_openapp_options options = {.key_callback = no_key};
    (void)state;
    assert_int_equal(init(&options, &core, &error), APIE_ERROR_PERMISSION);
    assert_string_equal(error.where, "key_callback");
}

static void organizations_become_header_lines(void **state)
{
    char *line = NULL;
    apie_error error;
    (void)state;
    assert_int_equal(apie_openapp_org_line(NULL, &line, &error), APIE_OK);
    assert_null(line);
    assert_int_equal(apie_openapp_org_line("01H", &line, &error), APIE_OK);
    assert_string_equal(line, "X-Org: 01H");
    free(line);
    assert_int_equal(apie_openapp_org_line("", &line, &error), APIE_ERROR_INVALID_ARGUMENT);
    assert_int_equal(apie_openapp_org_line("a\nb", &line, &error), APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, "org_id");
    assert_null(line);
}

static void keys_are_masked(void **state)
{
    char text[64];
    apie_error error;
    (void)state;
    assert_int_equal(apie_openapp_mask_key(KEY, text, sizeof text, &error), APIE_OK);
    assert_string_equal(text, "https://api.example.com:8443_openapp_...klmnop");
    assert_int_equal(apie_openapp_mask_key(KEY, text, 9, &error), APIE_OK);
    assert_string_equal(text, "https://");
    assert_int_equal(apie_openapp_mask_key("secret", text, sizeof text, &error), APIE_ERROR_CONFIG);
    assert_string_equal(text, "");
    assert_int_equal(apie_openapp_mask_key(NULL, text, sizeof text, NULL), APIE_ERROR_CONFIG);
    assert_int_equal(apie_openapp_mask_key(KEY, NULL, 0, &error), APIE_ERROR_INVALID_ARGUMENT);
}

static void memory_may_run_out(void **state)
{
    const apie_openapp_options options = {.api_key = KEY};
    bool hit = true;
    (void)state;
    for (unsigned long k = 1; hit; k++) {
        apie_openapp_core core;
        apie_error error;
        char text[64];
        char *line = NULL;
        long live = apie_fault_live();
        apie_fault_fail_at(k);
        apie_status made = init(&options, &core, &error);
        apie_status lined = apie_openapp_org_line("o", &line, &error);
        apie_status masked = apie_openapp_mask_key(KEY, text, sizeof text, &error);
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        int failed = (made == APIE_ERROR_NO_MEMORY) + (lined == APIE_ERROR_NO_MEMORY) +
                     (masked == APIE_ERROR_NO_MEMORY);
        int good = (made == APIE_OK) + (lined == APIE_OK) + (masked == APIE_OK);
        assert_int_equal(failed, hit ? 1 : 0);
        assert_int_equal(good, 3 - failed);
        if (made == APIE_OK)
            apie_core_free(&core.core);
        free(line);
        assert_int_equal(apie_fault_live(), live);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_key_says_where_the_api_is),
        cmocka_unit_test(an_address_wins),
        cmocka_unit_test(bad_options_are_refused),
        cmocka_unit_test(an_origin_that_is_refused_is_the_keys),
        cmocka_unit_test(what_is_blank_is_refused),
        cmocka_unit_test(a_callback_may_have_no_key),
        cmocka_unit_test(organizations_become_header_lines),
        cmocka_unit_test(keys_are_masked),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
