/* The local server in a process of its own: its memory and descriptors do not count. */
#ifndef APIE_TESTS_TORTURE_SERVER_H
#define APIE_TESTS_TORTURE_SERVER_H

/* Forks, so before any thread. */
void torture_server_start(void);
void torture_server_stop(void);
const char *torture_server_url(void);

/* How it delays its answers, for POST /_dev/faults: as always (for ever, for one path), and not at
 * all. */
#define TORTURE_DELAYED                                                                            \
    "[{\"path\": \"/v1/boundary-reports/never\", \"stall\": \"request\"},"                         \
    " {\"path\": \"*\", \"delay_ms\": 1}]"
#define TORTURE_PROMPT "[]"

#endif
