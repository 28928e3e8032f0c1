#define _GNU_SOURCE /* getrandom */

#include "driver/host.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

/* ---- fork detection ---- */

static pthread_once_t fork_once = PTHREAD_ONCE_INIT;
static atomic_uint_fast64_t fork_count;
static atomic_bool fork_counted; /* once it is so, it stays so */

static void after_fork_in_child(void)
{
    atomic_fetch_add(&fork_count, 1);
}

static void watch_forks(void)
{
    if (pthread_atfork(NULL, NULL, after_fork_in_child) == 0)
        atomic_store(&fork_counted, true);
}

uint64_t apie_host_generation(void)
{
    if (atomic_load(&fork_counted))
        return atomic_load(&fork_count);
    /* Without the handler the process id tells as well, at the price of a system call. */
    if (pthread_once(&fork_once, watch_forks) != 0 || !atomic_load(&fork_counted))
        return (uint64_t)getpid();
    return atomic_load(&fork_count);
}

/* ---- time ---- */

static uint64_t monotonic_ms(void *user)
{
    struct timespec now = {0, 0};

    (void)user;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static int64_t wall_us(void *user)
{
    struct timespec now = {0, 0};

    (void)user;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + (int64_t)now.tv_nsec / 1000;
}

/* ---- chance: xoshiro256**, one state per thread ---- */

typedef struct generator {
    uint64_t state[4];
    uint64_t generation; /* of the process that seeded it */
    bool seeded;
} generator;

static uint64_t splitmix(uint64_t *x)
{
    uint64_t z = (*x += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* Where the kernel gives no random bytes (seccomp, very old): time, process and address. Good
 * enough, since the numbers only spread retries and name things. */
static void seed_without_kernel(generator *g)
{
    uint64_t x = (uint64_t)wall_us(NULL) ^ ((uint64_t)getpid() << 40) ^ (uint64_t)(uintptr_t)g;
    size_t i = 0;

    for (i = 0; i < 4; i++)
        g->state[i] = splitmix(&x);
}

static void seed(generator *g, uint64_t generation)
{
    /* Up to 256 bytes come in one piece or not at all. */
    if (getrandom(g->state, sizeof(g->state), GRND_NONBLOCK) != (ssize_t)sizeof(g->state))
        seed_without_kernel(g);
    g->state[0] |= (g->state[1] | g->state[2] | g->state[3]) == 0; /* all zero would stay so */
    g->generation = generation;
    g->seeded = true;
}

static uint64_t rotate(uint64_t x, int bits)
{
    return (x << bits) | (x >> (64 - bits));
}

static uint64_t random_bits(void *user)
{
    static _Thread_local generator g;
    uint64_t generation = apie_host_generation();
    uint64_t *s = g.state;
    uint64_t result = 0;
    uint64_t t = 0;

    (void)user;
    if (!g.seeded || g.generation != generation)
        seed(&g, generation);
    result = rotate(s[1] * 5, 7) * 9;
    t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

const apie_clock *apie_host_clock(void)
{
    static const apie_clock clock = {monotonic_ms, wall_us, random_bits, NULL};

    return &clock;
}

const char *apie_host_environment(const char *name, void *user)
{
    (void)user;
    return getenv(name);
}
