#include "support/alloc_fault.h"

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
/* Weak, since a program may be linked without --wrap=free. */
extern void __real_free(void *block) __attribute__((weak));

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
char *__wrap_strdup(const char *text);
void __wrap_free(void *block);

/* The live blocks: a hash set with linear probing, so that a block that came from elsewhere and is
 * freed here does not disturb the count. */
#define SLOTS ((size_t)1 << 20)

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static uintptr_t slots[SLOTS];
static long live;
static unsigned long count;
static unsigned long fail_at;
static bool for_good; /* the later ones fail too */
static bool hit;

static void lock(void)
{
    pthread_mutex_lock(&mutex);
}

static void unlock(void)
{
    pthread_mutex_unlock(&mutex);
}

/* A child forked while another thread allocates must not find the mutex locked for ever. */
__attribute__((constructor)) static void survive_fork(void)
{
    pthread_atfork(lock, unlock, unlock);
}

static size_t home_of(uintptr_t block)
{
    return (size_t)(((uint64_t)block * UINT64_C(0x9E3779B97F4A7C15)) >> 44) & (SLOTS - 1);
}

static size_t find(uintptr_t block)
{
    size_t at = home_of(block);
    while (slots[at] != 0 && slots[at] != block)
        at = (at + 1) & (SLOTS - 1);
    return at;
}

static void remember(uintptr_t block)
{
    if (block == 0)
        return;
    block = ~block; /* a leak detector must not take this table for a reference */
    lock();
    if (live > (long)(SLOTS / 2))
        abort();
    size_t at = find(block);
    if (slots[at] == 0) {
        slots[at] = block;
        live++;
    }
    unlock();
}

static void forget(uintptr_t block)
{
    if (block == 0)
        return;
    block = ~block;
    lock();
    size_t hole = find(block);
    if (slots[hole] != 0) {
        live--;
        slots[hole] = 0;
        /* Moves later entries back into the hole, as far as their chains reach over it. */
        for (size_t at = (hole + 1) & (SLOTS - 1); slots[at] != 0; at = (at + 1) & (SLOTS - 1)) {
            size_t home = home_of(slots[at]);
            if (((at - home) & (SLOTS - 1)) >= ((at - hole) & (SLOTS - 1))) {
                slots[hole] = slots[at];
                slots[at] = 0;
                hole = at;
            }
        }
    }
    unlock();
}

/* Counts one allocation; false if it is the one to fail. */
static bool granted(void)
{
    lock();
    count++;
    bool refused = fail_at != 0 && (count == fail_at || (for_good && count > fail_at));
    if (refused)
        hit = true;
    unlock();
    return !refused;
}

static void fail(unsigned long k, bool later_too)
{
    lock();
    count = 0;
    fail_at = k;
    for_good = later_too;
    hit = false;
    unlock();
}

void apie_fault_fail_at(unsigned long k)
{
    fail(k, false);
}

void apie_fault_fail_from(unsigned long k)
{
    fail(k, true);
}

unsigned long apie_fault_count(void)
{
    lock();
    unsigned long result = count;
    unlock();
    return result;
}

bool apie_fault_hit(void)
{
    lock();
    bool result = hit;
    unlock();
    return result;
}

long apie_fault_live(void)
{
    lock();
    long result = live;
    unlock();
    return result;
}

void *__wrap_malloc(size_t size)
{
    void *block = granted() ? __real_malloc(size) : NULL;
    remember((uintptr_t)block);
    return block;
}

void *__wrap_calloc(size_t number, size_t size)
{
    void *block = granted() ? __real_calloc(number, size) : NULL;
    remember((uintptr_t)block);
    return block;
}

void *__wrap_realloc(void *block, size_t size)
{
    if (!granted())
        return NULL;
    uintptr_t before = (uintptr_t)block;
    forget(before);
    void *after = __real_realloc(block, size);
    remember(after == NULL && size > 0 ? before : (uintptr_t)after);
    return after;
}

char *__wrap_strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = __wrap_malloc(size);
    if (copy != NULL)
        memcpy(copy, text, size);
    return copy;
}

void __wrap_free(void *block)
{
    forget((uintptr_t)block);
    __real_free(block);
}
