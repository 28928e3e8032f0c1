/* What tools' names tell. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apie/infer.h>

#include "apie/name_words.h"

typedef struct expectation {
    const char *name;
    const char *action_type; /* NULL: nothing fits */
    const char *resource_type;
    const char *risk_level;
} expectation;

static void expect_all(const expectation *expected, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const expectation *e = &expected[i];
        apie_inference got = {NULL, NULL, NULL};
        bool found = apie_infer_from_tool_name(e->name, &got);
        const char *action = e->action_type ? e->action_type : "execute";
        const char *resource = e->action_type ? e->resource_type : "internal_api";
        const char *risk = e->action_type ? e->risk_level : "medium";
        if (found != (e->action_type != NULL) || strcmp(got.action_type, action) != 0 ||
            strcmp(got.resource_type, resource) != 0 || strcmp(got.risk_level, risk) != 0)
            fail_msg("%s: %d %s %s %s", e->name ? e->name : "NULL", found, got.action_type,
                     got.resource_type, got.risk_level);
    }
}
#define EXPECT(expected) expect_all(expected, sizeof(expected) / sizeof((expected)[0]))

/* Every word of the service's documentation. */
static void documented_words(void **state)
{
    (void)state;
    static const expectation expected[] = {
        {"deploy_service", "execute", "deployment_event", "high"},
        {"create_release", "execute", "deployment_event", "high"},
        {"vault_lookup", "read", "secret", "critical"},
        {"rotate_secret", "read", "secret", "critical"},
        {"db_write", "update", "database_record", "high"},
        {"postgres_query", "update", "database_record", "high"},
        {"sql_query", "update", "database_record", "high"},
        {"merge_branch", "merge", "code_repository", "high"},
        {"github.comment", "merge", "code_repository", "high"},
        {"trigger_pipeline", "execute", "pipeline_run", "high"},
        {"cicd_status", "execute", "pipeline_run", "high"},
        {"search", "read", "internal_api", "low"},
        {"read_file", "read", "internal_api", "low"},
        {"get_user", "read", "internal_api", "low"},
        {"rm", "delete", "shell_command", "critical"},
        {"delete_file", "delete", "shell_command", "critical"},
        {"destroy_cluster", "delete", "shell_command", "critical"},
    };
    EXPECT(expected);
}

/* What only the service's other libraries know. */
static void further_words(void **state)
{
    (void)state;
    static const expectation expected[] = {
        {"send_reply", "communicate", "communication_event", "medium"},
        {"post_message", "communicate", "communication_event", "medium"},
        {"email_customer", "communicate", "communication_event", "medium"},
        {"slack_post", "communicate", "communication_event", "medium"},
        {"notify_team", "communicate", "communication_event", "medium"},
        {"close_ticket", "read", "work_item", "medium"},
        {"create_issue", "read", "work_item", "medium"},
        {"open_change_request", "create", "change_request", "medium"},
        {"open_pull_request", "create", "change_request", "medium"},
        {"open_pr", "create", "change_request", "medium"},
        {"ack_incident", "read", "incident_signal", "medium"},
        {"execute_plan", "execute", "internal_api", "high"},
        {"run_report", "execute", "internal_api", "high"},
        {"trigger_job", "execute", "internal_api", "high"},
        {"admin_console", "execute", "internal_api", "critical"},
        {"frobnicate", NULL, NULL, NULL},
        {"", NULL, NULL, NULL},
        {NULL, NULL, NULL, NULL},
    };
    EXPECT(expected);
}

/* Where the documentation and the other libraries disagree. */
static void the_documentation_wins(void **state)
{
    (void)state;
    static const expectation expected[] = {
        {"deploy", "execute", "deployment_event", "high"},    /* not critical */
        {"delete", "delete", "shell_command", "critical"},    /* not unknown, high */
        {"github_issue", "merge", "code_repository", "high"}, /* before issue */
        {"run_search", "read", "internal_api", "low"},        /* before run */
        {"github.open_pull_request", "merge", "code_repository", "high"},
    };
    EXPECT(expected);
}

