#include "apie/open_runs.h"

#include <stdlib.h>
#include <string.h>

/* Errors that are remembered of a run: the last ones. */
#define REMEMBERED_ERRORS 8

struct apie_open_run {
    apie_open_run *next;
    uint64_t errors[REMEMBERED_ERRORS]; /* hashes of their messages; 0: none */
    unsigned oldest;                    /* the next one's place */
    char id[];
};

/* FNV-1a: short ids and messages, no adversary. */
static uint64_t hash_text(const char *text)
{
    uint64_t hash = 14695981039346656037u;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash;
}

static apie_open_run **find(apie_open_runs *runs, const char *run_id)
{
    apie_open_run **at = &runs->buckets[hash_text(run_id) % APIE_OPEN_RUN_BUCKETS];
    while (*at && strcmp((*at)->id, run_id) != 0)
        at = &(*at)->next;
    return at;
}

bool apie_open_runs_add(apie_open_runs *runs, const char *run_id)
{
    apie_open_run **at = find(runs, run_id);
    if (*at)
        return true;
    size_t size = strlen(run_id) + 1;
    apie_open_run *run = calloc(1, sizeof *run + size);
    if (!run)
        return false;
    memcpy(run->id, run_id, size);
    *at = run;
    return true;
}

void apie_open_runs_remove(apie_open_runs *runs, const char *run_id)
{
    apie_open_run **at = find(runs, run_id);
    apie_open_run *run = *at;
    if (!run)
        return;
    *at = run->next;
    free(run);
}

static bool remembers(const apie_open_run *run, uint64_t hash)
{
    for (unsigned i = 0; i < REMEMBERED_ERRORS; i++)
        if (run->errors[i] == hash)
            return true;
    return false;
}

bool apie_open_runs_note_error(apie_open_runs *runs, const char *run_id, const char *message)
{
    apie_open_run *run = *find(runs, run_id);
    uint64_t hash = hash_text(message) | 1u;
    if (!run)
        return true;
    if (remembers(run, hash))
        return false;
    run->errors[run->oldest++ % REMEMBERED_ERRORS] = hash;
    return true;
}

void apie_open_runs_free(apie_open_runs *runs)
{
    for (int i = 0; i < APIE_OPEN_RUN_BUCKETS; i++) {
        while (runs->buckets[i]) {
            apie_open_run *run = runs->buckets[i];
            runs->buckets[i] = run->next;
            free(run);
        }
    }
}
