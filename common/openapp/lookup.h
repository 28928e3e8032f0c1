/* Finding one thing by its name, over all pages of a list. */
#ifndef APIE_OPENAPP_LOOKUP_H
#define APIE_OPENAPP_LOOKUP_H

#include <stdbool.h>

#include <apie/error.h>

#include "openapp/localized.h"
#include "openapp/paging.h"

typedef struct apie_lookup {
    apie_paging paging;
    const char *needle; /* borrowed */
    apie_openapp_match match;
    const apie_field *name; /* of an item */
} apie_lookup;

/* needle is borrowed until the end. APIE_ERROR_INVALID_ARGUMENT if it is blank, which could match
 * nothing; the model is that of a page whose items have a "name". The lookup must stay where it is;
 * free it in any case. */
apie_status apie_lookup_init(apie_lookup *lookup, const apie_model *model, const char *needle,
                             apie_openapp_match match, apie_error *error);
void apie_lookup_free(apie_lookup *lookup);

/* Takes one page over, as apie_paging_take(); the next one begins at lookup->paging.offset. */
apie_paging_state apie_lookup_take(apie_lookup *lookup, void *page);

/* What came of it, at the end: APIE_OK and the one match, APIE_ERROR_AMBIGUOUS and all of them, or
 * APIE_ERROR_NOT_FOUND_BY_NAME and NULL. *result is a page (a root for apie_free()). kind says what
 * was looked for ("device"), for the message; error->where is the name. */
apie_status apie_lookup_result(apie_lookup *lookup, const char *kind, void **result,
                               apie_error *error);

#endif
