/**
 * @file mcp.h
 * A client of an MCP server whose calls are guarded and traced. The program brings the real client,
 * as two functions; what it says to its server and how is its own.
 */
#ifndef APIE_SYNC_MCP_H
#define APIE_SYNC_MCP_H

#include <jansson.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/mcp.h>
#include <apie/options.h>
#include <apie/sync/types.h>

APIE_BEGIN_DECLS

/** An instrumented MCP client. May be used from many threads if its functions may. */
typedef struct apie_mcp_client apie_mcp_client;

/**
 * Calls a tool of the server (tools/call).
 *
 * @param arguments an object
 * @param result    what the server answered: a new reference, handed over
 * @param error     to be filled on failure; never NULL
 * @return anything but APIE_OK fails the call with error->message as the reason. An answer with
 *         isError is an answer
 */
typedef apie_status apie_mcp_call_tool_fn(const char *tool_name, const json_t *arguments,
                                          json_t **result, void *user, apie_error *error);

/** Lists the server's tools (tools/list): an array of them, or an object with "tools". */
typedef apie_status apie_mcp_list_tools_fn(json_t **result, void *user, apie_error *error);

/** What an instrumented client is made of. Text is copied. */
typedef struct apie_mcp_client_options {
    /** The server's name; required. */
    const char *server;
    /** Where its tools work, such as "production". NULL: none. */
    const char *default_environment;
    /** Of its tools. NULL: "medium". */
    const char *risk_level;
    /** Required. */
    apie_mcp_call_tool_fn *call_tool;
    /** NULL: tools are not listed. */
    apie_mcp_list_tools_fn *list_tools;
    void *user;
    void *reserved[4];
} apie_mcp_client_options;

/**
 * Makes an instrumented client.
 *
 * @param client must outlive it
 * @param out    to be freed with apie_mcp_client_free()
 */
APIE_API APIE_NODISCARD apie_status apie_mcp_client_new(apie_client *client,
                                                        const apie_mcp_client_options *options,
                                                        apie_mcp_client **out, apie_error *error);

/** Frees it; no call may be under way. Does nothing for NULL. */
APIE_API void apie_mcp_client_free(apie_mcp_client *mcp);

/**
 * Calls a tool, as apie_with_mcp_tool_call() does: asks the guardrail, waits for an approval if one
 * is required, calls call_tool, tells of it all. The events' payload summary is
 * {"arguments": …}. Needs a run: call->run_id, or one that the calling thread works in.
 *
 * An answer whose "isError" is true is given out like any other; the action is told as completed,
 * with "is_error" in its result.
 *
 * @param result   what call_tool gave, also if telling of it failed: to be freed with
 *                 json_decref(). May be NULL: it is not wanted
 * @param decision what the guardrail decided, also if it refused: to be freed with apie_free();
 *                 NULL if it did not come to that. May be NULL: it is not wanted
 * @return APIE_OK; APIE_ERROR_BLOCKED or APIE_ERROR_NOT_APPROVED, as of apie_tool_begin():
 *         call_tool was not called (apie_mcp_refusal() makes an answer of that); what call_tool
 *         returned
 */
APIE_API APIE_NODISCARD apie_status apie_mcp_client_call_tool(
    apie_mcp_client *mcp, const apie_mcp_call *call, const apie_call_options *options,
    json_t **result, apie_decision **decision, apie_error *error);

/**
 * Lists the server's tools. Inside a run of the calling thread each of them is also defined with
 * the service, as "<server>.<name>"; failures of that are reported as on_error of the configuration
 * says, and do not fail the call.
 *
 * @param options for the definitions
 * @param result  what list_tools gave: to be freed with json_decref(); not NULL
 */
APIE_API APIE_NODISCARD apie_status apie_mcp_client_list_tools(apie_mcp_client *mcp,
                                                               const apie_call_options *options,
                                                               json_t **result, apie_error *error);

APIE_END_DECLS

#endif
