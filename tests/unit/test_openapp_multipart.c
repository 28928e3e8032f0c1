/* Forms with a file in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "exchange/request_body.h"
#include "openapp/multipart.h"
#include "support/alloc_fault.h"

static uint64_t draw(void *user)
{
    uint64_t *next = user;
    return (*next)++;
}

#define BOUNDARY "apie-form-0123456789abcdef0123456789abcdf0"

static apie_status build(const apie_multipart_file *file, apie_arena *arena, apie_multipart *out,
                         apie_error *error)
{
    uint64_t seed = UINT64_C(0x0123456789abcdef);
    const apie_clock clock = {.random = draw, .user = &seed};
    return apie_multipart_build(file, &clock, arena, out, error);
}

static void builds(const apie_multipart_file *file, const char *head)
{
    apie_multipart form;
    apie_error error;
    apie_buffer expected;
    apie_arena *arena = apie_arena_new(0);
    assert_non_null(arena);
    assert_int_equal(build(file, arena, &form, &error), APIE_OK);
    assert_string_equal(form.content_type, "multipart/form-data; boundary=" BOUNDARY);

    apie_buffer_init(&expected, 0);
    apie_buffer_string(&expected, "--" BOUNDARY "\r\n");
    apie_buffer_string(&expected, head);
    apie_buffer_string(&expected, "\r\n\r\n");
    apie_buffer_append(&expected, file->data, file->length);
    apie_buffer_string(&expected, "\r\n--" BOUNDARY "--\r\n");
    assert_int_equal(form.length, expected.length);
    assert_memory_equal(form.body, expected.data, form.length);
    apie_buffer_free(&expected);
    apie_arena_free(arena);
}

static void a_form_has_one_file(void **state)
{
    (void)state;
    const apie_multipart_file file = {"file", "door.png", "image/png", "\x89PNG\0\r\n--", 10};
    builds(&file, "Content-Disposition: form-data; name=\"file\"; filename=\"door.png\"\r\n"
                  "Content-Type: image/png");
}

static void a_file_without_a_name_is_an_upload(void **state)
{
    (void)state;
    const char *const names[] = {NULL, ""};
    for (size_t i = 0; i < 2; i++) {
        const apie_multipart_file file = {"file", names[i], "image/webp", "x", 1};
        builds(&file, "Content-Disposition: form-data; name=\"file\"; filename=\"upload\"\r\n"
                      "Content-Type: image/webp");
    }
}

static void names_cannot_end_their_line(void **state)
{
    (void)state;
    const apie_multipart_file file = {"file", "a\"b\r\nX-Evil: 1\\ T\xC3\xBCr.png", "image/png",
                                      "x", 1};
    builds(&file, "Content-Disposition: form-data; name=\"file\"; "
                  "filename=\"a%22b%0D%0AX-Evil: 1\\ T\xC3\xBCr.png\"\r\n"
                  "Content-Type: image/png");
}

static void refused(apie_multipart_file file, const char *where)
{
    apie_multipart form;
    apie_error error;
    apie_arena *arena = apie_arena_new(0);
    assert_non_null(arena);
    assert_int_equal(build(&file, arena, &form, &error), APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, where);
    assert_null(form.body);
    apie_arena_free(arena);
}

static void what_cannot_be_sent_is_refused(void **state)
{
    (void)state;
    refused((apie_multipart_file){"file", "a", "image/png", NULL, 5}, "data");
    refused((apie_multipart_file){"file", "a", "image/png", "x", 0}, "data");
    refused((apie_multipart_file){"file", "a", NULL, "x", 1}, "content_type");
    refused((apie_multipart_file){"file", "a", "", "x", 1}, "content_type");
    refused((apie_multipart_file){"file", "a", "image/png\r\nX-Evil: 1", "x", 1}, "content_type");
    refused((apie_multipart_file){"file", "a\xFF", "image/png", "x", 1}, "file_name");
}

static void a_file_may_be_too_large(void **state)
{
    (void)state;
    char *data = calloc(1, APIE_REQUEST_BODY_MAX + 1);
    assert_non_null(data);
    const size_t lengths[] = {APIE_REQUEST_BODY_MAX - 100, APIE_REQUEST_BODY_MAX + 1};
    for (size_t i = 0; i < 2; i++)
        refused((apie_multipart_file){"file", "a", "image/png", data, lengths[i]}, "data");
    free(data);
}

/* It may be large, and is copied nowhere else. */
static void a_file_is_copied_once(void **state)
{
    (void)state;
    const size_t lengths[] = {100, 100000, 10000000};
    unsigned long counts[3] = {0};
    for (size_t i = 0; i < 3; i++) {
        char *data = calloc(1, lengths[i]);
        const apie_multipart_file file = {"file", "a", "image/png", data, lengths[i]};
        apie_multipart form;
        apie_error error;
        apie_arena *arena = apie_arena_new(0);
        assert_non_null(data);
        assert_non_null(arena);
        apie_fault_fail_at(0);
        assert_int_equal(build(&file, arena, &form, &error), APIE_OK);
        counts[i] = apie_fault_count();
        apie_arena_free(arena);
        free(data);
    }
    assert_int_equal(counts[1], counts[0]);
    assert_int_equal(counts[2], counts[0]);
}

static void every_form_has_its_own_boundary(void **state)
{
    (void)state;
    uint64_t seed = 1;
    const apie_clock clock = {.random = draw, .user = &seed};
    const apie_multipart_file file = {"file", "a", "image/png", "x", 1};
    apie_multipart first;
    apie_multipart second;
    apie_error error;
    apie_arena *arena = apie_arena_new(0);
    assert_non_null(arena);
    assert_int_equal(apie_multipart_build(&file, &clock, arena, &first, &error), APIE_OK);
    assert_int_equal(apie_multipart_build(&file, &clock, arena, &second, &error), APIE_OK);
    assert_string_not_equal(first.content_type, second.content_type);
    apie_arena_free(arena);
}

static void memory_may_run_out(void **state)
{
    (void)state;
    const apie_multipart_file file = {"file", "a", "image/png", "x", 1};
    for (unsigned long k = 1;; k++) {
        long live = apie_fault_live();
        apie_multipart form;
        apie_error error;
        apie_status status = APIE_ERROR_NO_MEMORY;
        apie_fault_fail_at(k);
        apie_arena *arena = apie_arena_new(0);
        if (arena != NULL)
            status = build(&file, arena, &form, &error);
        bool hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(status, hit ? APIE_ERROR_NO_MEMORY : APIE_OK);
        apie_arena_free(arena);
        assert_int_equal(apie_fault_live(), live);
        if (!hit)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_form_has_one_file),
        cmocka_unit_test(a_file_without_a_name_is_an_upload),
        cmocka_unit_test(names_cannot_end_their_line),
        cmocka_unit_test(what_cannot_be_sent_is_refused),
        cmocka_unit_test(a_file_may_be_too_large),
        cmocka_unit_test(a_file_is_copied_once),
        cmocka_unit_test(every_form_has_its_own_boundary),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
