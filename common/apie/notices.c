#include "apie/notices.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct log_notice {
    apie_notice notice;
    apie_log_level level;
    char text[600];
} log_notice;

static void deliver_log(apie_core *core, apie_notice *notice)
{
    log_notice *message = (log_notice *)notice;
    apie_log(&core->logger, message->level, "%s", message->text);
    free(message);
}

void apie_agent_log(apie_agent *agent, apie_log_level level, const char *format, ...)
{
    log_notice *message = malloc(sizeof *message);
    if (!message)
        return;
    message->notice.deliver = deliver_log;
    message->level = level;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message->text, sizeof message->text, format, arguments);
    va_end(arguments);
    apie_core_notify(&agent->core, &message->notice);
}

typedef struct error_notice {
    apie_notice notice;
    apie_error error;
} error_notice;

static void deliver_error(apie_core *core, apie_notice *notice)
{
    const apie_config *config = ((apie_agent *)core)->config;
    error_notice *report = (error_notice *)notice;
    if (config->error_callback)
        config->error_callback(&report->error, config->error_user);
    if (config->on_error == APIE_ON_ERROR_WARN)
        apie_log(&core->logger, APIE_LOG_WARNING, "%s", report->error.message);
    free(report);
}

void apie_agent_report(apie_agent *agent, const apie_error *error)
{
    if (agent->config->on_error == APIE_ON_ERROR_RETURN) {
        agent->due_error = *error;
        agent->error_due = true;
    }
    error_notice *report = malloc(sizeof *report);
    if (!report)
        return;
    report->notice.deliver = deliver_error;
    report->error = *error;
    apie_core_notify(&agent->core, &report->notice);
}

apie_status apie_agent_take_error(apie_agent *agent, apie_error *error)
{
    if (!agent->error_due)
        return APIE_OK;
    agent->error_due = false;
    if (error)
        *error = agent->due_error;
    return agent->due_error.code;
}

void apie_event_outcome_deliver(apie_core *core, apie_notice *notice)
{
    const apie_config *config = ((apie_agent *)core)->config;
    apie_event *event = (apie_event *)notice;
    if (config->event_callback) {
        apie_event_outcome outcome = {
            .event_id = event->event_id,
            .type = event->type,
            .run_id = event->run_id,
            .fate = event->fate,
            .reason = event->fate == APIE_EVENT_DELIVERED ? NULL : event->reason,
        };
        config->event_callback(&outcome, config->event_user);
    }
    apie_event_free(event);
}
