/**
 * @file options.h
 * What a single call may be told, what every client may be told about its connections, and what
 * both tell the program.
 *
 * Option structs are plain: start from zero (`= {0}`), set what you want, leave the rest. Zero
 * means the default. Strings are borrowed and copied before the call returns.
 */
#ifndef APIE_OPTIONS_H
#define APIE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/response.h>
#include <apie/status.h>

APIE_BEGIN_DECLS

/** A header to send. Neither part may hold a line break or a NUL. */
typedef struct apie_header {
    const char *name;
    const char *value;
} apie_header;

/**
 * A way to stop blocking calls from elsewhere: another thread, or a signal handler (Ctrl-C).
 * One token may be given to many calls. Once cancelled it stays so until it is reset.
 */
typedef struct apie_cancel_token apie_cancel_token;

/**
 * Makes a token.
 *
 * @return the token, to be freed with apie_cancel_token_free(); NULL if memory ran out
 */
APIE_API APIE_NODISCARD apie_cancel_token *apie_cancel_token_new(void);

/**
 * Cancels every call that has the token, now and later: they return APIE_ERROR_CANCELLED within
 * about a second. Does nothing for NULL.
 *
 * Thread rule: any thread; safe in a signal handler (one lock-free atomic store).
 */
APIE_API void apie_cancel_token_cancel(apie_cancel_token *token);

/** Whether the token was cancelled. Thread rule: any thread; safe in a signal handler. */
APIE_API bool apie_cancel_token_is_cancelled(const apie_cancel_token *token);

/** Makes a cancelled token usable again. No call may be using it. */
APIE_API void apie_cancel_token_reset(apie_cancel_token *token);

/** Frees a token that no call uses any more. Does nothing for NULL. */
APIE_API void apie_cancel_token_free(apie_cancel_token *token);

/**
 * What one call may be told. NULL in place of the struct takes the client's defaults.
 */
typedef struct apie_call_options {
    /** The whole call with all its attempts and pauses, in milliseconds; 0: 60,000. */
    int64_t deadline_ms;
    /** One attempt, in milliseconds; 0: the client's (30,000). */
    int64_t attempt_timeout_ms;
    /** Attempts at most; 0: the client's (4). 1 never tries again. */
    int attempts;
    /** Sent as Idempotency-Key; not blank. Makes a call safe to repeat that else would not be. */
    const char *idempotency_key;
    /** Headers to add. They cannot replace the credential, Host or Content-Length. A call that
     * makes several requests adds them, and the idempotency key, to the one that it is about: a
     * guarded action to its evaluation, a run to its creation or completion. But lists that are
     * read page by page (to find a name in them, too) and scripts that are run to their end send
     * the headers with each of their requests; the key goes with the first of them only, with
     * Honeycomb's pages not at all. */
    const apie_header *headers;
    size_t header_count;
    /** Stops a blocking call from elsewhere. The async library refuses it: use apie_call_cancel. */
    apie_cancel_token *cancel;
    /**
     * Where to put the response of the last attempt, on success and failure alike: status,
     * headers, rate limits, timings, raw body. NULL if there was no answer at all. The caller
     * frees it with apie_free(). In the async library it is set before the callback runs, and the
     * pointed-to variable must live until then.
     */
    apie_response **response;
    /** Zero. */
    void *reserved[4];
} apie_call_options;

/** The lowest TLS version that is spoken. */
typedef enum apie_tls_version {
    /** TLS 1.2 */
    APIE_TLS_DEFAULT = 0,
    APIE_TLS_1_2 = 2,
    APIE_TLS_1_3 = 3
} apie_tls_version;

/** One attempt at a request, told to the observer when it has ended. */
typedef struct apie_attempt {
    /** Name of the operation, such as "runs.create"; "request" for a raw one; "image.fetch" where a
     * picture is fetched from elsewhere, for each redirect, too. */
    const char *operation;
    /** "GET", "POST" and so on. */
    const char *method;
    /** Path and query as they were sent; of an "image.fetch" only the path. */
    const char *target;
    /** 1 for the first attempt. */
    int number;
    /** HTTP status, 0 if there was no answer. */
    int http_status;
    /** libcurl's code, 0 if the transfer succeeded. */
    int curl_code;
    /** True if a connection was used again. */
    bool connection_reused;
    /** True if there will be another attempt, retry_delay_ms from now. */
    bool will_retry;
    int64_t retry_delay_ms;
    /** Microseconds from the start of the attempt until: name resolved, connected, TLS ready,
     * first byte of the answer, last byte. 0 for what did not happen. */
    int64_t name_lookup_us;
    int64_t connect_us;
    int64_t tls_us;
    int64_t first_byte_us;
    int64_t total_us;
    /** Bytes of the bodies. */
    uint64_t bytes_sent;
    uint64_t bytes_received;
} apie_attempt;

