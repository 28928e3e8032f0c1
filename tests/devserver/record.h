/* The record of requests: one JSON line each. */
#ifndef DEVSERVER_RECORD_H
#define DEVSERVER_RECORD_H

#include "exchange.h"

/* The first call counts. status 0: it got no answer. */
void record_exchange(struct exchange *exchange, int status);

/* Any bytes as a JSON string: UTF-8 as it is, anything else byte by byte. */
json_t *record_text(const char *bytes, size_t length);

#endif
