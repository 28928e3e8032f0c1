#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/buffer.h"
#include "support/alloc_fault.h"

static void test_append(void **state)
{
    (void)state;
    apie_buffer buffer;
    apie_buffer_init(&buffer, 0);
    assert_null(buffer.data);
    apie_buffer_append(&buffer, NULL, 0);
    apie_buffer_append(&buffer, "abc", 3);
    apie_buffer_char(&buffer, 'd');
    apie_buffer_string(&buffer, "ef");
    assert_int_equal(buffer.length, 6);
    assert_string_equal(apie_buffer_terminate(&buffer), "abcdef");
    assert_int_equal(buffer.length, 6);
    apie_buffer_char(&buffer, 'g');
    assert_string_equal(apie_buffer_terminate(&buffer), "abcdefg");
    apie_buffer_free(&buffer);
    assert_null(buffer.data);
    assert_int_equal(buffer.length, 0);
}

static void test_many_bytes(void **state)
{
    (void)state;
    apie_buffer buffer;
    apie_buffer_init(&buffer, 0);
    apie_fault_fail_at(0);
    for (size_t i = 0; i < 100000; i++)
        apie_buffer_char(&buffer, (char)('a' + i % 26));
    assert_int_equal(buffer.error, APIE_BUFFER_OK);
    assert_int_equal(buffer.length, 100000);
    assert_in_range(apie_fault_count(), 5, 15);
    for (size_t i = 0; i < 100000; i++)
        assert_int_equal(buffer.data[i], 'a' + i % 26);
    apie_buffer_free(&buffer);
}

static void test_maximum_is_exact(void **state)
{
    (void)state;
    for (size_t maximum = 1; maximum < 1000; maximum += 13) {
        apie_buffer buffer;
        apie_buffer_init(&buffer, maximum);
        for (size_t i = 0; i < maximum; i++)
            apie_buffer_char(&buffer, 'x');
        assert_int_equal(buffer.error, APIE_BUFFER_OK);
        assert_int_equal(strlen(apie_buffer_terminate(&buffer)), maximum);
        apie_buffer_char(&buffer, 'x');
        assert_int_equal(buffer.error, APIE_BUFFER_TOO_LARGE);
        assert_int_equal(buffer.length, maximum);
        assert_null(apie_buffer_terminate(&buffer));
        apie_buffer_free(&buffer);
        assert_int_equal(buffer.maximum, maximum);
        assert_int_equal(buffer.error, APIE_BUFFER_OK);
    }
}

static void test_lent_memory(void **state)
{
    (void)state;
    char memory[8];
    apie_buffer buffer;
    apie_buffer_init_lent(&buffer, 0, memory, sizeof(memory));
    apie_fault_fail_at(1);
    apie_buffer_string(&buffer, "1234567");
    assert_string_equal(apie_buffer_terminate(&buffer), "1234567");
    assert_ptr_equal(buffer.data, memory);
    assert_false(apie_fault_hit());
    apie_buffer_char(&buffer, '8');
    assert_true(apie_fault_hit());
    assert_int_equal(buffer.error, APIE_BUFFER_NO_MEMORY);
    assert_int_equal(buffer.length, 7);
    apie_buffer_reset(&buffer, sizeof(memory));
    assert_ptr_equal(buffer.data, memory);
    apie_buffer_string(&buffer, "1234567");
    apie_buffer_string(&buffer, "89");
    assert_string_equal(apie_buffer_terminate(&buffer), "123456789");
    assert_ptr_not_equal(buffer.data, memory);
    apie_buffer_free(&buffer);
    assert_null(buffer.data);
    apie_buffer_init_lent(&buffer, 3, memory, sizeof(memory));
    apie_buffer_string(&buffer, "1234");
    assert_int_equal(buffer.error, APIE_BUFFER_TOO_LARGE);
    apie_buffer_free(&buffer);
}

