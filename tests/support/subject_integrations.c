#include "subject_integrations.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "subject_wait.h"

/* ---- work ---- */

typedef struct work_under_way {
    subject_work *work;
    apie_status finished; /* of the event-driven library's scope or step */
    waiting *wait;
} work_under_way;

static apie_status do_work(subject_work *work, apie_error *error)
{
    work->times++;
    return work->error_message
               ? apie_fail(error, APIE_ERROR_CONFIG, NULL, "%s", work->error_message)
               : APIE_OK;
}

static apie_status scope_work(apie_scope *scope, void *user, apie_error *error)
{
    (void)scope;
    return do_work(((work_under_way *)user)->work, error);
}

static apie_status step_work(apie_step *step, void *user, apie_error *error)
{
    (void)step;
    return do_work(((work_under_way *)user)->work, error);
}

static void async_scope_work(apie_async_scope *scope, void *user)
{
    work_under_way *w = user;
    const apie_action_outcome outcome = {.error_message = w->work->error_message};
    w->work->times++;
    w->finished = apie_async_scope_finish(scope, &outcome, w->wait->error);
}

static void async_step_work(apie_async_step *step, void *user)
{
    work_under_way *w = user;
    const apie_step_outcome outcome = {.error_message = w->work->error_message};
    w->work->times++;
    w->finished = apie_async_step_finish(step, &outcome, w->wait->error);
}

static void work_done(apie_status status, const apie_error *error, void *user)
{
    waiting_note(((work_under_way *)user)->wait, status, NULL, error);
}

/* The blocking library gives the work's failure out, the other one knows nothing of it. */
static apie_status work_ended(work_under_way *w, const apie_call *call)
{
    apie_status status = waiting_for(w->wait, call, NULL);
    if (status == APIE_OK)
        status = w->finished;
    return status == APIE_OK && w->work->error_message
               ? apie_fail(w->wait->error, APIE_ERROR_CONFIG, NULL, "%s", w->work->error_message)
               : status;
}

/* ---- tools ---- */

typedef apie_status sync_tool(apie_client *client, const apie_tool_step_input *input,
                              const apie_call_options *options, apie_scope_fn *fn, void *user,
                              apie_error *error);
typedef apie_call *async_tool(apie_async_client *client, const apie_tool_step_input *input,
                              const apie_call_options *options, apie_async_scope_fn *fn,
                              apie_done_cb *done, void *user, apie_error *error);

#define TOOLS(X)                                                                                   \
    X(openai_tool_call)                                                                            \
    X(anthropic_tool_call)                                                                         \
    X(tool_call_guard)                                                                             \
    X(openai_agent_tool_call)                                                                      \
    X(langchain_tool_step)                                                                         \
    X(crewai_tool_step)                                                                            \
    X(autogen_tool_step)                                                                           \
    X(llamaindex_tool_step)                                                                        \
    X(canonical_tool_action)                                                                       \
    X(github_action)                                                                               \
    X(gitlab_action)                                                                               \
    X(issue_tracker_action)                                                                        \
    X(incident_response_action)                                                                    \
    X(observability_correlation)
#define STEPS(X)                                                                                   \
    X(framework_step)                                                                              \
    X(openai_agent_step)                                                                           \
    X(langgraph_node)                                                                              \
    X(crewai_task)                                                                                 \
    X(autogen_step)                                                                                \
    X(llamaindex_step)                                                                             \
    X(vercel_ai_generation)
#define NAME(name)  #name,
#define SYNC(name)  apie_with_##name,
#define ASYNC(name) apie_async_with_##name,

const char *const subject_tool_helpers[SUBJECT_TOOL_HELPERS] = {TOOLS(NAME)};
const char *const subject_step_helpers[SUBJECT_STEP_HELPERS] = {STEPS(NAME)};

static size_t find(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    abort();
}

