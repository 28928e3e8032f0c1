/* Images: a form of one file, which must be what it says. */
#define _GNU_SOURCE /* memmem */
#include "openapp.h"
#include "operations.h"

#include <event2/buffer.h>
#include <generated/openapp_models.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IMAGE_OF(owner)                                                                            \
    {                                                                                              \
        .name = owner ".upload_image", .method = APIE_POST, .path = "/" owner "/{id}/image",       \
        .response = &apie_model_openapp_json                                                       \
    }
static const apie_operation uploads[] = {IMAGE_OF("users"), IMAGE_OF("orgs"), IMAGE_OF("devices"),
                                         IMAGE_OF("entities"), IMAGE_OF("integrations")};

static const struct {
    const char *type;
    size_t at;
    const char *magic;
} kinds[] = {
    {"image/jpeg", 0, "\xff\xd8\xff"},
    {"image/png", 0, "\x89PNG\r\n\x1a\n"},
    {"image/webp", 8, "WEBP"},
};

struct form {
    const char *at; /* what is left to read */
    size_t length;
    char file_name[256];
    char type[64];
    const char *data;
    size_t size;
};

const apie_operation *openapp_find_image(const char *method, const char *path)
{
    for (size_t i = 0; i < sizeof uploads / sizeof uploads[0]; i++) {
        if ((method == NULL || strcmp(method, "POST") == 0) && path_fits(uploads[i].path, path)) {
            return &uploads[i];
        }
    }
    return NULL;
}

/* ---- the form ---- */

static bool take(struct form *form, const char *text)
{
    const size_t length = strlen(text);
    if (form->length < length || memcmp(form->at, text, length) != 0) {
        return false;
    }
    form->at += length;
    form->length -= length;
    return true;
}

/* Everything up to the text, which is taken, too. */
static bool take_until(struct form *form, const char *text, const char **found, size_t *length)
{
    const char *end = memmem(form->at, form->length, text, strlen(text));
    if (end == NULL) {
        return false;
    }
    *found = form->at;
    *length = (size_t)(end - form->at);
    form->length -= *length;
    form->at = end;
    return take(form, text);
}

static bool keep(struct form *form, const char *end, char *into, size_t size)
{
    const char *text;
    size_t length;
    if (!take_until(form, end, &text, &length) || length >= size) {
        return false;
    }
    memcpy(into, text, length);
    into[length] = '\0';
    return true;
}

/* One part, whose field is "file". */
static bool read_form(struct form *form, const char *boundary)
{
    char open[128];
    char close[128];
    (void)snprintf(open, sizeof open, "--%s\r\n", boundary);
    (void)snprintf(close, sizeof close, "\r\n--%s--\r\n", boundary);
    return take(form, open) &&
           take(form, "Content-Disposition: form-data; name=\"file\"; filename=\"") &&
           keep(form, "\"\r\n", form->file_name, sizeof form->file_name) &&
           take(form, "Content-Type: ") && keep(form, "\r\n\r\n", form->type, sizeof form->type) &&
           take_until(form, close, &form->data, &form->size) && form->length == 0;
}

json_t *openapp_form(struct openapp_call *call)
{
    static const char type[] = "multipart/form-data; boundary=";
    struct evbuffer *body = evhttp_request_get_input_buffer(call->exchange->request);
    const char *sent = openapp_header(call, "Content-Type");
    struct form form = {.length = evbuffer_get_length(body)};
    form.at = form.length == 0 ? "" : (const char *)evbuffer_pullup(body, -1);
    if (call->form == NULL && sent != NULL && strncmp(sent, type, sizeof type - 1) == 0 &&
        strlen(sent) < sizeof type + 70 && read_form(&form, sent + sizeof type - 1)) {
        call->form = json_pack("{s:s, s:s, s:o}", "file_name", form.file_name, "content_type",
                               form.type, "data", json_stringn_nocheck(form.data, form.size));
    }
    return call->form;
}

static bool is_image(json_t *form)
{
    const char *type = json_string_value(json_object_get(form, "content_type"));
    json_t *data = json_object_get(form, "data");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const size_t length = strlen(kinds[i].magic);
        if (strcmp(kinds[i].type, type) == 0) {
            return json_string_length(data) >= kinds[i].at + length &&
                   memcmp(json_string_value(data) + kinds[i].at, kinds[i].magic, length) == 0;
        }
    }
    return false;
}

/* ---- the answers ---- */

/* Keeps the image, and says where. */
static json_t *place_image(struct openapp_call *call, json_t *item, json_t *form)
{
    json_t *image = json_pack("{s:O, s:O, s:I}", "file_name", json_object_get(form, "file_name"),
                              "content_type", json_object_get(form, "content_type"), "bytes",
                              (json_int_t)json_string_length(json_object_get(form, "data")));
    json_t *url = json_sprintf("%s/images/%s", call->server->url, call->id);
    json_t *answer = json_pack("{s:O}", "image_url", url);
    const bool done =
        json_object_set(call->server->state.tables[STATE_OPENAPP_IMAGES], call->id, form) == 0 &&
        json_object_set_new(item, "image", image) == 0 &&
        json_object_set_new(item, "image_url", url) == 0;
    if (!done) {
        json_decref(answer);
        return NULL;
    }
    return answer;
}

void openapp_take_image(struct openapp_call *call)
{
    json_t *item = openapp_find_item(call, call->resource, call->id, false);
    json_t *form = item == NULL ? NULL : openapp_form(call);
    if (item == NULL) {
        return;
    }
    if (form == NULL) {
        openapp_refuse(call, 400, "bad_request", "the body is no form of one file");
    } else if (!is_image(form)) {
        openapp_refuse(call, 415, "unsupported_image", "the file is not the image that it says");
    } else {
        openapp_reply(call, 200, place_image(call, item, form));
    }
}

void openapp_show_image(struct exchange *exchange, struct answer *answer)
{
    json_t *form = state_find(&exchange->server->state, STATE_OPENAPP_IMAGES, exchange->parameter);
    json_t *data = json_object_get(form, "data");
    if (form == NULL) {
        answer_error(answer, 404, NULL, "there is no such image");
        return;
    }
    answer->length = json_string_length(data);
    answer->text = malloc(answer->length + 1);
    answer->status = 200;
    if (answer->text == NULL ||
        !answer_header(answer, "Content-Type",
                       json_string_value(json_object_get(form, "content_type")))) {
        answer_json(answer, 500, NULL);
        return;
    }
    memcpy(answer->text, json_string_value(data), answer->length);
}
