/* Cancelling many OpenApp calls of all kinds, in flight and waiting for a connection, at random
 * moments: each is told once, nothing is left, and the client goes on. */
#include "openapp_use.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "behaviour/sync_fixture.h"
#include "support/alloc_fault.h"
#include "support/random.h"

#define CALLS      1000
#define A_TURN     25 /* calls cancelled in one turn at most */
#define THREADS    100
#define FEW        50   /* connections, so that calls wait */
#define BACK_IN_MS 1200 /* after a token was cancelled */

/* Fewer where instructions are emulated (make check-valgrind). */
static bool slowly(void)
{
    return getenv("TEST_SLOWLY") != NULL;
}

/* Every way in which an answer may not have come yet, and two that may come in time. */
static const char *const ids[] = {"never", "head", "body", "slowly", "again", "soon"};
#define IDS      (sizeof ids / sizeof *ids)
#define HOPELESS (IDS - 2) /* so many have no answer */

static const char trouble[] =
    "[{\"path\":\"/api/v1/orgs/never\",\"stall\":\"request\"},"
    "{\"path\":\"/api/v1/orgs/head\",\"stall\":\"headers\"},"
    "{\"path\":\"/api/v1/orgs/body\",\"stall\":\"body\"},"
    "{\"path\":\"/api/v1/orgs/slowly\",\"slow_bytes\":{\"bytes\":1,\"every_ms\":1000}},"
    "{\"path\":\"/api/v1/orgs/again\",\"status\":503,\"retry_after\":\"30\"},"
    "{\"path\":\"/api/v1/orgs/soon\",\"delay_ms\":20},"
    "{\"path\":\"/api/v1/orgs\",\"stall\":\"headers\"},"
    "{\"path\":\"/api/v1/scripting/executions\",\"stall\":\"request\"},"
    "{\"path\":\"/api/v1/devices/*\",\"stall\":\"request\"},"
    "{\"path\":\"/images/*\",\"stall\":\"body\"}]";
static const char held[] = "{\"streams\": {\"/held\": {\"events\": [{\"data\": \"a\"}, "
                           "{\"data\": \"b\", \"pause_ms\": 5}], \"then\": \"hold\"}}}";

static const apie_opt_bool unset = {false, APIE_UNSET};

static int64_t now_ms(void)
{
    struct timespec now;
    assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &now), 0);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- what is asked ---- */

static const apie_openapp_image image = {.data = "\xff\xd8\xff picture", .length = 11};
static const apie_openapp_execution_create script = {.script = "return 1"};

/* Of the local server, which never sends all of it. */
static char picture_url[128];

static bool on_event(const apie_openapp_event *event, void *user)
{
    (void)event;
    (void)user;
    return true;
}

static const apie_openapp_stream_options stream = {.on_event = on_event};

static void begin(openapp_stage *s, bool async, int connections)
{
    openapp_begin(s, async);
    openapp_use_local(s);
    apie_free(openapp_control(s, "POST", "/_dev/faults", trouble));
    apie_free(openapp_control(s, "POST", "/_dev/openapp", held));
    (void)snprintf(picture_url, sizeof picture_url, "%s/images/a.png", devserver_url(s->local));
    s->options.connection.max_connections = connections;
    openapp_ok(s, openapp_new(s));
}

/* How many connections the server has open, the asking one included; how many requests came. */
static int open_connections(openapp_stage *s, int *requests)
{
    apie_response *response = openapp_control(s, "GET", "/_dev/summary", NULL);
    json_t *summary = json_loads(response->body, 0, NULL);
    const json_t *open = json_object_get(json_object_get(summary, "connections"), "open");
    const int count = (int)json_integer_value(open);
    *requests = (int)json_integer_value(json_object_get(summary, "requests"));
    json_decref(summary);
    apie_free(response);
    return count;
}

