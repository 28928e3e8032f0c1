/* Uploads by URL without a network: a request for each redirect, what failures say, and whose
 * locks, memory and retries it takes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "openapp/flows.h"
#include "openapp/settings.h"
#include "support/alloc_fault.h"

#define KEY "http://127.0.0.1:9_openapp_a-long-secret"
#define URL "https://me:secret@elsewhere.test/a.png?signature=secret"
#define PNG "\x89PNG\r\n\x1a\n\0\0picture\0"

typedef struct fixture {
    apie_openapp_core core;
    apie_clock clock;
    unsigned draws; /* of random bits */
    uint64_t now_ms;
    apie_error error;
} fixture;

static uint64_t monotonic_ms(void *user)
{
    return ((fixture *)user)->now_ms;
}

static int64_t wall_us(void *user)
{
    (void)user;
    return 0;
}

static uint64_t draw(void *user)
{
    return ((fixture *)user)->draws++;
}

static void begin(fixture *f)
{
    const apie_openapp_options options = {.api_key = KEY};
    *f = (fixture){.clock = {monotonic_ms, wall_us, draw, f}, .now_ms = 1000};
    assert_int_equal(apie_openapp_core_init(&f->core, &options, &f->clock, &f->error), APIE_OK);
}

static void end(fixture *f)
{
    apie_core_free(&f->core.core);
}

static apie_flow *new_upload(fixture *f, const char *url, const char *file_name,
                             const apie_call_options *options)
{
    apie_error_clear(&f->error);
    return apie_openapp_upload_url_flow_new(&f->core.core, APIE_OPENAPP_PICTURED_ORG, "o1", url,
                                            file_name, options, &f->error);
}

static apie_flow *started(fixture *f, const char *url)
{
    apie_flow *flow = new_upload(f, url, NULL, NULL);
    assert_non_null(flow);
    (void)apie_flow_resume(flow, APIE_CAUSE_START, f->now_ms);
    return flow;
}

/* What the flow sends is answered, as far as it gets to send it. */
static void answer(fixture *f, apie_flow *flow, const apie_answer *given)
{
    apie_cause cause = APIE_CAUSE_REFUSED;
    assert_int_equal(flow->want.kind, APIE_WANT_SEND);
    if (apie_flow_prepare(flow)) {
        apie_flow_absorb(flow, given);
        cause = APIE_CAUSE_ANSWER;
    }
    (void)apie_flow_resume(flow, cause, f->now_ms);
    apie_flow_report(flow);
}

static apie_slice slice(const char *text)
{
    return (apie_slice){text, strlen(text)};
}

static apie_answer picture(void)
{
    return (apie_answer){.http_status = 200,
                         .headers = APIE_SLICE("Content-Type: image/png\r\n"),
                         .body = APIE_SLICE(PNG),
                         .response_started = true};
}

static apie_answer redirect(const char *to)
{
    return (apie_answer){.http_status = 302, .redirect = slice(to), .body = APIE_SLICE("moved")};
}

static apie_answer failure(apie_status transport, const char *words)
{
    apie_answer given = {.transport = transport, .curl_code = 7};
    apie_text_copy(given.curl_message, sizeof given.curl_message, words, strlen(words));
    return given;
}

static void expect_request(const apie_flow *flow, const char *url, const char *target)
{
    assert_int_equal(flow->want.kind, APIE_WANT_SEND);
    assert_string_equal(flow->want.request->url, url);
    assert_string_equal(flow->want.request->target, target);
    assert_string_equal(flow->want.request->operation->name, "image.fetch");
}

/* Ends the flow's life, too. */
static void expect_failure(apie_flow *flow, apie_status status, int http_status,
                           const char *message)
{
    assert_int_equal(flow->want.kind, APIE_WANT_DONE);
    assert_int_equal(flow->status, status);
    assert_int_equal(flow->error.code, status);
    assert_string_equal(flow->error.where, "url");
    assert_string_equal(flow->error.message, message);
    assert_int_equal(flow->error.http_status, http_status);
    assert_false(flow->error.maybe_processed);
    assert_null(flow->response);
    apie_flow_free(flow);
}

/* ---- redirects ---- */

