/* OpenApp's calls of several requests in virtual time: whole lists, names, scripts; and what is
 * sent with every request of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <apie/openapp/devices.h>
#include <apie/openapp/orgs.h>
#include <apie/openapp/scripting.h>
#include <apie/openapp/status.h>
#include <apie/openapp/zones.h>

#include "generated/openapp_models.h"
#include "generated/openapp_operations.h"
#include "openapp/flows.h"
#include "openapp/settings.h"
#include "support/alloc_fault.h"
#include "support/virtual.h"

#define KEY  "http://127.0.0.1:9_openapp_a-long-secret"
#define SEEN 64

/* ---- a service ---- */

typedef struct fixture {
    virtual_world *world;
    apie_openapp_core core;
    /* What the service has, and how it lists it. */
    const char *const *names; /* as JSON; the id of each is its position */
    size_t count;
    size_t cap; /* items on a page */
    bool bare;  /* pages are arrays */
    size_t looks_until_done;
    const char *end; /* of an execution, as JSON members */
    int failure;     /* status of every answer; 0: none */
    size_t good;     /* answers before the failure */
    /* What it saw. */
    size_t sent;
    char targets[SEEN][256];
    char lines[SEEN][512];
    uint64_t times[SEEN];
    char page[4096];
    /* Of key_callback. */
    const char *key;
    apie_status key_status;
    unsigned keys_asked;
} fixture;

static size_t number_after(const char *target, const char *name, size_t otherwise)
{
    const char *found = strstr(target, name);
    return found ? (size_t)strtoul(found + strlen(name), NULL, 10) : otherwise;
}

static size_t put(fixture *f, size_t used, const char *text)
{
    int length = snprintf(f->page + used, sizeof f->page - used, "%s", text);
    assert_true(length >= 0 && used + (size_t)length < sizeof f->page);
    return used + (size_t)length;
}

static void make_page(fixture *f, const char *target)
{
    size_t limit = number_after(target, "limit=", f->cap);
    size_t offset = number_after(target, "offset=", 0);
    size_t end = offset + (limit < f->cap ? limit : f->cap);
    size_t used = put(f, 0, f->bare ? "[" : "{\"items\":[");
    char text[128];
    for (size_t i = offset; i < end && i < f->count; i++) {
        (void)snprintf(text, sizeof text,
                       "%s{\"id\":\"%zu\",\"org_id\":\"o\",\"integration_id\":\"i\",\"name\":%s}",
                       i > offset ? "," : "", i, f->names[i]);
        used = put(f, used, text);
    }
    (void)snprintf(text, sizeof text, f->bare ? "]" : "],\"total\":%zu}", f->count);
    (void)put(f, used, text);
}

static void make_execution(fixture *f)
{
    size_t used = put(f, 0, "{\"id\":\"x 1\",");
    used = put(f, used, f->sent > f->looks_until_done ? f->end : "\"status\":\"running\"");
    (void)put(f, used, "}");
}

static void note(fixture *f, const apie_http_request *request)
{
    assert_true(f->sent < SEEN);
    char *lines = f->lines[f->sent];
    size_t used = 0;
    (void)snprintf(f->targets[f->sent], sizeof f->targets[0], "%s", request->target);
    for (size_t i = 0; i < request->header_line_count; i++)
        used += (size_t)snprintf(lines + used, sizeof f->lines[0] - used, "%s\n",
                                 request->header_lines[i]);
    f->times[f->sent++] = virtual_now(f->world);
}

static void answer(void *user, const apie_http_request *request, virtual_reply *reply)
{
    fixture *f = user;
    note(f, request);
    if (request->url) {
        reply->headers = "Content-Type: image/png\r\n";
        reply->body = "a picture";
        return;
    }
    if (f->failure && f->sent > f->good) {
        reply->status = f->failure;
        reply->body = "{\"message\":\"no " KEY "\",\"error_code\":\"x\"}";
        return;
    }
    if (strstr(request->target, "/scripting/"))
        make_execution(f);
    else
        make_page(f, request->target);
    reply->body = f->page;
}

static apie_status give_key(char *key, size_t size, void *user)
{
    fixture *f = user;
    f->keys_asked++;
    (void)snprintf(key, size, "%s", f->key);
    return f->key_status;
}

