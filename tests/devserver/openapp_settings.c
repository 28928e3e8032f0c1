/* What tests may set. */
#include "check.h"
#include "openapp.h"

static const struct check_field fields[] = {
    {"confirm", CHECK_STRINGS, 0, NULL, NULL},
    {"page_limit", CHECK_POSITIVE, 0, NULL, NULL},
    {"polls", CHECK_NATURAL, 0, NULL, NULL},
    {"script_status", CHECK_STRING, 0, NULL, NULL},
    {"script_result", CHECK_ANY, CHECK_NULLABLE, NULL, NULL},
    {"script_error", CHECK_STRING, 0, NULL, NULL},
    {"answers", CHECK_OBJECT, 0, NULL, NULL},
    {"streams", CHECK_OBJECT, 0, NULL, NULL},
};
const struct check_shape shape_openapp = {fields, sizeof fields / sizeof fields[0]};

json_t *openapp_setting(const devserver *server, const char *name)
{
    return state_find(&server->state, STATE_OPENAPP_SETTINGS, name);
}

json_int_t openapp_number(const devserver *server, const char *name, json_int_t otherwise)
{
    json_t *value = openapp_setting(server, name);
    return value == NULL ? otherwise : json_integer_value(value);
}

void control_openapp(struct exchange *exchange, struct answer *answer)
{
    json_t *settings = exchange->server->state.tables[STATE_OPENAPP_SETTINGS];
    struct check_failure failure = {.pointer = "/streams"};
    if (!openapp_streams_fit(json_object_get(exchange->body, "streams"), &failure)) {
        answer_error(answer, 422, failure.pointer, failure.message);
        return;
    }
    if (json_object_update(settings, exchange->body) != 0) {
        answer_json(answer, 500, NULL);
        return;
    }
    answer_json(answer, 200, json_incref(settings));
}