static void each_redirect_is_a_request(void **state)
{
    fixture f;
    (void)state;
    begin(&f);
    apie_flow *flow = started(&f, URL);
    expect_request(flow, URL, "/a.png");
    apie_answer given = redirect("https://other.test?signature=secret");
    answer(&f, flow, &given);
    expect_request(flow, "https://other.test?signature=secret", "/");
    assert_string_equal(flow->attempt.target, "/a.png");
    given = failure(APIE_ERROR_CONNECT, "no");
    answer(&f, flow, &given);
    assert_int_equal(flow->want.kind, APIE_WANT_TIME); /* it has its own retries */
    (void)apie_flow_resume(flow, APIE_CAUSE_TIME, flow->want.deadline_ms);
    expect_request(flow, "https://other.test?signature=secret", "/");
    given = picture();
    answer(&f, flow, &given);
    assert_int_equal(flow->want.kind, APIE_WANT_SEND);
    assert_null(flow->want.request->url);
    assert_non_null(strstr(flow->want.request->body, "filename=\"a.png\""));
    apie_flow_free(flow);
    end(&f);
}

static void five_redirects_are_enough(void **state)
{
    fixture f;
    (void)state;
    begin(&f);
    apie_flow *flow = started(&f, URL);
    const apie_answer round = redirect(URL);
    for (int i = 0; i < 5; i++) {
        answer(&f, flow, &round);
        expect_request(flow, URL, "/a.png");
    }
    answer(&f, flow, &round);
    expect_failure(flow, APIE_ERROR_PROTOCOL, 302,
                   "the image could not be fetched: it is redirected more than five times");
    end(&f);
}

static void none_leads_from_https_to_http(void **state)
{
    const char *const insecure[] = {"http://other.test/a.png", "HTTP://other.test/a.png"};
    fixture f;
    (void)state;
    begin(&f);
    for (size_t i = 0; i < 4; i++) {
        apie_flow *flow = started(&f, i < 2 ? "HTTPS://h.test/a.png" : "http://h.test/a.png");
        const apie_answer secure = redirect("https://other.test/a.png");
        const apie_answer back = redirect(insecure[i % 2]);
        if (i >= 2)
            answer(&f, flow, &secure);
        answer(&f, flow, &back);
        expect_failure(flow, APIE_ERROR_PROTOCOL, 302,
                       "the image could not be fetched: its server redirects from https to http");
    }
    end(&f);
}

static void none_leads_elsewhere(void **state)
{
    const char *const bad[] = {"", "file:///etc/hostname", "ftp://h.test/a.png", "https:///a.png"};
    fixture f;
    (void)state;
    begin(&f);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        apie_flow *flow = started(&f, URL);
        const apie_answer given = redirect(bad[i]);
        answer(&f, flow, &given);
        expect_failure(
            flow, APIE_ERROR_PROTOCOL, 302,
            "the image could not be fetched: its server redirects to no http or https URL");
    }
    end(&f);
}

/* ---- failures ---- */

static void failures_are_not_the_services(void **state)
{
    static const apie_status transports[] = {APIE_ERROR_TIMEOUT, APIE_ERROR_DNS,
                                             APIE_ERROR_CONNECT, APIE_ERROR_TLS,
                                             APIE_ERROR_NETWORK, APIE_ERROR_PROTOCOL};
    fixture f;
    (void)state;
    begin(&f);
    for (size_t i = 0; i < sizeof transports / sizeof transports[0]; i++) {
        const apie_call_options once = {.attempts = 1};
        apie_flow *flow = new_upload(&f, URL, NULL, &once);
        assert_non_null(flow);
        (void)apie_flow_resume(flow, APIE_CAUSE_START, f.now_ms);
        const apie_answer given = failure(transports[i], "libcurl's words");
        answer(&f, flow, &given);
        assert_int_equal(flow->error.attempts, 1);
        assert_int_equal(flow->error.curl_code, 7);
        expect_failure(flow, transports[i], 0, "the image could not be fetched: libcurl's words");
    }
    end(&f);
}

