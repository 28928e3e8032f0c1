/* Instrumented MCP clients through one face for both libraries, with a server that is a few words:
 * see subject.h. */
#ifndef APIE_TESTS_SUBJECT_MCP_H
#define APIE_TESTS_SUBJECT_MCP_H

#include <jansson.h>

#include "subject.h"

/* What the program's functions do. */
typedef enum fake_manner {
    FAKE_ANSWERS_AT_ONCE = 0,
    FAKE_ANSWERS_LATER, /* from another turn of the loop; the blocking library's: at once */
    FAKE_IS_SILENT      /* keeps the request; event-driven only */
} fake_manner;

typedef struct fake_mcp {
    fake_manner manner;
    const char *answer;        /* JSON with ' for "; NULL: none */
    const char *error_message; /* set: it fails */
    unsigned calls;
    unsigned unwanted;
    json_t *arguments; /* of the last call */
    char tool_name[64];
    struct event_base *base;
    apie_async_mcp_request *kept;
} fake_mcp;

void fake_mcp_free(fake_mcp *fake);
/* Answers what was kept, as the fake would have. */
apie_status fake_mcp_reply(fake_mcp *fake);

typedef struct subject_mcp {
    subject *subject;
    fake_mcp *fake;
    apie_mcp_client *sync;
    apie_async_mcp_client *async;
} subject_mcp;

apie_status subject_mcp_new(subject *subject, const char *server, const char *environment,
                            const char *risk_level, fake_mcp *fake, subject_mcp *out,
                            apie_error *error);
void subject_mcp_free(subject_mcp *mcp);
/* result and decision may be NULL. */
apie_status subject_mcp_call_tool(subject_mcp *mcp, const apie_mcp_call *call, json_t **result,
                                  apie_decision **decision, apie_error *error);
/* run_id is for the event-driven library. */
apie_status subject_mcp_list_tools(subject_mcp *mcp, const char *run_id, json_t **result,
                                   apie_error *error);

/* ---- for tests of the event-driven library alone ---- */

/* The program's functions. */
void fake_mcp_call_tool(apie_async_mcp_request *request, const char *tool_name,
                        const json_t *arguments, void *fake);
void fake_mcp_list_tools(apie_async_mcp_request *request, void *fake);
void fake_mcp_unwanted(apie_async_mcp_request *request, void *fake);

#endif
