#include "apie/notices.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

typedef struct warning_notice {
    apie_notice notice;
    apie_warning warning;
    char *name;
    char message[1000];
} warning_notice;

static void deliver_warning(apie_core *core, apie_notice *notice)
{
    const apie_config *config = ((apie_agent *)core)->config;
    warning_notice *told = (warning_notice *)notice;
    const apie_warning *warning = &told->warning;
    bool is_services = warning->kind == APIE_WARNING_FROM_SERVICE;
    if (config->warning_callback)
        config->warning_callback(warning, config->warning_user);
    apie_log(&core->logger, APIE_LOG_WARNING, "%s%s",
             is_services ? "the service warns of an event: " : "", warning->message);
    free(told->name);
    free(told);
}

void apie_agent_warn(apie_agent *agent, apie_warning_kind kind, const char *name,
                     const char *format, ...)
{
    warning_notice *told = malloc(sizeof *told);
    char *copy = apie_text_dup(name);
    if (!told || (name && !copy)) {
        free(told);
        free(copy);
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    apie_text_format_list(told->message, sizeof told->message, format, arguments);
    va_end(arguments);
    told->notice.deliver = deliver_warning;
    told->name = copy;
    told->warning = (apie_warning){.kind = kind, .message = told->message, .name = copy};
    apie_core_notify(&agent->core, &told->notice);
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

static void tell_outcome(const apie_config *config, const apie_event *event)
{
    apie_event_outcome outcome = {
        .event_id = event->event_id,
        .type = event->type,
        .run_id = event->run_id,
        .fate = event->fate,
        .reason = event->fate == APIE_EVENT_DELIVERED ? NULL : event->reason,
    };
    config->event_callback(&outcome, config->event_user);
}

void apie_event_outcomes_deliver(apie_core *core, apie_notice *notice)
{
    const apie_config *config = ((apie_agent *)core)->config;
    apie_event *settled = (apie_event *)notice;
    for (const apie_event *event = settled; event && config->event_callback; event = event->next)
        tell_outcome(config, event);
    apie_events_free(settled);
}
