#include "exchange/outgoing.h"

#include "exchange/header.h"

const char *apie_outgoing_method(const apie_outgoing *request)
{
    return apie_method_name(request->request->method);
}

const char *apie_outgoing_target(const apie_outgoing *request)
{
    return request->request->target;
}

apie_status apie_outgoing_add(apie_outgoing *outgoing, const char *name, const char *value,
                              apie_error *error)
{
    apie_status status =
        apie_header_check(APIE_ERROR_INVALID_ARGUMENT, name, value, outgoing->endpoint, error);
    if (status != APIE_OK)
        return status;
    return apie_request_add_header(outgoing->request, outgoing->arena, name, value, error);
}

apie_status apie_outgoing_add_header(apie_outgoing *request, const char *name, const char *value)
{
    return apie_outgoing_add(request, name, value, NULL);
}
