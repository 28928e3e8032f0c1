#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_writer.h"
#include "support/alloc_fault.h"

typedef struct fixture {
    apie_buffer buffer;
    apie_json_writer writer;
} fixture;

static void begin(fixture *f, size_t maximum)
{
    apie_buffer_init(&f->buffer, maximum);
    apie_json_writer_init(&f->writer, &f->buffer);
}

static void end(fixture *f, const char *expected)
{
    assert_int_equal(apie_json_writer_error(&f->writer), APIE_JSON_WRITE_OK);
    assert_string_equal(apie_buffer_terminate(&f->buffer), expected);
    apie_buffer_free(&f->buffer);
}

static void end_failed(fixture *f, apie_json_write_error error)
{
    assert_int_equal(apie_json_writer_error(&f->writer), error);
    apie_buffer_free(&f->buffer);
}

static void write_everything(apie_json_writer *w)
{
    apie_json_write_object_begin(w);
    APIE_JSON_KEY(w, "id");
    apie_json_write_text(w, "a");
    APIE_JSON_KEY(w, "empty");
    apie_json_write_object_begin(w);
    apie_json_write_object_end(w);
    APIE_JSON_KEY(w, "list");
    apie_json_write_array_begin(w);
    apie_json_write_int(w, -5);
    apie_json_write_double(w, 0.5);
    apie_json_write_bool(w, true);
    apie_json_write_bool(w, false);
    apie_json_write_null(w);
    apie_json_write_text(w, NULL);
    apie_json_write_raw(w, "{\"x\": 1}", 8);
    apie_json_write_array_begin(w);
    apie_json_write_array_end(w);
    apie_json_write_array_end(w);
    apie_json_write_key_escaped(w, "k\"\n", 3);
    apie_json_write_value(w, NULL);
    apie_json_write_object_end(w);
}

static const char everything[] = "{\"id\":\"a\",\"empty\":{},\"list\":[-5,0.5,true,false,null,null,"
                                 "{\"x\": 1},[]],\"k\\\"\\n\":null}";

static void test_everything(void **state)
{
    (void)state;
    fixture f;
    begin(&f, 0);
    write_everything(&f.writer);
    end(&f, everything);
}

static void test_maximum_is_exact(void **state)
{
    (void)state;
    fixture f;
    begin(&f, sizeof everything - 1);
    write_everything(&f.writer);
    end(&f, everything);
    for (size_t maximum = 1; maximum < sizeof everything - 1; maximum++) {
        begin(&f, maximum);
        write_everything(&f.writer);
        end_failed(&f, APIE_JSON_WRITE_TOO_LARGE);
    }
}

static void check_string(const char *text, size_t length, const char *expected)
{
    /* An exact copy, so that a read beyond its end is found. */
    char *copy = malloc(length > 0 ? length : 1);
    assert_non_null(copy);
    memcpy(copy, text, length);
    fixture f;
    begin(&f, 0);
    apie_json_write_string(&f.writer, copy, length);
    end(&f, expected);
    free(copy);
}

static void test_strings(void **state)
{
    (void)state;
    check_string("", 0, "\"\"");
    check_string("plain", 5, "\"plain\"");
    check_string("a text of more than eight", 25, "\"a text of more than eight\"");
    check_string("\"\\\b\f\n\r\t/", 8, "\"\\\"\\\\\\b\\f\\n\\r\\t/\"");
    check_string("\0\x01\x1F\x7F", 4, "\"\\u0000\\u0001\\u001f\x7F\"");
    check_string("12345678\n", 9, "\"12345678\\n\"");
    check_string("caf\xC3\xA9\n\xE2\x82\xAC \xF0\x9F\x98\x80", 14,
                 "\"caf\xC3\xA9\\n\xE2\x82\xAC \xF0\x9F\x98\x80\"");
    fixture f;
    begin(&f, 0);
    apie_json_write_string(&f.writer, NULL, 0);
    end(&f, "\"\"");
}

static void test_every_character_at_every_place(void **state)
{
    (void)state;
    for (size_t place = 0; place < 20; place++) {
        for (int c = 1; c < 128; c++) {
            char text[21] = "aaaaaaaaaaaaaaaaaaaa";
            text[place] = (char)c;
            fixture f;
            begin(&f, 0);
            apie_json_write_text(&f.writer, text);
            json_t *back = json_loads(apie_buffer_terminate(&f.buffer), JSON_DECODE_ANY, NULL);
            assert_string_equal(json_string_value(back), text);
            json_decref(back);
            apie_buffer_free(&f.buffer);
        }
    }
}

