/* A stage with a run and an instrumented MCP client of the server "db", whose drop… tools are
 * blocked and whose merge… tools are never approved. */
#ifndef APIE_TESTS_MCP_STAGE_H
#define APIE_TESTS_MCP_STAGE_H

#include "stage.h"

#include "support/subject_mcp.h"

#define CALL_EVENTS                                                                                \
    "guardrail.evaluated tool.called action.requested mcp.called mcp.completed action.completed"
#define FAILED_CALL_EVENTS                                                                         \
    "guardrail.evaluated tool.called action.requested mcp.called mcp.failed action.failed error"

typedef struct mcp_stage {
    stage *stage;
    apie_run *run;
    fake_mcp fake;
    subject_mcp mcp;
} mcp_stage;

void mcp_stage_open(mcp_stage *m, stage *s);
/* Ends the run, whose events must be these; frees the MCP client. */
void mcp_stage_end(mcp_stage *m, const char *events);
/* The first event of that type that the server holds; valid until it is asked again. */
const json_t *mcp_stage_event(mcp_stage *m, const char *type);

#endif
