#include "base/ownership.h"

#include <stddef.h>

#include <apie/response.h>

#include "base/root.h"

static void tell_lender(apie_root *root)
{
    if (root->lent == NULL)
        return;
    *root->lent = true;
    root->lent = NULL;
}

void apie_lend_result(void *root, bool *taken)
{
    if (root != NULL)
        apie_root_of(root)->lent = taken;
}

void apie_free(const void *result)
{
    if (result == NULL)
        return;
    apie_root *root = apie_root_of(result);
    tell_lender(root);
    root->release(root + 1);
}

void *apie_take(void *result)
{
    if (result != NULL)
        tell_lender(apie_root_of(result));
    return result;
}