/* Until it has so many, and so many requests came; it learns of what is closed when it looks. */
static void await_server(openapp_stage *s, int most_open, int least_requests)
{
    const struct timespec pause = {.tv_nsec = 5000000};
    const int64_t limit = now_ms() + 20000;
    int requests = 0;
    int open = open_connections(s, &requests);
    while (open > most_open || requests < least_requests) {
        if (now_ms() > limit)
            fail_msg("%d connections are open, %d requests came", open, requests);
        (void)nanosleep(&pause, NULL);
        open = open_connections(s, &requests);
    }
}

/* ---- the event-driven library ---- */

OPENAPP_NOTE(openapp_org)
OPENAPP_NOTE(openapp_org_page)
OPENAPP_NOTE(openapp_execution)
OPENAPP_NOTE(openapp_json)
OPENAPP_NOTE(openapp_stream_end)

typedef struct crowd crowd;
typedef apie_call *starter(openapp_stage *s, size_t i, openapp_waiting *w);

struct crowd {
    openapp_stage *stage;
    starter *start;
    apie_random random;
    struct event *timer;
    size_t count;
    size_t left; /* not cancelled and not ended */
    apie_call *calls[CALLS];
    openapp_waiting told[CALLS];
};

static apie_call *get_org(openapp_stage *s, const char *id, openapp_waiting *w)
{
    return apie_async_openapp_orgs_get(s->async_client, id, unset, NULL, note_openapp_org, w,
                                       &s->error);
}

/* Answers may come. */
static apie_call *start_any(openapp_stage *s, size_t i, openapp_waiting *w)
{
    return get_org(s, ids[i % IDS], w);
}

/* No answer comes, and no connection is kept. */
static apie_call *start_hopeless(openapp_stage *s, size_t i, openapp_waiting *w)
{
    apie_async_openapp *client = s->async_client;
    switch (i % (HOPELESS + 5)) {
    case HOPELESS:
        return apie_async_openapp_orgs_list_all(client, NULL, NULL, note_openapp_org_page, w,
                                                &s->error);
    case HOPELESS + 1:
        return apie_async_openapp_scripting_execute(client, &script, NULL, note_openapp_execution,
                                                    w, &s->error);
    case HOPELESS + 2:
        return apie_async_openapp_devices_upload_image(client, "d", &image, NULL, note_openapp_json,
                                                       w, &s->error);
    case HOPELESS + 3:
        return apie_async_openapp_devices_upload_image_from_url(
            client, "d", picture_url, NULL, NULL, note_openapp_json, w, &s->error);
    case HOPELESS + 4:
        return apie_async_openapp_stream(client, "GET", "/held", NULL, 0, &stream, NULL,
                                         note_openapp_stream_end, w, &s->error);
    default: return get_org(s, ids[i % (HOPELESS + 5)], w);
    }
}

static void cancel_one(crowd *c, size_t i)
{
    if (!c->told[i].told && c->calls[i]) {
        apie_call_cancel(c->calls[i]);
        c->calls[i] = NULL;
    }
}

/* Some, and then those that nobody has picked yet, so that it ends. */
static void cancel_some(evutil_socket_t fd, short what, void *user)
{
    crowd *c = user;
    (void)fd;
    (void)what;
    for (uint64_t n = apie_random_below(&c->random, A_TURN); n > 0 && c->left > 0; n--) {
        cancel_one(c, apie_random_below(&c->random, c->count));
        cancel_one(c, --c->left);
    }
    if (c->left == 0)
        event_del(c->timer);
}

static void start_calls(crowd *c)
{
    openapp_stage *s = c->stage;
    const struct timeval soon = {.tv_usec = 1000};
    for (size_t i = 0; i < c->count; i++) {
        c->calls[i] = c->start(s, i, &c->told[i]);
        assert_non_null(c->calls[i]);
    }
    c->left = c->count;
    c->timer = event_new(s->base, -1, EV_PERSIST, cancel_some, c);
    assert_non_null(c->timer);
    assert_int_equal(event_add(c->timer, &soon), 0);
}

