/* Who owns a result while a callback runs. */
#ifndef APIE_BASE_OWNERSHIP_H
#define APIE_BASE_OWNERSHIP_H

#include <stdbool.h>

/* Until called again with NULL: apie_take(root) and apie_free(root) set *taken, so that whoever
 * lent the result knows not to free (or touch) it. root may be NULL. */
void apie_lend_result(void *root, bool *taken);

#endif
