#include "exchange/operation.h"

const char *apie_method_name(apie_method method)
{
    static const char *const names[APIE_METHOD_COUNT] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    return (unsigned)method < APIE_METHOD_COUNT ? names[method] : "?";
}
