/* A small generator (xorshift64*): the same numbers from the same seed, everywhere. */
#ifndef APIE_TESTS_RANDOM_H
#define APIE_TESTS_RANDOM_H

#include <stdint.h>

typedef struct apie_random {
    uint64_t state; /* the seed; not 0 */
} apie_random;

static inline uint64_t apie_random_next(apie_random *random)
{
    random->state ^= random->state >> 12;
    random->state ^= random->state << 25;
    random->state ^= random->state >> 27;
    return random->state * UINT64_C(0x2545F4914F6CDD1D);
}

/* A number below limit, which is not 0. */
static inline uint64_t apie_random_below(apie_random *random, uint64_t limit)
{
    return apie_random_next(random) % limit;
}

#endif
