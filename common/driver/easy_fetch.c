/* Handles that fetch from anywhere, without anything that is meant for the endpoint. */
#include "driver/easy_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "exchange/url.h"

#define HOST_URL_MAX 300 /* any longer one is no loopback address */

/* ---- where to ---- */

static bool is_https(const char *url)
{
    return apie_text_equal_nocase(url, strcspn(url, ":"), "https", strlen("https"));
}

/* By the endpoint's rule, for the host as libcurl reads it, to whom 127.1 is 127.0.0.1. */
static bool is_loopback(const char *url)
{
    CURLU *parsed = curl_url();
    char *host = NULL;
    char bare[HOST_URL_MAX];
    apie_url read = {.loopback = false};

    if (parsed != NULL && curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK &&
        curl_url_get(parsed, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
        apie_text_format(bare, sizeof(bare), "http://%s", host);
        if (apie_url_parse(bare, &read) != NULL)
            read.loopback = false;
    }
    curl_free(host);
    curl_url_cleanup(parsed);
    return read.loopback;
}

/* As for the endpoint: loopback is reached directly, and for http the environment does not count.
 */
static void set_proxy(apie_easy_setter *setter, const apie_easy *easy, const char *url)
{
    const char *proxy = easy->endpoint->connection.proxy;

    if (is_loopback(url) || (proxy == NULL && !is_https(url)))
        proxy = "";
    if (proxy == NULL)
        return;
    apie_easy_set_pointer(setter, CURLOPT_PROXY, proxy);
    apie_easy_set_pointer(setter, CURLOPT_NOPROXY, "");
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
    apie_easy_set_long(&setter, CURLOPT_FORBID_REUSE, 1);
    set_proxy(&setter, easy, url);
    if (apie_easy_setter_end(&setter, APIE_ERROR_INVALID_ARGUMENT, error) == APIE_OK)
        return easy;
    apie_easy_free(easy);
    return NULL;
}

/* ---- where from there ---- */

static bool is_redirect(int http_status)
{
    static const int statuses[] = {301, 302, 303, 307, 308};
    size_t i = 0;

    for (i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
        if (statuses[i] == http_status)
            return true;
    }
    return false;
}

/* CURLINFO_REDIRECT_URL would not do: it does not resolve a location with a space or the like. */
static CURLUcode resolve(apie_easy *easy, apie_slice location)
{
    CURLUcode code = CURLUE_OUT_OF_MEMORY;
    CURLU *url = curl_url();
    char *base = NULL;
    char *text = malloc(location.length + 1);

    if (url != NULL && text != NULL &&
        curl_easy_getinfo(easy->handle, CURLINFO_EFFECTIVE_URL, &base) == CURLE_OK) {
        memcpy(text, location.data, location.length);
        text[location.length] = '\0';
        code = curl_url_set(url, CURLUPART_URL, base, 0);
        if (code == CURLUE_OK)
            code = curl_url_set(url, CURLUPART_URL, text,
                                CURLU_URLENCODE | CURLU_ALLOW_SPACE | CURLU_NON_SUPPORT_SCHEME);
        if (code == CURLUE_OK)
            code = curl_url_get(url, CURLUPART_URL, &easy->redirect, 0);
    }
    free(text);
    curl_url_cleanup(url);
    return code;
}

void apie_easy_read_redirect(apie_easy *easy, apie_answer *answer)
{
    apie_slice location = {NULL, 0};
    CURLUcode code = CURLUE_OK;

    if (is_redirect(answer->http_status))
        location = apie_answer_header(answer->headers, "location");
    if (location.length == 0)
        return;
    curl_free(easy->redirect);
    easy->redirect = NULL;
    code = resolve(easy, location);
    if (code == CURLUE_OUT_OF_MEMORY)
        answer->transport = APIE_ERROR_NO_MEMORY;
    else if (code == CURLUE_OK)
        answer->redirect = (apie_slice){easy->redirect, strlen(easy->redirect)};
    else
        answer->redirect = APIE_SLICE("");
}
