#include "exchange/endpoint.h"

#include <string.h>

#include <apie/version.h>

#include "base/fail.h"
#include "base/number.h"
#include "exchange/ascii.h"
#include "exchange/connection.h"
#include "exchange/credentials.h"
#include "exchange/header.h"
#include "exchange/url.h"

#define PRODUCT "libapie/" APIE_VERSION

/* The longest origin: "https://[", a host name, "]:65535" and NUL. */
#define ORIGIN_MAX 320

/* ---- the base URL ---- */

static apie_status check_scheme(const apie_url *url, const apie_connection_options *options,
                                bool https, apie_error *error)
{
    if (https)
        return APIE_OK;
    if (!apie_text_equal_nocase(url->scheme.data, url->scheme.length, "http", 4))
        return apie_fail(error, APIE_ERROR_CONFIG, "base_url",
                         "base_url: the URL's scheme must be https or http");
    bool unix_socket = options->unix_socket != NULL && options->unix_socket[0] != '\0';
    if (url->loopback || unix_socket || options->allow_insecure_http)
        return APIE_OK;
    return apie_fail(error, APIE_ERROR_CONFIG, "base_url",
                     "base_url: plain http is accepted for loopback only; set "
                     "allow_insecure_http to use it for %.*s",
                     (int)url->host.length, url->host.data);
}

static const char *copy_lower_case(apie_arena *arena, apie_slice text)
{
    char *copy = apie_arena_strndup(arena, text.data, text.length);
    if (copy == NULL)
        return NULL;
    for (char *at = copy; *at != '\0'; at++)
        if (apie_is_letter(*at))
            *at = (char)(*at | 0x20);
    return copy;
}

static const char *make_origin(const apie_endpoint *endpoint, bool ipv6)
{
    char text[ORIGIN_MAX];
    char port[APIE_INT64_TEXT_MAX + 1] = "";
    if (endpoint->port != (endpoint->https ? 443 : 80))
        apie_text_format(port, sizeof(port), ":%d", endpoint->port);
    apie_text_format(text, sizeof(text), "%s://%s%s%s%s", endpoint->https ? "https" : "http",
                     ipv6 ? "[" : "", endpoint->host, ipv6 ? "]" : "", port);
    return apie_arena_strdup(endpoint->arena, text);
}

static apie_status read_base_url(apie_endpoint *endpoint, const char *base_url,
                                 const apie_connection_options *options, apie_error *error)
{
    apie_url url;
    const char *wrong = apie_url_parse(base_url, &url);
    if (wrong == NULL && url.has_user_info)
        wrong = "has user info, which is not accepted";
    if (wrong != NULL)
        return apie_fail(error, APIE_ERROR_CONFIG, "base_url", "base_url: the URL %s", wrong);
    endpoint->https = apie_text_equal_nocase(url.scheme.data, url.scheme.length, "https", 5);
    apie_status status = check_scheme(&url, options, endpoint->https, error);
    if (status != APIE_OK)
        return status;
    endpoint->loopback = url.loopback;
    endpoint->port = url.port != 0 ? url.port : endpoint->https ? 443 : 80;
    endpoint->host = copy_lower_case(endpoint->arena, url.host);
    endpoint->prefix = apie_arena_strndup(endpoint->arena, url.path.data, url.path.length);
    if (endpoint->host == NULL || endpoint->prefix == NULL)
        return apie_fail_no_memory(error);
    endpoint->origin = make_origin(endpoint, url.ipv6);
    return endpoint->origin != NULL ? APIE_OK : apie_fail_no_memory(error);
}

/* ---- the header lines of every request ---- */

static const char *user_agent_line(const apie_endpoint *endpoint)
{
    const char *suffix = endpoint->connection.user_agent_suffix;
    if (suffix == NULL)
        return apie_header_line(endpoint->arena, "User-Agent", PRODUCT);
    size_t suffix_length = strlen(suffix);
    char *value = apie_arena_text(endpoint->arena, sizeof(PRODUCT " ") + suffix_length);
    if (value == NULL)
        return NULL;
    memcpy(value, PRODUCT " ", sizeof(PRODUCT " ") - 1);
    memcpy(value + sizeof(PRODUCT " ") - 1, suffix, suffix_length + 1);
    return apie_header_line(endpoint->arena, "User-Agent", value);
}

static bool has_own_user_agent(const apie_connection_options *connection)
{
    for (size_t i = 0; i < connection->header_count; i++)
        if (apie_header_line_is(connection->headers[i].name, "User-Agent"))
            return true;
    return false;
}

static apie_status write_header_lines(apie_endpoint *endpoint, apie_error *error)
{
    const apie_connection_options *connection = &endpoint->connection;
    const size_t own_lines = 3;
    const char **lines =
        apie_arena_alloc(endpoint->arena, (connection->header_count + own_lines) * sizeof(*lines));
    if (lines == NULL)
        return apie_fail_no_memory(error);
    size_t count = 0;
    if (endpoint->shared_line != NULL)
        lines[count++] = endpoint->shared_line;
    if (!has_own_user_agent(connection))
        lines[count++] = user_agent_line(endpoint);
    /* Empty: libcurl would wait a second for 100-continue before a large body. */
    lines[count++] = "Expect:";
    for (size_t i = 0; i < connection->header_count; i++)
        lines[count++] = apie_header_line(endpoint->arena, connection->headers[i].name,
                                          connection->headers[i].value);
    for (size_t i = 0; i < count; i++)
        if (lines[i] == NULL)
            return apie_fail_no_memory(error);
    endpoint->header_lines = lines;
    endpoint->header_line_count = count;
    return APIE_OK;
}

/* ---- all of it ---- */

static apie_status begin(apie_endpoint *endpoint, const char *base_url,
                         const apie_connection_options *options, apie_error *error)
{
    *endpoint = (apie_endpoint){.arena = apie_arena_new(1024)};
    if (endpoint->arena == NULL)
        return apie_fail_no_memory(error);
    return read_base_url(endpoint, base_url, options, error);
}

static apie_status finish(apie_endpoint *endpoint, apie_status status,
                          const apie_connection_options *options, apie_error *error)
{
    if (status == APIE_OK)
        status =
            apie_connection_copy(&endpoint->connection, endpoint->arena, options, endpoint, error);
    if (status == APIE_OK)
        status = write_header_lines(endpoint, error);
    if (status != APIE_OK)
        apie_endpoint_free(endpoint);
    return status;
}

apie_status apie_endpoint_init(apie_endpoint *endpoint, const char *base_url,
                               const apie_credential *credential,
                               const apie_connection_options *options, apie_error *error)
{
    const apie_connection_options defaults = {0};
    options = options != NULL ? options : &defaults;
    apie_status status = begin(endpoint, base_url, options, error);
    if (status == APIE_OK)
        status = apie_credentials_read_one(endpoint, credential, error);
    return finish(endpoint, status, options, error);
}

apie_status apie_endpoint_init_with_keys(apie_endpoint *endpoint, const char *base_url,
                                         const apie_key *keys, size_t count,
                                         const apie_connection_options *options, apie_error *error)
{
    const apie_connection_options defaults = {0};
    options = options != NULL ? options : &defaults;
    apie_status status = begin(endpoint, base_url, options, error);
    if (status == APIE_OK)
        status = apie_credentials_read_keys(endpoint, keys, count, error);
    return finish(endpoint, status, options, error);
}

void apie_endpoint_free(apie_endpoint *endpoint)
{
    apie_arena_free(endpoint->arena);
    *endpoint = (apie_endpoint){0};
}
