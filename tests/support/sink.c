#define _GNU_SOURCE /* strcasestr */

#include "sink.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "random.h"

#define CONNECTIONS 128
#define LARGEST     ((size_t)4 << 20) /* a request; memory is touched only where used */

#define JSON "Content-Type: application/json\r\n"

typedef struct connection {
    int fd; /* -1: free */
    bool reused;
    bool stalled; /* is answered no more */
    bool decided; /* what happens to the request, when its head is there */
    int fault;    /* SINK_FAULTS: none */
    char *buffer;
    size_t length;
} connection;

typedef struct service {
    int listener;
    int lifeline; /* ends when the test's process does */
    const sink_options *options;
    sink_counts *counts;
    sink_table *table;
    apie_random random;
    connection connections[CONNECTIONS];
} service;

static void check(bool good, const char *what)
{
    if (good)
        return;
    perror(what);
    abort();
}

/* ---- answers ---- */

static const struct {
    const char *status;
    const char *headers;
} refusals[] = {
    [SINK_429] = {"429 Too Many Requests", JSON},
    [SINK_429_RETRY_AFTER] = {"429 Too Many Requests", JSON "Retry-After: 0\r\n"},
    [SINK_500] = {"500 Internal Server Error", "Content-Type: text/html\r\n"},
    [SINK_500_RETRY_AFTER] = {"500 Internal Server Error", JSON "Retry-After: 0.01\r\n"},
    [SINK_503] = {"503 Service Unavailable", JSON},
    [SINK_503_RETRY_AFTER] = {"503 Service Unavailable", JSON "Retry-After: 0.02\r\n"},
};

static void let_go(connection *c, bool reset)
{
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    if (reset)
        (void)setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    (void)close(c->fd);
    (void)munmap(c->buffer, LARGEST);
    *c = (connection){.fd = -1};
}

/* announced: the body's length, if not the true one. */
static void answer(connection *c, const char *status, const char *headers, const char *body,
                   size_t announced)
{
    char text[512];
    int length = snprintf(text, sizeof text, "HTTP/1.1 %s\r\n%sContent-Length: %zu\r\n\r\n%s",
                          status, headers, announced ? announced : strlen(body), body);
    check(length > 0 && (size_t)length < sizeof text, "answer");
    if (send(c->fd, text, (size_t)length, MSG_NOSIGNAL) != length)
        let_go(c, true);
}

static bool is_for(const connection *c, const char *start)
{
    return strncmp(c->buffer, start, strlen(start)) == 0;
}

static const char *body_for(const connection *c)
{
    if (is_for(c, "POST /v1/agents/identify "))
        return "{\"agent_id\":\"agt_1\",\"agent_version_id\":\"ver_1\",\"status\":\"ok\"}";
    return is_for(c, "POST /v1/events ") ? "{\"warnings\":[]}" : "{\"status\":\"ok\"}";
}

static void carry_out(service *s, const connection *c, const char *body, size_t length)
{
    if (!s->table || !is_for(c, "POST /v1/events "))
        return;
    sink_table_count(s->table, body, length, &s->counts->tally);
    s->counts->ambiguous += c->fault != SINK_FAULTS;
}

static void answer_well(service *s, connection *c, const char *body, size_t length)
{
    carry_out(s, c, body, length);
    answer(c, "200 OK", JSON, body_for(c), 0);
}

static void fail(service *s, connection *c, const char *body, size_t length)
{
    if (c->fault >= SINK_TAKEN_RESET)
        carry_out(s, c, body, length);
    switch (c->fault) {
    case SINK_RESET_EARLY:
    case SINK_RESET_LATE:
    case SINK_RESET_REUSED:
    case SINK_TAKEN_RESET: let_go(c, true); break;
    case SINK_STALL:
    case SINK_TAKEN_STALL: c->stalled = true; break;
    case SINK_TAKEN_BAD_JSON: answer(c, "200 OK", JSON, "{\"warnings\":[", 0); break;
    case SINK_TAKEN_CUT_SHORT:
        answer(c, "200 OK", JSON, "{\"warn", 15);
        if (c->fd >= 0)
            let_go(c, false);
        break;
    default: answer(c, refusals[c->fault].status, refusals[c->fault].headers, "{}", 0);
    }
}

/* ---- requests ---- */

static int choose_fault(service *s, const connection *c)
{
    int faults[SINK_FAULTS];
    unsigned count = 0;
    for (int fault = 0; fault < SINK_FAULTS; fault++)
        if (s->options->faults & SINK_FAULT(fault))
            faults[count++] = fault;
    if (apie_random_below(&s->random, 100) >= s->options->fail_percent)
        return SINK_FAULTS;
    int fault = faults[apie_random_below(&s->random, count)];
    return fault == SINK_RESET_REUSED && !c->reused ? SINK_503 : fault;
}

static void decide(service *s, connection *c)
{
    c->decided = true;
    c->fault = choose_fault(s, c);
    s->counts->requests++;
    if (c->fault < SINK_FAULTS)
        s->counts->failed[c->fault]++;
}

