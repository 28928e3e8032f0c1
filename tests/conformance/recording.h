/* The recorded scenarios of another client.
 *
 * The file: "##### title" begins a scenario; "METHOD /target" is a request, and a line indented by
 * four blanks is its body; any other line is something that the client printed.
 */
#ifndef CONFORMANCE_RECORDING_H
#define CONFORMANCE_RECORDING_H

#include <jansson.h>

/* An array of {"title": …, "requests": [see requests.h]}. */
json_t *recording_read(const char *path);

/* NULL: there is no such scenario. Borrowed. */
const json_t *recording_find(const json_t *recording, const char *title);

/* Numbers events from 1 again, in each run and each session. */
void recording_number_again(json_t *events);

#endif