/* Each was told once: cancelled, or, where an answer came before, of that. (There are more 503s
 * than a client tries again.) How many were cancelled. */
static size_t check_told(crowd *c)
{
    size_t cancelled = 0;
    size_t between_attempts = 0;
    const bool any = c->start == start_any;
    for (size_t i = 0; i < c->count; i++) {
        assert_int_equal(c->told[i].told, 1);
        const char *id = any ? ids[i % IDS] : "hopeless";
        const apie_status status = c->told[i].status;
        cancelled += status == APIE_ERROR_CANCELLED;
        between_attempts += status == APIE_ERROR_CANCELLED && strcmp(id, "again") == 0;
        if (status != APIE_ERROR_CANCELLED &&
            (strcmp(id, "soon") != 0 || status != APIE_ERROR_NOT_FOUND) &&
            (strcmp(id, "again") != 0 || status != APIE_ERROR_SERVER))
            fail_msg("%s: %s", id, apie_status_name(status));
        apie_free(c->told[i].result);
    }
    assert_true(!any || between_attempts > 0);
    return cancelled;
}

static bool all_told(const crowd *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (!c->told[i].told)
            return false;
    return true;
}

static void cancel_crowd(starter *start, size_t count, int connections, uint64_t seed)
{
    static openapp_stage s;
    static crowd c;
    memset(&c, 0, sizeof c);
    c.stage = &s;
    c.start = start;
    c.count = count;
    c.random.state = seed;
    begin(&s, true, connections);
    start_calls(&c);
    while (!all_told(&c) || c.left > 0)
        assert_int_equal(event_base_loop(s.base, EVLOOP_ONCE), 0);
    const size_t cancelled = check_told(&c);
    assert_true(cancelled >= count / IDS * HOPELESS);
    event_free(c.timer);
    /* What is still open, while the client is there, has had its answer: the 503s wait without one
     * of their own. */
    const size_t kept = start == start_any ? count - cancelled + (count + IDS - 1) / IDS : 0;
    await_server(&s, 1 + (int)kept, 0);
    int requests = 0;
    (void)open_connections(&s, &requests);
    if (connections == FEW && count == CALLS)
        assert_in_range(requests, FEW, CALLS - 1); /* some never had a connection */
    openapp_ok(&s, use_get_status(&s));
    assert_int_equal(s.response->status, 200);
    (void)event_base_loop(s.base, EVLOOP_NONBLOCK);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(c.told[i].told, 1);
    apie_async_openapp_free(s.async_client);
    s.async_client = NULL;
    await_server(&s, 1, 0);
    openapp_end(&s);
}

/* A client and a server have two descriptors for each connection. */
static void want_descriptors(void)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    if (limit.rlim_cur < 3 * CALLS && limit.rlim_max >= 3 * CALLS) {
        limit.rlim_cur = 3 * CALLS;
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
    }
}

static void cancel_thousands(starter *start, int connections)
{
    want_descriptors();
    cancel_crowd(start, 10 * IDS, connections, 1); /* what is made once and kept is made here */
    const int descriptors = sync_count_fds();
    const long blocks = apie_fault_live();
    for (uint64_t seed = 2; seed < 4; seed++)
        cancel_crowd(start, slowly() ? 100 : CALLS, connections, seed);
    assert_int_equal(sync_count_fds(), descriptors);
    assert_int_equal(apie_fault_live(), blocks);
}

static void a_thousand_calls_are_cancelled(void **state)
{
    (void)state;
    cancel_thousands(start_any, CALLS);
}

/* Of all kinds, and most of them before they have a connection. */
static void a_thousand_calls_that_wait_are_cancelled(void **state)
{
    (void)state;
    cancel_thousands(start_hopeless, FEW);
}

static void a_thousand_calls_without_answer_are_cancelled(void **state)
{
    (void)state;
    cancel_thousands(start_hopeless, CALLS);
}