static void open_core(fixture *f, const apie_openapp_options *options)
{
    apie_error error;
    if (apie_openapp_core_init(&f->core, options, virtual_clock(f->world), &error) != APIE_OK)
        fail_msg("%s", error.message);
    virtual_drive(f->world, &f->core.core);
}

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    if (!f)
        return -1;
    f->world = virtual_new(5, answer, f);
    f->cap = 2;
    f->key = KEY;
    const apie_openapp_options options = {.api_key = KEY};
    open_core(f, &options);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    virtual_free(f->world);
    apie_core_free(&f->core.core);
    free(f);
    return 0;
}

static void expect_target(const fixture *f, size_t number, const char *target)
{
    assert_true(number < f->sent);
    assert_string_equal(f->targets[number], target);
}

static bool has_line(const fixture *f, size_t number, const char *line)
{
    const char *found = strstr(f->lines[number], line);
    return found && (found == f->lines[number] || found[-1] == '\n') && found[strlen(line)] == '\n';
}

/* ---- whole lists ---- */

static const char *const five[] = {"\"Acme\"", "{\"en\":\"Bolt\",\"he\":\"acme \"}", "\"Corp\"",
                                   "{\"value\":{\"en\":\"ACME\"}}", "\"Door\""};

static void have(fixture *f, bool bare)
{
    f->names = five;
    f->count = 5;
    f->bare = bare;
    f->sent = 0;
}

static apie_flow *list_orgs(fixture *f, const apie_openapp_list_query *query,
                            const apie_call_options *options)
{
    apie_error error;
    apie_flow *flow =
        apie_openapp_list_flow_new(&f->core.core, &apie_op_openapp_orgs_list,
                                   &apie_model_openapp_list_query, query, options, &error);
    if (!flow)
        fail_msg("%s", error.message);
    return flow;
}

static void expect_five(const apie_flow *flow)
{
    const apie_openapp_org_page *page = flow->result;
    if (flow->status != APIE_OK)
        fail_msg("%s", flow->error.message);
    assert_int_equal(page->items_count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(page->items[i]->id[0] - '0', i);
}

static void lists_are_read_page_by_page(void **state)
{
    fixture *f = *state;
    have(f, false);
    apie_flow *flow = list_orgs(f, NULL, NULL);
    virtual_finish(f->world, flow);
    expect_five(flow);
    apie_flow_free(flow);
    assert_int_equal(f->sent, 3);
    expect_target(f, 0, "/api/v1/orgs?limit=200&offset=0");
    expect_target(f, 1, "/api/v1/orgs?limit=200&offset=2");
    expect_target(f, 2, "/api/v1/orgs?limit=200&offset=4");
}

static void bare_lists_end_with_an_empty_page(void **state)
{
    fixture *f = *state;
    have(f, true);
    apie_flow *flow = list_orgs(f, NULL, NULL);
    virtual_finish(f->world, flow);
    expect_five(flow);
    apie_flow_free(flow);
    assert_int_equal(f->sent, 4);
    expect_target(f, 3, "/api/v1/orgs?limit=200&offset=5");
}

static void a_query_is_kept(void **state)
{
    fixture *f = *state;
    have(f, false);
    char integration[] = "i/1";
    apie_header header = {"X-Correlation-Id", "c1"};
    apie_openapp_device_query query = {.integration_id = integration,
                                       .include_deleted = apie_bool(true),
                                       .limit = apie_int(1),
                                       .offset = apie_int(3)};
    apie_call_options options = {.headers = &header, .header_count = 1};
    apie_error error;
    apie_flow *flow =
        apie_openapp_list_flow_new(&f->core.core, &apie_op_openapp_devices_list,
                                   &apie_model_openapp_device_query, &query, &options, &error);
    assert_non_null(flow);
    memset(integration, 'x', sizeof integration - 1);
    memset(&query, 0, sizeof query);
    header.name = header.value = NULL;
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_OK);
    assert_int_equal(((apie_openapp_device_page *)flow->result)->items_count, 2);
    apie_flow_free(flow);
    assert_int_equal(f->sent, 2);
    expect_target(f, 0,
                  "/api/v1/devices?integration_id=i%2F1&include_deleted=true&limit=1&offset=3");
    expect_target(f, 1,
                  "/api/v1/devices?integration_id=i%2F1&include_deleted=true&limit=1&offset=4");
    assert_true(has_line(f, 0, "X-Correlation-Id: c1"));
    assert_true(has_line(f, 1, "X-Correlation-Id: c1"));
}

