/* Whether and when to try again: ENGINEERING's rules as pure functions. */
#ifndef APIE_EXCHANGE_RETRY_H
#define APIE_EXCHANGE_RETRY_H

#include <stdbool.h>
#include <stdint.h>

#include "exchange/answer.h"
#include "exchange/request.h"

typedef struct apie_retry_policy {
    int attempts;    /* 1 and more */
    int64_t base_ms; /* back-off: random(0, min(cap, base * 2^n)) */
    int64_t cap_ms;
    int64_t longest_ms;  /* a service's wish beyond this is not waited for */
    const int *statuses; /* statuses worth another try, 0-terminated; NULL: 408 425 429 500 502 503
                            504 */
    bool safe_only;      /* what is not safe to repeat is not repeated after 429 either */
    const char *busy_code; /* the service's code of a 409 that says that it is still at an earlier
                              attempt with the same idempotency key; NULL: it has none */
    bool free_used;        /* the exchange has had its free try */
    bool busy; /* the answer is a refusal with busy_code, and an earlier attempt of the exchange may
                  be what the service is at */
} apie_retry_policy;

/* base 500 ms, cap 20 s, 4 attempts, wishes up to 60 s. */
extern const apie_retry_policy apie_retry_default;

/* Token buckets that keep retries a small share of the traffic. One of each per client; the caller
 * holds the client's lock. Empty means no retry. */
typedef struct apie_retry_budget {
    int tokens;
    int free_tries; /* for stale connections: a service may break every one that is kept */
} apie_retry_budget;
#define APIE_RETRY_BUDGET_FULL 500 /* either */
void apie_retry_budget_init(apie_retry_budget *budget);
/* A success gives back 5 tokens for each retry that it took, at least 1, and a free try. */
void apie_retry_budget_refund(apie_retry_budget *budget, int attempts_used);

typedef struct apie_retry_decision {
    bool again;
    int64_t delay_ms;
    bool fresh_connection; /* the next attempt must not reuse a connection */
    bool free;             /* a stale connection: does not count as an attempt */
} apie_retry_decision;

/* attempt is the number of attempts made so far (1 and more). now and deadline are monotonic; a
 * retry that would start at or after the deadline is not made. random is 64 fresh random bits.
 * Takes tokens from the budget when it says again. After a dead reused connection (curl 52, 55, 56,
 * no byte of an answer) the request is tried at once on a fresh one, for free, if it is safe to
 * repeat or nothing of it can have been processed. */
apie_retry_decision apie_retry_decide(const apie_retry_policy *policy, apie_retry_budget *budget,
                                      const apie_http_request *request, const apie_answer *answer,
                                      const apie_answer_facts *facts, int attempt, uint64_t now_ms,
                                      uint64_t deadline_ms, uint64_t random);

#endif
