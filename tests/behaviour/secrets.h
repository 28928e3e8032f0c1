/* A client to whose every function a secret is handed wherever a text or a value can stand, and a
 * look at whether one reached the server. Left out are ids, which go where they point to, and
 * apie_request(), which sends what it is given. */
#ifndef APIE_TESTS_SECRETS_H
#define APIE_TESTS_SECRETS_H

#include "stage.h"

#define MARK   "leak-me"
#define SECRET "Bearer " MARK "-0123"

typedef struct secrets {
    stage *stage;
    subject *subject;
    apie_run *run;
    apie_session *session;
    json_t *value; /* an object with secrets at several places */
} secrets;

/* The server, which keeps what it is sent, and the client, whose configuration is secrets, too. */
void secrets_begin(secrets *p, stage *stage);
/* p->run. */
void secrets_begin_run(secrets *p);
void secrets_end_run(secrets *p);
/* Shuts the client down. No request had a secret in it, and something was redacted in the last one
 * to each of these paths. */
void secrets_end(secrets *p, const char *const *paths);

#endif
