/* The program's own redaction, and that of schemas. */
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

/* What the program answers, and what it was asked. */
typedef struct program {
    const char *path; /* where it answers; elsewhere it leaves all as it is */
    json_t *answer;
    unsigned asked;
} program;

static json_t *answer(const char *path, const json_t *value, void *user)
{
    program *p = user;
    assert_non_null(value);
    p->asked++;
    return strcmp(path, p->path) == 0 ? json_incref(p->answer) : NULL;
}

static apie_redactor *new_redactor(program *p, const char *const *allow)
{
    apie_redactor *redactor = apie_redactor_new(NULL, allow, NULL, OWN, NULL);
    assert_non_null(redactor);
    apie_redactor_set_callback(redactor, answer, p);
    return redactor;
}

static json_t *parse(const char *text)
{
    json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);
    assert_non_null(value);
    return value;
}

typedef void write_fn(const apie_redactor *redactor, apie_json_writer *writer, const char *path,
                      const json_t *value);

static void check_with(write_fn *write, const apie_redactor *redactor, const char *path,
                       const char *json, const char *expected)
{
    json_t *value = parse(json);
    apie_buffer buffer;
    apie_json_writer writer;
    apie_buffer_init(&buffer, 0);
    apie_json_writer_init(&writer, &buffer);
    write(redactor, &writer, path, value);
    assert_int_equal(apie_json_writer_error(&writer), APIE_JSON_WRITE_OK);
    assert_string_equal(apie_buffer_terminate(&buffer), expected);
    apie_buffer_free(&buffer);
    json_decref(value);
}

static void check_text(const apie_redactor *redactor, const char *path, const char *text,
                       const char *expected)
{
    apie_buffer buffer;
    apie_json_writer writer;
    apie_buffer_init(&buffer, 0);
    apie_json_writer_init(&writer, &buffer);
    apie_redact_write_text(redactor, &writer, path, text);
    assert_int_equal(apie_json_writer_error(&writer), APIE_JSON_WRITE_OK);
    assert_string_equal(apie_buffer_terminate(&buffer), expected);
    apie_buffer_free(&buffer);
}

static void a_value_is_left_or_replaced_as_a_whole(void **state)
{
    (void)state;
    program p = {.path = "metadata", .answer = parse("{\"n\":1}")};
    apie_redactor *redactor = new_redactor(&p, NULL);
    check_with(apie_redact_write_value, redactor, "payload_summary", "{\"a\":{\"b\":2}}",
               "{\"a\":{\"b\":2}}");
    assert_int_equal(p.asked, 1);
    check_with(apie_redact_write_value, redactor, "metadata", "{\"a\":{\"b\":2}}", "{\"n\":1}");
    assert_int_equal(p.asked, 2);
    apie_redactor_free(redactor);
    json_decref(p.answer);
}

static void what_replaces_it_is_redacted_as_usual(void **state)
{
    (void)state;
    program p = {.path = "metadata", .answer = parse("{\"password\":\"x\",\"t\":\"" OWN "\"}")};
    apie_redactor *redactor = new_redactor(&p, NULL);
    check_with(apie_redact_write_value, redactor, "metadata", "{\"fine\":true}",
               "{\"password\":\"[REDACTED]\",\"t\":\"[REDACTED]\"}");
    apie_redactor_free(redactor);
    json_decref(p.answer);
}

static void nothing_is_asked_about_nothing(void **state)
{
    (void)state;
    program p = {.path = "metadata", .answer = parse("{}")};
    apie_redactor *redactor = new_redactor(&p, NULL);
    apie_buffer buffer;
    apie_json_writer writer;
    apie_buffer_init(&buffer, 0);
    apie_json_writer_init(&writer, &buffer);
    apie_json_write_array_begin(&writer);
    apie_redact_write_value(redactor, &writer, "metadata", NULL);
    apie_redact_write_value(redactor, &writer, "metadata", APIE_NULL);
    apie_redact_write_text(redactor, &writer, "metadata", NULL);
    apie_redact_write_text(redactor, &writer, "metadata", APIE_NULL);
    apie_json_write_array_end(&writer);
    assert_string_equal(apie_buffer_terminate(&buffer), "[null,null,null,null]");
    assert_int_equal(p.asked, 0);
    apie_buffer_free(&buffer);
    apie_redactor_free(redactor);
    json_decref(p.answer);
}

static void an_object_stays_an_object(void **state)
{
    (void)state;
    static const char *const answers[] = {"\"text\"", "[1]", "null", "7"};
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        program p = {.path = "metadata", .answer = parse(answers[i])};
        apie_redactor *redactor = new_redactor(&p, NULL);
        check_with(apie_redact_write_value, redactor, "metadata", "{\"a\":1}", "{}");
        check_with(apie_redact_write_value, redactor, "metadata", "[1,2]",
                   i == 0 ? "\"text\"" : answers[i]);
        apie_redactor_free(redactor);
        json_decref(p.answer);
    }
}

