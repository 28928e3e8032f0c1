#include "handlers.h"

#include <event2/keyvalq_struct.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_WAIT_MS 25000

/* An approval that will answer itself. */
struct approval_timer {
    devserver *server;
    struct event *event;
    char *id;
    const char *status;
    struct approval_timer *next;
};

const char *approvals_status(const char *status)
{
    static const char *const statuses[] = {"approved", "rejected", "expired", "cancelled"};
    for (size_t i = 0; status != NULL && i < sizeof statuses / sizeof statuses[0]; i++) {
        if (strcmp(statuses[i], status) == 0) {
            return statuses[i];
        }
    }
    return NULL;
}

static void free_timer(struct approval_timer *timer)
{
    if (timer->event != NULL) {
        event_free(timer->event);
    }
    free(timer->id);
    free(timer);
}

static void stop_timer(devserver *server, const char *id)
{
    for (struct approval_timer **at = &server->timers; *at != NULL; at = &(*at)->next) {
        if (strcmp((*at)->id, id) == 0) {
            struct approval_timer *timer = *at;
            *at = timer->next;
            free_timer(timer);
            return;
        }
    }
}

void approvals_stop_timers(devserver *server)
{
    while (server->timers != NULL) {
        struct approval_timer *timer = server->timers;
        server->timers = timer->next;
        free_timer(timer);
    }
}

static bool is_pending(json_t *approval)
{
    const char *status = json_string_value(json_object_get(approval, "status"));
    return status != NULL && strcmp(status, "pending") == 0;
}

bool approvals_decide(devserver *server, const char *id, const char *status,
                      const char *resolved_by)
{
    json_t *approval = state_find(&server->state, STATE_APPROVALS, id);
    if (approval == NULL || !is_pending(approval) ||
        json_object_set_new(approval, "status", json_string(status)) != 0) {
        return false;
    }
    /* Who decided, and when, is only shown. */
    (void)json_object_set_new(approval, "resolved_by",
                              resolved_by == NULL ? json_null() : json_string(resolved_by));
    (void)json_object_set_new(approval, "resolved_at", state_now());
    exchange_wake(server, id);
    stop_timer(server, id);
    return true;
}

static void due(evutil_socket_t fd, short what, void *user)
{
    struct approval_timer *timer = user;
    (void)fd;
    (void)what;
    (void)approvals_decide(timer->server, timer->id, timer->status, "apie-devserver");
}

static bool schedule(devserver *server, const char *id, const char *status, json_int_t after_ms)
{
    const struct timeval wait = {.tv_sec = (time_t)(after_ms / 1000),
                                 .tv_usec = (suseconds_t)(after_ms % 1000 * 1000)};
    struct approval_timer *timer = calloc(1, sizeof *timer);
    if (timer == NULL) {
        return false;
    }
    timer->server = server;
    timer->status = status;
    timer->id = strdup(id);
    timer->event = evtimer_new(server->base, due, timer);
    if (timer->id == NULL || timer->event == NULL || evtimer_add(timer->event, &wait) != 0) {
        free_timer(timer);
        return false;
    }
    timer->next = server->timers;
    server->timers = timer;
    return true;
}

json_t *approvals_create(devserver *server, json_t *evaluation, const char *reason,
                         const char *status, json_int_t after_ms)
{
    json_t *id = state_new_id(&server->state, STATE_ID_APPROVAL);
    const char *first = after_ms == 0 ? status : "pending";
    json_t *approval = json_pack(
        "{s:O, s:s, s:s?, s:O, s:O, s:O, s:O, s:o}", "id", id, "status", first, "reason", reason,
        "run_id", json_object_get(evaluation, "run_id"), "tool",
        json_object_get(evaluation, "tool"), "action", json_object_get(evaluation, "action"),
        "resource", json_object_get(evaluation, "resource"), "created_at", state_now());
    json_t *shown = NULL;
    if (approval != NULL &&
        json_object_set_new(server->state.tables[STATE_APPROVALS], json_string_value(id),
                            approval) == 0 &&
        (after_ms <= 0 || schedule(server, json_string_value(id), status, after_ms))) {
        shown = json_pack("{s:O, s:s}", "id", id, "status", first);
    }
    json_decref(id);
    return shown;
}

static json_t *approval_of(struct exchange *exchange, struct answer *answer)
{
    json_t *approval = state_find(&exchange->server->state, STATE_APPROVALS, exchange->parameter);
    if (approval == NULL) {
        answer_error(answer, 404, NULL, "there is no such approval");
    }
    return approval;
}

void approvals_get(struct exchange *exchange, struct answer *answer)
{
    json_t *approval = approval_of(exchange, answer);
    if (approval != NULL) {
        answer_json(answer, 200, json_pack("{s:O}", "approval", approval));
    }
}

/* The milliseconds of ?timeout=, or -1. */
static json_int_t timeout_of(struct exchange *exchange)
{
    const char *query = evhttp_uri_get_query(evhttp_request_get_evhttp_uri(exchange->request));
    struct evkeyvalq values;
    json_int_t timeout = 0;
    if (query == NULL || evhttp_parse_query_str(query, &values) != 0) {
        return -1;
    }
    const struct evkeyval *only = values.tqh_first;
    const char *text = only == NULL ? "" : only->value;
    const size_t digits = strspn(text, "0123456789");
    if (only == NULL || only->next.tqe_next != NULL || strcmp(only->key, "timeout") != 0 ||
        digits == 0 || digits > 9 || text[digits] != '\0') {
        timeout = -1;
    }
    for (size_t i = 0; timeout >= 0 && i < digits; i++) {
        timeout = timeout * 10 + (text[i] - '0');
    }
    evhttp_clear_headers(&values);
    return timeout;
}

static void answer_status(json_t *approval, struct answer *answer)
{
    answer_json(answer, 200, json_pack("{s:O}", "status", json_object_get(approval, "status")));
}

/* Still pending when the wait is over. */
static void wait_over(struct exchange *exchange)
{
    json_t *approval = approval_of(exchange, &exchange->answer);
    if (approval != NULL) {
        answer_status(approval, &exchange->answer);
    }
    exchange_finish(exchange);
}

void approvals_wait(struct exchange *exchange, struct answer *answer)
{
    const json_int_t timeout = timeout_of(exchange);
    json_t *approval = approval_of(exchange, answer);
    if (approval == NULL) {
        return;
    }
    if (timeout < 0) {
        answer_error(answer, 422, NULL,
                     "the query must be timeout=<milliseconds> and nothing else");
        return;
    }
    if (timeout == 0 || !is_pending(approval)) {
        answer_status(approval, answer);
        return;
    }
    exchange->waiting_for = strdup(exchange->parameter);
    if (exchange->waiting_for == NULL ||
        !exchange_hold(exchange, timeout < LONGEST_WAIT_MS ? timeout : LONGEST_WAIT_MS,
                       wait_over)) {
        answer_json(answer, 500, NULL);
    }
}
