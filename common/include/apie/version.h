/**
 * @file version.h
 * The version of the headers, and of the library that is running.
 */
#ifndef APIE_VERSION_H
#define APIE_VERSION_H

#include <apie/export.h>

APIE_BEGIN_DECLS

/** The version of these headers. */
#define APIE_VERSION_MAJOR 0
#define APIE_VERSION_MINOR 1
#define APIE_VERSION_PATCH 0

/** The same as text, and as one number that grows: 0.1.0 is 100, 2.3.4 is 20304. */
#define APIE_VERSION "0.1.0"
#define APIE_VERSION_NUMBER                                                                        \
    (APIE_VERSION_MAJOR * 10000 + APIE_VERSION_MINOR * 100 + APIE_VERSION_PATCH)

/**
 * The version of the library at run time, such as "0.1.0".
 *
 * @return static text, never NULL
 *
 * Thread rule: any thread, any time.
 */
APIE_API const char *apie_version(void);

APIE_END_DECLS

#endif
