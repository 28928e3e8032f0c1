/* Images, and what is sent with every request of OpenApp's clients. */
#include "openapp_flows.h"

#include <stdlib.h>
#include <string.h>

#include <apie/openapp/status.h>

/* ---- images ---- */

static const char png[] = "\x89PNG\r\n\x1a\n and so on";

static apie_flow *upload(openapp_flows *f, const apie_openapp_image *image, apie_error *error)
{
    return apie_openapp_upload_flow_new(&f->core.core, APIE_OPENAPP_PICTURED_DEVICE, "d/1", image,
                                        NULL, error);
}

static void images_are_forms(void **state)
{
    openapp_flows *f = *state;
    const apie_openapp_image image = {.data = png, .length = sizeof png - 1, .file_name = "a.png"};
    apie_error error;
    apie_flow *flow = upload(f, &image, &error);
    assert_non_null(flow);
    assert_false(flow->request.retry_safe);
    assert_non_null(strstr(flow->request.body,
                           "name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n"));
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_OK);
    assert_non_null(((apie_openapp_json *)flow->result)->value);
    apie_flow_free(flow);
    openapp_flows_expect_target(f, 0, "/api/v1/devices/d%2F1/image");
    assert_non_null(strstr(f->lines[0], "Content-Type: multipart/form-data; boundary="));
}

static void what_is_no_image_is_refused(void **state)
{
    openapp_flows *f = *state;
    apie_error error;
    const apie_openapp_image text = {.data = "hello", .length = 5};
    const apie_openapp_image gif = {
        .data = png, .length = sizeof png - 1, .content_type = "image/gif"};
    const apie_openapp_image nothing = {.content_type = "image/png"};
    assert_null(upload(f, &text, &error));
    assert_string_equal(error.where, "data");
    assert_null(upload(f, &gif, &error));
    assert_string_equal(error.where, "content_type");
    assert_null(upload(f, &nothing, &error));
    assert_string_equal(error.where, "data");
    assert_null(upload(f, NULL, &error));
    assert_int_equal(error.code, APIE_ERROR_INVALID_ARGUMENT);
    assert_int_equal(f->sent, 0);
}

/* ---- what goes with every request ---- */

static void a_handles_line_goes_with_every_request(void **state)
{
    openapp_flows *f = *state;
    apie_error error;
    openapp_flows_have(f, false);
    char line[] = "X-Org: 01H";
    apie_flow *flow = apie_flow_with_line(openapp_flows_list(f, NULL, NULL), line, &error);
    memset(line, 'x', sizeof line - 1);
    virtual_finish(f->world, flow);
    apie_flow_free(flow);
    assert_int_equal(f->sent, 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(openapp_flows_has_line(f, i, "X-Org: 01H"));

    const apie_header header = {"x-org", "mine"};
    const apie_call_options options = {.headers = &header, .header_count = 1};
    f->sent = 0;
    flow = apie_flow_with_line(openapp_flows_list(f, NULL, &options), "X-Org: 01H", &error);
    virtual_finish(f->world, flow);
    apie_flow_free(flow);
    assert_true(openapp_flows_has_line(f, 0, "x-org: mine"));
    assert_null(strstr(f->lines[0], "01H"));
    assert_null(apie_flow_with_line(NULL, "X-Org: 01H", &error));
}

static void the_key_is_asked_for_before_each_attempt(void **state)
{
    openapp_flows *f = *state;
    openapp_flows_have(f, false);
    openapp_flows_rotate(f, NULL);
    f->key = OPENAPP_OTHER_KEY;
    f->failure = 503;
    f->good = 2;
    apie_flow *flow = openapp_flows_list(f, NULL, NULL);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_ERROR_SERVER);
    apie_flow_free(flow);
    assert_int_equal(f->sent, 6);
    assert_int_equal(f->keys_asked, 6);
    for (size_t i = 0; i < 6; i++)
        assert_true(openapp_flows_has_line(f, i, "X-API-Key: " OPENAPP_OTHER_KEY));
}

static apie_status list_with(openapp_flows *f, apie_error *error)
{
    apie_flow *flow = openapp_flows_list(f, NULL, NULL);
    virtual_finish(f->world, flow);
    apie_status status = flow->status;
    *error = flow->error;
    apie_flow_free(flow);
    return status;
}

static void keys_go_to_one_service_only(void **state)
{
    openapp_flows *f = *state;
    apie_error error;
    openapp_flows_have(f, false);
    openapp_flows_rotate(f, NULL);
    f->key = "http://127.0.0.1:8_openapp_another-secret";
    assert_int_equal(list_with(f, &error), APIE_ERROR_CONFIG);
    assert_string_equal(error.where, "key_callback");
    assert_null(strstr(error.message, "secret"));
    f->key = "nonsense";
    assert_int_equal(list_with(f, &error), APIE_ERROR_CONFIG);
    f->key = OPENAPP_KEY;
    f->key_status = APIE_ERROR_AUTHENTICATION;
    assert_int_equal(list_with(f, &error), APIE_ERROR_AUTHENTICATION);
    assert_int_equal(f->sent, 0);
    f->key_status = APIE_OK;
    openapp_flows_rotate(f, "http://127.0.0.1:7/api/v1");
    f->key = "http://127.0.0.1:8_openapp_another-secret";
    assert_int_equal(list_with(f, &error), APIE_OK);
}

static void a_new_key_is_kept_out_of_errors(void **state)
{
    openapp_flows *f = *state;
    apie_error error;
    openapp_flows_rotate(f, "http://127.0.0.1:7");
    f->failure = 401;
    assert_int_equal(list_with(f, &error), APIE_ERROR_AUTHENTICATION);
    assert_null(strstr(error.message, "secret"));
    assert_non_null(strstr(error.message, "no *"));
}

/* ---- memory ---- */

static apie_flow *make_upload(openapp_flows *f, apie_error *error)
{
    const apie_openapp_image image = {.data = png, .length = sizeof png - 1};
    return upload(f, &image, error);
}

static apie_flow *make_upload_url(openapp_flows *f, apie_error *error)
{
    return apie_openapp_upload_url_flow_new(&f->core.core, APIE_OPENAPP_PICTURED_ORG, "o1",
                                            "https://elsewhere.example/a.png?size=1", "b.png", NULL,
                                            error);
}

static void memory_may_run_out(void **state)
{
    openapp_flows *f = *state;
    openapp_flows_rotate(f, NULL);
    openapp_flows_torture(f, make_upload);
    openapp_flows_torture(f, make_upload_url);
}

int main(void)
{
    json_set_alloc_funcs(malloc, free);
    const struct CMUnitTest tests[] = {
        OPENAPP_FLOWS_TEST(images_are_forms),
        OPENAPP_FLOWS_TEST(what_is_no_image_is_refused),
        OPENAPP_FLOWS_TEST(a_handles_line_goes_with_every_request),
        OPENAPP_FLOWS_TEST(the_key_is_asked_for_before_each_attempt),
        OPENAPP_FLOWS_TEST(keys_go_to_one_service_only),
        OPENAPP_FLOWS_TEST(a_new_key_is_kept_out_of_errors),
        OPENAPP_FLOWS_TEST(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
