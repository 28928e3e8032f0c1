/* What takes several requests to make, through both Honeycomb clients: the same requests, results
 * also where a call fails or is cancelled on its way, and nothing lost when memory runs out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include <apie/async/honeycomb.h>
#include <apie/sync/honeycomb.h>

#include "support/alloc_fault.h"
#include "support/tiny_server.h"

/* ---- the service: what is made gets an id and is given back ---- */

#define KEPT 32

/* A request that is answered when the test says so. */
typedef struct held_request {
    const char *request; /* how it begins; NULL: none */
    const char *answer;  /* NULL: it is made */
    atomic_bool reached;
    sem_t go;
    sem_t answered;
} held_request;

typedef struct service {
    tiny_server server;
    char lines[KEPT][128];
    char bodies[KEPT][1024];
    atomic_int count;
    atomic_int made;
    const char *refused; /* how a request begins that is refused; NULL: none */
    int status;
    const char *stopped;       /* how a request begins at which the call is cancelled */
    apie_cancel_token *cancel; /* by this */
    atomic_bool reached;       /* that request */
    bool late_slack;           /* the channel is there from the second list on */
    atomic_int lists;
    held_request held[2];
} service;

static const char content_type[] = "Content-Type: application/json\r\n";
static const char no_recipients[] = "[]";
static const char slack_only[] =
    "[{\"id\":\"r-slack\",\"type\":\"slack\",\"details\":{\"slack_channel\":\"#a\"}}]";

static void make(tiny_exchange *exchange, service *s)
{
    char answer[2048];
    int id = atomic_fetch_add(&s->made, 1) + 1;
    int length = (int)strlen(exchange->body) - 1;
    snprintf(answer, sizeof answer, "%.*s,\"id\":\"id-%d\"}", length, exchange->body, id);
    tiny_reply(exchange, 201, content_type, answer);
}

static void reply(tiny_exchange *exchange, service *s)
{
    const char *head = exchange->head;
    if (s->refused && strncmp(head, s->refused, strlen(s->refused)) == 0) {
        tiny_reply(exchange, s->status, content_type, "{\"error\":\"refused\"}");
    } else if (s->stopped && strncmp(head, s->stopped, strlen(s->stopped)) == 0) {
        atomic_store(&s->reached, true);
        if (s->cancel)
            apie_cancel_token_cancel(s->cancel);
        tiny_hang(exchange);
    } else if (tiny_has(head, "GET /1/recipients ")) {
        bool slack = s->late_slack && atomic_fetch_add(&s->lists, 1) > 0;
        tiny_reply(exchange, 200, content_type, slack ? slack_only : no_recipients);
    } else if (tiny_has(head, "/views ") && tiny_has(head, "GET ")) {
        tiny_reply(exchange, 200, content_type,
                   "[{\"id\":\"v\",\"name\":\"V\",\"filters\":[{\"column\":\"c\",\"operation\":"
                   "\"exists\"}]}]");
    } else if (tiny_has(head, "GET ")) {
        tiny_reply(exchange, 200, content_type, "{\"id\":\"b\",\"name\":\"B\",\"panels\":[]}");
    } else {
        make(exchange, s);
    }
}

static held_request *find_held(service *s, const char *head)
{
    for (int i = 0; i < 2; i++)
        if (s->held[i].request &&
            strncmp(head, s->held[i].request, strlen(s->held[i].request)) == 0)
            return &s->held[i];
    return NULL;
}

static void reply_later(tiny_exchange *exchange, service *s, held_request *held)
{
    atomic_store(&held->reached, true);
    (void)sem_wait(&held->go);
    if (held->answer)
        tiny_reply(exchange, 200, content_type, held->answer);
    else
        make(exchange, s);
    (void)sem_post(&held->answered);
}

static void handle(tiny_exchange *exchange, void *user)
{
    service *s = user;
    int number = atomic_fetch_add(&s->count, 1) % KEPT;
    snprintf(s->lines[number], sizeof s->lines[0], "%.*s", (int)strcspn(exchange->head, "\r"),
             exchange->head);
    memcpy(s->bodies[number], exchange->body, sizeof s->bodies[0] - 1);
    held_request *held = find_held(s, exchange->head);
    if (held)
        reply_later(exchange, s, held);
    else
        reply(exchange, s);
}

