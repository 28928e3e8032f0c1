/* Sends an answer: through evhttp, or byte by byte where a fault wants what evhttp cannot do. */
#ifndef DEVSERVER_REPLY_H
#define DEVSERVER_REPLY_H

#include "exchange.h"

/* Frees the exchange, now or when all is sent. */
void reply_send(struct exchange *exchange);

#endif
