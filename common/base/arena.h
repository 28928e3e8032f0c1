/* An arena: many small allocations that are freed together. Every result is one. */
#ifndef APIE_BASE_ARENA_H
#define APIE_BASE_ARENA_H

#include <stddef.h>

typedef struct apie_arena apie_arena;

/* A new arena whose first block also holds `hint` bytes. NULL if memory ran out. */
apie_arena *apie_arena_new(size_t hint);

/* A new arena with a zeroed root object in front, which apie_free(root) frees with everything in
 * the arena: one malloc for arena, root and the first `hint` bytes. NULL if memory ran out. */
apie_arena *apie_arena_new_with_root(size_t root_size, size_t hint, void **root);

/* The arena of a root made by apie_arena_new_with_root(). */
apie_arena *apie_arena_of_root(const void *root);

/* Zeroed memory aligned for any type; NULL if memory ran out. size 0 gives a valid pointer. */
void *apie_arena_alloc(apie_arena *arena, size_t size);

/* The same, not zeroed, alignment 1: for text. */
char *apie_arena_text(apie_arena *arena, size_t size);

/* A NUL-terminated copy. */
char *apie_arena_strndup(apie_arena *arena, const char *text, size_t length);
char *apie_arena_strdup(apie_arena *arena, const char *text);

/* Calls fn(object) when the arena is freed, last registered first. Returns 0, or -1 if memory ran
 * out; then fn was not registered and the object is still the caller's. */
int apie_arena_on_free(apie_arena *arena, void (*fn)(void *), void *object);

/* Frees everything, and the arena. Does nothing for NULL. (apie_free() is the public way.) */
void apie_arena_free(apie_arena *arena);

#endif
