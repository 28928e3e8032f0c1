#include "context.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <apie/sync/context.h>

#include "base/fail.h"

struct apie_context {
    apie_context *below;
    const char *session_id;
    char run_id[];
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

static apie_context *current(void)
{
    return have_key() ? pthread_getspecific(key) : NULL;
}

static apie_context *new_context(const char *run_id, const char *session_id)
{
    size_t run_size = strlen(run_id) + 1;
    size_t session_size = session_id ? strlen(session_id) + 1 : 0;
    apie_context *context = malloc(sizeof *context + run_size + session_size);
    if (!context)
        return NULL;
    context->below = NULL;
    memcpy(context->run_id, run_id, run_size);
    context->session_id = NULL;
    if (session_id)
        context->session_id = memcpy(context->run_id + run_size, session_id, session_size);
    return context;
}

apie_status apie_context_push(const char *run_id, const char *session_id, apie_error *error)
{
    apie_context *context = have_key() ? new_context(run_id, session_id) : NULL;
    if (!context)
        return apie_fail_no_memory(error);
    context->below = current();
    if (pthread_setspecific(key, context) != 0) {
        free(context);
        return apie_fail_no_memory(error);
    }
    return APIE_OK;
}

void apie_context_remove(const char *run_id)
{
    apie_context *above = NULL;
    apie_context *context = current();
    while (context && strcmp(context->run_id, run_id) != 0) {
        above = context;
        context = context->below;
    }
    if (!context)
        return;
    if (above)
        above->below = context->below;
    else if (pthread_setspecific(key, context->below) != 0)
        return;
    free(context);
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
    return apie_context_push(context->run_id, context->session_id, error);
}

void apie_context_detach(void)
{
    apie_context *context = current();
    if (context && pthread_setspecific(key, context->below) == 0)
        free(context);
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
