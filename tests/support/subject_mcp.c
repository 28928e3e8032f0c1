#include "subject_mcp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "json_text.h"
#include "subject_wait.h"

/* ---- the server ---- */

void fake_mcp_free(fake_mcp *fake)
{
    json_decref(fake->arguments);
    fake->arguments = NULL;
}

static void note_call(fake_mcp *fake, const char *tool_name, const json_t *arguments)
{
    fake->calls++;
    json_decref(fake->arguments);
    fake->arguments = json_deep_copy(arguments);
    (void)snprintf(fake->tool_name, sizeof fake->tool_name, "%s", tool_name);
}

static apie_status answer(const fake_mcp *fake, json_t **result, apie_error *error)
{
    *result = NULL;
    if (fake->error_message)
        return apie_fail(error, APIE_ERROR_NETWORK, NULL, "%s", fake->error_message);
    if (!fake->answer)
        return APIE_OK;
    *result = json_of(fake->answer);
    return *result ? APIE_OK : apie_fail_no_memory(error);
}

static apie_status call_tool(const char *tool_name, const json_t *arguments, json_t **result,
                             void *user, apie_error *error)
{
    note_call(user, tool_name, arguments);
    return answer(user, result, error);
}

static apie_status list_tools(json_t **result, void *user, apie_error *error)
{
    ((fake_mcp *)user)->calls++;
    return answer(user, result, error);
}

apie_status fake_mcp_reply(fake_mcp *fake)
{
    apie_async_mcp_request *request = fake->kept;
    json_t *result;
    apie_error error;
    apie_status status = answer(fake, &result, &error);
    fake->kept = NULL;
    status = apie_async_mcp_reply(request, status, result, status == APIE_OK ? NULL : &error);
    json_decref(result);
    return status;
}

static void reply_later(evutil_socket_t fd, short what, void *user)
{
    (void)fd;
    (void)what;
    (void)fake_mcp_reply(user);
}

static void take_request(fake_mcp *fake, apie_async_mcp_request *request)
{
    static const struct timeval soon = {0, 1000};
    fake->kept = request;
    if (fake->manner == FAKE_ANSWERS_AT_ONCE)
        (void)fake_mcp_reply(fake);
    else if (fake->manner == FAKE_ANSWERS_LATER &&
             event_base_once(fake->base, -1, EV_TIMEOUT, reply_later, fake, &soon) != 0)
        abort();
}

void fake_mcp_call_tool(apie_async_mcp_request *request, const char *tool_name,
                        const json_t *arguments, void *user)
{
    note_call(user, tool_name, arguments);
    take_request(user, request);
}

void fake_mcp_list_tools(apie_async_mcp_request *request, void *user)
{
    ((fake_mcp *)user)->calls++;
    take_request(user, request);
}

void fake_mcp_unwanted(apie_async_mcp_request *request, void *user)
{
    fake_mcp *fake = user;
    fake->unwanted++;
    if (request != fake->kept)
        abort();
}

/* ---- the client ---- */

apie_status subject_mcp_new(subject *s, const char *server, const char *environment,
                            const char *risk_level, fake_mcp *fake, subject_mcp *out,
                            apie_error *error)
{
    *out = (subject_mcp){.subject = s, .fake = fake};
    fake->base = s->base;
    const apie_mcp_client_options sync = {.server = server,
                                          .default_environment = environment,
                                          .risk_level = risk_level,
                                          .call_tool = call_tool,
                                          .list_tools = list_tools,
                                          .user = fake};
    const apie_async_mcp_client_options async = {.server = server,
                                                 .default_environment = environment,
                                                 .risk_level = risk_level,
                                                 .call_tool = fake_mcp_call_tool,
                                                 .list_tools = fake_mcp_list_tools,
                                                 .unwanted = fake_mcp_unwanted,
                                                 .user = fake};
    return s->sync ? apie_mcp_client_new(s->sync, &sync, &out->sync, error)
                   : apie_async_mcp_client_new(s->async, &async, &out->async, error);
}

void subject_mcp_free(subject_mcp *mcp)
{
    apie_mcp_client_free(mcp->sync);
    apie_async_mcp_client_free(mcp->async);
    fake_mcp_free(mcp->fake);
}

typedef struct mcp_wait {
    waiting *wait;
    json_t *result;
    apie_decision *decision;
} mcp_wait;

static void note_result(apie_status status, json_t *result, apie_decision *decision,
                        const apie_error *error, void *user)
{
    mcp_wait *w = user;
    w->result = json_incref(result);
    w->decision = decision ? apie_take(decision) : NULL;
    waiting_note(w->wait, status, NULL, error);
}

/* request NULL: it was not started. */
static apie_status mcp_ended(mcp_wait *w, const apie_async_mcp_request *request, json_t **result,
                             apie_decision **decision)
{
    /* only whether there is one is looked at */
    apie_status status = waiting_for(w->wait, (const apie_call *)(const void *)request, NULL);
    if (result)
        *result = w->result;
    else
        json_decref(w->result);
    if (decision)
        *decision = w->decision;
    else
        apie_free(w->decision);
    return status;
}

apie_status subject_mcp_call_tool(subject_mcp *mcp, const apie_mcp_call *call, json_t **result,
                                  apie_decision **decision, apie_error *error)
{
    if (mcp->sync)
        return apie_mcp_client_call_tool(mcp->sync, call, NULL, result, decision, error);
    WAITING(mcp->subject, error);
    mcp_wait mw = {.wait = &w};
    return mcp_ended(&mw,
                     apie_async_mcp_call_tool(mcp->async, call, NULL, note_result, &mw, w.error),
                     result, decision);
}

apie_status subject_mcp_list_tools(subject_mcp *mcp, const char *run_id, json_t **result,
                                   apie_error *error)
{
    if (mcp->sync)
        return apie_mcp_client_list_tools(mcp->sync, NULL, result, error);
    WAITING(mcp->subject, error);
    mcp_wait mw = {.wait = &w};
    return mcp_ended(&mw,
                     apie_async_mcp_list_tools(mcp->async, run_id, NULL, note_result, &mw, w.error),
                     result, NULL);
}
