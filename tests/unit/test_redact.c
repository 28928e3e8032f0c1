#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include <apie/value.h>

#include "events/redact.h"
#include "support/alloc_fault.h"

#define OWN "apie_sk_test_0123456789"

/* A JWT's shape; not one that anybody signed. */
#define JWT "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl"

static apie_redactor *new_redactor(const char *const *keys, const char *const *allow,
                                   const char *const *deny, const char *own)
{
    apie_error error;
    apie_error_clear(&error);
    apie_redactor *redactor = apie_redactor_new(keys, allow, deny, own, &error);
    assert_string_equal(error.message, "");
    assert_non_null(redactor);
    return redactor;
}

static bool key_is_secret(const apie_redactor *redactor, const char *key)
{
    return apie_redact_key_is_secret(redactor, key, strlen(key));
}

static bool text_is_secret(const apie_redactor *redactor, const char *text)
{
    return apie_redact_text_is_secret(redactor, text, strlen(text));
}

static void check_keys(const apie_redactor *redactor, const char *const *keys, bool secret)
{
    for (; *keys != NULL; keys++) {
        if (key_is_secret(redactor, *keys) != secret)
            fail_msg("key \"%s\" is %ssecret", *keys, secret ? "not " : "");
    }
}

static void check_texts(const apie_redactor *redactor, const char *const *texts, bool secret)
{
    for (; *texts != NULL; texts++) {
        if (text_is_secret(redactor, *texts) != secret)
            fail_msg("text \"%s\" is %ssecret", *texts, secret ? "not " : "");
    }
}

/* Redacts JSON given as text and compares the outcome as text. */
static void check_value(const apie_redactor *redactor, const char *section, const char *json,
                        const char *expected)
{
    json_error_t problem;
    json_t *value = json_loads(json, JSON_DECODE_ANY, &problem);
    assert_non_null(value);
    apie_buffer buffer;
    apie_json_writer writer;
    apie_buffer_init(&buffer, 0);
    apie_json_writer_init(&writer, &buffer);
    apie_redact_write_value(redactor, &writer, section, value);
    assert_int_equal(apie_json_writer_error(&writer), APIE_JSON_WRITE_OK);
    assert_string_equal(apie_buffer_terminate(&buffer), expected);
    apie_buffer_free(&buffer);
    json_decref(value);
}

static void secret_keys_match_by_whole_words(void **state)
{
    (void)state;
    static const char *const secret[] = {"token",
                                         "Token",
                                         "TOKEN",
                                         "accessToken",
                                         "access_token",
                                         "refresh_token",
                                         "ACCESS_TOKEN",
                                         "x-api-key",
                                         "X-API-Key",
                                         "apiKey",
                                         "APIKey",
                                         "api_key",
                                         "API_KEY",
                                         "apikey",
                                         "api key",
                                         "api.key",
                                         "openaiApiKey",

                                         "myAPIKey2",
                                         "privateKey",
                                         "private_key",
                                         "client_secret",
                                         "clientSecret",
                                         "Authorization",
                                         "proxy-authorization",
                                         "password",
                                         "userPassword",
                                         "password1",
                                         "oauth2token",
                                         "db_passwd",
                                         "passphrase",
                                         "secret",
                                         "secrets",
                                         "credential",
                                         "credentials",
                                         "awsCredentials",
                                         "secretAccessKey",
                                         "token_type",
                                         "tokenId",
                                         "HTTPToken",
                                         "headers[token]",
                                         "a/b:token",
                                         "__token__",
                                         "token-",
                                         "f\xc3\xbcr_token",
                                         NULL};
    static const char *const harmless[] = {"",
                                           "t",
                                           "tokens",
                                           "max_tokens",
                                           "maxTokens",
                                           "tokenizer",
                                           "tokenize",
                                           "detokenized",
                                           "totalTokens",
                                           "token_count",
                                           "tokenCount",
                                           "promptTokenCount",
                                           "token_counts",
                                           "token_limit",
                                           "token_budget",
                                           "token-usage",
                                           "secretary",
                                           "secretariat",
                                           "passwordless",
                                           "author",
                                           "authorizationless",
                                           "api",
                                           "key",
                                           "keys",
                                           "public_key",
                                           "primary_key",
                                           "apikeyring",
                                           "api_keyring",
                                           "credentialed",
                                           "mytoken",
                                           "\xc3\xbctoken",
                                           "token\xc3\xbc",
                                           "q",
                                           "metadata",
                                           "arguments",
                                           NULL};
    apie_redactor *redactor = new_redactor(NULL, NULL, NULL, NULL);
    check_keys(redactor, secret, true);
    check_keys(redactor, harmless, false);
    apie_redactor_free(redactor);
}

