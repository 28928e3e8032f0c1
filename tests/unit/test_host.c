/* Clocks, randomness, fork detection and the cancel token. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <apie/options.h>

#include "driver/host.h"
#include "support/alloc_fault.h"

static uint64_t draw(void)
{
    const apie_clock *clock = apie_host_clock();

    return clock->random(clock->user);
}

static void the_monotonic_clock_counts_milliseconds(void **state)
{
    const apie_clock *clock = apie_host_clock();
    struct timespec pause = {0, 20 * 1000000};
    uint64_t before = clock->monotonic_ms(clock->user);

    (void)state;
    assert_int_equal(clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, NULL), 0);
    uint64_t after = clock->monotonic_ms(clock->user);
    assert_in_range(after - before, 19, 10000);
}

static void the_wall_clock_is_the_systems(void **state)
{
    const apie_clock *clock = apie_host_clock();
    int64_t before = (int64_t)time(NULL);
    int64_t now_s = clock->wall_us(clock->user) / 1000000;

    (void)state;
    assert_true(now_s >= before - 1 && now_s <= before + 60);
}

static void random_numbers_differ_and_use_all_bits(void **state)
{
    uint64_t any = 0;
    uint64_t all = UINT64_MAX;
    uint64_t last = draw();

    (void)state;
    for (int i = 0; i < 200; i++) {
        uint64_t next = draw();
        assert_int_not_equal(next, last);
        any |= next;
        all &= next;
        last = next;
    }
    assert_true(any == UINT64_MAX);
    assert_true(all == 0);
}

static void *draw_in_thread(void *user)
{
    *(uint64_t *)user = draw();
    return NULL;
}

static void threads_draw_different_numbers(void **state)
{
    uint64_t numbers[2] = {0, 0};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        pthread_t thread;
        assert_int_equal(pthread_create(&thread, NULL, draw_in_thread, &numbers[i]), 0);
        assert_int_equal(pthread_join(thread, NULL), 0);
    }
    assert_int_not_equal(numbers[0], numbers[1]);
}

typedef struct child_report {
    uint64_t number;
    uint64_t generation;
    uint64_t grandchild_generation;
} child_report;

static void write_all(int fd, const void *data, size_t size)
{
    if (write(fd, data, size) != (ssize_t)size)
        _exit(1);
}

static void run_child(int fd)
{
    child_report report = {draw(), apie_host_generation(), 0};
    int ends[2];

    if (pipe(ends) != 0)
        _exit(1);
    pid_t grandchild = fork();
    if (grandchild == 0) {
        uint64_t generation = apie_host_generation();
        write_all(ends[1], &generation, sizeof generation);
        _exit(0);
    }
    if (read(ends[0], &report.grandchild_generation, sizeof report.grandchild_generation) !=
            (ssize_t)sizeof report.grandchild_generation ||
        waitpid(grandchild, NULL, 0) != grandchild)
        _exit(1);
    write_all(fd, &report, sizeof report);
    _exit(0);
}

static void a_child_has_another_generation_and_other_numbers(void **state)
{
    uint64_t generation = apie_host_generation();
    child_report report = {0, 0, 0};
    int ends[2];
    int status = 0;

    (void)state;
    (void)draw(); /* seeds the state that the child inherits */
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0)
        run_child(ends[1]);
    assert_int_equal(read(ends[0], &report, sizeof report), sizeof report);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_not_equal(report.number, draw());
    assert_int_not_equal(report.generation, generation);
    assert_int_not_equal(report.grandchild_generation, generation);
    assert_int_not_equal(report.grandchild_generation, report.generation);
    assert_int_equal(apie_host_generation(), generation);
    close(ends[0]);
    close(ends[1]);
}

/* ---- cancel token ---- */

static apie_cancel_token *interrupted;

static void on_signal(int number)
{
    (void)number;
    apie_cancel_token_cancel(interrupted);
}

static void a_token_is_cancelled_and_reset(void **state)
{
    struct sigaction action = {.sa_handler = on_signal};
    struct sigaction old;
    apie_cancel_token *token = apie_cancel_token_new();

    (void)state;
    assert_non_null(token);
    assert_false(apie_cancel_token_is_cancelled(token));
    apie_cancel_token_cancel(token);
    apie_cancel_token_cancel(token);
    assert_true(apie_cancel_token_is_cancelled(token));
    apie_cancel_token_reset(token);
    assert_false(apie_cancel_token_is_cancelled(token));

    interrupted = token;
    assert_int_equal(sigaction(SIGUSR1, &action, &old), 0);
    assert_int_equal(raise(SIGUSR1), 0);
    assert_true(apie_cancel_token_is_cancelled(token));
    assert_int_equal(sigaction(SIGUSR1, &old, NULL), 0);
    apie_cancel_token_free(token);
}

static void no_token_is_never_cancelled(void **state)
{
    (void)state;
    apie_cancel_token_cancel(NULL);
    apie_cancel_token_reset(NULL);
    apie_cancel_token_free(NULL);
    assert_false(apie_cancel_token_is_cancelled(NULL));
    apie_fault_fail_at(1);
    assert_null(apie_cancel_token_new());
    apie_fault_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_monotonic_clock_counts_milliseconds),
        cmocka_unit_test(the_wall_clock_is_the_systems),
        cmocka_unit_test(random_numbers_differ_and_use_all_bits),
        cmocka_unit_test(threads_draw_different_numbers),
        cmocka_unit_test(a_child_has_another_generation_and_other_numbers),
        cmocka_unit_test(a_token_is_cancelled_and_reset),
        cmocka_unit_test(no_token_is_never_cancelled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
