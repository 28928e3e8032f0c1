#include "apie/agent.h"

#include <stdlib.h>
#include <string.h>

#include "apie/boundary.h"
#include "apie/event_draft.h"
#include "apie/notices.h"
#include "apie/room.h"
#include "base/fail.h"
#include "base/number.h"

/* A batch in bytes: what a server takes in one request without complaint. */
#define MAX_BATCH_BYTES ((size_t)1 << 20)

static void redact_text(void *user, apie_json_writer *writer, const char *path, const char *text)
{
    apie_redact_write_text(user, writer, path, text);
}

static void redact_value(void *user, apie_json_writer *writer, const char *path,
                         const json_t *value)
{
    if (strcmp(path, "events") == 0 && json_is_array(value))
        apie_redact_write_events(user, writer, value);
    else if (strcmp(path, "inputSchema") == 0)
        apie_redact_write_schema(user, writer, path, value);
    else
        apie_redact_write_value(user, writer, path, value);
}

/* Time passed: send what waits, and try again to register for it. */
static uint64_t tick(apie_core *core, uint64_t now_ms)
{
    apie_agent *agent = (apie_agent *)core;
    apie_boundary_tell(agent);
    if (apie_queue_size(agent->queue) == 0) {
        agent->next_flush_ms = APIE_NEVER;
    } else if (now_ms >= agent->next_flush_ms) {
        agent->next_flush_ms = apie_time_after(now_ms, agent->config->flush_interval_ms);
        apie_agent_want_flush(agent);
    }
    return agent->next_flush_ms;
}

static apie_status open_endpoint(apie_agent *agent, const apie_clock *clock, apie_error *error)
{
    const apie_config *config = agent->config;
    apie_endpoint endpoint;
    apie_credential credential = {
        .option = "api_key",
        .header = config->api_key ? "Authorization" : NULL,
        .prefix = "Bearer ",
        .secret = config->api_key,
    };
    apie_status status =
        apie_endpoint_init(&endpoint, config->base_url, &credential, &config->connection, error);
    if (status != APIE_OK)
        return status;
    apie_logger logger = {config->log_callback, config->log_user};
    apie_core_init(&agent->core, &endpoint, clock, &logger);
    agent->core.tick = tick;
    agent->core.disabled = !config->enabled.value;
    return APIE_OK;
}

static apie_status make_parts(apie_agent *agent, apie_error *error)
{
    const apie_config *config = agent->config;
    agent->redactor = apie_redactor_new(config->redact_keys, config->redact_allow_paths,
                                        config->redact_deny_patterns, config->api_key, error);
    if (!agent->redactor)
        return error ? error->code : APIE_ERROR_NO_MEMORY;
    apie_redactor_set_callback(agent->redactor, config->redact_callback, config->redact_user);
    agent->filter = (apie_model_filter){redact_text, redact_value, agent->redactor};
    agent->core.filter = &agent->filter;
    if (apie_boundary_new(config, &agent->boundary, error) != APIE_OK)
        return APIE_ERROR_NO_MEMORY;
    apie_queue_limits limits = {
        .max_events = (size_t)config->max_queue_size,
        .max_bytes = (size_t)config->max_queue_bytes,
        .max_batch_events = (size_t)config->max_batch_size,
        .max_batch_bytes = MAX_BATCH_BYTES,
        .policy = config->queue_drop_policy,
    };
    agent->flush_bytes =
        limits.max_bytes / 2 < MAX_BATCH_BYTES ? limits.max_bytes / 2 : MAX_BATCH_BYTES;
    agent->queue = apie_queue_new(&limits);
    if (!agent->queue)
        return apie_fail_no_memory(error);
    agent->next_flush_ms = APIE_NEVER;
    apie_flow *flow = apie_register_flow_new(agent, error);
    if (!flow)
        return APIE_ERROR_NO_MEMORY;
    apie_core_add_job(&agent->core, &agent->register_job, flow);
    flow = apie_flush_job_flow_new(agent, error);
    if (!flow)
        return APIE_ERROR_NO_MEMORY;
    apie_core_add_job(&agent->core, &agent->flush_job, flow);
    return APIE_OK;
}

