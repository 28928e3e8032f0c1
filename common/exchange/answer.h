/* What a transfer came to, as the transport hands it over; and how it is read. */
#ifndef APIE_EXCHANGE_ANSWER_H
#define APIE_EXCHANGE_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <apie/error.h>
#include <apie/response.h>

#include "base/arena.h"
#include "base/text.h"
#include "exchange/operation.h"

/* Lent by the transport: valid until the function that it is given to returns. */
typedef struct apie_answer {
    apie_status transport; /* APIE_OK: an HTTP response was read to its end; else why not:
                              TIMEOUT, DNS, CONNECT, TLS, NETWORK, PROTOCOL (too large, not HTTP),
                              NO_MEMORY, CANCELLED */
    int curl_code;
    char curl_message[256]; /* libcurl's words; "" if none */
    bool request_started;   /* a byte of the request may have left */
    bool response_started;  /* a byte of the answer has come */
    bool connection_reused;
    int http_status;    /* 0: no answer */
    apie_slice headers; /* the final response's lines, CRLF-separated, without the status line */
    apie_slice body;
    /* Of a request with a URL: where the answer redirects to, as a whole URL, "" if that is none;
     * data NULL: it does not. */
    apie_slice redirect;
    int64_t name_lookup_us, connect_us, tls_us, first_byte_us, total_us;
    uint64_t bytes_sent, bytes_received;
} apie_answer;

/* What the headers say that decisions need. -1 and "" where they say nothing. */
typedef struct apie_answer_facts {
    int64_t retry_after_ms; /* Retry-After, both forms */
    apie_rate_limit rate_limit;
    char request_id[128];
    bool json; /* the content type is JSON (application/json, application/…+json) */
} apie_answer_facts;

/* Reads the headers. now_wall_us turns an HTTP date into a delay. */
void apie_answer_read_facts(const apie_answer *answer, int64_t now_wall_us,
                            apie_answer_facts *facts);

/* The value of the last header of that name; length 0 and data NULL if there is none. */
apie_slice apie_answer_header(apie_slice headers, const char *name);

/* Fills error from a failed answer: a transport failure, or a status that is not 2xx with any of
 * the known error bodies ({error}, {error:{code,message}}, {message,error_code,correlationId},
 * RFC 7807 with type_detail, JSON:API errors[], plain text, none). Returns the code. attempts is
 * left to the caller. error may not be NULL. */
apie_status apie_answer_read_error(const apie_answer *answer, const apie_answer_facts *facts,
                                   apie_error *error);

/* Decodes a 2xx body through the operation's response model into *result (a root for apie_free(),
 * NULL if the operation has no response model or an optional body is absent). */
apie_status apie_answer_read_result(const apie_answer *answer, const apie_answer_facts *facts,
                                    const apie_operation *operation, void **result,
                                    apie_error *error);

/* The public response with copies of everything; NULL if memory ran out. */
apie_response *apie_answer_to_response(const apie_answer *answer, const apie_answer_facts *facts,
                                       int attempts);

#endif
