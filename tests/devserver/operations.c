#include "operations.h"

#include <apie/response.h>
#include <model/model.h>

#include <event2/util.h>
#include <stdlib.h>
#include <string.h>

bool path_fits(const char *pattern, const char *path)
{
    while (*pattern != '\0') {
        if (*pattern == '{') {
            const size_t length = strcspn(path, "/");
            if (length == 0) {
                return false;
            }
            path += length;
            pattern = strchr(pattern, '}') + 1;
        } else if (*pattern++ != *path++) {
            return false;
        }
    }
    return *path == '\0';
}

json_t *path_places(const char *pattern, const char *path)
{
    json_t *places = json_object();
    while (places != NULL && *path == '/') {
        const size_t length = strcspn(++path, "/");
        const size_t pattern_length = strcspn(++pattern, "/");
        if (*pattern == '{' && json_object_setn_new(places, pattern + 1, pattern_length - 2,
                                                    uri_text(path, length, false)) != 0) {
            json_decref(places);
            return NULL;
        }
        path += length;
        pattern += pattern_length;
    }
    return places;
}

json_t *uri_text(const char *text, size_t length, bool plus)
{
    char *raw = strndup(text, length);
    size_t size = 0;
    char *plain = raw == NULL ? NULL : evhttp_uridecode(raw, plus, &size);
    json_t *json = plain == NULL ? NULL : json_stringn(plain, size);
    free(plain);
    free(raw);
    return json;
}

json_t *uri_query(struct evhttp_request *request)
{
    const char *text = evhttp_uri_get_query(evhttp_request_get_evhttp_uri(request));
    json_t *query = json_object();
    while (query != NULL && text != NULL && *text != '\0') {
        const size_t length = strcspn(text, "&");
        size_t split = strcspn(text, "=&");
        split = split < length ? split : length;
        json_t *name = uri_text(text, split, true);
        json_t *value = split == length ? json_string("")
                                        : uri_text(text + split + 1, length - split - 1, true);
        if (name == NULL || json_object_set(query, json_string_value(name), value) != 0) {
            json_decref(query);
            query = NULL;
        }
        json_decref(name);
        json_decref(value);
        text += length + (text[length] == '&');
    }
    return query;
}

const apie_operation *operation_find(const apie_operation *const *operations, size_t count,
                                     const char *method, const char *path)
{
    for (size_t i = 0; i < count; i++) {
        const apie_operation *operation = operations[i];
        if ((method == NULL || strcmp(apie_method_name(operation->method), method) == 0) &&
            path_fits(operation->path, path)) {
            return operation;
        }
    }
    return NULL;
}

const char *operation_unknown(const apie_operation *operation, json_t *query)
{
    const char *name;
    json_t *value;
    json_object_foreach(query, name, value)
    {
        size_t i = 0;
        (void)value;
        while (i < operation->parameter_count &&
               (operation->parameters[i].place != APIE_IN_QUERY ||
                strcmp(operation->parameters[i].name, name) != 0)) {
            i++;
        }
        if (i == operation->parameter_count) {
            return name;
        }
    }
    return NULL;
}

bool operation_type_fits(const apie_operation *operation, struct evhttp_request *request)
{
    const char *wanted = operation->content_type;
    const char *type =
        evhttp_find_header(evhttp_request_get_input_headers(request), "Content-Type");
    wanted = wanted == NULL ? "application/json" : wanted;
    const size_t length = strlen(wanted);
    return type != NULL && evutil_ascii_strncasecmp(type, wanted, length) == 0 &&
           strchr("; \t", type[length]) != NULL;
}

bool operation_body_fits(const apie_operation *operation, const json_t *body, apie_error *error)
{
    char *text = json_dumps(body, JSON_COMPACT | JSON_ENCODE_ANY);
    void *root = NULL;
    apie_error_clear(error);
    if (text != NULL) {
        (void)apie_model_decode(operation->request, text, strlen(text), &root, error);
    }
    free(text);
    apie_free(root);
    return root != NULL;
}
