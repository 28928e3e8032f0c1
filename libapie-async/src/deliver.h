/* What callbacks get: one function per type of result. */
#ifndef APIE_ASYNC_DELIVER_H
#define APIE_ASYNC_DELIVER_H

#include "driver.h"

/* Defines an apie_async_deliver for callbacks of a type. */
#define APIE_DELIVER(name, callback_type, result_type)                                             \
    static void name(apie_async_function *callback, apie_status status, void *result,              \
                     const apie_error *error, void *user)                                          \
    {                                                                                              \
        if (callback)                                                                              \
            ((callback_type *)callback)(status, (result_type *)result, error, user);               \
    }

#endif
