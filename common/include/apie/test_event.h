/**
 * @file test_event.h
 * Test events: short, harmless pieces of work that show whether all of the way to the service is
 * open, and what the service makes of them. Shared by both libraries.
 */
#ifndef APIE_TEST_EVENT_H
#define APIE_TEST_EVENT_H

#include <stddef.h>

#include <apie/export.h>

APIE_BEGIN_DECLS

/** What is played. */
typedef enum apie_test_mode {
    /** The default: pipeline. */
    APIE_TEST_DEFAULT = 0,
    /** An orchestrator and a worker: model call, workflow step, tools, a guarded deployment, a
     * handoff, an MCP call. */
    APIE_TEST_PIPELINE = 1,
    /** One tool call in one run. */
    APIE_TEST_SINGLE = 2,
    /** A tool call, and a guarded deployment to production: a guardrail that stops it is what is
     * hoped for. */
    APIE_TEST_PROOF = 3
} apie_test_mode;

/** What a test left at the service. Freed with apie_free(). */
typedef struct apie_test_result {
    /** "pipeline", "single" or "proof". */
    const char *mode;
    const char *session_id;
    /** In the order in which they began. */
    const char *const *run_ids;
    size_t run_count;
    /** The page where the service shows it; NULL if the service did not say where its pages are. */
    const char *session_url;
} apie_test_result;

APIE_END_DECLS

#endif
