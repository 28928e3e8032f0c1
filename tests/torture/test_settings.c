/* Clients with all that can be configured, what they say of themselves, and the process's own. */
#include "torture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/subject_cfg.h"

static json_t *metadata; /* made once by main() */
static char folder[] = "/tmp/apie-torture-XXXXXX";

/* ---- everything configured ---- */

static void take_warning(const apie_warning *warning, void *user)
{
    (void)user;
    assert_non_null(warning->message);
}

static void take_room(uint64_t dropped, void *user)
{
    (void)dropped;
    (void)user;
}

static bool give_key(const apie_queued_event *event, char *key, size_t size, void *user)
{
    (void)user;
    (void)snprintf(key, size, "key of %s", event->event_id);
    return true;
}

static json_t *redact(const char *path, const json_t *value, void *user)
{
    (void)user;
    return json_is_object(value) && strcmp(path, "metadata") == 0 ? json_pack("{s:s}", "n", "m")
                                                                  : NULL;
}

/* Without memory an event is dropped before it is accepted, or cannot wait for room. */
static void note_accepted_event(const apie_event_outcome *outcome, void *user)
{
    torture *t = user;
    t->told += outcome->fate != APIE_EVENT_DROPPED_FULL;
}

static void configure_all(torture *t)
{
    static const char *const keys[] = {"pin", NULL};
    static const char *const paths[] = {"metadata.pin", NULL};
    static const char *const patterns[] = {"hunter[0-9]", NULL};
    static const char *const types[] = {"file", NULL};
    static const apie_declared_tool tools[] = {
        {.name = "reader", .action_types = types, .resource_types = types, .environments = types}};
    t->config.tools = tools;
    t->config.tool_count = 1;
    t->config.boundary.warn_on_undeclared_tools = true;
    t->config.boundary.warn_on_unknown_resource_types = true;
    t->config.boundary.auto_infer_from_tool_names = true;
    t->config.redact_keys = keys;
    t->config.redact_allow_paths = paths;
    t->config.redact_deny_patterns = patterns;
    t->config.redact_callback = redact;
    t->config.queue_idempotency_key = give_key;
    t->config.queue_room_callback = take_room;
    t->config.warning_callback = take_warning;
    t->config.event_callback = note_accepted_event;
    t->config.queue_wait_ms = 5;
    if (t->subject.kind != SUBJECT_ASYNC) {
        t->config.queue_drop_policy = APIE_DROP_WAIT;
        t->config.max_queue_size = 3;
    }
}

static apie_status use_tool(torture *t)
{
    const apie_tool_input input = {.run_id = "run_mine",
                                   .tool.name = "delete_all",
                                   .resource.type = "moon",
                                   .metadata = metadata};
    subject_scope scope;
    apie_status status = subject_tool_begin(&t->subject, &input, NULL, &scope, &t->error);
    return status == APIE_OK ? subject_scope_finish(&scope, NULL, &t->error) : status;
}

/* Where calls wait, three events fit, and the fourth waits. */
static apie_status run_everything(torture *t)
{
    configure_all(t);
    apie_status status = torture_make(t);
    if (status == APIE_OK)
        status = subject_ready(&t->subject, NULL, NULL, &t->error);
    if (status == APIE_OK)
        status = use_tool(t);
    return status;
}

static apie_status run_wait_for_registration(torture *t)
{
    t->config.wait_for_registration = true;
    return torture_make(t);
}

/* ---- what a client says of itself ---- */

static apie_status run_diagnose(torture *t)
{
    apie_diagnosis *diagnosis = NULL;
    apie_status status = subject_diagnose(&t->subject, &diagnosis, &t->error);
    if (status == APIE_OK)
        assert_non_null(diagnosis->registration);
    apie_free(diagnosis);
    return status;
}

/* ---- the process's own ---- */

static void write_config(torture *t)
{
    FILE *file = fopen("apie.config.json", "we");
    assert_non_null(file);
    (void)fprintf(file,
                  "{\"apiKey\": \"%s\", \"baseUrl\": \"%s\", \"noWorker\": true,"
                  " \"agent\": {\"key\": \"d\", \"name\": \"Default\"}}",
                  t->config.api_key, t->config.base_url);
    assert_int_equal(fclose(file), 0);
}

static apie_status run_default_client(torture *t)
{
    apie_status status;
    if (t->subject.kind == SUBJECT_ASYNC) {
        apie_async_client *client = NULL;
        status = apie_async_default_client(t->subject.base, &client, &t->error);
        assert_int_equal(status == APIE_OK, client != NULL);
        apie_async_default_client_free();
    } else {
        apie_client *client = NULL;
        status = apie_default_client(&client, &t->error);
        assert_int_equal(status == APIE_OK, client != NULL);
        apie_default_client_free();
    }
    return status;
}

#define CASE(function, ...)                                                                        \
    {                                                                                              \
        .name = #function, .run = run_##function, __VA_ARGS__                                      \
    }

static const torture_case cases[] = {
    CASE(everything, .life = TORTURE_COLD, .for_good = true),
    CASE(wait_for_registration, .life = TORTURE_COLD, .sync_only = true),
    CASE(diagnose, .for_good = true),
    CASE(default_client, .life = TORTURE_COLD, .prepare = write_config, .for_good = true),
};

int main(void)
{
    metadata = json_pack("{s:s, s:[i, b, n]}", "password", "secret", "list", 1, 1);
    if (!metadata || !mkdtemp(folder) || chdir(folder) != 0)
        return 1;
    int failed = TORTURE_MAIN("settings", cases);
    json_decref(metadata);
    (void)unlink("apie.config.json");
    (void)rmdir(folder);
    return failed;
}