/* Clients send one request after the other on a connection. */
static void end_request(connection *c)
{
    c->length = 0;
    c->decided = false;
    c->reused = true;
}

static void look_at_request(service *s, connection *c)
{
    c->buffer[c->length] = '\0';
    const char *end = strstr(c->buffer, "\r\n\r\n");
    if (!end)
        return;
    if (!c->decided)
        decide(s, c);
    const char *field = strcasestr(c->buffer, "\r\nContent-Length:");
    size_t announced = field && field < end ? strtoul(field + 17, NULL, 10) : 0;
    const char *body = end + 4;
    size_t length = c->length - (size_t)(body - c->buffer);
    if (c->fault != SINK_RESET_EARLY && length < announced)
        return;
    if (c->fault == SINK_FAULTS)
        answer_well(s, c, body, length);
    else
        fail(s, c, body, length);
    if (c->fd >= 0 && !c->stalled)
        end_request(c);
}

static void read_some(service *s, connection *c)
{
    if (c->stalled)
        c->length = 0;
    check(c->length < LARGEST - 1, "a request is too large");
    ssize_t got = recv(c->fd, c->buffer + c->length, LARGEST - 1 - c->length, 0);
    if (got <= 0) {
        let_go(c, false);
        return;
    }
    c->length += (size_t)got;
    if (!c->stalled)
        look_at_request(s, c);
}

static connection *free_connection(service *s)
{
    for (size_t i = 0; i < CONNECTIONS; i++)
        if (s->connections[i].fd < 0)
            return &s->connections[i];
    return NULL;
}

static void take_connection(service *s, connection *c)
{
    int one = 1;
    int fd = accept(s->listener, NULL, NULL);
    if (fd < 0)
        return; /* it has gone again */
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    *c = (connection){.fd = fd};
    c->buffer = mmap(NULL, LARGEST, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(c->buffer != MAP_FAILED, "mmap");
}

static void serve(service *s)
{
    struct pollfd polls[CONNECTIONS + 2];
    for (;;) {
        connection *next = free_connection(s);
        for (size_t i = 0; i < CONNECTIONS; i++)
            polls[i] = (struct pollfd){.fd = s->connections[i].fd, .events = POLLIN};
        polls[CONNECTIONS] = (struct pollfd){.fd = next ? s->listener : -1, .events = POLLIN};
        polls[CONNECTIONS + 1] = (struct pollfd){.fd = s->lifeline, .events = POLLIN};
        check(poll(polls, CONNECTIONS + 2, -1) >= 0, "poll");
        if (polls[CONNECTIONS + 1].revents)
            return;
        if (polls[CONNECTIONS].revents)
            take_connection(s, next);
        for (size_t i = 0; i < CONNECTIONS; i++)
            if (polls[i].revents)
                read_some(s, &s->connections[i]);
    }
}

/* ---- life ---- */

static int listen_somewhere(sink *it)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    check(fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0, "bind");
    check(getsockname(fd, (struct sockaddr *)&address, &length) == 0, "getsockname");
    check(listen(fd, CONNECTIONS) == 0, "listen");
    (void)snprintf(it->url, sizeof it->url, "http://127.0.0.1:%d", ntohs(address.sin_port));
    return fd;
}

static void be_the_sink(const sink_options *options, sink_counts *counts, int listener,
                        int lifeline)
{
    static service s;
    s = (service){.listener = listener, .lifeline = lifeline, .options = options, .counts = counts};
    s.random.state = options->seed;
    s.table = options->events ? sink_table_new(options->events) : NULL;
    for (size_t i = 0; i < CONNECTIONS; i++)
        s.connections[i].fd = -1;
    serve(&s);
    child_ends(0);
}

void sink_start(sink *it, const sink_options *options)
{
    int lifeline[2];
    sink_counts *counts =
        mmap(NULL, sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check(counts != MAP_FAILED && pipe(lifeline) == 0, "sink_start");
    *it = (sink){.counts = counts};
    int listener = listen_somewhere(it);
    it->process = fork();
    check(it->process >= 0, "fork");
    if (it->process == 0) {
        (void)close(lifeline[1]);
        be_the_sink(options, counts, listener, lifeline[0]);
    }
    (void)close(listener);
    (void)close(lifeline[0]);
    it->lifeline = lifeline[1];
}

void sink_stop(sink *it, sink_counts *counts)
{
    int status = 0;
    (void)close(it->lifeline);
    check(waitpid(it->process, &status, 0) == it->process && status == 0, "the sink");
    if (counts)
        *counts = *it->counts;
    (void)munmap(it->counts, sizeof *it->counts);
    *it = (sink){.process = 0};
}

uint64_t sink_failed(const sink_counts *counts)
{
    uint64_t all = 0;
    for (size_t i = 0; i < SINK_FAULTS; i++)
        all += counts->failed[i];
    return all;
}
