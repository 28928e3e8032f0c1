#include "exchange/credentials.h"

#include <string.h>

#include "base/fail.h"
#include "exchange/ascii.h"
#include "exchange/header.h"

/* A shorter text is too likely to be a word of the message. */
#define SHORTEST_HIDDEN 8

#define OR " or "

/* ---- reading ---- */

/* Never quotes the secret. */
static apie_status check_secret(const apie_credential *credential, const char *option,
                                apie_error *error)
{
    if (credential->secret == NULL || credential->secret[0] == '\0')
        return apie_fail(error, APIE_ERROR_CONFIG, option, "%s: is missing", option);
    for (const char *at = credential->secret; *at != '\0'; at++)
        if (*at == ' ' || apie_is_control(*at) || !apie_is_ascii(*at))
            return apie_fail(error, APIE_ERROR_CONFIG, option,
                             "%s: holds a space, a line break or another character that a key "
                             "cannot have",
                             option);
    return APIE_OK;
}

static const char *make_line(apie_arena *arena, const apie_credential *credential)
{
    const char *prefix = credential->prefix != NULL ? credential->prefix : "";
    size_t prefix_length = strlen(prefix);
    size_t secret_length = strlen(credential->secret);
    char *value = apie_arena_text(arena, prefix_length + secret_length + 1);
    if (value == NULL)
        return NULL;
    memcpy(value, prefix, prefix_length);
    memcpy(value + prefix_length, credential->secret, secret_length + 1);
    return apie_header_line(arena, credential->header, value);
}

/* One of the endpoint's keys. Its header is reserved, given or not. */
static apie_status read_key(apie_endpoint *endpoint, const apie_key *key, apie_endpoint_key *kept,
                            apie_error *error)
{
    const apie_credential *credential = &key->credential;
    const char *option = credential->option != NULL ? credential->option : "api_key";
    apie_arena *arena = endpoint->arena;
    kept->option = apie_arena_strdup(arena, option);
    kept->header = apie_arena_strdup(arena, credential->header);
    kept->paths = apie_arena_strdup(arena, key->paths != NULL ? key->paths : "");
    if (kept->option == NULL || kept->header == NULL || kept->paths == NULL)
        return apie_fail_no_memory(error);
    if (credential->secret == NULL && key->paths != NULL)
        return APIE_OK;
    apie_status status = check_secret(credential, option, error);
    if (status != APIE_OK)
        return status;
    kept->secret = apie_arena_strdup(arena, credential->secret);
    kept->line = make_line(arena, credential);
    return kept->secret != NULL && kept->line != NULL ? APIE_OK : apie_fail_no_memory(error);
}

apie_status apie_credentials_read_keys(apie_endpoint *endpoint, const apie_key *keys, size_t count,
                                       apie_error *error)
{
    apie_endpoint_key *kept = apie_arena_alloc(endpoint->arena, count * sizeof(*kept));
    if (kept == NULL)
        return apie_fail_no_memory(error);
    endpoint->keys = kept;
    endpoint->key_count = count;
    for (size_t i = 0; i < count; i++) {
        apie_status status = read_key(endpoint, &keys[i], &kept[i], error);
        if (status != APIE_OK)
            return status;
    }
    return APIE_OK;
}

apie_status apie_credentials_read_one(apie_endpoint *endpoint, const apie_credential *credential,
                                      apie_error *error)
{
    if (credential == NULL || credential->header == NULL)
        return APIE_OK;
    const apie_key key = {.credential = *credential};
    apie_status status = apie_credentials_read_keys(endpoint, &key, 1, error);
    if (status == APIE_OK)
        endpoint->shared_line = endpoint->keys[0].line;
    return status;
}

/* ---- choosing ---- */

static const char *line_named(const apie_endpoint *endpoint, const char *name, size_t length)
{
    for (size_t i = 0; i < endpoint->key_count; i++)
        if (strlen(endpoint->keys[i].option) == length &&
            memcmp(endpoint->keys[i].option, name, length) == 0)
            return endpoint->keys[i].line;
    return NULL;
}

const char *apie_credentials_line(const apie_endpoint *endpoint, const char *names)
{
    for (;;) {
        const char *end = strstr(names, OR);
        const char *line =
            line_named(endpoint, names, end != NULL ? (size_t)(end - names) : strlen(names));
        if (line != NULL || end == NULL)
            return line;
        names = end + strlen(OR);
    }
}

const char *apie_credentials_raw_line(const apie_endpoint *endpoint, const char *target)
{
    const apie_endpoint_key *best = NULL;
    for (size_t i = 0; i < endpoint->key_count; i++) {
        const apie_endpoint_key *key = &endpoint->keys[i];
        size_t length = strlen(key->paths);
        if (key->line != NULL && strncmp(target, key->paths, length) == 0 &&
            (best == NULL || length > strlen(best->paths)))
            best = key;
    }
    return best != NULL ? best->line : NULL;
}

/* ---- hiding ---- */

static void hide(char *text, const char *secret)
{
    size_t length = strlen(secret);
    char *found = length >= SHORTEST_HIDDEN ? strstr(text, secret) : NULL;
    for (; found != NULL; found = strstr(found + length, secret))
        memset(found, '*', length);
}

void apie_credentials_hide_one(const char *secret, apie_error *error)
{
    if (secret == NULL)
        return;
    hide(error->message, secret);
    hide(error->where, secret);
    hide(error->service_code, secret);
    hide(error->request_id, secret);
}

/* What is sent but for a word like "Bearer": secrets have no blanks. */
static const char *whole_of(const apie_endpoint_key *key)
{
    return key->line != NULL ? strrchr(key->line, ' ') + 1 : NULL;
}

void apie_credentials_hide(const apie_endpoint *endpoint, apie_error *error)
{
    for (size_t i = 0; i < endpoint->key_count; i++) {
        const char *secret = endpoint->keys[i].secret;
        apie_credentials_hide_one(whole_of(&endpoint->keys[i]), error);
        apie_credentials_hide_one(secret, error);
        /* Of a pair "id:secret", the half that matters. */
        if (secret != NULL && strchr(secret, ':') != NULL)
            apie_credentials_hide_one(strchr(secret, ':') + 1, error);
    }
}
