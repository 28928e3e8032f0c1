/**
 * @file response.h
 * The HTTP response behind a result or an error, for callers who ask for it.
 */
#ifndef APIE_RESPONSE_H
#define APIE_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <apie/export.h>

APIE_BEGIN_DECLS

/** What the service says of its limits. -1 where it says nothing. */
typedef struct apie_rate_limit {
    int64_t limit;
    int64_t remaining;
    /** Seconds until the window starts anew. */
    int64_t reset_s;
    /** Seconds that a window lasts. */
    int64_t window_s;
} apie_rate_limit;

/** One field that a service found fault with. */
typedef struct apie_field_error {
    /** The field's name or a JSON pointer; "" if the service named none. */
    const char *field;
    /** The service's code, such as "missing"; "" if it sent none. */
    const char *code;
    const char *message;
} apie_field_error;

/**
 * A response. It is one block of memory with everything in it: free it with apie_free(). It
 * outlives its client and may be freed on any thread.
 */
typedef struct apie_response {
    int status;
    /** Attempts that were made until this response. */
    int attempts;
    apie_rate_limit rate_limit;
    /** Milliseconds from Retry-After, -1 if there was none. */
    int64_t retry_after_ms;
    /** Microseconds as in apie_attempt. */
    int64_t name_lookup_us;
    int64_t connect_us;
    int64_t tls_us;
    int64_t first_byte_us;
    int64_t total_us;
    bool connection_reused;
    /** The raw body; a NUL follows it that is not counted. Never NULL. */
    const char *body;
    size_t body_length;
    /** Fields that the service found fault with. */
    const apie_field_error *field_errors;
    size_t field_error_count;
} apie_response;

/**
 * A header of the response.
 *
 * @param name compared without regard to case
 * @return the value of the last header of that name, valid as long as the response; NULL if none
 */
APIE_API const char *apie_response_header(const apie_response *response, const char *name);

/**
 * Frees a result, a response or any other object that a function gave out "to be freed with
 * apie_free()", with all that hangs on it. Does nothing for NULL.
 *
 * Thread rule: any thread, also after the client is gone. Either library's apie_free() frees what
 * the other one made.
 */
APIE_API void apie_free(const void *result);

/**
 * Keeps a result that a callback was lent: the library then does not free it when the callback
 * returns, and the program frees it with apie_free() when it likes. Only for the object that the
 * callback was given itself, not for a part of it.
 *
 * @return the same pointer
 *
 * Thread rule: inside the callback.
 */
APIE_API void *apie_take(void *result);

APIE_END_DECLS

#endif
