/* Endpoints with several credentials: each request gets the one that its operation names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/text.h"
#include "exchange/credentials.h"
#include "exchange/header.h"
#include "exchange/outgoing.h"
#include "exchange/request.h"
#include "support/alloc_fault.h"

static const apie_key keys[] = {
    {{"X-Team", "", "team-key-0123", "api_key"}, "/"},
    {{"X-Team", "", NULL, "ingest_key"}, ""},
    {{"Authorization", "Bearer ", "id:secret-0123", "management_key"}, "/2/"},
    {{"X-Hose", "", NULL, "firehose_key"}, "/1/hose/"},
};

#define KEYS (sizeof keys / sizeof *keys)

typedef struct fixture {
    apie_endpoint endpoint;
    apie_arena *arena;
    apie_http_request request;
    apie_error error;
} fixture;

static void set_up_with(fixture *f, const apie_key *list, size_t count)
{
    apie_error_clear(&f->error);
    f->arena = apie_arena_new(0);
    assert_non_null(f->arena);
    assert_int_equal(
        apie_endpoint_init_with_keys(&f->endpoint, "https://h", list, count, NULL, &f->error),
        APIE_OK);
}

static void set_up(fixture *f)
{
    set_up_with(f, keys, KEYS);
}

static void tear_down(fixture *f)
{
    apie_endpoint_free(&f->endpoint);
    apie_arena_free(f->arena);
}

static apie_status build(fixture *f, const char *credential, const apie_call_options *options)
{
    static apie_operation operation;
    operation = (apie_operation){
        .name = "things.get", .method = APIE_GET, .path = "/things", .credential = credential};
    return apie_request_build(&f->request, f->arena, &f->endpoint, &operation, NULL, options,
                              &f->error);
}

static apie_status build_raw(fixture *f, const char *target)
{
    return apie_request_build_raw(&f->request, f->arena, &f->endpoint, APIE_GET, target, NULL, 0,
                                  NULL, &f->error);
}

/* The lines of any credential that the request carries, as one text. */
static const char *carried(fixture *f)
{
    static const char *const names[] = {"X-Team", "Authorization", "X-Hose"};
    const char *found = "";
    for (size_t i = 0; i < f->request.header_line_count; i++)
        for (size_t j = 0; j < 3; j++)
            if (apie_header_line_is(f->request.header_lines[i], names[j]))
                found = found[0] == '\0' ? f->request.header_lines[i] : "more than one";
    for (size_t i = 0; i < f->endpoint.header_line_count; i++)
        for (size_t j = 0; j < 3; j++)
            if (apie_header_line_is(f->endpoint.header_lines[i], names[j]))
                found = "in every request";
    return found;
}

static void an_operation_gets_what_it_names(void **state)
{
    (void)state;
    fixture f;
    set_up(&f);
    assert_int_equal(build(&f, "api_key", NULL), APIE_OK);
    assert_string_equal(carried(&f), "X-Team: team-key-0123");
    assert_int_equal(build(&f, "management_key", NULL), APIE_OK);
    assert_string_equal(carried(&f), "Authorization: Bearer id:secret-0123");
    assert_int_equal(build(&f, NULL, NULL), APIE_OK);
    assert_string_equal(carried(&f), "");
    tear_down(&f);
}

static void the_first_that_was_given_is_taken(void **state)
{
    (void)state;
    const apie_key both[] = {{{"X-Team", "", "team-key-0123", "api_key"}, "/"},
                             {{"X-Team", "", "ingest-key-01", "ingest_key"}, ""}};
    fixture f;
    set_up(&f);
    assert_int_equal(build(&f, "ingest_key or api_key", NULL), APIE_OK);
    assert_string_equal(carried(&f), "X-Team: team-key-0123");
    tear_down(&f);
    set_up_with(&f, both, 2);
    assert_int_equal(build(&f, "ingest_key or api_key", NULL), APIE_OK);
    assert_string_equal(carried(&f), "X-Team: ingest-key-01");
    assert_int_equal(build(&f, "api_key or ingest_key", NULL), APIE_OK);
    assert_string_equal(carried(&f), "X-Team: team-key-0123");
    tear_down(&f);
}

static void what_was_not_given_is_named(void **state)
{
    (void)state;
    fixture f;
    set_up(&f);
    assert_int_equal(build(&f, "firehose_key", NULL), APIE_ERROR_CONFIG);
    assert_string_equal(f.error.where, "firehose_key");
    assert_string_equal(f.error.message,
                        "things.get needs firehose_key, which the client was not given");
    assert_int_equal(build(&f, "ingest_key or firehose_key", NULL), APIE_ERROR_CONFIG);
    assert_string_equal(f.error.where, "ingest_key");
    assert_int_equal(build(&f, "api", NULL), APIE_ERROR_CONFIG);
    tear_down(&f);
}

static void raw_requests_go_by_their_path(void **state)
{
    (void)state;
    const apie_key ingest[] = {{{"X-Team", "", NULL, "api_key"}, "/"},
                               {{"X-Team", "", "ingest-key-01", "ingest_key"}, ""}};
    fixture f;
    set_up(&f);
    assert_int_equal(build_raw(&f, "/1/things"), APIE_OK);
    assert_string_equal(carried(&f), "X-Team: team-key-0123");
    assert_int_equal(build_raw(&f, "/2/teams"), APIE_OK);
    assert_string_equal(carried(&f), "Authorization: Bearer id:secret-0123");
    assert_int_equal(build_raw(&f, "/1/hose/x"), APIE_OK);
    assert_string_equal(carried(&f), "X-Team: team-key-0123");
    tear_down(&f);
    set_up_with(&f, ingest, 2);
    assert_int_equal(build_raw(&f, "/1/events/x"), APIE_OK);
    assert_string_equal(carried(&f), "X-Team: ingest-key-01");
    tear_down(&f);
    set_up_with(&f, ingest, 1);
    assert_int_equal(build_raw(&f, "/1/auth"), APIE_OK);
    assert_string_equal(carried(&f), "");
    tear_down(&f);
}

