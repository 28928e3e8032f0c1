#include "stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/contexts.h"

/* ---- running ---- */

typedef struct stage_case {
    const stage_test *test;
    subject_kind kind;
    bool tls;
    const tls_files *files;
    stage stage;
    char name[160];
} stage_case;

static int set_up(void **state)
{
    stage_case *c = *state;
    c->stage.kind = c->kind;
    c->stage.tls = c->tls;
    c->stage.files = c->files;
    *state = c;
    return 0;
}

static bool is_open(const stage *s)
{
    return s->subject.sync || s->subject.async;
}

/* What must hold at the end of any test. */
static void check_end(stage *s)
{
    apie_queue_diagnostics counts = {0};
    if (is_open(s)) {
        expect_ok(s, subject_diagnostics(&s->subject, &counts, &s->error));
        subject_free(&s->subject);
        uint64_t told = 0;
        for (size_t i = 0; i < STAGE_FATES; i++)
            told += i == APIE_EVENT_DROPPED_DUPLICATE ? 0 : s->told[i];
        /* Of every accepted event the end was told, once. */
        assert_int_equal(told, counts.accepted_count);
    }
    assert_int_equal(s->subject.calls, s->subject.callbacks);
}

static void run_case(void **state)
{
    stage_case *c = *state;
    c->test->run(&c->stage);
    check_end(&c->stage);
}

void stage_discard(stage *s)
{
    subject_free(&s->subject);
    apie_client_free(s->control);
    leave_contexts();
    devserver_stop(s->server);
    json_decref(s->state);
    json_decref(s->recorded);
    if (s->record[0])
        (void)unlink(s->record);
    s->recorded = NULL;
    s->control = NULL;
    s->server = NULL;
    s->state = NULL;
    s->record[0] = '\0';
}

/* After a failed test, too. */
static int tear_down(void **state)
{
    stage_case *c = *state;
    stage_discard(&c->stage);
    return 0;
}

static bool wanted(const stage_test *test, subject_kind kind, bool tls)
{
    return !(test->once && tls) && !(test->sync_only && kind == SUBJECT_ASYNC) &&
           !(test->async_only && kind != SUBJECT_ASYNC);
}

int stage_main(const char *group, const stage_test *tests, size_t count)
{
    tls_files files;
    size_t most = count * SUBJECT_KINDS * 2;
    stage_case *cases = calloc(most, sizeof *cases);
    struct CMUnitTest *units = calloc(most, sizeof *units);
    size_t used = 0;
    if (!cases || !units)
        abort();
    tls_files_make(&files);
    for (size_t i = 0; i < most; i++) {
        const stage_test *test = &tests[i / (size_t)(SUBJECT_KINDS * 2)];
        subject_kind kind = (subject_kind)(i / 2 % SUBJECT_KINDS);
        bool tls = i % 2 == 1;
        if (!wanted(test, kind, tls))
            continue;
        stage_case *c = &cases[used];
        *c = (stage_case){.test = test, .kind = kind, .tls = tls, .files = &files};
        (void)snprintf(c->name, sizeof c->name, "%s (%s%s)", test->name, subject_name(kind),
                       tls ? ", TLS" : "");
        units[used++] = (struct CMUnitTest){c->name, run_case, set_up, tear_down, c};
    }
    int failed = _cmocka_run_group_tests(group, units, used, NULL, NULL);
    tls_files_remove(&files);
    free(units);
    free(cases);
    return failed;
}

/* ---- parts ---- */

static void note_event(const apie_event_outcome *outcome, void *user)
{
    stage *s = user;
    atomic_fetch_add(&s->told[outcome->fate], 1);
}

static void note_error(const apie_error *error, void *user)
{
    stage *s = user;
    s->last_reported = error->code;
    atomic_fetch_add(&s->reported, 1);
}

static void note_log(apie_log_level level, const char *message, void *user)
{
    stage *s = user;
    (void)message;
    if (level <= APIE_LOG_WARNING)
        atomic_fetch_add(&s->warnings, 1);
}

void stage_serve(stage *s, const devserver_options *options)
{
    char problem[512] = "";
    devserver_options own = options ? *options : (devserver_options){0};
    if (s->tls) {
        own.tls_certificate = s->files->certificate;
        own.tls_key = s->files->key;
    }
    s->server = devserver_start(&own, problem, sizeof problem);
    if (!s->server)
        fail_msg("the server: %s", problem);
    stage_use(s, devserver_url(s->server));
}

void stage_use(stage *s, const char *url)
{
    s->config = (apie_config){
        .api_key = STAGE_KEY,
        .base_url = url,
        .agent = {.key = "stage-agent", .name = "Stage agent"},
        .runtime = {.environment = "test"},
        .retry_base_delay_ms = 1,
        .event_callback = note_event,
        .event_user = s,
        .error_callback = note_error,
        .error_user = s,
        .log_callback = note_log,
        .log_user = s,
        .connection = {.ca_file = s->tls ? s->files->ca : NULL},
    };
    apie_config control = s->config;
    control.no_worker = true;
    control.event_callback = NULL;
    /* For servers that demand one; what the test shows is its own choice. */
    control.connection.client_cert_file = s->tls ? s->files->client_both : NULL;
    control.error_callback = NULL;
    expect_ok(s, apie_client_new(&control, &s->control, &s->error));
}

void stage_serve_recorded(stage *s, const devserver_options *options)
{
    devserver_options own = options ? *options : (devserver_options){0};
    (void)snprintf(s->record, sizeof s->record, "/tmp/apie-record-XXXXXX");
    int fd = mkstemp(s->record);
    assert_true(fd >= 0);
    (void)close(fd);
    own.record_path = s->record;
    stage_serve(s, &own);
}