/**
 * Called after every attempt. Must not call the client, and must not keep the pointer.
 * Sync: on the thread that made the request, or on the worker; several at a time if several
 * threads call. Async: on the loop's thread.
 */
typedef void apie_observer_fn(const apie_attempt *attempt, void *user);

/** A request that is about to go out, for interceptors. Valid only inside the callback. */
typedef struct apie_outgoing apie_outgoing;

/** "GET", "POST" and so on. */
APIE_API const char *apie_outgoing_method(const apie_outgoing *request);

/** Path and query as they will be sent. */
APIE_API const char *apie_outgoing_target(const apie_outgoing *request);

/**
 * Adds a header to the request. The credential, Host and Content-Length cannot be replaced.
 *
 * @return APIE_OK; APIE_ERROR_INVALID_ARGUMENT for a reserved name, a line break or a bad name;
 *         APIE_ERROR_NO_MEMORY
 */
APIE_API APIE_NODISCARD apie_status apie_outgoing_add_header(apie_outgoing *request,
                                                             const char *name, const char *value);

/**
 * Sees every attempt of every service before it goes out, and every outcome after. Neither part
 * may call the client. Same threads as the observer.
 */
typedef struct apie_interceptor {
    /**
     * May add headers. Anything but APIE_OK stops the call with that status, before the attempt
     * is sent. NULL: nothing to do before.
     */
    apie_status (*before)(apie_outgoing *request, void *user);
    /** Sees the outcome. NULL: nothing to do after. */
    void (*after)(const apie_attempt *attempt, void *user);
    void *user;
} apie_interceptor;

/**
 * How a client connects. TLS is always verified; credentials go to the configured origin only;
 * redirects are never followed, but for images that are fetched from elsewhere.
 *
 * Proxies: for https, `proxy` or else the environment (https_proxy, all_proxy, no_proxy) is used,
 * through CONNECT. For http only `proxy` is. Loopback (127.0.0.0/8, ::1, localhost) is always
 * reached directly. Plain http is for loopback only, unless allow_insecure_http is set.
 */
typedef struct apie_connection_options {
    /** A file of trusted certificates (PEM) instead of the system's. */
    const char *ca_file;
    /** The same as text in memory. Wins over ca_file. */
    const char *ca_pem;
    /** A client certificate and its key (PEM files; a certificate file may hold both), and the
     * password of an encrypted key. Without it such a key is a TLS error: nobody is asked. */
    const char *client_cert_file;
    const char *client_key_file;
    const char *client_key_password;
    /** The lowest TLS version; 0: 1.2. */
    apie_tls_version min_tls_version;
    /** A proxy as a URL (http, https, socks5, socks5h). "" uses none, not even the environment's.
     */
    const char *proxy;
    /** Connect to this unix socket instead of the host. */
    const char *unix_socket;
    /** Name overrides as "host:port:address", a NULL-terminated list. */
    const char *const *resolve;
    /** Added to the User-Agent, such as "deploy-agent/2.1". */
    const char *user_agent_suffix;
    /** Headers of every request. */
    const apie_header *headers;
    size_t header_count;
    /** Accept plain http for hosts other than loopback. */
    bool allow_insecure_http;
    /** Milliseconds for DNS, TCP and TLS together; 0: 10,000. */
    int64_t connect_timeout_ms;
    /** Milliseconds for one attempt; 0: 30,000. */
    int64_t attempt_timeout_ms;
    /** Attempts for one call; 0: 4. */
    int attempts;
    /** The largest response body in bytes; 0: 64 MiB. */
    size_t max_response_bytes;
    /** Async: transfers at a time; 0: 1,024. Sync: idle connections that are kept; 0: 16. */
    int max_connections;
    /** Async: calls that may wait for a transfer; 0: 65,536. Beyond it: APIE_ERROR_OVERLOADED. */
    int max_queued_calls;
    /** Told every attempt. */
    apie_observer_fn *observer;
    void *observer_user;
    /** Called in order before, and in order after. */
    const apie_interceptor *interceptors;
    size_t interceptor_count;
    /** Zero. */
    void *reserved[8];
} apie_connection_options;

APIE_END_DECLS

#endif
