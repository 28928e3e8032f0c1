/* What an HTTP status means to us. */
#ifndef APIE_EXCHANGE_HTTP_STATUS_H
#define APIE_EXCHANGE_HTTP_STATUS_H

#include <stdbool.h>

#include <apie/status.h>

/* The code that an HTTP status that is not 2xx is reported as. */
apie_status apie_http_status_code(int http_status);

/* Its name (RFC 9110), such as "Not Found"; "" for one without. */
const char *apie_http_status_name(int http_status);

/* Whether the request may have been carried out although the answer has this status. 503 is no
 * exception: a proxy may say it of a request that it had passed on. */
bool apie_http_status_maybe_processed(int http_status);

#endif
