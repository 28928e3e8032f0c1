/* The event-driven OpenApp client. */
#include "openapp.h"

#include <stdlib.h>

#include <apie/async/openapp.h>

#include "base/fail.h"
#include "begin.h"
#include "deliver.h"
#include "driver/host.h"
#include "generated/openapp_operations.h"
#include "submit.h"

/* ---- handles ---- */

/* A handle that shares nothing yet. */
static apie_status new_handle(const char *org_id, apie_async_openapp **out, apie_error *error)
{
    apie_async_openapp *client = calloc(1, sizeof *client);
    if (!client)
        return apie_fail_no_memory(error);
    apie_status status = apie_openapp_org_line(org_id, &client->org_line, error);
    if (status != APIE_OK) {
        free(client);
        return status;
    }
    client->base.line = client->org_line;
    atomic_init(&client->uses, 1);
    *out = client;
    return APIE_OK;
}

static void free_handle(apie_async_openapp *client)
{
    free(client->org_line);
    free(client);
}

/* Ends one use of a handle. */
static void release(apie_async_openapp *client)
{
    if (atomic_fetch_sub(&client->uses, 1) > 1)
        return;
    apie_list_remove(&client->link);
    free_handle(client);
}

/* The program has no use for the handle any more, which is not the last one. */
static void leave(apie_async_openapp *client)
{
    client->shared->handles--;
    apie_list_append(&client->shared->left, &client->link);
    release(client);
}

/* In a forked child, work that was submitted is never run. */
static void free_left(apie_list *left)
{
    apie_link *link = NULL;
    while ((link = apie_list_take(left)) != NULL)
        free_handle(APIE_LISTED(link, apie_async_openapp, link));
}

static void all_gone(void *gone)
{
    apie_async_openapp_shared *shared = gone;
    free_left(&shared->left);
    free_handle(shared->last);
    apie_core_free(&shared->core.core);
    free(shared);
}

static apie_status share(apie_async_openapp *client, struct event_base *base,
                         const apie_openapp_options *options, apie_error *error)
{
    apie_async_openapp_shared *shared = calloc(1, sizeof *shared);
    if (!shared)
        return apie_fail_no_memory(error);
    apie_status status = apie_openapp_core_init(&shared->core, options, apie_host_clock(), error);
    if (status == APIE_OK) {
        status =
            apie_async_new(base, &shared->core.core, all_gone, shared, &client->base.driver, error);
        if (status != APIE_OK)
            apie_core_free(&shared->core.core);
    }
    if (status != APIE_OK) {
        free(shared);
        return status;
    }
    shared->handles = 1;
    apie_list_init(&shared->left);
    client->shared = shared;
    return APIE_OK;
}

apie_status apie_async_openapp_new(struct event_base *base, const apie_openapp_options *options,
                                   apie_async_openapp **out, apie_error *error)
{
    apie_async_openapp *client = NULL;
    if (!base)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "base", "base must not be NULL");
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    *out = NULL;
    apie_status status = new_handle(options ? options->org_id : NULL, &client, error);
    if (status != APIE_OK)
        return status;
    status = share(client, base, options, error);
    if (status != APIE_OK) {
        free_handle(client);
        return status;
    }
    *out = client;
    return APIE_OK;
}

apie_status apie_async_openapp_with_org(apie_async_openapp *client, const char *org_id,
                                        apie_async_openapp **out, apie_error *error)
{
    if (!out)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    *out = NULL;
    apie_status status = apie_async_check(client, error);
    if (status == APIE_OK)
        status = new_handle(org_id, out, error);
    if (status != APIE_OK)
        return status;
    (*out)->base.driver = client->base.driver;
    (*out)->shared = client->shared;
    client->shared->handles++;
    return APIE_OK;
}

/* ---- connecting ---- */

typedef struct connecting {
    apie_async_openapp *client;
    apie_async_openapp_connect_cb *callback;
    void *user;
} connecting;

static void deliver_client(apie_async_function *callback, apie_status status, void *result,
                           const apie_error *error, void *user)
{
    connecting *c = user;
    (void)callback;
    (void)result;
    c->callback(status, status == APIE_OK ? c->client : NULL, error, c->user);
    if (status != APIE_OK)
        apie_async_openapp_free(c->client);
    free(c);
}

