/* Allocation failures on demand. Link with -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,
 * --wrap=strdup (and --wrap=free for apie_fault_live()). Only calls made by the program's own
 * objects pass here; to include jansson's: json_set_alloc_funcs(malloc, free). Thread-safe.
 *
 *     for (unsigned long k = 1;; k++) {
 *         apie_fault_fail_at(k);
 *         ... what is tested ...
 *         bool hit = apie_fault_hit();
 *         apie_fault_fail_at(0);
 *         if (!hit)
 *             break; // it succeeded without needing a k-th allocation
 *     }
 */
#ifndef APIE_TESTS_ALLOC_FAULT_H
#define APIE_TESTS_ALLOC_FAULT_H

#include <stdbool.h>

/* Fails the k-th allocation from now (1: the next one), once; 0: none. Resets the count. */
void apie_fault_fail_at(unsigned long k);

/* The same, but every later allocation fails too, until apie_fault_fail_at(0). */
void apie_fault_fail_from(unsigned long k);

/* Allocations asked for since then, failed ones included. */
unsigned long apie_fault_count(void);

/* Whether the failure asked for has happened. */
bool apie_fault_hit(void);

/* Blocks made here and not freed yet. Compare two readings to find a leak. */
long apie_fault_live(void);

#endif