/* ---- one of the clients ---- */

typedef struct stage {
    bool async;
    service service;
    apie_honeycomb *sync_client;
    apie_async_honeycomb *async_client;
    struct event_base *base;
    apie_error error;
    apie_call_options call;
    void *result; /* of the last call */
    bool cancel;  /* the call, when the service has reached that request */
} stage;

static void begin(stage *s, bool async)
{
    memset(s, 0, sizeof *s);
    s->async = async;
    tiny_server_start(&s->service.server, NULL, handle, &s->service);
    const apie_honeycomb_options options = {.api_key = "a-key", .base_url = s->service.server.url};
    apie_status status = APIE_OK;
    if (async) {
        s->base = event_base_new();
        status = apie_async_honeycomb_new(s->base, &options, &s->async_client, &s->error);
    } else {
        status = apie_honeycomb_new(&options, &s->sync_client, &s->error);
    }
    assert_int_equal(status, APIE_OK);
}

static void forget(stage *s)
{
    apie_free(s->result);
    s->result = NULL;
    atomic_store(&s->service.count, 0);
    atomic_store(&s->service.made, 0);
    atomic_store(&s->service.lists, 0);
    atomic_store(&s->service.reached, false);
}

static void end(stage *s)
{
    forget(s);
    apie_honeycomb_free(s->sync_client);
    apie_async_honeycomb_free(s->async_client);
    if (s->base)
        event_base_free(s->base);
    tiny_server_stop(&s->service.server);
}

typedef struct waiting {
    apie_status status;
    void *result;
    apie_error error;
    int told;
} waiting;

static void note(waiting *w, apie_status status, void *result, const apie_error *error)
{
    w->status = status;
    w->result = result ? apie_take(result) : NULL;
    if (error)
        w->error = *error;
    w->told++;
}

#define NOTE(type)                                                                                 \
    static void note_##type(apie_status status, apie_honeycomb_##type *result,                     \
                            const apie_error *error, void *user)                                   \
    {                                                                                              \
        note(user, status, result, error);                                                         \
    }
NOTE(recipient)
NOTE(trigger_made)
NOTE(slo_made)
NOTE(board_made)
NOTE(board_export)
NOTE(query_rows)

static apie_status await(stage *s, waiting *w, apie_call *call)
{
    if (!call)
        return s->error.code;
    assert_int_equal(w->told, 0);
    while (!w->told) {
        bool cancel = s->cancel && atomic_load(&s->service.reached);
        if (cancel)
            apie_call_cancel(call);
        s->cancel = s->cancel && !cancel;
        assert_int_equal(event_base_loop(s->base, s->cancel ? EVLOOP_NONBLOCK : EVLOOP_ONCE), 0);
    }
    s->error = w->error;
    s->result = w->result;
    return w->status;
}

