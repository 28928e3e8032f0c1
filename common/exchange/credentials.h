/* The credentials of an endpoint: one that every request carries, or several of which each request
 * gets the one that its operation names. */
#ifndef APIE_EXCHANGE_CREDENTIALS_H
#define APIE_EXCHANGE_CREDENTIALS_H

#include <apie/error.h>

#include "exchange/endpoint.h"

/* Checks the one credential and keeps it; it may be NULL, or without a header: then there is none.
 */
apie_status apie_credentials_read_one(apie_endpoint *endpoint, const apie_credential *credential,
                                      apie_error *error);
/* Checks the keys and keeps them. */
apie_status apie_credentials_read_keys(apie_endpoint *endpoint, const apie_key *keys, size_t count,
                                       apie_error *error);

/* The header line for an operation that takes one of these keys ("ingest_key or api_key"), the
 * first that the endpoint has. NULL: it has none. */
const char *apie_credentials_line(const apie_endpoint *endpoint, const char *names);
/* The one for a raw request: of the keys that the endpoint has, the one whose paths say most. */
const char *apie_credentials_raw_line(const apie_endpoint *endpoint, const char *target);

/* Takes the endpoint's secrets out of an error's texts, should a service have quoted one. */
void apie_credentials_hide(const apie_endpoint *endpoint, apie_error *error);
/* The same for one secret; NULL: nothing to do. */
void apie_credentials_hide_one(const char *secret, apie_error *error);

#endif
