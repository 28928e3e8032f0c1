/* The one client that belongs to the process, as each library keeps it: what happens to it. Each
 * function is called with the library's own lock held, but for apie_process_client_forked(). */
#ifndef APIE_DRIVER_PROCESS_CLIENT_H
#define APIE_DRIVER_PROCESS_CLIENT_H

#include <stdbool.h>

#include <apie/error.h>

typedef struct apie_process_client {
    void *client;    /* NULL: none */
    bool given;      /* by the program, whose it is */
    void *inherited; /* the parent process's, kept to free its memory */
} apie_process_client;

/* In the child, right after fork(): it has none yet. */
void apie_process_client_forked(apie_process_client *process);
/* The program gives one, or takes it back with NULL. */
apie_status apie_process_client_give(apie_process_client *process, void *client, apie_error *error);
/* This client is being freed. */
void apie_process_client_forget(apie_process_client *process, const void *client);
/* Leaves none: those that are not the program's are handed out, to be freed. */
apie_process_client apie_process_client_take(apie_process_client *process);

#endif
