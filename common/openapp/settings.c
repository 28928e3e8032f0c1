#include "openapp/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/text.h"
#include "exchange/header.h"
#include "openapp/key.h"

#define KEY_HEADER "X-API-Key"
#define ORG_HEADER "X-Org: "

/* ---- the key ---- */

static apie_status ask_key(apie_openapp_key_fn *callback, void *user, apie_arena *arena,
                           apie_openapp_key *key, apie_error *error)
{
    char *text = apie_arena_text(arena, APIE_OPENAPP_KEY_SIZE);
    if (text == NULL)
        return apie_fail_no_memory(error);
    text[0] = '\0';
    apie_status status = callback(text, APIE_OPENAPP_KEY_SIZE, user);
    if (status != APIE_OK)
        return apie_fail(error, status, "key_callback", "key_callback gave no key: %s",
                         apie_status_name(status));
    text[APIE_OPENAPP_KEY_SIZE - 1] = '\0';
    return apie_openapp_key_parse(text, arena, key, error);
}

static apie_status first_key(const apie_openapp_options *options, apie_arena *arena,
                             apie_openapp_key *key, apie_error *error)
{
    if (options->api_key == NULL && options->key_callback != NULL)
        return ask_key(options->key_callback, options->key_user, arena, key, error);
    return apie_openapp_key_parse(options->api_key, arena, key, error);
}

/* Keys go to no other service than the first one was for. */
static apie_status renew_key(apie_core *base, apie_http_request *request, apie_arena *arena,
                             apie_error *error)
{
    apie_openapp_core *core = (apie_openapp_core *)base;
    apie_openapp_key key;
    apie_status status = ask_key(core->key_callback, core->key_user, arena, &key, error);
    if (status != APIE_OK)
        return status;
    if (core->origin != NULL && !apie_openapp_same_origin(core->origin, key.origin))
        return apie_fail(error, APIE_ERROR_CONFIG, "key_callback",
                         "key_callback gave a key for another service than the client's");
    const char *line = apie_header_line(arena, KEY_HEADER, key.whole);
    if (line == NULL)
        return apie_fail_no_memory(error);
    request->secret = key.whole;
    request->secret_part = key.secret;
    return apie_request_add_line(request, arena, line, error);
}

/* ---- the core ---- */

/* The endpoint knows of an address only, wherever that came from. */
static apie_status open_endpoint(apie_endpoint *endpoint, const apie_openapp_options *options,
                                 const apie_openapp_key *key, apie_error *error)
{
    static const char blamed[] = "base_url";
    const apie_credential credential = {KEY_HEADER, key->prefix, key->secret, NULL};
    apie_error reason = {.message = ""};
    apie_status status =
        apie_endpoint_init(endpoint, options->base_url != NULL ? options->base_url : key->base_url,
                           &credential, &options->connection, &reason);
    if (status == APIE_OK)
        return APIE_OK;
    if (options->base_url == NULL && strcmp(reason.where, blamed) == 0)
        return apie_fail(error, status, "api_key", "the origin in the API key%s",
                         reason.message + strlen(blamed));
    if (error != NULL)
        *error = reason;
    return status;
}

static apie_status init(apie_openapp_core *core, const apie_openapp_options *options,
                        const apie_openapp_key *key, const apie_clock *clock, apie_error *error)
{
    const apie_logger logger = {NULL, NULL};
    apie_endpoint endpoint;
    apie_status status = open_endpoint(&endpoint, options, key, error);
    if (status != APIE_OK)
        return status;
    *core =
        (apie_openapp_core){.key_callback = options->key_callback, .key_user = options->key_user};
    if (options->base_url == NULL) {
        core->origin = apie_arena_strdup(endpoint.arena, key->origin);
        if (core->origin == NULL) {
            apie_endpoint_free(&endpoint);
            return apie_fail_no_memory(error);
        }
    }
    apie_core_init(&core->core, &endpoint, clock, &logger);
    core->core.retry.safe_only = true;
    core->core.retry.busy_code = "idempotency_key_in_flight";
    if (core->key_callback != NULL)
        core->core.outfit = renew_key;
    return APIE_OK;
}

apie_status apie_openapp_core_init(apie_openapp_core *core, const apie_openapp_options *options,
                                   const apie_clock *clock, apie_error *error)
{
    const apie_openapp_options none = {0};
    apie_openapp_key key;
    if (options == NULL)
        options = &none;
    apie_arena *arena = apie_arena_new(0);
    if (arena == NULL)
        return apie_fail_no_memory(error);
    apie_status status = first_key(options, arena, &key, error);
    if (status == APIE_OK)
        status = init(core, options, &key, clock, error);
    apie_arena_free(arena);
    return status;
}

/* ---- the organization ---- */

apie_status apie_openapp_org_line(const char *org_id, char **line, apie_error *error)
{
    *line = NULL;
    if (org_id == NULL)
        return APIE_OK;
    if (apie_header_value_blank(org_id) || !apie_header_value_valid(org_id))
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "org_id",
                         "org_id is blank or holds a line break or control character");
    size_t size = sizeof(ORG_HEADER) + strlen(org_id);
    *line = malloc(size);
    if (*line == NULL)
        return apie_fail_no_memory(error);
    apie_text_format(*line, size, ORG_HEADER "%s", org_id);
    return APIE_OK;
}