static void a_measure_must_come_last(void **state)
{
    (void)state;
    static const char *const secret[] = {"token_count_source", "tokenCounter",   "countToken",
                                         "token_count_token",  "token_counts_x", NULL};
    apie_redactor *redactor = new_redactor(NULL, NULL, NULL, NULL);
    check_keys(redactor, secret, true);
    apie_redactor_free(redactor);
}

static void keys_of_the_program_are_added(void **state)
{
    (void)state;
    static const char *const keys[] = {
        "Social-Security Number", "pin", "x1", "token_count", "usage", NULL};
    static const char *const secret[] = {"socialSecurityNumber",
                                         "social_security_number",
                                         "user.pin",
                                         "PIN",
                                         "x1",
                                         "X1",
                                         "token",
                                         "token_count",
                                         "usage",
                                         "user_usage",
                                         NULL};
    static const char *const harmless[] = {"security_number", "pins", "spin", "x12", "ax1",
                                           "social",          NULL};
    apie_redactor *redactor = new_redactor(keys, NULL, NULL, NULL);
    check_keys(redactor, secret, true);
    check_keys(redactor, harmless, false);
    apie_redactor_free(redactor);
}

static void a_key_is_read_up_to_its_length(void **state)
{
    (void)state;
    apie_redactor *redactor = new_redactor(NULL, NULL, NULL, NULL);
    assert_true(apie_redact_key_is_secret(redactor, "tokens", 5));
    assert_false(apie_redact_key_is_secret(redactor, "token", 4));
    assert_false(apie_redact_key_is_secret(redactor, "", 0));
    apie_redactor_free(redactor);
}

static void credentials_are_found_in_texts(void **state)
{
    (void)state;
    static const char *const secret[] = {"Bearer abc",
                                         "Bearer x",
                                         "authorization: bEaReR \t abc.def==",
                                         "x=Bearer abc",
                                         "sk_live_abcdefghijkl",
                                         "SK_TEST_ABCDEFGHIJKL012",
                                         "key=sk_test_0123456789ab!",
                                         "_sk_live_0123456789ab",
                                         "sk_live_0123456789ab_more",
                                         "apie_sk_test_x",
                                         "APIE_SK_1",
                                         "the key is apie_sk_live_0123",
                                         JWT,
                                         "jwt: " JWT ".",
                                         "0123456789abcdef.0123456789abcdef.01234567",
                                         "a.b.0123456789abcdef.0123456789abcdef.01234567",
                                         "sk_live_short sk_live_0123456789ab",
                                         NULL};
    static const char *const harmless[] = {"",
                                           "Bearer",
                                           "Bearer ",
                                           "Bearer  !",
                                           "Bearerabc",
                                           "forBearer abc",
                                           "sk_live_abcdefghijk",
                                           "sk_prod_abcdefghijkl",
                                           "task_live_abcdefghijkl",
                                           "9sk_live_abcdefghijkl",
                                           "sk_live",
                                           "sk_",
                                           "apie_sk_",
                                           "apie_sk_ ",
                                           "apie-sk_test",
                                           "0123456789abcde.0123456789abcdef.01234567",
                                           "0123456789abcdef.0123456789abcde.01234567",
                                           "0123456789abcdef.0123456789abcdef.0123456",
                                           "0123456789abcdef..0123456789abcdef.01234567",
                                           "0123456789abcdef 0123456789abcdef.01234567",
                                           "A sentence about bears, skis and such things.",
                                           "www.example.com/a/path/that.is.rather.long.but.fine",
                                           "[REDACTED]",
                                           NULL};
    apie_redactor *redactor = new_redactor(NULL, NULL, NULL, NULL);
    check_texts(redactor, secret, true);
    check_texts(redactor, harmless, false);
    apie_redactor_free(redactor);
}

