/* The local server in a process of its own: its memory and descriptors do not count. */
#ifndef APIE_TESTS_TORTURE_SERVER_H
#define APIE_TESTS_TORTURE_SERVER_H

/* Forks, so before any thread. */
void torture_server_start(void);
void torture_server_stop(void);
const char *torture_server_url(void);

#endif
