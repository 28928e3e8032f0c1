/* What every call does to the place for its response before anything else, so that the program
 * finds something there whatever comes of the call. */
#ifndef APIE_FLOW_NO_RESPONSE_H
#define APIE_FLOW_NO_RESPONSE_H

#include <stddef.h>

#include <apie/options.h>

static inline void apie_no_response(const apie_call_options *options)
{
    if (options != NULL && options->response != NULL)
        *options->response = NULL;
}

#endif
