/* The Honeycomb service without a driver: its tables, a client's settings, its models. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include <apie/honeycomb.h>
#include <apie/honeycomb/api_keys.h>
#include <apie/honeycomb/auth.h>
#include <apie/honeycomb/boards.h>
#include <apie/honeycomb/columns.h>
#include <apie/honeycomb/dataset_definitions.h>
#include <apie/honeycomb/events.h>
#include <apie/honeycomb/recipients.h>
#include <apie/honeycomb/slos.h>
#include <apie/honeycomb/triggers.h>

#include "base/json_writer.h"
#include "exchange/header.h"
#include "exchange/request.h"
#include "generated/honeycomb_models.h"
#include "generated/honeycomb_operations.h"
#include "honeycomb/settings.h"
#include "honeycomb/team.h"
#include "support/alloc_fault.h"

/* ---- tables ---- */

static void check_model(const apie_model *model)
{
    assert_true(model->field_count <= APIE_MODEL_MAX_FIELDS);
    assert_true(!model->bare || model->field_count == 1);
    for (size_t i = 0; i < model->field_count; i++) {
        const apie_field *field = &model->fields[i];
        assert_int_equal(field->name_length, strlen(field->name));
        assert_true(field->offset < model->size);
        assert_int_equal(field->type == APIE_FIELD_CONSTANT, field->constant != NULL);
        assert_true(model->grouped || strchr(field->name, '/') == NULL);
        if (field->model != NULL)
            check_model(field->model);
    }
}

static void every_operation_is_there_once(void **state)
{
    (void)state;
    assert_int_equal(apie_operations_honeycomb_count, 89);
    for (size_t i = 0; i < apie_operations_honeycomb_count; i++) {
        const apie_operation *operation = apie_operations_honeycomb[i];
        bool team = strncmp(operation->path, "/2/teams/{teamSlug}", 19) == 0;
        bool second = strncmp(operation->path, "/2/", 3) == 0;
        assert_non_null(operation->id);
        assert_non_null(operation->credential);
        assert_int_equal(operation->scoped, team);
        assert_int_equal(second, strcmp(operation->credential, "management_key") == 0);
        assert_int_equal(second, operation->content_type != NULL);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(operation->id, apie_operations_honeycomb[j]->id);
        if (operation->request != NULL)
            check_model(operation->request);
        if (operation->response != NULL)
            check_model(operation->response);
    }
}

/* What may be sent again is what the method promises, and what changes nothing. */
static void only_harmless_operations_are_repeated(void **state)
{
    (void)state;
    static const char *const harmless[] = {"createDataset", "getSloHistory",
                                           "createMapDependencyRequest"};
    for (size_t i = 0; i < apie_operations_honeycomb_count; i++) {
        const apie_operation *operation = apie_operations_honeycomb[i];
        bool safe = operation->method != APIE_POST && operation->method != APIE_PATCH;
        for (size_t j = 0; j < sizeof harmless / sizeof *harmless; j++)
            safe = safe || strcmp(operation->id, harmless[j]) == 0;
        assert_int_equal(operation->retry_safe, safe);
    }
}

/* ---- settings ---- */

static uint64_t no_time(void *user)
{
    (void)user;
    return 1;
}

static int64_t no_wall(void *user)
{
    (void)user;
    return 1;
}

static const apie_clock stopped = {.monotonic_ms = no_time, .wall_us = no_wall, .random = no_time};

static const char *no_environment(const char *name, void *user)
{
    (void)name;
    (void)user;
    fail_msg("the environment was looked at");
    return NULL;
}

static const char *full_environment(const char *name, void *user)
{
    (void)user;
    if (strcmp(name, "HONEYCOMB_API_KEY") == 0)
        return "environment-key";
    if (strcmp(name, "HONEYCOMB_MANAGEMENT_KEY") == 0)
        return "hcxmk_1";
    if (strcmp(name, "HONEYCOMB_MANAGEMENT_SECRET") == 0)
        return "environment-secret";
    if (strcmp(name, "HONEYCOMB_TEAM") == 0)
        return "environment-team";
    if (strcmp(name, "HONEYCOMB_API_ENDPOINT") == 0)
        return APIE_HONEYCOMB_URL_EU;
    return strcmp(name, "HONEYCOMB_INGEST_KEY") == 0 ? "" : NULL;
}

static const char *line_of(const apie_core *core, const char *option)
{
    for (size_t i = 0; i < core->endpoint.key_count; i++)
        if (strcmp(core->endpoint.keys[i].option, option) == 0)
            return core->endpoint.keys[i].line;
    return NULL;
}

