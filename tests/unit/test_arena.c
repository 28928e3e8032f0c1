#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdalign.h>
#include <stdbool.h>
#include <string.h>

#include <apie/response.h>

#include "base/arena.h"
#include "base/ownership.h"
#include "base/root.h"
#include "support/alloc_fault.h"

static bool is_zero(const void *memory, size_t size)
{
    const unsigned char *bytes = memory;
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != 0)
            return false;
    return true;
}

static void test_alloc_is_zeroed_and_aligned(void **state)
{
    (void)state;
    for (size_t hint = 0; hint < 5000; hint = hint * 3 + 7) {
        apie_arena *arena = apie_arena_new(hint);
        assert_non_null(arena);
        for (size_t size = 0; size < 3000; size += 37) {
            unsigned char *memory = apie_arena_alloc(arena, size);
            assert_non_null(memory);
            assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
            assert_true(is_zero(memory, size));
            memset(memory, 0xAA, size);
            char *text = apie_arena_text(arena, size % 11);
            assert_non_null(text);
            memset(text, 0xBB, size % 11);
        }
        apie_arena_free(arena);
    }
}

/* Pieces of many sizes, all written, then all checked: none overlaps another. */
static void test_pieces_do_not_overlap(void **state)
{
    (void)state;
    enum { COUNT = 2000 };
    static unsigned char *pieces[COUNT];
    apie_arena *arena = apie_arena_new(100);
    for (size_t i = 0; i < COUNT; i++) {
        size_t size = i * 7919 % (i % 50 == 0 ? 70000 : 300) + 1;
        pieces[i] = i % 2 == 0 ? apie_arena_alloc(arena, size)
                               : (unsigned char *)apie_arena_text(arena, size);
        assert_non_null(pieces[i]);
        memset(pieces[i], (int)(i & 0xFF), size);
    }
    for (size_t i = 0; i < COUNT; i++) {
        size_t size = i * 7919 % (i % 50 == 0 ? 70000 : 300) + 1;
        for (size_t at = 0; at < size; at++)
            assert_int_equal(pieces[i][at], i & 0xFF);
    }
    apie_arena_free(arena);
}

static void test_hint_is_one_allocation(void **state)
{
    (void)state;
    void *root = NULL;
    apie_fault_fail_at(0);
    apie_arena *arena = apie_arena_new_with_root(100, 1000, &root);
    for (int i = 0; i < 10; i++)
        assert_non_null(apie_arena_alloc(arena, 48));
    assert_non_null(apie_arena_text(arena, 500));
    assert_int_equal(apie_fault_count(), 1);
    apie_free(root);
}

static void test_blocks_grow(void **state)
{
    (void)state;
    apie_fault_fail_at(0);
    apie_arena *arena = apie_arena_new(0);
    for (int i = 0; i < 10000; i++)
        assert_non_null(apie_arena_alloc(arena, 64));
    assert_in_range(apie_fault_count(), 8, 24);
    apie_arena_free(arena);
}

static void test_copies(void **state)
{
    (void)state;
    apie_arena *arena = apie_arena_new(0);
    assert_string_equal(apie_arena_strdup(arena, "hello"), "hello");
    assert_string_equal(apie_arena_strdup(arena, ""), "");
    assert_string_equal(apie_arena_strndup(arena, "hello", 3), "hel");
    assert_string_equal(apie_arena_strndup(arena, NULL, 0), "");
    apie_arena_free(arena);
    apie_arena_free(NULL);
}

static void test_absurd_sizes_are_refused(void **state)
{
    (void)state;
    void *root = NULL;
    apie_arena *arena = apie_arena_new(0);
    size_t sizes[] = {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 64, SIZE_MAX / 2};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        assert_null(apie_arena_alloc(arena, sizes[i]));
        assert_null(apie_arena_text(arena, sizes[i]));
        assert_null(apie_arena_strndup(arena, "x", sizes[i]));
        assert_null(apie_arena_new(sizes[i]));
        assert_null(apie_arena_new_with_root(sizes[i], 0, &root));
    }
    assert_non_null(apie_arena_alloc(arena, 1));
    apie_arena_free(arena);
}

