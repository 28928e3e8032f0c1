#include "mcp_stage.h"

#include <string.h>

static const char rules[] =
    "{\"rules\":[{\"key\":\"no-drops\",\"match\":{\"tool\":\"db.drop*\"},\"decision\":\"block\","
    "\"reason\":\"nothing is dropped\"},"
    "{\"key\":\"ask\",\"match\":{\"tool\":\"db.merge*\"},\"decision\":\"require_approval\","
    "\"reason\":\"ask first\",\"approval\":{\"status\":\"rejected\",\"after_ms\":10}}]}";

void mcp_stage_open(mcp_stage *m, stage *s)
{
    *m = (mcp_stage){.stage = s, .fake = {.answer = "{'content':[]}"}};
    stage_serve_rules(s, rules);
    s->config.mode = APIE_MODE_ENFORCE;
    stage_connect(s);
    m->run = stage_begin_run(s);
    expect_ok(s,
              subject_mcp_new(&s->subject, "db", "production", NULL, &m->fake, &m->mcp, &s->error));
}

void mcp_stage_end(mcp_stage *m, const char *events)
{
    stage_end_run(m->stage, m->run);
    stage_expect_events(m->stage, "run_1", events);
    subject_mcp_free(&m->mcp);
}

const json_t *mcp_stage_event(mcp_stage *m, const char *type)
{
    const json_t *events = json_at(stage_state(m->stage), "events");
    for (size_t i = 0; i < json_array_size(events); i++)
        if (strcmp(text_at(json_array_get(events, i), "type"), type) == 0)
            return json_array_get(events, i);
    fail_msg("there is no %s", type);
    return NULL;
}