static void a_page_that_fails_fails_the_list(void **state)
{
    fixture *f = *state;
    have(f, false);
    f->failure = 403;
    f->good = 1;
    apie_flow *flow = list_orgs(f, NULL, NULL);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_ERROR_PERMISSION);
    assert_null(flow->result);
    assert_string_equal(flow->error.service_code, "x");
    assert_null(strstr(flow->error.message, "secret"));
    apie_flow_free(flow);
    assert_int_equal(f->sent, 2);
}

/* ---- by name ---- */

static apie_flow *look_up(fixture *f, apie_openapp_named named, const char *name,
                          apie_openapp_match match)
{
    apie_error error;
    apie_flow *flow =
        apie_openapp_lookup_flow_new(&f->core.core, named, "i 1", name, match, NULL, &error);
    if (!flow)
        fail_msg("%s", error.message);
    virtual_finish(f->world, flow);
    return flow;
}

static void expect_orgs(fixture *f, const char *name, apie_openapp_match match, apie_status status,
                        const char *ids)
{
    f->sent = 0;
    apie_flow *flow = look_up(f, APIE_OPENAPP_NAMED_ORG, name, match);
    const apie_openapp_org_page *page = flow->result;
    assert_int_equal(flow->status, status);
    assert_int_equal(page ? page->items_count : 0, strlen(ids));
    for (size_t i = 0; page && i < page->items_count; i++)
        assert_int_equal(page->items[i]->id[0], ids[i]);
    if (status != APIE_OK)
        assert_string_equal(flow->error.where, name);
    assert_int_equal(f->sent, 3);
    apie_flow_free(flow);
}

static void names_are_looked_for_on_all_pages(void **state)
{
    fixture *f = *state;
    have(f, false);
    expect_orgs(f, "door", APIE_OPENAPP_MATCH_EXACT, APIE_OK, "4");
    expect_orgs(f, "acme", APIE_OPENAPP_MATCH_EXACT, APIE_ERROR_AMBIGUOUS, "013");
    expect_orgs(f, "or", APIE_OPENAPP_MATCH_EXACT, APIE_ERROR_NOT_FOUND_BY_NAME, "");
    expect_orgs(f, "or", APIE_OPENAPP_MATCH_FUZZY, APIE_ERROR_AMBIGUOUS, "24");
    expect_orgs(f, "ol", APIE_OPENAPP_MATCH_FUZZY, APIE_OK, "1");
}

static void the_service_sifts_where_it_can(void **state)
{
    fixture *f = *state;
    have(f, true);
    apie_flow *flow = look_up(f, APIE_OPENAPP_NAMED_DEVICE, "Door", APIE_OPENAPP_MATCH_EXACT);
    assert_int_equal(flow->status, APIE_OK);
    assert_string_equal(((apie_openapp_device_page *)flow->result)->items[0]->id, "4");
    apie_flow_free(flow);
    expect_target(f, 3, "/api/v1/devices?integration_id=i%201&q=Door&limit=200&offset=5");
}

static void lists_without_pages_are_asked_for_once(void **state)
{
    fixture *f = *state;
    have(f, true);
    f->cap = 9;
    apie_flow *flow =
        look_up(f, APIE_OPENAPP_NAMED_ACCESS_PORTAL, "Door", APIE_OPENAPP_MATCH_EXACT);
    assert_int_equal(flow->status, APIE_OK);
    apie_flow_free(flow);
    assert_int_equal(f->sent, 1);
    expect_target(f, 0, "/api/v1/integrations/i%201/access-portals");
    flow = look_up(f, APIE_OPENAPP_NAMED_ZONE, "Door", APIE_OPENAPP_MATCH_EXACT);
    assert_int_equal(flow->status, APIE_OK);
    apie_flow_free(flow);
    expect_target(f, 1, "/api/v1/integrations/i%201/zones?limit=200&offset=0");
}

static void blank_names_are_refused(void **state)
{
    fixture *f = *state;
    apie_error error;
    assert_null(apie_openapp_lookup_flow_new(&f->core.core, APIE_OPENAPP_NAMED_ORG, NULL, " \t",
                                             APIE_OPENAPP_MATCH_FUZZY, NULL, &error));
    assert_int_equal(error.code, APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, "name");
    assert_null(apie_openapp_lookup_flow_new(&f->core.core, APIE_OPENAPP_NAMED_ORG, NULL, NULL,
                                             APIE_OPENAPP_MATCH_EXACT, NULL, &error));
    assert_int_equal(f->sent, 0);
}

