/* Where a client's requests go and how: the base URL and the connection options, checked and
 * copied. Common to all services. Immutable once made, so any thread may read it. */
#ifndef APIE_EXCHANGE_ENDPOINT_H
#define APIE_EXCHANGE_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <apie/error.h>
#include <apie/options.h>

#include "base/arena.h"

/* A credential that requests may carry. */
typedef struct apie_endpoint_key {
    const char *option; /* what operations and messages call it */
    const char *header; /* reserved for the library */
    const char *paths;  /* what targets of raw requests begin with that get it */
    const char *secret; /* the credential itself, to be kept out of logs; NULL: not given */
    const char *line;   /* the complete header; NULL: not given */
} apie_endpoint_key;

typedef struct apie_endpoint {
    apie_arena *arena;  /* holds every string below */
    const char *origin; /* "https://api.example.com:8443", no trailing slash */
    const char *host;   /* "api.example.com", "127.0.0.1", "::1" (no brackets) */
    const char *prefix; /* path prefix of the base URL, "" or "/eu/api", no trailing slash */
    int port;
    bool https;
    bool loopback; /* 127.0.0.0/8, ::1, exactly localhost */
    const apie_endpoint_key *keys;
    size_t key_count;
    const char *shared_line; /* of the only key, which every request carries; NULL: each its own */
    /* Complete lines of every request: credential, User-Agent, "Expect:", configured headers. */
    const char *const *header_lines;
    size_t header_line_count;
    /* Copied, with defaults filled in: no number in it is 0 that has a default, but for
     * max_connections, which means another thing to each library. */
    apie_connection_options connection;
} apie_endpoint;

/* The header that carries the credential. */
typedef struct apie_credential {
    const char *header; /* "Authorization"; NULL: none */
    const char *prefix; /* "Bearer ", "", or the part of a key that is no secret alone */
    const char *secret;
    const char *option; /* what the program calls it, for messages; NULL: "api_key" */
} apie_credential;

/* A credential of several. Without a secret it is one that the program did not give. */
typedef struct apie_key {
    apie_credential credential;
    const char *paths; /* what targets of raw requests begin with that get it; not NULL */
} apie_key;

/* Checks and copies; credential and options may be NULL. *endpoint is zeroed on failure;
 * APIE_ERROR_CONFIG with the option's name in error->where: bad URL, user info, query or fragment
 * in it, plain http to another host, a header with a line break or a reserved name, a negative
 * number, both halves of a pair not given. */
apie_status apie_endpoint_init(apie_endpoint *endpoint, const char *base_url,
                               const apie_credential *credential,
                               const apie_connection_options *options, apie_error *error);

/* The same with several credentials, of which each request gets the one that its operation names.
 */
apie_status apie_endpoint_init_with_keys(apie_endpoint *endpoint, const char *base_url,
                                         const apie_key *keys, size_t count,
                                         const apie_connection_options *options, apie_error *error);

void apie_endpoint_free(apie_endpoint *endpoint);

/* Whether the text may be sent as a header name (a token, RFC 9110) or value (no CR, LF or other
 * control character but tab). NULL may not. */
bool apie_header_name_valid(const char *name);
bool apie_header_value_valid(const char *value);
/* Authorization-like credential headers, the endpoint's own, Host, Content-Length,
 * Transfer-Encoding, Connection, Expect: set by the library alone. endpoint may be NULL. */
bool apie_header_reserved(const char *name, const apie_endpoint *endpoint);

#endif