static void what_strangers_say_is_no_matter(void **state)
{
    fixture f;
    (void)state;
    begin(&f);
    apie_flow *flow = started(&f, URL);
    const apie_answer given = {
        .http_status = 403,
        .headers = APIE_SLICE("Content-Type: application/json\r\nX-Request-Id: r\r\n"),
        .body = APIE_SLICE("{\"message\":\"no\",\"error_code\":\"c\",\"field\":\"f\"}")};
    answer(&f, flow, &given);
    assert_string_equal(flow->error.service_code, "");
    assert_string_equal(flow->error.request_id, "");
    expect_failure(flow, APIE_ERROR_NETWORK, 403,
                   "the image could not be fetched: its server answered 403");
    end(&f);
}

static void the_deadline_may_pass_in_between(void **state)
{
    fixture f;
    (void)state;
    begin(&f);
    apie_flow *flow = started(&f, URL);
    const apie_answer given = redirect(URL);
    f.now_ms += 60000;
    answer(&f, flow, &given);
    expect_failure(flow, APIE_ERROR_TIMEOUT, 0,
                   "the image could not be fetched: "
                   "the deadline passed before the request could be sent");
    end(&f);
}

static void memory_is_nobodys_fault(void **state)
{
    fixture f;
    (void)state;
    begin(&f);
    apie_flow *flow = started(&f, URL);
    const apie_answer given = failure(APIE_ERROR_NO_MEMORY, "out of memory");
    answer(&f, flow, &given);
    assert_int_equal(flow->status, APIE_ERROR_NO_MEMORY);
    assert_string_equal(flow->error.where, "");
    apie_flow_free(flow);
    end(&f);
}

static void a_response_is_the_uploads(void **state)
{
    apie_response *response = NULL;
    const apie_call_options options = {.attempts = 1, .response = &response};
    fixture f;
    (void)state;
    begin(&f);
    for (int answered = 0; answered < 2; answered++) {
        apie_flow *flow = new_upload(&f, URL, NULL, &options);
        assert_non_null(flow);
        (void)apie_flow_resume(flow, APIE_CAUSE_START, f.now_ms);
        apie_answer given = redirect(URL);
        answer(&f, flow, &given);
        assert_null(flow->response);
        given = picture();
        answer(&f, flow, &given);
        assert_null(flow->response);
        given = failure(APIE_ERROR_CONNECT, "no");
        if (answered)
            given = (apie_answer){.http_status = 409};
        answer(&f, flow, &given);
        assert_int_equal(flow->want.kind, APIE_WANT_DONE);
        assert_int_equal(flow->status, answered ? APIE_ERROR_CONFLICT : APIE_ERROR_CONNECT);
        if (answered)
            assert_int_equal(flow->response->status, 409);
        else
            assert_null(flow->response);
        apie_flow_free(flow);
    }
    end(&f);
}

static void arguments_are_checked_first(void **state)
{
    fixture f;
    (void)state;
    begin(&f);
    assert_null(new_upload(&f, URL, "a\xFF.png", NULL));
    assert_int_equal(f.error.code, APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(f.error.where, "file_name");
    assert_null(new_upload(&f, "a.png", NULL, NULL));
    assert_string_equal(f.error.where, "url");
    end(&f);
}

static void what_is_there_may_be_no_image(void **state)
{
    static const struct {
        apie_slice headers;
        apie_slice body;
        const char *message;
    } cases[] = {
        {{"Content-Type: image/png\r\n", 25}, {NULL, 0}, "what is there is empty"},
        {{NULL, 0}, {"<html>", 6}, "what is there is neither JPEG, PNG nor WebP"},
    };
    fixture f;
    (void)state;
    begin(&f);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        apie_flow *flow = started(&f, "http://h.test/");
        const apie_answer given = {
            .http_status = 200, .headers = cases[i].headers, .body = cases[i].body};
        answer(&f, flow, &given);
        expect_failure(flow, APIE_ERROR_INVALID_ARGUMENT, 0, cases[i].message);
    }
    end(&f);
}

/* ---- what it takes ---- */

/* Copying up to 64 MiB would hold up everybody who uses the client. The form's boundary is drawn by
 * chance, which shows when the form is made. */
