/* What each helper for a framework's steps makes of its input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "preset_json.h"
#include "support/json_text.h"

/* ---- steps ---- */

typedef struct step_case {
    const char *what;
    apie_step_preset preset;
    apie_framework_step_input input;
    const char *payload_summary; /* JSON, for the input; NULL: none */
    const char *metadata;
    const char *expected;
} step_case;

#define STEP                                                                                       \
    .run_id = "r", .session_id = "s", .step_key = "k", .step_name = "n", .step_index = APIE_INT(3)
#define STEP_PARTS "'run':'r','session':'s','key':'k','name':'n','index':3"

static const step_case step_cases[] = {
    {"any", APIE_PRESET_FRAMEWORK_STEP, {.step_key = "k"}, NULL, NULL, "{'key':'k','name':'k'}"},
    {"any by name", APIE_PRESET_FRAMEWORK_STEP, {.step_name = "n"}, NULL, NULL, "{'name':'n'}"},
    {"any in full",
     APIE_PRESET_FRAMEWORK_STEP,
     {STEP},
     "{'x':1}",
     NULL,
     "{" STEP_PARTS ",'payload':{'x':1}}"},
    /* The documentation names no agent, and gives the step's key. */
    {"openai",
     APIE_PRESET_OPENAI_AGENT_STEP,
     {.step_name = "plan"},
     NULL,
     NULL,
     "{'key':'openai-agent:plan','name':'plan','payload':{'provider':'openai-agents','agent':null,"
     "'model':null}}"},
    {"openai's key",
     APIE_PRESET_OPENAI_AGENT_STEP,
     {.step_name = "plan", .agent_name = "a"},
     NULL,
     "{'x':1}",
     "{'key':'openai-agent:a:plan','name':'plan','payload':{'provider':'openai-agents','agent':"
     "'a','model':null,'x':1}}"},
    {"openai in full",
     APIE_PRESET_OPENAI_AGENT_STEP,
     {.agent_name = "a", .model = "m", STEP},
     NULL,
     "{'model':'mine'}",
     "{" STEP_PARTS ",'payload':{'provider':'openai-agents','agent':'a','model':'mine'}}"},
    {"langgraph",
     APIE_PRESET_LANGGRAPH_NODE,
     {.step_name = "triage"},
     NULL,
     NULL,
     "{'key':'triage','name':'triage'}"},
    {"langgraph in full",
     APIE_PRESET_LANGGRAPH_NODE,
     {STEP},
     "{'x':1}",
     NULL,
     "{" STEP_PARTS ",'payload':{'x':1}}"},
    {"crewai",
     APIE_PRESET_CREWAI_TASK,
     {.step_key = NULL},
     NULL,
     NULL,
     "{'key':'crewai-task','name':'CrewAI task','payload':{'framework':'crewai','crew':null,"
     "'role':null}}"},
    {"crewai's name",
     APIE_PRESET_CREWAI_TASK,
     {.step_name = "research"},
     NULL,
     NULL,
     "{'key':'research','name':'research','payload':{'framework':'crewai','crew':null,'role':null}"
     "}"},
    {"crewai in full",
     APIE_PRESET_CREWAI_TASK,
     {.crew_name = "c", .role = "o", STEP},
     NULL,
     "{'x':1}",
     "{" STEP_PARTS ",'payload':{'framework':'crewai','crew':'c','role':'o','x':1}}"},
    {"autogen",
     APIE_PRESET_AUTOGEN_STEP,
     {.step_key = NULL},
     NULL,
     NULL,
     "{'key':'autogen-step','name':'AutoGen step','payload':{'framework':'autogen','agent':null,"
     "'conversation':null}}"},
    {"autogen in full",
     APIE_PRESET_AUTOGEN_STEP,
     {.agent_name = "a", .conversation_id = "c", STEP},
     NULL,
     "{'framework':'mine'}",
     "{" STEP_PARTS ",'payload':{'framework':'mine','agent':'a','conversation':'c'}}"},
    {"llamaindex",
     APIE_PRESET_LLAMAINDEX_STEP,
     {.step_name = "q"},
     NULL,
     NULL,
     "{'key':'llamaindex-step','name':'q','payload':{'framework':'llamaindex','index':null,"
     "'query_type':null}}"},
    {"llamaindex in full",
     APIE_PRESET_LLAMAINDEX_STEP,
     {.index_name = "i", .query_type = "q", STEP},
     NULL,
     NULL,
     "{" STEP_PARTS ",'payload':{'framework':'llamaindex','index':'i','query_type':'q'}}"},
    {"vercel",
     APIE_PRESET_VERCEL_AI_GENERATION,
     {.model = "m"},
     NULL,
     NULL,
     "{'name':'vercel-ai.generateText','payload':{'provider':'vercel-ai','model':'m',"
     "'prompt_hash':null}}"},
    /* The documentation gives the model's provider and a summary of the input. */
    {"vercel in full",
     APIE_PRESET_VERCEL_AI_GENERATION,
     {.model = "m", .provider = "openai", .prompt_hash = "h", .input_summary = "i", STEP},
     NULL,
     "{'x':1}",
     "{" STEP_PARTS ",'payload':{'provider':'openai','model':'m','prompt_hash':'h',"
     "'input_summary':'i','x':1}}"},
};

