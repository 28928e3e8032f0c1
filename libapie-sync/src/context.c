#include "context.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <apie/sync/context.h>

#include "base/fail.h"
#include "base/text.h"

struct apie_context {
    apie_context *below;
    const char *run_id; /* NULL: a session as such */
    const char *session_id;
    bool attached; /* by apie_context_attach(): there until it is detached */
    bool ended;    /* its run or session has ended meanwhile */
    char text[];
};

/* One key for the process, set up once; its destructor frees what a thread leaves behind. */
static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static bool key_ready;

static void free_stack(void *top)
{
    apie_context *context = top;
    while (context) {
        apie_context *below = context->below;
        free(context);
        context = below;
    }
}

static void make_key(void)
{
    key_ready = pthread_key_create(&key, free_stack) == 0;
}

static bool have_key(void)
{
    return pthread_once(&key_once, make_key) == 0 && key_ready;
}

static apie_context *top(void)
{
    return have_key() ? pthread_getspecific(key) : NULL;
}

static const apie_context *current(void)
{
    const apie_context *context = top();
    while (context && context->ended)
        context = context->below;
    return context;
}

static apie_context *new_context(const char *run_id, const char *session_id)
{
    size_t run_size = apie_text_size(run_id);
    size_t session_size = apie_text_size(session_id);
    apie_context *context = malloc(sizeof *context + run_size + session_size);
    if (!context)
        return NULL;
    *context = (apie_context){.below = NULL};
    if (run_id)
        context->run_id = memcpy(context->text, run_id, run_size);
    if (session_id)
        context->session_id = memcpy(context->text + run_size, session_id, session_size);
    return context;
}

static apie_status push(const char *run_id, const char *session_id, bool attached,
                        apie_error *error)
{
    apie_context *context = have_key() ? new_context(run_id, session_id) : NULL;
    if (!context)
        return apie_fail_no_memory(error);
    context->attached = attached;
    context->below = top();
    if (pthread_setspecific(key, context) != 0) {
        free(context);
        return apie_fail_no_memory(error);
    }
    return APIE_OK;
}

apie_status apie_context_push(const char *run_id, const char *session_id, apie_error *error)
{
    return push(run_id, session_id, false, error);
}

static bool is_run(const apie_context *context, const char *run_id)
{
    return context->run_id && strcmp(context->run_id, run_id) == 0;
}

static bool is_session(const apie_context *context, const char *session_id)
{
    return !context->run_id && strcmp(context->session_id, session_id) == 0;
}

static bool unlink_context(apie_context *context, apie_context *above)
{
    if (!above)
        return pthread_setspecific(key, context->below) == 0;
    above->below = context->below;
    return true;
}

/* All that fit go. One that was attached stays until it is detached, but counts no more. The id may
 * be part of what goes. */
static void remove_contexts(bool (*fits)(const apie_context *context, const char *id),
                            const char *id)
{
    apie_context *gone = NULL;
    apie_context *above = NULL;
    apie_context *below;
    for (apie_context *context = top(); context; context = below) {
        below = context->below;
        context->ended = context->ended || fits(context, id);
        if (!context->ended || context->attached || !unlink_context(context, above)) {
            above = context;
            continue;
        }
        context->below = gone;
        gone = context;
    }
    free_stack(gone);
}

void apie_context_remove_run(const char *run_id)
{
    remove_contexts(is_run, run_id);
}

void apie_context_remove_session(const char *session_id)
{
    remove_contexts(is_session, session_id);
}

const char *apie_context_session_for_runs(void)
{
    const apie_context *context = current();
    return context && !context->run_id ? context->session_id : NULL;
}

apie_event_source apie_context_source(void)
{
    const apie_context *context = current();
    return context ? (apie_event_source){context->run_id, context->session_id}
                   : (apie_event_source){NULL, NULL};
}

apie_context *apie_context_capture(void)
{
    const apie_context *context = current();
    return context ? new_context(context->run_id, context->session_id) : NULL;
}

apie_status apie_context_attach(const apie_context *context, apie_error *error)
{
    if (!context)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "context", "context must not be NULL");
    return push(context->run_id, context->session_id, true, error);
}

void apie_context_detach(void)
{
    apie_context *first = top();
    apie_context *last = first;
    while (last && !last->attached)
        last = last->below;
    if (!last || pthread_setspecific(key, last->below) != 0)
        return;
    last->below = NULL;
    free_stack(first);
}

void apie_context_free(apie_context *context)
{
    free(context);
}

const char *apie_context_run_id(void)
{
    const apie_context *context = current();
    return context ? context->run_id : NULL;
}

const char *apie_context_session_id(void)
{
    const apie_context *context = current();
    return context ? context->session_id : NULL;
}
