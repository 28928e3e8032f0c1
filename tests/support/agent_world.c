#include "agent_world.h"

#include <stdlib.h>
#include <string.h>

static const char *no_environment(const char *name, void *user)
{
    (void)name;
    (void)user;
    return NULL;
}

static void note_end(const apie_event_outcome *outcome, void *user)
{
    ((agent_world *)user)->told[outcome->fate]++;
}

static void note_error(const apie_error *error, void *user)
{
    agent_world *w = user;
    w->errors++;
    w->last_error = *error;
}

static void note_log(apie_log_level level, const char *message, void *user)
{
    (void)message;
    ((agent_world *)user)->logged += level == APIE_LOG_WARNING;
}

static void note_warning(const apie_warning *warning, void *user)
{
    json_array_append_new(
        ((agent_world *)user)->warned,
        json_pack("[i,s?,s]", (int)warning->kind, warning->name, warning->message));
}

static void note_room(uint64_t dropped, void *user)
{
    agent_world *w = user;
    w->room_told++;
    w->room_dropped = dropped;
}

int agent_world_set_up(void **state)
{
    agent_world *w = calloc(1, sizeof *w);
    if (!w)
        return -1;
    fake_service_init(&w->service);
    w->world = virtual_new(11, fake_service_answer, &w->service);
    w->service.world = w->world;
    w->warned = json_array();
    w->config = (apie_config){
        .api_key = "apie_sk_test_0123456789abcdef",
        .base_url = "http://127.0.0.1:1",
        .agent = {.key = "k", .name = "N"},
        .on_error = APIE_ON_ERROR_SILENT,
        .error_callback = note_error,
        .error_user = w,
        .event_callback = note_end,
        .event_user = w,
        .log_callback = note_log,
        .log_user = w,
        .warning_callback = note_warning,
        .warning_user = w,
        .queue_room_callback = note_room,
        .queue_room_user = w,
    };
    *state = w;
    return 0;
}

int agent_world_tear_down(void **state)
{
    agent_world *w = *state;
    apie_agent_free(w->agent, false);
    virtual_free(w->world);
    fake_service_free(&w->service);
    json_decref(w->warned);
    free(w);
    return 0;
}

void agent_world_open(agent_world *w)
{
    apie_agent_source source = {.config = &w->config, .get_environment = no_environment};
    apie_status status = apie_agent_new(&source, virtual_clock(w->world), &w->agent, &w->error);
    if (status != APIE_OK)
        fail_msg("%s", w->error.message);
    virtual_drive(w->world, &w->agent->core);
}

void agent_world_begin(agent_world *w)
{
    agent_world_open(w);
    virtual_run(w->world);
    assert_non_null(w->agent->registration);
}

void agent_world_pass(agent_world *w, uint64_t ms)
{
    virtual_run_until(w->world, virtual_now(w->world) + ms);
}

static apie_event *new_event(agent_world *w, size_t bytes, const char *key)
{
    char *text = malloc(bytes + 3);
    if (!text)
        abort();
    text[0] = '"';
    memset(text + 1, 'x', bytes);
    text[bytes + 1] = '"';
    apie_event_input input = {
        .type = "test.event",
        .agent_key = "k",
        .run_id = "run_1",
        .id_low = ++w->next_event,
        .metadata = {text, bytes + 2},
        .idempotency_key = key,
    };
    apie_event *event = apie_event_new(&input, &w->error);
    free(text);
    if (!event)
        fail_msg("%s", w->error.message);
    return event;
}

void agent_world_push(agent_world *w, size_t bytes, const char *key)
{
    apie_agent_push(w->agent, new_event(w, bytes, key));
}

void agent_world_push_many(agent_world *w, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        agent_world_push(w, 0, NULL);
}

size_t agent_world_sends(const agent_world *w)
{
    return fake_service_count(&w->service, "/v1/events");
}

size_t agent_world_arrived(const agent_world *w)
{
    return json_array_size(w->service.events);
}

void agent_world_go_down(agent_world *w, int status)
{
    w->service.down_prefix = "/v1/events";
    w->service.down_status = status;
}

void agent_world_come_back(agent_world *w)
{
    w->service.down_prefix = NULL;
}

apie_queue_diagnostics agent_world_diagnostics(agent_world *w)
{
    apie_queue_diagnostics diagnostics;
    apie_agent_read_diagnostics(w->agent, &diagnostics);
    return diagnostics;
}

agent_action agent_world_act(agent_world *w, const apie_tool_input *tool)
{
    apie_guarded_input input;
    agent_action action = {NULL, NULL};
    if (apie_guarded_input_from_tool(w->agent, tool, "run_1", NULL, &input, &w->error) != APIE_OK)
        fail_msg("%s", w->error.message);
    action.guarded = apie_guarded_new(w->agent, &input, &w->error);
    assert_non_null(action.guarded);
    action.flow = apie_guard_flow_new(w->agent, &input, action.guarded, NULL, &w->error);
    assert_non_null(action.flow);
    return action;
}

void agent_action_finish(agent_world *w, const agent_action *action, const char *error_message)
{
    apie_action_outcome outcome = {.error_message = error_message};
    apie_guard_finish(w->agent, action->guarded, &outcome,
                      apie_guarded_finished(w->agent, action->guarded, &outcome, &w->error));
}

void agent_action_free(agent_action *action)
{
    apie_flow_free(action->flow);
    apie_guarded_free(action->guarded);
}
