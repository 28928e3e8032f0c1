/**
 * @file apie/async/types.h
 * The clients of the event-driven library. Each service has its own type, and the blocking library
 * has others: mixing them up does not compile.
 */
#ifndef APIE_ASYNC_TYPES_H
#define APIE_ASYNC_TYPES_H

/**
 * An event-driven client of Apie: configuration, connections, the agent's registration and the
 * queue of its events. It belongs to one event_base and is used on the thread that runs it.
 */
typedef struct apie_async_client apie_async_client;

/**
 * An event-driven client of Honeycomb: credentials, address and connections. It belongs to one
 * event_base and is used on the thread that runs it.
 */
typedef struct apie_async_honeycomb apie_async_honeycomb;

/**
 * An event-driven client of OpenApp, or a handle of one for an organization: key, address and
 * connections. It belongs to one event_base and is used on the thread that runs it.
 */
typedef struct apie_async_openapp apie_async_openapp;

#endif