static void test_errors_stick(void **state)
{
    (void)state;
    apie_buffer buffer;
    apie_buffer_init(&buffer, 10);
    apie_buffer_string(&buffer, "12345");
    apie_buffer_string(&buffer, "1234567890");
    apie_buffer_char(&buffer, '6');
    assert_int_equal(buffer.error, APIE_BUFFER_TOO_LARGE);
    assert_int_equal(buffer.length, 5);
    assert_false(apie_buffer_grow(&buffer, 1));
    apie_buffer_reset(&buffer, 1000);
    assert_int_equal(buffer.error, APIE_BUFFER_OK);
    apie_buffer_string(&buffer, "1234567890");
    assert_string_equal(apie_buffer_terminate(&buffer), "1234567890");
    apie_buffer_free(&buffer);
}

static void test_absurd_size(void **state)
{
    (void)state;
    apie_buffer buffer;
    apie_buffer_init(&buffer, 0);
    apie_buffer_char(&buffer, 'x');
    assert_false(apie_buffer_grow(&buffer, SIZE_MAX));
    assert_int_equal(buffer.error, APIE_BUFFER_TOO_LARGE);
    apie_buffer_free(&buffer);
}

static void test_reset_keeps_little(void **state)
{
    (void)state;
    apie_buffer buffer;
    apie_buffer_init(&buffer, 0);
    assert_true(apie_buffer_grow(&buffer, 5000));
    assert_true(apie_buffer_grow(&buffer, 4000));
    apie_buffer_reset(&buffer, 10000);
    assert_non_null(buffer.data);
    assert_true(buffer.capacity >= 5000);
    apie_buffer_reset(&buffer, 4999);
    assert_null(buffer.data);
    assert_int_equal(buffer.capacity, 0);
    apie_buffer_free(&buffer);
}

/* What is copied when a buffer grows holds up a loop, except for blocks so large that the allocator
 * moves them without copying. */
static void test_growth_copies_little(void **state)
{
    static const char piece[100000];
    apie_buffer buffer;
    (void)state;
    apie_buffer_init(&buffer, 0);
    while (buffer.length < (size_t)70 << 20) {
        size_t before = buffer.capacity;
        apie_buffer_append(&buffer, piece, sizeof piece);
        assert_int_equal(buffer.error, APIE_BUFFER_OK);
        if (buffer.capacity != before)
            assert_true(before <= (size_t)2 << 20 || before > (size_t)32 << 20);
    }
    apie_buffer_free(&buffer);
}

static void test_empty_text(void **state)
{
    (void)state;
    apie_buffer buffer;
    apie_buffer_init(&buffer, 0);
    assert_string_equal(apie_buffer_terminate(&buffer), "");
    apie_buffer_string(&buffer, "then more");
    assert_string_equal(apie_buffer_terminate(&buffer), "then more");
    apie_buffer_free(&buffer);
}

static void test_every_allocation_may_fail(void **state)
{
    (void)state;
    for (unsigned long k = 1;; k++) {
        apie_buffer buffer;
        long live = apie_fault_live();
        apie_fault_fail_at(k);
        apie_buffer_init(&buffer, 0);
        const char *empty = apie_buffer_terminate(&buffer);
        for (int i = 0; i < 1000; i++)
            apie_buffer_string(&buffer, "some text");
        const char *text = apie_buffer_terminate(&buffer);
        bool hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(buffer.error, hit ? APIE_BUFFER_NO_MEMORY : APIE_BUFFER_OK);
        assert_int_equal(text == NULL, hit);
        assert_int_equal(empty == NULL, k == 1);
        apie_buffer_free(&buffer);
        assert_int_equal(apie_fault_live(), live);
        if (!hit)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_append),
        cmocka_unit_test(test_many_bytes),
        cmocka_unit_test(test_maximum_is_exact),
        cmocka_unit_test(test_lent_memory),
        cmocka_unit_test(test_errors_stick),
        cmocka_unit_test(test_absurd_size),
        cmocka_unit_test(test_reset_keeps_little),
        cmocka_unit_test(test_growth_copies_little),
        cmocka_unit_test(test_empty_text),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
