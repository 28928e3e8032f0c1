/* Compression: what comes out reads back, and memory may run out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "honeycomb/gzip.h"
#include "support/alloc_fault.h"
#include "support/gunzip.h"

#define LARGEST 300000

static char plain[LARGEST];
static char unpacked[LARGEST + 1];

static void expect_same(size_t length)
{
    apie_buffer packed;
    apie_buffer_init(&packed, 0);
    assert_true(apie_gzip(plain, length, &packed));
    assert_int_equal(gunzip(packed.data, packed.length, unpacked, sizeof unpacked), length);
    assert_memory_equal(plain, unpacked, length);
    apie_buffer_free(&packed);
}

static void what_is_packed_reads_back(void **state)
{
    static const size_t lengths[] = {0, 1, 1024, 65535, 65536, LARGEST};
    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        memset(plain, 'x', sizeof plain);
        expect_same(lengths[i]);
        for (size_t k = 0; k < sizeof plain; k++) /* nothing to win here */
            plain[k] = (char)((k * UINT64_C(0x9E3779B97F4A7C15) + 12345) >> 40);
        expect_same(lengths[i]);
    }
}

static void it_becomes_smaller(void **state)
{
    apie_buffer packed;
    (void)state;
    for (size_t i = 0; i < 1024; i++)
        plain[i] = "{\"data\":{\"method\":\"GET\"}},"[i % 26];
    apie_buffer_init(&packed, 0);
    assert_true(apie_gzip(plain, 1024, &packed));
    assert_true(packed.length < 200);
    apie_buffer_free(&packed);
}

static void memory_may_run_out(void **state)
{
    bool hit = true;
    (void)state;
    for (unsigned long k = 1; hit; k++) {
        apie_buffer packed;
        long live = apie_fault_live();
        apie_buffer_init(&packed, 0);
        apie_fault_fail_at(k);
        bool done = apie_gzip(plain, 5000, &packed);
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(done, !hit);
        apie_buffer_free(&packed);
        assert_int_equal(apie_fault_live(), live);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_packed_reads_back),
        cmocka_unit_test(it_becomes_smaller),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