static char order[8];

static void note(void *object)
{
    order[strlen(order)] = *(const char *)object;
}

static void test_on_free_runs_backwards(void **state)
{
    (void)state;
    char names[] = "abc";
    void *root = NULL;
    memset(order, 0, sizeof order);
    apie_arena *arena = apie_arena_new_with_root(8, 0, &root);
    for (int i = 0; i < 3; i++)
        assert_int_equal(apie_arena_on_free(arena, note, names + i), 0);
    assert_string_equal(order, "");
    apie_free(root);
    assert_string_equal(order, "cba");
}

static void test_root(void **state)
{
    (void)state;
    void *root = NULL;
    apie_arena *arena = apie_arena_new_with_root(300, 50, &root);
    assert_non_null(arena);
    assert_ptr_equal(apie_arena_of_root(root), arena);
    assert_int_equal((uintptr_t)root % alignof(max_align_t), 0);
    assert_true(is_zero(root, 300));
    memset(root, 0xFF, 300);
    assert_non_null(apie_arena_alloc(apie_arena_of_root(root), 4000));
    apie_free(root);
    apie_free(NULL);
}

static void test_take_and_free_tell_the_lender(void **state)
{
    (void)state;
    void *root = NULL;
    bool taken = false;
    assert_non_null(apie_arena_new_with_root(8, 0, &root));
    apie_lend_result(root, &taken);
    apie_lend_result(root, NULL);
    assert_ptr_equal(apie_take(root), root);
    assert_false(taken);

    apie_lend_result(root, &taken);
    assert_ptr_equal(apie_take(root), root);
    assert_true(taken);
    taken = false;
    apie_free(root);
    assert_false(taken);

    assert_non_null(apie_arena_new_with_root(8, 0, &root));
    apie_lend_result(root, &taken);
    apie_free(root);
    assert_true(taken);

    apie_lend_result(NULL, &taken);
    assert_null(apie_take(NULL));
}

/* A result of another version of the library: only what stands before the object is known. */
static void *released;

static void foreign_release(void *object)
{
    released = object;
}

static void test_foreign_root(void **state)
{
    (void)state;
    struct {
        apie_root root;
        int object;
    } foreign = {{foreign_release, NULL}, 7};
    bool taken = false;
    apie_lend_result(&foreign.object, &taken);
    assert_ptr_equal(apie_take(&foreign.object), &foreign.object);
    assert_true(taken);
    apie_free(&foreign.object);
    assert_ptr_equal(released, &foreign.object);
}

static void count_call(void *object)
{
    ++*(int *)object;
}

static void test_every_allocation_may_fail(void **state)
{
    (void)state;
    char long_text[601];
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    for (unsigned long k = 1;; k++) {
        int calls = 0;
        int registered = 0;
        bool good = true;
        void *root = NULL;
        long live = apie_fault_live();
        apie_fault_fail_at(k);
        apie_arena *arena = apie_arena_new_with_root(16, 16, &root);
        for (int i = 0; arena != NULL && i < 50; i++) {
            good = apie_arena_alloc(arena, i % 7 == 0 ? 200 : 0) != NULL && good;
            good = apie_arena_strdup(arena, long_text) != NULL && good;
            if (apie_arena_on_free(arena, count_call, &calls) == 0)
                registered++;
            else
                good = false;
        }
        good = arena != NULL && apie_arena_text(arena, 100000) != NULL && good;
        apie_arena_free(arena);
        bool hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(good, !hit);
        assert_int_equal(calls, registered);
        assert_int_equal(apie_fault_live(), live);
        if (!hit)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alloc_is_zeroed_and_aligned),
        cmocka_unit_test(test_pieces_do_not_overlap),
        cmocka_unit_test(test_hint_is_one_allocation),
        cmocka_unit_test(test_blocks_grow),
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_absurd_sizes_are_refused),
        cmocka_unit_test(test_on_free_runs_backwards),
        cmocka_unit_test(test_root),
        cmocka_unit_test(test_take_and_free_tell_the_lender),
        cmocka_unit_test(test_foreign_root),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
