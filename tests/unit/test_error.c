#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/log.h"

static void test_clear(void **state)
{
    (void)state;
    apie_error error;
    memset(&error, 0xFF, sizeof error);
    apie_error_clear(&error);
    assert_int_equal(error.code, APIE_OK);
    assert_int_equal(error.retry_after_ms, -1);
    assert_int_equal(error.http_status, 0);
    assert_false(error.maybe_processed);
    assert_string_equal(error.message, "");
    assert_string_equal(error.request_id, "");
    apie_error_clear(NULL);
}

static void test_fail(void **state)
{
    (void)state;
    apie_error error;
    memset(&error, 0xFF, sizeof error);
    assert_int_equal(apie_fail(&error, APIE_ERROR_CONFIG, "mode", "\"%s\" is no mode", "x"),
                     APIE_ERROR_CONFIG);
    assert_int_equal(error.code, APIE_ERROR_CONFIG);
    assert_string_equal(error.where, "mode");
    assert_string_equal(error.message, "\"x\" is no mode");
    assert_int_equal(error.retry_after_ms, -1);
    assert_string_equal(error.service_code, "");
    assert_int_equal(apie_fail(NULL, APIE_ERROR_TLS, NULL, "no"), APIE_ERROR_TLS);
    assert_int_equal(apie_fail_no_memory(&error), APIE_ERROR_NO_MEMORY);
    assert_string_equal(error.message, "out of memory");
    assert_string_equal(error.where, "");
    assert_int_equal(apie_fail_no_memory(NULL), APIE_ERROR_NO_MEMORY);
}

static void test_fail_with_the_errors_own_texts(void **state)
{
    (void)state;
    apie_error error;
    (void)apie_fail(&error, APIE_ERROR_DNS, "host", "cannot find it");
    (void)apie_fail(&error, APIE_ERROR_CONNECT, error.where, "registration: %s", error.message);
    assert_string_equal(error.where, "host");
    assert_string_equal(error.message, "registration: cannot find it");
}

static void test_long_texts_are_cut_between_characters(void **state)
{
    (void)state;
    apie_error error;
    char text[2001];
    for (size_t i = 0; i + 1 < sizeof text; i += 2)
        memcpy(text + i, "\xC3\xA9", 2);
    text[2000] = '\0';
    (void)apie_fail(&error, APIE_ERROR_CONFIG, text, "x%s", text);
    assert_int_equal(strlen(error.where), 126);
    assert_int_equal(strlen(error.message), 511);
    (void)apie_fail(&error, APIE_ERROR_CONFIG, text + 1, "%s", text);
    assert_int_equal(strlen(error.message), 510);
}

static void test_status_names(void **state)
{
    (void)state;
    assert_string_equal(apie_status_name(APIE_OK), "ok");
    assert_string_equal(apie_status_name(APIE_ERROR_TIMEOUT), "timeout");
    assert_string_equal(apie_status_name(APIE_ERROR_RATE_LIMITED), "rate limited");
    assert_string_equal(apie_status_name(APIE_ERROR_FAILED), "failed");
    for (int a = APIE_OK; a <= APIE_ERROR_FAILED; a++) {
        const char *name = apie_status_name((apie_status)a);
        assert_true(name != NULL && strcmp(name, "unknown status") != 0);
        for (int b = APIE_OK; b < a; b++)
            assert_string_not_equal(name, apie_status_name((apie_status)b));
    }
    assert_string_equal(apie_status_name((apie_status)(APIE_ERROR_FAILED + 1)), "unknown status");
    assert_string_equal(apie_status_name((apie_status)-1), "unknown status");
}

typedef struct taken {
    int calls;
    apie_log_level level;
    char message[2000];
} taken;

static void take(apie_log_level level, const char *message, void *user)
{
    taken *log = user;
    log->calls++;
    log->level = level;
    (void)snprintf(log->message, sizeof log->message, "%s", message);
}

static void test_log_callback(void **state)
{
    (void)state;
    taken log = {0};
    apie_logger logger = {take, &log};
    apie_log(&logger, APIE_LOG_DEBUG, "%d of %s", 3, "four");
    assert_int_equal(log.calls, 1);
    assert_int_equal(log.level, APIE_LOG_DEBUG);
    assert_string_equal(log.message, "3 of four");
    char text[3000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    apie_log(&logger, APIE_LOG_ERROR, "%s", text);
    assert_int_equal(strlen(log.message), 1023);
}

static void test_log_to_stderr(void **state)
{
    (void)state;
    apie_logger logger = {NULL, NULL};
    char text[256];
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    int kept = dup(STDERR_FILENO);
    assert_true(kept >= 0);
    assert_true(dup2(ends[1], STDERR_FILENO) >= 0);
    apie_log(&logger, APIE_LOG_DEBUG, "not this");
    apie_log(&logger, APIE_LOG_INFO, "nor this");
    apie_log(&logger, APIE_LOG_WARNING, "key %s", "mode");
    apie_log(&logger, APIE_LOG_ERROR, "bad");
    assert_true(dup2(kept, STDERR_FILENO) >= 0);
    close(kept);
    close(ends[1]);
    size_t length = 0;
    for (ssize_t got = 1; got > 0; length += (size_t)got) {
        got = read(ends[0], text + length, sizeof text - 1 - length);
        assert_true(got >= 0);
    }
    close(ends[0]);
    text[length] = '\0';
    assert_string_equal(text, "apie: warning: key mode\napie: error: bad\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clear),
        cmocka_unit_test(test_fail),
        cmocka_unit_test(test_fail_with_the_errors_own_texts),
        cmocka_unit_test(test_long_texts_are_cut_between_characters),
        cmocka_unit_test(test_status_names),
        cmocka_unit_test(test_log_callback),
        cmocka_unit_test(test_log_to_stderr),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