static void a_text_is_read_up_to_its_length(void **state)
{
    (void)state;
    /* in blocks of exact size, so that a sanitizer sees a read beyond */
    static const char *const texts[] = {
        "Bearer x", "sk_live_abcdefghijkl", "apie_sk_test_x", "xx Bearer", "sk_live_", JWT};
    apie_redactor *redactor = new_redactor(NULL, NULL, NULL, OWN);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        for (size_t length = 0; length <= strlen(texts[i]); length++) {
            char *exact = malloc(length + (length == 0));
            assert_non_null(exact);
            memcpy(exact, texts[i], length);
            char *terminated = calloc(1, length + 1);
            assert_non_null(terminated);
            memcpy(terminated, texts[i], length);
            assert_int_equal(apie_redact_text_is_secret(redactor, exact, length),
                             text_is_secret(redactor, terminated));
            free(terminated);
            free(exact);
        }
    }
    assert_false(apie_redact_text_is_secret(redactor, "Bearer x", 7));
    apie_redactor_free(redactor);
}

static void the_own_key_is_found_anywhere(void **state)
{
    (void)state;
    apie_redactor *redactor = new_redactor(NULL, NULL, NULL, "quite-a-plain-key");
    assert_true(text_is_secret(redactor, "quite-a-plain-key"));
    assert_true(text_is_secret(redactor, "url?key=xquite-a-plain-keyx"));
    assert_true(text_is_secret(redactor, "qqqquite-a-plain-key"));
    assert_false(text_is_secret(redactor, "quite-a-plain-ke"));
    assert_false(text_is_secret(redactor, "quite-a-plain-kex quite"));
    assert_false(text_is_secret(redactor, ""));
    apie_redactor_free(redactor);
}

static void a_short_own_key_is_found_as_a_word(void **state)
{
    (void)state;
    apie_redactor *redactor = new_redactor(NULL, NULL, NULL, "k1");
    assert_true(text_is_secret(redactor, "k1"));
    assert_true(text_is_secret(redactor, "xk1 (k1)"));
    assert_false(text_is_secret(redactor, "xk1"));
    assert_false(text_is_secret(redactor, "k12"));
    assert_false(text_is_secret(redactor, "k"));
    apie_redactor_free(redactor);
    redactor = new_redactor(NULL, NULL, NULL, "");
    assert_false(text_is_secret(redactor, ""));
    assert_false(text_is_secret(redactor, "anything"));
    apie_redactor_free(redactor);
}

static void deny_patterns_match_texts(void **state)
{
    (void)state;
    static const char *const deny[] = {"^[0-9]{4}-[0-9]{4}$", "internal|hidden", NULL};
    apie_redactor *redactor = new_redactor(NULL, NULL, deny, NULL);
    assert_true(text_is_secret(redactor, "1234-5678"));
    assert_true(text_is_secret(redactor, "an internal thing"));
    assert_true(apie_redact_text_is_secret(redactor, "zero\0hidden", 11));
    assert_true(apie_redact_text_is_secret(redactor, "1234-56789", 9));
    assert_false(text_is_secret(redactor, "1234-56789"));
    assert_false(text_is_secret(redactor, "Internal"));
    char long_text[2000];
    memset(long_text, 'x', sizeof(long_text));
    assert_false(apie_redact_text_is_secret(redactor, long_text, sizeof(long_text)));
    memcpy(long_text + 1990, "hidden", 6);
    assert_true(apie_redact_text_is_secret(redactor, long_text, sizeof(long_text)));
    apie_fault_fail_at(1);
    assert_true(apie_redact_text_is_secret(redactor, long_text, 1500));
    assert_true(apie_fault_hit());
    apie_fault_fail_at(0);
    assert_false(apie_redact_text_is_secret(redactor, long_text, 1500));
    apie_redactor_free(redactor);
}