static void each_credential_has_its_header(void **state)
{
    (void)state;
    const apie_honeycomb_options options = {.api_key = "configuration",
                                            .management_key = "hcxmk_1",
                                            .management_secret = "s",
                                            .ingest_key = "ingest",
                                            .team = "my-team"};
    apie_core core;
    assert_int_equal(apie_honeycomb_core_init(&core, &options, no_environment, &stopped, NULL),
                     APIE_OK);
    assert_string_equal(core.endpoint.origin, "https://api.honeycomb.io");
    assert_string_equal(line_of(&core, "api_key"), "X-Honeycomb-Team: configuration");
    assert_string_equal(line_of(&core, "ingest_key"), "X-Honeycomb-Team: ingest");
    assert_string_equal(line_of(&core, "management_key"), "Authorization: Bearer hcxmk_1:s");
    assert_string_equal(line_of(&core, "firehose_key"), "X-Amz-Firehose-Access-Key: ingest");
    assert_string_equal(core.scope, "my-team");
    apie_core_free(&core);
}

static void the_environment_is_looked_at_on_request(void **state)
{
    (void)state;
    const apie_honeycomb_options options = {.api_key = "mine", .from_environment = true};
    apie_core core;
    assert_int_equal(apie_honeycomb_core_init(&core, &options, full_environment, &stopped, NULL),
                     APIE_OK);
    assert_string_equal(core.endpoint.origin, "https://api.eu1.honeycomb.io");
    assert_string_equal(line_of(&core, "api_key"), "X-Honeycomb-Team: mine");
    assert_null(line_of(&core, "ingest_key"));
    assert_string_equal(line_of(&core, "management_key"),
                        "Authorization: Bearer hcxmk_1:environment-secret");
    assert_string_equal(core.scope, "environment-team");
    apie_core_free(&core);
}

static void what_cannot_work_is_refused_by_name(void **state)
{
    (void)state;
    static const struct {
        apie_honeycomb_options options;
        const char *where;
    } cases[] = {
        {{.api_key = NULL}, "api_key"},
        {{.api_key = ""}, "api_key"},
        {{.api_key = "two words"}, "api_key"},
        {{.management_key = "k"}, "management_secret"},
        {{.management_secret = "s"}, "management_key"},
        {{.management_key = "", .management_secret = "s"}, "management_key"},
        {{.management_key = "k", .management_secret = ""}, "management_secret"},
        {{.management_key = "k", .management_secret = "s\n"}, "management_key"},
        {{.api_key = "k", .ingest_key = ""}, "ingest_key"},
        {{.api_key = "k", .firehose_key = "a b"}, "firehose_key"},
        {{.api_key = "k", .team = ""}, "team"},
        {{.api_key = "k", .team = ".."}, "team"},
        {{.api_key = "k", .base_url = "http://api.honeycomb.io"}, "base_url"},
        {{.api_key = "k", .connection = {.attempts = -1}}, "attempts"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        apie_core core;
        apie_error error;
        assert_int_equal(
            apie_honeycomb_core_init(&core, &cases[i].options, no_environment, &stopped, &error),
            APIE_ERROR_CONFIG);
        assert_string_equal(error.where, cases[i].where);
    }
    apie_core core;
    assert_int_equal(apie_honeycomb_core_init(&core, NULL, no_environment, &stopped, NULL),
                     APIE_ERROR_CONFIG);
}

static void settings_need_memory(void **state)
{
    (void)state;
    const apie_honeycomb_options options = {
        .management_key = "k", .management_secret = "s", .team = "my-team"};
    bool hit = true;
    for (unsigned long k = 1; hit; k++) {
        long before = apie_fault_live();
        apie_core core;
        apie_fault_fail_at(k);
        apie_status status =
            apie_honeycomb_core_init(&core, &options, no_environment, &stopped, NULL);
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(status, hit ? APIE_ERROR_NO_MEMORY : APIE_OK);
        if (status == APIE_OK)
            apie_core_free(&core);
        assert_int_equal(apie_fault_live(), before);
    }
}

/* ---- requests ---- */

static void requests_have_media_types_and_the_team(void **state)
{
    (void)state;
    const apie_honeycomb_options options = {.management_key = "k", .management_secret = "s"};
    const apie_argument arguments[] = {{.text = NULL}, {.number = APIE_INT(7)}, {.text = "ingest"}};
    static const char *const expected[] = {"Authorization: Bearer k:s",
                                           "Accept: application/vnd.api+json"};
    apie_core core;
    apie_http_request request;
    apie_arena *arena = apie_arena_new(0);
    assert_int_equal(apie_honeycomb_core_init(&core, &options, no_environment, &stopped, NULL),
                     APIE_OK);
    assert_int_equal(apie_request_build(&request, arena, &core.endpoint,
                                        &apie_op_honeycomb_api_keys_list, arguments, NULL, NULL),
                     APIE_OK);
    assert_int_equal(request.header_line_count, 2);
    for (size_t i = 0; i < 2; i++)
        assert_string_equal(request.header_lines[i], expected[i]);
    assert_int_equal(apie_request_set_scope(&request, arena, "a team", NULL), APIE_OK);
    assert_string_equal(request.target,
                        "/2/teams/a%20team/api-keys?page%5Bsize%5D=7&filter%5Btype%5D=ingest");
    assert_int_equal(apie_request_build(&request, arena, &core.endpoint,
                                        &apie_op_honeycomb_api_keys_create, NULL, NULL, NULL),
                     APIE_OK);
    assert_string_equal(request.header_lines[2], "Content-Type: application/vnd.api+json");
    apie_arena_free(arena);
    apie_core_free(&core);
}

/* ---- answers ---- */

static void *decode(const apie_model *model, const char *text)
{
    apie_error error;
    void *root = NULL;
    if (apie_model_decode(model, text, strlen(text), &root, &error) != APIE_OK)
        fail_msg("%s: %s", error.where, error.message);
    return root;
}

static void the_team_is_found(void **state)
{
    (void)state;
    static const struct {
        const char *included;
        const char *team;
    } cases[] = {
        {"[{\"id\":\"t\",\"type\":\"teams\",\"attributes\":{\"slug\":\"right\"}},"
         "{\"id\":\"u\",\"type\":\"teams\",\"attributes\":{\"slug\":\"wrong\"}}]",
         "right"},
        {"[{\"id\":\"u\",\"type\":\"teams\",\"attributes\":{\"slug\":\"only\"}},"
         "{\"id\":\"t\",\"type\":\"environments\",\"attributes\":{\"slug\":\"e\"}}]",
         "only"},
        {"[{\"id\":\"u\",\"type\":\"teams\",\"attributes\":{\"slug\":\"a\"}},"
         "{\"id\":\"v\",\"type\":\"teams\",\"attributes\":{\"slug\":\"b\"}}]",
         NULL},
        {"[{\"id\":\"t\",\"type\":\"teams\",\"attributes\":{\"slug\":\"\"}}]", NULL},
        /* Its own team without a slug is not another team. */
        {"[{\"id\":\"t\",\"type\":\"teams\",\"attributes\":{}},"
         "{\"id\":\"u\",\"type\":\"teams\",\"attributes\":{\"slug\":\"wrong\"}}]",
         NULL},
        /* Nor is what leads to another path. */
        {"[{\"id\":\"t\",\"type\":\"teams\",\"attributes\":{\"slug\":\"..\"}}]", NULL},
        {"[{\"id\":\"u\",\"type\":\"teams\",\"attributes\":{\"slug\":\".\"}}]", NULL},
        {"[]", NULL},
        {"null", NULL},
    };
    char text[512];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        apie_text_format(text, sizeof text,
                         "{\"included\":%s,\"data\":{\"id\":\"k\",\"type\":\"api-keys\","
                         "\"relationships\":{\"team\":{\"data\":{\"id\":\"t\"}}}}}",
                         cases[i].included);
        void *auth = decode(apie_op_honeycomb_auth_get_v2.response, text);
        const char *team = apie_honeycomb_team_of(auth);
        if (cases[i].team == NULL)
            assert_null(team);
        else
            assert_string_equal(team, cases[i].team);
        apie_free(auth);
    }
}

