/* Images: a form of one file, which must be what it says. */
#define _GNU_SOURCE /* memmem */
#include "openapp.h"
#include "operations.h"

#include <event2/buffer.h>
#include <stdio.h>
#include <string.h>

static const char *const owners[] = {"/users", "/orgs", "/devices", "/entities", "/integrations"};

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

/* The resource that may have an image at this path; NULL: none. */
static const char *owner_of(const char *path)
{
    char pattern[64];
    for (size_t i = 0; i < sizeof owners / sizeof owners[0]; i++) {
        (void)snprintf(pattern, sizeof pattern, "%s/{id}/image", owners[i]);
        if (path_fits(pattern, path)) {
            return owners[i];
        }
    }
    return NULL;
}

bool openapp_takes_image(const char *method, const char *path)
{
    return strcmp(method, "POST") == 0 && owner_of(path) != NULL;
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

static bool is_image(const struct form *form)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const size_t length = strlen(kinds[i].magic);
        if (strcmp(kinds[i].type, form->type) == 0) {
            return form->size >= kinds[i].at + length &&
                   memcmp(form->data + kinds[i].at, kinds[i].magic, length) == 0;
        }
    }
    return false;
}

static bool has_form(struct openapp_call *call, struct form *form)
{
    static const char type[] = "multipart/form-data; boundary=";
    struct evbuffer *body = evhttp_request_get_input_buffer(call->exchange->request);
    const char *sent = openapp_header(call, "Content-Type");
    *form = (struct form){.length = evbuffer_get_length(body)};
    form->at = form->length == 0 ? "" : (const char *)evbuffer_pullup(body, -1);
    return sent != NULL && strncmp(sent, type, sizeof type - 1) == 0 &&
           strlen(sent) < sizeof type + 70 && read_form(form, sent + sizeof type - 1);
}

/* ---- the answer ---- */

static json_t *owner_item(struct openapp_call *call, const char *owner)
{
    char pattern[64];
    (void)snprintf(pattern, sizeof pattern, "%s/{id}/image", owner);
    json_t *places = path_places(pattern, call->path);
    json_t *item =
        openapp_item(call->server, owner, json_string_value(json_object_get(places, "id")));
    json_decref(places);
    return item;
}

static json_t *place_image(struct openapp_call *call, json_t *item, const struct form *form)
{
    json_t *image = json_pack("{s:s, s:s, s:I}", "file_name", form->file_name, "content_type",
                              form->type, "bytes", (json_int_t)form->size);
    json_t *url = json_sprintf("%s/images/%s", call->server->url,
                               json_string_value(json_object_get(item, "id")));
    json_t *answer = json_pack("{s:O}", "image_url", url);
    const bool done = json_object_set_new(item, "image", image) == 0 &&
                      json_object_set_new(item, "image_url", url) == 0;
    if (!done) {
        json_decref(answer);
        return NULL;
    }
    return answer;
}

void openapp_take_image(struct openapp_call *call)
{
    struct form form;
    json_t *item = owner_item(call, owner_of(call->path));
    if (item == NULL) {
        openapp_refuse(call, 404, "not_found", "there is nothing to give an image to");
    } else if (!has_form(call, &form)) {
        openapp_refuse(call, 400, "bad_request", "the body is no form of one file");
    } else if (!is_image(&form)) {
        openapp_refuse(call, 415, "unsupported_image", "the file is not the image that it says");
    } else {
        openapp_reply(call, 200, place_image(call, item, &form));
    }
}
