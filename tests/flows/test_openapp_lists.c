/* Whole lists, and things found in them by their names. */
#include "openapp_flows.h"

#include <stdlib.h>
#include <string.h>

#include <apie/openapp/agents.h>
#include <apie/openapp/devices.h>
#include <apie/openapp/orgs.h>
#include <apie/openapp/users.h>

/* ---- whole lists ---- */

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
    openapp_flows *f = *state;
    openapp_flows_have(f, false);
    apie_flow *flow = openapp_flows_list(f, NULL, NULL);
    virtual_finish(f->world, flow);
    expect_five(flow);
    apie_flow_free(flow);
    assert_int_equal(f->sent, 3);
    openapp_flows_expect_target(f, 0, "/api/v1/orgs?limit=200&offset=0");
    openapp_flows_expect_target(f, 1, "/api/v1/orgs?limit=200&offset=2");
    openapp_flows_expect_target(f, 2, "/api/v1/orgs?limit=200&offset=4");
}

static void bare_lists_end_with_an_empty_page(void **state)
{
    openapp_flows *f = *state;
    openapp_flows_have(f, true);
    apie_flow *flow = openapp_flows_list(f, NULL, NULL);
    virtual_finish(f->world, flow);
    expect_five(flow);
    apie_flow_free(flow);
    assert_int_equal(f->sent, 4);
    openapp_flows_expect_target(f, 3, "/api/v1/orgs?limit=200&offset=5");
}

static apie_flow *list_devices(openapp_flows *f, const apie_openapp_device_query *query,
                               const apie_call_options *options, apie_error *error)
{
    const apie_openapp_list_arguments arguments = {.model = &apie_model_openapp_device_query,
                                                   .query = query};
    return apie_openapp_list_flow_new(&f->core.core, &apie_op_openapp_devices_list, &arguments,
                                      options, error);
}

static void a_query_is_kept(void **state)
{
    openapp_flows *f = *state;
    openapp_flows_have(f, false);
    char integration[] = "i/1";
    apie_header header = {"X-Correlation-Id", "c1"};
    apie_openapp_device_query query = {.integration_id = integration,
                                       .include_deleted = apie_bool(true),
                                       .limit = apie_int(1),
                                       .offset = apie_int(3)};
    apie_call_options options = {.headers = &header, .header_count = 1};
    apie_error error;
    apie_flow *flow = list_devices(f, &query, &options, &error);
    assert_non_null(flow);
    memset(integration, 'x', sizeof integration - 1);
    memset(&query, 0, sizeof query);
    header.name = header.value = NULL;
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_OK);
    assert_int_equal(((apie_openapp_device_page *)flow->result)->items_count, 2);
    apie_flow_free(flow);
    assert_int_equal(f->sent, 2);
    openapp_flows_expect_target(
        f, 0, "/api/v1/devices?integration_id=i%2F1&include_deleted=true&limit=1&offset=3");
    openapp_flows_expect_target(
        f, 1, "/api/v1/devices?integration_id=i%2F1&include_deleted=true&limit=1&offset=4");
    assert_true(openapp_flows_has_line(f, 0, "X-Correlation-Id: c1"));
    assert_true(openapp_flows_has_line(f, 1, "X-Correlation-Id: c1"));
}

/* It names one request. */
static void an_idempotency_key_goes_with_the_first_page(void **state)
{
    openapp_flows *f = *state;
    const apie_header headers[] = {
        {"X-Correlation-Id", "c1"}, {"idempotency-KEY", "once"}, {"X-Org", "o"}};
    const apie_call_options options[] = {
        {.headers = headers, .header_count = 3},
        {.headers = headers, .header_count = 1, .idempotency_key = "once"},
    };
    for (size_t i = 0; i < 2; i++) {
        openapp_flows_have(f, false);
        apie_flow *flow = openapp_flows_list(f, NULL, &options[i]);
        virtual_finish(f->world, flow);
        expect_five(flow);
        apie_flow_free(flow);
        assert_int_equal(f->sent, 3);
        for (size_t n = 0; n < 3; n++) {
            assert_true(openapp_flows_has_line(f, n, "X-Correlation-Id: c1"));
            assert_int_equal(openapp_flows_has_line(f, n, "X-Org: o"), i == 0);
            assert_int_equal(openapp_flows_has_line(f, n, "idempotency-KEY: once") ||
                                 openapp_flows_has_line(f, n, "Idempotency-Key: once"),
                             n == 0);
        }
    }
}

