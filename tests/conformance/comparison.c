#include "conformance/comparison.h"

#include <stdlib.h>
#include <string.h>

#include <event2/util.h>

#include "conformance/fatal.h"

#define LABEL_SIZE   160
#define POINTER_SIZE 256

/* ---- telling ---- */

static void print_value(FILE *file, const json_t *value)
{
    char *text = value == NULL
                     ? NULL
                     : not_null(json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS));
    (void)fputs(text == NULL ? "absent" : text, file);
    free(text);
}

static void differ(struct comparison *comparison, const char *request, const char *at,
                   json_t *recorded, json_t *sent)
{
    if (differences_allow(comparison->allowed, comparison->library, comparison->scenario, request,
                          at, sent))
        return;
    comparison->found++;
    (void)fprintf(comparison->report, "  %s %s recorded ", request,
                  *at == '\0' ? "as a whole" : at);
    print_value(comparison->report, recorded);
    (void)fputs(", sent ", comparison->report);
    print_value(comparison->report, sent);
    (void)fputc('\n', comparison->report);
}

/* ---- JSON ---- */

static void extend(char *pointer, size_t length, const char *token)
{
    if (length + 2 < POINTER_SIZE)
        pointer[length++] = '/';
    for (; *token != '\0' && length + 3 < POINTER_SIZE; token++) {
        if (*token == '~' || *token == '/') {
            pointer[length++] = '~';
            pointer[length++] = *token == '~' ? '0' : '1';
        } else {
            pointer[length++] = *token;
        }
    }
    pointer[length] = '\0';
}

static void compare_json(struct comparison *comparison, const char *request, char *pointer,
                         json_t *recorded, json_t *sent);

static void compare_objects(struct comparison *comparison, const char *request, char *pointer,
                            json_t *recorded, json_t *sent)
{
    const size_t length = strlen(pointer);
    const char *key;
    json_t *value;
    json_object_foreach(recorded, key, value)
    {
        extend(pointer, length, key);
        compare_json(comparison, request, pointer, value, json_object_get(sent, key));
        pointer[length] = '\0';
    }
    json_object_foreach(sent, key, value)
    {
        if (json_object_get(recorded, key) != NULL)
            continue;
        extend(pointer, length, key);
        compare_json(comparison, request, pointer, NULL, value);
        pointer[length] = '\0';
    }
}

static void compare_arrays(struct comparison *comparison, const char *request, char *pointer,
                           json_t *recorded, json_t *sent)
{
    const size_t length = strlen(pointer);
    for (size_t i = 0; i < json_array_size(recorded) || i < json_array_size(sent); i++) {
        char token[24];
        (void)snprintf(token, sizeof token, "%zu", i);
        extend(pointer, length, token);
        compare_json(comparison, request, pointer, json_array_get(recorded, i),
                     json_array_get(sent, i));
        pointer[length] = '\0';
    }
}

/* NULL is absent, which is not null. */
static void compare_json(struct comparison *comparison, const char *request, char *pointer,
                         json_t *recorded, json_t *sent)
{
    if (json_is_object(recorded) && json_is_object(sent))
        compare_objects(comparison, request, pointer, recorded, sent);
    else if (json_is_array(recorded) && json_is_array(sent))
        compare_arrays(comparison, request, pointer, recorded, sent);
    else if ((recorded != NULL || sent != NULL) && !json_equal(recorded, sent))
        differ(comparison, request, pointer, recorded, sent);
}

/* ---- headers ---- */

static json_t *header_of(const json_t *request, const char *name)
{
    const char *key;
    json_t *value;
    json_object_foreach(json_object_get(request, "headers"), key, value)
    {
        if (evutil_ascii_strcasecmp(key, name) == 0)
            return value;
    }
    return NULL;
}

/* Takes over the reference to recorded. */
static void compare_header(struct comparison *comparison, const json_t *request, const char *name,
                           json_t *recorded)
{
    char label[LABEL_SIZE];
    char at[POINTER_SIZE];
    json_t *sent = header_of(request, name);
    (void)snprintf(at, sizeof at, "%s:", name);
    if (sent == NULL || !json_equal(recorded, sent))
        differ(comparison, request_label(request, label, sizeof label), at, recorded, sent);
    json_decref(recorded);
}

