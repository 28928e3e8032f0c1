/* wrk, where it is installed: a load generator that does no more than it must. It tells how good
 * the other baselines are, and that the server is not the limit. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "bench/command.h"
#include "bench/side.h"

double bench_wrk_rate(const bench_target *target, double seconds)
{
    static const char label[] = "Requests/sec:";
    char connections[32];
    char duration[32];
    char url[200];
    char output[4096];
    const char *const command[] = {"wrk",       "-t1", connections, duration,
                                   "--timeout", "10s", url,         NULL};
    const char *found = NULL;

    apie_text_format(connections, sizeof connections, "-c%zu", target->in_flight);
    apie_text_format(duration, sizeof duration, "-d%d", (int)(seconds + 0.5));
    apie_text_format(url, sizeof url, "%s/v1/items/itm_1", target->url);
    if (!bench_command(command, output, sizeof output))
        return 0;
    found = strstr(output, label);
    return found != NULL ? strtod(found + sizeof label - 1, NULL) : 0;
}
