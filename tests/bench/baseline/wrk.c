/* wrk, where it is installed: a load generator that does no more than it must. It tells how good
 * the other baselines are, and that the server is not the limit. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "bench/side.h"

double bench_wrk_rate(const bench_target *target, double seconds)
{
    static const char label[] = "Requests/sec:";
    char command[400];
    char line[256];
    double rate = 0;
    FILE *output = NULL;

    apie_text_format(command, sizeof command,
                     "wrk -t1 -c%zu -d%d --timeout 10s '%s/v1/items/itm_1' 2>/dev/null",
                     target->in_flight, (int)(seconds + 0.5), target->url);
    output = popen(command, "re");
    while (output != NULL && fgets(line, sizeof line, output) != NULL) {
        if (strncmp(line, label, sizeof label - 1) == 0)
            rate = strtod(line + sizeof label - 1, NULL);
    }
    if (output != NULL)
        (void)pclose(output);
    return rate;
}
