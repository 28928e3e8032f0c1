/**
 * @file apie/honeycomb/recipients.h
 * Recipients: who is told when an alert fires, and how.
 *
 * A request that is all zero is empty: set what is to be sent and leave the rest. APIE_NULL in
 * place of a text, list or object sends null. What a request points to is borrowed.
 *
 * A result is one block of memory with everything that it points to. What the service did not
 * send, or sent as null, is NULL. Texts are UTF-8; times stay texts, as the service wrote them.
 *
 * Made from common/schema/honeycomb*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_HONEYCOMB_RECIPIENTS_H
#define APIE_HONEYCOMB_RECIPIENTS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * How a recipient is told.
 * Text on the wire: the service may know more values.
 */
/** By mail. */
#define APIE_HONEYCOMB_RECIPIENT_TYPE_EMAIL "email"
/** In a Slack channel. */
#define APIE_HONEYCOMB_RECIPIENT_TYPE_SLACK "slack"
/** Through PagerDuty. */
#define APIE_HONEYCOMB_RECIPIENT_TYPE_PAGERDUTY "pagerduty"
/** By a request to a URL. */
#define APIE_HONEYCOMB_RECIPIENT_TYPE_WEBHOOK "webhook"
/** In Microsoft Teams the old way, which the service has given up: use msteams_workflow. */
#define APIE_HONEYCOMB_RECIPIENT_TYPE_MSTEAMS "msteams"
/** In Microsoft Teams, through a workflow. */
#define APIE_HONEYCOMB_RECIPIENT_TYPE_MSTEAMS_WORKFLOW "msteams_workflow"

/**
 * How serious PagerDuty takes an alert.
 * Text on the wire: the service may know more values.
 */
/** What is taken if nothing is said. */
#define APIE_HONEYCOMB_PAGERDUTY_SEVERITY_CRITICAL "critical"
/** Serious. */
#define APIE_HONEYCOMB_PAGERDUTY_SEVERITY_ERROR "error"
/** Less serious. */
#define APIE_HONEYCOMB_PAGERDUTY_SEVERITY_WARNING "warning"
/** For information. */
#define APIE_HONEYCOMB_PAGERDUTY_SEVERITY_INFO "info"

/**
 * A header of a webhook's requests.
 * Part of apie_honeycomb_recipient
 */
typedef struct apie_honeycomb_webhook_header {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * Its name, 64 characters at most.
     * Required.
     * Always there in results.
     */
    const char *header;
    /** Its value, 750 characters at most. */
    const char *value;
} apie_honeycomb_webhook_header;

/**
 * A variable that alerts can set for a webhook's payloads.
 * Part of apie_honeycomb_recipient
 */
typedef struct apie_honeycomb_template_variable {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * Its name: a lower-case letter, then letters and digits, 64 at most.
     * Required.
     * Always there in results.
     */
    const char *name;
    /** What it is where an alert does not set it, 256 characters at most. */
    const char *default_value;
} apie_honeycomb_template_variable;

/**
 * Someone who can be told. The type says which of the other fields count; set those and no others.
 * Body of recipients.create, recipients.update
 * Result of recipients.get, recipients.create, recipients.update
 * Part of apie_honeycomb_recipient_list
 */
