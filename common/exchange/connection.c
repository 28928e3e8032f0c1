#include "exchange/connection.h"

#include <stdint.h>
#include <string.h>

#include "base/fail.h"
#include "exchange/ascii.h"
#include "exchange/endpoint.h"
#include "exchange/header.h"
#include "exchange/url.h"

#define DEFAULT_CONNECT_TIMEOUT_MS 10000
#define DEFAULT_ATTEMPT_TIMEOUT_MS 30000
#define DEFAULT_ATTEMPTS           4
#define DEFAULT_RESPONSE_BYTES     ((size_t)64 << 20)
#define DEFAULT_QUEUED_CALLS       65536

static const char *const proxy_schemes[] = {"http", "https", "socks5", "socks5h"};

static apie_status fault(apie_error *error, const char *option, const char *what)
{
    return apie_fail(error, APIE_ERROR_CONFIG, option, "%s: %s", option, what);
}

/* ---- checks ---- */

static apie_status check_numbers(const apie_connection_options *options, apie_error *error)
{
    const struct {
        const char *option;
        int64_t value;
    } numbers[] = {
        {"connect_timeout_ms", options->connect_timeout_ms},
        {"attempt_timeout_ms", options->attempt_timeout_ms},
        {"attempts", options->attempts},
        {"max_connections", options->max_connections},
        {"max_queued_calls", options->max_queued_calls},
    };
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        if (numbers[i].value < 0)
            return fault(error, numbers[i].option, "must not be negative");
    if (options->min_tls_version != APIE_TLS_DEFAULT && options->min_tls_version != APIE_TLS_1_2 &&
        options->min_tls_version != APIE_TLS_1_3)
        return fault(error, "min_tls_version", "must be one of the APIE_TLS_ constants");
    return APIE_OK;
}

static apie_status check_lists(const apie_connection_options *options, apie_error *error)
{
    if (options->header_count > 0 && options->headers == NULL)
        return fault(error, "headers", "is NULL although header_count is not 0");
    if (options->interceptor_count > 0 && options->interceptors == NULL)
        return fault(error, "interceptors", "is NULL although interceptor_count is not 0");
    return APIE_OK;
}

static apie_status check_headers(const apie_connection_options *options,
                                 const apie_endpoint *endpoint, apie_error *error)
{
    for (size_t i = 0; i < options->header_count; i++) {
        const apie_header *header = &options->headers[i];
        apie_status status =
            apie_header_check(APIE_ERROR_CONFIG, header->name, header->value, endpoint, error);
        if (status != APIE_OK)
            return status;
    }
    return APIE_OK;
}

static apie_status check_certificate(const apie_connection_options *options, apie_error *error)
{
    bool has_certificate = options->client_cert_file != NULL && options->client_cert_file[0];
    bool has_key = options->client_key_file != NULL && options->client_key_file[0];
    if (has_key && !has_certificate)
        return fault(error, "client_cert_file", "is missing although client_key_file is set");
    return APIE_OK;
}

static apie_status check_proxy(const char *proxy, apie_error *error)
{
    if (proxy == NULL || proxy[0] == '\0')
        return APIE_OK;
    apie_url url;
    const char *wrong = apie_url_parse(proxy, &url);
    if (wrong != NULL)
        return apie_fail(error, APIE_ERROR_CONFIG, "proxy", "proxy: the URL %s", wrong);
    if (url.path.length > 0)
        return fault(error, "proxy", "the URL has a path");
    for (size_t i = 0; i < sizeof(proxy_schemes) / sizeof(proxy_schemes[0]); i++)
        if (apie_text_equal_nocase(url.scheme.data, url.scheme.length, proxy_schemes[i],
                                   strlen(proxy_schemes[i])))
            return APIE_OK;
    return fault(error, "proxy", "the URL's scheme must be http, https, socks5 or socks5h");
}

/* "host:port:address"; libcurl's "+" and "-" in front are let through. */
static bool resolve_entry_valid(const char *entry)
{
    const char *host_end = strchr(entry, ':');
    if (host_end == NULL || host_end == entry || !apie_is_digit(host_end[1]))
        return false;
    for (const char *at = entry; *at != '\0'; at++)
        if (apie_is_control(*at) || *at == ' ')
            return false;
    return entry[0] == '-' || strchr(host_end + 1, ':') != NULL;
}

