#include "honeycomb/polling.h"

#include "base/fail.h"
#include "flow/last_look.h"

#define INTERVAL_MS 1000
#define TIMEOUT_MS  60000

static apie_status set_time(int64_t *time_ms, int64_t value, int64_t otherwise, const char *name,
                            apie_error *error)
{
    if (value < 0)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, name, "%s must not be negative", name);
    *time_ms = value > 0 ? value : otherwise;
    return APIE_OK;
}

apie_status apie_polling_init(apie_polling *polling, int64_t interval_ms, int64_t timeout_ms,
                              apie_error *error)
{
    apie_status status =
        set_time(&polling->interval_ms, interval_ms, INTERVAL_MS, "poll_interval_ms", error);
    if (status == APIE_OK)
        status = set_time(&polling->timeout_ms, timeout_ms, TIMEOUT_MS, "timeout_ms", error);
    return status;
}

void apie_polling_begin(apie_polling *polling, const apie_flow *flow)
{
    polling->until_ms = apie_time_after(flow->now_ms, polling->timeout_ms);
    if (flow->deadline_ms < polling->until_ms)
        polling->until_ms = flow->deadline_ms;
}

int64_t apie_polling_look_ms(const apie_polling *polling, const apie_flow *flow)
{
    return apie_look_ms(flow->now_ms, polling->until_ms);
}

/* Whether the next look may come to something else. */
static bool passes(apie_status failure)
{
    switch (failure) {
    case APIE_ERROR_TIMEOUT:
    case APIE_ERROR_DNS:
    case APIE_ERROR_CONNECT:
    case APIE_ERROR_NETWORK:
    case APIE_ERROR_RATE_LIMITED:
    case APIE_ERROR_SERVER: return true;
    default: return false;
    }
}

void apie_polling_again(const apie_polling *polling, apie_flow *flow, apie_flow_step *look,
                        const char *late)
{
    int64_t pause = polling->interval_ms;
    if (flow->status != APIE_OK && !passes(flow->error.code)) {
        apie_flow_finish(flow, flow->status);
        return;
    }
    if (flow->now_ms >= polling->until_ms) {
        apie_fail(&flow->error, APIE_ERROR_TIMEOUT, NULL, "%s", late);
        apie_flow_finish(flow, APIE_ERROR_TIMEOUT);
        return;
    }
    if (flow->status != APIE_OK && flow->error.retry_after_ms > pause)
        pause = flow->error.retry_after_ms;
    uint64_t next = apie_time_after(flow->now_ms, pause);
    apie_flow_wait_until(flow, next < polling->until_ms ? next : polling->until_ms, look);
}
