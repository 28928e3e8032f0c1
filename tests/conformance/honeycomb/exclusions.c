#include "conformance/honeycomb/exclusions.h"

#include <stdio.h>
#include <string.h>

#include "conformance/fatal.h"

void exclusions_read(exclusions *excluded, const char *file)
{
    char line[512];
    char reason[8];
    FILE *in = fopen(file, "r");
    if (in == NULL)
        fatal("cannot read %s", file);
    memset(excluded, 0, sizeof *excluded);
    while (fgets(line, sizeof line, in) != NULL) {
        if (line[0] == '#' || line[0] == '\n')
            continue;
        if (excluded->count == EXCLUSIONS_MAX)
            fatal("%s: more than %d exclusions", file, EXCLUSIONS_MAX);
        if (sscanf(line, "%15s %95s %7s", excluded->lines[excluded->count].what,
                   excluded->lines[excluded->count].name, reason) != 3)
            fatal("%s: not \"what name reason\": %s", file, line);
        excluded->count++;
    }
    (void)fclose(in);
}

bool exclusions_has(exclusions *excluded, const char *what, const char *name)
{
    for (size_t i = 0; i < excluded->count; i++) {
        if (strcmp(excluded->lines[i].what, what) == 0 &&
            strcmp(excluded->lines[i].name, name) == 0) {
            excluded->lines[i].used = true;
            return true;
        }
    }
    return false;
}

size_t exclusions_unused(const exclusions *excluded)
{
    size_t unused = 0;
    for (size_t i = 0; i < excluded->count; i++) {
        if (excluded->lines[i].used)
            continue;
        (void)printf("exclusion that fits nothing: %s %s\n", excluded->lines[i].what,
                     excluded->lines[i].name);
        unused++;
    }
    return unused;
}
