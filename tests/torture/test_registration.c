/* Registering failed for want of memory: the client tries again, a second later. To wait for that
 * once only, there is a client for every allocation. */
#include "torture.h"

#include <stdlib.h>
#include <time.h>

#include "behaviour/async_fixture.h"

#define MOST    300
#define NAP_MS  20
#define GIVE_UP 10 /* seconds */

static void nap(void)
{
    const struct timespec time = {0, NAP_MS * 1000000L};
    (void)nanosleep(&time, NULL);
}

/* Whether registering reached allocation k, which then failed. */
static bool fail_to_register(torture *t, subject_kind kind, unsigned long k)
{
    torture_set_up(t, kind);
    torture_ok(t, torture_make(t), "making a client");
    torture_watch("registering", GIVE_UP);
    apie_fault_fail_at(k);
    apie_status status = subject_ready(&t->subject, NULL, NULL, &t->error);
    bool hit = apie_fault_hit();
    apie_fault_fail_at(0);
    assert_true(hit || status == APIE_OK);
    return hit;
}

static void register_at_last(torture *t)
{
    torture_watch("registering again", GIVE_UP);
    while (subject_ready(&t->subject, NULL, NULL, &t->error) != APIE_OK)
        nap();
    torture_end(t);
}

static size_t register_all(torture *clients, subject_kind kind)
{
    size_t used = 0;
    while (fail_to_register(&clients[used], kind, used + 1)) {
        used++;
        assert_true(used < MOST);
    }
    register_at_last(&clients[used]);
    for (size_t i = 0; i < used; i++)
        register_at_last(&clients[i]);
    return used;
}

static void test_registers_at_last(void **state)
{
    subject_kind kind = *(const subject_kind *)*state;
    torture *clients = calloc(MOST, sizeof *clients);
    assert_non_null(clients);
    torture_begin(&clients[0], kind); /* what stays for good is made now */
    torture_end(&clients[0]);
    long blocks = apie_fault_live();
    int fds = count_fds();
    size_t used = register_all(clients, kind);
    torture_watch("", 0);
    assert_int_equal(apie_fault_live(), blocks);
    assert_int_equal(count_fds(), fds);
    print_message("# %s: registering: %zu allocations\n", subject_name(kind), used);
    free(clients);
}

int main(void)
{
    static subject_kind without_worker = SUBJECT_SYNC_NO_WORKER;
    static subject_kind async = SUBJECT_ASYNC;
    const struct CMUnitTest tests[] = {
        {"sync without worker", test_registers_at_last, NULL, NULL, &without_worker},
        {"async", test_registers_at_last, NULL, NULL, &async},
    };
    torture_start();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    torture_stop();
    return failed;
}
