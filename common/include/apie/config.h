/**
 * @file config.h
 * The configuration of an Apie client: as a struct, from the environment, from a file.
 *
 * Values are looked for in the struct, then in the file (if one is loaded), then in the environment
 * (APIE_API_KEY, APIE_BASE_URL), then the default is taken. A plain bool is on if the struct or the
 * file says so.
 *
 * The file is JSON: an object with the names of apie_config's members, those of connection at its
 * top level (attempt_timeout_ms is "timeout" there), in snake_case or camelCase. Callbacks are for
 * the struct only.
 */
#ifndef APIE_CONFIG_H
#define APIE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include <apie/export.h>
#include <apie/options.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/** What guardrails do. */
typedef enum apie_mode {
    /** The default: monitor. */
    APIE_MODE_DEFAULT = 0,
    /** Report only: the program's actions always run. */
    APIE_MODE_MONITOR = 1,
    /** A block stops the action; an approval is waited for. */
    APIE_MODE_ENFORCE = 2
} apie_mode;

/** What happens when a guardrail cannot be evaluated. Monitor mode never stops an action. */
typedef enum apie_guard_failure_mode {
    /** The default: fail_open. */
    APIE_GUARD_FAILURE_DEFAULT = 0,
    /** The action runs; the failure is reported. */
    APIE_GUARD_FAIL_OPEN = 1,
    /** Enforce: the action is blocked, the failure is the reason. */
    APIE_GUARD_FAIL_CLOSED = 2,
    /** Enforce: the call returns the failure itself. */
    APIE_GUARD_THROW = 3
} apie_guard_failure_mode;

/** Which event goes when the queue is full. */
typedef enum apie_drop_policy {
    /** The default: drop_oldest. */
    APIE_DROP_DEFAULT = 0,
    APIE_DROP_OLDEST = 1,
    APIE_DROP_NEWEST = 2,
    /** Sync only ("wait" in a file): a call that queues events waits for room first, for at most
     * queue_wait_ms; what still does not fit then is dropped. An event-driven client refuses it:
     * it has queue_room_callback. */
    APIE_DROP_WAIT = 3
} apie_drop_policy;

/** How failures are reported that no call can return, such as of sending events. */
typedef enum apie_on_error {
    /** The default: warn. */
    APIE_ON_ERROR_DEFAULT = 0,
    /** Not at all. */
    APIE_ON_ERROR_SILENT = 1,
    /** A warning in the log. */
    APIE_ON_ERROR_WARN = 2,
    /** The next call on the client returns the error, once ("throw" in a file). A call that ends
     * something does that instead, and leaves the error to the one after it. */
    APIE_ON_ERROR_RETURN = 3
} apie_on_error;

/** How much a log message matters. */
typedef enum apie_log_level {
    APIE_LOG_ERROR = 1,
    APIE_LOG_WARNING = 2,
    APIE_LOG_INFO = 3,
    APIE_LOG_DEBUG = 4
} apie_log_level;

/**
 * Takes a log message. It never holds a credential. Must not call the client. Sync: any thread.
 * Async: the loop's thread.
 */
typedef void apie_log_fn(apie_log_level level, const char *message, void *user);

/** Takes a failure that no call can return. Same rules as apie_log_fn. */
typedef void apie_error_fn(const apie_error *error, void *user);

/** What a warning is about. */
typedef enum apie_warning_kind {
    /** The service accepted events, and has something to say about one of them. */
    APIE_WARNING_FROM_SERVICE = 1,
    /** A tool is used that is in neither tools nor capabilities. */
    APIE_WARNING_UNDECLARED_TOOL = 2,
    /** A resource type is used that is neither a usual one nor in tools or capabilities. */
    APIE_WARNING_UNKNOWN_RESOURCE_TYPE = 3
} apie_warning_kind;

/** A warning. Valid only inside the callback. */
typedef struct apie_warning {
    apie_warning_kind kind;
    /** A sentence; the service's own words if it is the service's. */
    const char *message;
    /** The tool or resource type; NULL if the warning is the service's. */
    const char *name;
} apie_warning;

/** Takes a warning. Same rules as apie_log_fn. */
typedef void apie_warning_fn(const apie_warning *warning, void *user);

/** What became of an event. */
typedef enum apie_event_fate {
    /** The service accepted it. */
    APIE_EVENT_DELIVERED = 0,
    /** The queue was full. */
    APIE_EVENT_DROPPED_FULL = 1,
    /** The service refuses it for good. */
    APIE_EVENT_DROPPED_REJECTED = 2,
    /** An event with the same key was already waiting. */
    APIE_EVENT_DROPPED_DUPLICATE = 3,
    /** The client was freed before it could be sent. */
    APIE_EVENT_DROPPED_CLOSED = 4,
    /** It is larger than the queue. */
    APIE_EVENT_DROPPED_TOO_LARGE = 5
} apie_event_fate;