static apie_flow *list_users(openapp_flows *f, const char *org_id, apie_error *error)
{
    const apie_argument first[] = {{.text = org_id}, {.number = apie_int(1)}};
    const apie_openapp_list_query query = {.only_deleted = apie_bool(false)};
    const apie_openapp_list_arguments arguments = {
        .first = first, .count = 2, .model = &apie_model_openapp_list_query, .query = &query};
    return apie_openapp_list_flow_new(&f->core.core, &apie_op_openapp_orgs_users, &arguments, NULL,
                                      error);
}

static void arguments_before_the_query_are_kept(void **state)
{
    openapp_flows *f = *state;
    apie_error error;
    char org[] = "o/1";
    openapp_flows_have(f, false);
    apie_flow *flow = list_users(f, org, &error);
    assert_non_null(flow);
    memset(org, 'x', sizeof org - 1);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_OK);
    apie_flow_free(flow);
    assert_int_equal(f->sent, 3);
    openapp_flows_expect_target(
        f, 2, "/api/v1/orgs/o%2F1/users?recursive=true&only_deleted=false&limit=200&offset=4");
}

static void a_list_may_have_no_query(void **state)
{
    openapp_flows *f = *state;
    apie_error error;
    const apie_argument first[] = {{.number = apie_int(1)}, {.number = apie_int(3)}};
    const apie_openapp_list_arguments arguments = {.first = first, .count = 2};
    static const char *const names[] = {"\"a\"", "\"b\"", "\"c\"", "\"d\"", "\"e\""};
    openapp_flows_have(f, false);
    f->names = names;
    apie_flow *flow = apie_openapp_list_flow_new(&f->core.core, &apie_op_openapp_agents_list,
                                                 &arguments, NULL, &error);
    virtual_finish(f->world, flow);
    assert_int_equal(((apie_openapp_agent_page *)flow->result)->items_count, 2);
    apie_flow_free(flow);
    openapp_flows_expect_target(f, 0, "/api/v1/agents?limit=1&offset=3");
    openapp_flows_expect_target(f, 1, "/api/v1/agents?limit=1&offset=4");
}

static void what_cannot_be_sent_is_refused_at_once(void **state)
{
    openapp_flows *f = *state;
    apie_error error;
    const apie_header header = {"X-Org", "a\nb"};
    const apie_call_options options = {.headers = &header, .header_count = 1};
    assert_null(list_users(f, NULL, &error));
    assert_int_equal(error.code, APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, "org_id");
    assert_null(list_devices(f, NULL, &options, &error));
    assert_int_equal(error.code, APIE_ERROR_INVALID_ARGUMENT);
    assert_null(apie_openapp_lookup_flow_new(&f->core.core, APIE_OPENAPP_NAMED_ZONE, NULL, "Door",
                                             APIE_OPENAPP_MATCH_EXACT, NULL, &error));
    assert_string_equal(error.where, "integration_id");
    assert_int_equal(f->sent, 0);
}

static void a_page_that_fails_fails_the_list(void **state)
{
    openapp_flows *f = *state;
    openapp_flows_have(f, false);
    f->failure = 403;
    f->good = 1;
    apie_flow *flow = openapp_flows_list(f, NULL, NULL);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_ERROR_PERMISSION);
    assert_null(flow->result);
    assert_string_equal(flow->error.service_code, "x");
    assert_null(strstr(flow->error.message, "secret"));
    apie_flow_free(flow);
    assert_int_equal(f->sent, 2);
}