void stage_serve_rules(stage *s, const char *rules)
{
    stage_serve(s, &(devserver_options){.rules_json = rules});
}

void stage_serve_faults(stage *s, const char *faults)
{
    stage_serve(s, &(devserver_options){.faults_json = faults});
}

void stage_connect(stage *s)
{
    expect_ok(s, subject_new(&s->subject, s->kind, &s->config, &s->error));
}

void stage_begin(stage *s)
{
    stage_serve(s, NULL);
    stage_connect(s);
    expect_ok(s, subject_ready(&s->subject, NULL, NULL, &s->error));
}

void stage_close(stage *s)
{
    expect_ok(s, subject_close(&s->subject, &s->error));
    assert_int_equal(s->subject.calls, s->subject.callbacks);
}

void stage_expect(stage *s, apie_status expected, apie_status status, const char *what,
                  const char *file, int line)
{
    if (status == expected)
        return;
    print_error("%s:%d: %s\n  gave \"%s\" in place of \"%s\"; the error says: %s\n", file, line,
                what, apie_status_name(status), apie_status_name(expected),
                status == APIE_OK ? "" : s->error.message);
    _fail(file, line);
}

/* ---- the server from outside ---- */

static apie_response *ask(stage *s, const char *method, const char *path, const char *body)
{
    apie_response *response = NULL;
    expect_ok(s, apie_request(s->control, method, path, body, body ? strlen(body) : 0, NULL,
                              &response, &s->error));
    ALWAYS(response != NULL);
    return response;
}

void stage_control(stage *s, const char *path, const char *body)
{
    apie_free(ask(s, "POST", path, body));
}

void stage_set_faults(stage *s, const char *faults)
{
    stage_control(s, "/_dev/faults", faults);
}

const json_t *stage_state(stage *s)
{
    apie_response *response = ask(s, "GET", "/_dev/state", NULL);
    json_decref(s->state);
    s->state = json_loadb(response->body, response->body_length, 0, NULL);
    apie_free(response);
    assert_non_null(s->state);
    return s->state;
}

json_int_t stage_requests(stage *s)
{
    return number_at(stage_state(s), "requests");
}

const json_t *stage_recorded(stage *s)
{
    json_t *line = NULL;
    json_decref(s->recorded);
    s->recorded = json_array();
    FILE *file = fopen(s->record, "re");
    assert_non_null(file);
    while ((line = json_loadf(file, JSON_DISABLE_EOF_CHECK, NULL)) != NULL)
        assert_int_equal(json_array_append_new(s->recorded, line), 0);
    (void)fclose(file);
    return s->recorded;
}

const json_t *stage_recorded_request(stage *s, const char *path)
{
    const json_t *all = stage_recorded(s);
    for (size_t i = json_array_size(all); i > 0; i--)
        if (strcmp(text_at(json_array_get(all, i - 1), "path"), path) == 0)
            return json_array_get(all, i - 1);
    fail_msg("no request to %s", path);
    return NULL;
}

const json_t *json_at(const json_t *root, const char *path)
{
    char key[128];
    while (root && *path) {
        size_t length = strcspn(path, "/");
        assert_true(length < sizeof key);
        memcpy(key, path, length);
        key[length] = '\0';
        root = json_is_array(root) ? json_array_get(root, (size_t)strtoul(key, NULL, 10))
                                   : json_object_get(root, key);
        path += length + (path[length] == '/');
    }
    return root;
}

const char *text_at(const json_t *root, const char *path)
{
    const char *text = json_string_value(json_at(root, path));
    return text ? text : "(none)";
}

json_int_t number_at(const json_t *root, const char *path)
{
    return json_integer_value(json_at(root, path));
}

void stage_expect_events(stage *s, const char *run_id, const char *types)
{
    char seen[2048] = "";
    size_t used = 0;
    json_int_t number = 0;
    size_t index;
    const json_t *event;
    const json_t *events = json_at(stage_state(s), "events");
    for (index = 0; index < json_array_size(events); index++) {
        event = json_array_get(events, index);
        if (strcmp(text_at(event, "run_id"), run_id) != 0)
            continue;
        const char *type = text_at(event, "type");
        if (strncmp(type, "agent.", 6) == 0)
            type += 6;
        int length = snprintf(seen + used, sizeof seen - used, "%s%s", used ? " " : "", type);
        used += (size_t)length;
        assert_true(used < sizeof seen);
        assert_int_equal(number_at(event, "sequence_number"), ++number);
    }
    assert_string_equal(seen, types);
}

void stage_expect_delivered(const stage *s, unsigned count)
{
    for (unsigned i = 0; i < STAGE_FATES; i++)
        assert_int_equal(s->told[i], i == APIE_EVENT_DELIVERED ? count : 0);
}

/* ---- what most tests do ---- */

apie_run *stage_begin_run(stage *s)
{
    apie_run *run = NULL;
    expect_ok(s, subject_run_begin(&s->subject, NULL, NULL, &run, &s->error));
    ALWAYS(run != NULL);
    return run;
}

void stage_end_run(stage *s, apie_run *run)
{
    expect_ok(s, subject_run_end(&s->subject, run, NULL, NULL, &s->error));
    apie_free(run);
}

void stage_use_tool(stage *s, const apie_run *run, const char *name)
{
    subject_scope scope;
    apie_tool_input input = {.run_id = run->id, .tool = {.name = name}};
    expect_ok(s, subject_tool_begin(&s->subject, &input, NULL, &scope, &s->error));
    expect_ok(s, subject_scope_finish(&scope, NULL, &s->error));
}

apie_guard_input stage_action(const apie_run *run, const char *name)
{
    return (apie_guard_input){
        .run_id = run->id,
        .action = {.type = "execute", .name = name},
        .resource = {.type = "code_repository", .external_id = "repo-1"},
    };
}
