/* Requests: targets, headers and bodies, as they will be sent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "exchange/outgoing.h"
#include "exchange/request.h"
#include "model/descriptor.h"
#include "support/alloc_fault.h"

/* ---- a service ---- */

typedef struct thing {
    const struct apie_extra *extra;
    const char *name;
    apie_opt_int size;
} thing;

static const apie_field thing_fields[] = {
    {.name = "name",
     .name_length = 4,
     .offset = offsetof(thing, name),
     .type = APIE_FIELD_STRING,
     .required = true},
    {.name = "size", .name_length = 4, .offset = offsetof(thing, size), .type = APIE_FIELD_INT},
};

static const apie_model thing_model = {
    .name = "thing", .size = sizeof(thing), .fields = thing_fields, .field_count = 2};

static const apie_parameter list_parameters[] = {
    {"id", APIE_IN_PATH, APIE_ARGUMENT_TEXT, true},
    {"number", APIE_IN_PATH, APIE_ARGUMENT_INT, true},
    {"page[size]", APIE_IN_QUERY, APIE_ARGUMENT_INT, false},
    {"q", APIE_IN_QUERY, APIE_ARGUMENT_TEXT, false},
    {"deep", APIE_IN_QUERY, APIE_ARGUMENT_BOOL, false},
    {"X-Org", APIE_IN_HEADER, APIE_ARGUMENT_TEXT, false},
};

static const apie_operation list = {
    .name = "things.list",
    .method = APIE_GET,
    .path = "/v1/a/{id}/b/{number}/c",
    .parameters = list_parameters,
    .parameter_count = 6,
    .retry_safe = true,
};

static const apie_operation create = {
    .name = "things.create", .method = APIE_POST, .path = "/v1/things", .request = &thing_model};

static const apie_operation patch = {.name = "things.patch",
                                     .method = APIE_PATCH,
                                     .path = "/v1/things",
                                     .request = &thing_model,
                                     .content_type = "application/vnd.api+json"};

static const apie_operation restore = {
    .name = "things.restore", .method = APIE_POST, .path = "/v1/things/restore"};

typedef struct fixture {
    apie_endpoint endpoint;
    apie_arena *arena;
    apie_http_request request;
    apie_error error;
} fixture;

static int set_up(void **state)
{
    static const apie_credential key = {"X-API-Key", "", "secret", NULL};
    fixture *f = calloc(1, sizeof(*f));
    if (f == NULL)
        return -1;
    *state = f;
    f->arena = apie_arena_new(256);
    return f->arena == NULL ||
           apie_endpoint_init(&f->endpoint, "https://h/eu/", &key, NULL, NULL) != APIE_OK;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    apie_arena_free(f->arena);
    apie_endpoint_free(&f->endpoint);
    free(f);
    return 0;
}

static apie_status build(fixture *f, const apie_operation *operation,
                         const apie_argument *arguments, const apie_call_options *options)
{
    apie_error_clear(&f->error);
    return apie_request_build(&f->request, f->arena, &f->endpoint, operation, arguments, options,
                              &f->error);
}

static size_t count_lines(const apie_http_request *request, const char *line)
{
    size_t count = 0;
    for (size_t i = 0; i < request->header_line_count; i++)
        count += strcmp(request->header_lines[i], line) == 0;
    return count;
}

/* ---- targets ---- */

static void arguments_go_to_their_places_encoded(void **state)
{
    fixture *f = *state;
    const apie_argument arguments[] = {
        {.text = "a/b c?d#\xC3\xA4"}, {.number = APIE_INT(-7)},
        {.number = APIE_INT(100)},    {.text = "x&y=z"},
        {.number = APIE_INT(1)},      {.text = "org 1"},
    };
    assert_int_equal(build(f, &list, arguments, NULL), APIE_OK);
    assert_string_equal(f->request.target, "/eu/v1/a/a%2Fb%20c%3Fd%23%C3%A4/b/-7/c"
                                           "?page%5Bsize%5D=100&q=x%26y%3Dz&deep=true");
    assert_int_equal(f->request.method, APIE_GET);
    assert_ptr_equal(f->request.operation, &list);
    assert_true(f->request.retry_safe);
    assert_null(f->request.body);
    assert_int_equal(count_lines(&f->request, "X-Org: org 1"), 1);
    assert_int_equal(count_lines(&f->request, "Accept: application/json"), 1);
    assert_int_equal(f->request.header_line_count, 2);
}

