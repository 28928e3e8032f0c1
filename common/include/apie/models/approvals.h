/**
 * @file apie/models/approvals.h
 * Approvals: what people said to actions that a guardrail held back.
 *
 * A request that is all zero is empty: set what is to be sent and leave the rest. APIE_NULL in
 * place of a text, list or object sends null. What a request points to is borrowed.
 *
 * A result is one block of memory with everything that it points to. What the service did not
 * send, or sent as null, is NULL. Texts are UTF-8; times stay texts, as the service wrote them.
 *
 * Made from common/schema/apie*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_MODELS_APPROVALS_H
#define APIE_MODELS_APPROVALS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * An approval that was asked for.
 * Part of apie_approval_state
 */
typedef struct apie_approval {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The approval's id. */
    const char *id;
    /**
     * How it stands: "pending" while nobody has decided, and then for good "approved", "rejected",
     * "expired" or "cancelled".
     */
    const char *status;
    /**
     * Who decided, in the service's words, such as a name or a mail address; NULL while nobody has
     * decided yet.
     */
    const char *resolved_by;
} apie_approval;

/**
 * How an approval stands.
 * Result of approvals.get
 */
typedef struct apie_approval_state {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The approval. */
    const apie_approval *approval;
} apie_approval_state;

/**
 * How an approval stood when the wait for it ended.
 * Result of approvals.wait
 */
typedef struct apie_approval_wait {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * As in an approval, or "timeout" if nobody decided in time; NULL reads as a timeout: ask
     * again.
     */
    const char *status;
} apie_approval_wait;

APIE_END_DECLS

#endif
