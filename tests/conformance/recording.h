/* The recorded scenarios of another client.
 *
 * The file: "##### title" begins a scenario; "METHOD /target" is a request, and a line indented by
 * four blanks is its body; any other line is something that the client printed.
 */
#ifndef CONFORMANCE_RECORDING_H
#define CONFORMANCE_RECORDING_H

#include <stdio.h>

#include <jansson.h>

/* An array of {"title": …, "requests": [see requests.h]}. */
json_t *recording_read(const char *path);

/* NULL: there is no such scenario. Borrowed. */
const json_t *recording_find(const json_t *recording, const char *title);

/* Takes out the events whose type fits one of the patterns, a NULL-terminated list or NULL, and
 * numbers those that stay from 1 again, in each run and each session. Reports, and counts as found,
 * a pattern that fits nothing. */
void recording_reduce(json_t *events, const char *const *patterns, FILE *report, size_t *found);

#endif