static void optional_arguments_may_be_left_out(void **state)
{
    fixture *f = *state;
    apie_argument arguments[6] = {{.text = "..."}, {.number = APIE_INT(INT64_MIN)}};
    arguments[5].text = APIE_NULL;
    assert_int_equal(build(f, &list, arguments, NULL), APIE_OK);
    assert_string_equal(f->request.target, "/eu/v1/a/.../b/-9223372036854775808/c");
    assert_int_equal(f->request.header_line_count, 1);
    arguments[3].text = "";
    arguments[4].number = apie_int(0);
    arguments[2].number = apie_null_int();
    assert_int_equal(build(f, &list, arguments, NULL), APIE_OK);
    assert_string_equal(f->request.target, "/eu/v1/a/.../b/-9223372036854775808/c?q=&deep=false");
}

static void bad_path_arguments_are_refused_by_name(void **state)
{
    fixture *f = *state;
    static const struct {
        const char *id;
        const char *message;
    } cases[] = {
        {NULL, "id is required"},
        {APIE_NULL, "id is required"},
        {"", "id is empty"},
        {".", "id may not be \".\" or \"..\""},
        {"..", "id may not be \".\" or \"..\""},
        {"a\xff", "id is not UTF-8"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const apie_argument arguments[6] = {{.text = cases[i].id}, {.number = APIE_INT(1)}};
        assert_int_equal(build(f, &list, arguments, NULL), APIE_ERROR_INVALID_ARGUMENT);
        assert_string_equal(f->error.where, "id");
        assert_string_equal(f->error.message, cases[i].message);
    }
    const apie_argument no_number[6] = {{.text = "x"}};
    assert_int_equal(build(f, &list, no_number, NULL), APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(f->error.where, "number");
}

static void required_query_arguments_are_required(void **state)
{
    fixture *f = *state;
    static const apie_parameter parameters[] = {{"q", APIE_IN_QUERY, APIE_ARGUMENT_TEXT, true}};
    static const apie_operation search = {
        .name = "search", .path = "/search", .parameters = parameters, .parameter_count = 1};
    const apie_argument none = {0};
    assert_int_equal(build(f, &search, &none, NULL), APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(f->error.where, "q");
    const apie_argument empty = {.text = ""};
    assert_int_equal(build(f, &search, &empty, NULL), APIE_OK);
    assert_string_equal(f->request.target, "/eu/search?q=");
}

static void an_endless_target_is_refused(void **state)
{
    fixture *f = *state;
    static char text[70000];
    memset(text, 'a', sizeof(text) - 1);
    const apie_argument arguments[6] = {{.text = text}, {.number = APIE_INT(1)}};
    assert_int_equal(build(f, &list, arguments, NULL), APIE_ERROR_INVALID_ARGUMENT);
    assert_non_null(strstr(f->error.message, "too long"));
}

/* ---- headers ---- */

static void a_body_has_a_content_type(void **state)
{
    fixture *f = *state;
    assert_int_equal(build(f, &create, NULL, NULL), APIE_OK);
    assert_int_equal(count_lines(&f->request, "Content-Type: application/json"), 1);
    assert_int_equal(build(f, &patch, NULL, NULL), APIE_OK);
    assert_int_equal(count_lines(&f->request, "Content-Type: application/vnd.api+json"), 1);
    assert_int_equal(build(f, &restore, NULL, NULL), APIE_OK);
    assert_int_equal(f->request.header_line_count, 1);
}

static void options_add_headers(void **state)
{
    fixture *f = *state;
    const apie_header headers[] = {{"X-A", "1"}, {"accept", "text/csv"}, {"X-Empty", ""}};
    const apie_call_options options = {.headers = headers, .header_count = 3};
    assert_int_equal(build(f, &create, NULL, &options), APIE_OK);
    assert_int_equal(count_lines(&f->request, "X-A: 1"), 1);
    assert_int_equal(count_lines(&f->request, "X-Empty;"), 1);
    assert_int_equal(count_lines(&f->request, "accept: text/csv"), 1);
    assert_int_equal(count_lines(&f->request, "Accept: application/json"), 0);
    assert_false(f->request.retry_safe);
}

static void bad_headers_are_refused_by_name(void **state)
{
    fixture *f = *state;
    static const struct {
        apie_header header;
        const char *message;
    } cases[] = {
        {{"Authorization", "x"}, "headers: \"Authorization\" is set by the library alone"},
        {{"x-api-key", "x"}, "headers: \"x-api-key\" is set by the library alone"},
        {{"Host", "x"}, "headers: \"Host\" is set by the library alone"},
        {{"A B", "x"}, "headers: \"A B\" has a name that is no header name"},
        {{"X-A", "a\r\nb"}, "headers: \"X-A\" has a line break or control character in its value"},
        {{NULL, NULL}, "headers: \"\" has a name that is no header name"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const apie_call_options options = {.headers = &cases[i].header, .header_count = 1};
        assert_int_equal(build(f, &create, NULL, &options), APIE_ERROR_INVALID_ARGUMENT);
        assert_string_equal(f->error.message, cases[i].message);
    }
    const apie_call_options no_list = {.header_count = 1};
    assert_int_equal(build(f, &create, NULL, &no_list), APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(f->error.where, "headers");
}

static void an_idempotency_key_makes_a_request_safe(void **state)
{
    fixture *f = *state;
    const apie_call_options options = {.idempotency_key = "key-1"};
    assert_int_equal(build(f, &create, NULL, &options), APIE_OK);
    assert_int_equal(count_lines(&f->request, "Idempotency-Key: key-1"), 1);
    assert_true(f->request.retry_safe);

    const apie_header header = {"idempotency-key", "key-2"};
    const apie_call_options as_header = {.headers = &header, .header_count = 1};
    assert_int_equal(build(f, &create, NULL, &as_header), APIE_OK);
    assert_true(f->request.retry_safe);

    static const char *const bad[] = {"", " ", "\t ", "a\nb"};
    for (size_t i = 0; i < 4; i++) {
        const apie_call_options refused = {.idempotency_key = bad[i]};
        assert_int_equal(build(f, &create, NULL, &refused), APIE_ERROR_INVALID_ARGUMENT);
        assert_string_equal(f->error.where, "idempotency_key");
    }
}

/* It would make the request repeatable, and the service would know nothing of it. */
static void a_blank_idempotency_key_is_refused_as_a_header_too(void **state)
{
    fixture *f = *state;
    static const char *const blank[] = {"", " ", "\t "};
    for (size_t i = 0; i < 3; i++) {
        const apie_header header = {"idempotency-key", blank[i]};
        const apie_call_options refused = {.headers = &header, .header_count = 1};
        assert_int_equal(build(f, &create, NULL, &refused), APIE_ERROR_INVALID_ARGUMENT);
        assert_string_equal(f->error.where, "headers");
        assert_string_equal(f->error.message, "headers: \"idempotency-key\" is blank");
        assert_false(f->request.retry_safe);
    }
    const apie_header other = {"X-Note", " "};
    const apie_call_options blank_note = {.headers = &other, .header_count = 1};
    assert_int_equal(build(f, &create, NULL, &blank_note), APIE_OK);
}

static void a_bad_header_argument_is_refused_by_its_name(void **state)
{
    fixture *f = *state;
    const apie_argument arguments[] = {
        {.text = "x"},  {.number = APIE_INT(1)}, {.text = NULL},
        {.text = NULL}, {.text = NULL},          {.text = "a\r\nX-API-Key: other"},
    };
    assert_int_equal(build(f, &list, arguments, NULL), APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(f->error.where, "X-Org");
}

static void an_empty_header_argument_is_refused_by_its_name(void **state)
{
    fixture *f = *state;
    const apie_argument arguments[] = {
        {.text = "x"},  {.number = APIE_INT(1)}, {.text = NULL},
        {.text = NULL}, {.text = NULL},          {.text = ""},
    };
    assert_int_equal(build(f, &list, arguments, NULL), APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(f->error.where, "X-Org");
}

static void many_headers_fit_and_the_same_name_replaces(void **state)
{
    fixture *f = *state;
    assert_int_equal(build(f, &create, NULL, NULL), APIE_OK);
    char name[] = "X-00";
    for (int i = 0; i < 50; i++) {
        name[2] = (char)('0' + i / 10);
        name[3] = (char)('0' + i % 10);
        assert_int_equal(apie_request_add_header(&f->request, f->arena, name, "old", NULL),
                         APIE_OK);
        assert_int_equal(apie_request_add_header(&f->request, f->arena, name, "new", NULL),
                         APIE_OK);
    }
    assert_int_equal(f->request.header_line_count, 52);
    assert_int_equal(count_lines(&f->request, "X-00: new"), 1);
    assert_int_equal(count_lines(&f->request, "X-49: new"), 1);
    assert_int_equal(count_lines(&f->request, "X-49: old"), 0);
}

static void an_interceptor_sees_and_adds(void **state)
{
    fixture *f = *state;
    assert_int_equal(build(f, &create, NULL, NULL), APIE_OK);
    apie_outgoing outgoing = {&f->request, f->arena, &f->endpoint};
    assert_string_equal(apie_outgoing_method(&outgoing), "POST");
    assert_string_equal(apie_outgoing_target(&outgoing), "/eu/v1/things");
    assert_int_equal(apie_outgoing_add_header(&outgoing, "traceparent", "00-1-2-03"), APIE_OK);
    assert_int_equal(count_lines(&f->request, "traceparent: 00-1-2-03"), 1);
    assert_int_equal(apie_outgoing_add_header(&outgoing, "X-API-KEY", "other"),
                     APIE_ERROR_INVALID_ARGUMENT);
    assert_int_equal(apie_outgoing_add_header(&outgoing, "Authorization", "other"),
                     APIE_ERROR_INVALID_ARGUMENT);
    assert_int_equal(apie_outgoing_add_header(&outgoing, "X", "a\nb"), APIE_ERROR_INVALID_ARGUMENT);
    assert_int_equal(apie_outgoing_add_header(&outgoing, "", "a"), APIE_ERROR_INVALID_ARGUMENT);
    assert_int_equal(apie_outgoing_add_header(&outgoing, NULL, NULL), APIE_ERROR_INVALID_ARGUMENT);
}

static void methods_have_names(void **state)
{
    (void)state;
    static const char *const names[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    for (int i = 0; i < APIE_METHOD_COUNT; i++)
        assert_string_equal(apie_method_name((apie_method)i), names[i]);
    assert_string_equal(apie_method_name(APIE_METHOD_COUNT), "?");
}

/* ---- bodies ---- */

static void an_object_becomes_the_body(void **state)
{
    fixture *f = *state;
    const thing object = {.name = "a \"b\"", .size = APIE_INT(0)};
    assert_int_equal(build(f, &create, NULL, NULL), APIE_OK);
    assert_int_equal(apie_request_set_object(&f->request, f->arena, &object, NULL, &f->error),
                     APIE_OK);
    assert_string_equal(f->request.body, "{\"name\":\"a \\\"b\\\"\",\"size\":0}");
    assert_int_equal(f->request.body_length, strlen(f->request.body));
}

static void a_body_is_there_exactly_if_it_is_wanted(void **state)
{
    fixture *f = *state;
    const thing object = {.name = "x"};
    assert_int_equal(build(f, &create, NULL, NULL), APIE_OK);
    assert_int_equal(apie_request_set_object(&f->request, f->arena, NULL, NULL, &f->error),
                     APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(f->error.message, "things.create needs a body");
    assert_int_equal(build(f, &restore, NULL, NULL), APIE_OK);
    assert_int_equal(apie_request_set_object(&f->request, f->arena, NULL, NULL, &f->error),
                     APIE_OK);
    assert_null(f->request.body);
    assert_int_equal(apie_request_set_object(&f->request, f->arena, &object, NULL, &f->error),
                     APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(f->error.message, "things.restore takes no body");
}

static void a_bad_object_is_refused(void **state)
{
    fixture *f = *state;
    const thing unset = {0};
    assert_int_equal(build(f, &create, NULL, NULL), APIE_OK);
    assert_int_equal(apie_request_set_object(&f->request, f->arena, &unset, NULL, &f->error),
                     APIE_ERROR_INVALID_ARGUMENT);
    assert_null(f->request.body);
    const thing bad_text = {.name = "\xff"};
    assert_int_equal(apie_request_set_object(&f->request, f->arena, &bad_text, NULL, &f->error),
                     APIE_ERROR_INVALID_ARGUMENT);
    assert_null(f->request.body);
}

static void a_body_has_a_limit(void **state)
{
    fixture *f = *state;
    const size_t size = ((size_t)64 << 20) + 1;
    char *text = malloc(size);
    assert_non_null(text);
    memset(text, 'a', size - 1);
    text[size - 1] = '\0';
    const thing object = {.name = text};
    assert_int_equal(build(f, &create, NULL, NULL), APIE_OK);
    assert_int_equal(apie_request_set_object(&f->request, f->arena, &object, NULL, &f->error),
                     APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(f->error.message, "the body is larger than 64 MiB");
    assert_int_equal(apie_request_build_raw(&f->request, f->arena, &f->endpoint, APIE_POST, "/x",
                                            text, size, NULL, &f->error),
                     APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(f->error.where, "body");
    free(text);
}

/* ---- raw requests ---- */

static void raw_requests_are_sent_as_given(void **state)
{
    fixture *f = *state;
    static const bool safe[APIE_METHOD_COUNT] = {true, false, true, false, true};
    char body[] = "{\"a\":1}";
    for (int i = 0; i < APIE_METHOD_COUNT; i++) {
        char copy[sizeof(body)];
        memcpy(copy, body, sizeof(body));
        assert_int_equal(apie_request_build_raw(&f->request, f->arena, &f->endpoint, (apie_method)i,
                                                "/1/x%20y?a=b&c", copy, strlen(copy), NULL,
                                                &f->error),
                         APIE_OK);
        memset(copy, 'x', sizeof(copy));
        assert_string_equal(f->request.target, "/eu/1/x%20y?a=b&c");
        assert_int_equal(f->request.method, i);
        assert_int_equal(f->request.retry_safe, safe[i]);
        assert_string_equal(f->request.operation->name, "request");
        assert_null(f->request.operation->response);
        assert_string_equal(f->request.body, body);
        assert_int_equal(f->request.body_length, strlen(body));
        assert_int_equal(count_lines(&f->request, "Content-Type: application/json"), 1);
    }
    const apie_call_options options = {.idempotency_key = "k"};
    assert_int_equal(apie_request_build_raw(&f->request, f->arena, &f->endpoint, APIE_POST, "/",
                                            NULL, 0, &options, &f->error),
                     APIE_OK);
    assert_true(f->request.retry_safe);
    assert_null(f->request.body);
    assert_int_equal(count_lines(&f->request, "Content-Type: application/json"), 0);
}

static void bad_raw_targets_are_refused(void **state)
{
    fixture *f = *state;
    static const char *const bad[] = {
        NULL,    "",        "x",    "https://evil/", "//evil/x",  "/a b",
        "/a\tb", "/a\r\nX", "/a#f", "/a\x7f",        "/\xC3\xA4",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        apie_error_clear(&f->error);
        assert_int_equal(apie_request_build_raw(&f->request, f->arena, &f->endpoint, APIE_GET,
                                                bad[i], NULL, 0, NULL, &f->error),
                         APIE_ERROR_INVALID_ARGUMENT);
        assert_string_equal(f->error.where, "path");
    }
}

/* ---- memory ---- */

static apie_status build_everything(const apie_endpoint *endpoint, apie_arena *arena,
                                    apie_error *error)
{
    const thing object = {.name = "n"};
    const apie_header headers[] = {{"A", "1"}, {"B", "2"}, {"C", "3"}, {"D", "4"},
                                   {"E", "5"}, {"F", "6"}, {"G", "7"}, {"H", "8"}};
    const apie_call_options options = {
        .headers = headers, .header_count = 8, .idempotency_key = "key"};
    const apie_argument arguments[] = {
        {.text = "x"}, {.number = APIE_INT(1)}, {.number = APIE_INT(2)},
        {.text = "y"}, {.number = APIE_INT(1)}, {.text = "z"},
    };
    apie_http_request request;
    apie_status status =
        apie_request_build(&request, arena, endpoint, &list, arguments, &options, error);
    if (status == APIE_OK)
        status = apie_request_build(&request, arena, endpoint, &create, NULL, NULL, error);
    if (status == APIE_OK)
        status = apie_request_set_object(&request, arena, &object, NULL, error);
    if (status == APIE_OK)
        status =
            apie_request_build_raw(&request, arena, endpoint, APIE_PUT, "/x", "{}", 2, NULL, error);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    fixture *f = *state;
    /* The more is taken before, the earlier the arena is full: each piece is at the brink once. */
    for (size_t taken = 0; taken < 2000; taken += 8) {
        unsigned long k = 0;
        for (bool hit = true; hit;) {
            apie_arena *arena = apie_arena_new(2000);
            assert_non_null(arena);
            assert_non_null(apie_arena_text(arena, taken));
            apie_fault_fail_at(++k);
            apie_status status = build_everything(&f->endpoint, arena, &f->error);
            hit = apie_fault_hit();
            apie_fault_fail_at(0);
            assert_int_equal(status, hit ? APIE_ERROR_NO_MEMORY : APIE_OK);
            apie_arena_free(arena);
        }
        assert_true(k > 2);
    }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(arguments_go_to_their_places_encoded),
        TEST(optional_arguments_may_be_left_out),
        TEST(bad_path_arguments_are_refused_by_name),
        TEST(required_query_arguments_are_required),
        TEST(an_endless_target_is_refused),
        TEST(a_body_has_a_content_type),
        TEST(options_add_headers),
        TEST(bad_headers_are_refused_by_name),
        TEST(an_idempotency_key_makes_a_request_safe),
        TEST(a_blank_idempotency_key_is_refused_as_a_header_too),
        TEST(a_bad_header_argument_is_refused_by_its_name),
        TEST(an_empty_header_argument_is_refused_by_its_name),
        TEST(many_headers_fit_and_the_same_name_replaces),
        TEST(an_interceptor_sees_and_adds),
        TEST(methods_have_names),
        TEST(an_object_becomes_the_body),
        TEST(a_body_is_there_exactly_if_it_is_wanted),
        TEST(a_bad_object_is_refused),
        TEST(a_body_has_a_limit),
        TEST(raw_requests_are_sent_as_given),
        TEST(bad_raw_targets_are_refused),
        TEST(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
