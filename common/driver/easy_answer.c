/* What a transfer came to. */
#include "driver/easy_parts.h"

#include <string.h>

#include "base/text.h"

static const struct {
    CURLcode code;
    apie_status status;
} statuses[] = {
    {CURLE_COULDNT_RESOLVE_PROXY, APIE_ERROR_DNS},
    {CURLE_COULDNT_RESOLVE_HOST, APIE_ERROR_DNS},
    {CURLE_COULDNT_CONNECT, APIE_ERROR_CONNECT},
    {CURLE_INTERFACE_FAILED, APIE_ERROR_CONNECT},
    {CURLE_PROXY, APIE_ERROR_CONNECT},
    {CURLE_OPERATION_TIMEDOUT, APIE_ERROR_TIMEOUT},
    {CURLE_SSL_CONNECT_ERROR, APIE_ERROR_TLS},
    {CURLE_SSL_ENGINE_NOTFOUND, APIE_ERROR_TLS},
    {CURLE_SSL_ENGINE_SETFAILED, APIE_ERROR_TLS},
    {CURLE_SSL_CERTPROBLEM, APIE_ERROR_TLS},
    {CURLE_SSL_CIPHER, APIE_ERROR_TLS},
    {CURLE_PEER_FAILED_VERIFICATION, APIE_ERROR_TLS},
    {CURLE_USE_SSL_FAILED, APIE_ERROR_TLS},
    {CURLE_SSL_ENGINE_INITFAILED, APIE_ERROR_TLS},
    {CURLE_SSL_CACERT_BADFILE, APIE_ERROR_TLS},
    {CURLE_SSL_SHUTDOWN_FAILED, APIE_ERROR_TLS},
    {CURLE_SSL_CRL_BADFILE, APIE_ERROR_TLS},
    {CURLE_SSL_ISSUER_ERROR, APIE_ERROR_TLS},
    {CURLE_SSL_PINNEDPUBKEYNOTMATCH, APIE_ERROR_TLS},
    {CURLE_SSL_INVALIDCERTSTATUS, APIE_ERROR_TLS},
    {CURLE_SSL_CLIENTCERT, APIE_ERROR_TLS},
    {CURLE_UNSUPPORTED_PROTOCOL, APIE_ERROR_PROTOCOL}, /* an answer that is not HTTP, too */
    {CURLE_WEIRD_SERVER_REPLY, APIE_ERROR_PROTOCOL},
    {CURLE_BAD_CONTENT_ENCODING, APIE_ERROR_PROTOCOL},
    {CURLE_FILESIZE_EXCEEDED, APIE_ERROR_PROTOCOL},
    {CURLE_TOO_MANY_REDIRECTS, APIE_ERROR_PROTOCOL},
    {CURLE_URL_MALFORMAT, APIE_ERROR_INVALID_ARGUMENT},
    {CURLE_BAD_FUNCTION_ARGUMENT, APIE_ERROR_INVALID_ARGUMENT},
    {CURLE_FAILED_INIT, APIE_ERROR_CONFIG},
    {CURLE_NOT_BUILT_IN, APIE_ERROR_CONFIG},
    {CURLE_UNKNOWN_OPTION, APIE_ERROR_CONFIG},
    {CURLE_SETOPT_OPTION_SYNTAX, APIE_ERROR_CONFIG},
    {CURLE_OUT_OF_MEMORY, APIE_ERROR_NO_MEMORY},
    {CURLE_ABORTED_BY_CALLBACK, APIE_ERROR_CANCELLED},
};

static apie_status status_of(CURLcode code)
{
    size_t i = 0;

    if (code == CURLE_OK)
        return APIE_OK;
    for (i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
        if (statuses[i].code == code)
            return statuses[i].status;
    }
    return APIE_ERROR_NETWORK;
}

static int64_t time_of(CURL *handle, CURLINFO info)
{
    curl_off_t value = 0;

    return curl_easy_getinfo(handle, info, &value) == CURLE_OK ? (int64_t)value : 0;
}

static uint64_t size_of(CURL *handle, CURLINFO info)
{
    int64_t value = time_of(handle, info);

    return value > 0 ? (uint64_t)value : 0;
}

static long number_of(CURL *handle, CURLINFO info)
{
    long value = 0;

    return curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : 0;
}

