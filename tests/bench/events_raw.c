/* What the sink takes when nothing is built: one batch, made beforehand, is sent over and over. Of
 * each event only the batch's number is new, so that no two have the same id. While the sink looks
 * at one batch, the next is on its way to it. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/text.h"
#include "events.h"
#include "part_events.h"
#include "require.h"

#define BATCH ((size_t)1000)

#define BEFORE_NUMBER "{\"type\":\"" BENCH_EVENT_TYPE "\",\"event_id\":\""
#define NUMBER        "00000000" /* the beginning of the id */
#define AFTER_NUMBER                                                                               \
    "-%04zx-7000-8000-000000000000\",\"agent_key\":\"bench\",\"agent_id\":\"agt_17\","             \
    "\"agent_version_id\":\"agv_42\",\"run_id\":\"" BENCH_EVENT_RUN "\","                          \
    "\"environment\":\"production\",\"timestamp\":\"2026-11-20T22:45:01.000000Z\","                \
    "\"metadata\":{\"path\":\"docs/install.md\"},\"sequence\":1000000}"

typedef struct sender {
    int fd;
    char head[256];
    apie_buffer body;
    size_t numbers[BATCH]; /* where in the body each event has the batch's */
    unsigned sent;         /* batches, ever */
} sender;

static void make_body(sender *s)
{
    char event[512];

    apie_buffer_init(&s->body, 0);
    apie_buffer_string(&s->body, "{\"events\":");
    for (size_t i = 0; i < BATCH; i++) {
        apie_text_format(event, sizeof event, BEFORE_NUMBER NUMBER AFTER_NUMBER, i);
        apie_buffer_char(&s->body, i == 0 ? '[' : ',');
        s->numbers[i] = s->body.length + sizeof BEFORE_NUMBER - 1;
        apie_buffer_string(&s->body, event);
    }
    apie_buffer_string(&s->body, "]}");
    bench_require(s->body.error == APIE_BUFFER_OK, "no memory");
}

static int connect_to(const char *url)
{
    static const int on = 1;
    const char *port = strrchr(url, ':');
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    bench_require(port != NULL && fd >= 0, "no socket for %s", url);
    address.sin_port = htons((uint16_t)strtol(port + 1, NULL, 10));
    bench_require(connect(fd, (const struct sockaddr *)&address, sizeof address) == 0 &&
                      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0,
                  "cannot connect to %s", url);
    return fd;
}

static void *open_sender(const char *url)
{
    sender *s = calloc(1, sizeof *s);

    bench_require(s != NULL, "no memory");
    make_body(s);
    apie_text_format(s->head, sizeof s->head,
                     "POST /e/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                     "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
                     s->body.length);
    s->fd = connect_to(url);
    return s;
}

static void put(const sender *s, const char *data, size_t length, int flags)
{
    while (length > 0) {
        ssize_t count = send(s->fd, data, length, flags);

        bench_require(count > 0, "the sink does not read");
        data += count;
        length -= (size_t)count;
    }
}

static void send_batch(sender *s)
{
    char number[sizeof NUMBER];

    apie_text_format(number, sizeof number, "%08x", s->sent++);
    for (size_t i = 0; i < BATCH; i++)
        memcpy(s->body.data + s->numbers[i], number, sizeof NUMBER - 1);
    put(s, s->head, strlen(s->head), MSG_MORE);
    put(s, s->body.data, s->body.length, 0);
}

/* Answers end with the only '}' in them. Returns how many ended. */
static size_t read_answers(const sender *s)
{
    char text[1024];
    ssize_t count = recv(s->fd, text, sizeof text, 0);
    size_t ended = 0;

    bench_require(count > 0, "the sink does not answer");
    for (ssize_t i = 0; i < count; i++)
        ended += text[i] == '}';
    return ended;
}

static void send_events(void *self, size_t count)
{
    sender *s = self;
    size_t batches = count / BATCH;
    size_t answered = 0;

    bench_require(count % BATCH == 0, "only whole batches are sent");
    for (size_t sent = 0; sent < batches; sent++) {
        send_batch(s);
        while (answered < sent)
            answered += read_answers(s);
    }
    while (answered < batches)
        answered += read_answers(s);
}

static void close_sender(void *self)
{
    sender *s = self;

    (void)close(s->fd);
    apie_buffer_free(&s->body);
    free(s);
}

const bench_event_side bench_events_raw = {open_sender, send_events, close_sender};