static void bad_configuration_is_named(void **state)
{
    (void)state;
    static const char *const deny[] = {"fine", "un(balanced", NULL};
    static const char *const keys[] = {"pin", "-_-", NULL};
    apie_error error;
    assert_null(apie_redactor_new(NULL, NULL, deny, NULL, &error));
    assert_int_equal(error.code, APIE_ERROR_CONFIG);
    assert_string_equal(error.where, "redact_deny_patterns");
    assert_non_null(strstr(error.message, "un(balanced"));
    assert_null(apie_redactor_new(keys, NULL, NULL, NULL, &error));
    assert_int_equal(error.code, APIE_ERROR_CONFIG);
    assert_string_equal(error.where, "redact_keys");
    assert_non_null(strstr(error.message, "-_-"));
    assert_null(apie_redactor_new(keys, NULL, NULL, NULL, NULL));
    apie_redactor_free(NULL);
}

static void values_are_redacted(void **state)
{
    (void)state;
    apie_redactor *redactor = new_redactor(NULL, NULL, NULL, OWN);
    check_value(redactor, "metadata", "{\"token\":\"abc\",\"q\":1}",
                "{\"token\":\"[REDACTED]\",\"q\":1}");
    check_value(redactor, "metadata",
                "{\"a\":{\"password\":{\"x\":[1]},\"b\":[\"" JWT "\",\"fine\",{\"secret\":1}]},"
                "\"tokens\":12,\"api_key\":null,\"token\":true,\"n\":null,\"t\":true,\"f\":[]}",
                "{\"a\":{\"password\":\"[REDACTED]\",\"b\":[\"[REDACTED]\",\"fine\","
                "{\"secret\":\"[REDACTED]\"}]},\"tokens\":12,\"api_key\":\"[REDACTED]\","
                "\"token\":\"[REDACTED]\",\"n\":null,\"t\":true,\"f\":[]}");
    check_value(redactor, "metadata", "\"use " OWN " here\"", "\"[REDACTED]\"");
    check_value(redactor, "metadata", "[]", "[]");
    check_value(redactor, "metadata", "{}", "{}");
    check_value(redactor, "metadata", "-7", "-7");
    check_value(redactor, "metadata", "{\"k\\\"\\u00fc\":\"\\n\"}", "{\"k\\\"\xc3\xbc\":\"\\n\"}");
    /* JSON inside a string is a text like any other */
    check_value(redactor, "metadata", "{\"arguments\":\"{\\\"token\\\":\\\"abc\\\"}\"}",
                "{\"arguments\":\"{\\\"token\\\":\\\"abc\\\"}\"}");
    apie_redactor_free(redactor);
}

static void a_key_that_is_a_credential_goes_with_its_value(void **state)
{
    (void)state;
    apie_redactor *redactor = new_redactor(NULL, NULL, NULL, NULL);
    check_value(redactor, "metadata", "{\"sk_live_0123456789ab\":{\"uses\":1},\"x\":2}",
                "{\"[REDACTED]\":\"[REDACTED]\",\"x\":2}");
    apie_redactor_free(redactor);
}

static void allowed_paths_are_left_alone(void **state)
{
    (void)state;
    static const char *const allow[] = {"Metadata.Token", "metadata.list.1", "metadata.deep.open",
                                        "error",          "tool.name",       NULL};
    apie_redactor *redactor = new_redactor(NULL, allow, NULL, OWN);
    check_value(redactor, "metadata", "{\"token\":\"abc\",\"TOKEN\":1,\"secret\":2}",
                "{\"token\":\"abc\",\"TOKEN\":1,\"secret\":\"[REDACTED]\"}");
    check_value(redactor, "payload_summary", "{\"token\":\"abc\"}", "{\"token\":\"[REDACTED]\"}");
    check_value(redactor, "metadata", "{\"list\":[\"Bearer a\",\"Bearer b\",\"Bearer c\"]}",
                "{\"list\":[\"[REDACTED]\",\"Bearer b\",\"[REDACTED]\"]}");
    check_value(redactor, "metadata",
                "{\"deep\":{\"open\":{\"token\":[{\"password\":1}]},\"openly\":{\"token\":1}}}",
                "{\"deep\":{\"open\":{\"token\":[{\"password\":1}]},"
                "\"openly\":{\"token\":\"[REDACTED]\"}}}");
    check_value(redactor, "error", "{\"token\":1,\"message\":\"Bearer a\"}",
                "{\"token\":1,\"message\":\"Bearer a\"}");
    check_value(redactor, "error.message", "\"Bearer a\"", "\"Bearer a\"");
    check_value(redactor, "errors", "\"Bearer a\"", "\"[REDACTED]\"");
    check_value(redactor, "tool", "{\"name\":\"Bearer a\",\"provider\":\"Bearer a\"}",
                "{\"name\":\"Bearer a\",\"provider\":\"[REDACTED]\"}");
    /* a dot inside a key does not lead anywhere */
    check_value(redactor, "metadata", "{\"token.x\":1}", "{\"token.x\":\"[REDACTED]\"}");
    /* the own key is not for anybody */
    check_value(redactor, "metadata", "{\"token\":\"" OWN "\"}", "{\"token\":\"[REDACTED]\"}");
    apie_redactor_free(redactor);
}

