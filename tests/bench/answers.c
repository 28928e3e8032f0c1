/* The server's answers, made once, and which of them a request gets. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "connection.h"
#include "corpus.h"
#include "require.h"

static const char registration[] = "{\"agent_id\":\"agt_17\",\"agent_version_id\":\"agv_42\","
                                   "\"status\":\"active\",\"created\":false}";
static const char accepted[] = "{\"accepted\":1000,\"warnings\":[]}";

static bench_answer documents[BENCH_DOCUMENTS];
static bench_answer closing_document;
static bench_answer registered;
static bench_answer events_accepted;

static void make(bench_answer *answer, const char *body, size_t length, bool closes)
{
    size_t size = length + 512;
    char *data = malloc(size);
    int head = 0;

    bench_require(data != NULL, "no memory");
    head = snprintf(data, size,
                    "HTTP/1.1 200 OK\r\n"
                    "Date: Fri, 20 Nov 2026 22:45:01 GMT\r\n"
                    "Content-Type: application/json\r\n"
                    "Content-Length: %zu\r\n"
                    "X-Request-Id: req_01JD3Q8Z4K7V2M9XWB\r\n"
                    "%s\r\n",
                    length, closes ? "Connection: close\r\n" : "");
    memcpy(data + head, body, length);
    *answer = (bench_answer){data, (size_t)head + length};
}

void bench_answers_prepare(void)
{
    static const size_t sizes[BENCH_DOCUMENTS] = {200, 4096, 20480};

    for (size_t i = 0; i < BENCH_DOCUMENTS; i++)
        make(&documents[i], bench_document_of(sizes[i])->text, sizes[i], false);
    make(&closing_document, bench_document_of(200)->text, 200, true);
    make(&registered, registration, sizeof registration - 1, false);
    make(&events_accepted, accepted, sizeof accepted - 1, false);
}

static const bench_answer *document_answer(long size)
{
    return size > 4096 ? &documents[2] : size > 200 ? &documents[1] : &documents[0];
}

/* "s4096d50" and the like. */
static void read_options(const char *at, bench_request *request)
{
    char *end = NULL;

    while (*at != '/' && *at != ' ' && *at != '\0') {
        char option = *at++;
        long value = strtol(at, &end, 10);

        at = end;
        switch (option) {
        case 's': request->answer = document_answer(value); break;
        case 'd': request->delay_ns = (uint64_t)value * 1000000; break;
        case 'c': request->close = true; break;
        case 'h': request->hold = true; break;
        default: break;
        }
    }
}

static bool is_for_events(const char *line, const char *line_end)
{
    static const char rest[] = "/events HTTP/1.1";
    ptrdiff_t length = sizeof rest - 1;

    return line_end - line > length && memcmp(line_end - length, rest, sizeof rest - 1) == 0;
}

void bench_route(const char *head, bench_request *request)
{
    const char *path = strchr(head, ' ');
    const char *line_end = strchr(head, '\r');

    *request = (bench_request){.answer = &documents[0]};
    bench_require(path != NULL && line_end != NULL && path[1] == '/', "not a request: %.40s", head);
    if (head[0] == 'P') {
        *request = (bench_request){.answer = is_for_events(path, line_end) ? &events_accepted
                                                                           : &registered};
        return;
    }
    read_options(path + 2, request);
    if (request->close)
        request->answer = &closing_document;
}