static apie_status check_texts(const apie_connection_options *options, apie_error *error)
{
    if (options->user_agent_suffix != NULL && !apie_header_value_valid(options->user_agent_suffix))
        return fault(error, "user_agent_suffix", "holds a line break or control character");
    for (size_t i = 0; options->resolve != NULL && options->resolve[i] != NULL; i++)
        if (!resolve_entry_valid(options->resolve[i]))
            return fault(error, "resolve", "every entry must be host:port:address");
    return APIE_OK;
}

static apie_status check(const apie_connection_options *options, const apie_endpoint *endpoint,
                         apie_error *error)
{
    apie_status status = check_numbers(options, error);
    if (status == APIE_OK)
        status = check_lists(options, error);
    if (status == APIE_OK)
        status = check_headers(options, endpoint, error);
    if (status == APIE_OK)
        status = check_certificate(options, error);
    if (status == APIE_OK)
        status = check_proxy(options->proxy, error);
    if (status == APIE_OK)
        status = check_texts(options, error);
    return status;
}

/* ---- copies ---- */

/* Replaces *text by a copy in the arena. An empty text counts as not set. */
static bool copy_text(apie_arena *arena, const char **text)
{
    if (*text == NULL || (*text)[0] == '\0') {
        *text = NULL;
        return true;
    }
    *text = apie_arena_strdup(arena, *text);
    return *text != NULL;
}

static bool copy_texts(apie_arena *arena, apie_connection_options *out)
{
    const char **texts[] = {
        &out->ca_file,           &out->ca_pem,          &out->unix_socket,
        &out->client_cert_file,  &out->client_key_file, &out->client_key_password,
        &out->user_agent_suffix,
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (!copy_text(arena, texts[i]))
            return false;
    if (out->proxy == NULL)
        return true;
    out->proxy = apie_arena_strdup(arena, out->proxy);
    return out->proxy != NULL;
}

static bool copy_resolve(apie_arena *arena, apie_connection_options *out)
{
    if (out->resolve == NULL)
        return true;
    size_t count = 0;
    while (out->resolve[count] != NULL)
        count++;
    const char **copy = apie_arena_alloc(arena, (count + 1) * sizeof(*copy));
    if (copy == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        copy[i] = apie_arena_strdup(arena, out->resolve[i]);
        if (copy[i] == NULL)
            return false;
    }
    out->resolve = copy;
    return true;
}

static bool copy_headers(apie_arena *arena, apie_connection_options *out)
{
    if (out->header_count == 0) {
        out->headers = NULL;
        return true;
    }
    apie_header *copy = apie_arena_alloc(arena, out->header_count * sizeof(*copy));
    if (copy == NULL)
        return false;
    for (size_t i = 0; i < out->header_count; i++) {
        copy[i].name = apie_arena_strdup(arena, out->headers[i].name);
        copy[i].value = apie_arena_strdup(arena, out->headers[i].value);
        if (copy[i].name == NULL || copy[i].value == NULL)
            return false;
    }
    out->headers = copy;
    return true;
}

static bool copy_interceptors(apie_arena *arena, apie_connection_options *out)
{
    if (out->interceptor_count == 0) {
        out->interceptors = NULL;
        return true;
    }
    size_t size = out->interceptor_count * sizeof(*out->interceptors);
    apie_interceptor *copy = apie_arena_alloc(arena, size);
    if (copy == NULL)
        return false;
    memcpy(copy, out->interceptors, size);
    out->interceptors = copy;
    return true;
}

static void fill_defaults(apie_connection_options *out)
{
    if (out->connect_timeout_ms == 0)
        out->connect_timeout_ms = DEFAULT_CONNECT_TIMEOUT_MS;
    if (out->attempt_timeout_ms == 0)
        out->attempt_timeout_ms = DEFAULT_ATTEMPT_TIMEOUT_MS;
    if (out->attempts == 0)
        out->attempts = DEFAULT_ATTEMPTS;
    if (out->max_response_bytes == 0)
        out->max_response_bytes = DEFAULT_RESPONSE_BYTES;
    if (out->max_queued_calls == 0)
        out->max_queued_calls = DEFAULT_QUEUED_CALLS;
}

apie_status apie_connection_copy(apie_connection_options *out, apie_arena *arena,
                                 const apie_connection_options *options,
                                 const apie_endpoint *endpoint, apie_error *error)
{
    apie_status status = check(options, endpoint, error);
    if (status != APIE_OK)
        return status;
    *out = *options;
    if (!copy_texts(arena, out) || !copy_resolve(arena, out) || !copy_headers(arena, out) ||
        !copy_interceptors(arena, out))
        return apie_fail_no_memory(error);
    fill_defaults(out);
    return APIE_OK;
}
