/* The event sink: keeps the id of every event that comes in. They are counted afterwards, so that
 * the sink is never what limits the senders. */
#define _GNU_SOURCE /* memmem */

#include <string.h>

#include "connection.h"

#define MARK        ",\"event_id\":\""
#define MARK_LENGTH (sizeof(MARK) - 1)
#define ID_LENGTH   sizeof(bench_event_id)

static bool is_mark(const char *at, const char *end)
{
    return end - at >= (ptrdiff_t)(MARK_LENGTH + ID_LENGTH) && memcmp(at, MARK, MARK_LENGTH) == 0;
}

/* The next id. Events resemble each other, so it is looked for first where the distance of the last
 * two says; if that is wrong, events may go uncounted, never be counted twice. */
static const char *next_mark(const char *last, size_t *step, const char *from, const char *end)
{
    const char *found = NULL;

    if (last != NULL && *step > 0) {
        for (size_t more = 0; more < 3; more++) {
            if (is_mark(last + *step + more, end)) {
                *step += more;
                return last + *step;
            }
        }
    }
    found = memmem(from, (size_t)(end - from), MARK, MARK_LENGTH);
    if (found == NULL || !is_mark(found, end))
        return NULL;
    *step = last != NULL ? (size_t)(found - last) : 0;
    return found;
}

size_t bench_sink_events(bench_server *server, const char *body, size_t from, size_t length)
{
    const char *end = body + length;
    const char *last = NULL;
    const char *next = body + from;
    size_t count = atomic_load(&server->tally->events);
    size_t step = 0;

    while ((last = next_mark(last, &step, next, end)) != NULL) {
        if (count < BENCH_EVENTS_MAX)
            memcpy(&server->ids[count++], last + MARK_LENGTH, ID_LENGTH);
        next = last + MARK_LENGTH + ID_LENGTH;
    }
    atomic_store(&server->tally->events, count);
    /* One may have begun already. */
    if (length > (size_t)(next - body) + MARK_LENGTH + ID_LENGTH)
        return length - MARK_LENGTH - ID_LENGTH;
    return (size_t)(next - body);
}
