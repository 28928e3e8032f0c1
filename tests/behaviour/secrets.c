#include "secrets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *new_value(void)
{
    json_t *value =
        json_pack("{s:s, s:{s:s, s:[s, s]}, s:s, s:s}", "password", MARK, "in", "token", MARK,
                  "list", "fine", SECRET, SECRET, "a key", "note", "see " SECRET " for it");
    assert_non_null(value);
    return value;
}

void secrets_begin(secrets *p, stage *s)
{
    static const char *const words[] = {SECRET, NULL};
    static apie_declared_tool tool = {.name = SECRET,
                                      .provider = SECRET,
                                      .action_types = words,
                                      .resource_types = words,
                                      .risk_level = SECRET,
                                      .environments = words};
    static apie_declared_capability capability = {.tool_name = SECRET,
                                                  .tool_provider = SECRET,
                                                  .actions = words,
                                                  .resources = words,
                                                  .environments = words,
                                                  .risk_level = SECRET};
    stage_serve_recorded(s, NULL);
    s->config.agent.name = SECRET;
    s->config.agent.purpose = SECRET;
    s->config.agent.owner = SECRET;
    s->config.agent.team = SECRET;
    s->config.agent.description = SECRET;
    s->config.runtime.environment = SECRET;
    s->config.runtime.framework = SECRET;
    s->config.model = (apie_model_config){.provider = SECRET, .name = SECRET};
    s->config.version = (apie_version_config){
        .version = SECRET, .framework = SECRET, .model_provider = SECRET, .model_name = SECRET};
    s->config.source = (apie_source_config){.git_sha = SECRET, .deployment_id = SECRET};
    s->config.prompt_hash = SECRET;
    s->config.tools = &tool;
    s->config.tool_count = 1;
    s->config.capabilities = &capability;
    s->config.capability_count = 1;
    stage_connect(s);
    *p = (secrets){.stage = s, .subject = &s->subject, .value = new_value()};
    expect_ok(s, subject_ready(p->subject, NULL, NULL, &s->error));
}

void secrets_begin_run(secrets *p)
{
    apie_run_input input = {.input_summary = SECRET, .environment = SECRET, .metadata = p->value};
    expect_ok(p->stage, subject_run_begin(p->subject, &input, NULL, &p->run, &p->stage->error));
}

void secrets_end_run(secrets *p)
{
    apie_run_outcome outcome = {.error_message = SECRET, .metadata = p->value};
    expect_ok(p->stage, subject_run_end(p->subject, p->run, &outcome, NULL, &p->stage->error));
    apie_free(p->run);
    p->run = NULL;
}

/* Tells of every text in the value that has the mark in it, and counts them. */
static unsigned find_leaks(const json_t *value, const char *where)
{
    unsigned leaks = 0;
    char place[256];
    const char *text = json_string_value(value);
    if (text && strstr(text, MARK)) {
        print_error("%s: %s\n", where, text);
        leaks++;
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        (void)snprintf(place, sizeof place, "%s/%zu", where, i);
        leaks += find_leaks(json_array_get(value, i), place);
    }
    json_t *object = (json_t *)(uintptr_t)value; /* iterators only read */
    for (void *at = json_object_iter(object); at; at = json_object_iter_next(object, at)) {
        (void)snprintf(place, sizeof place, "%s/%s", where, json_object_iter_key(at));
        leaks += strstr(json_object_iter_key(at), MARK) != NULL;
        leaks += find_leaks(json_object_iter_value(at), place);
    }
    return leaks;
}

/* Every request so far is clean, and every path was used. */
void secrets_end(secrets *p, const char *const *paths)
{
    stage *s = p->stage;
    expect_ok(s, subject_shutdown(p->subject, 0, NULL, &s->error));
    const json_t *requests = stage_recorded(s);
    unsigned leaks = 0;
    for (size_t i = 0; i < json_array_size(requests); i++) {
        const json_t *request = json_array_get(requests, i);
        leaks += find_leaks(request, text_at(request, "path"));
    }
    assert_int_equal(leaks, 0);
    for (; *paths; paths++) {
        char *text = json_dumps(json_at(stage_recorded_request(s, *paths), "body"), 0);
        if (!strstr(text, "[REDACTED]"))
            fail_msg("nothing was redacted in what went to %s: %s", *paths, text);
        free(text);
    }
    json_decref(p->value);
}
