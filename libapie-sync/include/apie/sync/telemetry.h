/**
 * @file telemetry.h
 * What a program tells of its agent's work beside tools and guards: single events, workflow steps,
 * model calls, MCP calls.
 *
 * Nothing here waits for the network but apie_validate_events() and apie_send_events(): events are
 * redacted, numbered and queued, and the client sends them. Every function may be called from any
 * thread. What is said in client.h of errors and forked processes holds here too; a disabled client
 * checks its input and sends nothing.
 *
 * Where an event names neither a run nor a session, it belongs to those that the calling thread
 * works in (context.h); without these it is APIE_ERROR_INVALID_ARGUMENT with "run_id" in
 * error->where. So is a member that an event needs and lacks, and one that it does not send, each
 * with the member's name.
 */
#ifndef APIE_SYNC_TELEMETRY_H
#define APIE_SYNC_TELEMETRY_H

#include <jansson.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/models/events.h>
#include <apie/options.h>
#include <apie/sync/types.h>
#include <apie/telemetry.h>

APIE_BEGIN_DECLS

/* ---- single events ---- */

/**
 * Tells of anything: an event of a type of your own, "billing.charged". It may send every section
 * (tool, action, resource, decision, approval, error, metadata) and needs none. For a type that has
 * a function below it is that function.
 *
 * @param type     the event's type, not empty
 * @param details  what the event says; borrowed
 * @param event_id takes the event's id, so that other events can name it: APIE_EVENT_ID_SIZE
 *                 bytes; NULL: it is not wanted
 * @return APIE_OK: it is queued. APIE_ERROR_INVALID_ARGUMENT with the member in error->where
 */
APIE_API apie_status apie_track(apie_client *client, const char *type,
                                const apie_event_details *details, char *event_id,
                                apie_error *error);

/**
 * agent.tool.called: a tool was called. Needs tool.name; may tell of the action and the resource.
 * Parameters and errors here and below are those of apie_track().
 */
APIE_API apie_status apie_track_tool_call(apie_client *client, const apie_event_details *details,
                                          char *event_id, apie_error *error);

/**
 * agent.action.requested: an action is about to be taken. Needs action.type and action.name; may
 * tell of the resource and the tool. Its environment is the resource's.
 */
APIE_API apie_status apie_track_action_requested(apie_client *client,
                                                 const apie_event_details *details, char *event_id,
                                                 apie_error *error);

/** agent.action.completed: like apie_track_action_requested(), with a result in its metadata. */
APIE_API apie_status apie_track_action_completed(apie_client *client,
                                                 const apie_event_details *details, char *event_id,
                                                 apie_error *error);

/**
 * agent.action.failed: like apie_track_action_requested(); needs error_message. Events that tell of
 * a failure are sent soon.
 */
APIE_API apie_status apie_track_action_failed(apie_client *client,
                                              const apie_event_details *details, char *event_id,
                                              apie_error *error);

/**
 * agent.resource.touched: something was read or changed. Needs resource.type; may tell of the
 * action. Its environment is the resource's.
 */
APIE_API apie_status apie_track_resource_touched(apie_client *client,
                                                 const apie_event_details *details, char *event_id,
                                                 apie_error *error);

/**
 * agent.guardrail.evaluated: a guardrail of the program's own, or one that the program asked
 * itself, has decided. Needs decision with its effective_decision and enforcement_action; may tell
 * of the action and the resource.
 */
APIE_API apie_status apie_track_guardrail_evaluated(apie_client *client,
                                                    const apie_event_details *details,
                                                    char *event_id, apie_error *error);

/**
 * agent.approval.requested: somebody was asked. Needs approval.approval_id; the status is "pending"
 * unless it is set. May tell of the action, the resource and the reason.
 */
APIE_API apie_status apie_track_approval_requested(apie_client *client,
                                                   const apie_event_details *details,
                                                   char *event_id, apie_error *error);

