/* Where the next page begins, out of the links that services write. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "honeycomb/page_cursor.h"
#include "support/alloc_fault.h"

static void cursors_are_found_and_decoded(void **state)
{
    static const struct {
        const char *link;
        const char *cursor;
    } cases[] = {
        {"/2/teams/t/api-keys?page[after]=abc", "abc"},
        {"/2/teams/t/api-keys?page%5Bafter%5D=abc", "abc"},
        {"/x?page%5bafter%5d=abc&page[size]=100", "abc"},
        {"/x?page[size]=100&page[after]=abc", "abc"},
        {"https://api.honeycomb.io/x?page[after]=a%2Fb%3D%3D#end", "a/b=="},
        {"?page[after]=a+b", "a+b"},
        {"/x?page[after]=a=b", "a=b"},
        {"/x?page[after]=100%", "100%"},
        {"/x?page[after]=%zz%4", "%zz%4"},
        {"/x?page[after]=", ""},
        {"/x?page[after]", ""},
        {"/x?page[before]=abc", ""},
        {"/x?xpage[after]=abc", ""},
        {"/x?page[after]x=abc", ""},
        {"/x#?page[after]=abc", ""},
        {"/x", ""},
        {"", ""},
        {"?&&", ""},
    };
    apie_arena *arena = apie_arena_new(0);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(apie_page_cursor(arena, cases[i].link), cases[i].cursor);
    apie_arena_free(arena);
}

static void memory_may_run_out(void **state)
{
    static char link[100000] = "?page[after]=";
    apie_arena *arena = apie_arena_new(0);
    (void)state;
    for (size_t i = 13; i < sizeof link - 1; i++)
        link[i] = 'x';
    apie_fault_fail_at(1);
    assert_null(apie_page_cursor(arena, link));
    apie_fault_fail_at(0);
    apie_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cursors_are_found_and_decoded),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