/* Given or not: nobody may take a credential's place. */
static void their_headers_are_reserved(void **state)
{
    (void)state;
    static const char *const names[] = {"x-team", "AUTHORIZATION", "X-Hose"};
    fixture f;
    set_up(&f);
    for (size_t i = 0; i < 3; i++) {
        const apie_header header = {names[i], "mine"};
        const apie_call_options options = {.headers = &header, .header_count = 1};
        const apie_connection_options connection = {.headers = &header, .header_count = 1};
        apie_endpoint other;
        assert_int_equal(build(&f, "api_key", &options), APIE_ERROR_INVALID_ARGUMENT);
        assert_string_equal(f.error.where, "headers");
        assert_int_equal(
            apie_endpoint_init_with_keys(&other, "https://h", keys, KEYS, &connection, &f.error),
            APIE_ERROR_CONFIG);
        assert_string_equal(f.error.where, "headers");
        assert_int_equal(build(&f, "api_key", NULL), APIE_OK);
        apie_outgoing outgoing = {.request = &f.request, .arena = f.arena, .endpoint = &f.endpoint};
        assert_int_equal(apie_outgoing_add_header(&outgoing, names[i], "mine"),
                         APIE_ERROR_INVALID_ARGUMENT);
        assert_string_equal(carried(&f), "X-Team: team-key-0123");
    }
    tear_down(&f);
}

static void a_bad_one_is_refused_by_name(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "two words", "line\nbreak", "\xC3\xA4"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const apie_key key = {{"X-Team", "", bad[i], "ingest_key"}, ""};
        apie_endpoint endpoint;
        apie_error error;
        assert_int_equal(
            apie_endpoint_init_with_keys(&endpoint, "https://h", &key, 1, NULL, &error),
            APIE_ERROR_CONFIG);
        assert_string_equal(error.where, "ingest_key");
        assert_true(bad[i][0] == '\0' || strstr(error.message, bad[i]) == NULL);
        assert_null(endpoint.arena);
    }
}

static void secrets_are_taken_out_of_errors(void **state)
{
    (void)state;
    const apie_key short_key = {{"X-Team", "", "key", "api_key"}, "/"};
    fixture f;
    set_up(&f);
    apie_error error = {.message = "unknown key team-key-0123, not team-key-0123",
                        .where = "id:secret-0123",
                        .service_code = "secret-0123",
                        .request_id = "r-team-key-0123"};
    apie_credentials_hide(&f.endpoint, &error);
    assert_string_equal(error.message, "unknown key *************, not *************");
    assert_string_equal(error.where, "**************");
    assert_string_equal(error.service_code, "***********");
    assert_string_equal(error.request_id, "r-*************");
    tear_down(&f);
    set_up_with(&f, &short_key, 1);
    error = (apie_error){.message = "unknown key"};
    apie_credentials_hide(&f.endpoint, &error);
    assert_string_equal(error.message, "unknown key");
    tear_down(&f);
}

/* The whole, even if its secret part is short, and that part alone. */
static void what_is_behind_a_prefix_is_hidden_alone_too(void **state)
{
    (void)state;
    static const struct {
        const char *secret;
        const char *message;
        const char *hidden;
    } cases[] = {
        {"secret-0123", "no https://h_key_secret-0123", "no *************************"},
        {"secret-0123", "no secret-0123, of https://h", "no ***********, of https://h"},
        {"short", "no https://h_key_short, short", "no *******************, short"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const apie_key key = {{"X-Key", "https://h_key_", cases[i].secret, "api_key"}, "/"};
        fixture f;
        set_up_with(&f, &key, 1);
        apie_error error = {.code = APIE_OK};
        apie_text_format(error.message, sizeof error.message, "%s", cases[i].message);
        apie_credentials_hide(&f.endpoint, &error);
        assert_string_equal(error.message, cases[i].hidden);
        tear_down(&f);
    }
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    bool hit = true;
    for (unsigned long k = 1; hit; k++) {
        long before = apie_fault_live();
        apie_endpoint endpoint;
        apie_error error;
        apie_fault_fail_at(k);
        apie_status status =
            apie_endpoint_init_with_keys(&endpoint, "https://h", keys, KEYS, NULL, &error);
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(status, hit ? APIE_ERROR_NO_MEMORY : APIE_OK);
        apie_endpoint_free(&endpoint);
        assert_int_equal(apie_fault_live(), before);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_operation_gets_what_it_names),
        cmocka_unit_test(the_first_that_was_given_is_taken),
        cmocka_unit_test(what_was_not_given_is_named),
        cmocka_unit_test(raw_requests_go_by_their_path),
        cmocka_unit_test(their_headers_are_reserved),
        cmocka_unit_test(a_bad_one_is_refused_by_name),
        cmocka_unit_test(secrets_are_taken_out_of_errors),
        cmocka_unit_test(what_is_behind_a_prefix_is_hidden_alone_too),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