/** The end of one event. Valid only inside the callback. */
typedef struct apie_event_outcome {
    const char *event_id;
    const char *type;
    const char *run_id;
    apie_event_fate fate;
    /** Why it was dropped, in words; NULL if it was delivered. */
    const char *reason;
} apie_event_outcome;

/** Told the end of every event, once each. Same rules as apie_log_fn. */
typedef void apie_event_outcome_fn(const apie_event_outcome *outcome, void *user);

/** Room for the key that an apie_event_key_fn gives, with its NUL. */
#define APIE_EVENT_KEY_SIZE 256

/** An event that is about to be queued. Valid only inside the callback. */
typedef struct apie_queued_event {
    const char *type;
    const char *event_id;
    /** NULL: none. */
    const char *run_id;
    const char *session_id;
    /** The event as JSON, redacted; what is known only when it is sent is not in it. Not
     * NUL-terminated. */
    const char *text;
    size_t length;
} apie_queued_event;

/**
 * Gives an event a key: of the events with the same key that wait, one is sent. Any thread that
 * uses the client; must not call the client.
 *
 * @param key filled with text that ends in NUL
 * @param size of key: APIE_EVENT_KEY_SIZE
 * @return whether it gave one; an event without a key is a duplicate of none
 */
typedef bool apie_event_key_fn(const apie_queued_event *event, char *key, size_t size, void *user);

/**
 * Told that there is room again: events were dropped because the queue was full, and now it is not
 * more than half full. Same rules as apie_log_fn.
 *
 * @param dropped how many events were dropped meanwhile
 */
typedef void apie_queue_room_fn(uint64_t dropped, void *user);

/**
 * Looks at a value before it leaves: each free-form value (such as an event's metadata) as a whole,
 * and each text that could hold something private. (The names at an event's top level, such as its
 * step's, are only looked at by the rules.) Any thread that uses the client, at any time; must not
 * call the client.
 *
 * @param path where the value stands, such as "metadata" or "tool.name"
 * @param value borrowed
 * @return NULL: leave it as it is. Else a new reference to what is sent in its place, redacted as
 *         usual; json_null() needs no memory. In place of a text, what is neither text nor null is
 *         sent as "[REDACTED]"; in place of an object, what is not one as {}
 */
typedef json_t *apie_redact_fn(const char *path, const json_t *value, void *user);

/** A tool that the agent declares when it registers. (A file's tools may also have description and
 * input_schema: they are not sent when registering, and not kept.) */
typedef struct apie_declared_tool {
    const char *name;
    const char *provider;
    /** NULL-terminated lists; NULL for none. */
    const char *const *action_types;
    const char *const *resource_types;
    const char *risk_level;
    const char *const *environments;
    void *reserved[2];
} apie_declared_tool;

/** A capability that the agent declares after it has registered. */
typedef struct apie_declared_capability {
    const char *tool_name;
    const char *tool_provider;
    /** NULL-terminated lists; NULL for none. */
    const char *const *actions;
    const char *const *resources;
    const char *const *environments;
    const char *risk_level;
    void *reserved[2];
} apie_declared_capability;

/** Who the agent is. key and name are required. */
typedef struct apie_agent_config {
    const char *key;
    const char *name;
    const char *purpose;
    const char *owner;
    const char *team;
    const char *description;
    void *reserved[2];
} apie_agent_config;

/** What it runs on. */
typedef struct apie_runtime_config {
    /** Such as "production". Sent with runs and events. */
    const char *environment;
    const char *framework;
    /** NULL: "c". */
    const char *language;
    /** NULL: the version of this library. */
    const char *sdk_version;
    void *reserved[2];
} apie_runtime_config;

/** The model it uses. */
typedef struct apie_model_config {
    const char *provider;
    const char *name;
    void *reserved[2];
} apie_model_config;

/** The agent's own version. Sent if version, framework or model_name is set. */
typedef struct apie_version_config {
    const char *version;
    const char *framework;
    const char *model_provider;
    const char *model_name;
    void *reserved[2];
} apie_version_config;

/** Where its code comes from. Sent if either is set. */
typedef struct apie_source_config {
    const char *git_sha;
    const char *deployment_id;
    void *reserved[2];
} apie_source_config;

