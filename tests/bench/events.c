#include "events.h"

#include "require.h"

#define RUN_ID "run_01JD3Q8Z4K7V2M"

json_t *bench_event_short_metadata(void)
{
    return json_pack("{s:s}", "path", "install.md");
}

json_t *bench_event_metadata(void)
{
    return json_pack("{s:s, s:s}", "path", "docs/guide/install.md", "note",
                     "read 12 lines of 240, and changed two of them");
}

apie_event_details bench_event_details(const json_t *metadata)
{
    return (apie_event_details){.run_id = RUN_ID, .metadata = metadata};
}

apie_event *bench_event_make(const apie_agent *agent, const json_t *metadata)
{
    const apie_clock *clock = &agent->core.clock;
    apie_json_writer writer;
    apie_buffer text;
    char room[512];
    apie_event *event = NULL;
    apie_error error;
    apie_event_input input = {
        .type = BENCH_EVENT_TYPE,
        .agent_key = agent->config->agent.key,
        .run_id = RUN_ID,
        .environment = agent->config->runtime.environment,
        .wall_us = clock->wall_us(clock->user),
        .id_high = clock->random(clock->user),
        .id_low = clock->random(clock->user),
    };

    apie_buffer_init_lent(&text, 0, room, sizeof room);
    apie_json_writer_init(&writer, &text);
    apie_redact_write_value(agent->redactor, &writer, "metadata", metadata);
    bench_require(apie_json_writer_error(&writer) == APIE_JSON_WRITE_OK, "no memory");
    input.metadata = (apie_slice){text.data, text.length};
    event = apie_event_new(&input, &error);
    bench_require(event != NULL, "no event: %s", error.message);
    apie_buffer_free(&text);
    return event;
}
