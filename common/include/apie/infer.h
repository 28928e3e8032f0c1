/**
 * @file infer.h
 * What a tool's name tells of what it does. Shared by both libraries.
 */
#ifndef APIE_INFER_H
#define APIE_INFER_H

#include <stdbool.h>

#include <apie/export.h>

APIE_BEGIN_DECLS

/** What a tool probably does, and to what. Static text, never NULL. */
typedef struct apie_inference {
    const char *action_type;
    const char *resource_type;
    /** low, medium, high or critical. */
    const char *risk_level;
} apie_inference;

/**
 * Guesses from a tool's name, by the first of these lines that has a word of it:
 *
 *     deploy, release                            execute      deployment_event     high
 *     vault, secret                              read         secret               critical
 *     db, postgres, sql                          update       database_record      high
 *     merge, github                              merge        code_repository      high
 *     pipeline, cicd                             execute      pipeline_run         high
 *     rm, delete, destroy                        delete       shell_command        critical
 *     search, read, get                          read         (see below)          low
 *     send, message, email, slack, notify        communicate  communication_event  medium
 *     ticket, issue                              read         work_item            medium
 *     change_request, pull_request, pr           create       change_request       medium
 *     incident                                   read         incident_signal      medium
 *     execute, run, trigger                      execute      internal_api         high
 *     admin                                      execute      internal_api         critical
 *     anything else                              execute      internal_api         medium
 *
 * The resource of what only reads is that of the next line that fits: "get_issue" reads a
 * work_item.
 *
 * Words end where letters do, and where camelCase says so; case does not matter. Most may have an
 * ending ("deleted", "deployment"); the short ones (db, rm, get, read, run, pr, send) may not, so
 * that "target", "form", "thread" and "runner" say nothing. deploy, postgres and sql are also found
 * inside of words ("redeploy", "mysql").
 *
 * @param tool_name may be NULL
 * @param out       filled in any case; not NULL
 * @return whether a line fitted; false: it is the last one's guess
 *
 * Thread rule: any thread, any time.
 */
APIE_API bool apie_infer_from_tool_name(const char *tool_name, apie_inference *out);

APIE_END_DECLS

#endif