static void the_first_line_that_fits_wins(void **state)
{
    (void)state;
    static const expectation expected[] = {
        {"deploy_secret", "execute", "deployment_event", "high"},
        {"get_secret", "read", "secret", "critical"},
        {"secret_db", "read", "secret", "critical"},
        {"delete_db_record", "update", "database_record", "high"},
        {"send_ticket", "communicate", "communication_event", "medium"},
    };
    EXPECT(expected);
}

static void reading_never_hides_destruction(void **state)
{
    (void)state;
    static const expectation expected[] = {
        {"delete_search_index", "delete", "shell_command", "critical"},
        {"get_and_destroy", "delete", "shell_command", "critical"},
    };
    EXPECT(expected);
}

static void what_is_read_is_in_the_name(void **state)
{
    (void)state;
    static const expectation expected[] = {
        {"get_issue", "read", "work_item", "low"},
        {"search_messages", "read", "communication_event", "low"},
        {"read_incident", "read", "incident_signal", "low"},
        {"getPullRequest", "read", "change_request", "low"},
        {"admin_get", "read", "internal_api", "low"},
    };
    EXPECT(expected);
}

static void words_not_letters(void **state)
{
    (void)state;
    static const expectation expected[] = {
        /* words inside of words say nothing */
        {"runner", NULL, NULL, NULL},
        {"prune", NULL, NULL, NULL},
        {"budget_target", NULL, NULL, NULL},
        {"thread_spreadsheet", NULL, NULL, NULL},
        {"confirm_form", NULL, NULL, NULL},
        {"feedback", NULL, NULL, NULL},
        {"emergency", NULL, NULL, NULL},
        {"approve", NULL, NULL, NULL},
        {"sender", NULL, NULL, NULL},
        {"secretary", NULL, NULL, NULL},
        /* but endings do not hide one, and some words are themselves anywhere */
        {"deployments", "execute", "deployment_event", "high"},
        {"redeploy", "execute", "deployment_event", "high"},
        {"mysql_shell", "update", "database_record", "high"},
        {"PostgreSQL", "update", "database_record", "high"},
        {"deleted_items", "delete", "shell_command", "critical"},
        {"secrets", "read", "secret", "critical"},
    };
    EXPECT(expected);
}

static void words_end_in_every_way(void **state)
{
    (void)state;
    static const expectation expected[] = {
        {"getUser", "read", "internal_api", "low"},
        {"HTTPGet", "read", "internal_api", "low"},
        {"GET", "read", "internal_api", "low"},
        {"files-get", "read", "internal_api", "low"},
        {"files/get", "read", "internal_api", "low"},
        {"files.get", "read", "internal_api", "low"},
        {"get2", "read", "internal_api", "low"},
        {"2get", "read", "internal_api", "low"},
        {"ciCd", "execute", "pipeline_run", "high"},
        {"ci--cd", "execute", "pipeline_run", "high"},
        {"pull requests", "create", "change_request", "medium"},
        {"pull", NULL, NULL, NULL},
        {"pull_", NULL, NULL, NULL},
        {"pullrequest", NULL, NULL, NULL},
        {"g\xc3\xa4t_get\xc3\xa9", NULL, NULL, NULL}, /* letters beyond ASCII are letters */
    };
    EXPECT(expected);
}

static void words_as_they_are_written(void **state)
{
    (void)state;
    assert_true(apie_name_has_word("list_files", "read list*"));
    assert_true(apie_name_has_word("mylist", "*list"));
    assert_false(apie_name_has_word("mylists", "*list"));
    assert_false(apie_name_has_word("mylist", "list*"));
    assert_false(apie_name_has_word("anything", ""));
    assert_true(apie_name_has_word("a_b_c", "b_c"));
    assert_false(apie_name_has_word("a_b_cd", "b_c"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documented_words),
        cmocka_unit_test(further_words),
        cmocka_unit_test(the_documentation_wins),
        cmocka_unit_test(the_first_line_that_fits_wins),
        cmocka_unit_test(reading_never_hides_destruction),
        cmocka_unit_test(what_is_read_is_in_the_name),
        cmocka_unit_test(words_not_letters),
        cmocka_unit_test(words_end_in_every_way),
        cmocka_unit_test(words_as_they_are_written),
    };
    return cmocka_run_group_tests_name("infer", tests, NULL, NULL);
}