/** agent.approval.resolved: somebody has answered. Needs approval.approval_id and .status. */
APIE_API apie_status apie_track_approval_resolved(apie_client *client,
                                                  const apie_event_details *details, char *event_id,
                                                  apie_error *error);

/** agent.workflow.step.started. Needs step_name or step_key. */
APIE_API apie_status apie_track_workflow_step_started(apie_client *client,
                                                      const apie_event_details *details,
                                                      char *event_id, apie_error *error);

/** agent.workflow.step.completed. Needs step_name or step_key. */
APIE_API apie_status apie_track_workflow_step_completed(apie_client *client,
                                                        const apie_event_details *details,
                                                        char *event_id, apie_error *error);

/** agent.workflow.step.failed. Needs error_message, and step_name or step_key. */
APIE_API apie_status apie_track_workflow_step_failed(apie_client *client,
                                                     const apie_event_details *details,
                                                     char *event_id, apie_error *error);

/** agent.llm.called: a model is asked. */
APIE_API apie_status apie_track_llm_called(apie_client *client, const apie_event_details *details,
                                           char *event_id, apie_error *error);

/** agent.llm.completed: it has answered. */
APIE_API apie_status apie_track_llm_completed(apie_client *client,
                                              const apie_event_details *details, char *event_id,
                                              apie_error *error);

/** agent.llm.failed: it has not. Needs error_message. */
APIE_API apie_status apie_track_llm_failed(apie_client *client, const apie_event_details *details,
                                           char *event_id, apie_error *error);

/** agent.mcp.called: a tool of an MCP server is called. */
APIE_API apie_status apie_track_mcp_called(apie_client *client, const apie_event_details *details,
                                           char *event_id, apie_error *error);

/** agent.mcp.completed: it has answered. */
APIE_API apie_status apie_track_mcp_completed(apie_client *client,
                                              const apie_event_details *details, char *event_id,
                                              apie_error *error);

/** agent.mcp.failed: it has not. Needs error_message. */
APIE_API apie_status apie_track_mcp_failed(apie_client *client, const apie_event_details *details,
                                           char *event_id, apie_error *error);

/**
 * agent.mcp.tools_listed: an MCP server has told its tools. Needs server and tools; the payload
 * summary is made of them: {"server", "tool_count", "tools": the names}.
 */
APIE_API apie_status apie_track_mcp_tools_listed(apie_client *client,
                                                 const apie_event_details *details, char *event_id,
                                                 apie_error *error);

/** agent.handoff.accepted: the agent that work was given to has taken it. */
APIE_API apie_status apie_track_handoff_accepted(apie_client *client,
                                                 const apie_event_details *details, char *event_id,
                                                 apie_error *error);

/** agent.handoff.completed: it has done it. */
APIE_API apie_status apie_track_handoff_completed(apie_client *client,
                                                  const apie_event_details *details, char *event_id,
                                                  apie_error *error);

/** agent.handoff.failed: it has not; error_message may say why. */
APIE_API apie_status apie_track_handoff_failed(apie_client *client,
                                               const apie_event_details *details, char *event_id,
                                               apie_error *error);

/**
 * agent.error: something went wrong. Needs error_message; error_stack may say where. It is always
 * sent; the end of the run does not repeat it if it gives the same message as its reason.
 */
APIE_API apie_status apie_capture_error(apie_client *client, const apie_event_details *details,
                                        char *event_id, apie_error *error);

/* ---- steps ---- */

/** A workflow step, model call or MCP call under way: from its begin function to
 * apie_step_finish(). */
typedef struct apie_step apie_step;

/**
 * Tells that a workflow step begins.
 *
 * @param input step_name or step_key is required
 * @param out   to be ended with apie_step_finish()
 */
APIE_API APIE_NODISCARD apie_status apie_workflow_step_begin(apie_client *client,
                                                             const apie_step_input *input,
                                                             apie_step **out, apie_error *error);

