#include "devserver_client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_S 30

static int connect_to(const struct sockaddr *address, socklen_t length)
{
    const struct timeval patience = {.tv_sec = PATIENCE_S};
    int fd = socket(address->sa_family, SOCK_STREAM, 0);
    if (fd >= 0 && (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0 ||
                    connect(fd, address, length) != 0)) {
        (void)close(fd);
        fd = -1;
    }
    return fd;
}

int client_connect(uint16_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return connect_to((struct sockaddr *)&address, sizeof address);
}

int client_connect_unix(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    return connect_to((struct sockaddr *)&address, sizeof address);
}

static bool send_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            return false;
        }
        bytes += sent;
        length -= (size_t)sent;
    }
    return true;
}

bool client_send(int fd, const char *method, const char *path, const char *headers,
                 const char *body)
{
    const char *content = body == NULL ? "" : body;
    size_t size = strlen(path) + strlen(headers) + strlen(content) + 128;
    char *request = malloc(size);
    if (request == NULL) {
        return false;
    }
    int length =
        snprintf(request, size, "%s %s HTTP/1.1\r\nHost: test\r\n%s", method, path, headers);
    if (body != NULL) {
        length += snprintf(request + length, size - (size_t)length, "Content-Length: %zu\r\n",
                           strlen(body));
    }
    length += snprintf(request + length, size - (size_t)length, "\r\n%s", content);
    bool sent = send_all(fd, request, (size_t)length);
    free(request);
    return sent;
}

/* How many bytes the whole answer has; 0: not known, since its headers have not just ended. */
static size_t announced(const struct client_reply *reply)
{
    static const char end[] = "\r\n\r\n";
    if (reply->length < 4 || memcmp(reply->text + reply->length - 4, end, 4) != 0) {
        return 0;
    }
    const char *length = strstr(reply->text, "Content-Length: ");
    return length == NULL ? 0
                          : reply->length + strtoul(length + strlen("Content-Length: "), NULL, 10);
}

static bool grow(struct client_reply *reply, size_t *size)
{
    if (reply->length + 1 < *size) {
        return true;
    }
    size_t larger = *size == 0 ? 16384 : *size * 2;
    char *text = realloc(reply->text, larger);
    if (text == NULL) {
        return false;
    }
    reply->text = text;
    *size = larger;
    return true;
}

/* Reads the headers byte by byte, so that the next answer stays in the socket. */
static void receive(int fd, struct client_reply *reply)
{
    size_t size = 0;
    size_t whole = 0;
    while (grow(reply, &size)) {
        reply->text[reply->length] = '\0';
        whole = whole == 0 ? announced(reply) : whole;
        if (whole > 0 && reply->length >= whole) {
            reply->ending = CLIENT_COMPLETE;
            return;
        }
        const size_t room = size - reply->length - 1;
        const size_t missing = whole == 0 ? 1 : whole - reply->length;
        ssize_t got = recv(fd, reply->text + reply->length, missing < room ? missing : room, 0);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            const bool reset = got < 0 && (errno == ECONNRESET || errno == EPIPE);
            reply->ending = got == 0 ? CLIENT_CLOSED : reset ? CLIENT_RESET : CLIENT_NOTHING;
            return;
        }
        reply->length += (size_t)got;
    }
}

void client_read(int fd, struct client_reply *reply)
{
    static const char version[] = "HTTP/1.1 ";
    *reply = (struct client_reply){.ending = CLIENT_NOTHING};
    receive(fd, reply);
    if (reply->text == NULL) {
        return;
    }
    if (strncmp(reply->text, version, sizeof version - 1) == 0) {
        reply->status = (int)strtol(reply->text + sizeof version - 1, NULL, 10);
    }
    const char *end = strstr(reply->text, "\r\n\r\n");
    if (end != NULL) {
        reply->body = end + 4;
        reply->body_length = reply->length - (size_t)(reply->body - reply->text);
        reply->json = json_loadb(reply->body, reply->body_length, JSON_DECODE_ANY, NULL);
    }
}

void client_clear(struct client_reply *reply)
{
    json_decref(reply->json);
    free(reply->text);
    *reply = (struct client_reply){.ending = CLIENT_NOTHING};
}

bool client_is_silent(int fd)
{
    char byte;
    ssize_t got = recv(fd, &byte, 1, MSG_DONTWAIT | MSG_PEEK);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

int client_call(uint16_t port, const char *method, const char *path, const char *body,
                struct client_reply *reply)
{
    *reply = (struct client_reply){.ending = CLIENT_NOTHING};
    int fd = client_connect(port);
    if (fd < 0) {
        return -1;
    }
    if (client_send(fd, method, path,
                    "Authorization: Bearer apie_sk_test_1\r\nContent-Type: application/json\r\n",
                    body)) {
        client_read(fd, reply);
    }
    (void)close(fd);
    return reply->status;
}

static json_t *call_for_json(uint16_t port, const char *method, const char *path, const char *body)
{
    struct client_reply reply;
    (void)client_call(port, method, path, body, &reply);
    json_t *json = json_incref(reply.json);
    client_clear(&reply);
    return json;
}

json_t *client_get(uint16_t port, const char *path)
{
    return call_for_json(port, "GET", path, NULL);
}

json_t *client_post(uint16_t port, const char *path, const char *body)
{
    return call_for_json(port, "POST", path, body);
}

json_t *client_at(json_t *json, const char *path)
{
    char key[64];
    while (json != NULL && *path != '\0') {
        size_t length = strcspn(path, ".");
        if (length >= sizeof key) {
            return NULL;
        }
        memcpy(key, path, length);
        key[length] = '\0';
        json = json_is_array(json) ? json_array_get(json, strtoul(key, NULL, 10))
                                   : json_object_get(json, key);
        path += length + (path[length] == '.' ? 1 : 0);
    }
    return json;
}

const char *client_text(json_t *json, const char *path)
{
    const char *text = json_string_value(client_at(json, path));
    return text == NULL ? "(no string)" : text;
}

json_int_t client_number(json_t *json, const char *path)
{
    json_t *value = client_at(json, path);
    return json_is_integer(value) ? json_integer_value(value) : -1;
}

bool client_await(uint16_t port, const char *path, json_int_t expected)
{
    const time_t end = time(NULL) + PATIENCE_S;
    while (time(NULL) < end) {
        json_t *summary = client_get(port, "/_dev/summary");
        const json_int_t now = client_number(summary, path);
        json_decref(summary);
        if (now == expected) {
            return true;
        }
    }
    return false;
}
