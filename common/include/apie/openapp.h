/**
 * @file openapp.h
 * Clients of OpenApp: what both libraries' clients are made from, and what needs no network.
 *
 * A key says itself which service it is for: "{origin}_openapp_{secret}". All of it is sent, as it
 * is, in the header X-API-Key, and never anywhere else; no message and no log quotes it.
 */
#ifndef APIE_OPENAPP_H
#define APIE_OPENAPP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>

APIE_BEGIN_DECLS

/**
 * Gives the key that is in force now, for programs whose keys change while a client lives. It is
 * asked before each attempt at a request, so a new key is in use at once, without a new client; and
 * once, without an api_key, while the client is made, on the thread that makes it. It must not call
 * the client. Unless the client has a base_url, a key for another origin than the
 * first one's stops the call with APIE_ERROR_CONFIG.
 *
 * Sync: on the thread that made the request, several at a time if several threads call. Async: on
 * the loop's thread, which it must not block.
 *
 * @param key  takes the key, NUL-terminated
 * @param size bytes there are for it: APIE_OPENAPP_KEY_SIZE
 * @param user as the options say
 * @return APIE_OK; anything else stops the call with that status
 */
typedef apie_status apie_openapp_key_fn(char *key, size_t size, void *user);

/** Bytes that a key may have, with its NUL. */
#define APIE_OPENAPP_KEY_SIZE 4096

/**
 * What a client is made from. All zero but a key is good. Strings are borrowed until the client is
 * made.
 */
typedef struct apie_openapp_options {
    /** The key. NULL: key_callback is asked. */
    const char *api_key;
    /** Where the API is, with its path ("https://api.example.com/api/v1"). NULL: the key's origin,
     * and "/api/v1" on it. */
    const char *base_url;
    /** The organization that requests are made for, sent as X-Org. NULL: none; see also with_org.
     */
    const char *org_id;
    /** True: connect does not ask for the service's status first. */
    bool skip_status_probe;
    /** Gives the key before each attempt. NULL: it is api_key for ever. */
    apie_openapp_key_fn *key_callback;
    /** Handed to key_callback. */
    void *key_user;
    /** How the client connects. */
    apie_connection_options connection;
    /** Zero. */
    void *reserved[8];
} apie_openapp_options;

/** Bytes that are enough for what may be shown of any key, with its NUL. */
#define APIE_OPENAPP_MASK_SIZE 320

/**
 * Writes what may be shown of a key: its origin and the end of its secret, at most six characters
 * and never more than a quarter of it.
 *
 * @param key  the key; NULL is none
 * @param out  takes the text, cut to size, NUL-terminated; "" for what is no key
 * @param size bytes that out has, 1 at least; APIE_OPENAPP_MASK_SIZE is enough
 * @return APIE_OK; APIE_ERROR_CONFIG: it is no key, and error->message says why without quoting it;
 *         APIE_ERROR_NO_MEMORY
 *
 * Thread rule: any thread.
 */
APIE_API apie_status apie_openapp_mask_key(const char *key, char *out, size_t size,
                                           apie_error *error);

/** Members of a request beyond those that its struct has. */
typedef struct apie_openapp_extra {
    /** To be the `extra` of any request's struct, for as long as this is not freed. */
    const struct apie_extra *extra;
} apie_openapp_extra;

/**
 * Makes members to send that the library does not know, such as a newer service may read:
 *
 *     json_t *more = json_pack("{s:i}", "timeout_seconds", 30);
 *     apie_openapp_extra *extra = NULL;
 *     status = apie_openapp_extra_make(more, &extra, &error);
 *     if (status == APIE_OK) {
 *         const apie_openapp_execution_create body = {.extra = extra->extra, .script = script};
 *         status = apie_openapp_scripting_create_execution(client, &body, NULL, &job, &error);
 *     }
 *     apie_free(extra);
 *     json_decref(more);
 *
 * They are sent behind the struct's own. A call with one that the struct has a member for fails
 * with APIE_ERROR_INVALID_ARGUMENT, and nothing is sent.
 *
 * @param members a JSON object; copied
 * @param out     takes a root for apie_free(), NULL on failure
 * @return APIE_OK; APIE_ERROR_INVALID_ARGUMENT: it is no object, or cannot be sent;
 *         APIE_ERROR_NO_MEMORY
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_extra_make(const json_t *members,
                                                            apie_openapp_extra **out,
                                                            apie_error *error);

/** How a name is looked for. */
typedef enum apie_openapp_match {
    /** The whole name, without regard to case and to blanks around it. */
    APIE_OPENAPP_MATCH_EXACT = 0,
    /** Any part of it, without regard to case. */
    APIE_OPENAPP_MATCH_FUZZY = 1
} apie_openapp_match;