static void the_form_is_made_without_the_lock(void **state)
{
    static char body[] = PNG;
    fixture f;
    (void)state;
    begin(&f);
    apie_flow *flow = started(&f, URL);
    apie_answer given = picture();
    given.body = (apie_slice){body, sizeof body - 1};
    assert_true(apie_flow_prepare(flow));
    apie_flow_absorb(flow, &given);
    memset(body, 'x', sizeof body); /* the transport has it back */
    unsigned draws = f.draws;
    assert_true(draws > 0);
    (void)apie_flow_resume(flow, APIE_CAUSE_ANSWER, f.now_ms);
    assert_int_equal(f.draws, draws);
    const apie_http_request *request = flow->want.request;
    const char *file = strstr(request->body, "\r\n\r\n");
    assert_non_null(file);
    assert_true(request->body_length > (size_t)(file - request->body) + sizeof PNG + 4);
    assert_memory_equal(file + 4, PNG "\r\n--", sizeof PNG - 1 + 4);
    apie_flow_free(flow);
    end(&f);
}

/* Or a dead image server would take away the retries of calls of the service. */
static void strangers_have_their_own_retry_budget(void **state)
{
    fixture f;
    (void)state;
    begin(&f);
    const apie_answer dead = failure(APIE_ERROR_CONNECT, "no");
    f.core.core.budget.tokens = 100;
    for (int i = 0; i < 50; i++) {
        apie_flow *flow = started(&f, URL);
        while (flow->want.kind != APIE_WANT_DONE) {
            if (flow->want.kind == APIE_WANT_SEND)
                answer(&f, flow, &dead);
            else
                (void)apie_flow_resume(flow, APIE_CAUSE_TIME, flow->want.deadline_ms);
        }
        apie_flow_free(flow);
    }
    assert_int_equal(f.core.core.budget.tokens, 100);
    assert_true(f.core.core.fetch_budget.tokens < 10);

    apie_flow *flow = started(&f, URL);
    const apie_answer given = picture();
    answer(&f, flow, &given);
    assert_int_equal(f.core.core.budget.tokens, 100);
    answer(&f, flow, &dead); /* the upload, which was not sent */
    assert_int_equal(flow->want.kind, APIE_WANT_TIME);
    assert_int_equal(f.core.core.budget.tokens, 90);
    apie_flow_free(flow);
    end(&f);
}

static apie_status run(fixture *f)
{
    apie_flow *flow = new_upload(f, URL, NULL, NULL);
    if (!flow)
        return f->error.code;
    const apie_answer answers[] = {
        redirect("https://other.test/b/c.png?x=1"), picture(), {.http_status = 200}};
    (void)apie_flow_resume(flow, APIE_CAUSE_START, f->now_ms);
    for (size_t i = 0; flow->want.kind != APIE_WANT_DONE; i++)
        answer(f, flow, &answers[i]);
    apie_status status = flow->status;
    assert_int_equal(flow->error.code, status);
    apie_flow_free(flow);
    return status;
}

static void memory_may_run_out(void **state)
{
    fixture f;
    bool hit = true;
    (void)state;
    begin(&f);
    for (unsigned long k = 1; hit; k++) {
        long live = apie_fault_live();
        apie_fault_fail_at(k);
        apie_status status = run(&f);
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(status, hit ? APIE_ERROR_NO_MEMORY : APIE_OK);
        assert_int_equal(apie_fault_live(), live);
    }
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_redirect_is_a_request),
        cmocka_unit_test(five_redirects_are_enough),
        cmocka_unit_test(none_leads_from_https_to_http),
        cmocka_unit_test(none_leads_elsewhere),
        cmocka_unit_test(failures_are_not_the_services),
        cmocka_unit_test(what_strangers_say_is_no_matter),
        cmocka_unit_test(the_deadline_may_pass_in_between),
        cmocka_unit_test(memory_is_nobodys_fault),
        cmocka_unit_test(a_response_is_the_uploads),
        cmocka_unit_test(arguments_are_checked_first),
        cmocka_unit_test(what_is_there_may_be_no_image),
        cmocka_unit_test(the_form_is_made_without_the_lock),
        cmocka_unit_test(strangers_have_their_own_retry_budget),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