/** The same for a call of a language model; nothing is required. */
APIE_API APIE_NODISCARD apie_status apie_llm_call_begin(apie_client *client,
                                                        const apie_step_input *input,
                                                        apie_step **out, apie_error *error);

/** The same for a call of an MCP server's tool; nothing is required. */
APIE_API APIE_NODISCARD apie_status apie_mcp_call_begin(apie_client *client,
                                                        const apie_step_input *input,
                                                        apie_step **out, apie_error *error);

/**
 * Tells how a step ended and frees it, whatever it returns.
 *
 * @param step    not NULL; not to be used after
 * @param outcome NULL: it completed
 */
APIE_API apie_status apie_step_finish(apie_step *step, const apie_step_outcome *outcome,
                                      apie_error *error);

/**
 * The work of a step. Anything but APIE_OK is a failure with error->message as the reason.
 *
 * @param error to be filled on failure; never NULL
 */
typedef apie_status apie_step_fn(apie_step *step, void *user, apie_error *error);

/** apie_workflow_step_begin(), fn, apie_step_finish(). Returns the first failure. */
APIE_API APIE_NODISCARD apie_status apie_with_workflow_step(apie_client *client,
                                                            const apie_step_input *input,
                                                            apie_step_fn *fn, void *user,
                                                            apie_error *error);

/** apie_llm_call_begin(), fn, apie_step_finish(). Returns the first failure. */
APIE_API APIE_NODISCARD apie_status apie_with_llm_call(apie_client *client,
                                                       const apie_step_input *input,
                                                       apie_step_fn *fn, void *user,
                                                       apie_error *error);

/** apie_mcp_call_begin(), fn, apie_step_finish(). Returns the first failure. */
APIE_API APIE_NODISCARD apie_status apie_with_mcp_call(apie_client *client,
                                                       const apie_step_input *input,
                                                       apie_step_fn *fn, void *user,
                                                       apie_error *error);

/* ---- events as values ---- */

/**
 * Makes an event and hands it out in place of queueing it: as the service will see it, redacted;
 * without the agent's ids as long as those are not known, and without its numbers in run and
 * session, which it gets when it is sent.
 *
 * @param type as of apie_track()
 * @param out  a new object, to be freed with json_decref()
 */
APIE_API APIE_NODISCARD apie_status apie_build_event(apie_client *client, const char *type,
                                                     const apie_event_details *details,
                                                     json_t **out, apie_error *error);

/**
 * What would be left of a value if it were an event's metadata.
 *
 * @param value any JSON value; borrowed
 * @param out   a new value, to be freed with json_decref()
 */
APIE_API APIE_NODISCARD apie_status apie_redact_value(apie_client *client, const json_t *value,
                                                      json_t **out, apie_error *error);

/**
 * Asks the service what it would make of events, without keeping them. They are sent as they are,
 * redacted; events that lack their numbers in run and session get the next ones, which stay free.
 *
 * @param events an event or an array of them, of apie_build_event() or your own making; borrowed
 * @param out    the service's opinion, to be freed with apie_free(); of a disabled client: accepted
 *               0 and no previews
 */
APIE_API APIE_NODISCARD apie_status apie_validate_events(apie_client *client, const json_t *events,
                                                         const apie_call_options *options,
                                                         apie_events_previewed **out,
                                                         apie_error *error);

/**
 * Sends events at once, redacted, in one request beside the queue. Waits for the registration. What
 * an event lacks of agent key, agent ids, event id, timestamp and numbers is added. If the call
 * fails, numbers that it used stay used.
 *
 * @param events an event or an array of them, of apie_build_event() or your own making; borrowed
 * @param out    what the service says, to be freed with apie_free(); NULL: it is not wanted
 */
APIE_API APIE_NODISCARD apie_status apie_send_events(apie_client *client, const json_t *events,
                                                     const apie_call_options *options,
                                                     apie_events_accepted **out, apie_error *error);

APIE_END_DECLS

#endif
