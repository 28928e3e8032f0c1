/* The endpoints, and what is the same for all: who may call, and is the body in order. */
#ifndef DEVSERVER_ROUTES_H
#define DEVSERVER_ROUTES_H

#include "answer.h"
#include "check.h"

#include <stdbool.h>

struct exchange;

struct route {
    const char *method;
    const char *path;                /* {id} stands for one segment */
    const struct check_shape *shape; /* of the body; NULL: the handler looks at it, or none */
    void (*answer)(struct exchange *exchange, struct answer *answer);
    bool open; /* needs no key */
};

/* Fills in the route and its parameter. False: out of memory. */
bool routes_find(struct exchange *exchange);

/* Checks and carries out the request. answer->status stays 0 when it has to wait. */
void routes_answer(struct exchange *exchange, struct answer *answer);

#endif
