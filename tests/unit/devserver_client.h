/* A small HTTP client on plain sockets, for tests that must see how an answer ends. */
#ifndef APIE_TESTS_DEVSERVER_CLIENT_H
#define APIE_TESTS_DEVSERVER_CLIENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum client_ending {
    CLIENT_COMPLETE, /* all that Content-Length announced has come */
    CLIENT_CLOSED,   /* the connection was closed before */
    CLIENT_RESET,    /* or reset */
    CLIENT_NOTHING   /* nothing came for a long time */
};

struct client_reply {
    enum client_ending ending;
    int status; /* 0: not even a status line */
    char *text; /* all that came, ending in NUL */
    size_t length;
    const char *body; /* in text; NULL: the headers did not end */
    size_t body_length;
    json_t *json; /* of the body; NULL: not JSON */
};

int client_connect(uint16_t port);
int client_connect_unix(const char *path);

/* headers: further lines, each ending in CRLF. body NULL: none. */
bool client_send(int fd, const char *method, const char *path, const char *headers,
                 const char *body);

/* The reply before must have been cleared, or be zero. */
void client_read(int fd, struct client_reply *reply);
void client_clear(struct client_reply *reply);

/* Nothing has come so far, and the connection is open. */
bool client_is_silent(int fd);

/* One request with key and JSON content type on a connection of its own. The status. */
int client_call(uint16_t port, const char *method, const char *path, const char *body,
                struct client_reply *reply);

/* The same where only the JSON of the answer matters; the caller owns it. */
json_t *client_get(uint16_t port, const char *path);
json_t *client_post(uint16_t port, const char *path, const char *body);

/* The member at a path such as "approval.status" or "events.0.type"; numbers are list indexes. */
json_t *client_at(json_t *json, const char *path);
const char *client_text(json_t *json, const char *path);
json_int_t client_number(json_t *json, const char *path);

/* Asks for the summary until the number at the path is the one expected; false: it never was. */
bool client_await(uint16_t port, const char *path, json_int_t expected);

#endif
