#include "raw.h"
#include "server.h"

#include <event2/keyvalq_struct.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define FILLER_AT_ONCE 65536

bool raw_add_headers(struct evbuffer *head, const struct evkeyvalq *headers)
{
    for (const struct evkeyval *header = headers->tqh_first; header != NULL;
         header = header->next.tqe_next) {
        /* Not by printf: values may be huge. */
        if (evbuffer_add(head, header->key, strlen(header->key)) != 0 ||
            evbuffer_add(head, ": ", 2) != 0 ||
            evbuffer_add(head, header->value, strlen(header->value)) != 0 ||
            evbuffer_add(head, "\r\n", 2) != 0) {
            return false;
        }
    }
    return evbuffer_add(head, "\r\n", 2) == 0;
}

/* Another socket takes the place of fd, so that the last reference to the connection goes with
 * SO_LINGER 0 and without the shutdown evhttp would do first: the peer gets an RST, not a FIN. */
void raw_reset(struct exchange *exchange)
{
    const struct linger now = {.l_onoff = 1, .l_linger = 0};
    const int fd = bufferevent_getfd(exchange->bufferevent);
    const int other = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    (void)bufferevent_disable(exchange->bufferevent, EV_READ | EV_WRITE);
    if (other >= 0) {
        (void)dup2(other, fd);
        (void)close(other);
    }
    exchange_drop(exchange);
}

static void end(struct exchange *exchange)
{
    if (exchange->raw.reset != FAULT_RESET_NONE) {
        raw_reset(exchange);
    } else if (exchange->raw.stall == FAULT_STALL_NONE) {
        exchange_drop(exchange);
    }
}

static bool add_filler(struct exchange *exchange, struct evbuffer *output)
{
    static const char letters[] =
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
    size_t room = FILLER_AT_ONCE;
    while (room > 0 && exchange->raw.filler > 0) {
        size_t piece = sizeof letters - 1;
        piece = piece < exchange->raw.filler ? piece : exchange->raw.filler;
        if (evbuffer_add(output, letters, piece) != 0) {
            return false;
        }
        exchange->raw.filler -= piece;
        room = room > piece ? room - piece : 0;
    }
    /* The filler is the inside of a JSON string. */
    return exchange->raw.filler > 0 || evbuffer_add(output, "\"", 1) == 0;
}

static void write_some(struct exchange *exchange)
{
    struct evbuffer *output = bufferevent_get_output(exchange->bufferevent);
    struct raw_output *raw = &exchange->raw;
    const struct fault *fault = &exchange->fault;
    if (evbuffer_get_length(raw->pending) > 0) {
        if (fault->slow_bytes == 0) {
            (void)evbuffer_add_buffer(output, raw->pending);
            return;
        }
        (void)evbuffer_remove_buffer(raw->pending, output, (size_t)fault->slow_bytes);
        if (!exchange_hold(exchange, fault->slow_every_ms, write_some)) {
            exchange_drop(exchange);
        }
        return;
    }
    if (raw->filler > 0 && !add_filler(exchange, output)) {
        exchange_drop(exchange);
        return;
    }
    if (evbuffer_get_length(output) == 0) {
        end(exchange);
    }
}

/* Called when everything written has left. */
static void written(struct bufferevent *bufferevent, void *user)
{
    struct exchange *exchange = user;
    (void)bufferevent;
    if (exchange->fault.slow_bytes == 0 || evbuffer_get_length(exchange->raw.pending) == 0) {
        write_some(exchange);
    }
}

static void discard(struct bufferevent *bufferevent, void *user)
{
    struct evbuffer *input = bufferevent_get_input(bufferevent);
    (void)user;
    (void)evbuffer_drain(input, evbuffer_get_length(input));
}

/* How much of the whole is sent before a reset or stall in its head or body. */
static size_t portion(const struct fault *fault, size_t head, size_t body)
{
    if (fault->reset == FAULT_RESET_BEFORE || fault->reset == FAULT_RESET_AFTER ||
        fault->stall == FAULT_STALL_REQUEST) {
        return 0;
    }
    if (fault->reset == FAULT_RESET_HEADERS || fault->stall == FAULT_STALL_HEADERS) {
        return head / 2;
    }
    if (fault->reset == FAULT_RESET_BODY || fault->stall == FAULT_STALL_BODY) {
        return head + body / 2;
    }
    return head + body;
}

static bool assemble(struct exchange *exchange, struct evbuffer *head)
{
    const struct fault *fault = &exchange->fault;
    struct raw_output *raw = &exchange->raw;
    const size_t head_length = evbuffer_get_length(head);
    raw->pending = evbuffer_new();
    if (raw->pending == NULL) {
        return false;
    }
    if (fault->huge_bytes > 0) {
        raw->filler = (size_t)fault->huge_bytes - 2;
        return evbuffer_add_buffer(raw->pending, head) == 0 &&
               evbuffer_add(raw->pending, "\"", 1) == 0 &&
               (raw->filler > 0 || evbuffer_add(raw->pending, "\"", 1) == 0);
    }
    if (exchange->answer.length > 0 &&
        evbuffer_add(head, exchange->answer.text, exchange->answer.length) != 0) {
        return false;
    }
    const size_t length = portion(fault, head_length, exchange->answer.length);
    return length == 0 || evbuffer_remove_buffer(head, raw->pending, length) >= 0;
}

bool raw_start(struct exchange *exchange, struct evbuffer *head)
{
    exchange->raw.reset = exchange->fault.reset;
    exchange->raw.stall = exchange->fault.stall;
    /* The first step is left to the loop: evhttp is still on the stack, and a reset would free
     * what it holds. */
    if (!assemble(exchange, head) || !exchange_hold(exchange, 0, write_some)) {
        return false;
    }
    bufferevent_setcb(exchange->bufferevent, discard, written, exchange_left, exchange);
    return true;
}
