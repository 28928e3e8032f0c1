/**
 * @file mcp.h
 * A client of an MCP server whose calls are guarded and traced. The program brings the real client,
 * as two functions that start the work and answer later; what it says to its server and how is its
 * own.
 */
#ifndef APIE_ASYNC_MCP_H
#define APIE_ASYNC_MCP_H

#include <jansson.h>

#include <apie/async/types.h>
#include <apie/error.h>
#include <apie/export.h>
#include <apie/mcp.h>
#include <apie/options.h>

APIE_BEGIN_DECLS

/** An instrumented MCP client. */
typedef struct apie_async_mcp_client apie_async_mcp_client;

/**
 * A call under way. Whoever made it may cancel it until its callback is called; the function that
 * was handed it must answer it once, in any case.
 */
typedef struct apie_async_mcp_request apie_async_mcp_request;

/**
 * Starts a call of a tool of the server (tools/call), and sees to it that apie_async_mcp_reply()
 * follows, at once or later.
 *
 * @param arguments an object; valid until the reply
 */
typedef void apie_async_mcp_call_tool_fn(apie_async_mcp_request *request, const char *tool_name,
                                         const json_t *arguments, void *user);

/** Starts listing the server's tools (tools/list): answered with an array of them, or an object
 * with "tools". */
typedef void apie_async_mcp_list_tools_fn(apie_async_mcp_request *request, void *user);

/** Told that nobody waits for the answer any more: the work may stop. It must be answered still,
 * inside of this function or later. */
typedef void apie_async_mcp_unwanted_fn(apie_async_mcp_request *request, void *user);

/** What an instrumented client is made of. Text is copied. */
typedef struct apie_async_mcp_client_options {
    /** The server's name; required. */
    const char *server;
    /** Where its tools work, such as "production". NULL: none. */
    const char *default_environment;
    /** Of its tools. NULL: "medium". */
    const char *risk_level;
    /** Required. */
    apie_async_mcp_call_tool_fn *call_tool;
    /** NULL: tools are not listed. */
    apie_async_mcp_list_tools_fn *list_tools;
    /** NULL: it is not told. */
    apie_async_mcp_unwanted_fn *unwanted;
    void *user;
    void *reserved[4];
} apie_async_mcp_client_options;

/**
 * Makes an instrumented client. It may outlive the client: then its calls are APIE_ERROR_CLOSED.
 *
 * @param out to be freed with apie_async_mcp_client_free()
 */
APIE_API APIE_NODISCARD apie_status
apie_async_mcp_client_new(apie_async_client *client, const apie_async_mcp_client_options *options,
                          apie_async_mcp_client **out, apie_error *error);

/** Frees it. Calls under way go on to their end. Does nothing for NULL. */
APIE_API void apie_async_mcp_client_free(apie_async_mcp_client *mcp);

/**
 * Gives what a server answered.
 *
 * @param result   borrowed: json_incref() keeps it; NULL if the call failed
 * @param decision what the guardrail decided, also if it refused; freed when the callback returns,
 *                 unless it keeps it with apie_take(). NULL if it did not come to that
 */
typedef void apie_async_mcp_result_cb(apie_status status, json_t *result, apie_decision *decision,
                                      const apie_error *error, void *user);

/**
 * Calls a tool, as apie_async_with_mcp_tool_call() does: asks the guardrail, waits for an approval
 * if one is required, has call_tool start, tells of it all. The events' payload summary is
 * {"arguments": …}.
 *
 * The callback's status: APIE_OK; APIE_ERROR_BLOCKED or APIE_ERROR_NOT_APPROVED, as of
 * apie_async_tool_begin(): call_tool was not called (apie_mcp_refusal() makes an answer of that);
 * what apie_async_mcp_reply() was given; APIE_ERROR_CANCELLED. An answer whose "isError" is true is
 * given out like any other; the action is told as completed, with "is_error" in its result.
 *
 * @param call     run_id is required
 * @param callback called once, from the loop; not NULL
 * @return the call, for apie_async_mcp_cancel(); NULL: not started, *error says why
 */
APIE_API apie_async_mcp_request *apie_async_mcp_call_tool(apie_async_mcp_client *mcp,
                                                          const apie_mcp_call *call,
                                                          const apie_call_options *options,
                                                          apie_async_mcp_result_cb *callback,
                                                          void *user, apie_error *error);

/**
 * Lists the server's tools. With a run each of them is also defined with the service, as
 * "<server>.<name>", before the callback is called; failures of that are reported as on_error of
 * the configuration says, and do not fail the call.
 *
 * @param run_id   the run that asks; NULL: none, the tools are only listed
 * @param options  for the definitions
 * @param callback called once, from the loop; decision is NULL. Not NULL
 * @return the call, for apie_async_mcp_cancel(); NULL: not started, *error says why
 */
APIE_API apie_async_mcp_request *apie_async_mcp_list_tools(apie_async_mcp_client *mcp,
                                                           const char *run_id,
                                                           const apie_call_options *options,
                                                           apie_async_mcp_result_cb *callback,
                                                           void *user, apie_error *error);

/**
 * Answers a call. To be called once for every request that a function was handed, on the loop's
 * thread, also after the client is gone.
 *
 * @param status APIE_OK, or why the call failed
 * @param result what the server answered; borrowed, kept by a reference of the library's own
 * @param error  its message is the reason of a failure; may be NULL
 * @return APIE_OK: the callback will be called. APIE_ERROR_CANCELLED, APIE_ERROR_CLOSED: nobody
 *         waits any more
 */
APIE_API apie_status apie_async_mcp_reply(apie_async_mcp_request *request, apie_status status,
                                          json_t *result, const apie_error *error);

/**
 * Cancels a call: its callback is called with APIE_ERROR_CANCELLED (or with the outcome, if that is
 * already on its way), from the loop. Only before the callback is called. Does nothing for NULL.
 */
APIE_API void apie_async_mcp_cancel(apie_async_mcp_request *request);

APIE_END_DECLS

#endif
