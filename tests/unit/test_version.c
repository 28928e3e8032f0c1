#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include <apie/version.h>

static void test_all_forms_agree(void **state)
{
    (void)state;
    char text[32];
    snprintf(text, sizeof(text), "%d.%d.%d", APIE_VERSION_MAJOR, APIE_VERSION_MINOR,
             APIE_VERSION_PATCH);
    assert_string_equal(text, APIE_VERSION);
    assert_string_equal(text, apie_version());
    assert_int_equal(APIE_VERSION_NUMBER, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all_forms_agree)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
