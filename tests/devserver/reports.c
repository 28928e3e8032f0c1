#include "handlers.h"

void reports_create(struct exchange *exchange, struct answer *answer)
{
    devserver *server = exchange->server;
    struct state *state = &server->state;
    json_t *filters = json_object_get(exchange->body, "filters");
    if (state_find(state, STATE_AGENTS, exchange->parameter) == NULL) {
        answer_error(answer, 404, NULL, "there is no such agent");
        return;
    }
    if (json_object_size(filters) > 1) {
        answer_error(answer, 422, "/filters", "must be by environments or by version, not both");
        return;
    }
    json_t *id = state_new_id(state, STATE_ID_REPORT);
    const char *text = json_string_value(id);
    json_t *report =
        json_pack("{s:O, s:s, s:o, s:{s:o}, s:O, s:s, s:i}", "report_id", id, "status", "draft",
                  "web_url", json_sprintf("%s/reports/%s", server->url, text), "export_urls",
                  "json", json_sprintf("%s/reports/%s/export.json", server->url, text), "request",
                  exchange->body, "agent_id", exchange->parameter, "asked", 0);
    json_t *json = NULL;
    if (report != NULL && json_object_set_new(state->tables[STATE_REPORTS], text, report) == 0) {
        json = json_pack("{s:O, s:O, s:O}", "report_id", id, "status",
                         json_object_get(report, "status"), "web_url",
                         json_object_get(report, "web_url"));
    }
    json_decref(id);
    answer_json(answer, 200, json);
}

/* A draft until it is asked for the second time. */
void reports_get(struct exchange *exchange, struct answer *answer)
{
    json_t *report = state_find(&exchange->server->state, STATE_REPORTS, exchange->parameter);
    if (report == NULL) {
        answer_error(answer, 404, NULL, "there is no such report");
        return;
    }
    json_t *asked = json_object_get(report, "asked");
    const json_int_t times = json_integer_value(asked) + 1;
    if (json_integer_set(asked, times) != 0 ||
        (times == 2 && json_object_set_new(report, "status", json_string("generated")) != 0)) {
        answer_json(answer, 500, NULL);
        return;
    }
    answer_json(answer, 200,
                json_pack("{s:O, s:O, s:O, s:O}", "report_id", json_object_get(report, "report_id"),
                          "status", json_object_get(report, "status"), "web_url",
                          json_object_get(report, "web_url"), "export_urls",
                          json_object_get(report, "export_urls")));
}
