/**
 * @file diagnosis.h
 * What a client says of itself: how it is set up, what may be wrong with that, how its queue does.
 * Shared by both libraries.
 */
#ifndef APIE_DIAGNOSIS_H
#define APIE_DIAGNOSIS_H

#include <stdbool.h>
#include <stddef.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/models/agents.h>
#include <apie/status.h>
#include <apie/trace.h>

APIE_BEGIN_DECLS

/** The state of a client. Freed with apie_free(), also after the client is gone. */
typedef struct apie_diagnosis {
    /** What the service answered when the agent registered last; NULL: it has not. */
    const apie_registration *registration;
    /** Why the last attempt to register failed, and in words; APIE_OK and NULL if it did not. */
    apie_status registration_status;
    const char *registration_error;
    /** Whether it sends anything. */
    bool enabled;
    /** "monitor" or "enforce". */
    const char *mode;
    /** "fail_open", "fail_closed" or "throw". */
    const char *guard_failure_mode;
    const char *base_url;
    /** Whether there is one; the key itself is never told. */
    bool api_key_configured;
    /** As configured; NULL: not set. */
    const char *runtime_environment;
    const char *runtime_framework;
    const char *queue_storage_path;
    /** Whether the program added rules of its own (redact_keys, redact_deny_patterns or
     * redact_callback). The usual keys and credentials are redacted without. */
    bool redaction_enabled;
    /** Sentences: what may let something through, or get lost. */
    const char *const *trust_warnings;
    size_t trust_warning_count;
    apie_queue_diagnostics queue;
} apie_diagnosis;

APIE_END_DECLS

#endif
