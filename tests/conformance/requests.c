#include "conformance/requests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance/fatal.h"

static json_t *query_of(const char *text)
{
    json_t *query = not_null(json_object());
    while (text != NULL && *text != '\0') {
        const size_t length = strcspn(text, "&");
        const size_t name_length = strcspn(text, "=&");
        const size_t value_at = name_length < length ? name_length + 1 : length;
        char *name = not_null(strndup(text, name_length));
        must(json_object_set_new(query, name, json_stringn(text + value_at, length - value_at)));
        free(name);
        text += length + (text[length] == '&');
    }
    return query;
}

json_t *request_new(const char *method, const char *target, json_t *body)
{
    const size_t path_length = strcspn(target, "?");
    const char *query = target[path_length] == '?' ? target + path_length + 1 : NULL;
    json_t *request = not_null(json_pack("{s:s, s:s%, s:o}", "method", method, "path", target,
                                         path_length, "query", query_of(query)));
    if (json_is_null(body))
        json_decref(body);
    else if (body != NULL)
        must(json_object_set_new(request, "body", body));
    return request;
}

static const char *text_of(const json_t *request, const char *key)
{
    const char *text = json_string_value(json_object_get(request, key));
    return text == NULL ? "" : text;
}

const char *request_label(const json_t *request, char *text, size_t size)
{
    (void)snprintf(text, size, "%s %s", text_of(request, "method"), text_of(request, "path"));
    return text;
}

json_t *requests_sent(const char *path)
{
    FILE *file = fopen(path, "re");
    json_t *requests = not_null(json_array());
    char *line = NULL;
    size_t size = 0;
    if (file == NULL)
        fatal("%s: cannot be read", path);
    while (getline(&line, &size, file) > 0) {
        json_t *entry = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
        if (entry == NULL)
            fatal("%s: a line is not JSON", path);
        json_t *request = request_new(text_of(entry, "method"), text_of(entry, "path"),
                                      json_incref(json_object_get(entry, "body")));
        must(json_object_set(request, "headers", json_object_get(entry, "headers")));
        must(json_object_set(request, "status", json_object_get(entry, "status")));
        must(json_array_append_new(requests, request));
        json_decref(entry);
    }
    free(line);
    (void)fclose(file);
    return requests;
}

static void add_events(json_t *events, const json_t *request, size_t after)
{
    size_t index;
    json_t *event;
    json_array_foreach(json_object_get(json_object_get(request, "body"), "events"), index, event)
    {
        must(json_array_append_new(
            events, json_pack("{s:O, s:I}", "event", event, "after", (json_int_t)after)));
    }
}

struct traffic traffic_of(const json_t *requests)
{
    struct traffic all = {not_null(json_array()), not_null(json_array())};
    size_t index;
    json_t *request;
    json_array_foreach(requests, index, request)
    {
        if (strcmp(text_of(request, "path"), "/v1/events") == 0)
            add_events(all.events, request, json_array_size(all.others));
        else
            must(json_array_append(all.others, request));
    }
    return all;
}

void traffic_free(struct traffic *traffic)
{
    json_decref(traffic->others);
    json_decref(traffic->events);
}
