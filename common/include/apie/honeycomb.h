/**
 * @file honeycomb.h
 * Clients of the Honeycomb API: what both libraries' clients are made from.
 *
 * Honeycomb has several kinds of credential, and each operation takes one or two of them; its
 * documentation says which. A client holds those that it was given and sends the right one. A call
 * whose credential it does not have fails with APIE_ERROR_CONFIG and the option's name in
 * error->where, and nothing is sent.
 */
#ifndef APIE_HONEYCOMB_H
#define APIE_HONEYCOMB_H

#include <stdbool.h>

#include <apie/error.h>
#include <apie/export.h>
#include <apie/honeycomb/problems.h>
#include <apie/options.h>
#include <apie/response.h>
#include <apie/status.h>

APIE_BEGIN_DECLS

/** The address of the API; what is taken if nothing is said. */
#define APIE_HONEYCOMB_URL "https://api.honeycomb.io"
/** The address of the API for teams whose data is kept in Europe. */
#define APIE_HONEYCOMB_URL_EU "https://api.eu1.honeycomb.io"

/** In place of a dataset's slug: what belongs to the whole environment. */
#define APIE_HONEYCOMB_ALL_DATASETS "__all__"

/**
 * What a client is made from. All zero but one credential is good. Strings are borrowed until the
 * client is made.
 */
typedef struct apie_honeycomb_options {
    /** A configuration key: what most operations take. */
    const char *api_key;
    /** A management key, by its id ("hcxmk_…"), for the operations below /2. With its secret. */
    const char *management_key;
    /** The management key's secret. */
    const char *management_secret;
    /** An ingest key, which is its id followed by its secret: for sending events. */
    const char *ingest_key;
    /** For events.send_kinesis. NULL: ingest_key, else api_key. */
    const char *firehose_key;
    /** The slug of the management key's team. NULL: the client asks the service for it when the
     * first call needs it, which is one request more, and remembers it. */
    const char *team;
    /** Where the API is: one of the constants above, or another address. NULL: the first of them.
     */
    const char *base_url;
    /** True: what is NULL above is looked for in the environment: HONEYCOMB_API_KEY,
     * HONEYCOMB_MANAGEMENT_KEY, HONEYCOMB_MANAGEMENT_SECRET, HONEYCOMB_INGEST_KEY,
     * HONEYCOMB_TEAM, and HONEYCOMB_API_ENDPOINT for the address. Else the environment does not
     * matter. */
    bool from_environment;
    /** True: once an answer says that nothing is left of an operation's limit, further requests of
     * that operation wait until the limit starts anew, in place of being refused. One for which
     * that would be after its deadline fails with APIE_ERROR_RATE_LIMITED, and nothing is sent. Raw
     * requests do not wait. */
    bool pace_by_rate_limit;
    /** How the client connects. */
    apie_connection_options connection;
    /** Zero. */
    void *reserved[8];
} apie_honeycomb_options;

/**
 * Reads the whole of a refusal, where apie_error and the response's field_errors do not say enough.
 *
 * @param response as a call's options gave it
 * @param out the problem, to be freed with apie_free(); not NULL
 * @return APIE_OK; APIE_ERROR_PROTOCOL: the body is not a problem; APIE_ERROR_INVALID_ARGUMENT,
 *         APIE_ERROR_NO_MEMORY
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_honeycomb_problem_read(const apie_response *response,
                                                                apie_honeycomb_problem **out,
                                                                apie_error *error);

APIE_END_DECLS

#endif