/* Calls either library. */
#define CALL(s, name, type, argument)                                                              \
    do {                                                                                           \
        apie_honeycomb_##type *out = NULL;                                                         \
        waiting w = {.told = 0};                                                                   \
        forget(s);                                                                                 \
        apie_error_clear(&(s)->error);                                                             \
        if ((s)->async)                                                                            \
            return await(s, &w,                                                                    \
                         apie_async_honeycomb_##name((s)->async_client, argument, &(s)->call,      \
                                                     note_##type, &w, &(s)->error));               \
        apie_status status =                                                                       \
            apie_honeycomb_##name((s)->sync_client, argument, &(s)->call, &out, &(s)->error);      \
        (s)->result = out;                                                                         \
        return status;                                                                             \
    } while (0)

static apie_status find(stage *s, const apie_honeycomb_recipient *wanted)
{
    CALL(s, recipients_find_or_create, recipient, wanted);
}

static apie_status make_trigger(stage *s, const apie_honeycomb_trigger_bundle *bundle)
{
    CALL(s, triggers_create_bundle, trigger_made, bundle);
}

static apie_status make_slo(stage *s, const apie_honeycomb_slo_bundle *bundle)
{
    CALL(s, slos_create_bundle, slo_made, bundle);
}

static apie_status make_board(stage *s, const apie_honeycomb_board_bundle *bundle)
{
    CALL(s, boards_create_bundle, board_made, bundle);
}

static apie_status export_board(stage *s, const char *id)
{
    CALL(s, boards_export, board_export, id);
}

#define expect(s, expected, call)                                                                  \
    do {                                                                                           \
        apie_status got = call;                                                                    \
        if (got != (expected))                                                                     \
            fail_msg("%s: %s: %s", #call, apie_status_name(got), (s)->error.message);              \
    } while (0)
#define expect_ok(s, call) expect(s, APIE_OK, call)

static void expect_line(stage *s, int number, const char *line)
{
    assert_true(number < atomic_load(&s->service.count));
    if (strncmp(s->service.lines[number], line, strlen(line)) != 0)
        fail_msg("request %d is %s, not %s", number, s->service.lines[number], line);
}

/* ---- what is made ---- */

typedef struct parts {
    apie_honeycomb_recipient recipient;
    apie_honeycomb_alert_recipient told;
    apie_honeycomb_trigger trigger;
    apie_honeycomb_trigger_bundle trigger_bundle;
    apie_honeycomb_slo slo;
    apie_honeycomb_burn_alert alert;
    apie_honeycomb_burn_alert_bundle burn_alert;
    apie_honeycomb_slo_bundle slo_bundle;
    apie_honeycomb_query query;
    apie_honeycomb_panel_bundle panels[3];
    apie_honeycomb_board_view_filter filter;
    const apie_honeycomb_board_view_filter *filters[1];
    apie_honeycomb_board_view view;
    const apie_honeycomb_board_view *views[1];
    apie_honeycomb_board board;
    apie_honeycomb_board_bundle board_bundle;
} parts;

static const char *const datasets[] = {"one"};

static void parts_init(parts *p)
{
    memset(p, 0, sizeof *p);
    p->recipient = apie_honeycomb_slack("#a");
    p->told = apie_honeycomb_tell(&p->recipient, NULL);
    p->trigger.name = "Errors";
    apie_honeycomb_fire_when(&p->trigger, ">=", 1);
    p->trigger_bundle = (apie_honeycomb_trigger_bundle){
        .dataset = "one", .trigger = &p->trigger, .recipients = &p->told, .recipients_count = 1};
    p->slo = (apie_honeycomb_slo){.name = "Good", .sli_alias = "sli"};
    assert_int_equal(apie_honeycomb_target_from_percent(99.5, &p->slo.target_per_million, NULL),
                     APIE_OK);
    p->alert = apie_honeycomb_exhaustion_alert(0);
    p->burn_alert = (apie_honeycomb_burn_alert_bundle){
        .alert = &p->alert, .recipients = &p->told, .recipients_count = 1};
    p->slo_bundle = (apie_honeycomb_slo_bundle){.datasets = datasets,
                                                .datasets_count = 1,
                                                .slo = &p->slo,
                                                .burn_alerts = &p->burn_alert,
                                                .burn_alerts_count = 1};
    p->query.time_range = apie_int(APIE_HONEYCOMB_LAST_HOUR);
    p->panels[0] = apie_honeycomb_slo_panel(&p->slo_bundle);
    p->panels[1] = apie_honeycomb_text_panel("text");
    p->panels[2] = apie_honeycomb_query_panel(NULL, &p->query, "How many");
    p->filter.column = "c";
    p->filter.operation = APIE_HONEYCOMB_FILTER_OP_EXISTS;
    p->filters[0] = &p->filter;
    p->view =
        (apie_honeycomb_board_view){.name = "Mine", .filters = p->filters, .filters_count = 1};
    p->views[0] = &p->view;
    p->board.name = "All";
    p->board_bundle = (apie_honeycomb_board_bundle){.board = &p->board,
                                                    .panels = p->panels,
                                                    .panels_count = 3,
                                                    .views = p->views,
                                                    .views_count = 1};
}

/* ---- tests ---- */

static void test_results(stage *s)
{
    parts p;
    parts_init(&p);
    expect_ok(s, find(s, &p.recipient));
    assert_string_equal(((apie_honeycomb_recipient *)s->result)->id, "id-1");
    expect_ok(s, make_trigger(s, &p.trigger_bundle));
    assert_string_equal(((apie_honeycomb_trigger_made *)s->result)->trigger->id, "id-2");
    expect_ok(s, make_slo(s, &p.slo_bundle));
    assert_string_equal(((apie_honeycomb_slo_made *)s->result)->burn_alerts[0]->id, "id-3");
    expect_ok(s, make_board(s, &p.board_bundle));
    assert_int_equal(((apie_honeycomb_board_made *)s->result)->made_count, 6);
    assert_string_equal(((apie_honeycomb_board_made *)s->result)->views[0]->view->id, "id-7");
    expect_ok(s, export_board(s, "b"));
    const json_t *json = ((apie_honeycomb_board_export *)s->result)->json;
    assert_int_equal(json_array_size(json_object_get(json, "views")), 1);
    assert_null(json_object_get(json, "id"));
}

static void test_somebody_else_was_faster(stage *s)
{
    parts p;
    parts_init(&p);
    s->service.late_slack = true;
    s->service.refused = "POST /1/recipients";
    s->service.status = 409;
    expect_ok(s, find(s, &p.recipient));
    assert_string_equal(((apie_honeycomb_recipient *)s->result)->id, "r-slack");
    expect_line(s, 2, "GET /1/recipients ");
}

static void test_failures_tell_what_was_made(stage *s)
{
    parts p;
    parts_init(&p);
    s->service.refused = "POST /1/boards ";
    s->service.status = 422;
    expect(s, APIE_ERROR_INVALID_REQUEST, make_board(s, &p.board_bundle));
    const apie_honeycomb_board_made *made = s->result;
    assert_int_equal(made->made_count, 5);
    assert_int_equal(made->made[1]->kind, APIE_HONEYCOMB_MADE_SLO);
    assert_string_equal(made->made[1]->dataset, "one");
    assert_non_null(strstr(s->error.message, "refused"));
    s->service.refused = "GET /1/recipients";
    expect(s, APIE_ERROR_INVALID_REQUEST, make_trigger(s, &p.trigger_bundle));
    assert_null(s->result);
}

static void test_cancels_tell_what_was_made(stage *s)
{
    apie_cancel_token *token = apie_cancel_token_new();
    parts p;
    parts_init(&p);
    s->service.stopped = "POST /1/burn_alerts/";
    if (s->async)
        s->cancel = true;
    else
        s->call.cancel = s->service.cancel = token;
    expect(s, APIE_ERROR_CANCELLED, make_board(s, &p.board_bundle));
    const apie_honeycomb_board_made *made = s->result;
    assert_int_equal(made->made_count, 2);
    assert_int_equal(made->made[1]->kind, APIE_HONEYCOMB_MADE_SLO);
    apie_cancel_token_free(token);
}

static void test_mistakes_send_nothing(stage *s)
{
    parts p;
    parts_init(&p);
    p.trigger.frequency = apie_int(61);
    expect(s, APIE_ERROR_INVALID_ARGUMENT, make_trigger(s, &p.trigger_bundle));
    assert_string_equal(s->error.where, "/trigger/frequency");
    p.alert.exhaustion_minutes = apie_int(-1);
    expect(s, APIE_ERROR_INVALID_ARGUMENT, make_slo(s, &p.slo_bundle));
    assert_string_equal(s->error.where, "/burn_alerts/0/alert/exhaustion_minutes");
    expect(s, APIE_ERROR_INVALID_ARGUMENT, make_board(s, &p.board_bundle));
    assert_string_equal(s->error.where, "/panels/0/slo/burn_alerts/0/alert/exhaustion_minutes");
    expect(s, APIE_ERROR_INVALID_ARGUMENT, find(s, NULL));
    expect(s, APIE_ERROR_INVALID_ARGUMENT, export_board(s, ""));
    assert_int_equal(atomic_load(&s->service.count), 0);
    assert_null(s->result);
}

static void test_no_client(stage *s)
{
    parts p;
    parts_init(&p);
    apie_honeycomb *sync_client = s->sync_client;
    apie_async_honeycomb *async_client = s->async_client;
    s->sync_client = NULL;
    s->async_client = NULL;
    expect(s, APIE_ERROR_INVALID_ARGUMENT, make_board(s, &p.board_bundle));
    assert_string_equal(s->error.where, "client");
    s->sync_client = sync_client;
    s->async_client = async_client;
}

/* The k-th allocation fails, for every k. Whatever could still be made is told, and the client
 * works on. */
static void run_out_of_memory(stage *s, unsigned long k, bool *hit)
{
    parts p;
    parts_init(&p);
    forget(s);
    apie_fault_fail_at(k);
    apie_status status = make_board(s, &p.board_bundle);
    *hit = apie_fault_hit();
    apie_fault_fail_at(0);
    const apie_honeycomb_board_made *made = s->result;
    if (status == APIE_OK)
        assert_int_equal(made->made_count, 6);
    else
        assert_int_equal(status, APIE_ERROR_NO_MEMORY);
    /* What the last answer told is lost with it, if there was no room to read it. */
    int told = made ? (int)(made->made_count + made->views_count - made->views_failed) : 0;
    int there = atomic_load(&s->service.made);
    assert_in_range(told, there > 0 ? there - 1 : 0, there);
    assert_true(status == APIE_OK || told == there || s->error.maybe_processed);
}

static void test_out_of_memory(stage *s)
{
    parts p;
    bool hit = true;
    parts_init(&p);
    for (unsigned long k = 1; hit; k++)
        run_out_of_memory(s, k, &hit);
    expect_ok(s, make_trigger(s, &p.trigger_bundle));
}

static void run(void (*test)(stage *s))
{
    for (int async = 0; async < 2; async++) {
        static stage s;
        begin(&s, async == 1);
        test(&s);
        end(&s);
    }
}

#define BOTH(name)                                                                                 \
    static void name(void **state)                                                                 \
    {                                                                                              \
        (void)state;                                                                               \
        run(test_##name);                                                                          \
    }
BOTH(results)
BOTH(somebody_else_was_faster)
BOTH(failures_tell_what_was_made)
BOTH(cancels_tell_what_was_made)
BOTH(mistakes_send_nothing)
BOTH(no_client)
BOTH(out_of_memory)

/* ---- both at once ---- */

static void both_send_the_same_requests(void **state)
{
    static stage stages[2];
    parts p;
    (void)state;
    parts_init(&p);
    for (int i = 0; i < 2; i++) {
        begin(&stages[i], i == 1);
        expect_ok(&stages[i], make_board(&stages[i], &p.board_bundle));
        assert_int_equal(atomic_load(&stages[i].service.count), 8);
    }
    for (int i = 0; i < 8; i++) {
        assert_string_equal(stages[0].service.lines[i], stages[1].service.lines[i]);
        assert_string_equal(stages[0].service.bodies[i], stages[1].service.bodies[i]);
    }
    end(&stages[0]);
    end(&stages[1]);
}

static void count_told(apie_status status, apie_honeycomb_board_made *result,
                       const apie_error *error, void *user)
{
    (void)error;
    assert_int_equal(status, APIE_ERROR_CANCELLED);
    assert_int_equal(result->made_count, 2);
    ++*(int *)user;
}

/* The client is freed while a bundle is under way; the callback does not keep the result. */
static void freeing_tells_what_was_made(void **state)
{
    static stage s;
    parts p;
    int told = 0;
    (void)state;
    parts_init(&p);
    begin(&s, true);
    s.service.stopped = "POST /1/burn_alerts/";
    assert_non_null(apie_async_honeycomb_boards_create_bundle(s.async_client, &p.board_bundle, NULL,
                                                              count_told, &told, &s.error));
    memset(&p, 0, sizeof p);
    while (!atomic_load(&s.service.reached))
        assert_int_equal(event_base_loop(s.base, EVLOOP_NONBLOCK), 0);
    apie_async_honeycomb_free(s.async_client);
    s.async_client = NULL;
    assert_int_equal(told, 1);
    end(&s);
}

/* ---- an answer that came, and a cancel before the call has gone on ---- */

static void hold(held_request *held, const char *request, const char *answer)
{
    held->request = request;
    held->answer = answer;
    assert_int_equal(sem_init(&held->go, 0, 0), 0);
    assert_int_equal(sem_init(&held->answered, 0, 0), 0);
}

/* Has it answered: when this returns, the answer is there to be read. */
static void let_go(held_request *held)
{
    assert_int_equal(sem_post(&held->go), 0);
    assert_int_equal(sem_wait(&held->answered), 0);
}

static void stop_holding(held_request *held)
{
    assert_int_equal(sem_destroy(&held->go), 0);
    assert_int_equal(sem_destroy(&held->answered), 0);
}

static bool cancel_other(const apie_honeycomb_query_page *page, void *user)
{
    assert_int_equal(page->row_count, 1);
    apie_call_cancel(*(apie_call **)user);
    return true;
}

/* Both answers are read in one turn of the loop, and what the program does on the first of them is
 * to cancel the other call. In libapie-sync a cancel comes before an answer was read or after the
 * call has gone on. */
static void a_cancel_with_the_answer_tells_what_was_made(void **state)
{
    static stage s;
    parts p;
    apie_call *call = NULL;
    const apie_honeycomb_query_walk walk = {.on_page = cancel_other, .user = &call};
    waiting rows = {.told = 0}, trigger = {.told = 0};
    (void)state;
    parts_init(&p);
    begin(&s, true);
    hold(&s.service.held[0], "GET /1/query_results/",
         "{\"id\":\"r\",\"complete\":true,\"data\":{\"results\":[{\"data\":{\"COUNT\":1}}]}}");
    hold(&s.service.held[1], "POST /1/triggers/", NULL);
    p.trigger_bundle.recipients_count = 0;
    assert_non_null(apie_async_honeycomb_query_results_run_all(
        s.async_client, "one", &p.query, &walk, NULL, note_query_rows, &rows, &s.error));
    call = apie_async_honeycomb_triggers_create_bundle(s.async_client, &p.trigger_bundle, NULL,
                                                       note_trigger_made, &trigger, &s.error);
    assert_non_null(call);
    while (!atomic_load(&s.service.held[0].reached) || !atomic_load(&s.service.held[1].reached))
        assert_int_equal(event_base_loop(s.base, EVLOOP_NONBLOCK), 0);
    let_go(&s.service.held[0]);
    let_go(&s.service.held[1]);
    while (!rows.told || !trigger.told)
        assert_int_equal(event_base_loop(s.base, EVLOOP_ONCE), 0);
    assert_int_equal(rows.status, APIE_OK);
    assert_int_equal(trigger.status, APIE_ERROR_CANCELLED);
    const apie_honeycomb_trigger_made *made = trigger.result;
    assert_non_null(made);
    assert_int_equal(made->made_count, 1);
    assert_int_equal(made->made[0]->kind, APIE_HONEYCOMB_MADE_TRIGGER);
    assert_string_equal(made->made[0]->dataset, "one");
    assert_string_equal(made->made[0]->id, "id-3");
    assert_null(made->trigger);
    apie_free(rows.result);
    apie_free(trigger.result);
    end(&s);
    stop_holding(&s.service.held[0]);
    stop_holding(&s.service.held[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results),
        cmocka_unit_test(somebody_else_was_faster),
        cmocka_unit_test(failures_tell_what_was_made),
        cmocka_unit_test(cancels_tell_what_was_made),
        cmocka_unit_test(mistakes_send_nothing),
        cmocka_unit_test(no_client),
        cmocka_unit_test(out_of_memory),
        cmocka_unit_test(both_send_the_same_requests),
        cmocka_unit_test(freeing_tells_what_was_made),
        cmocka_unit_test(a_cancel_with_the_answer_tells_what_was_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
