/* What a client says of itself, without asking anybody. */
#include "stage.h"

#include <string.h>

#include "support/subject_cfg.h"

static apie_diagnosis *diagnose(stage *s)
{
    apie_diagnosis *diagnosis = NULL;
    expect_ok(s, subject_diagnose(&s->subject, &diagnosis, &s->error));
    assert_non_null(diagnosis);
    return diagnosis;
}

static bool warns(const apie_diagnosis *diagnosis, const char *words)
{
    for (size_t i = 0; i < diagnosis->trust_warning_count; i++)
        if (strstr(diagnosis->trust_warnings[i], words))
            return true;
    return false;
}

#define STORAGE   "memory only"
#define REDACTION "redact_keys"
#define GUARD     "guard_failure_mode"
#define OPEN_RISK "high risk"
#define TROUBLE   "has failed"

static void what_is_set_up_is_told(stage *s)
{
    static const char *const keys[] = {"pin", NULL};
    stage_serve(s, NULL);
    s->config.mode = APIE_MODE_ENFORCE;
    s->config.guard_failure_mode = APIE_GUARD_FAIL_CLOSED;
    s->config.runtime.environment = "staging";
    s->config.runtime.framework = "none";
    s->config.redact_keys = keys;
    stage_connect(s);
    expect_ok(s, subject_ready(&s->subject, NULL, NULL, &s->error));
    json_int_t requests = stage_requests(s);
    apie_diagnosis *d = diagnose(s);
    assert_int_equal(stage_requests(s), requests);
    assert_true(d->enabled);
    assert_string_equal(d->mode, "enforce");
    assert_string_equal(d->guard_failure_mode, "fail_closed");
    assert_string_equal(d->base_url, s->config.base_url);
    assert_true(d->api_key_configured);
    assert_string_equal(d->runtime_environment, "staging");
    assert_string_equal(d->runtime_framework, "none");
    assert_null(d->queue_storage_path);
    assert_true(d->redaction_enabled);
    assert_non_null(d->registration);
    assert_non_null(d->registration->agent_id);
    assert_int_equal(d->registration_status, APIE_OK);
    assert_null(d->registration_error);
    assert_int_equal(d->trust_warning_count, 1);
    assert_true(warns(d, STORAGE));
    /* it outlives the client */
    subject_free(&s->subject);
    assert_string_equal(d->base_url, s->config.base_url);
    apie_free(d);
}

static void defaults_are_told(stage *s)
{
    stage_serve(s, NULL);
    stage_connect(s);
    apie_diagnosis *d = diagnose(s);
    assert_string_equal(d->mode, "monitor");
    assert_string_equal(d->guard_failure_mode, "fail_open");
    assert_null(d->runtime_framework);
    assert_false(d->redaction_enabled);
    assert_int_equal(d->trust_warning_count, 2);
    assert_true(strstr(d->trust_warnings[0], REDACTION));
    assert_true(strstr(d->trust_warnings[1], STORAGE));
    apie_free(d);
}

static const char *const some[] = {"x", NULL};
static const char *const none[] = {NULL};

static void expect_open_risk(stage *s, const apie_declared_tool *tool,
                             const apie_declared_capability *capability, bool expected)
{
    s->config.tools = tool;
    s->config.tool_count = tool ? 1 : 0;
    s->config.capabilities = capability;
    s->config.capability_count = capability ? 1 : 0;
    stage_connect(s);
    apie_diagnosis *d = diagnose(s);
    assert_int_equal(warns(d, OPEN_RISK), expected);
    apie_free(d);
    subject_free(&s->subject);
}

static void an_unbounded_risk_is_told(stage *s)
{
    apie_declared_tool tool = {.name = "t",
                               .risk_level = "high",
                               .action_types = some,
                               .resource_types = some,
                               .environments = some};
    apie_declared_capability capability = {.tool_name = "t",
                                           .risk_level = "critical",
                                           .actions = some,
                                           .resources = some,
                                           .environments = some};
    stage_serve(s, NULL);
    expect_open_risk(s, &tool, &capability, false);
    tool.environments = NULL;
    expect_open_risk(s, &tool, NULL, true);
    tool.risk_level = "medium";
    expect_open_risk(s, &tool, NULL, false);
    capability.actions = none;
    expect_open_risk(s, NULL, &capability, true);
    capability.risk_level = NULL;
    expect_open_risk(s, NULL, &capability, false);
}