apie_status subject_with_tool_helper(subject *s, const char *helper,
                                     const apie_tool_step_input *input, subject_work *work,
                                     apie_error *error)
{
    static sync_tool *const sync[] = {TOOLS(SYNC)};
    static async_tool *const async[] = {TOOLS(ASYNC)};
    size_t i = find(subject_tool_helpers, SUBJECT_TOOL_HELPERS, helper);
    WAITING(s, error);
    work_under_way u = {.work = work, .wait = &w};
    if (s->sync)
        return sync[i](s->sync, input, NULL, scope_work, &u, error);
    return work_ended(&u,
                      async[i](s->async, input, NULL, async_scope_work, work_done, &u, w.error));
}

/* ---- steps ---- */

typedef apie_status sync_step(apie_client *client, const apie_framework_step_input *input,
                              apie_step_fn *fn, void *user, apie_error *error);
typedef apie_call *async_step(apie_async_client *client, const apie_framework_step_input *input,
                              apie_async_step_fn *fn, apie_done_cb *done, void *user,
                              apie_error *error);

apie_status subject_with_step_helper(subject *s, const char *helper,
                                     const apie_framework_step_input *input, subject_work *work,
                                     apie_error *error)
{
    static sync_step *const sync[] = {STEPS(SYNC)};
    static async_step *const async[] = {STEPS(ASYNC)};
    size_t i = find(subject_step_helpers, SUBJECT_STEP_HELPERS, helper);
    WAITING(s, error);
    work_under_way u = {.work = work, .wait = &w};
    if (s->sync)
        return sync[i](s->sync, input, step_work, &u, error);
    return work_ended(&u, async[i](s->async, input, async_step_work, work_done, &u, w.error));
}

/* ---- MCP and HTTP ---- */

apie_status subject_with_mcp_tool_call(subject *s, const apie_mcp_tool_input *input,
                                       subject_work *work, apie_error *error)
{
    WAITING(s, error);
    work_under_way u = {.work = work, .wait = &w};
    if (s->sync)
        return apie_with_mcp_tool_call(s->sync, input, NULL, scope_work, &u, error);
    return work_ended(&u, apie_async_with_mcp_tool_call(s->async, input, NULL, async_scope_work,
                                                        work_done, &u, w.error));
}

static void note_scope(apie_status status, apie_async_scope *scope, const apie_error *error,
                       void *user)
{
    waiting_note(user, status, NULL, error);
    ((waiting *)user)->result = scope;
}

apie_status subject_mcp_tool_call_begin(subject *s, const apie_mcp_tool_input *input,
                                        subject_scope *out, apie_error *error)
{
    *out = (subject_scope){NULL, NULL};
    if (s->sync)
        return apie_mcp_tool_call_begin(s->sync, input, NULL, &out->sync, error);
    WAITING(s, error);
    return waiting_for(
        &w, apie_async_mcp_tool_call_begin(s->async, input, NULL, note_scope, &w, w.error),
        &out->async);
}

apie_status subject_with_http_guard(subject *s, const apie_http_guard_input *input,
                                    subject_work *work, apie_error *error)
{
    WAITING(s, error);
    work_under_way u = {.work = work, .wait = &w};
    if (s->sync)
        return apie_with_http_guard(s->sync, input, NULL, scope_work, &u, error);
    return work_ended(&u, apie_async_with_http_guard(s->async, input, NULL, async_scope_work,
                                                     work_done, &u, w.error));
}

/* ---- callbacks ---- */

apie_status subject_callback_handler(subject *s, const apie_callback_options *options,
                                     apie_callback_handler **out, apie_error *error)
{
    return s->sync ? apie_callback_handler_new(s->sync, options, out, error)
                   : apie_async_callback_handler_new(s->async, options, out, error);
}

apie_status subject_run_hooks(subject *s, const apie_callback_options *options,
                              apie_run_hooks **out, apie_error *error)
{
    return s->sync ? apie_run_hooks_new(s->sync, options, out, error)
                   : apie_async_run_hooks_new(s->async, options, out, error);
}