/**
 * The text of a name that may be in several languages. The service writes such a name as text, as
 * {locale: text} or as {"value": {locale: text}}.
 *
 * @param name   a member of a result; may be NULL
 * @param locale such as "en" or "he-IL"; NULL: any
 * @return the text in that locale, else in its language, else in English, else the first there is;
 *         it lives as long as the name. NULL: there is none
 *
 * Thread rule: any thread.
 */
APIE_API const char *apie_openapp_text(const json_t *name, const char *locale);

/**
 * Whether a name, in any of its languages, is what is looked for. A blank text matches nothing.
 * Upper and lower case are alike in all scripts, as far as one character stands for one.
 *
 * Thread rule: any thread.
 */
APIE_API bool apie_openapp_name_matches(const json_t *name, const char *text,
                                        apie_openapp_match match);

/**
 * What the service says of a failure beyond the members of apie_error, as it came: if the service
 * quotes a key, it stands here, and in the response. In apie_error the client's keys, and what is
 * behind "_openapp_" of them, are asterisks. NULL where it says nothing.
 */
typedef struct apie_openapp_error_info {
    /** Its message, as it was sent. */
    const char *message;
    /** What went wrong, such as "confirmation_required". */
    const char *error_code;
    /** The request's id in the body; apie_error's request_id prefers the header's. */
    const char *correlation_id;
    /** To be sent back to confirm the action, within ten minutes and once: see entity_confirm. */
    const char *preview_token;
    /** Anything more. */
    json_t *details;
} apie_openapp_error_info;

/**
 * Reads the body of a failed answer.
 *
 * @param response as a call's options gave it
 * @return a root for apie_free(). NULL if the response is NULL, is no failure or has no such body,
 *         or if memory ran out
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_openapp_error_info *
apie_openapp_error_details(const apie_response *response);

/** An image to upload, in memory: JPEG, PNG or WebP. Everything is borrowed. */
typedef struct apie_openapp_image {
    /** Its bytes. */
    const void *data;
    /** How many. */
    size_t length;
    /** "image/jpeg", "image/png" or "image/webp"; NULL: what the bytes say. */
    const char *content_type;
    /** What it is called, in UTF-8; NULL: "upload". */
    const char *file_name;
} apie_openapp_image;

/** One of a stream of server-sent events. */
typedef struct apie_openapp_event {
    /** What it is about, in UTF-8; "message" if the service does not say. */
    const char *type;
    /** Its data, in UTF-8, NUL-terminated; often JSON. */
    const char *data;
    /** Bytes of data, without the NUL. */
    size_t data_length;
    /** Where the stream is now, to be gone on from with last_event_id; "" if the service does not
     * say. */
    const char *id;
} apie_openapp_event;

/**
 * Told each event of a stream as it comes.
 *
 * Sync: on the thread that made the call, which may use the client for other calls, but not free
 * it. Async: from the loop; all that is allowed in callbacks is allowed. The stream waits
 * meanwhile.
 *
 * @param event gone when the callback returns
 * @return true: go on; false: the call ends with APIE_ERROR_CANCELLED, and nothing more is told
 */
typedef bool apie_openapp_event_fn(const apie_openapp_event *event, void *user);

/**
 * Told the bytes of a stream as they come, in pieces of any size. The same rules.
 *
 * @param data gone when the callback returns
 * @return true: go on; false: the call ends with APIE_ERROR_CANCELLED, and nothing more is told
 */
typedef bool apie_openapp_bytes_fn(const char *data, size_t length, void *user);

/** Who is told what a stream brings, and how long it may be silent. */
typedef struct apie_openapp_stream_options {
    /** Told each event. NULL: on_bytes is told. */
    apie_openapp_event_fn *on_event;
    /** Told the bytes as they are, which need not be events. NULL unless on_event is. */
    apie_openapp_bytes_fn *on_bytes;
    /** Handed to both. */
    void *user;
    /** Milliseconds without a byte after which the stream is given up; 0: 300,000. INT64_MAX: it
     * may be silent for ever. */
    int64_t idle_timeout_ms;
    /** Sent as Last-Event-ID: go on behind that event. NULL or "": not sent. */
    const char *last_event_id;
    /** Zero. */
    void *reserved[4];
} apie_openapp_stream_options;

/** How far a stream went, however it ended. */
typedef struct apie_openapp_stream_end {
    /** Events that were told; 0 if bytes were. */
    uint64_t events;
    /** Bytes that came. */
    uint64_t bytes;
    /** Id of the last event that had one; "" if none had. */
    const char *last_event_id;
    /** How long the service wants to be left alone before it is asked again, in milliseconds; -1 if
     * it does not say. */
    int64_t retry_ms;
} apie_openapp_stream_end;

APIE_END_DECLS

#endif
