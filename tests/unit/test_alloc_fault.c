#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "support/alloc_fault.h"

static void *volatile kept;

/* Four allocations, one of each kind; how many of them worked. */
static int allocate_four(void)
{
    int worked = 0;
    worked += (kept = malloc(1)) != NULL;
    free(kept);
    worked += (kept = calloc(1, 1)) != NULL;
    free(kept);
    worked += (kept = realloc(NULL, 1)) != NULL;
    free(kept);
    worked += (kept = strdup("text")) != NULL;
    free(kept);
    return worked;
}

static void test_each_function_fails_once(void **state)
{
    (void)state;
    for (unsigned long k = 1; k <= 4; k++) {
        apie_fault_fail_at(k);
        assert_false(apie_fault_hit());
        assert_int_equal(allocate_four(), 3);
        assert_true(apie_fault_hit());
        assert_int_equal(apie_fault_count(), 4);
        assert_int_equal(allocate_four(), 4);
    }
    apie_fault_fail_at(5);
    assert_int_equal(allocate_four(), 4);
    assert_false(apie_fault_hit());
    apie_fault_fail_at(0);
    assert_int_equal(apie_fault_count(), 0);
    assert_int_equal(allocate_four(), 4);
}

static void test_all_fail_from_the_kth_on(void **state)
{
    (void)state;
    apie_fault_fail_from(3);
    assert_int_equal(allocate_four(), 2);
    assert_true(apie_fault_hit());
    assert_int_equal(allocate_four(), 0);
    apie_fault_fail_at(0);
    assert_int_equal(allocate_four(), 4);
}

static void test_failed_realloc_keeps_the_block(void **state)
{
    (void)state;
    long before = apie_fault_live();
    /* volatile: a compiler takes the block for freed. */
    char *volatile block = strdup("x");
    apie_fault_fail_at(1);
    assert_null(realloc(block, 100000));
    apie_fault_fail_at(0);
    assert_string_equal(block, "x");
    assert_int_equal(apie_fault_live(), before + 1);
    free(block);
    assert_int_equal(apie_fault_live(), before);
}

static void test_live_blocks_are_counted(void **state)
{
    (void)state;
    enum { COUNT = 10000 };
    static void *blocks[COUNT];
    long before = apie_fault_live();
    for (size_t i = 0; i < COUNT; i++)
        blocks[i] = malloc(i % 100 + 1);
    assert_int_equal(apie_fault_live(), before + COUNT);
    for (size_t i = 0; i < COUNT; i += 3) {
        void *moved = realloc(blocks[i], 1000);
        assert_non_null(moved);
        blocks[i] = moved;
    }
    assert_int_equal(apie_fault_live(), before + COUNT);
    for (size_t i = 0; i < COUNT; i += 2)
        free(blocks[i]);
    assert_int_equal(apie_fault_live(), before + COUNT / 2);
    for (size_t i = 1; i < COUNT; i += 2)
        free(blocks[i]);
    assert_int_equal(apie_fault_live(), before);
}

/* Blocks that another library made do not disturb the count when they are freed here. */
static void test_foreign_blocks_do_not_count(void **state)
{
    (void)state;
    long before = apie_fault_live();
    json_t *value = json_integer(1);
    char *text = json_dumps(value, JSON_ENCODE_ANY);
    json_decref(value);
    assert_string_equal(text, "1");
    free(text);
    assert_int_equal(apie_fault_live(), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_function_fails_once),
        cmocka_unit_test(test_all_fail_from_the_kth_on),
        cmocka_unit_test(test_failed_realloc_keeps_the_block),
        cmocka_unit_test(test_live_blocks_are_counted),
        cmocka_unit_test(test_foreign_blocks_do_not_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
