#include "exchange/http_status.h"

#include <stddef.h>

static const struct {
    int status;
    apie_status code;
    const char *name;
} statuses[] = {
    {300, APIE_ERROR_HTTP, "Multiple Choices"},
    {301, APIE_ERROR_HTTP, "Moved Permanently"},
    {302, APIE_ERROR_HTTP, "Found"},
    {303, APIE_ERROR_HTTP, "See Other"},
    {304, APIE_ERROR_HTTP, "Not Modified"},
    {307, APIE_ERROR_HTTP, "Temporary Redirect"},
    {308, APIE_ERROR_HTTP, "Permanent Redirect"},
    {400, APIE_ERROR_INVALID_REQUEST, "Bad Request"},
    {401, APIE_ERROR_AUTHENTICATION, "Unauthorized"},
    {402, APIE_ERROR_HTTP, "Payment Required"},
    {403, APIE_ERROR_PERMISSION, "Forbidden"},
    {404, APIE_ERROR_NOT_FOUND, "Not Found"},
    {405, APIE_ERROR_HTTP, "Method Not Allowed"},
    {406, APIE_ERROR_HTTP, "Not Acceptable"},
    {407, APIE_ERROR_HTTP, "Proxy Authentication Required"},
    {408, APIE_ERROR_HTTP, "Request Timeout"},
    {409, APIE_ERROR_CONFLICT, "Conflict"},
    {410, APIE_ERROR_HTTP, "Gone"},
    {412, APIE_ERROR_HTTP, "Precondition Failed"},
    {413, APIE_ERROR_HTTP, "Content Too Large"},
    {414, APIE_ERROR_HTTP, "URI Too Long"},
    {415, APIE_ERROR_HTTP, "Unsupported Media Type"},
    {422, APIE_ERROR_INVALID_REQUEST, "Unprocessable Content"},
    {425, APIE_ERROR_HTTP, "Too Early"},
    {428, APIE_ERROR_HTTP, "Precondition Required"},
    {429, APIE_ERROR_RATE_LIMITED, "Too Many Requests"},
    {431, APIE_ERROR_HTTP, "Request Header Fields Too Large"},
    {500, APIE_ERROR_SERVER, "Internal Server Error"},
    {501, APIE_ERROR_SERVER, "Not Implemented"},
    {502, APIE_ERROR_SERVER, "Bad Gateway"},
    {503, APIE_ERROR_SERVER, "Service Unavailable"},
    {504, APIE_ERROR_SERVER, "Gateway Timeout"},
};

apie_status apie_http_status_code(int http_status)
{
    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
        if (statuses[i].status == http_status)
            return statuses[i].code;
    return http_status >= 500 && http_status <= 599 ? APIE_ERROR_SERVER : APIE_ERROR_HTTP;
}

const char *apie_http_status_name(int http_status)
{
    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
        if (statuses[i].status == http_status)
            return statuses[i].name;
    return "";
}

bool apie_http_status_maybe_processed(int http_status)
{
    return http_status < 400 || http_status > 499;
}
