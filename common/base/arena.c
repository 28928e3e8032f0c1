#include "base/arena.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/root.h"

#define BLOCK_MIN ((size_t)1024)
#define BLOCK_MAX ((size_t)64 * 1024)

#define ALIGNMENT      alignof(max_align_t)
#define ROUND_UP(size) (((size) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT)

/* Far below SIZE_MAX, so that sums of two sizes and a header never wrap. */
#define SIZE_LIMIT (SIZE_MAX / 4)

typedef struct block {
    struct block *next;
} block;

typedef struct finalizer {
    struct finalizer *next;
    void (*fn)(void *);
    void *object;
} finalizer;

/* Objects grow up from `at`, text grows down from `end`, so text costs no alignment. */
struct apie_arena {
    char *at;
    char *end;
    block *blocks;
    finalizer *finalizers;
    size_t block_size; /* of the next block */
};

#define BLOCK_HEADER ROUND_UP(sizeof(block))
#define ROOT_OFFSET  ROUND_UP(sizeof(apie_arena) + sizeof(apie_root))

apie_arena *apie_arena_of_root(const void *root)
{
    return (apie_arena *)((uintptr_t)root - ROOT_OFFSET);
}

static void release_root(void *root)
{
    apie_arena_free(apie_arena_of_root(root));
}

apie_arena *apie_arena_new_with_root(size_t root_size, size_t hint, void **root)
{
    if (root_size > SIZE_LIMIT || hint > SIZE_LIMIT)
        return NULL;
    size_t used = ROOT_OFFSET + ROUND_UP(root_size);
    size_t total = used + ROUND_UP(hint);
    char *memory = malloc(total);
    if (memory == NULL)
        return NULL;
    memset(memory, 0, used);
    apie_arena *arena = (apie_arena *)(void *)memory;
    arena->at = memory + used;
    arena->end = memory + total;
    arena->block_size = total < BLOCK_MIN ? BLOCK_MIN : total > BLOCK_MAX ? BLOCK_MAX : total;
    *root = memory + ROOT_OFFSET;
    apie_root_of(*root)->release = release_root;
    return arena;
}

apie_arena *apie_arena_new(size_t hint)
{
    void *root = NULL;
    return apie_arena_new_with_root(0, hint, &root);
}

static char *new_block(apie_arena *arena, size_t size)
{
    block *added = malloc(BLOCK_HEADER + size);
    if (added == NULL)
        return NULL;
    added->next = arena->blocks;
    arena->blocks = added;
    return (char *)added + BLOCK_HEADER;
}

/* Memory for `size` bytes where the current block has too little. A large piece gets a block of
 * its own, and the current one stays in use. */
static char *new_piece(apie_arena *arena, size_t size, bool text)
{
    if (size > SIZE_LIMIT)
        return NULL;
    if (size > arena->block_size / 4)
        return new_block(arena, size);
    char *memory = new_block(arena, arena->block_size);
    if (memory == NULL)
        return NULL;
    arena->at = memory;
    arena->end = memory + arena->block_size;
    if (arena->block_size < BLOCK_MAX)
        arena->block_size *= 2;
    return text ? apie_arena_text(arena, size) : apie_arena_alloc(arena, size);
}

void *apie_arena_alloc(apie_arena *arena, size_t size)
{
    if (size > SIZE_LIMIT)
        return NULL;
    size_t rounded = ROUND_UP(size);
    char *memory = NULL;
    if (rounded <= (size_t)(arena->end - arena->at)) {
        memory = arena->at;
        arena->at += rounded;
    } else {
        memory = new_piece(arena, rounded, false);
    }
    return memory == NULL ? NULL : memset(memory, 0, size);
}

char *apie_arena_text(apie_arena *arena, size_t size)
{
    if (size > (size_t)(arena->end - arena->at))
        return new_piece(arena, size, true);
    arena->end -= size;
    return arena->end;
}

char *apie_arena_strndup(apie_arena *arena, const char *text, size_t length)
{
    if (length > SIZE_LIMIT)
        return NULL;
    char *copy = apie_arena_text(arena, length + 1);
    if (copy == NULL)
        return NULL;
    if (length > 0)
        memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

char *apie_arena_strdup(apie_arena *arena, const char *text)
{
    return apie_arena_strndup(arena, text, strlen(text));
}

int apie_arena_on_free(apie_arena *arena, void (*fn)(void *), void *object)
{
    finalizer *added = apie_arena_alloc(arena, sizeof *added);
    if (added == NULL)
        return -1;
    *added = (finalizer){arena->finalizers, fn, object};
    arena->finalizers = added;
    return 0;
}

void apie_arena_free(apie_arena *arena)
{
    if (arena == NULL)
        return;
    for (finalizer *f = arena->finalizers; f != NULL; f = f->next)
        f->fn(f->object);
    for (block *b = arena->blocks, *next = NULL; b != NULL; b = next) {
        next = b->next;
        free(b);
    }
    free(arena);
}