/* All five, in their order. */
static void all_that_may_be_wrong_is_told_in_order(stage *s)
{
    static const char *const expected[] = {GUARD, REDACTION, OPEN_RISK, TROUBLE, STORAGE};
    apie_declared_tool tool = {.name = "t", .risk_level = "high"};
    stage_serve_faults(s, "[{\"path\":\"/v1/events\",\"status\":401}]");
    s->config.mode = APIE_MODE_ENFORCE;
    s->config.tools = &tool;
    s->config.tool_count = 1;
    s->config.retry_attempts = 1;
    stage_connect(s);
    apie_run *run = stage_begin_run(s);
    stage_use_tool(s, run, "search");
    uint64_t left = 0;
    expect(s, APIE_ERROR_AUTHENTICATION, subject_flush(&s->subject, 0, &left, &s->error));
    assert_true(left > 0);
    apie_diagnosis *d = diagnose(s);
    assert_int_equal(d->trust_warning_count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_non_null(strstr(d->trust_warnings[i], expected[i]));
    assert_int_equal(d->queue.queue_size, left);
    assert_true(d->queue.last_error_at_us > 0);
    assert_string_not_equal(d->queue.last_error_message, "");
    apie_free(d);
    stage_set_faults(s, "[]");
    stage_end_run(s, run);
}

static void why_it_is_not_registered_is_told(stage *s)
{
    stage_serve_faults(s, "[{\"path\":\"/v1/agents/identify\",\"status\":403,"
                          "\"body\":{\"error\":\"not you\"}}]");
    stage_connect(s);
    expect(s, APIE_ERROR_PERMISSION, subject_ready(&s->subject, NULL, NULL, &s->error));
    apie_diagnosis *d = diagnose(s);
    assert_null(d->registration);
    assert_int_equal(d->registration_status, APIE_ERROR_PERMISSION);
    assert_non_null(strstr(d->registration_error, "not you"));
    apie_free(d);
}

static void a_disabled_client_tells_it_is(stage *s)
{
    stage_serve(s, NULL);
    s->config.enabled = apie_bool(false);
    s->config.api_key = NULL;
    stage_connect(s);
    apie_diagnosis *d = diagnose(s);
    assert_false(d->enabled);
    assert_false(d->api_key_configured);
    assert_null(d->registration);
    assert_int_equal(d->registration_status, APIE_OK);
    apie_free(d);
}

static void it_tells_after_a_shutdown(stage *s)
{
    stage_begin(s);
    expect_ok(s, subject_shutdown(&s->subject, 0, NULL, &s->error));
    apie_diagnosis *d = diagnose(s);
    assert_non_null(d->registration);
    apie_free(d);
}

static void what_it_cannot_work_with_is_refused(stage *s)
{
    apie_diagnosis *d = NULL;
    subject nobody = {.kind = s->kind};
    stage_serve(s, NULL);
    stage_connect(s);
    expect(s, APIE_ERROR_INVALID_ARGUMENT, subject_diagnose(&s->subject, NULL, &s->error));
    assert_string_equal(s->error.where, "out");
    expect(s, APIE_ERROR_INVALID_ARGUMENT, subject_diagnose(&nobody, &d, &s->error));
    assert_string_equal(s->error.where, "client");
    assert_null(d);
}

int main(void)
{
    static const stage_test tests[] = {
        {.name = "what is set up is told", .run = what_is_set_up_is_told, .once = true},
        {.name = "defaults are told", .run = defaults_are_told, .once = true},
        {.name = "an unbounded risk is told", .run = an_unbounded_risk_is_told, .once = true},
        {.name = "all that may be wrong is told, in order",
         .run = all_that_may_be_wrong_is_told_in_order,
         .once = true},
        {.name = "why it is not registered is told",
         .run = why_it_is_not_registered_is_told,
         .once = true},
        {.name = "a disabled client tells it is",
         .run = a_disabled_client_tells_it_is,
         .once = true},
        {.name = "it tells after a shutdown", .run = it_tells_after_a_shutdown, .once = true},
        {.name = "what it cannot work with is refused",
         .run = what_it_cannot_work_with_is_refused,
         .once = true},
    };
    return STAGE_MAIN("diagnose", tests);
}