static void each_page_has_its_own_limit(void **state)
{
    openapp_flows *f = *state;
    const apie_call_options options = {.deadline_ms = 600000, .attempts = 50};
    openapp_flows_have(f, false);
    f->transport = APIE_ERROR_NETWORK;
    f->delay_ms = 20000;
    uint64_t start_ms = virtual_now(f->world);
    apie_flow *flow = openapp_flows_list(f, NULL, &options);
    virtual_finish(f->world, flow);
    assert_int_not_equal(flow->status, APIE_OK);
    assert_in_range(virtual_now(f->world) - start_ms, 40000, 60000);
    apie_flow_free(flow);
}

/* ---- by name ---- */

static apie_flow *look_up(openapp_flows *f, apie_openapp_named named, const char *name,
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

static void expect_orgs(openapp_flows *f, const char *name, apie_openapp_match match,
                        apie_status status, const char *ids)
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
    openapp_flows *f = *state;
    openapp_flows_have(f, false);
    expect_orgs(f, "door", APIE_OPENAPP_MATCH_EXACT, APIE_OK, "4");
    expect_orgs(f, "acme", APIE_OPENAPP_MATCH_EXACT, APIE_ERROR_AMBIGUOUS, "013");
    expect_orgs(f, "or", APIE_OPENAPP_MATCH_EXACT, APIE_ERROR_NOT_FOUND_BY_NAME, "");
    expect_orgs(f, "or", APIE_OPENAPP_MATCH_FUZZY, APIE_ERROR_AMBIGUOUS, "24");
    expect_orgs(f, "ol", APIE_OPENAPP_MATCH_FUZZY, APIE_OK, "1");
}

/* The service might look for it in one language only. */
static void names_are_not_left_to_the_service(void **state)
{
    openapp_flows *f = *state;
    static const apie_openapp_named kinds[] = {APIE_OPENAPP_NAMED_DEVICE,
                                               APIE_OPENAPP_NAMED_INTEGRATION};
    static const char *const targets[] = {
        "/api/v1/devices?integration_id=i%201&limit=200&offset=5",
        "/api/v1/integrations?provider_type=i%201&limit=200&offset=5"};
    for (size_t i = 0; i < 2; i++) {
        openapp_flows_have(f, true);
        apie_flow *flow = look_up(f, kinds[i], "Door", APIE_OPENAPP_MATCH_EXACT);
        assert_int_equal(flow->status, APIE_OK);
        assert_string_equal(((apie_openapp_device_page *)flow->result)->items[0]->id, "4");
        apie_flow_free(flow);
        openapp_flows_expect_target(f, 3, targets[i]);
    }
}

static void blanks_around_a_name_do_not_count(void **state)
{
    openapp_flows *f = *state;
    openapp_flows_have(f, false);
    apie_flow *flow =
        look_up(f, APIE_OPENAPP_NAMED_DEVICE, " \xC2\xA0 door\t", APIE_OPENAPP_MATCH_FUZZY);
    assert_int_equal(flow->status, APIE_OK);
    apie_flow_free(flow);
    flow = look_up(f, APIE_OPENAPP_NAMED_DEVICE, "\xC2\xA0Gate ", APIE_OPENAPP_MATCH_EXACT);
    assert_int_equal(flow->status, APIE_ERROR_NOT_FOUND_BY_NAME);
    assert_string_equal(flow->error.where, "Gate");
    assert_string_equal(flow->error.message, "no device has the name \"Gate\"");
    apie_flow_free(flow);
}

static void lists_without_pages_are_asked_for_once(void **state)
{
    openapp_flows *f = *state;
    openapp_flows_have(f, true);
    f->cap = 9;
    apie_flow *flow =
        look_up(f, APIE_OPENAPP_NAMED_ACCESS_PORTAL, "Door", APIE_OPENAPP_MATCH_EXACT);
    assert_int_equal(flow->status, APIE_OK);
    apie_flow_free(flow);
    assert_int_equal(f->sent, 1);
    openapp_flows_expect_target(f, 0, "/api/v1/integrations/i%201/access-portals");
    flow = look_up(f, APIE_OPENAPP_NAMED_ZONE, "Door", APIE_OPENAPP_MATCH_EXACT);
    assert_int_equal(flow->status, APIE_OK);
    apie_flow_free(flow);
    openapp_flows_expect_target(f, 1, "/api/v1/integrations/i%201/zones?limit=200&offset=0");
}

