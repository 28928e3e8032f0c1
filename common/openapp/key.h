/* API keys of OpenApp: "{origin}_openapp_{secret}". A key says itself which service it is for. */
#ifndef APIE_OPENAPP_KEY_H
#define APIE_OPENAPP_KEY_H

#include <stddef.h>

#include <apie/error.h>

#include "base/arena.h"

typedef struct apie_openapp_key {
    const char *whole;    /* what is sent, as it is, in X-API-Key */
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

/* Long enough for any origin that is accepted. */
#define APIE_OPENAPP_MASK_SIZE 320

/* What may be shown of it: the origin and the end of the secret, at most six characters and never
 * more than a quarter of it. */
void apie_openapp_key_mask(const apie_openapp_key *key, char out[APIE_OPENAPP_MASK_SIZE]);

#endif