static void test_bad_utf8(void **state)
{
    (void)state;
    static const char *const texts[] = {"\x80", "abcdefgh\xC3", "\xC0\x80", "\xED\xA0\x80",
                                        "ok\xC3\xA9\xFF"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        fixture f;
        begin(&f, 0);
        apie_json_write_text(&f.writer, texts[i]);
        apie_json_write_int(&f.writer, 1);
        end_failed(&f, APIE_JSON_WRITE_BAD_UTF8);
        begin(&f, 0);
        apie_json_write_key_escaped(&f.writer, texts[i], strlen(texts[i]));
        end_failed(&f, APIE_JSON_WRITE_BAD_UTF8);
    }
}

static void test_bad_numbers(void **state)
{
    (void)state;
    fixture f;
    begin(&f, 0);
    apie_json_write_double(&f.writer, (double)NAN);
    end_failed(&f, APIE_JSON_WRITE_BAD_NUMBER);
    begin(&f, 0);
    apie_json_write_double(&f.writer, -(double)INFINITY);
    apie_json_write_text(&f.writer, "\xFF");
    end_failed(&f, APIE_JSON_WRITE_BAD_NUMBER);
}

static void test_depth(void **state)
{
    (void)state;
    fixture f;
    begin(&f, 0);
    for (int i = 0; i < APIE_JSON_MAX_DEPTH; i++)
        apie_json_write_array_begin(&f.writer);
    for (int i = 0; i < APIE_JSON_MAX_DEPTH; i++)
        apie_json_write_array_end(&f.writer);
    assert_int_equal(apie_json_writer_error(&f.writer), APIE_JSON_WRITE_OK);
    apie_buffer_free(&f.buffer);
    begin(&f, 0);
    for (int i = 0; i < APIE_JSON_MAX_DEPTH + 1; i++)
        apie_json_write_object_begin(&f.writer);
    end_failed(&f, APIE_JSON_WRITE_TOO_DEEP);
}

static void test_a_value_that_holds_itself(void **state)
{
    (void)state;
    fixture f;
    json_t *outer = json_array();
    json_t *inner = json_object();
    assert_int_equal(json_array_append(outer, inner), 0);
    assert_int_equal(json_object_set(inner, "outer", outer), 0);
    begin(&f, 0);
    apie_json_write_value(&f.writer, outer);
    end_failed(&f, APIE_JSON_WRITE_TOO_DEEP);
    json_object_clear(inner);
    json_decref(inner);
    json_decref(outer);
}

static void test_values(void **state)
{
    (void)state;
    fixture f;
    json_t *value =
        json_pack("{s:s,s:I,s:f,s:[b,b,n,{},[]],s:s%}", "te\"xt", "x\ty", "int",
                  (json_int_t)INT64_MIN, "real", 0.1, "list", 1, 0, "nul", "a\0b", (size_t)3);
    assert_non_null(value);
    begin(&f, 0);
    apie_json_write_array_begin(&f.writer);
    apie_json_write_value(&f.writer, value);
    apie_json_write_value(&f.writer, value);
    apie_json_write_array_end(&f.writer);
    assert_int_equal(apie_json_writer_error(&f.writer), APIE_JSON_WRITE_OK);
    json_t *back = json_loadb(f.buffer.data, f.buffer.length, JSON_ALLOW_NUL, NULL);
    assert_int_equal(json_array_size(back), 2);
    assert_true(json_equal(json_array_get(back, 0), value));
    assert_true(json_equal(json_array_get(back, 1), value));
    json_decref(back);
    json_decref(value);
    apie_buffer_free(&f.buffer);
}

static void test_every_allocation_may_fail(void **state)
{
    (void)state;
    for (unsigned long k = 1;; k++) {
        fixture f;
        apie_fault_fail_at(k);
        begin(&f, 0);
        apie_json_write_array_begin(&f.writer);
        for (int i = 0; i < 100; i++)
            write_everything(&f.writer);
        apie_json_write_array_end(&f.writer);
        bool hit = apie_fault_hit();
        apie_fault_fail_at(0);
        end_failed(&f, hit ? APIE_JSON_WRITE_NO_MEMORY : APIE_JSON_WRITE_OK);
        if (!hit)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything), cmocka_unit_test(test_maximum_is_exact),
        cmocka_unit_test(test_strings),    cmocka_unit_test(test_every_character_at_every_place),
        cmocka_unit_test(test_bad_utf8),   cmocka_unit_test(test_bad_numbers),
        cmocka_unit_test(test_depth),      cmocka_unit_test(test_a_value_that_holds_itself),
        cmocka_unit_test(test_values),     cmocka_unit_test(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