/* ---- scripts ---- */

static apie_flow *execute(fixture *f, const apie_call_options *options)
{
    const apie_openapp_execution_create script = {.script = "return 1"};
    apie_error error;
    apie_flow *flow = apie_openapp_execute_flow_new(&f->core.core, &script, options, &error);
    if (!flow)
        fail_msg("%s", error.message);
    return flow;
}

static void a_script_is_run_to_its_end(void **state)
{
    fixture *f = *state;
    static const uint64_t pauses[] = {1000, 2000, 4000, 5000, 5000};
    const apie_header header = {"X-Correlation-Id", "c1"};
    const apie_call_options options = {
        .headers = &header, .header_count = 1, .idempotency_key = "once"};
    f->end = "\"status\":\"succeeded\",\"result\":[42]";
    f->looks_until_done = 5;
    apie_flow *flow = execute(f, &options);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_OK);
    const apie_openapp_execution *execution = flow->result;
    assert_int_equal(json_integer_value(json_array_get(execution->result, 0)), 42);
    apie_flow_free(flow);
    assert_int_equal(f->sent, 6);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(f->times[i + 1] - f->times[i], pauses[i]);
    expect_target(f, 0, "/api/v1/scripting/executions");
    expect_target(f, 1, "/api/v1/scripting/executions/x%201");
    assert_true(has_line(f, 0, "X-Correlation-Id: c1"));
    assert_true(has_line(f, 0, "Idempotency-Key: once"));
}

static void a_script_may_fail(void **state)
{
    fixture *f = *state;
    f->end = "\"status\":\"failed\",\"error\":\"line 3\"";
    apie_flow *flow = execute(f, NULL);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_ERROR_FAILED);
    assert_string_equal(flow->error.message, "script execution failed: line 3");
    assert_string_equal(flow->error.where, "x 1");
    assert_string_equal(((apie_openapp_execution *)flow->result)->error, "line 3");
    apie_flow_free(flow);
    f->end = "\"status\":\"canceled\"";
    f->sent = 0;
    flow = execute(f, NULL);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_ERROR_FAILED);
    apie_flow_free(flow);
    assert_int_equal(f->sent, 1);
}

static void a_script_may_take_too_long(void **state)
{
    fixture *f = *state;
    const apie_call_options options = {.deadline_ms = 8000};
    f->looks_until_done = SIZE_MAX;
    uint64_t start_ms = virtual_now(f->world);
    apie_flow *flow = execute(f, &options);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_ERROR_TIMEOUT);
    assert_string_equal(flow->error.where, "x 1");
    assert_non_null(strstr(flow->error.message, "x 1"));
    assert_int_equal(virtual_now(f->world) - start_ms, 8000);
    apie_flow_free(flow);
    assert_int_equal(f->sent, 4);
    flow = execute(f, NULL);
    assert_int_equal(flow->limit_ms, 900000);
    apie_flow_free(flow);
}

static void a_look_may_fail(void **state)
{
    fixture *f = *state;
    f->looks_until_done = SIZE_MAX;
    f->failure = 404;
    f->good = 1;
    apie_flow *flow = execute(f, NULL);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_ERROR_NOT_FOUND);
    assert_string_equal(flow->error.where, "x 1");
    assert_int_equal(flow->error.http_status, 404);
    apie_flow_free(flow);
}

static void keep_status(void *user, apie_flow *flow)
{
    *(apie_status *)user = flow->status;
}

static void waiting_may_be_cancelled(void **state)
{
    fixture *f = *state;
    apie_status status = APIE_OK;
    f->looks_until_done = SIZE_MAX;
    uint64_t start_ms = virtual_now(f->world);
    virtual_task *task = virtual_start(f->world, execute(f, NULL), keep_status, &status);
    virtual_cancel_at(task, start_ms + 4000);
    virtual_run(f->world);
    assert_int_equal(status, APIE_ERROR_CANCELLED);
    assert_int_equal(virtual_now(f->world) - start_ms, 4000);
    assert_int_equal(f->sent, 3);
}

/* ---- images ---- */

static const char png[] = "\x89PNG\r\n\x1a\n and so on";

