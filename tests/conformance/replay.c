#include "conformance/replay.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "conformance/fatal.h"
#include "conformance/scenarios.h"
#include "devserver/devserver.h"

#define PATIENCE_SECONDS 20

bool replay_expect(struct replay *replay, const char *call, apie_status status,
                   apie_status expected)
{
    if (status == expected)
        return true;
    replay->failed++;
    (void)fprintf(replay->report, "  %s: %s in place of %s: %s\n", call, apie_status_name(status),
                  apie_status_name(expected), status == APIE_OK ? "" : replay->error.message);
    return false;
}

/* ---- the declaration, which nobody waits for ---- */

static void observe(const apie_attempt *attempt, void *user)
{
    static const char ending[] = "/capabilities/declare";
    const size_t length = strlen(attempt->target);
    if (length >= sizeof ending &&
        strcmp(attempt->target + length - (sizeof ending - 1), ending) == 0)
        must(sem_post(&((struct replay *)user)->declared));
}

static bool wait_for_post(sem_t *semaphore)
{
    struct timespec until;
    int result;
    must(clock_gettime(CLOCK_REALTIME, &until));
    until.tv_sec += PATIENCE_SECONDS;
    do
        result = sem_timedwait(semaphore, &until);
    while (result != 0 && errno == EINTR);
    return result == 0;
}

static void note_patience(evutil_socket_t fd, short what, void *user)
{
    (void)fd;
    (void)what;
    *(bool *)user = true;
}

static bool loop_until_post(struct event_base *base, sem_t *semaphore)
{
    const struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
    bool over = false;
    bool posted = false;
    struct event *timer = not_null(evtimer_new(base, note_patience, &over));
    must(evtimer_add(timer, &patience));
    while (!over && !(posted = sem_trywait(semaphore) == 0))
        must(event_base_loop(base, EVLOOP_ONCE));
    event_free(timer);
    return posted;
}

void replay_await_declaration(struct replay *replay)
{
    const subject *s = &replay->subject;
    const bool declared = s->base == NULL ? wait_for_post(&replay->declared)
                                          : loop_until_post(s->base, &replay->declared);
    if (declared)
        return;
    replay->failed++;
    (void)fprintf(replay->report, "  the capabilities were not declared\n");
}

/* ---- a replay ---- */

static void ignore_log(apie_log_level level, const char *message, void *user)
{
    (void)level;
    (void)message;
    (void)user;
}

/* A failure that no call returned. */
static void note_failure(const apie_error *error, void *user)
{
    struct replay *replay = user;
    replay->failed++;
    (void)fprintf(replay->report, "  in the background: %s\n", error->message);
}

/* The configuration of the recorded client, but for its programming language. */
static apie_config config_of(const struct scenario *scenario, struct replay *replay,
                             const char *url)
{
    apie_config config = {
        .api_key = REPLAY_API_KEY,
        .base_url = url,
        .agent = {.key = "k", .name = "N", .owner = "o@x"},
        .runtime = {.environment = "dev", .sdk_version = REPLAY_SDK_VERSION},
        .mode = scenario->mode,
        .error_callback = note_failure,
        .error_user = replay,
        .log_callback = ignore_log,
        .connection = {.observer = observe, .observer_user = replay},
    };
    if (scenario->configure != NULL)
        scenario->configure(&config);
    return config;
}

static void play(const struct scenario *scenario, subject_kind kind, const char *url,
                 struct replay *replay)
{
    const apie_config config = config_of(scenario, replay, url);
    apie_error *error = &replay->error;
    if (!replay_expect(replay, "new", subject_new(&replay->subject, kind, &config, error), APIE_OK))
        return;
    apie_status status = subject_ready(&replay->subject, NULL, NULL, error);
    if (replay_expect(replay, "ready", status, APIE_OK))
        scenario->play(replay);
    (void)replay_expect(replay, "close", subject_close(&replay->subject, error), APIE_OK);
}

bool replay_run(const struct scenario *scenario, subject_kind kind, const char *record_path,
                FILE *report)
{
    const char *const keys[] = {REPLAY_API_KEY};
    const devserver_options options = {
        .record_path = record_path,
        .rules_json = scenario->rules,
        .faults_json = scenario->answers,
        .api_keys = keys,
        .api_key_count = 1,
    };
    char problem[800] = "";
    struct replay replay = {.report = report};
    devserver *server = devserver_start(&options, problem, sizeof problem);
    if (server == NULL)
        fatal("%s: the local server: %s", scenario->title, problem);
    must(sem_init(&replay.declared, 0, 0));
    play(scenario, kind, devserver_url(server), &replay);
    must(sem_destroy(&replay.declared));
    devserver_stop(server);
    return replay.failed == 0;
}
