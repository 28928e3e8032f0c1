/* A run around the program's work: begin, the work, end. */
#include <stdlib.h>

#include "base/fail.h"
#include "client.h"

struct apie_async_run_scope {
    apie_async_client *client; /* NULL once the client is gone */
    apie_link link;            /* in the client's list */
    apie_run *run;
    apie_async_run_fn *fn;
    apie_done_cb *done;
    void *user;
};

static void free_scope(apie_async_run_scope *scope)
{
    apie_list_remove(&scope->link);
    apie_free(scope->run);
    free(scope);
}

static void run_begun(apie_status status, apie_run *run, const apie_error *error, void *user)
{
    apie_async_run_scope *scope = user;
    if (status == APIE_OK) {
        scope->run = apie_take(run);
        apie_list_append(&scope->client->run_scopes, &scope->link);
        scope->fn(scope, scope->user);
        return;
    }
    apie_done_cb *done = scope->done;
    void *done_user = scope->user;
    free_scope(scope);
    if (done)
        done(status, error, done_user);
}

apie_call *apie_async_with_run(apie_async_client *client, const apie_run_input *input,
                               const apie_call_options *options, apie_async_run_fn *fn,
                               apie_done_cb *done, void *user, apie_error *error)
{
    if (!fn) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "fn", "fn must not be NULL");
        return NULL;
    }
    apie_async_run_scope *scope = calloc(1, sizeof *scope);
    if (!scope) {
        apie_fail_no_memory(error);
        return NULL;
    }
    *scope = (apie_async_run_scope){.client = client, .fn = fn, .done = done, .user = user};
    apie_call *call = apie_async_run_begin(client, input, options, run_begun, scope, error);
    if (!call)
        free_scope(scope);
    return call;
}

const apie_run *apie_async_run_scope_run(const apie_async_run_scope *scope)
{
    return scope->run;
}

apie_status apie_async_run_scope_finish(apie_async_run_scope *scope,
                                        const apie_run_outcome *outcome, apie_error *error)
{
    if (!scope)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "scope", "scope must not be NULL");
    apie_error own;
    if (!error)
        error = &own;
    apie_status status = APIE_OK;
    if (!scope->client)
        status = apie_fail(error, APIE_ERROR_CLOSED, NULL, "the client is gone");
    else if (!apie_async_run_end(scope->client, scope->run, outcome, NULL, scope->done, scope->user,
                                 error))
        status = error->code;
    if (status != APIE_OK && scope->client && scope->done)
        scope->done(status, error, scope->user);
    free_scope(scope);
    return status;
}

void apie_async_abandon_run_scopes(apie_async_client *client, bool tell)
{
    apie_error error;
    apie_link *link;
    apie_fail(&error, APIE_ERROR_CANCELLED, NULL, "the client was freed");
    while ((link = apie_list_take(&client->run_scopes)) != NULL) {
        apie_async_run_scope *scope = APIE_LISTED(link, apie_async_run_scope, link);
        scope->client = NULL;
        if (tell && scope->done)
            scope->done(APIE_ERROR_CANCELLED, &error, scope->user);
    }
}
