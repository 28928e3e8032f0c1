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
 * redacted wherever it occurs; may be NULL. A bad pattern is APIE_ERROR_CONFIG and names it. */
apie_redactor *apie_redactor_new(const char *const *keys, const char *const *allow_paths,
                                 const char *const *deny_patterns, const char *own_secret,
                                 apie_error *error);
void apie_redactor_free(apie_redactor *redactor);

/* Whole-word match of a key: token, accessToken, x-api-key; not tokens, max_tokens, tokenizer. */
bool apie_redact_key_is_secret(const apie_redactor *redactor, const char *key, size_t length);
/* Bearer tokens, JWTs, sk_live_/sk_test_/apie_sk_ keys, the own key, the deny patterns. */
bool apie_redact_text_is_secret(const apie_redactor *redactor, const char *text, size_t length);

/* Writes value with secrets replaced by "[REDACTED]". section is the first segment of allow paths,
 * such as "metadata"; lists' indices are segments. NULL value writes null. */
void apie_redact_write_value(const apie_redactor *redactor, apie_json_writer *writer,
                             const char *section, const json_t *value);
/* The same for an object, followed by more members of the caller's: writes the members only, no
 * braces. */
void apie_redact_write_members(const apie_redactor *redactor, apie_json_writer *writer,
                               const char *section, const json_t *object);
/* Writes a string, or "[REDACTED]" if it is a secret, or null for NULL. path is "section.key". */
void apie_redact_write_text(const apie_redactor *redactor, apie_json_writer *writer,
                            const char *path, const char *text);

#endif
