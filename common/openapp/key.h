/* API keys of OpenApp: "{origin}_openapp_{secret}". A key says itself which service it is for. */
#ifndef APIE_OPENAPP_KEY_H
#define APIE_OPENAPP_KEY_H

#include <stdbool.h>
#include <stddef.h>

#include <apie/error.h>
#include <apie/openapp.h>

#include "base/arena.h"

typedef struct apie_openapp_key {
    const char *whole;    /* what is sent, as it is, in X-API-Key */
    const char *prefix;   /* of it, before the secret */
    const char *origin;   /* "https://api.example.com:8443", no trailing slash */
    const char *base_url; /* the origin and "/api/v1" */
    const char *secret;
} apie_openapp_key;

/* Takes a key apart; blanks around it do not count. APIE_ERROR_CONFIG with "api_key" in
 * error->where for everything that is no key: nothing but blanks, no separator, no secret, an
 * origin that is not just scheme, host and port (http or https; one slash may follow), a character
 * that a header should not carry. No message quotes any part of it. All text is in the arena. */
apie_status apie_openapp_key_parse(const char *text, apie_arena *arena, apie_openapp_key *key,
                                   apie_error *error);

/* Whether two origins of keys are the same service's: in any case, and with or without the port
 * that the scheme means. */
bool apie_openapp_same_origin(const char *a, const char *b);

/* What may be shown of it: the origin and the end of the secret, at most six characters and never
 * more than a quarter of it. */
void apie_openapp_key_mask(const apie_openapp_key *key, char out[APIE_OPENAPP_MASK_SIZE]);

#endif