static void a_text_becomes_a_text_or_null(void **state)
{
    (void)state;
    static const struct {
        const char *answer, *expected;
    } cases[] = {
        {"\"other\"", "\"other\""},        {"null", "null"},
        {"\"" OWN "\"", "\"[REDACTED]\""}, {"{\"a\":1}", "\"[REDACTED]\""},
        {"17", "\"[REDACTED]\""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        program p = {.path = "tool.name", .answer = parse(cases[i].answer)};
        apie_redactor *redactor = new_redactor(&p, NULL);
        check_text(redactor, "tool.name", "given", cases[i].expected);
        check_text(redactor, "tool.provider", "given", "\"given\"");
        check_text(redactor, "tool.provider", OWN, "\"[REDACTED]\"");
        assert_int_equal(p.asked, 3);
        apie_redactor_free(redactor);
        json_decref(p.answer);
    }
}

/* Memory is short exactly when the text is handed to the program: it is hidden, not let through. */
static void a_text_is_hidden_without_memory(void **state)
{
    (void)state;
    program p = {.path = "", .answer = NULL};
    apie_redactor *redactor = new_redactor(&p, NULL);
    json_set_alloc_funcs(malloc, free);
    apie_buffer buffer;
    apie_json_writer writer;
    apie_buffer_init(&buffer, 0);
    assert_true(apie_buffer_reserve(&buffer, 100));
    apie_json_writer_init(&writer, &buffer);
    apie_fault_fail_at(1);
    apie_redact_write_text(redactor, &writer, "error.message", "no secret");
    assert_true(apie_fault_hit());
    apie_fault_fail_at(0);
    assert_string_equal(apie_buffer_terminate(&buffer), "\"[REDACTED]\"");
    assert_int_equal(p.asked, 0);
    apie_buffer_free(&buffer);
    apie_redactor_free(redactor);
}

static void a_schema_keeps_what_describes_a_secret(void **state)
{
    (void)state;
    program p = {.path = "", .answer = NULL};
    apie_redactor *redactor = new_redactor(&p, NULL);
    check_with(apie_redact_write_schema, redactor, "inputSchema",
               "{\"properties\":{\"password\":{\"type\":\"string\",\"default\":\"hunter2\","
               "\"enum\":[\"a\",\"b\"],\"description\":\"yours\"},"
               "\"token\":true,\"n\":{\"default\":3,\"examples\":[\"" OWN "\"]}},"
               "\"secret\":\"plain\",\"required\":[\"password\"]}",
               "{\"properties\":{\"password\":{\"type\":\"string\",\"default\":\"[REDACTED]\","
               "\"enum\":\"[REDACTED]\",\"description\":\"yours\"},"
               "\"token\":true,\"n\":{\"default\":3,\"examples\":[\"[REDACTED]\"]}},"
               "\"secret\":\"[REDACTED]\",\"required\":[\"password\"]}");
    /* elsewhere the name alone is reason enough */
    check_with(apie_redact_write_value, redactor, "metadata",
               "{\"password\":{\"type\":\"string\"}}", "{\"password\":\"[REDACTED]\"}");
    apie_redactor_free(redactor);
}

static void an_allowed_path_lets_a_sample_through(void **state)
{
    (void)state;
    static const char *const allow[] = {"inputSchema.properties.pin_token", NULL};
    program p = {.path = "", .answer = NULL};
    apie_redactor *redactor = new_redactor(&p, allow);
    check_with(apie_redact_write_schema, redactor, "inputSchema",
               "{\"properties\":{\"pin_token\":{\"default\":\"0000\"},"
               "\"token\":{\"default\":\"0000\"}}}",
               "{\"properties\":{\"pin_token\":{\"default\":\"0000\"},"
               "\"token\":{\"default\":\"[REDACTED]\"}}}");
    apie_redactor_free(redactor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_is_left_or_replaced_as_a_whole),
        cmocka_unit_test(what_replaces_it_is_redacted_as_usual),
        cmocka_unit_test(nothing_is_asked_about_nothing),
        cmocka_unit_test(an_object_stays_an_object),
        cmocka_unit_test(a_text_becomes_a_text_or_null),
        cmocka_unit_test(a_text_is_hidden_without_memory),
        cmocka_unit_test(a_schema_keeps_what_describes_a_secret),
        cmocka_unit_test(an_allowed_path_lets_a_sample_through),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
