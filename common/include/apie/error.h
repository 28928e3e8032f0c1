/**
 * @file error.h
 * What went wrong, in one plain struct that the caller owns.
 */
#ifndef APIE_ERROR_H
#define APIE_ERROR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <apie/export.h>
#include <apie/status.h>

APIE_BEGIN_DECLS

/**
 * The details of a failure. Its size is fixed and it owns nothing: put one on the stack, pass its
 * address, read it, forget it. Functions fill it only when they fail; on success its content is
 * left as it was. Every function that takes one accepts NULL.
 */
typedef struct apie_error {
    /** Same as the returned status. */
    apie_status code;
    /** The HTTP status of the last attempt, 0 if there was no answer. */
    int http_status;
    /** Attempts that were made, 0 if nothing was sent. */
    int attempts;
    /** libcurl's code (a CURLcode) of the last attempt, 0 if the transfer itself succeeded. */
    int curl_code;
    /** How long the service asks to wait before the next try, in milliseconds; -1 if it did not. */
    int64_t retry_after_ms;
    /** True if the service may have carried the request out although this reports a failure. */
    bool maybe_processed;
    /** Where in the input or the answer: a JSON pointer, a field or a configuration key. */
    char where[127];
    /** One sentence for a person: what failed, with the service's own words where it sent some. */
    char message[512];
    /** The service's own error code, "" if it sent none. */
    char service_code[64];
    /** The service's id of the request, "" if it sent none. Quote it when asking for support. */
    char request_id[128];
} apie_error;

/**
 * Empties an error: APIE_OK, no message, retry_after_ms -1.
 *
 * @param error may be NULL
 *
 * Thread rule: any thread; the struct is the caller's.
 */
APIE_API void apie_error_clear(apie_error *error);

APIE_END_DECLS

#endif
