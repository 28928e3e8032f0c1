#include "scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "recordings.h"

/* ---- what the program is told ---- */

static void note(play *p, json_t *what)
{
    assert_non_null(what);
    assert_int_equal(json_array_append_new(p->told, what), 0);
}

apie_status play_note(play *p, const char *call, apie_status status)
{
    const apie_error *error = &p->stage.error;
    if (status == APIE_OK)
        note(p, json_pack("{s:s, s:s}", "call", call, "status", apie_status_name(status)));
    else
        note(p, json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:i, s:i, s:b, s:b}", "call", call,
                          "status", apie_status_name(status), "message", error->message, "where",
                          error->where, "service_code", error->service_code, "http_status",
                          error->http_status, "attempts", error->attempts, "curl_code",
                          error->curl_code, "maybe_processed", error->maybe_processed, "code is it",
                          error->code == status));
    return status;
}

void play_note_text(play *p, const char *what, const char *text)
{
    note(p, json_pack("{s:s?}", what, text));
}

void play_note_count(play *p, const char *what, uint64_t count)
{
    note(p, json_pack("{s:I}", what, (json_int_t)count));
}

/* How often the client tries to register depends on how long the test takes: once a second. */
static void note_ends(play *p)
{
    static const char *const fates[STAGE_FATES] = {"delivered",         "dropped: full",
                                                   "dropped: rejected", "dropped: duplicate",
                                                   "dropped: closed",   "dropped: too large"};
    const stage *s = &p->stage;
    for (unsigned i = 0; i < STAGE_FATES; i++)
        play_note_count(p, fates[i], s->told[i]);
    play_note_count(p, "reports", s->reported - p->unheard);
    play_note_text(p, "last report", apie_status_name(s->last_reported));
}

/* ---- parts of a program ---- */

void play_settle(play *p)
{
    expect_ok(&p->stage, subject_flush(&p->stage.subject, 0, NULL, &p->stage.error));
}

const char *play_id(const play *p, const char *id)
{
    return p->stage.kind == SUBJECT_ASYNC ? id : NULL;
}

/* ---- a server that may be away ---- */

static void count_unheard(const apie_attempt *attempt, void *user)
{
    play *p = user;
    if (strcmp(attempt->target, "/v1/agents/identify") == 0 && attempt->http_status == 0)
        atomic_fetch_add(&p->unheard, 1);
}

static void name_sockets(play *p)
{
    char folder[sizeof p->folder] = "/tmp/apie-scenario-XXXXXX";
    assert_non_null(mkdtemp(folder));
    memcpy(p->folder, folder, sizeof folder);
    (void)snprintf(p->real_socket, sizeof p->real_socket, "%s/real", folder);
    (void)snprintf(p->asked_socket, sizeof p->asked_socket, "%s/asked", folder);
}

void play_return(play *p)
{
    assert_int_equal(symlink(p->real_socket, p->asked_socket), 0);
}

static void remove_sockets(play *p)
{
    if (p->folder[0] == '\0')
        return;
    (void)unlink(p->asked_socket);
    (void)unlink(p->real_socket);
    (void)rmdir(p->folder);
    p->folder[0] = '\0';
}

/* ---- a play ---- */

static void raise_curtain(play *p)
{
    const scenario *what = p->scenario;
    stage *s = &p->stage;
    if (what->away)
        name_sockets(p);
    stage_serve_recorded(s, &(devserver_options){
                                .rules_json = what->rules,
                                .faults_json = what->faults,
                                .unix_path = what->away ? p->real_socket : NULL,
                            });
    s->config.mode = what->mode;
    s->config.guard_failure_mode = what->failure_mode;
    s->config.approval_timeout_ms = what->approval_timeout_ms;
    s->config.flush_interval_ms = 60000;
    s->config.max_batch_size = 1000;
    if (what->away) {
        s->config.base_url = "http://127.0.0.1:1"; /* errors name it */
        s->config.connection.unix_socket = p->asked_socket;
        s->config.connection.attempts = 1;
        s->config.retry_attempts = 1;
        s->config.connection.observer = count_unheard;
        s->config.connection.observer_user = p;
    }
    stage_connect(s);
    (void)play_note(p, "ready", subject_ready(&s->subject, NULL, NULL, &s->error));
}