/** What is watched at the agent's boundary: what it does, against what it declared. Each name is
 * warned of once, see warning_callback; beyond a few hundred names no more is said. */
typedef struct apie_boundary_config {
    /** Warn of a tool that is in neither tools nor capabilities. */
    bool warn_on_undeclared_tools;
    /** Warn of a resource type that is neither a usual one nor in tools or capabilities. */
    bool warn_on_unknown_resource_types;
    /** A tool call that does not say its action's type, its resource's type or its risk gets what
     * apie_infer_from_tool_name() makes of its name. */
    bool auto_infer_from_tool_names;
    void *reserved[2];
} apie_boundary_config;

/**
 * The configuration of an Apie client. All zero but api_key, agent.key and agent.name is a good
 * one.
 */
typedef struct apie_config {
    /** NULL: APIE_API_KEY. Required unless the client is disabled. */
    const char *api_key;
    /** NULL: APIE_BASE_URL, else https://api.apie.sh. A path prefix is kept. */
    const char *base_url;
    /** Unset: true. False makes a client that sends nothing and needs no key. */
    apie_opt_bool enabled;
    apie_agent_config agent;
    apie_runtime_config runtime;
    apie_model_config model;
    apie_version_config version;
    apie_source_config source;
    const char *prompt_hash;
    apie_mode mode;
    apie_guard_failure_mode guard_failure_mode;
    /** Milliseconds; 0: 300,000. */
    int64_t approval_timeout_ms;
    const apie_declared_tool *tools;
    size_t tool_count;
    const apie_declared_capability *capabilities;
    size_t capability_count;
    apie_boundary_config boundary;
    /** Milliseconds between two sends of waiting events; 0: 2,000. */
    int64_t flush_interval_ms;
    /** Events in one request, at most max_queue_size; 0: 25, or less in a small queue. That many
     * waiting events are sent at once. */
    int64_t max_batch_size;
    /** Events that may wait; 0: 5,000. */
    int64_t max_queue_size;
    /** Bytes of events that may wait; 0: 16 MiB. */
    int64_t max_queue_bytes;
    /** Attempts to send a batch before it waits for the next interval; 0: 3. Events are kept
     * however many attempts fail. */
    int retry_attempts;
    /** Milliseconds, doubled for each further attempt; 0: 250. */
    int64_t retry_base_delay_ms;
    /** Not supported yet: setting it is an error. */
    const char *queue_storage_path;
    apie_drop_policy queue_drop_policy;
    /** With APIE_DROP_WAIT: milliseconds that a call waits for room; 0: 1,000. */
    int64_t queue_wait_ms;
    /** Told when there is room again after events were dropped. */
    apie_queue_room_fn *queue_room_callback;
    void *queue_room_user;
    /** Gives events their keys; NULL: apie_event_details.idempotency_key, else none. It is not
     * asked about an event that has a key. */
    apie_event_key_fn *queue_idempotency_key;
    void *queue_idempotency_user;
    apie_on_error on_error;
    /** Called for every failure that no call can return, whatever on_error says. */
    apie_error_fn *error_callback;
    void *error_user;
    /** Told the end of every event. */
    apie_event_outcome_fn *event_callback;
    void *event_user;
    /** Told what the service warns of, and what boundary says; all of it is logged, too. */
    apie_warning_fn *warning_callback;
    void *warning_user;
    /** Takes log messages; NULL: warnings and errors to stderr. */
    apie_log_fn *log_callback;
    void *log_user;
    /** Keys to redact beside the usual ones; a NULL-terminated list. */
    const char *const *redact_keys;
    /** Dot paths that are never redacted, such as "metadata.token"; a NULL-terminated list. */
    const char *const *redact_allow_paths;
    /** Values to redact: POSIX extended regular expressions; a NULL-terminated list. */
    const char *const *redact_deny_patterns;
    /** Looks at every free-form value and text before the rules above do. */
    apie_redact_fn *redact_callback;
    void *redact_user;
    /** Bytes; a larger event is sent without its free-form parts, and says so; 0: no limit. */
    int64_t max_event_payload_bytes;
    /** Sync: no worker thread. Events are then sent, and the agent registered, by the calls that
     * wait for it: apie_ready(), apie_flush(), the end of a run, apie_shutdown(). */
    bool no_worker;
    /** Sync: making the client waits until the agent is registered, or that has failed, or 60 s.
     * A failure is reported, and returned by apie_ready(), as without. An event-driven client
     * refuses it: it has apie_async_ready(). */
    bool wait_for_registration;
    apie_connection_options connection;
    /** Zero. */
    void *reserved[8];
} apie_config;

APIE_END_DECLS

#endif
