/* Handles that fetch from anywhere, without anything that is meant for the endpoint. */
#include "driver/easy_parts.h"

#include <string.h>

#include "base/text.h"

#define REDIRECTS_MAX 5L

static bool begins(const char *text, const char *with)
{
    size_t length = strlen(with);

    return strlen(text) >= length && apie_text_equal_nocase(text, length, with, length);
}

static bool is_loopback(const char *url)
{
    CURLU *parsed = curl_url();
    char *host = NULL;
    bool loopback = false;

    if (parsed != NULL && curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK &&
        curl_url_get(parsed, CURLUPART_HOST, &host, 0) == CURLUE_OK)
        loopback = begins(host, "127.") || strcmp(host, "[::1]") == 0 ||
                   apie_text_equal_nocase(host, strlen(host), "localhost", strlen("localhost"));
    curl_free(host);
    curl_url_cleanup(parsed);
    return loopback;
}

/* As for the endpoint: loopback is reached directly, and for http the environment does not count.
 */
static void set_proxy(apie_easy_setter *setter, const apie_easy *easy, const char *url)
{
    const char *proxy = easy->endpoint->connection.proxy;

    if (is_loopback(url) || (proxy == NULL && !begins(url, "https:")))
        proxy = "";
    if (proxy == NULL)
        return;
    apie_easy_set_pointer(setter, CURLOPT_PROXY, proxy);
    apie_easy_set_pointer(setter, CURLOPT_NOPROXY, "");
}

/* What has come by https is not gone on with in the clear. */
static void set_redirects(apie_easy_setter *setter, const char *url)
{
    apie_easy_set_long(setter, CURLOPT_FOLLOWLOCATION, 1);
    apie_easy_set_long(setter, CURLOPT_MAXREDIRS, REDIRECTS_MAX);
    apie_easy_set_redirect_protocols(setter, begins(url, "https:"));
}

apie_easy *apie_easy_new_fetch(const apie_endpoint *endpoint, const char *url, bool asynchronous,
                               apie_error *error)
{
    apie_easy *easy = apie_easy_new_bare(endpoint, asynchronous, error);
    apie_easy_setter setter = {NULL, CURLE_OK, CURLOPT_URL};

    if (easy == NULL)
        return NULL;
    easy->fetches = true;
    easy->tunnels = true;
    setter.handle = easy->handle;
    if (!apie_easy_set_common(&setter, easy))
        setter.code = CURLE_OUT_OF_MEMORY;
    apie_easy_set_pointer(&setter, CURLOPT_URL, url);
    set_redirects(&setter, url);
    set_proxy(&setter, easy, url);
    if (apie_easy_setter_end(&setter, APIE_ERROR_INVALID_ARGUMENT, error) == APIE_OK)
        return easy;
    apie_easy_free(easy);
    return NULL;
}