static apie_flow *upload(fixture *f, const apie_openapp_image *image, apie_error *error)
{
    return apie_openapp_upload_flow_new(&f->core.core, APIE_OPENAPP_PICTURED_DEVICE, "d/1", image,
                                        NULL, error);
}

static void images_are_forms(void **state)
{
    fixture *f = *state;
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
    expect_target(f, 0, "/api/v1/devices/d%2F1/image");
    assert_non_null(strstr(f->lines[0], "Content-Type: multipart/form-data; boundary="));
}

static void what_is_no_image_is_refused(void **state)
{
    fixture *f = *state;
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
    fixture *f = *state;
    apie_error error;
    have(f, false);
    char line[] = "X-Org: 01H";
    apie_flow *flow = apie_flow_with_line(list_orgs(f, NULL, NULL), line, &error);
    memset(line, 'x', sizeof line - 1);
    virtual_finish(f->world, flow);
    apie_flow_free(flow);
    assert_int_equal(f->sent, 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(has_line(f, i, "X-Org: 01H"));

    const apie_header header = {"x-org", "mine"};
    const apie_call_options options = {.headers = &header, .header_count = 1};
    f->sent = 0;
    flow = apie_flow_with_line(list_orgs(f, NULL, &options), "X-Org: 01H", &error);
    virtual_finish(f->world, flow);
    apie_flow_free(flow);
    assert_true(has_line(f, 0, "x-org: mine"));
    assert_null(strstr(f->lines[0], "01H"));
    assert_null(apie_flow_with_line(NULL, "X-Org: 01H", &error));
}

static void rotate(fixture *f, const char *base_url)
{
    const apie_openapp_options options = {
        .key_callback = give_key, .key_user = f, .base_url = base_url};
    apie_core_free(&f->core.core);
    open_core(f, &options);
    f->keys_asked = 0;
}

static void the_key_is_asked_for_before_each_attempt(void **state)
{
    fixture *f = *state;
    have(f, false);
    rotate(f, NULL);
    f->key = "http://127.0.0.1:9_openapp_another-secret";
    f->failure = 503;
    f->good = 2;
    apie_flow *flow = list_orgs(f, NULL, NULL);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_ERROR_SERVER);
    apie_flow_free(flow);
    assert_int_equal(f->sent, 6);
    assert_int_equal(f->keys_asked, 6);
    for (size_t i = 0; i < 6; i++)
        assert_true(has_line(f, i, "X-API-Key: http://127.0.0.1:9_openapp_another-secret"));
}

static apie_status list_with(fixture *f, apie_error *error)
{
    apie_flow *flow = list_orgs(f, NULL, NULL);
    virtual_finish(f->world, flow);
    apie_status status = flow->status;
    *error = flow->error;
    apie_flow_free(flow);
    return status;
}

static void keys_go_to_one_service_only(void **state)
{
    fixture *f = *state;
    apie_error error;
    have(f, false);
    rotate(f, NULL);
    f->key = "http://127.0.0.1:8_openapp_another-secret";
    assert_int_equal(list_with(f, &error), APIE_ERROR_CONFIG);
    assert_string_equal(error.where, "key_callback");
    assert_null(strstr(error.message, "secret"));
    f->key = "nonsense";
    assert_int_equal(list_with(f, &error), APIE_ERROR_CONFIG);
    f->key = KEY;
    f->key_status = APIE_ERROR_AUTHENTICATION;
    assert_int_equal(list_with(f, &error), APIE_ERROR_AUTHENTICATION);
    assert_int_equal(f->sent, 0);
    f->key_status = APIE_OK;
    rotate(f, "http://127.0.0.1:7/api/v1");
    f->key = "http://127.0.0.1:8_openapp_another-secret";
    assert_int_equal(list_with(f, &error), APIE_OK);
}

static void a_new_key_is_kept_out_of_errors(void **state)
{
    fixture *f = *state;
    apie_error error;
    rotate(f, "http://127.0.0.1:7");
    f->failure = 401;
    assert_int_equal(list_with(f, &error), APIE_ERROR_AUTHENTICATION);
    assert_null(strstr(error.message, "secret"));
    assert_non_null(strstr(error.message, "no *"));
}

/* ---- memory ---- */

