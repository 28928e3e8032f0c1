/* Starts the server's process, and its loop in there. */
#define _GNU_SOURCE /* accept4, sched_setaffinity */

#include "server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "connection.h"
#include "machine.h"
#include "measure.h"
#include "require.h"

#define READY_AT_ONCE 256
#define IDLE_MS       20 /* until it looks whether it is to stay busy */
#define SYSTEM_BUNDLE "/etc/ssl/certs/ca-certificates.crt"

/* ---- the server's loop ---- */

static void accept_all(bench_service *service, const bench_listener *listener)
{
    static const int on = 1;
    int fd = -1;

    while ((fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        bench_connection *connection = calloc(1, sizeof *connection);
        struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = connection}};

        bench_require(connection != NULL, "no memory");
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        connection->fd = fd;
        if (listener->tls != NULL) {
            connection->ssl = SSL_new(listener->tls);
            bench_require(connection->ssl != NULL && SSL_set_fd(connection->ssl, fd) == 1,
                          "no memory");
            SSL_set_accept_state(connection->ssl);
        }
        bench_require(epoll_ctl(service->poll, EPOLL_CTL_ADD, fd, &event) == 0, "epoll fails");
    }
}

static void set_timer(bench_service *service)
{
    struct itimerspec time = {.it_value = {0, 0}};

    if (service->first != NULL) {
        time.it_value.tv_sec = (time_t)(service->first->due_ns / 1000000000);
        time.it_value.tv_nsec = (long)(service->first->due_ns % 1000000000);
    }
    (void)timerfd_settime(service->timer, TFD_TIMER_ABSTIME, &time, NULL);
}

static void answer_due(bench_service *service)
{
    while (service->first != NULL && service->first->due_ns <= bench_now_ns()) {
        bench_connection *connection = service->first;

        service->first = connection->next;
        if (service->first == NULL)
            service->end = &service->first;
        bench_connection_answer(service, connection);
    }
}

static void watch(bench_service *service, int fd, void *marker)
{
    struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = marker}};

    bench_require(epoll_ctl(service->poll, EPOLL_CTL_ADD, fd, &event) == 0, "epoll fails");
}

static _Noreturn void run(bench_server *server, const bench_listener listeners[2])
{
    bench_service service = {.server = server};
    struct epoll_event ready[READY_AT_ONCE];
    bench_listener own[2] = {listeners[0], listeners[1]};

    service.end = &service.first;
    service.poll = epoll_create1(EPOLL_CLOEXEC);
    service.timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    bench_require(service.poll >= 0 && service.timer >= 0, "no file descriptor is left");
    for (size_t i = 0; i < 2; i++)
        watch(&service, own[i].fd, &own[i]);
    watch(&service, service.timer, &service);
    for (;;) {
        const bench_connection *first = service.first;
        bool busy = atomic_load_explicit(&server->tally->busy, memory_order_relaxed);
        int count = epoll_wait(service.poll, ready, READY_AT_ONCE, busy ? 0 : IDLE_MS);

        for (int i = 0; i < count; i++) {
            void *marker = ready[i].data.ptr;

            if (marker == &own[0] || marker == &own[1])
                accept_all(&service, marker);
            else if (marker != &service)
                bench_connection_ready(&service, marker);
            answer_due(&service); /* on time, however many requests come in */
        }
        answer_due(&service);
        if (service.first != first)
            set_timer(&service);
    }
}

/* ---- its start, in the benchmark's process ---- */

static bench_listener listen_somewhere(SSL_CTX *tls, int *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    bench_require(fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
                      listen(fd, 4096) == 0 &&
                      getsockname(fd, (struct sockaddr *)&address, &size) == 0,
                  "cannot listen on 127.0.0.1");
    *port = ntohs(address.sin_port);
    return (bench_listener){fd, tls};
}

