/* Where this runs: for the headings of tables and plots, and to keep sides apart on the cores. */
#ifndef BENCH_MACHINE_H
#define BENCH_MACHINE_H

#include <stddef.h>

/* "libapie 0.1.0; Intel(R) Xeon(R) Processor, 2 cores, Linux 6.1.0; libcurl 7.88.1, …". */
const char *bench_machine_text(void);

/* With two cores or more, the server has the last one to itself and the client the first. */
void bench_pin_server(void);
void bench_pin_client(void);
/* For parts with several threads. */
void bench_unpin(void);

/* As many file descriptors as the system gives. */
void bench_raise_limits(void);

/* Bytes that the process has got from malloc() and not given back. */
size_t bench_heap_bytes(void);

#endif