static void bring_down_curtain(play *p)
{
    stage *s = &p->stage;
    uint64_t left = 0;
    (void)play_note(p, "shutdown", subject_shutdown(&s->subject, 0, &left, &s->error));
    play_note_count(p, "left", left);
    subject_free(&s->subject);
    assert_int_equal(s->subject.calls, s->subject.callbacks);
}

static void run_play(play *p)
{
    stage *s = &p->stage;
    p->told = json_array();
    assert_non_null(p->told);
    raise_curtain(p);
    p->scenario->run(p);
    bring_down_curtain(p);
    note_ends(p);
    devserver_stop(s->server); /* so that all is written down */
    s->server = NULL;
    p->recorded = json_incref((json_t *)(uintptr_t)stage_recorded(s));
}

static void clear_play(play *p)
{
    stage_discard(&p->stage);
    remove_sockets(p);
    json_decref(p->told);
    json_decref(p->recorded);
    p->told = NULL;
    p->recorded = NULL;
}

/* ---- what it came to ---- */

static void add_types(char *text, size_t size, const json_t *events)
{
    for (size_t i = 0; i < json_array_size(events); i++) {
        const char *type = text_at(json_array_get(events, i), "type");
        const size_t used = strlen(text);
        if (strncmp(type, "agent.", 6) == 0)
            type += 6;
        const int length = snprintf(text + used, size - used, "%s%s", used > 0 ? " " : "", type);
        assert_true(length > 0 && (size_t)length < size - used);
    }
}

static void check_events(const play *p)
{
    char types[2048] = "";
    for (size_t i = 0; i < json_array_size(p->recorded); i++) {
        const json_t *request = json_array_get(p->recorded, i);
        if (strcmp(text_at(request, "path"), "/v1/events") == 0 &&
            number_at(request, "status") == 200)
            add_types(types, sizeof types, json_at(request, "body/events"));
    }
    assert_string_equal(types, p->scenario->events != NULL ? p->scenario->events : "");
}

static void compare(const play *one, const play *other)
{
    const char *name = subject_name(one->stage.kind);
    const char *other_name = subject_name(other->stage.kind);
    recordings_expect_same(one->recorded, other->recorded, name, other_name);
    recordings_expect_same(one->told, other->told, name, other_name);
}

/* ---- running ---- */

typedef struct scenario_case {
    const scenario *scenario;
    play plays[SUBJECT_KINDS];
} scenario_case;

static int set_up(void **state)
{
    scenario_case *c = *state;
    for (int kind = 0; kind < SUBJECT_KINDS; kind++) {
        c->plays[kind].scenario = c->scenario;
        c->plays[kind].stage.kind = (subject_kind)kind;
    }
    *state = c;
    return 0;
}

static void run_case(void **state)
{
    scenario_case *c = *state;
    for (int kind = 0; kind < SUBJECT_KINDS; kind++) {
        play *p = &c->plays[kind];
        run_play(p);
        check_events(p);
        recording_forget_volatile(p->recorded);
        recording_forget_volatile(p->told);
    }
    for (int kind = 0; kind < SUBJECT_KINDS; kind++)
        if (kind != SUBJECT_ASYNC)
            compare(&c->plays[kind], &c->plays[SUBJECT_ASYNC]);
}

static int tear_down(void **state)
{
    scenario_case *c = *state;
    for (int kind = 0; kind < SUBJECT_KINDS; kind++)
        clear_play(&c->plays[kind]);
    return 0;
}

int scenario_main(const char *group, const scenario *scenarios, size_t count)
{
    scenario_case *cases = calloc(count, sizeof *cases);
    struct CMUnitTest *units = calloc(count, sizeof *units);
    if (cases == NULL || units == NULL)
        abort();
    for (size_t i = 0; i < count; i++) {
        cases[i].scenario = &scenarios[i];
        units[i] = (struct CMUnitTest){scenarios[i].name, run_case, set_up, tear_down, &cases[i]};
    }
    int failed = _cmocka_run_group_tests(group, units, count, NULL, NULL);
    free(units);
    free(cases);
    return failed;
}
