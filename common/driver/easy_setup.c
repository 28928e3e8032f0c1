/* The options of an easy handle that never change. */
#define CURL_DISABLE_DEPRECATION  /* CURLOPT_PROTOCOLS, for a libcurl older than 7.85 at run time  \
                                   */

#include "driver/easy_parts.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"

#define IDLE_CONNECTION_S 60L
#define CA_CACHE_S        (24L * 3600L)
#define OLDEST_LIBCURL    0x075100 /* 7.81.0 */

/* ---- once per process ---- */

static pthread_once_t global_once = PTHREAD_ONCE_INIT;
static CURLcode global_code = CURLE_FAILED_INIT;

static void global_init(void)
{
    global_code = curl_global_init(CURL_GLOBAL_DEFAULT);
}

apie_status apie_easy_global_init(apie_error *error)
{
    const curl_version_info_data *version = NULL;

    if (pthread_once(&global_once, global_init) != 0 || global_code != CURLE_OK)
        return apie_fail(error, APIE_ERROR_CONFIG, NULL, "libcurl cannot be initialised: %s",
                         curl_easy_strerror(global_code));
    version = curl_version_info(CURLVERSION_NOW);
    if (version->version_num < OLDEST_LIBCURL)
        return apie_fail(error, APIE_ERROR_CONFIG, NULL, "libcurl %s is older than 7.81",
                         version->version);
    if ((version->features & CURL_VERSION_SSL) == 0 || version->ssl_version == NULL)
        return apie_fail(error, APIE_ERROR_CONFIG, NULL, "libcurl %s was built without TLS",
                         version->version);
    if ((version->features & CURL_VERSION_ASYNCHDNS) == 0)
        return apie_fail(error, APIE_ERROR_CONFIG, NULL,
                         "libcurl %s cannot resolve names in the background", version->version);
    return APIE_OK;
}

/* ---- setting options one after the other ---- */

static void note(apie_easy_setter *setter, CURLoption option, CURLcode code)
{
    setter->code = code;
    if (code != CURLE_OK)
        setter->option = option;
}

void apie_easy_set_long(apie_easy_setter *setter, CURLoption option, long value)
{
    if (setter->code == CURLE_OK)
        note(setter, option, curl_easy_setopt(setter->handle, option, value));
}

void apie_easy_set_size(apie_easy_setter *setter, CURLoption option, size_t value)
{
    if (setter->code == CURLE_OK)
        note(setter, option, curl_easy_setopt(setter->handle, option, (curl_off_t)value));
}

void apie_easy_set_pointer(apie_easy_setter *setter, CURLoption option, const void *value)
{
    if (setter->code == CURLE_OK)
        note(setter, option, curl_easy_setopt(setter->handle, option, value));
}

void apie_easy_set_if_known(apie_easy_setter *setter, CURLoption option, long value)
{
    apie_easy_set_long(setter, option, value);
    if (setter->option == option &&
        (setter->code == CURLE_UNKNOWN_OPTION || setter->code == CURLE_NOT_BUILT_IN))
        setter->code = CURLE_OK;
}

apie_status apie_easy_setter_end(const apie_easy_setter *setter, apie_status status,
                                 apie_error *error)
{
    const struct curl_easyoption *option = NULL;

    if (setter->code == CURLE_OK)
        return APIE_OK;
    if (setter->code == CURLE_OUT_OF_MEMORY)
        return apie_fail_no_memory(error);
    option = curl_easy_option_by_id(setter->option);
    return apie_fail(error, status, NULL, "libcurl refuses the option %s: %s",
                     option != NULL ? option->name : "?", curl_easy_strerror(setter->code));
}

/* ---- what the transfer delivers ---- */

/* Room for all that the answer says will come: nothing of it is copied then, and what is too large
 * is not read. */
