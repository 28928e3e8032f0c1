/* The local server as Honeycomb, for tests. Every success is held against the operation's model. */
#ifndef APIE_TESTS_DEVSERVER_HONEYCOMB_H
#define APIE_TESTS_DEVSERVER_HONEYCOMB_H

#include "devserver/devserver.h"
#include "devserver_client.h"

#include <stddef.h>
#include <stdint.h>

#define KEYS                                                                                       \
    "X-Honeycomb-Team: key\r\nAuthorization: Bearer id:secret\r\n"                                 \
    "X-Amz-Firehose-Access-Key: key\r\n"
#define V1 "Content-Type: application/json\r\n"
#define V2 "Content-Type: application/vnd.api+json\r\n"

struct fixture {
    devserver *server;
    uint16_t port;
    struct client_reply reply; /* to the last call */
};

int set_up(void **state);
int tear_down(void **state);

/* Each sends one request and waits for the reply; its status. The second has all credentials and
 * the right content type. */
int send_with(struct fixture *fixture, const char *method, const char *path, const char *headers,
              const char *body);
int call(struct fixture *fixture, const char *method, const char *path, const char *body);

#define expect_call(fixture, status, method, path, body)                                           \
    do {                                                                                           \
        const int got = call(fixture, method, path, body);                                         \
        if (got != (status)) {                                                                     \
            fail_msg("%s %s: %d, not %d:\n%s", method, path, got, status, (fixture)->reply.text);  \
        }                                                                                          \
    } while (0)

/* What is in the reply: at a path such as "data.0.id"; how many items its list has. */
const char *text(const struct fixture *fixture, const char *path);
json_int_t number(const struct fixture *fixture, const char *path);
size_t items(const struct fixture *fixture);

/* The dataset "my-data", and settings of POST /_dev/honeycomb. */
void make_dataset(struct fixture *fixture);
void set(struct fixture *fixture, const char *settings);

#endif
