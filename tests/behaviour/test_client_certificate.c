/* Servers that demand a certificate of the client. */
#define _GNU_SOURCE /* memmem */
#include "stage.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define WRONG_PASSWORD "wrong donkey 43"

static bool holds(const void *data, size_t size, const char *text)
{
    return memmem(data, size, text, strlen(text)) != NULL;
}

static void check_log(apie_log_level level, const char *message, void *user)
{
    stage *s = user;
    (void)level;
    if (holds(message, strlen(message), TLS_CLIENT_PASSWORD) ||
        holds(message, strlen(message), WRONG_PASSWORD))
        atomic_fetch_add(&s->warnings, 1);
}

/* What the client shows; NULL: leaves out. */
static void show(stage *s, const char *certificate, const char *key, const char *password)
{
    s->tls = true;
    stage_serve(s, &(devserver_options){
                       .tls_client_ca = s->files->ca,
                       .faults_json = "[{\"path\":\"/health\",\"close_after\":true}]",
                   });
    s->config.log_callback = check_log;
    s->config.connection.client_cert_file = certificate;
    s->config.connection.client_key_file = key;
    s->config.connection.client_key_password = password;
    stage_connect(s);
}

/* On connections of their own, since the server closes them: the later ones resume the session. */
static void check_welcome(stage *s)
{
    expect_ok(s, subject_ready(&s->subject, NULL, NULL, &s->error));
    for (int i = 0; i < 3; i++)
        expect_ok(s, subject_health_check(&s->subject, NULL, NULL, &s->error));
    assert_int_equal(stage_requests(s), 4);
    stage_close(s);
    assert_int_equal(atomic_load(&s->warnings), 0);
}

static void check_silence(stage *s)
{
    assert_true(s->error.message[0] != '\0');
    assert_int_equal(s->error.http_status, 0);
    assert_false(holds(&s->error, sizeof s->error, TLS_CLIENT_PASSWORD));
    assert_false(holds(&s->error, sizeof s->error, WRONG_PASSWORD));
    assert_int_equal(atomic_load(&s->warnings), 0);
}

/* The client itself cannot use what it was given. */
static void check_unusable(stage *s)
{
    expect(s, APIE_ERROR_TLS, subject_health_check(&s->subject, NULL, NULL, &s->error));
    check_silence(s);
    assert_int_equal(s->error.attempts, 1); /* it would not get better */
    assert_false(s->error.maybe_processed);
    expect(s, APIE_ERROR_TLS, subject_ready(&s->subject, NULL, NULL, &s->error));
    check_silence(s);
    assert_int_equal(stage_requests(s), 0);
}

/* With TLS 1.3 the server's refusal comes when the client has begun to send. */
static void expect_refused(stage *s, apie_status status)
{
    expect(s, status == APIE_ERROR_TLS ? APIE_ERROR_TLS : APIE_ERROR_NETWORK, status);
    check_silence(s);
}

static void check_refused(stage *s)
{
    expect_refused(s, subject_health_check(&s->subject, NULL, NULL, &s->error));
    expect_refused(s, subject_ready(&s->subject, NULL, NULL, &s->error));
    assert_int_equal(stage_requests(s), 0);
}

static void test_certificate_and_key(stage *s)
{
    show(s, s->files->client_certificate, s->files->client_key, NULL);
    check_welcome(s);
}

static void test_one_file(stage *s)
{
    show(s, s->files->client_both, NULL, NULL);
    check_welcome(s);
}

static void test_password(stage *s)
{
    char password[] = TLS_CLIENT_PASSWORD;
    show(s, s->files->client_certificate, s->files->client_encrypted_key, password);
    memset(password, 'x', sizeof password - 1); /* it was borrowed */
    check_welcome(s);
}

static void test_needless_password(stage *s)
{
    show(s, s->files->client_certificate, s->files->client_key, TLS_CLIENT_PASSWORD);
    check_welcome(s);
}

static void test_wrong_password(stage *s)
{
    show(s, s->files->client_certificate, s->files->client_encrypted_key, WRONG_PASSWORD);
    check_unusable(s);
}

/* OpenSSL by itself would ask at the terminal, or else read from the standard input. */
static void test_no_password(stage *s)
{
    static const char typed[] = TLS_CLIENT_PASSWORD "\n";
    int ends[2];
    int input = dup(STDIN_FILENO);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], typed, sizeof typed - 1), sizeof typed - 1);
    (void)close(ends[1]);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    (void)close(ends[0]);
    clearerr(stdin);
    show(s, s->files->client_certificate, s->files->client_encrypted_key, NULL);
    apie_status status = subject_health_check(&s->subject, NULL, NULL, &s->error);
    char left[sizeof typed];
    ssize_t length = read(STDIN_FILENO, left, sizeof left);
    if (input >= 0) {
        (void)dup2(input, STDIN_FILENO);
        (void)close(input);
    }
    expect(s, APIE_ERROR_TLS, status);
    assert_int_equal(length, sizeof typed - 1); /* nobody has read it */
    check_unusable(s);
}

static void test_missing_certificate(stage *s)
{
    show(s, "/nowhere/client.pem", s->files->client_encrypted_key, TLS_CLIENT_PASSWORD);
    check_unusable(s);
}

static void test_missing_key(stage *s)
{
    show(s, s->files->client_certificate, "/nowhere/client.key", TLS_CLIENT_PASSWORD);
    check_unusable(s);
}

static void test_no_key(stage *s)
{
    show(s, s->files->client_certificate, NULL, NULL);
    check_unusable(s);
}

static void test_other_key(stage *s)
{
    show(s, s->files->client_certificate, s->files->key, NULL);
    check_unusable(s);
}

static void test_no_certificate(stage *s)
{
    show(s, NULL, NULL, NULL);
    check_refused(s);
}

static void test_stranger(stage *s)
{
    show(s, s->files->stranger, NULL, NULL);
    check_refused(s);
}

/* All over TLS, whatever the stage would choose. */
static const stage_test tests[] = {
    {.name = "a certificate and its key", .run = test_certificate_and_key, .once = true},
    {.name = "both in one file", .run = test_one_file, .once = true},
    {.name = "a key with a password", .run = test_password, .once = true},
    {.name = "a needless password", .run = test_needless_password, .once = true},
    {.name = "a wrong password", .run = test_wrong_password, .once = true},
    {.name = "a password that is not given", .run = test_no_password, .once = true},
    {.name = "a missing certificate", .run = test_missing_certificate, .once = true},
    {.name = "a missing key", .run = test_missing_key, .once = true},
    {.name = "no key", .run = test_no_key, .once = true},
    {.name = "another's key", .run = test_other_key, .once = true},
    {.name = "no certificate", .run = test_no_certificate, .once = true},
    {.name = "another authority's certificate", .run = test_stranger, .once = true},
};

int main(void)
{
    return STAGE_MAIN("client certificate", tests);
}
