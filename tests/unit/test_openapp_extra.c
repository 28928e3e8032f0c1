/* Members of OpenApp's requests that their structs do not have. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include <apie/openapp.h>
#include <apie/openapp/orgs.h>

#include "generated/openapp_models.h"
#include "support/alloc_fault.h"

static apie_openapp_extra *make(json_t *members)
{
    apie_openapp_extra *extra = NULL;
    apie_error error;
    if (apie_openapp_extra_make(members, &extra, &error) != APIE_OK)
        fail_msg("%s", error.message);
    json_decref(members);
    return extra;
}

static apie_status encode(const apie_openapp_extra *extra, char *out, size_t size,
                          apie_error *error)
{
    const apie_openapp_org_update body = {.extra = extra->extra, .description = "x"};
    apie_buffer buffer;
    apie_json_writer writer;
    apie_error_clear(error);
    apie_buffer_init(&buffer, 0);
    apie_json_writer_init(&writer, &buffer);
    apie_status status =
        apie_model_encode(&apie_model_openapp_org_update, &body, NULL, &writer, error);
    apie_text_format(out, size, "%.*s", (int)buffer.length, buffer.data);
    apie_buffer_free(&buffer);
    return status;
}

static void they_follow_the_members_of_the_struct(void **state)
{
    apie_openapp_extra *extra =
        make(json_pack("{s:{s:[i,n]}, s:s, s:s}", "a/b", "c", 1, "\xC3\xA9\n", "d\"", "empty", ""));
    char text[200];
    apie_error error;
    (void)state;
    assert_int_equal(encode(extra, text, sizeof text, &error), APIE_OK);
    assert_non_null(strstr(text, "{\"description\":\"x\","));
    assert_non_null(strstr(text, "\"a/b\":{\"c\":[1,null]}"));
    assert_non_null(strstr(text, "\"\xC3\xA9\\n\":\"d\\\"\""));
    assert_non_null(strstr(text, "\"empty\":\"\""));
    apie_free(extra);
}

static void none_at_all_add_nothing(void **state)
{
    apie_openapp_extra *extra = make(json_object());
    char text[200];
    apie_error error;
    (void)state;
    assert_int_equal(encode(extra, text, sizeof text, &error), APIE_OK);
    assert_string_equal(text, "{\"description\":\"x\"}");
    apie_free(extra);
}

/* Whether the struct's own member is set or not: the service must not get a name twice. */
static void a_member_that_the_struct_has_is_refused(void **state)
{
    static const char *const names[] = {"description", "name"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        apie_openapp_extra *extra = make(json_pack("{s:s}", names[i], "y"));
        char text[200];
        apie_error error;
        assert_int_equal(encode(extra, text, sizeof text, &error), APIE_ERROR_INVALID_ARGUMENT);
        assert_string_equal(error.message, "extra has a member that the struct has, too");
        apie_free(extra);
    }
}

static void only_objects_that_can_be_sent_will_do(void **state)
{
    json_t *list = json_array();
    json_t *broken = json_pack("{s:o}", "a", json_stringn_nocheck("\xFF", 1));
    const json_t *const bad[] = {NULL, APIE_NULL, json_null(), list, broken};
    (void)state;
    for (size_t i = 0; i < 5; i++) {
        apie_openapp_extra *extra = (apie_openapp_extra *)1;
        apie_error error;
        assert_int_equal(apie_openapp_extra_make(bad[i], &extra, &error),
                         APIE_ERROR_INVALID_ARGUMENT);
        assert_null(extra);
        assert_int_equal(apie_openapp_extra_make(bad[i], &extra, NULL),
                         APIE_ERROR_INVALID_ARGUMENT);
    }
    json_decref(broken);
    json_decref(list);
}

static void every_allocation_may_fail(void **state)
{
    json_t *members = json_pack("{s:{s:[i,n]}, s:s}", "a", "b", 1, "c", "d");
    apie_status status = APIE_ERROR_NO_MEMORY;
    (void)state;
    for (unsigned long k = 1; status != APIE_OK; k++) {
        apie_openapp_extra *extra = NULL;
        apie_error error;
        apie_fault_fail_at(k);
        status = apie_openapp_extra_make(members, &extra, &error);
        const bool hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(status, hit ? APIE_ERROR_NO_MEMORY : APIE_OK);
        assert_int_equal(extra != NULL, status == APIE_OK);
        apie_free(extra);
    }
    json_decref(members);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_follow_the_members_of_the_struct),
        cmocka_unit_test(none_at_all_add_nothing),
        cmocka_unit_test(a_member_that_the_struct_has_is_refused),
        cmocka_unit_test(only_objects_that_can_be_sent_will_do),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
