#include <apie/openapp.h>

#include "base/json_reader.h"
#include "exchange/error_body.h"

static void release(void *json)
{
    json_decref(json);
}

/* Details that jansson cannot hold are none. False only if memory ran out. */
static bool read_details(apie_slice text, apie_arena *arena, json_t **details)
{
    apie_json_reader reader;
    json_t *value = NULL;
    if (text.length == 0)
        return true;
    apie_json_reader_init(&reader, text.data, text.length);
    if (!apie_json_read_value(&reader, &value))
        return reader.error != APIE_JSON_READ_NO_MEMORY;
    if (json_is_null(value))
        return true;
    if (apie_arena_on_free(arena, release, value) != 0) {
        json_decref(value);
        return false;
    }
    *details = value;
    return true;
}

apie_openapp_error_info *apie_openapp_error_details(const apie_response *response)
{
    apie_error_body body;
    void *root;
    if (response == NULL || response->status < 400)
        return NULL;
    apie_slice text = {response->body, response->body_length};
    if (!apie_error_body_is_json(text))
        return NULL;
    apie_arena *arena =
        apie_arena_new_with_root(sizeof(apie_openapp_error_info), text.length, &root);
    if (arena == NULL)
        return NULL;
    apie_openapp_error_info *info = root;
    if (!apie_error_body_read(text, arena, &body) ||
        !read_details(body.details, arena, &info->details)) {
        apie_free(root);
        return NULL;
    }
    info->message = body.message;
    info->error_code = body.error_code != NULL ? body.error_code : body.code;
    info->correlation_id = body.request_id;
    info->preview_token = body.preview_token;
    return info;
}
