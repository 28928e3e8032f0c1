#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "events/section.h"

typedef struct fixture {
    apie_redactor *redactor;
    apie_buffer buffer;
    apie_json_writer writer;
} fixture;

static int set_up(void **state)
{
    static fixture one;
    one.redactor = apie_redactor_new(NULL, NULL, NULL, NULL, NULL);
    apie_buffer_init(&one.buffer, 0);
    apie_json_writer_init(&one.writer, &one.buffer);
    *state = &one;
    return one.redactor != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    apie_buffer_free(&f->buffer);
    apie_redactor_free(f->redactor);
    return 0;
}

static void assert_written(fixture *f, const char *expected)
{
    assert_int_equal(apie_json_writer_error(&f->writer), APIE_JSON_WRITE_OK);
    assert_string_equal(apie_buffer_terminate(&f->buffer), expected);
    apie_buffer_reset(&f->buffer, SIZE_MAX);
    apie_json_writer_init(&f->writer, &f->buffer);
}

static void a_tool(void **state)
{
    fixture *f = *state;
    apie_section_tool(f->redactor, &(apie_tool){.name = "search", .risk_level = "low"}, &f->writer);
    assert_written(f, "{\"name\":\"search\",\"provider\":null,\"risk_level\":\"low\"}");
    apie_section_tool(f->redactor, &(apie_tool){.name = "Bearer abc", .provider = "p"}, &f->writer);
    assert_written(f, "{\"name\":\"[REDACTED]\",\"provider\":\"p\",\"risk_level\":null}");
}

static void an_action(void **state)
{
    fixture *f = *state;
    apie_section_action(f->redactor, &(apie_action){.type = "read", .name = "search"}, &f->writer);
    assert_written(f, "{\"type\":\"read\",\"name\":\"search\",\"risk_level\":null}");
}

static void a_resource(void **state)
{
    fixture *f = *state;
    apie_section_resource(f->redactor, &(apie_resource){.type = "kb", .external_id = "E1"},
                          &f->writer);
    assert_written(
        f, "{\"type\":\"kb\",\"external_id\":\"E1\",\"provider\":null,\"environment\":null}");
    apie_section_resource(f->redactor,
                          &(apie_resource){.external_id = "sk_live_0123456789ab",
                                           .provider = "p",
                                           .environment = "production"},
                          &f->writer);
    assert_written(f, "{\"type\":null,\"external_id\":\"[REDACTED]\",\"provider\":\"p\","
                      "\"environment\":\"production\"}");
}

static void a_decision(void **state)
{
    fixture *f = *state;
    apie_decision decision = {.policy_decision = "require_approval",
                              .effective_decision = "allow",
                              .enforcement_action = "proceed",
                              .mode = "monitor",
                              .reason = "because"};
    apie_section_decision(f->redactor, &decision, &f->writer);
    assert_written(f, "{\"policyDecision\":\"require_approval\",\"effectiveDecision\":\"allow\","
                      "\"enforcementAction\":\"proceed\",\"mode\":\"monitor\","
                      "\"reason\":\"because\"}");
    decision = (apie_decision){.reason = "it said Bearer abc"};
    apie_section_decision(f->redactor, &decision, &f->writer);
    assert_written(f, "{\"policyDecision\":null,\"effectiveDecision\":null,"
                      "\"enforcementAction\":null,\"mode\":null,\"reason\":\"[REDACTED]\"}");
}

static void a_decision_among_other_members(void **state)
{
    fixture *f = *state;
    apie_decision decision = {
        .policy_decision = "warn", .effective_decision = "warn", .enforcement_action = "warn"};
    apie_json_write_object_begin(&f->writer);
    apie_section_decision_members(f->redactor, &decision, &f->writer);
    APIE_JSON_KEY(&f->writer, "more");
    apie_json_write_null(&f->writer);
    apie_json_write_object_end(&f->writer);
    assert_written(f, "{\"policyDecision\":\"warn\",\"effectiveDecision\":\"warn\","
                      "\"enforcementAction\":\"warn\",\"mode\":null,\"reason\":null,"
                      "\"more\":null}");
}

static void an_approval(void **state)
{
    fixture *f = *state;
    apie_approval_details approval = {"appr_1", "pending", NULL};
    apie_section_approval(f->redactor, &approval, false, &f->writer);
    assert_written(f, "{\"approval_id\":\"appr_1\",\"status\":\"pending\"}");
    approval.status = "approved";
    apie_section_approval(f->redactor, &approval, true, &f->writer);
    assert_written(f, "{\"approval_id\":\"appr_1\",\"status\":\"approved\",\"resolved_by\":null}");
    approval.resolved_by = "Bearer abc";
    apie_section_approval(f->redactor, &approval, true, &f->writer);
    assert_written(f, "{\"approval_id\":\"appr_1\",\"status\":\"approved\","
                      "\"resolved_by\":\"[REDACTED]\"}");
}

static void an_error(void **state)
{
    fixture *f = *state;
    apie_section_error(f->redactor, "bad \"thing\"", NULL, &f->writer);
    assert_written(f, "{\"message\":\"bad \\\"thing\\\"\"}");
    apie_section_error(f->redactor, "401 for Bearer abc", "at Bearer abc", &f->writer);
    assert_written(f, "{\"message\":\"[REDACTED]\",\"stack\":\"[REDACTED]\"}");
    apie_section_error(f->redactor, NULL, "here", &f->writer);
    assert_written(f, "{\"message\":null,\"stack\":\"here\"}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_tool, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_action, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_resource, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_decision, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_decision_among_other_members, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_approval, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_error, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
