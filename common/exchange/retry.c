#include "exchange/retry.h"

#include <stddef.h>

#define TRANSPORT_COST 10
#define STATUS_COST    5

/* The CURLcodes that decide: from <curl/curl.h>, which the core does without. */
enum {
    CURL_NOT_HTTP = 1,       /* CURLE_UNSUPPORTED_PROTOCOL */
    CURL_TLS_HANDSHAKE = 35, /* CURLE_SSL_CONNECT_ERROR */
    CURL_GOT_NOTHING = 52,
    CURL_SEND_ERROR = 55,
    CURL_RECV_ERROR = 56
};

static const int default_statuses[] = {408, 425, 429, 500, 502, 503, 504, 0};

const apie_retry_policy apie_retry_default = {
    .attempts = 4,
    .base_ms = 500,
    .cap_ms = 20000,
    .longest_ms = 60000,
    .statuses = NULL,
};

/* ---- budget ---- */

void apie_retry_budget_init(apie_retry_budget *budget)
{
    budget->tokens = APIE_RETRY_BUDGET_FULL;
    budget->free_tries = APIE_RETRY_BUDGET_FULL;
}

void apie_retry_budget_refund(apie_retry_budget *budget, int attempts_used)
{
    const int enough = APIE_RETRY_BUDGET_FULL / STATUS_COST;
    int retries = attempts_used - 1;
    int refund = retries < 1        ? 1
                 : retries > enough ? APIE_RETRY_BUDGET_FULL
                                    : retries * STATUS_COST;
    budget->tokens += refund;
    if (budget->tokens > APIE_RETRY_BUDGET_FULL)
        budget->tokens = APIE_RETRY_BUDGET_FULL;
    if (budget->free_tries < APIE_RETRY_BUDGET_FULL)
        budget->free_tries++;
}

/* ---- what may be repeated ---- */

static bool listed(const int *statuses, int status)
{
    for (size_t i = 0; statuses[i] != 0; i++)
        if (statuses[i] == status)
            return true;
    return false;
}

/* Only 429 says that the service has not carried the request out: 503, with Retry-After too, may be
 * a proxy's word on a request that it had passed on. */
static bool status_worth_it(const apie_retry_policy *policy, const apie_http_request *request,
                            const apie_answer *answer)
{
    const int *statuses = policy->statuses != NULL ? policy->statuses : default_statuses;
    if (policy->busy)
        return request->retry_safe;
    if (!listed(statuses, answer->http_status))
        return false;
    return request->retry_safe || (answer->http_status == 429 && !policy->safe_only);
}

static bool failure_worth_it(const apie_http_request *request, const apie_answer *answer)
{
    bool repeatable = request->retry_safe || !answer->request_started;
    switch (answer->transport) {
    case APIE_ERROR_DNS:
    case APIE_ERROR_CONNECT: return true;
    case APIE_ERROR_TIMEOUT:
    case APIE_ERROR_NETWORK: return repeatable;
    /* Every other TLS failure is about certificates, which do not get better. */
    case APIE_ERROR_TLS: return repeatable && answer->curl_code == CURL_TLS_HANDSHAKE;
    default: return false;
    }
}

/* The service had closed the kept connection before the request came, or an earlier answer on it
 * was longer than it said. */
static bool stale_connection(const apie_http_request *request, const apie_answer *answer)
{
    int code = answer->curl_code;
    return answer->connection_reused && !answer->response_started &&
           (code == CURL_GOT_NOTHING || code == CURL_SEND_ERROR || code == CURL_RECV_ERROR ||
            code == CURL_NOT_HTTP) &&
           (request->retry_safe || !answer->request_started);
}

/* ---- when ---- */

static int64_t back_off_ms(const apie_retry_policy *policy, int attempt, uint64_t random)
{
    int64_t limit = policy->base_ms > 0 ? policy->base_ms : 0;
    for (int i = 1; i < attempt && limit < policy->cap_ms; i++)
        limit = limit > policy->cap_ms / 2 ? policy->cap_ms : limit * 2;
    if (limit > policy->cap_ms)
        limit = policy->cap_ms;
    return limit > 0 ? (int64_t)(random % ((uint64_t)limit + 1)) : 0;
}

/* What the service asks for, -1 if nothing. */
static int64_t wish_ms(const apie_answer *answer, const apie_answer_facts *facts)
{
    if (answer->transport != APIE_OK)
        return -1;
    if (facts->retry_after_ms >= 0)
        return facts->retry_after_ms;
    const apie_rate_limit *limit = &facts->rate_limit;
    if (answer->http_status != 429 || limit->remaining != 0 || limit->reset_s < 0)
        return -1;
    return limit->reset_s > INT64_MAX / 1000 ? INT64_MAX : limit->reset_s * 1000;
}

/* Up to a tenth above a wish, so that not all clients come back at the same moment. */
static int64_t jitter_ms(int64_t delay_ms, uint64_t random)
{
    return (int64_t)((random >> 32) % ((uint64_t)delay_ms / 10 + 1));
}

/* -1: too long. */
static int64_t delay_ms(const apie_retry_policy *policy, const apie_answer *answer,
                        const apie_answer_facts *facts, int attempt, uint64_t random)
{
    int64_t delay = back_off_ms(policy, attempt, random);
    int64_t wish = wish_ms(answer, facts);
    if (wish < 0)
        return delay;
    if (wish > policy->longest_ms)
        return -1;
    if (wish > delay)
        delay = wish;
    return delay + jitter_ms(delay, random);
}

/* ---- the decision ---- */

apie_retry_decision apie_retry_decide(const apie_retry_policy *policy, apie_retry_budget *budget,
                                      const apie_http_request *request, const apie_answer *answer,
                                      const apie_answer_facts *facts, int attempt, uint64_t now_ms,
                                      uint64_t deadline_ms, uint64_t random)
{
    const apie_retry_decision no = {0};
    bool failed = answer->transport != APIE_OK;
    if (now_ms >= deadline_ms)
        return no;
    if (failed && !policy->free_used && budget->free_tries > 0 &&
        stale_connection(request, answer)) {
        budget->free_tries--;
        return (apie_retry_decision){.again = true, .fresh_connection = true, .free = true};
    }
    if (attempt >= policy->attempts)
        return no;
    if (failed ? !failure_worth_it(request, answer) : !status_worth_it(policy, request, answer))
        return no;
    int64_t delay = delay_ms(policy, answer, facts, attempt, random);
    if (delay < 0 || (uint64_t)delay >= deadline_ms - now_ms)
        return no;
    int cost = failed ? TRANSPORT_COST : STATUS_COST;
    if (budget->tokens < cost)
        return no;
    budget->tokens -= cost;
    return (apie_retry_decision){
        .again = true,
        .delay_ms = delay,
        .fresh_connection = answer->transport == APIE_ERROR_NETWORK && answer->connection_reused,
    };
}
