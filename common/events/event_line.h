/* The line in which a queue's events stand: first those in flight, then those that wait. What the
 * queue must know of each is in the line, so that it need not look at the events themselves. */
#ifndef APIE_EVENTS_EVENT_LINE_H
#define APIE_EVENTS_EVENT_LINE_H

#include "events/event.h"

typedef struct apie_line_place {
    apie_event *event;
    size_t length;
    uint64_t ticket;
} apie_line_place;

/* A stretch of the line. */
typedef struct apie_line_part {
    size_t start;
    size_t count;
    size_t bytes;
} apie_line_part;

/* All zero is an empty line. Events of a part are linked by next, too, so that a part is taken out
 * at once, as a list. Between the parts there may be a gap, where waiting events were taken from
 * while others were in flight. */
typedef struct apie_event_line {
    apie_line_place *places;
    size_t capacity;
    apie_line_part in_flight;
    apie_line_part waiting; /* ends where the next event goes */
} apie_event_line;

/* Forgets the places, not the events. */
void apie_event_line_free(apie_event_line *line);

/* Makes room for one more; false if memory ran out. */
bool apie_event_line_reserve(apie_event_line *line);
/* Adds an event at the end, for which there is room. */
void apie_event_line_add(apie_event_line *line, apie_event *event);

/* Moves the first `count` waiting events to those in flight, of which there are none. */
void apie_event_line_send(apie_event_line *line, size_t count);
/* Moves all in flight back to the front of those that wait. */
void apie_event_line_return(apie_event_line *line);

/* The first event of a part that is not empty, taken out of the line. */
apie_event *apie_event_line_take(apie_event_line *line, apie_line_part *part);

/* All events of a part, as a list. */
apie_event *apie_event_line_take_all(apie_event_line *line, apie_line_part *part);

/* The oldest place of all, NULL if there is none. */
const apie_line_place *apie_event_line_oldest(const apie_event_line *line);

#endif