static void reserve_body(apie_easy *easy)
{
    curl_off_t length = 0;

    if (curl_easy_getinfo(easy->handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length) == CURLE_OK &&
        length > 0)
        (void)apie_buffer_reserve(&easy->body,
                                  (uint64_t)length < SIZE_MAX ? (size_t)length : SIZE_MAX);
}

static bool is_diverted(const apie_easy *easy)
{
    long status = 0;

    return easy->outlet != NULL &&
           curl_easy_getinfo(easy->handle, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK &&
           status >= 200 && status < 300;
}

static size_t divert(apie_easy *easy, const char *data, size_t length)
{
    size_t taken = length > 0 ? easy->outlet->piece(easy->outlet_user, data, length) : 0;

    easy->refused = taken == 0 && length > 0;
    return taken;
}

static size_t on_body(char *data, size_t size, size_t count, void *user)
{
    apie_easy *easy = user;

    if (is_diverted(easy))
        return divert(easy, data, size * count);
    if (easy->body.length == 0)
        reserve_body(easy);
    apie_buffer_append(&easy->body, data, size * count);
    return easy->body.error == APIE_BUFFER_OK ? size * count : 0;
}

/* How much of the buffer is used is up to the outlet. */
static bool begin_body(apie_easy *easy)
{
    if (!is_diverted(easy))
        return true;
    easy->body.maximum = 0;
    easy->refused = !easy->outlet->begin(easy->outlet_user);
    return !easy->refused;
}

/* One line a call. Only the lines of the final response stay: every status line starts anew. */
static size_t on_header(char *data, size_t size, size_t count, void *user)
{
    apie_easy *easy = user;
    size_t length = size * count;

    easy->response_started = true;
    if (length >= 5 && memcmp(data, "HTTP/", 5) == 0)
        apie_buffer_reset(&easy->headers, APIE_EASY_BUFFER_KEEP);
    else if (length > 2)
        apie_buffer_append(&easy->headers, data, length);
    else if (!begin_body(easy))
        return 0;
    return easy->headers.error == APIE_BUFFER_OK ? length : 0;
}

/* Called when a connection stands and the request is about to go out. When a reused connection dies
 * without an answer, libcurl would send any request again by itself, a POST that may have been
 * processed, too, and tell nobody. Whether to try again is not for it to decide. */
static int before_request(void *user, char *remote_address, char *local_address, int remote_port,
                          int local_port)
{
    apie_easy *easy = user;

    (void)remote_address;
    (void)local_address;
    (void)remote_port;
    (void)local_port;
    if (easy->connected) {
        easy->resend_refused = true;
        return CURL_PREREQFUNC_ABORT;
    }
    easy->connected = true;
    return CURL_PREREQFUNC_OK;
}

/* A callback is no object pointer, so it cannot go through apie_easy_set_pointer(). */
static void set_callbacks(apie_easy_setter *setter, apie_easy *easy)
{
    if (setter->code == CURLE_OK)
        note(setter, CURLOPT_WRITEFUNCTION,
             curl_easy_setopt(setter->handle, CURLOPT_WRITEFUNCTION, on_body));
    if (setter->code == CURLE_OK)
        note(setter, CURLOPT_HEADERFUNCTION,
             curl_easy_setopt(setter->handle, CURLOPT_HEADERFUNCTION, on_header));
    if (setter->code == CURLE_OK)
        note(setter, CURLOPT_PREREQFUNCTION,
             curl_easy_setopt(setter->handle, CURLOPT_PREREQFUNCTION, before_request));
    apie_easy_set_pointer(setter, CURLOPT_PREREQDATA, easy);
    apie_easy_set_pointer(setter, CURLOPT_WRITEDATA, easy);
    apie_easy_set_pointer(setter, CURLOPT_HEADERDATA, easy);
    apie_easy_set_pointer(setter, CURLOPT_ERRORBUFFER, easy->error_text);
}

/* ---- the fixed options ---- */

static const struct {
    CURLoption option;
    long value;
} fixed_numbers[] = {
    {CURLOPT_NOSIGNAL, 1},
    {CURLOPT_FOLLOWLOCATION, 0},
    {CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1},
    {CURLOPT_TCP_NODELAY, 1},
    {CURLOPT_TCP_KEEPALIVE, 1},
    {CURLOPT_MAXAGE_CONN, IDLE_CONNECTION_S},
    {CURLOPT_SSL_VERIFYPEER, 1},
    {CURLOPT_SSL_VERIFYHOST, 2},
    {CURLOPT_HTTPPROXYTUNNEL, 1},
    {CURLOPT_SUPPRESS_CONNECT_HEADERS, 1},
    {CURLOPT_HEADEROPT, CURLHEADER_SEPARATE}, /* the credential is not for proxies */
};

static void set_protocols(apie_easy_setter *setter)
{
#if LIBCURL_VERSION_NUM >= 0x075500
    apie_easy_set_pointer(setter, CURLOPT_PROTOCOLS_STR, "http,https");
    if (setter->code != CURLE_UNKNOWN_OPTION || setter->option != CURLOPT_PROTOCOLS_STR)
        return;
    setter->code = CURLE_OK;
#endif
    apie_easy_set_long(setter, CURLOPT_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
}

static void set_optional(apie_easy_setter *setter)
{
#if LIBCURL_VERSION_NUM >= 0x075700
    apie_easy_set_if_known(setter, CURLOPT_CA_CACHE_TIMEOUT, CA_CACHE_S);
    apie_easy_set_if_known(setter, CURLOPT_QUICK_EXIT, 1);
#else
    (void)setter;
#endif
}

static void set_trust(apie_easy_setter *setter, const apie_connection_options *connection)
{
    const curl_version_info_data *version = curl_version_info(CURLVERSION_NOW);
    struct curl_blob blob = {NULL, 0, CURL_BLOB_NOCOPY};

    if (connection->ca_pem != NULL) {
        memcpy(&blob.data, &connection->ca_pem, sizeof(blob.data));
        blob.len = strlen(connection->ca_pem);
        apie_easy_set_pointer(setter, CURLOPT_CAINFO, NULL);
        apie_easy_set_pointer(setter, CURLOPT_CAINFO_BLOB, &blob);
    } else if (connection->ca_file != NULL) {
        apie_easy_set_pointer(setter, CURLOPT_CAINFO, connection->ca_file);
    } else if (version->cainfo == NULL) {
        return; /* the directory is all there is */
    }
    /* With a directory of certificates libcurl would not cache the parsed ones. */
    apie_easy_set_pointer(setter, CURLOPT_CAPATH, NULL);
}

static void set_client_certificate(apie_easy_setter *setter,
                                   const apie_connection_options *connection)
{
    const char *password = connection->client_key_password;

    if (connection->client_cert_file == NULL)
        return;
    apie_easy_set_pointer(setter, CURLOPT_SSLCERT, connection->client_cert_file);
    if (connection->client_key_file != NULL)
        apie_easy_set_pointer(setter, CURLOPT_SSLKEY, connection->client_key_file);
    /* Without any password OpenSSL would ask for one at the terminal. */
    apie_easy_set_pointer(setter, CURLOPT_KEYPASSWD, password != NULL ? password : "");
}

static void set_tls(apie_easy_setter *setter, const apie_connection_options *connection)
{
    apie_easy_set_long(setter, CURLOPT_SSLVERSION,
                       connection->min_tls_version == APIE_TLS_1_3 ? CURL_SSLVERSION_TLSv1_3
                                                                   : CURL_SSLVERSION_TLSv1_2);
    set_trust(setter, connection);
}

/* Sets "" where libcurl must not look at the environment. */
static void set_proxy(apie_easy_setter *setter, apie_easy *easy)
{
    const apie_endpoint *endpoint = easy->endpoint;
    const char *proxy = endpoint->connection.proxy;

    if (endpoint->loopback || endpoint->connection.unix_socket != NULL)
        proxy = "";
    else if (proxy == NULL && !endpoint->https)
        proxy = "";
    if (proxy != NULL) {
        apie_easy_set_pointer(setter, CURLOPT_PROXY, proxy);
        apie_easy_set_pointer(setter, CURLOPT_NOPROXY, "");
    }
    easy->tunnels = proxy == NULL || proxy[0] != '\0';
}

static bool set_resolve(apie_easy_setter *setter, apie_easy *easy)
{
    const char *const *entries = easy->endpoint->connection.resolve;
    size_t count = 0;
    size_t i = 0;

    while (entries != NULL && entries[count] != NULL)
        count++;
    if (count == 0)
        return true;
    easy->resolve = calloc(count, sizeof(*easy->resolve));
    if (easy->resolve == NULL)
        return false;
    for (i = 0; i < count; i++) {
        apie_easy_list_text(&easy->resolve[i], entries[i]);
        easy->resolve[i].next = i + 1 < count ? &easy->resolve[i + 1] : NULL;
    }
    apie_easy_set_pointer(setter, CURLOPT_RESOLVE, easy->resolve);
    return true;
}

/* Parsed here once, or libcurl would parse it for each request; the text is there only so that it
 * need not make one. What follows the origin is sent as it is, by CURLOPT_REQUEST_TARGET: never
 * normalised. */
static void set_origin(apie_easy_setter *setter, apie_easy *easy)
{
    CURLUcode code = CURLUE_OUT_OF_MEMORY;

    if (setter->code != CURLE_OK)
        return;
    easy->url = curl_url();
    if (easy->url != NULL)
        code = curl_url_set(easy->url, CURLUPART_URL, easy->endpoint->origin, 0);
    if (code != CURLUE_OK)
        note(setter, CURLOPT_CURLU,
             code == CURLUE_OUT_OF_MEMORY ? CURLE_OUT_OF_MEMORY : CURLE_URL_MALFORMAT);
    apie_easy_set_pointer(setter, CURLOPT_URL, easy->endpoint->origin);
    apie_easy_set_pointer(setter, CURLOPT_CURLU, easy->url);
}

bool apie_easy_set_common(apie_easy_setter *setter, apie_easy *easy)
{
    const apie_connection_options *connection = &easy->endpoint->connection;
    size_t i = 0;

    for (i = 0; i < sizeof(fixed_numbers) / sizeof(fixed_numbers[0]); i++)
        apie_easy_set_long(setter, fixed_numbers[i].option, fixed_numbers[i].value);
    set_optional(setter);
    set_protocols(setter);
    set_callbacks(setter, easy);
    apie_easy_set_long(setter, CURLOPT_CONNECTTIMEOUT_MS, (long)connection->connect_timeout_ms);
    apie_easy_set_long(setter, CURLOPT_BUFFERSIZE, easy->asynchronous ? 4096 : 16384);
    if (!easy->asynchronous)
        apie_easy_set_long(setter, CURLOPT_MAXCONNECTS, 1);
    set_tls(setter, connection);
    return set_resolve(setter, easy);
}

apie_status apie_easy_set_up(apie_easy *easy, CURLSH *share, apie_error *error)
{
    const apie_endpoint *endpoint = easy->endpoint;
    apie_easy_setter setter = {easy->handle, CURLE_OK, CURLOPT_URL};

    if (!apie_easy_set_common(&setter, easy))
        return apie_fail_no_memory(error);
    set_origin(&setter, easy);
    if (share != NULL)
        apie_easy_set_pointer(&setter, CURLOPT_SHARE, share);
    if (endpoint->connection.unix_socket != NULL)
        apie_easy_set_pointer(&setter, CURLOPT_UNIX_SOCKET_PATH, endpoint->connection.unix_socket);
    set_client_certificate(&setter, &endpoint->connection);
    set_proxy(&setter, easy);
    return apie_easy_setter_end(&setter, APIE_ERROR_CONFIG, error);
}