void compare_headers(struct comparison *comparison, json_t *sent)
{
    size_t index;
    json_t *request;
    json_array_foreach(sent, index, request)
    {
        const json_int_t status = json_integer_value(json_object_get(request, "status"));
        char label[LABEL_SIZE];
        if (status != 200) {
            comparison->found++;
            (void)fprintf(comparison->report, "  %s: answered %" JSON_INTEGER_FORMAT "\n",
                          request_label(request, label, sizeof label), status);
        }
        compare_header(comparison, request, "Content-Type",
                       not_null(json_string("application/json")));
        compare_header(comparison, request, "Authorization",
                       not_null(json_sprintf("Bearer %s", comparison->api_key)));
    }
}

/* ---- requests ---- */

static void compare_queries(struct comparison *comparison, const char *label, json_t *recorded,
                            json_t *sent)
{
    json_t *names = not_null(json_object());
    const char *name;
    json_t *value;
    must(json_object_update(names, json_object_get(sent, "query")));
    must(json_object_update(names, json_object_get(recorded, "query")));
    json_object_foreach(names, name, value)
    {
        json_t *was = json_object_get(json_object_get(recorded, "query"), name);
        json_t *is = json_object_get(json_object_get(sent, "query"), name);
        char at[POINTER_SIZE];
        (void)snprintf(at, sizeof at, "?%s", name);
        if (was == NULL || is == NULL || !json_equal(was, is))
            differ(comparison, label, at, was, is);
    }
    json_decref(names);
}

static bool same_target(json_t *recorded, json_t *sent)
{
    return json_equal(json_object_get(recorded, "method"), json_object_get(sent, "method")) &&
           json_equal(json_object_get(recorded, "path"), json_object_get(sent, "path"));
}

void compare_requests(struct comparison *comparison, json_t *recorded, json_t *sent)
{
    for (size_t i = 0; i < json_array_size(recorded) || i < json_array_size(sent); i++) {
        json_t *was = json_array_get(recorded, i);
        json_t *is = json_array_get(sent, i);
        char label[LABEL_SIZE];
        char pointer[POINTER_SIZE] = "";
        (void)request_label(was == NULL ? is : was, label, sizeof label);
        if (was == NULL || is == NULL || !same_target(was, is)) {
            differ(comparison, label, "", was, is);
            return; /* from here on they are not side by side */
        }
        compare_queries(comparison, label, was, is);
        compare_json(comparison, label, pointer, json_object_get(was, "body"),
                     json_object_get(is, "body"));
    }
}

/* ---- events ---- */

static bool same_number(json_t *recorded, json_t *sent)
{
    return json_equal(json_object_get(recorded, "run_id"), json_object_get(sent, "run_id")) &&
           json_equal(json_object_get(recorded, "sequence_number"),
                      json_object_get(sent, "sequence_number"));
}

/* Takes it out of the list; NULL: there is none. */
static json_t *take_same_number(json_t *list, json_t *recorded)
{
    size_t index;
    json_t *entry;
    json_array_foreach(list, index, entry)
    {
        if (!same_number(recorded, json_object_get(entry, "event")))
            continue;
        (void)json_incref(entry);
        must(json_array_remove(list, index));
        return entry;
    }
    return NULL;
}

static const char *event_label(const json_t *event, size_t index, char *label)
{
    const char *type = json_string_value(json_object_get(event, "type"));
    (void)snprintf(label, LABEL_SIZE, "event %zu %s", index + 1, type == NULL ? "?" : type);
    return label;
}

static void compare_time(struct comparison *comparison, const char *label, json_t *recorded,
                         json_t *sent)
{
    const json_int_t was = json_integer_value(json_object_get(recorded, "after"));
    const json_int_t is = json_integer_value(json_object_get(sent, "after"));
    if (is <= was)
        return;
    comparison->found++;
    (void)fprintf(comparison->report,
                  "  %s: recorded after %" JSON_INTEGER_FORMAT
                  " other requests, sent after %" JSON_INTEGER_FORMAT "\n",
                  label, was, is);
}

void compare_events(struct comparison *comparison, json_t *recorded, json_t *sent)
{
    json_t *left = not_null(json_copy(sent));
    char label[LABEL_SIZE];
    size_t index;
    json_t *entry;
    json_array_foreach(recorded, index, entry)
    {
        json_t *event = json_object_get(entry, "event");
        json_t *found = take_same_number(left, event);
        char pointer[POINTER_SIZE] = "";
        (void)event_label(event, index, label);
        compare_json(comparison, label, pointer, event, json_object_get(found, "event"));
        compare_time(comparison, label, entry, found);
        json_decref(found);
    }
    json_array_foreach(left, index, entry)
    {
        json_t *event = json_object_get(entry, "event");
        differ(comparison, event_label(event, index, label), "", NULL, event);
    }
    json_decref(left);
}
