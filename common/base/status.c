#include <apie/status.h>

#include <stddef.h>

static const char *const names[] = {
    [APIE_OK] = "ok",
    [APIE_ERROR_INVALID_ARGUMENT] = "invalid argument",
    [APIE_ERROR_CONFIG] = "configuration",
    [APIE_ERROR_NO_MEMORY] = "out of memory",
    [APIE_ERROR_CANCELLED] = "cancelled",
    [APIE_ERROR_TIMEOUT] = "timeout",
    [APIE_ERROR_DNS] = "name resolution",
    [APIE_ERROR_CONNECT] = "connect",
    [APIE_ERROR_TLS] = "tls",
    [APIE_ERROR_NETWORK] = "network",
    [APIE_ERROR_PROTOCOL] = "protocol",
    [APIE_ERROR_AUTHENTICATION] = "authentication",
    [APIE_ERROR_PERMISSION] = "permission",
    [APIE_ERROR_NOT_FOUND] = "not found",
    [APIE_ERROR_CONFLICT] = "conflict",
    [APIE_ERROR_INVALID_REQUEST] = "invalid request",
    [APIE_ERROR_RATE_LIMITED] = "rate limited",
    [APIE_ERROR_SERVER] = "server error",
    [APIE_ERROR_HTTP] = "http status",
    [APIE_ERROR_BLOCKED] = "blocked",
    [APIE_ERROR_NOT_APPROVED] = "not approved",
    [APIE_ERROR_NOT_FOUND_BY_NAME] = "not found by name",
    [APIE_ERROR_AMBIGUOUS] = "ambiguous",
    [APIE_ERROR_OVERLOADED] = "overloaded",
    [APIE_ERROR_CLOSED] = "closed",
    [APIE_ERROR_FORKED] = "forked",
    [APIE_ERROR_FAILED] = "failed",
};

const char *apie_status_name(apie_status status)
{
    size_t index = (size_t)status;
    return index < sizeof names / sizeof names[0] ? names[index] : "unknown status";
}
