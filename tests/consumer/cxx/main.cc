// A C++ program that uses both libraries.
#include <apie/async.h>
#include <apie/sync.h>

#include <cstdio>
#include <cstring>

int main()
{
    constexpr apie_opt_int three = apie_int(3);
    static_assert(three.presence == APIE_SET, "a set value says so");
    apie_config config = {};
    apie_run_create body = {};
    body.input_summary = APIE_NULL;
    config.enabled = apie_bool(false);
    std::printf("c++, %s: %s\n", apie_version(), apie_status_name(APIE_ERROR_TIMEOUT));
    apie_call_cancel(nullptr);
    return std::strcmp(apie_version(), APIE_VERSION) == 0 && !config.enabled.value &&
                   body.input_summary != nullptr
               ? 0
               : 1;
}
