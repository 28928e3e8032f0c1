/**
 * @file apie/sync/types.h
 * The clients of the blocking library. Each service has its own type, and the event-driven library
 * has others: mixing them up does not compile.
 */
#ifndef APIE_SYNC_TYPES_H
#define APIE_SYNC_TYPES_H

/**
 * A blocking client of Apie: configuration, connections, the agent's registration and the queue of
 * its events. One per process is enough: any number of threads may use it at the same time.
 */
typedef struct apie_client apie_client;

/**
 * A blocking client of Honeycomb: credentials, address and connections. Any number of threads may
 * use it at the same time.
 */
typedef struct apie_honeycomb apie_honeycomb;

/**
 * A blocking client of OpenApp, or a handle of one for an organization: key, address and
 * connections. Any number of threads may use it at the same time.
 */
typedef struct apie_openapp apie_openapp;

#endif