static void expect_cut(apie_flow *flow)
{
    assert_int_equal(flow->status, APIE_ERROR_PROTOCOL);
    assert_non_null(strstr(flow->error.message, "only a part"));
    assert_null(flow->result);
    apie_flow_free(flow);
}

/* What was not seen may have the name, too. */
static void a_part_of_a_list_proves_nothing(void **state)
{
    static const char *const names[] = {"Acme", "Door"};
    openapp_flows *f = *state;
    openapp_flows_have(f, false);
    for (size_t i = 0; i < 2; i++)
        expect_cut(
            look_up(f, APIE_OPENAPP_NAMED_ACCESS_PORTAL, names[i], APIE_OPENAPP_MATCH_EXACT));
    f->cap = 5;
    apie_flow *flow =
        look_up(f, APIE_OPENAPP_NAMED_ACCESS_PORTAL, "Door", APIE_OPENAPP_MATCH_EXACT);
    assert_int_equal(flow->status, APIE_OK);
    apie_flow_free(flow);
    f->count = 0;
    f->total = 5;
    expect_cut(look_up(f, APIE_OPENAPP_NAMED_ACCESS_PORTAL, "Door", APIE_OPENAPP_MATCH_EXACT));
    openapp_flows_have(f, false);
    f->cap = 2;
    f->pageless = true;
    expect_cut(look_up(f, APIE_OPENAPP_NAMED_ORG, "Acme", APIE_OPENAPP_MATCH_EXACT));
    flow = openapp_flows_list(f, NULL, NULL);
    virtual_finish(f->world, flow);
    expect_cut(flow);
}

/* The service says that there is more, and stops sending. */
static void a_list_that_stops_early_is_cut(void **state)
{
    openapp_flows *f = *state;
    openapp_flows_have(f, false);
    f->total = 6;
    apie_flow *flow = openapp_flows_list(f, NULL, NULL);
    virtual_finish(f->world, flow);
    assert_int_equal(f->sent, 4);
    expect_cut(flow);
    expect_cut(look_up(f, APIE_OPENAPP_NAMED_ORG, "Door", APIE_OPENAPP_MATCH_EXACT));
    const apie_openapp_list_query beyond = {.offset = apie_int(9)};
    flow = openapp_flows_list(f, &beyond, NULL);
    virtual_finish(f->world, flow);
    assert_int_equal(flow->status, APIE_OK);
    assert_int_equal(((apie_openapp_org_page *)flow->result)->items_count, 0);
    apie_flow_free(flow);
}

/* A flow whose first page has come, an empty one, and which now wants to look at it. */
static apie_flow *look_up_one_page(openapp_flows *f)
{
    apie_error error;
    const char page[] = "{\"items\":[],\"total\":0}";
    const apie_answer answer = {.http_status = 200, .body = {page, sizeof page - 1}};
    apie_flow *flow = apie_openapp_lookup_flow_new(&f->core.core, APIE_OPENAPP_NAMED_ORG, NULL,
                                                   "Door", APIE_OPENAPP_MATCH_EXACT, NULL, &error);
    (void)apie_flow_resume(flow, APIE_CAUSE_START, 1000);
    assert_true(apie_flow_prepare(flow));
    apie_flow_absorb(flow, &answer);
    const apie_want *want = apie_flow_resume(flow, APIE_CAUSE_ANSWER, 1010);
    assert_int_equal(want->kind, APIE_WANT_SEND);
    assert_non_null(flow->result);
    return flow;
}

/* Names are compared where work is done, not while the lock is held. */
static void names_are_compared_without_the_lock(void **state)
{
    apie_flow *flow = look_up_one_page(*state);
    assert_false(apie_flow_prepare(flow));
    assert_null(flow->result);
    const apie_want *want = apie_flow_resume(flow, APIE_CAUSE_REFUSED, 1010);
    assert_int_equal(want->kind, APIE_WANT_DONE);
    assert_int_equal(flow->status, APIE_ERROR_NOT_FOUND_BY_NAME);
    apie_flow_free(flow);
}

