/* Server-sent events, read as they come (HTML living standard, 9.2.6): bytes in any pieces, lines
 * that end in LF, CR or CRLF, a byte order mark in front, data of several lines, comments. Text
 * that is not UTF-8 is mended with replacement characters. Types and ids are C strings here, so one
 * with a NUL in it does not count. What an event may hold is bounded. */
#ifndef APIE_OPENAPP_SSE_H
#define APIE_OPENAPP_SSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/text.h"

/* An event. Its text lives until the parser is used again; a NUL that does not count follows each.
 */
typedef struct apie_sse_event {
    const char *type; /* "message" if the stream names none */
    const char *data;
    size_t data_length;
    const char *id; /* of this event or, if it has none, of the last that had one; else "" */
} apie_sse_event;

typedef struct apie_sse {
    apie_buffer line; /* of a line whose end has not come */
    apie_buffer data;
    apie_buffer type;
    apie_buffer id;      /* of the last event that an empty line ended */
    apie_buffer next_id; /* of the one that is being read */
    bool has_next_id;
    int64_t retry_ms; /* how long to wait before connecting again; -1: the stream never said */
    bool any_line;    /* the first line is past, and with it the mark */
    bool after_cr;    /* a line feed now belongs to the line end before */
    bool in_comment;  /* pass over the rest of the line */
    bool line_done;   /* line is to be forgotten */
    bool event_done;  /* data and type are to be forgotten */
    apie_buffer_error error; /* sticks: out of memory, or an event beyond the maximum */
} apie_sse;

/* maximum: bytes of a line and of an event's data; 0: no limit. Allocates nothing. */
void apie_sse_init(apie_sse *sse, size_t maximum);
void apie_sse_free(apie_sse *sse);

/* Reads on. True: an event is complete, *bytes is what follows it; call again. False: the bytes are
 * used up, or sse->error says why it ends here. An event that the end of the stream cuts off is
 * none. */
bool apie_sse_next(apie_sse *sse, apie_slice *bytes, apie_sse_event *event);

#endif