static json_t *nested_arrays(size_t depth)
{
    json_t *value = json_string("deep");
    for (size_t i = 0; i < depth && value != NULL; i++) {
        json_t *outer = json_array();
        assert_int_equal(json_array_append_new(outer, value), 0);
        value = outer;
    }
    assert_non_null(value);
    return value;
}

static void depth_is_limited(void **state)
{
    (void)state;
    apie_redactor *redactor = new_redactor(NULL, NULL, NULL, NULL);
    for (size_t depth = APIE_JSON_MAX_DEPTH - 1; depth <= APIE_JSON_MAX_DEPTH + 2; depth++) {
        json_t *value = nested_arrays(depth);
        apie_buffer buffer;
        apie_json_writer writer;
        apie_buffer_init(&buffer, 0);
        apie_json_writer_init(&writer, &buffer);
        apie_redact_write_value(redactor, &writer, "metadata", value);
        assert_int_equal(apie_json_writer_error(&writer), APIE_JSON_WRITE_OK);
        size_t written = depth < APIE_JSON_MAX_DEPTH ? depth : APIE_JSON_MAX_DEPTH;
        const char *core = depth > APIE_JSON_MAX_DEPTH ? "\"[REDACTED]\"" : "\"deep\"";
        assert_int_equal(buffer.length, 2 * written + strlen(core));
        assert_memory_equal(buffer.data + written, core, strlen(core));
        apie_buffer_free(&buffer);
        json_decref(value);
    }
    apie_redactor_free(redactor);
}

static void members_go_into_an_open_object(void **state)
{
    (void)state;
    apie_redactor *redactor = new_redactor(NULL, NULL, NULL, NULL);
    json_t *object = json_pack("{s:s, s:i}", "token", "abc", "q", 1);
    assert_non_null(object);
    apie_buffer buffer;
    apie_json_writer writer;
    apie_buffer_init(&buffer, 0);
    apie_json_writer_init(&writer, &buffer);
    apie_json_write_object_begin(&writer);
    apie_redact_write_members(redactor, &writer, "metadata", object, NULL);
    apie_redact_write_members(redactor, &writer, "metadata", NULL, NULL);
    apie_redact_write_members(redactor, &writer, "metadata", json_object_get(object, "q"), NULL);
    APIE_JSON_KEY(&writer, "result");
    apie_redact_write_value(redactor, &writer, "metadata", NULL);
    apie_json_write_object_end(&writer);
    assert_string_equal(apie_buffer_terminate(&buffer),
                        "{\"token\":\"[REDACTED]\",\"q\":1,\"result\":null}");
    apie_buffer_free(&buffer);
    json_decref(object);
    apie_redactor_free(redactor);
}

static void texts_are_written(void **state)
{
    (void)state;
    apie_redactor *redactor = new_redactor(NULL, NULL, NULL, NULL);
    apie_buffer buffer;
    apie_json_writer writer;
    apie_buffer_init(&buffer, 0);
    apie_json_writer_init(&writer, &buffer);
    apie_json_write_array_begin(&writer);
    apie_redact_write_text(redactor, &writer, "tool.name", "search \"x\"");
    apie_redact_write_text(redactor, &writer, "tool.name", "Bearer abc");
    apie_redact_write_text(redactor, &writer, "tool.name", NULL);
    apie_redact_write_text(redactor, &writer, "tool.name", APIE_NULL);
    apie_redact_write_value(redactor, &writer, "metadata", APIE_NULL);
    apie_json_write_array_end(&writer);
    assert_string_equal(apie_buffer_terminate(&buffer),
                        "[\"search \\\"x\\\"\",\"[REDACTED]\",null,null,null]");
    apie_buffer_free(&buffer);
    apie_redactor_free(redactor);
}

