#include "work_scope.h"

#include <stdlib.h>

#include "base/fail.h"

static void free_scope(apie_work_scope *scope)
{
    apie_list_remove(&scope->link);
    apie_free(scope->begun);
    free(scope);
}

/* The flow's end, from the loop. callback is not used: the scope knows whom to call. */
static void begun(apie_async_function *callback, apie_status status, void *result,
                  const apie_error *error, void *user)
{
    apie_work_scope *scope = user;
    (void)callback;
    if (status == APIE_OK) {
        scope->begun = apie_take(result);
        scope->kind->work(scope);
        return;
    }
    apie_done_cb *done = scope->done;
    void *done_user = scope->user;
    free_scope(scope);
    if (done)
        done(status, error, done_user);
}

apie_call *apie_async_work_start(apie_async_client *client, const apie_work_kind *kind,
                                 apie_flow *begin, const apie_call_options *options,
                                 apie_async_function *fn, apie_done_cb *done, void *user,
                                 apie_error *error)
{
    apie_work_scope *scope = begin ? calloc(1, sizeof *scope) : NULL;
    if (!scope) {
        if (begin)
            apie_fail_no_memory(error);
        apie_flow_free(begin);
        return NULL;
    }
    *scope =
        (apie_work_scope){.client = client, .kind = kind, .fn = fn, .done = done, .user = user};
    apie_call *call =
        apie_async_start(client->base.driver, begin, options, begun, NULL, scope, error);
    if (call)
        apie_list_append(&client->work_scopes, &scope->link);
    else
        free_scope(scope);
    return call;
}

apie_status apie_async_work_finish(apie_work_scope *scope, const void *outcome, apie_error *error)
{
    if (!scope)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "scope", "scope must not be NULL");
    apie_error own;
    if (!error)
        error = &own;
    apie_async_client *client = scope->client;
    apie_status status = APIE_OK;
    if (!client)
        status = apie_fail(error, APIE_ERROR_CLOSED, NULL, "the client is gone");
    else if (!apie_async_start_end(
                 client->base.driver, scope->kind->end(client->agent, scope->begun, outcome, error),
                 apie_async_deliver_done, (apie_async_function *)scope->done, scope->user, error))
        status = error->code;
    if (status != APIE_OK && client && scope->done)
        scope->done(status, error, scope->user);
    free_scope(scope);
    return status;
}

void apie_async_abandon_work_scopes(apie_async_client *client, bool tell)
{
    apie_error error;
    apie_link *link;
    apie_fail(&error, APIE_ERROR_CANCELLED, NULL, "the client was freed");
    while ((link = apie_list_take(&client->work_scopes)) != NULL) {
        apie_work_scope *scope = APIE_LISTED(link, apie_work_scope, link);
        if (!scope->begun) { /* its call went with the parent process */
            free_scope(scope);
            continue;
        }
        scope->client = NULL;
        if (tell && scope->done)
            scope->done(APIE_ERROR_CANCELLED, &error, scope->user);
    }
}
