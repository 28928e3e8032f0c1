#include "events/event_line.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 64

static size_t end_of(const apie_line_part *part)
{
    return part->start + part->count;
}

void apie_event_line_free(apie_event_line *line)
{
    free(line->places);
    *line = (apie_event_line){.places = NULL};
}

static void copy_part(apie_line_place *to, const apie_line_place *from, apie_line_part *part,
                      size_t start)
{
    if (part->count > 0)
        memmove(to + start, from + part->start, part->count * sizeof(*to));
    part->start = start;
}

/* Moves all to the front, into places that are there already or larger ones. */
static void close_gaps(apie_event_line *line, apie_line_place *places)
{
    copy_part(places, line->places, &line->in_flight, 0);
    copy_part(places, line->places, &line->waiting, line->in_flight.count);
}

/* Places are moved when half of them are unused at least, so seldom enough. */
bool apie_event_line_reserve(apie_event_line *line)
{
    if (end_of(&line->waiting) < line->capacity)
        return true;
    if (line->capacity > 0 && line->in_flight.count + line->waiting.count <= line->capacity / 2) {
        close_gaps(line, line->places);
        return true;
    }
    size_t capacity = line->capacity == 0 ? FIRST_CAPACITY : line->capacity * 2;
    if (capacity > SIZE_MAX / sizeof(*line->places))
        return false;
    apie_line_place *places = malloc(capacity * sizeof(*places));
    if (places == NULL)
        return false;
    close_gaps(line, places);
    free(line->places);
    line->places = places;
    line->capacity = capacity;
    return true;
}

static apie_event *first_of(const apie_event_line *line, const apie_line_part *part)
{
    return line->places[part->start].event;
}

static apie_event *last_of(const apie_event_line *line, const apie_line_part *part)
{
    return line->places[end_of(part) - 1].event;
}

void apie_event_line_add(apie_event_line *line, apie_event *event)
{
    event->next = NULL;
    if (line->waiting.count > 0)
        last_of(line, &line->waiting)->next = event;
    line->places[end_of(&line->waiting)] = (apie_line_place){event, event->length, event->ticket};
    line->waiting.count++;
    line->waiting.bytes += event->length;
}

void apie_event_line_send(apie_event_line *line, size_t count)
{
    line->in_flight = (apie_line_part){line->waiting.start, 0, 0};
    for (size_t i = 0; i < count; i++)
        line->in_flight.bytes += line->places[line->waiting.start + i].length;
    line->in_flight.count = count;
    line->waiting.start += count;
    line->waiting.count -= count;
    line->waiting.bytes -= line->in_flight.bytes;
}

void apie_event_line_return(apie_event_line *line)
{
    apie_line_part *in_flight = &line->in_flight;
    if (in_flight->count > 0)
        last_of(line, in_flight)->next =
            line->waiting.count > 0 ? first_of(line, &line->waiting) : NULL;
    copy_part(line->places, line->places, in_flight, line->waiting.start - in_flight->count);
    line->waiting.start -= in_flight->count;
    line->waiting.count += in_flight->count;
    line->waiting.bytes += in_flight->bytes;
    *in_flight = (apie_line_part){line->waiting.start, 0, 0};
}

apie_event *apie_event_line_take(apie_event_line *line, apie_line_part *part)
{
    const apie_line_place *place = &line->places[part->start++];
    part->count--;
    part->bytes -= place->length;
    return place->event;
}

apie_event *apie_event_line_take_all(apie_event_line *line, apie_line_part *part)
{
    if (part->count == 0)
        return NULL;
    apie_event *first = first_of(line, part);
    last_of(line, part)->next = NULL;
    *part = (apie_line_part){end_of(part), 0, 0};
    return first;
}

const apie_line_place *apie_event_line_oldest(const apie_event_line *line)
{
    if (line->in_flight.count > 0)
        return &line->places[line->in_flight.start];
    return line->waiting.count > 0 ? &line->places[line->waiting.start] : NULL;
}