/* Every connection does the whole handshake: no session is resumed. */
static SSL_CTX *make_tls(const tls_files *files)
{
    SSL_CTX *tls = SSL_CTX_new(TLS_server_method());

    bench_require(tls != NULL && SSL_CTX_use_certificate_chain_file(tls, files->certificate) == 1 &&
                      SSL_CTX_use_PrivateKey_file(tls, files->key, SSL_FILETYPE_PEM) == 1 &&
                      SSL_CTX_set_num_tickets(tls, 0) == 1,
                  "cannot set up TLS");
    SSL_CTX_set_options(tls, SSL_OP_NO_TICKET);
    SSL_CTX_set_session_cache_mode(tls, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(tls, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_RELEASE_BUFFERS);
    return tls;
}

/* A program's usual trust, so that its cost shows: the system's certificates and ours. */
static void make_bundle(bench_server *server)
{
    const char *const parts[] = {SYSTEM_BUNDLE, server->certificates.ca};
    char piece[65536];
    FILE *bundle = NULL;

    apie_text_format(server->ca_bundle, sizeof server->ca_bundle, "%s/bundle.pem",
                     server->certificates.directory);
    bundle = fopen(server->ca_bundle, "we");
    bench_require(bundle != NULL, "cannot write %s", server->ca_bundle);
    for (size_t i = 0; i < 2; i++) {
        FILE *part = fopen(parts[i], "re");
        size_t got = 0;

        bench_require(part != NULL, "cannot read %s", parts[i]);
        while ((got = fread(piece, 1, sizeof piece, part)) > 0)
            bench_require(fwrite(piece, 1, got, bundle) == got, "cannot write the certificates");
        (void)fclose(part);
    }
    (void)fclose(bundle);
}

static void *share_memory(size_t size)
{
    void *memory =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    bench_require(memory != MAP_FAILED, "no memory");
    return memory;
}

void bench_server_start(bench_server *server)
{
    bench_listener listeners[2];

    memset(server, 0, sizeof *server);
    tls_files_make(&server->certificates);
    make_bundle(server);
    server->tally = share_memory(sizeof *server->tally);
    server->ids = share_memory(BENCH_EVENTS_MAX * sizeof *server->ids);
    listeners[0] = listen_somewhere(NULL, &server->port);
    listeners[1] = listen_somewhere(make_tls(&server->certificates), &server->tls_port);
    bench_answers_prepare();
    (void)fflush(NULL);
    server->process = fork();
    bench_require(server->process >= 0, "cannot start the server");
    if (server->process == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        bench_pin_server();
        run(server, listeners);
    }
    (void)close(listeners[0].fd);
    (void)close(listeners[1].fd);
    SSL_CTX_free(listeners[1].tls);
}

void bench_server_stop(bench_server *server)
{
    (void)kill(server->process, SIGKILL);
    (void)waitpid(server->process, NULL, 0);
    (void)munmap(server->tally, sizeof *server->tally);
    (void)munmap(server->ids, BENCH_EVENTS_MAX * sizeof *server->ids);
    (void)unlink(server->ca_bundle);
    tls_files_remove(&server->certificates);
}

void bench_server_stay_busy(bench_server *server, int busy)
{
    atomic_store(&server->tally->busy, busy != 0);
}

void bench_server_reset(bench_server *server)
{
    atomic_store(&server->tally->events, 0);
    atomic_store(&server->tally->requests, 0);
    atomic_store(&server->tally->body_bytes, 0);
}

static int compare_ids(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(bench_event_id));
}

size_t bench_server_distinct_events(bench_server *server)
{
    size_t count = atomic_load(&server->tally->events);
    size_t distinct = count > 0 ? 1 : 0;

    qsort(server->ids, count, sizeof *server->ids, compare_ids);
    for (size_t i = 1; i < count; i++)
        distinct += compare_ids(&server->ids[i - 1], &server->ids[i]) != 0;
    return distinct;
}

void bench_server_url(const bench_server *server, int tls, const char *options, char *out,
                      size_t size)
{
    apie_text_format(out, size, "%s://127.0.0.1:%d/%s", tls ? "https" : "http",
                     tls ? server->tls_port : server->port, options);
}
