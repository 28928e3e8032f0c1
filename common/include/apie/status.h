/**
 * @file status.h
 * What a call came to, as one number.
 */
#ifndef APIE_STATUS_H
#define APIE_STATUS_H

#include <apie/export.h>

APIE_BEGIN_DECLS

/**
 * The outcome of a call. APIE_OK is 0; every other value is an error. Values are never reused or
 * renumbered; new ones are added at the end, so treat a value you do not know as an error.
 */
typedef enum apie_status {
    APIE_OK = 0,
    /** An argument is missing, out of range, or cannot be sent (a line break in a header). */
    APIE_ERROR_INVALID_ARGUMENT = 1,
    /** A configuration value or file is unusable; the message names the key and the file. */
    APIE_ERROR_CONFIG = 2,
    /** Memory ran out. Nothing was sent by the call that reports it unless attempts is above 0. */
    APIE_ERROR_NO_MEMORY = 3,
    /** The caller cancelled, by token, apie_call_cancel() or by freeing the client. */
    APIE_ERROR_CANCELLED = 4,
    /** The deadline of the call passed. */
    APIE_ERROR_TIMEOUT = 5,
    /** The host name could not be resolved. */
    APIE_ERROR_DNS = 6,
    /** No connection could be made; nothing was sent. */
    APIE_ERROR_CONNECT = 7,
    /** The TLS handshake or the certificate check failed; nothing was sent. */
    APIE_ERROR_TLS = 8,
    /** The connection broke after it had been made. */
    APIE_ERROR_NETWORK = 9,
    /** The answer could not be read: bad JSON, a wrong type, over the size limit, not HTTP. */
    APIE_ERROR_PROTOCOL = 10,
    /** 401: the key is missing, wrong or revoked. */
    APIE_ERROR_AUTHENTICATION = 11,
    /** 403: the key may not do this. */
    APIE_ERROR_PERMISSION = 12,
    /** 404: no such thing. */
    APIE_ERROR_NOT_FOUND = 13,
    /** 409: it exists already, or changed meanwhile. */
    APIE_ERROR_CONFLICT = 14,
    /** 400 or 422: the service refuses the request. */
    APIE_ERROR_INVALID_REQUEST = 15,
    /** 429: too many requests; retry_after_ms says when to come back, if the service said so. */
    APIE_ERROR_RATE_LIMITED = 16,
    /** 5xx: the service failed. */
    APIE_ERROR_SERVER = 17,
    /** Any other HTTP status that is not a success, redirects included. */
    APIE_ERROR_HTTP = 18,
    /** A guardrail blocked the action. */
    APIE_ERROR_BLOCKED = 19,
    /** A guardrail asked for an approval, and none was given. */
    APIE_ERROR_NOT_APPROVED = 20,
    /** A look-up by name found nothing. */
    APIE_ERROR_NOT_FOUND_BY_NAME = 21,
    /** A look-up by name found more than one. */
    APIE_ERROR_AMBIGUOUS = 22,
    /** The client already holds as many waiting calls as it may; try again later. */
    APIE_ERROR_OVERLOADED = 23,
    /** The client is closed or closing. */
    APIE_ERROR_CLOSED = 24,
    /** The client belongs to the parent process; make a new one after fork(). */
    APIE_ERROR_FORKED = 25,
    /** What the service was asked to run came to a bad end; error and result say more. */
    APIE_ERROR_FAILED = 26
} apie_status;

/**
 * The name of a status, such as "timeout" or "rate limited".
 *
 * @return static text, never NULL; "unknown status" for a value that is none
 *
 * Thread rule: any thread, any time.
 */
APIE_API const char *apie_status_name(apie_status status);

APIE_END_DECLS

#endif