/* What makes a call wait is not for a client that must not. */
static apie_status check_event_driven(const apie_config *config, apie_error *error)
{
    if (config->queue_drop_policy == APIE_DROP_WAIT)
        return apie_fail(error, APIE_ERROR_CONFIG, "queue_drop_policy",
                         "queue_drop_policy \"wait\" is for blocking clients: an event-driven one "
                         "cannot wait; drop, and set queue_room_callback");
    if (config->wait_for_registration)
        return apie_fail(error, APIE_ERROR_CONFIG, "wait_for_registration",
                         "wait_for_registration is for blocking clients: an event-driven one "
                         "cannot wait; call apie_async_ready()");
    return APIE_OK;
}

static apie_status resolve_settings(apie_agent *agent, const apie_agent_source *source,
                                    apie_error *error)
{
    json_t *file = NULL;
    bool found;
    apie_status status = APIE_OK;
    if (source->from_file)
        status = apie_config_file_load(source->path, &file, &found, error);
    if (status == APIE_OK)
        status = apie_settings_resolve(source->config, file,
                                       source->path ? source->path : APIE_CONFIG_FILE,
                                       source->get_environment, NULL, &agent->settings, error);
    json_decref(file);
    if (status == APIE_OK && source->event_driven)
        status = check_event_driven(&agent->settings->config, error);
    return status;
}

apie_status apie_agent_new(const apie_agent_source *source, const apie_clock *clock,
                           apie_agent **out, apie_error *error)
{
    apie_error unused;
    if (!error)
        error = &unused;
    apie_agent *agent = calloc(1, sizeof *agent);
    if (!agent)
        return apie_fail_no_memory(error);
    apie_status status = resolve_settings(agent, source, error);
    if (status == APIE_OK) {
        agent->config = &agent->settings->config;
        status = open_endpoint(agent, clock, error);
    }
    if (status == APIE_OK)
        status = make_parts(agent, error);
    if (status == APIE_OK) {
        agent->environment = apie_event_text(agent, agent->config->runtime.environment);
        const char *hostname = source->get_environment("HOSTNAME", NULL);
        agent->hostname = apie_arena_strdup(agent->settings->arena, hostname ? hostname : "local");
        if (!agent->hostname)
            status = apie_fail_no_memory(error);
    }
    if (status != APIE_OK) {
        apie_agent_free(agent, false);
        return status;
    }
    for (size_t i = 0; i < agent->settings->warning_count; i++)
        apie_agent_log(agent, APIE_LOG_WARNING, "%s", agent->settings->warnings[i]);
    if (!agent->core.disabled)
        (void)apie_agent_want_registration(agent, 0);
    *out = agent;
    return APIE_OK;
}

static void log_nothing(apie_log_level level, const char *message, void *user)
{
    (void)level;
    (void)message;
    (void)user;
}

/* The first tells of all. */
static void notify_settled(apie_agent *agent, apie_event *settled)
{
    if (!settled)
        return;
    settled->notice.deliver = apie_event_outcomes_deliver;
    apie_core_notify(&agent->core, &settled->notice);
}

/* Frees undelivered notices by delivering them to nobody. */
static void silence(apie_agent *agent)
{
    apie_config *config = &agent->settings->config;
    config->event_callback = NULL;
    config->error_callback = NULL;
    config->warning_callback = NULL;
    config->queue_room_callback = NULL;
    config->on_error = APIE_ON_ERROR_SILENT;
    agent->core.logger.callback = log_nothing;
}

void apie_agent_drop_events(apie_agent *agent)
{
    apie_queue_batch_returned(agent->queue); /* a send that was aborted */
    size_t left = apie_queue_size(agent->queue);
    if (left > 0)
        apie_agent_log(agent, APIE_LOG_WARNING,
                       "%zu events were never sent and are dropped: shut the client down first",
                       left);
    notify_settled(agent, apie_queue_drop_all(agent->queue, APIE_EVENT_DROPPED_CLOSED));
}