/* libcurl stops with a write error when one of our callbacks refuses: say why it did. */
static void explain_refusal(const apie_easy *easy, apie_answer *answer)
{
    const apie_buffer *full = easy->headers.error != APIE_BUFFER_OK ? &easy->headers : &easy->body;

    if (full->error == APIE_BUFFER_NO_MEMORY) {
        answer->transport = APIE_ERROR_NO_MEMORY;
        apie_text_format(answer->curl_message, sizeof(answer->curl_message), "out of memory");
    } else if (full->error == APIE_BUFFER_TOO_LARGE) {
        answer->transport = APIE_ERROR_PROTOCOL;
        apie_text_format(
            answer->curl_message, sizeof(answer->curl_message), "the %s larger than %zu bytes",
            full == &easy->body ? "response is" : "response headers are", full->maximum);
    } else if (easy->refused) {
        answer->transport = APIE_ERROR_PROTOCOL;
        apie_text_format(answer->curl_message, sizeof(answer->curl_message),
                         "the rest of it was not wanted");
    }
}

/* libcurl before 8.3 has no other word for a header line beyond its limit. It must not pass for our
 * own lack of memory, which no mode of the client tolerates. */
static void explain_memory(const apie_easy *easy, apie_answer *answer)
{
    if (!easy->response_started || easy->body.length > 0)
        return;
    answer->transport = APIE_ERROR_PROTOCOL;
    apie_text_format(answer->curl_message, sizeof(answer->curl_message),
                     "a response header is too large, or there is too little memory for it");
}

/* What libcurl would have sent again is, to us, a reused connection that gave no answer. */
static void explain_resend(apie_answer *answer)
{
    answer->transport = APIE_ERROR_NETWORK;
    answer->curl_code = (int)CURLE_GOT_NOTHING;
    answer->connection_reused = true;
    apie_text_format(answer->curl_message, sizeof(answer->curl_message),
                     "the reused connection was closed before an answer came");
}

static void read_progress(const apie_easy *easy, apie_answer *answer)
{
    bool sent = number_of(easy->handle, CURLINFO_REQUEST_SIZE) > 0;

    answer->response_started = easy->response_started;
    /* A CONNECT to a proxy counts as request bytes in libcurl, not here. */
    answer->request_started =
        easy->response_started || (sent && (easy->connected || !easy->tunnels));
    answer->connection_reused =
        easy->connected && number_of(easy->handle, CURLINFO_NUM_CONNECTS) == 0;
}

static void read_timings(CURL *handle, apie_answer *answer)
{
    answer->name_lookup_us = time_of(handle, CURLINFO_NAMELOOKUP_TIME_T);
    answer->connect_us = time_of(handle, CURLINFO_CONNECT_TIME_T);
    answer->tls_us = time_of(handle, CURLINFO_APPCONNECT_TIME_T);
    answer->first_byte_us = time_of(handle, CURLINFO_STARTTRANSFER_TIME_T);
    answer->total_us = time_of(handle, CURLINFO_TOTAL_TIME_T);
    answer->bytes_sent = size_of(handle, CURLINFO_SIZE_UPLOAD_T);
    answer->bytes_received = size_of(handle, CURLINFO_SIZE_DOWNLOAD_T);
}

void apie_easy_read_answer(apie_easy *easy, CURLcode code, apie_answer *answer)
{
    const char *text = easy->error_text[0] != '\0' ? easy->error_text : curl_easy_strerror(code);

    memset(answer, 0, sizeof(*answer));
    answer->transport = status_of(code);
    answer->curl_code = (int)code;
    if (code != CURLE_OK)
        apie_text_copy(answer->curl_message, sizeof(answer->curl_message), text, strlen(text));
    if (code == CURLE_WRITE_ERROR)
        explain_refusal(easy, answer);
    else if (code == CURLE_OUT_OF_MEMORY)
        explain_memory(easy, answer);
    answer->http_status = (int)number_of(easy->handle, CURLINFO_RESPONSE_CODE);
    answer->headers = (apie_slice){easy->headers.data, easy->headers.length};
    answer->body = (apie_slice){easy->body.data, easy->body.length};
    if (easy->fetches && code == CURLE_OK)
        apie_easy_read_redirect(easy, answer);
    read_progress(easy, answer);
    read_timings(easy->handle, answer);
    if (easy->resend_refused)
        explain_resend(answer);
}

void apie_answer_not_sent(apie_answer *answer, apie_status status, const char *message)
{
    memset(answer, 0, sizeof(*answer));
    answer->transport = status;
    if (message != NULL)
        apie_text_copy(answer->curl_message, sizeof(answer->curl_message), message,
                       strlen(message));
}