typedef struct apie_honeycomb_recipient {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * Its id.
     * Read only.
     */
    const char *id;
    /**
     * How it is told.
     * Required.
     * Always there in results.
     * Known values: APIE_HONEYCOMB_RECIPIENT_TYPE_EMAIL, APIE_HONEYCOMB_RECIPIENT_TYPE_SLACK,
     * APIE_HONEYCOMB_RECIPIENT_TYPE_PAGERDUTY, APIE_HONEYCOMB_RECIPIENT_TYPE_WEBHOOK,
     * APIE_HONEYCOMB_RECIPIENT_TYPE_MSTEAMS, APIE_HONEYCOMB_RECIPIENT_TYPE_MSTEAMS_WORKFLOW.
     */
    const char *type;
    /** email: the address. */
    const char *email_address;
    /** slack: the channel, such as "#alerts". */
    const char *slack_channel;
    /** pagerduty: a name for the integration. */
    const char *pagerduty_integration_name;
    /** pagerduty: the integration's key, 32 characters. */
    const char *pagerduty_integration_key;
    /** webhook, msteams, msteams_workflow: a name for it, 255 characters at most. */
    const char *webhook_name;
    /** webhook, msteams, msteams_workflow: where requests go, 2,048 characters at most. */
    const char *webhook_url;
    /**
     * webhook: a secret that comes with each request, so that the receiver knows whom it is from;
     * 255 characters at most.
     */
    const char *webhook_secret;
    /** webhook: headers of each request, five at most. */
    const apie_honeycomb_webhook_header *const *webhook_headers;
    /** How many webhook_headers there are. */
    size_t webhook_headers_count;
    /** webhook: variables of the payloads, ten at most. */
    const apie_honeycomb_template_variable *const *template_variables;
    /** How many template_variables there are. */
    size_t template_variables_count;
    /** webhook: the template of the payload that tells of triggers. */
    const char *trigger_payload;
    /** webhook: the same for burn alerts of type budget_rate. */
    const char *budget_rate_payload;
    /** webhook: the same for burn alerts of type exhaustion_time. */
    const char *exhaustion_time_payload;
    /**
     * When it was made, as an ISO 8601 time.
     * Read only.
     */
    const char *created_at;
    /**
     * When it was last changed, as an ISO 8601 time.
     * Read only.
     */
    const char *updated_at;
} apie_honeycomb_recipient;

/**
 * The value of a webhook's variable in one alert.
 * Part of apie_honeycomb_notification_recipient
 */
typedef struct apie_honeycomb_notification_variable {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The variable's name.
     * Required.
     * Always there in results.
     */
    const char *name;
    /** What it is in this alert, 256 characters at most. */
    const char *value;
} apie_honeycomb_notification_variable;

/**
 * A recipient in an alert. Set its id; type and target are an old way that the service still takes.
 * Part of apie_honeycomb_burn_alert, apie_honeycomb_trigger
 */
typedef struct apie_honeycomb_notification_recipient {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The recipient's id. */
    const char *id;
    /**
     * How it is told; for the old way without an id.
     * Known values: APIE_HONEYCOMB_RECIPIENT_TYPE_EMAIL, APIE_HONEYCOMB_RECIPIENT_TYPE_SLACK,
     * APIE_HONEYCOMB_RECIPIENT_TYPE_PAGERDUTY, APIE_HONEYCOMB_RECIPIENT_TYPE_WEBHOOK,
     * APIE_HONEYCOMB_RECIPIENT_TYPE_MSTEAMS, APIE_HONEYCOMB_RECIPIENT_TYPE_MSTEAMS_WORKFLOW.
     */
    const char *type;
    /** Where: the address, the channel, or a webhook's name. */
    const char *target;
    /**
     * pagerduty: how serious the alert is.
     * Known values: APIE_HONEYCOMB_PAGERDUTY_SEVERITY_CRITICAL,
     * APIE_HONEYCOMB_PAGERDUTY_SEVERITY_ERROR, APIE_HONEYCOMB_PAGERDUTY_SEVERITY_WARNING,
     * APIE_HONEYCOMB_PAGERDUTY_SEVERITY_INFO.
     */
    const char *pagerduty_severity;
    /** webhook: values of its variables. */
    const apie_honeycomb_notification_variable *const *variables;
    /** How many variables there are. */
    size_t variables_count;
} apie_honeycomb_notification_recipient;

/**
 * A list of apie_honeycomb_recipient.
 * Result of recipients.list
 */
typedef struct apie_honeycomb_recipient_list {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The items, in the service's order. */
    const apie_honeycomb_recipient *const *items;
    /** How many items there are. */
    size_t items_count;
} apie_honeycomb_recipient_list;

APIE_END_DECLS

#endif