void apie_agent_free(apie_agent *agent, bool tell)
{
    if (!agent)
        return;
    apie_core_set_driver(&agent->core, NULL, NULL);
    if (!tell && agent->settings)
        silence(agent);
    if (agent->queue)
        apie_agent_drop_events(agent);
    if (agent->core.notices_end)
        apie_notices_deliver(&agent->core, apie_core_take_notices(&agent->core));
    apie_core_free(&agent->core);
    apie_queue_free(agent->queue);
    apie_redactor_free(agent->redactor);
    apie_boundary_free(agent->boundary);
    apie_free(agent->registration);
    apie_open_runs_free(&agent->runs);
    apie_open_runs_free(&agent->sessions);
    apie_settings_free(agent->settings);
    free(agent);
}

bool apie_agent_tolerates(const apie_agent *agent)
{
    return agent->config->mode != APIE_MODE_ENFORCE ||
           agent->config->guard_failure_mode == APIE_GUARD_FAIL_OPEN;
}

/* no_room: events had to be dropped. */
static void plan_flush(apie_agent *agent, bool no_room)
{
    apie_core *core = &agent->core;
    if (no_room || core->closed)
        apie_agent_hasten_flush(agent);
    else if (apie_agent_has_full_batch(agent) && !agent->flush_failing)
        apie_core_want_job(core, &agent->flush_job);
    if (agent->next_flush_ms == APIE_NEVER) {
        agent->next_flush_ms = apie_time_after(core->clock.monotonic_ms(core->clock.user),
                                               agent->config->flush_interval_ms);
        if (core->hooks)
            core->hooks->wake(core->driver);
    }
}

/* The program's key for an event that has none. Without memory for it, so it stays. */
static void ask_key(const apie_config *config, apie_event *event)
{
    char key[APIE_EVENT_KEY_SIZE] = "";
    apie_queued_event queued = {
        .type = event->type,
        .event_id = event->event_id,
        .run_id = event->run_id,
        .session_id = event->session_id,
        .text = event->text,
        .length = event->length,
    };
    bool given =
        config->queue_idempotency_key(&queued, key, sizeof key, config->queue_idempotency_user);
    key[sizeof key - 1] = '\0';
    if (given && key[0] != '\0')
        (void)apie_event_set_key(event, key);
}

void apie_agent_ask_keys(const apie_agent *agent, apie_event *events)
{
    const apie_config *config = agent->config;
    for (; events && config->queue_idempotency_key; events = events->next) {
        if (!events->key_asked && !events->key && !agent->core.disabled)
            ask_key(config, events);
        events->key_asked = true;
    }
}

void apie_agent_push(apie_agent *agent, apie_event *events)
{
    apie_boundary_tell(agent);
    if (agent->core.disabled) {
        apie_events_free(events);
        return;
    }
    apie_agent_ask_keys(agent, events); /* unless that was done before */
    bool no_room = false;
    while (events) {
        apie_event *next = events->next;
        apie_event *settled = NULL;
        events->next = NULL;
        apie_queue_push(agent->queue, events, &settled);
        no_room = no_room || (settled && settled->fate == APIE_EVENT_DROPPED_FULL);
        apie_agent_watch_room(agent, settled);
        notify_settled(agent, settled);
        events = next;
    }
    apie_gate_open(&agent->core, &agent->flushed, apie_queue_settled_ticket(agent->queue));
    plan_flush(agent, no_room);
}

void apie_agent_settle(apie_agent *agent, apie_event *settled)
{
    apie_agent_watch_room(agent, settled);
    notify_settled(agent, settled);
    apie_gate_open(&agent->core, &agent->flushed, apie_queue_settled_ticket(agent->queue));
}

void apie_agent_read_diagnostics(apie_agent *agent, apie_queue_diagnostics *out)
{
    *out = agent->diagnostics;
    apie_queue_read_diagnostics(agent->queue, out);
}

const char *apie_agent_synthetic_id(apie_agent *agent, apie_arena *arena, const char *prefix)
{
    char digits[APIE_INT64_TEXT_MAX];
    size_t digit_count = apie_uint64_to_text(++agent->synthetic_ids, digits);
    size_t prefix_length = strlen(prefix);
    char *id = apie_arena_text(arena, prefix_length + digit_count + 1);
    if (!id)
        return NULL;
    memcpy(id, prefix, prefix_length);
    memcpy(id + prefix_length, digits, digit_count);
    id[prefix_length + digit_count] = '\0';
    return id;
}