/* ---- the blocking library ---- */

typedef struct caller {
    pthread_t thread;
    apie_openapp *client;
    int number;
    apie_cancel_token *token;
    int64_t cancelled_ms;
    int64_t returned_ms;
    apie_status status;
} caller;

/* As those of the crowd, but for the last: it is in between two attempts. */
static apie_status ask(const caller *me, const apie_call_options *options)
{
    switch ((size_t)me->number % (HOPELESS + 6)) {
    case HOPELESS: return apie_openapp_orgs_list_all(me->client, NULL, options, NULL, NULL);
    case HOPELESS + 1:
        return apie_openapp_scripting_execute(me->client, &script, options, NULL, NULL);
    case HOPELESS + 2:
        return apie_openapp_devices_upload_image(me->client, "d", &image, options, NULL, NULL);
    case HOPELESS + 3:
        return apie_openapp_devices_upload_image_from_url(me->client, "d", picture_url, NULL,
                                                          options, NULL, NULL);
    case HOPELESS + 4:
        return apie_openapp_stream(me->client, "GET", "/held", NULL, 0, &stream, options, NULL,
                                   NULL);
    case HOPELESS + 5:
        return apie_openapp_orgs_get(me->client, "again", unset, options, NULL, NULL);
    default:
        return apie_openapp_orgs_get(me->client, ids[(size_t)me->number % (HOPELESS + 6)], unset,
                                     options, NULL, NULL);
    }
}

static void *call_until_cancelled(void *user)
{
    caller *me = user;
    const apie_call_options options = {.cancel = me->token};
    me->status = ask(me, &options);
    me->returned_ms = now_ms();
    return NULL;
}

static void cancel_callers(int count)
{
    static openapp_stage s;
    static caller callers[THREADS];
    const struct timespec pause = {.tv_nsec = 1000000};
    begin(&s, false, CALLS);
    for (int i = 0; i < count; i++) {
        callers[i] =
            (caller){.client = s.sync_client, .number = i, .token = apie_cancel_token_new()};
        assert_non_null(callers[i].token);
        assert_int_equal(
            pthread_create(&callers[i].thread, NULL, call_until_cancelled, &callers[i]), 0);
    }
    await_server(&s, 1 + count, count);
    for (int i = 0; i < count; i++) {
        caller *next = &callers[i * 37 % count];
        next->cancelled_ms = now_ms();
        apie_cancel_token_cancel(next->token);
        (void)nanosleep(&pause, NULL);
    }
    for (int i = 0; i < count; i++) {
        assert_int_equal(pthread_join(callers[i].thread, NULL), 0);
        assert_int_equal(callers[i].status, APIE_ERROR_CANCELLED);
        assert_true(slowly() || callers[i].returned_ms - callers[i].cancelled_ms <= BACK_IN_MS);
        apie_cancel_token_free(callers[i].token);
    }
    /* The 503s had their answer. */
    await_server(&s, 1 + count / (int)(HOPELESS + 6), 0);
    openapp_ok(&s, use_get_status(&s));
    apie_openapp_free(s.sync_client);
    s.sync_client = NULL;
    await_server(&s, 1, 0);
    openapp_end(&s);
}

static void a_hundred_threads_are_cancelled(void **state)
{
    (void)state;
    cancel_callers(11); /* one of each, and one more */
    const int descriptors = sync_count_fds();
    const long blocks = apie_fault_live();
    cancel_callers(slowly() ? 10 : THREADS);
    assert_int_equal(sync_count_fds(), descriptors);
    assert_int_equal(apie_fault_live(), blocks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thousand_calls_are_cancelled),
        cmocka_unit_test(a_thousand_calls_that_wait_are_cancelled),
        cmocka_unit_test(a_thousand_calls_without_answer_are_cancelled),
        cmocka_unit_test(a_hundred_threads_are_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
