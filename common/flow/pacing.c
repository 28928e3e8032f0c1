#include "flow/pacing.h"

#include <stddef.h>

#include "base/clock.h"

/* A service that asks for more has it wrong, or means another clock. */
#define LONGEST_S 3600

/* 0: none is asked for. */
static int64_t pause_ms(int http_status, const apie_answer_facts *facts)
{
    int64_t pause = 0;
    if (facts->rate_limit.remaining == 0 && facts->rate_limit.reset_s > 0) {
        int64_t reset_s = facts->rate_limit.reset_s;
        pause = (reset_s < LONGEST_S ? reset_s : LONGEST_S) * 1000;
    }
    if (http_status == 429 && facts->retry_after_ms > pause)
        pause = facts->retry_after_ms < LONGEST_S * 1000 ? facts->retry_after_ms : LONGEST_S * 1000;
    return pause;
}

void apie_pacing_note(apie_pacing *pacing, const apie_operation *operation, int http_status,
                      const apie_answer_facts *facts, uint64_t now_ms)
{
    int64_t pause = pause_ms(http_status, facts);
    if (!pacing->on || pause <= 0 || operation->path[0] == '\0')
        return;
    size_t place = 0;
    for (size_t i = 0; i < APIE_PACING_OPERATIONS; i++) {
        if (pacing->held[i].operation == operation) {
            place = i;
            break;
        }
        if (pacing->held[i].until_ms < pacing->held[place].until_ms)
            place = i;
    }
    uint64_t until_ms = apie_time_after(now_ms, pause);
    if (pacing->held[place].operation == operation && pacing->held[place].until_ms > until_ms)
        return;
    pacing->held[place].operation = operation;
    pacing->held[place].until_ms = until_ms;
}

uint64_t apie_pacing_until(const apie_pacing *pacing, const apie_operation *operation)
{
    for (size_t i = 0; pacing->on && i < APIE_PACING_OPERATIONS; i++)
        if (pacing->held[i].operation == operation)
            return pacing->held[i].until_ms;
    return 0;
}
