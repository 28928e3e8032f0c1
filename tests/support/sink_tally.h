/* Counts events in the bodies of POST /v1/events, many and fast: by their ids, and by the number
 * that each carries as {"n": 0, 1, 2, …} in its metadata. */
#ifndef APIE_TESTS_SINK_TALLY_H
#define APIE_TESTS_SINK_TALLY_H

#include <stddef.h>
#include <stdint.h>

typedef struct sink_tally {
    uint64_t batches;
    uint64_t arrived;          /* events, repeated ones included */
    uint64_t distinct_ids;     /* event_id */
    uint64_t distinct_numbers; /* n */
    uint64_t out_of_sequence;  /* where sequence_number is not n + 1 */
    uint64_t unreadable;       /* without id or number, or beyond the limit */
    uint64_t largest_batch;
} sink_tally;

typedef struct sink_table sink_table;

/* For so many different events. */
sink_table *sink_table_new(uint64_t events);
void sink_table_count(sink_table *table, const char *body, size_t length, sink_tally *tally);

#endif
