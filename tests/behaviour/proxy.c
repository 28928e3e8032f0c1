#include "proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int connect_to(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    if (fd >= 0)
        (void)close(fd);
    return -1;
}

/* False: that side is done. */
static int pass_on(int from, int to)
{
    char bytes[4096];
    ssize_t got = recv(from, bytes, sizeof bytes, 0);
    return got > 0 && send(to, bytes, (size_t)got, MSG_NOSIGNAL) == got;
}

static void tunnel(const tiny_exchange *exchange, int port)
{
    struct pollfd sides[] = {{exchange->fd, POLLIN, 0}, {connect_to(port), POLLIN, 0}};
    int open = sides[1].fd >= 0;
    while (open && poll(sides, 2, -1) > 0)
        for (int i = 0; i < 2 && open; i++)
            if (sides[i].revents != 0)
                open = pass_on(sides[i].fd, sides[1 - i].fd);
    if (sides[1].fd >= 0)
        (void)close(sides[1].fd);
}

static void handle(tiny_exchange *exchange, void *user)
{
    static const char established[] = "HTTP/1.1 200 Connection established\r\n\r\n";
    proxy *p = user;
    (void)pthread_mutex_lock(&p->lock);
    (void)memcpy(p->head, exchange->head, sizeof p->head);
    (void)pthread_mutex_unlock(&p->lock);
    if (strncmp(exchange->head, "CONNECT ", 8) == 0) {
        tiny_send(exchange, established, sizeof established - 1);
        tunnel(exchange, p->port);
        exchange->close = true;
    } else {
        tiny_reply(exchange, 405, "", "");
    }
}

void proxy_start(proxy *p, int port)
{
    p->port = port;
    p->head[0] = '\0';
    (void)pthread_mutex_init(&p->lock, NULL);
    tiny_server_start(&p->server, NULL, handle, p);
}

void proxy_stop(proxy *p)
{
    tiny_server_stop(&p->server);
    (void)pthread_mutex_destroy(&p->lock);
}
