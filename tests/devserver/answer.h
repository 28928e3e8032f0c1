/* What a request is answered with. */
#ifndef DEVSERVER_ANSWER_H
#define DEVSERVER_ANSWER_H

#include <jansson.h>
#include <stddef.h>

struct answer {
    int status;      /* 0: no answer yet */
    json_t *json;    /* the body; or */
    char *text;      /* the body as text, malloc'ed */
    size_t length;   /* of text */
    json_t *headers; /* further headers, name to string; may be NULL */
};

void answer_clear(struct answer *answer);

/* Takes json; NULL stands for out of memory and becomes a 500. */
void answer_json(struct answer *answer, int status, json_t *json);

/* {"error": "<pointer> <message>", "pointer": pointer}; without pointer for NULL. */
void answer_error(struct answer *answer, int status, const char *pointer, const char *message);

/* False: out of memory. */
int answer_header(struct answer *answer, const char *name, const char *value);

#endif
