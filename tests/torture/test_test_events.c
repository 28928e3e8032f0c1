/* Test events, through both libraries. */
#include "torture.h"

#include "support/subject_test_event.h"

static apie_status play(torture *t, apie_test_mode mode)
{
    apie_test_result *result = NULL;
    apie_status status = subject_send_test_event(&t->subject, mode, NULL, &result, &t->error);
    assert_int_equal(status == APIE_OK, result != NULL);
    apie_free(result);
    return status;
}

static apie_status run_pipeline(torture *t)
{
    return play(t, APIE_TEST_PIPELINE);
}

static apie_status run_single(torture *t)
{
    return play(t, APIE_TEST_SINGLE);
}

int main(void)
{
    static const torture_case cases[] = {
        {.name = "a single test event", .run = run_single, .for_good = true},
        {.name = "a pipeline", .run = run_pipeline},
    };
    return TORTURE_MAIN("test events", cases);
}
