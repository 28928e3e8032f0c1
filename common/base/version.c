#include <apie/version.h>

const char *apie_version(void)
{
    return APIE_VERSION;
}
