/* The bodies of refusals. */
#include <apie/honeycomb.h>

#include "base/fail.h"
#include "generated/honeycomb_models.h"
#include "model/model.h"

apie_status apie_honeycomb_problem_read(const apie_response *response, apie_honeycomb_problem **out,
                                        apie_error *error)
{
    void *problem = NULL;
    if (out == NULL)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "out", "out must not be NULL");
    *out = NULL;
    if (response == NULL)
        return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "response",
                         "response must not be NULL");
    apie_status status = apie_model_decode(&apie_model_honeycomb_problem, response->body,
                                           response->body_length, &problem, error);
    *out = problem;
    return status;
}
