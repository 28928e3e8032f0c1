#include <apie/options.h>

#include <stdatomic.h>
#include <stdlib.h>

struct apie_cancel_token {
    atomic_int cancelled;
};

/* A signal handler may only touch an atomic that takes no lock. */
_Static_assert(ATOMIC_INT_LOCK_FREE == 2, "atomic_int must always be lock-free");

apie_cancel_token *apie_cancel_token_new(void)
{
    apie_cancel_token *token = malloc(sizeof(*token));

    if (token != NULL)
        atomic_init(&token->cancelled, 0);
    return token;
}

void apie_cancel_token_cancel(apie_cancel_token *token)
{
    if (token != NULL)
        atomic_store(&token->cancelled, 1);
}

bool apie_cancel_token_is_cancelled(const apie_cancel_token *token)
{
    return token != NULL && atomic_load(&token->cancelled) != 0;
}

void apie_cancel_token_reset(apie_cancel_token *token)
{
    if (token != NULL)
        atomic_store(&token->cancelled, 0);
}

void apie_cancel_token_free(apie_cancel_token *token)
{
    free(token);
}
