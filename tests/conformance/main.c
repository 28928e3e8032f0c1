/* Replays recorded scenarios of another client with both libraries and compares what they send.
 *
 *     conformance RECORDING DIFFERENCES FOLDER
 *
 * The folder takes what the local server writes down. Exit status 0: nothing differs but what
 * DIFFERENCES lists; 1: something does; 2: it could not be found out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance/comparison.h"
#include "conformance/fatal.h"
#include "conformance/recording.h"
#include "conformance/scenarios.h"

static const char *const libraries[DIFFERENCES_LIBRARIES] = {"sync", "async"};
static const subject_kind kinds[DIFFERENCES_LIBRARIES] = {SUBJECT_SYNC, SUBJECT_ASYNC};

static const char rules[] =
    "Compared: the requests of each scenario in their order, body, query and the headers\n"
    "Content-Type and Authorization. Absent is not null. The local server accepts all of them.\n"
    "Events are compared by run and number, whatever requests carry them; none may come after a\n"
    "request that it was recorded before. The recorded numbers count from 1 in each scenario, "
    "since\n"
    "each has a client of its own here. That client's registration is compared where one was "
    "recorded.\n"
    "Ids, decisions and reasons that the service gave are given again.\n"
    "Meant to differ (scenario | request | place | sent | reason):\n";

struct conformance {
    json_t *recording;
    struct differences *allowed;
    const char *folder;
    size_t passed[DIFFERENCES_LIBRARIES];
    size_t failures;
};

/* ---- a scenario ---- */

static bool registers_first(const json_t *requests)
{
    const char *path = json_string_value(json_object_get(json_array_get(requests, 0), "path"));
    return path != NULL && strcmp(path, "/v1/agents/identify") == 0;
}

/* Registering stands in front of every scenario, but in few recordings. */
static void forget_registration(json_t *sent, FILE *report, size_t *found)
{
    if (registers_first(sent)) {
        must(json_array_remove(sent, 0));
        return;
    }
    ++*found;
    (void)fprintf(report, "  the client's registration does not come first\n");
}

static size_t compare(struct conformance *all, const struct scenario *scenario, unsigned library,
                      json_t *sent, FILE *report)
{
    struct comparison comparison = {
        .scenario = scenario->title,
        .library = library,
        .allowed = all->allowed,
        .api_key = REPLAY_API_KEY,
        .report = report,
    };
    json_t *recorded = not_null(json_deep_copy(
        json_object_get(recording_find(all->recording, scenario->title), "requests")));
    compare_headers(&comparison, sent);
    if (!registers_first(recorded))
        forget_registration(sent, report, &comparison.found);
    struct traffic was = traffic_of(recorded);
    struct traffic is = traffic_of(sent);
    recording_number_again(was.events);
    compare_requests(&comparison, was.others, is.others);
    compare_events(&comparison, was.events, is.events);
    traffic_free(&was);
    traffic_free(&is);
    json_decref(recorded);
    return comparison.found;
}

static void replay_scenario(struct conformance *all, size_t number, unsigned library)
{
    const struct scenario *scenario = &scenarios[number];
    char *text = NULL;
    size_t size = 0;
    char path[4096];
    FILE *report = not_null(open_memstream(&text, &size));
    const int length =
        snprintf(path, sizeof path, "%s/%zu-%s.jsonl", all->folder, number, libraries[library]);
    if (length < 0 || (size_t)length >= sizeof path)
        fatal("%s: too long a name", all->folder);
    bool passed = replay_run(scenario, kinds[library], path, report);
    json_t *sent = requests_sent(path);
    passed = compare(all, scenario, library, sent, report) == 0 && passed;
    (void)fclose(report);
    (void)printf("%-4s %-5s %s\n", passed ? "ok" : "FAIL", libraries[library], scenario->title);
    if (!passed)
        (void)fputs(text, stdout);
    all->passed[library] += passed;
    all->failures += !passed;
    json_decref(sent);
    free(text);
}

/* ---- all of them ---- */

static bool has_scenario(const char *title)
{
    for (size_t i = 0; i < scenario_count; i++)
        if (strcmp(scenarios[i].title, title) == 0)
            return true;
    return false;
}

/* The recording and our list hold the same scenarios. */
static void check_titles(struct conformance *all)
{
    size_t index;
    json_t *recorded;
    json_array_foreach(all->recording, index, recorded)
    {
        const char *title = json_string_value(json_object_get(recorded, "title"));
        if (has_scenario(title))
            continue;
        (void)printf("FAIL recorded, but unknown here: %s\n", title);
        all->failures++;
    }
    for (size_t i = 0; i < scenario_count; i++)
        if (recording_find(all->recording, scenarios[i].title) == NULL)
            fatal("there is no recording of: %s", scenarios[i].title);
}

static void run_all(struct conformance *all)
{
    (void)fputs(rules, stdout);
    differences_print(all->allowed, stdout);
    check_titles(all);
    for (size_t i = 0; i < scenario_count; i++) {
        for (unsigned library = 0; library < DIFFERENCES_LIBRARIES; library++)
            replay_scenario(all, i, library);
    }
    all->failures += differences_print_unmet(all->allowed, libraries, stdout);
    (void)printf("conformance: apie sync %zu/%zu async %zu/%zu differences %zu allowed\n",
                 all->passed[0], scenario_count, all->passed[1], scenario_count,
                 differences_count(all->allowed));
}

int main(int argc, char **argv)
{
    if (argc != 4)
        fatal("usage: conformance RECORDING DIFFERENCES FOLDER");
    struct conformance all = {
        .recording = recording_read(argv[1]),
        .allowed = differences_read(argv[2]),
        .folder = argv[3],
    };
    must(unsetenv("HOSTNAME")); /* as it was for the recorded client */
    run_all(&all);
    differences_free(all.allowed);
    json_decref(all.recording);
    return all.failures == 0 ? 0 : 1;
}
