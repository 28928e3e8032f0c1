#define _GNU_SOURCE /* memmem */

#include "sink_tally.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define ID_LENGTH 36 /* of a UUID */

typedef struct sink_id {
    uint64_t high, low; /* 0, 0: none */
} sink_id;

struct sink_table {
    uint64_t events;
    uint64_t mask;
    sink_id *ids; /* open addressing */
    unsigned char *numbers;
};

sink_table *sink_table_new(uint64_t events)
{
    sink_table *table = calloc(1, sizeof *table);
    uint64_t size = 1024;
    while (size < events * 2)
        size *= 2;
    if (!table)
        abort();
    table->events = events;
    table->mask = size - 1;
    table->ids = calloc(size, sizeof *table->ids);
    table->numbers = calloc(events / 8 + 1, 1);
    if (!table->ids || !table->numbers)
        abort();
    return table;
}

/* ---- what was seen ---- */

static bool new_id(sink_table *table, sink_id id)
{
    uint64_t at = id.low & table->mask; /* random bits */
    while (table->ids[at].high || table->ids[at].low) {
        if (table->ids[at].high == id.high && table->ids[at].low == id.low)
            return false;
        at = (at + 1) & table->mask;
    }
    table->ids[at] = id;
    return true;
}

static bool new_number(sink_table *table, uint64_t number)
{
    unsigned char bit = (unsigned char)(1u << (number % 8));
    unsigned char *byte = &table->numbers[number / 8];
    bool seen = (*byte & bit) != 0;
    *byte |= bit;
    return !seen;
}

/* ---- reading ---- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_id(const char *text, sink_id *id)
{
    *id = (sink_id){0, 0};
    for (size_t i = 0; i < ID_LENGTH; i++) {
        int digit = hex_digit(text[i]);
        if (text[i] == '-')
            continue;
        if (digit < 0)
            return false;
        id->high = id->high << 4 | id->low >> 60;
        id->low = id->low << 4 | (uint64_t)digit;
    }
    return true;
}

/* The number behind the first `key` of a part of the body; false if there is none. */
static bool read_number(const char *from, const char *end, const char *key, uint64_t *number)
{
    const char *at = memmem(from, (size_t)(end - from), key, strlen(key));
    *number = 0;
    if (!at)
        return false;
    for (at += strlen(key); at < end && *at >= '0' && *at <= '9'; at++)
        *number = *number * 10 + (uint64_t)(*at - '0');
    return true;
}

static void count_event(sink_table *table, const char *event, const char *end, sink_tally *tally)
{
    static const char key[] = "\"event_id\":\"";
    const char *at = memmem(event, (size_t)(end - event), key, sizeof key - 1);
    sink_id id;
    uint64_t number;
    uint64_t sequence;
    if (!at || end - at < (ptrdiff_t)(sizeof key + ID_LENGTH) ||
        !read_id(at + sizeof key - 1, &id) ||
        !read_number(event, end, "\"metadata\":{\"n\":", &number) || number >= table->events) {
        tally->unreadable++;
        return;
    }
    tally->distinct_ids += new_id(table, id);
    tally->distinct_numbers += new_number(table, number);
    if (!read_number(event, end, "\"sequence_number\":", &sequence) || sequence != number + 1)
        tally->out_of_sequence++;
}

void sink_table_count(sink_table *table, const char *body, size_t length, sink_tally *tally)
{
    static const char opening[] = "{\"type\":";
    const char *end = body + length;
    const char *event = memmem(body, length, opening, sizeof opening - 1);
    uint64_t arrived = 0;
    while (event) {
        const char *rest = event + 1;
        const char *next = memmem(rest, (size_t)(end - rest), opening, sizeof opening - 1);
        count_event(table, event, next ? next : end, tally);
        arrived++;
        event = next;
    }
    tally->batches++;
    tally->arrived += arrived;
    if (arrived > tally->largest_batch)
        tally->largest_batch = arrived;
}