static void every_step(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(step_cases) / sizeof(step_cases[0]); i++) {
        const step_case *c = &step_cases[i];
        apie_framework_step_input input = c->input;
        apie_step_input out;
        apie_error error;
        apie_arena *arena = apie_arena_new(0);
        json_t *payload = c->payload_summary ? json_of(c->payload_summary) : NULL;
        json_t *metadata = c->metadata ? json_of(c->metadata) : NULL;
        input.payload_summary = payload;
        input.metadata = metadata;
        if (apie_preset_step(c->preset, &input, arena, &out, &error) != APIE_OK)
            fail_msg("%s: %s", c->what, error.message);
        expect_preset(c->what, c->expected, preset_step(&out));
        apie_arena_free(arena);
        json_decref(payload);
        json_decref(metadata);
    }
}

static void refuse_step(apie_step_preset preset, const apie_framework_step_input *input,
                        const char *member)
{
    apie_step_input out;
    apie_error error;
    assert_int_equal(apie_preset_step(preset, input, NULL, &out, &error),
                     APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, member);
}

static void steps_refuse_what_they_do_not_send(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t offset;
        unsigned taken_by;
    } members[] = {
#define MEMBER(name, taken_by) {#name, offsetof(apie_framework_step_input, name), taken_by}
        MEMBER(agent_name, BIT(OPENAI_AGENT_STEP) | BIT(AUTOGEN_STEP)),
        MEMBER(model, BIT(OPENAI_AGENT_STEP) | BIT(VERCEL_AI_GENERATION)),
        MEMBER(provider, BIT(VERCEL_AI_GENERATION)),
        MEMBER(prompt_hash, BIT(VERCEL_AI_GENERATION)),
        MEMBER(input_summary, BIT(VERCEL_AI_GENERATION)),
        MEMBER(crew_name, BIT(CREWAI_TASK)),
        MEMBER(role, BIT(CREWAI_TASK)),
        MEMBER(conversation_id, BIT(AUTOGEN_STEP)),
        MEMBER(index_name, BIT(LLAMAINDEX_STEP)),
        MEMBER(query_type, BIT(LLAMAINDEX_STEP)),
#undef MEMBER
    };
    json_t *object = json_object();
    json_t *number = json_integer(1);
    for (unsigned p = 0; p < APIE_STEP_PRESET_COUNT; p++) {
        apie_step_preset preset = (apie_step_preset)p;
        apie_framework_step_input good = {.step_name = "n"};
        if (preset == APIE_PRESET_VERCEL_AI_GENERATION)
            good.model = "m";
        for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
            apie_framework_step_input bad = good;
            const char *value = "x";
            memcpy((char *)&bad + members[i].offset, &value, sizeof value);
            if (!(members[i].taken_by & 1u << p))
                refuse_step(preset, &bad, members[i].name);
        }
        apie_framework_step_input bad = good;
        bool has_payload =
            preset == APIE_PRESET_LANGGRAPH_NODE || preset == APIE_PRESET_FRAMEWORK_STEP;
        bad.payload_summary = has_payload ? number : object;
        refuse_step(preset, &bad, "payload_summary");
        bad = good;
        bad.metadata = has_payload ? object : number;
        refuse_step(preset, &bad, "metadata");
        refuse_step(preset, NULL, "input");
    }
    json_decref(number);
    json_decref(object);
    refuse_step(APIE_PRESET_FRAMEWORK_STEP, &(apie_framework_step_input){.run_id = "r"},
                "step_key");
    refuse_step(APIE_PRESET_OPENAI_AGENT_STEP, &(apie_framework_step_input){.step_key = "k"},
                "step_name");
    refuse_step(APIE_PRESET_LANGGRAPH_NODE, &(apie_framework_step_input){.step_key = "k"},
                "step_name");
    refuse_step(APIE_PRESET_VERCEL_AI_GENERATION, &(apie_framework_step_input){.step_key = "k"},
                "model");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step),
        cmocka_unit_test(steps_refuse_what_they_do_not_send),
    };
    return cmocka_run_group_tests_name("preset_steps", tests, NULL, NULL);
}
