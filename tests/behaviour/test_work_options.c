/* Options of calls around the program's work: the key, the headers and the response are the
 * beginning's, and the end goes without. */
#include "stage.h"

#include <string.h>
#include <strings.h>

#define KEY "once-1"

/* The kinds of work. */
typedef enum what { A_RUN, A_CHILD_RUN, A_SESSION, KINDS } what;

typedef struct work {
    stage *stage;
    int done;
} work;

static const apie_child_run_input child = {.session_id = "ses_1"};

/* ---- the blocking library ---- */

static apie_status sync_run(apie_client *client, const apie_run *run, void *user, apie_error *error)
{
    (void)client;
    (void)run;
    (void)error;
    ((work *)user)->done++;
    return APIE_OK;
}

static apie_status sync_session(apie_client *client, const apie_session *session, void *user,
                                apie_error *error)
{
    (void)client;
    (void)session;
    (void)error;
    ((work *)user)->done++;
    return APIE_OK;
}

static void work_blocking(work *w, what kind, const apie_call_options *options)
{
    stage *s = w->stage;
    apie_client *client = s->subject.sync;
    switch (kind) {
    case A_RUN: expect_ok(s, apie_with_run(client, NULL, options, sync_run, w, &s->error)); break;
    case A_CHILD_RUN:
        expect_ok(s, apie_with_child_run(client, &child, options, sync_run, w, &s->error));
        break;
    default: expect_ok(s, apie_with_session(client, NULL, options, sync_session, w, &s->error));
    }
}

/* ---- the event-driven library ---- */

static void async_run(apie_async_run_scope *scope, void *user)
{
    work *w = user;
    expect_ok(w->stage, apie_async_run_scope_finish(scope, NULL, &w->stage->error));
}

static void async_session(apie_async_session_scope *scope, void *user)
{
    work *w = user;
    expect_ok(w->stage, apie_async_session_scope_finish(scope, NULL, &w->stage->error));
}

static void note_done(apie_status status, const apie_error *error, void *user)
{
    (void)error;
    assert_int_equal(status, APIE_OK);
    ((work *)user)->done++;
}

static apie_call *start_work(work *w, what kind, const apie_call_options *options)
{
    apie_async_client *client = w->stage->subject.async;
    apie_error *error = &w->stage->error;
    switch (kind) {
    case A_RUN: return apie_async_with_run(client, NULL, options, async_run, note_done, w, error);
    case A_CHILD_RUN:
        return apie_async_with_child_run(client, &child, options, async_run, note_done, w, error);
    default:
        return apie_async_with_session(client, NULL, options, async_session, note_done, w, error);
    }
}

/* ---- both ---- */

static void do_work(stage *s, what kind, const apie_call_options *options)
{
    work w = {.stage = s};
    if (s->kind == SUBJECT_ASYNC) {
        assert_non_null(start_work(&w, kind, options));
        while (!w.done && event_base_loop(s->subject.base, EVLOOP_ONCE) == 0)
            continue;
    } else {
        work_blocking(&w, kind, options);
    }
    assert_int_equal(w.done, 1);
}

static bool has_header(const json_t *request, const char *name)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)json_at(request, "headers"), key, value)
    {
        if (strcasecmp(key, name) == 0)
            return true;
    }
    return false;
}

static int count_with(stage *s, const char *name)
{
    const json_t *all = stage_recorded(s);
    int count = 0;
    for (size_t i = 0; i < json_array_size(all); i++)
        count += has_header(json_array_get(all, i), name);
    return count;
}

static void test_beginning_only(stage *s)
{
    const apie_header header = {"X-Why", "test"};
    stage_serve_recorded(s, NULL);
    stage_connect(s);
    do_work(s, A_SESSION, NULL); /* the one of the child run */
    for (what kind = A_RUN; kind < KINDS; kind++) {
        apie_response *response = NULL;
        const apie_call_options options = {.idempotency_key = KEY,
                                           .headers = &header,
                                           .header_count = 1,
                                           .response = &response,
                                           .deadline_ms = 20000,
                                           .attempts = 2};
        const int before = count_with(s, "X-Why");
        do_work(s, kind, &options);
        assert_int_equal(count_with(s, "X-Why"), before + 1);
        assert_int_equal(count_with(s, "Idempotency-Key"), before + 1);
        assert_non_null(response);
        assert_non_null(strstr(response->body, "running"));
        apie_free(response);
    }
    assert_true(has_header(stage_recorded_request(s, "/v1/runs"), "Idempotency-Key"));
    assert_false(has_header(stage_recorded_request(s, "/v1/runs/run_1/complete"), "X-Why"));
}

int main(void)
{
    static const stage_test tests[] = {
        {.name = "the key, the headers and the response are the beginning's",
         .run = test_beginning_only,
         .once = true},
    };
    return STAGE_MAIN("work options", tests);
}
