/* Keeps secrets from leaving: applied to everything that is sent. Immutable once made, so any
 * thread may use it. */
#ifndef APIE_EVENTS_REDACT_H
#define APIE_EVENTS_REDACT_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include <apie/config.h>
#include <apie/error.h>

#include "base/json_writer.h"

typedef struct apie_redactor apie_redactor;

/* keys, allow_paths, deny_patterns: NULL-terminated lists, or NULL. own_secret: the client's key,
 * redacted wherever it occurs, under allow paths too; may be NULL or "". (Shorter than 8
 * characters, it is found as a word only.) Deny patterns are POSIX extended regular expressions,
 * applied to whole strings. A pattern that does not compile, or a key without a letter or digit, is
 * APIE_ERROR_CONFIG and named. */
apie_redactor *apie_redactor_new(const char *const *keys, const char *const *allow_paths,
                                 const char *const *deny_patterns, const char *own_secret,
                                 apie_error *error);
/* The program's callback, asked about every value and text before the rules; before the first use.
 */
void apie_redactor_set_callback(apie_redactor *redactor, apie_redact_fn *callback, void *user);
void apie_redactor_free(apie_redactor *redactor);

/* Whole-word match of a key: token, accessToken, x-api-key; not tokens, max_tokens, tokenizer.
 *
 * A key is a row of words, which end at anything that is no letter or digit, at a change to or from
 * digits, and where camelCase says so. It is secret if some of its words, next to each other and
 * written together without regard to ASCII case, are one of
 *
 *     apikey apikeys authorization credential credentials passphrase passwd password passwords
 *     privatekey secret secrets token
 *
 * or one of the program's own keys; so api_key, APIKey and apikey are the same. But it is not if
 * nothing but budget, count, counts, limit or usage follows: token_count is a number of tokens.
 * Whatever is under a secret key is redacted: text, numbers, truth values, null, whole objects. */
bool apie_redact_key_is_secret(const apie_redactor *redactor, const char *key, size_t length);
/* Whether a text holds a bearer token, a JWT, a sk_live_, sk_test_ or apie_sk_ key, the own key, or
 * what a deny pattern matches. JSON inside the text is just text. */
bool apie_redact_text_is_secret(const apie_redactor *redactor, const char *text, size_t length);

/* Writes value with secrets replaced by "[REDACTED]", as is what is nested deeper than JSON may be
 * (APIE_JSON_MAX_DEPTH), and a key that is itself a secret text, with its value. section is the
 * first part of allow paths, such as "metadata" or "tool.name"; lists' indices are segments. What
 * an allow path names is left alone with all below it. NULL value writes null. */
void apie_redact_write_value(const apie_redactor *redactor, apie_json_writer *writer,
                             const char *section, const json_t *value);
/* The same for a JSON Schema: a property may well be called "password", and its description leaves.
 * Below such a name only what is a value is redacted: const, default, enum, example, examples. */
void apie_redact_write_schema(const apie_redactor *redactor, apie_json_writer *writer,
                              const char *section, const json_t *schema);
/* The same for an object, with more members of the caller's beside: writes the members only, no
 * braces. except: a NULL-terminated list of members that are left out; may be NULL. */
void apie_redact_write_members(const apie_redactor *redactor, apie_json_writer *writer,
                               const char *section, const json_t *object,
                               const char *const *except);
/* Writes a list of events, as it is in a request: each member of an event is a section. */
void apie_redact_write_events(const apie_redactor *redactor, apie_json_writer *writer,
                              const json_t *events);
/* Writes a string, or "[REDACTED]" if it is a secret, or null for NULL. path is "section.key". */
void apie_redact_write_text(const apie_redactor *redactor, apie_json_writer *writer,
                            const char *path, const char *text);

#endif