/* Drives a flow without allocating. */
static apie_status drive(fixture *f, apie_flow *flow)
{
    uint64_t now_ms = 1000;
    const apie_want *want = apie_flow_resume(flow, APIE_CAUSE_START, now_ms);
    while (want->kind != APIE_WANT_DONE) {
        apie_cause cause = APIE_CAUSE_TIME;
        if (want->kind == APIE_WANT_TIME) {
            now_ms = want->deadline_ms;
        } else if (!apie_flow_prepare(flow)) {
            cause = APIE_CAUSE_REFUSED;
        } else {
            virtual_reply reply = {.status = 200};
            answer(f, want->request, &reply);
            apie_answer got = {.http_status = reply.status,
                               .body = {reply.body, strlen(reply.body)}};
            apie_flow_absorb(flow, &got);
            cause = APIE_CAUSE_ANSWER;
        }
        want = apie_flow_resume(flow, cause, now_ms);
        apie_flow_report(flow);
    }
    return flow->status;
}

typedef apie_flow *make_fn(fixture *f, apie_error *error);

static apie_flow *make_list(fixture *f, apie_error *error)
{
    const apie_header header = {"A", "b"};
    const apie_call_options options = {.headers = &header, .header_count = 1};
    const apie_openapp_device_query query = {.q = "x"};
    return apie_flow_with_line(
        apie_openapp_list_flow_new(&f->core.core, &apie_op_openapp_devices_list,
                                   &apie_model_openapp_device_query, &query, &options, error),
        "X-Org: o", error);
}

static apie_flow *make_lookup(fixture *f, apie_error *error)
{
    return apie_openapp_lookup_flow_new(&f->core.core, APIE_OPENAPP_NAMED_DEVICE, "i", "Door",
                                        APIE_OPENAPP_MATCH_EXACT, NULL, error);
}

static apie_flow *make_execute(fixture *f, apie_error *error)
{
    const apie_openapp_execution_create script = {.script = "s"};
    return apie_openapp_execute_flow_new(&f->core.core, &script, NULL, error);
}

static apie_flow *make_upload(fixture *f, apie_error *error)
{
    const apie_openapp_image image = {.data = png, .length = sizeof png - 1};
    return upload(f, &image, error);
}

static apie_flow *make_upload_url(fixture *f, apie_error *error)
{
    return apie_openapp_upload_url_flow_new(&f->core.core, APIE_OPENAPP_PICTURED_ORG, "o1",
                                            "https://elsewhere.example/a.png?size=1", "b.png", NULL,
                                            error);
}

static void may_run_out(fixture *f, make_fn *make)
{
    bool hit = true;
    for (unsigned long k = 1; hit; k++) {
        apie_error error;
        apie_status status = APIE_ERROR_NO_MEMORY;
        long live = apie_fault_live();
        f->sent = 0;
        apie_fault_fail_at(k);
        apie_flow *flow = make(f, &error);
        if (flow)
            status = drive(f, flow);
        else
            assert_int_equal(error.code, APIE_ERROR_NO_MEMORY);
        apie_flow_free(flow);
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(status, hit ? APIE_ERROR_NO_MEMORY : APIE_OK);
        assert_int_equal(apie_fault_live(), live);
    }
}

static void memory_may_run_out(void **state)
{
    fixture *f = *state;
    have(f, false);
    rotate(f, NULL);
    f->end = "\"status\":\"succeeded\",\"result\":[42]";
    f->looks_until_done = 2;
    may_run_out(f, make_list);
    may_run_out(f, make_lookup);
    may_run_out(f, make_execute);
    may_run_out(f, make_upload);
    may_run_out(f, make_upload_url);
}

int main(void)
{
    json_set_alloc_funcs(malloc, free);
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(lists_are_read_page_by_page),
        TEST(bare_lists_end_with_an_empty_page),
        TEST(a_query_is_kept),
        TEST(a_page_that_fails_fails_the_list),
        TEST(names_are_looked_for_on_all_pages),
        TEST(the_service_sifts_where_it_can),
        TEST(lists_without_pages_are_asked_for_once),
        TEST(blank_names_are_refused),
        TEST(a_script_is_run_to_its_end),
        TEST(a_script_may_fail),
        TEST(a_script_may_take_too_long),
        TEST(a_look_may_fail),
        TEST(waiting_may_be_cancelled),
        TEST(images_are_forms),
        TEST(what_is_no_image_is_refused),
        TEST(a_handles_line_goes_with_every_request),
        TEST(the_key_is_asked_for_before_each_attempt),
        TEST(keys_go_to_one_service_only),
        TEST(a_new_key_is_kept_out_of_errors),
        TEST(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
