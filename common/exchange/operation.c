#include "exchange/operation.h"

#include <string.h>

#include "base/fail.h"

const char *apie_method_name(apie_method method)
{
    static const char *const names[APIE_METHOD_COUNT] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    return (unsigned)method < APIE_METHOD_COUNT ? names[method] : "?";
}

apie_status apie_method_find(const char *name, apie_method *method, apie_error *error)
{
    for (int i = 0; name != NULL && i < APIE_METHOD_COUNT; i++) {
        if (strcmp(name, apie_method_name((apie_method)i)) == 0) {
            *method = (apie_method)i;
            return APIE_OK;
        }
    }
    return apie_fail(error, APIE_ERROR_INVALID_ARGUMENT, "method",
                     "method must be GET, POST, PUT, PATCH or DELETE");
}
