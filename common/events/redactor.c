#include "events/redactor.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"

/* Listed in redact.h. */
static const apie_slice default_keys[] = {
    {"apikey", 6},       {"apikeys", 7},     {"authorization", 13}, {"credential", 10},
    {"credentials", 11}, {"passphrase", 10}, {"passwd", 6},         {"password", 8},
    {"passwords", 9},    {"privatekey", 10}, {"secret", 6},         {"secrets", 7},
    {"token", 5},
};
#define DEFAULT_KEY_COUNT (sizeof(default_keys) / sizeof(default_keys[0]))

static size_t list_length(const char *const *list)
{
    size_t count = 0;
    while (list != NULL && list[count] != NULL)
        count++;
    return count;
}

static void add_key(apie_redactor *redactor, apie_slice key)
{
    redactor->keys[redactor->key_count++] = key;
    /* a separator may follow the first letter; after a key of one letter anything may */
    redactor->openings[apie_letter_code(key.data[0])] |=
        key.length == 1
            ? UINT32_MAX
            : UINT32_C(1) << apie_letter_code(key.data[1]) | UINT32_C(1) << apie_letter_code('_');
    if (redactor->shortest_key == 0 || key.length < redactor->shortest_key)
        redactor->shortest_key = key.length;
}

static apie_status add_keys(apie_redactor *redactor, const char *const *keys, apie_error *error)
{
    size_t count = list_length(keys);
    redactor->keys =
        apie_arena_alloc(redactor->arena, (DEFAULT_KEY_COUNT + count) * sizeof(apie_slice));
    if (redactor->keys == NULL)
        return apie_fail_no_memory(error);
    for (size_t i = 0; i < DEFAULT_KEY_COUNT; i++)
        add_key(redactor, default_keys[i]);
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(keys[i]);
        char *text = apie_arena_text(redactor->arena, length);
        if (text == NULL)
            return apie_fail_no_memory(error);
        apie_slice key = {text, apie_secret_key_normalise(keys[i], length, text)};
        if (key.length == 0)
            return apie_fail(error, APIE_ERROR_CONFIG, "redact_keys",
                             "the key \"%s\" has no letter or digit", keys[i]);
        add_key(redactor, key);
    }
    return APIE_OK;
}

static apie_status add_allow_paths(apie_redactor *redactor, const char *const *paths,
                                   apie_error *error)
{
    size_t count = list_length(paths);
    redactor->allow_paths = apie_arena_alloc(redactor->arena, count * sizeof(apie_slice));
    if (redactor->allow_paths == NULL)
        return apie_fail_no_memory(error);
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(paths[i]);
        char *text = apie_arena_text(redactor->arena, length);
        if (text == NULL)
            return apie_fail_no_memory(error);
        for (size_t k = 0; k < length; k++)
            text[k] = apie_lower(paths[i][k]);
        redactor->allow_paths[redactor->allow_path_count++] = (apie_slice){text, length};
    }
    return APIE_OK;
}

static apie_status add_deny_patterns(apie_redactor *redactor, const char *const *patterns,
                                     apie_error *error)
{
    size_t count = list_length(patterns);
    redactor->deny = apie_arena_alloc(redactor->arena, count * sizeof(regex_t));
    if (redactor->deny == NULL)
        return apie_fail_no_memory(error);
    for (size_t i = 0; i < count; i++) {
        regex_t *regex = &redactor->deny[i];
        int failure = regcomp(regex, patterns[i], REG_EXTENDED | REG_NOSUB);
        if (failure == REG_ESPACE)
            return apie_fail_no_memory(error);
        if (failure != 0) {
            char why[128];
            regerror(failure, regex, why, sizeof(why));
            return apie_fail(error, APIE_ERROR_CONFIG, "redact_deny_patterns",
                             "the pattern \"%s\" cannot be used: %s", patterns[i], why);
        }
        redactor->deny_count++;
    }
    return APIE_OK;
}

/* How seldom a character is in texts. */
static int rarity(char c)
{
    if (c >= 'A' && c <= 'Z')
        return 3;
    if (c >= '0' && c <= '9')
        return 2;
    return (c >= 'a' && c <= 'z') || c == ' ' ? 0 : 1;
}

static size_t rarest(const char *text, size_t length)
{
    size_t found = 0;
    for (size_t i = 1; i < length; i++)
        if (rarity(text[i]) > rarity(text[found]))
            found = i;
    return found;
}

static apie_status set_own_secret(apie_redactor *redactor, const char *secret, apie_error *error)
{
    if (secret == NULL)
        return APIE_OK;
    size_t length = strlen(secret);
    const char *copy = apie_arena_strndup(redactor->arena, secret, length);
    if (copy == NULL)
        return apie_fail_no_memory(error);
    redactor->own_secret = (apie_slice){copy, length};
    redactor->own_mark = rarest(copy, length);
    return APIE_OK;
}

apie_redactor *apie_redactor_new(const char *const *keys, const char *const *allow_paths,
                                 const char *const *deny_patterns, const char *own_secret,
                                 apie_error *error)
{
    apie_arena *arena = apie_arena_new(1024);
    apie_redactor *redactor = arena != NULL ? apie_arena_alloc(arena, sizeof(*redactor)) : NULL;
    if (redactor == NULL) {
        apie_arena_free(arena);
        apie_fail_no_memory(error);
        return NULL;
    }
    redactor->arena = arena;
    if (add_keys(redactor, keys, error) != APIE_OK ||
        add_allow_paths(redactor, allow_paths, error) != APIE_OK ||
        add_deny_patterns(redactor, deny_patterns, error) != APIE_OK ||
        set_own_secret(redactor, own_secret, error) != APIE_OK) {
        apie_redactor_free(redactor);
        return NULL;
    }
    apie_secret_scan_prepare(redactor);
    return redactor;
}

void apie_redactor_set_callback(apie_redactor *redactor, apie_redact_fn *callback, void *user)
{
    redactor->callback = callback;
    redactor->callback_user = user;
}

void apie_redactor_free(apie_redactor *redactor)
{
    if (redactor == NULL)
        return;
    for (size_t i = 0; i < redactor->deny_count; i++)
        regfree(&redactor->deny[i]);
    apie_arena_free(redactor->arena);
}