static void making_one_survives_every_failed_allocation(void **state)
{
    (void)state;
    static const char *const keys[] = {
        "pin", "a rather long key that needs some room of its own in the end", NULL};
    static const char *const allow[] = {"metadata.token", NULL};
    static const char *const deny[] = {"hidden", "internal", NULL};
    char own[3000];
    memset(own, 'k', sizeof(own) - 1);
    own[sizeof(own) - 1] = '\0';
    unsigned long failures = 0;
    for (unsigned long k = 1;; k++) {
        apie_error error;
        long live = apie_fault_live();
        apie_fault_fail_at(k);
        apie_redactor *redactor = apie_redactor_new(keys, allow, deny, own, &error);
        bool hit = apie_fault_hit();
        apie_fault_fail_at(0);
        if (hit) {
            assert_null(redactor);
            assert_int_equal(error.code, APIE_ERROR_NO_MEMORY);
            failures++;
        }
        apie_redactor_free(redactor);
        assert_int_equal(apie_fault_live(), live);
        if (!hit)
            break;
    }
    assert_true(failures > 0);
}

static void writing_survives_every_failed_allocation(void **state)
{
    (void)state;
    apie_redactor *redactor = new_redactor(NULL, NULL, NULL, NULL);
    json_t *value = json_pack("{s:[i,i,{s:s}], s:s}", "list", 1, 2, "token", "x", "other", "text");
    assert_non_null(value);
    unsigned long failures = 0;
    for (unsigned long k = 1;; k++) {
        apie_buffer buffer;
        apie_json_writer writer;
        apie_buffer_init(&buffer, 0);
        apie_json_writer_init(&writer, &buffer);
        apie_fault_fail_at(k);
        apie_redact_write_value(redactor, &writer, "metadata", value);
        bool hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(apie_json_writer_error(&writer),
                         hit ? APIE_JSON_WRITE_NO_MEMORY : APIE_JSON_WRITE_OK);
        apie_buffer_free(&buffer);
        failures += hit;
        if (!hit)
            break;
    }
    assert_true(failures > 0);
    json_decref(value);
    apie_redactor_free(redactor);
}

static void secrets_as_names_of_an_events_members_are_hidden(void **state)
{
    (void)state;
    apie_redactor *redactor = new_redactor(NULL, NULL, NULL, OWN);
    json_t *events = json_pack("[{s:s, s:s}]", "type", "x", OWN, "v");
    apie_buffer buffer;
    apie_json_writer writer;
    apie_buffer_init(&buffer, 0);
    apie_json_writer_init(&writer, &buffer);
    apie_redact_write_events(redactor, &writer, events);
    assert_string_equal(apie_buffer_terminate(&buffer),
                        "[{\"type\":\"x\",\"[REDACTED]\":\"[REDACTED]\"}]");
    apie_buffer_free(&buffer);
    json_decref(events);
    apie_redactor_free(redactor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(secret_keys_match_by_whole_words),
        cmocka_unit_test(secrets_as_names_of_an_events_members_are_hidden),
        cmocka_unit_test(a_measure_must_come_last),
        cmocka_unit_test(keys_of_the_program_are_added),
        cmocka_unit_test(a_key_is_read_up_to_its_length),
        cmocka_unit_test(credentials_are_found_in_texts),
        cmocka_unit_test(a_text_is_read_up_to_its_length),
        cmocka_unit_test(the_own_key_is_found_anywhere),
        cmocka_unit_test(a_short_own_key_is_found_as_a_word),
        cmocka_unit_test(deny_patterns_match_texts),
        cmocka_unit_test(bad_configuration_is_named),
        cmocka_unit_test(values_are_redacted),
        cmocka_unit_test(a_key_that_is_a_credential_goes_with_its_value),
        cmocka_unit_test(allowed_paths_are_left_alone),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(members_go_into_an_open_object),
        cmocka_unit_test(texts_are_written),
        cmocka_unit_test(making_one_survives_every_failed_allocation),
        cmocka_unit_test(writing_survives_every_failed_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