static void a_cancelled_list_gives_no_page(void **state)
{
    apie_flow *flow = look_up_one_page(*state);
    const apie_want *want = apie_flow_resume(flow, APIE_CAUSE_CANCEL, 1010);
    assert_int_equal(want->kind, APIE_WANT_DONE);
    assert_int_equal(flow->status, APIE_ERROR_CANCELLED);
    assert_null(flow->result);
    apie_flow_free(flow);
}

static void blank_names_are_refused(void **state)
{
    openapp_flows *f = *state;
    apie_error error;
    assert_null(apie_openapp_lookup_flow_new(&f->core.core, APIE_OPENAPP_NAMED_ORG, NULL, " \t",
                                             APIE_OPENAPP_MATCH_FUZZY, NULL, &error));
    assert_int_equal(error.code, APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, "name");
    assert_null(apie_openapp_lookup_flow_new(&f->core.core, APIE_OPENAPP_NAMED_ORG, NULL, NULL,
                                             APIE_OPENAPP_MATCH_EXACT, NULL, &error));
    assert_int_equal(f->sent, 0);
}

/* ---- memory ---- */

static apie_flow *make_list(openapp_flows *f, apie_error *error)
{
    const apie_header header = {"A", "b"};
    const apie_call_options options = {.headers = &header, .header_count = 1};
    const apie_openapp_device_query query = {.q = "x"};
    return apie_flow_with_line(list_devices(f, &query, &options, error), "X-Org: o", error);
}

static apie_flow *make_lookup(openapp_flows *f, apie_error *error)
{
    return apie_openapp_lookup_flow_new(&f->core.core, APIE_OPENAPP_NAMED_DEVICE, "i", "Door",
                                        APIE_OPENAPP_MATCH_EXACT, NULL, error);
}

static void memory_may_run_out(void **state)
{
    openapp_flows *f = *state;
    openapp_flows_have(f, false);
    openapp_flows_rotate(f, NULL);
    openapp_flows_torture(f, make_list);
    openapp_flows_torture(f, make_lookup);
}

int main(void)
{
    json_set_alloc_funcs(malloc, free);
    const struct CMUnitTest tests[] = {
        OPENAPP_FLOWS_TEST(lists_are_read_page_by_page),
        OPENAPP_FLOWS_TEST(bare_lists_end_with_an_empty_page),
        OPENAPP_FLOWS_TEST(a_query_is_kept),
        OPENAPP_FLOWS_TEST(an_idempotency_key_goes_with_the_first_page),
        OPENAPP_FLOWS_TEST(arguments_before_the_query_are_kept),
        OPENAPP_FLOWS_TEST(a_list_may_have_no_query),
        OPENAPP_FLOWS_TEST(what_cannot_be_sent_is_refused_at_once),
        OPENAPP_FLOWS_TEST(a_page_that_fails_fails_the_list),
        OPENAPP_FLOWS_TEST(each_page_has_its_own_limit),
        OPENAPP_FLOWS_TEST(names_are_looked_for_on_all_pages),
        OPENAPP_FLOWS_TEST(names_are_not_left_to_the_service),
        OPENAPP_FLOWS_TEST(blanks_around_a_name_do_not_count),
        OPENAPP_FLOWS_TEST(lists_without_pages_are_asked_for_once),
        OPENAPP_FLOWS_TEST(a_part_of_a_list_proves_nothing),
        OPENAPP_FLOWS_TEST(a_list_that_stops_early_is_cut),
        OPENAPP_FLOWS_TEST(names_are_compared_without_the_lock),
        OPENAPP_FLOWS_TEST(a_cancelled_list_gives_no_page),
        OPENAPP_FLOWS_TEST(blank_names_are_refused),
        OPENAPP_FLOWS_TEST(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