static apie_call *probe(connecting *c, const apie_openapp_options *options,
                        const apie_call_options *call, apie_error *error)
{
    if (!options->skip_status_probe)
        return apie_async_operation(c->client, &apie_op_openapp_status_get, NULL, NULL, call,
                                    deliver_client, NULL, c, error);
    return apie_async_start(c->client->base.driver,
                            apie_done_flow_new(&c->client->shared->core.core, error), call,
                            deliver_client, NULL, c, error);
}

apie_call *apie_async_openapp_connect(struct event_base *base, const apie_openapp_options *options,
                                      const apie_call_options *call,
                                      apie_async_openapp_connect_cb *callback, void *user,
                                      apie_error *error)
{
    apie_no_response(call);
    if (!callback) {
        apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "callback", "callback must not be NULL");
        return NULL;
    }
    connecting *c = calloc(1, sizeof *c);
    if (!c) {
        apie_fail_no_memory(error);
        return NULL;
    }
    c->callback = callback;
    c->user = user;
    apie_call *started = apie_async_openapp_new(base, options, &c->client, error) == APIE_OK
                             ? probe(c, options, call, error)
                             : NULL;
    if (!started) {
        apie_async_openapp_free(c->client);
        free(c);
    }
    return started;
}

/* ---- ends ---- */

/* True: the handle was the last one, so that all must end. */
static bool is_last(apie_async_openapp *client)
{
    if (client->shared->handles > 1)
        return false;
    client->shared->last = client;
    return true;
}

typedef struct closing {
    apie_async_closed_cb *callback;
    void *user;
} closing;

static void tell_closed(void *user)
{
    closing *c = user;
    if (c->callback)
        c->callback(c->user);
    free(c);
}

static apie_status close_one(apie_async_openapp *client, apie_async_closed_cb *callback, void *user,
                             apie_error *error)
{
    closing *c = malloc(sizeof *c);
    if (!c)
        return apie_fail_no_memory(error);
    *c = (closing){callback, user};
    apie_status status = apie_async_post(client->base.driver, tell_closed, c, error);
    if (status != APIE_OK) {
        free(c);
        return status;
    }
    leave(client);
    return APIE_OK;
}

apie_status apie_async_openapp_close(apie_async_openapp *client, apie_async_closed_cb *callback,
                                     void *user, apie_error *error)
{
    apie_status status = apie_async_check(client, error);
    if (status != APIE_OK)
        return status;
    if (!is_last(client))
        return close_one(client, callback, user, error);
    return apie_async_close(client->base.driver, callback, user, error);
}

void apie_async_openapp_free(apie_async_openapp *client)
{
    if (!client)
        return;
    if (is_last(client)) {
        apie_async_free(client->base.driver);
        return;
    }
    leave(client);
}

/* ---- work from other threads ---- */

static void run_work(void *item)
{
    apie_submitted *submitted = item;
    apie_async_openapp *client = submitted->client;
    ((apie_async_openapp_work_fn *)submitted->work)(client, submitted->user);
    free(submitted);
    release(client);
}

apie_status apie_async_openapp_submit(apie_async_openapp *client, apie_async_openapp_work_fn *work,
                                      void *user, apie_error *error)
{
    if (client)
        atomic_fetch_add(&client->uses, 1);
    apie_status status =
        apie_async_submit_work(client, (apie_async_function *)work, user, run_work, error);
    if (client && status != APIE_OK)
        atomic_fetch_sub(&client->uses, 1);
    return status;
}

/* ---- calls ---- */

apie_call *apie_async_openapp_start(apie_async_openapp *client, apie_flow *flow,
                                    const apie_call_options *options, apie_async_deliver *deliver,
                                    apie_async_function *callback, void *user, apie_error *error)
{
    return apie_async_start(client->base.driver,
                            apie_flow_with_line(flow, client->base.line, error), options, deliver,
                            callback, user, error);
}

APIE_DELIVER(deliver_response, apie_response_cb, apie_response)

apie_call *apie_async_openapp_request(apie_async_openapp *client, const char *method,
                                      const char *target, const char *body, size_t body_length,
                                      const apie_call_options *options, apie_response_cb *callback,
                                      void *user, apie_error *error)
{
    if (apie_async_begin(client, options, error) != APIE_OK)
        return NULL;
    return apie_async_openapp_start(client,
                                    apie_raw_flow_new(&client->shared->core.core, method, target,
                                                      body, body_length, options, error),
                                    options, deliver_response, (apie_async_function *)callback,
                                    user, error);
}
