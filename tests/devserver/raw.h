/* Takes a connection away from evhttp and writes on it at its own pace. */
#ifndef DEVSERVER_RAW_H
#define DEVSERVER_RAW_H

#include "exchange.h"

struct evkeyvalq;

/* Appends the headers and the empty line. */
bool raw_add_headers(struct evbuffer *head, const struct evkeyvalq *headers);

/* Sends head and the answer's body as the fault wants, then resets, stalls or closes. The
 * exchange lives on until then; false: nothing was started. */
bool raw_start(struct exchange *exchange, struct evbuffer *head);

/* Resets the connection, and frees the exchange. */
void raw_reset(struct exchange *exchange);

#endif