static void a_refusal_is_read_whole(void **state)
{
    (void)state;
    static const char body[] = "{\"errors\":[{\"id\":\"1\",\"code\":\"invalid\",\"source\":"
                               "{\"pointer\":\"/data\"}}]}";
    const apie_response response = {.body = body, .body_length = sizeof body - 1};
    const apie_response page = {.body = "<html>", .body_length = 6};
    apie_honeycomb_problem *problem = NULL;
    apie_error error;
    assert_int_equal(apie_honeycomb_problem_read(&response, &problem, NULL), APIE_OK);
    assert_string_equal(problem->errors[0]->pointer, "/data");
    apie_free(problem);
    assert_int_equal(apie_honeycomb_problem_read(&page, &problem, &error), APIE_ERROR_PROTOCOL);
    assert_null(problem);
    assert_int_equal(apie_honeycomb_problem_read(NULL, &problem, NULL),
                     APIE_ERROR_INVALID_ARGUMENT);
    assert_int_equal(apie_honeycomb_problem_read(&response, NULL, NULL),
                     APIE_ERROR_INVALID_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_operation_is_there_once),
        cmocka_unit_test(only_harmless_operations_are_repeated),
        cmocka_unit_test(each_credential_has_its_header),
        cmocka_unit_test(the_environment_is_looked_at_on_request),
        cmocka_unit_test(what_cannot_work_is_refused_by_name),
        cmocka_unit_test(settings_need_memory),
        cmocka_unit_test(requests_have_media_types_and_the_team),
        cmocka_unit_test(the_team_is_found),
        cmocka_unit_test(a_refusal_is_read_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
