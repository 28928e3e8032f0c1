/* wrk, where it is installed: a load generator that does no more than it must. It tells how good
 * the other baselines are, and that the server is not the limit. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "bench/command.h"
#include "bench/side.h"

static void read_rate(const char *line, void *user)
{
    static const char label[] = "Requests/sec:";
    double *rate = user;

    if (strncmp(line, label, sizeof label - 1) == 0)
        *rate = strtod(line + sizeof label - 1, NULL);
}

double bench_wrk_rate(const bench_target *target, int seconds)
{
    char connections[24];
    char duration[24];
    char url[256];
    double rate = 0;
    const char *const arguments[] = {"wrk", "-t1", connections, duration, url, NULL};

    apie_text_format(connections, sizeof connections, "-c%zu", target->in_flight);
    apie_text_format(duration, sizeof duration, "-d%d", seconds);
    apie_text_format(url, sizeof url, "%s/v1/items/itm_1", target->url);
    return bench_command(arguments, read_rate, &rate) ? rate : -1;
}
