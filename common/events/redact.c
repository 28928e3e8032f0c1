#include "events/redact.h"

#include <stdint.h>
#include <string.h>

#include <apie/value.h>

#include "base/number.h"
#include "events/redactor.h"

typedef struct path_segment {
    const char *text; /* NULL: an index */
    size_t length;
    size_t index;
} path_segment;

/* A way down into a value. The path is only looked at where something would be redacted. */
typedef struct redact_walk {
    const apie_redactor *redactor;
    apie_json_writer *writer;
    bool is_schema;       /* a JSON Schema: names of secrets are no secrets */
    size_t secret_levels; /* in a schema: objects around us that describe a secret */
    size_t depth;         /* segments in path */
    path_segment path[1 + APIE_JSON_MAX_DEPTH];
} redact_walk;

static void walk_start(redact_walk *walk, const apie_redactor *redactor, apie_json_writer *writer,
                       const char *section)
{
    walk->redactor = redactor;
    walk->writer = writer;
    walk->is_schema = false;
    walk->secret_levels = 0;
    walk->path[0] = (path_segment){section, strlen(section), 0};
    walk->depth = 1;
}

static apie_slice segment_text(const path_segment *segment, char digits[APIE_INT64_TEXT_MAX])
{
    if (segment->text != NULL)
        return (apie_slice){segment->text, segment->length};
    return (apie_slice){digits, apie_uint64_to_text(segment->index, digits)};
}

/* Whether the walk is at the allowed path or below it. */
static bool is_below(const redact_walk *walk, apie_slice allowed)
{
    for (size_t i = 0; i < walk->depth; i++) {
        char digits[APIE_INT64_TEXT_MAX];
        apie_slice text = segment_text(&walk->path[i], digits);
        size_t same = 0;
        while (same < text.length && same < allowed.length &&
               apie_lower(text.data[same]) == allowed.data[same])
            same++;
        /* only the section may itself be a path */
        if (same == allowed.length)
            return same == text.length || (i == 0 && text.data[same] == '.');
        if (same < text.length || allowed.data[same] != '.')
            return false;
        allowed = (apie_slice){allowed.data + same + 1, allowed.length - same - 1};
    }
    return false;
}

static bool is_allowed(const redact_walk *walk)
{
    const apie_redactor *redactor = walk->redactor;
    for (size_t i = 0; i < redactor->allow_path_count; i++) {
        if (is_below(walk, redactor->allow_paths[i]))
            return true;
    }
    return false;
}

/* The client's own key is not for allow paths to let through. */
static bool must_hide_text(const redact_walk *walk, const char *text, size_t length)
{
    return apie_secret_may_be_in(walk->redactor, length) &&
           apie_redact_text_is_secret(walk->redactor, text, length) &&
           (!is_allowed(walk) || apie_secret_text_is_own(walk->redactor, text, length));
}

static bool must_hide_member(const redact_walk *walk, const char *key, size_t length)
{
    return apie_redact_key_is_secret(walk->redactor, key, length) && !is_allowed(walk);
}

/* Nothing that is written any more will be read. */
static bool has_failed(const redact_walk *walk)
{
    return walk->writer->error != APIE_JSON_WRITE_OK || walk->writer->out->error != APIE_BUFFER_OK;
}

static void write_redacted(apie_json_writer *writer)
{
    apie_json_write_string(writer, APIE_REDACTED, sizeof(APIE_REDACTED) - 1);
}

static void write_string(const redact_walk *walk, const char *text, size_t length)
{
    if (must_hide_text(walk, text, length))
        write_redacted(walk->writer);
    else
        apie_json_write_string(walk->writer, text, length);
}

static void write_node(redact_walk *walk, const json_t *value);

static bool is_one_of(const char *key, const char *const *list)
{
    for (; list != NULL && *list != NULL; list++) {
        if (strcmp(key, *list) == 0)
            return true;
    }
    return false;
}

/* What stands for a value of the thing that a schema describes. */
static const char *const schema_samples[] = {"const",   "default",  "enum",
                                             "example", "examples", NULL};

/* A member of a schema: under a secret name an object is a description. */
static void write_schema_member(redact_walk *walk, const char *key, size_t length,
                                const json_t *value)
{
    bool names_secret = must_hide_member(walk, key, length);
    bool hidden = walk->secret_levels > 0 && is_one_of(key, schema_samples) && !is_allowed(walk);
    if (hidden || (names_secret && !json_is_object(value) && !json_is_boolean(value))) {
        write_redacted(walk->writer);
        return;
    }
    walk->secret_levels += names_secret;
    write_node(walk, value);
    walk->secret_levels -= names_secret;
}

/* False: it is a secret itself, and hidden. */
static bool write_key(const redact_walk *walk, const char *key, size_t length)
{
    bool hide = must_hide_text(walk, key, length);
    if (hide)
        apie_json_write_key(walk->writer, APIE_REDACTED, sizeof(APIE_REDACTED) - 1);
    else
        apie_json_write_key_escaped(walk->writer, key, length);
    return !hide;
}

static void write_member(redact_walk *walk, const char *key, size_t length, const json_t *value)
{
    walk->path[walk->depth++] = (path_segment){key, length, 0};
    bool hide_key = !write_key(walk, key, length);
    if (!hide_key && walk->is_schema)
        write_schema_member(walk, key, length, value);
    else if (hide_key || must_hide_member(walk, key, length))
        write_redacted(walk->writer);
    else
        write_node(walk, value);
    walk->depth--;
}

static size_t key_length(void *iterator)
{
#if JANSSON_VERSION_HEX >= 0x020e00
    return json_object_iter_key_len(iterator);
#else
    return strlen(json_object_iter_key(iterator));
#endif
}

static void write_members(redact_walk *walk, const json_t *object, const char *const *except)
{
    /* jansson's iterators want it writable, but only read */
    json_t *members = (json_t *)(uintptr_t)object;
    for (void *at = json_object_iter(members); at != NULL && !has_failed(walk);
         at = json_object_iter_next(members, at)) {
        if (!is_one_of(json_object_iter_key(at), except))
            write_member(walk, json_object_iter_key(at), key_length(at),
                         json_object_iter_value(at));
    }
}

static void write_items(redact_walk *walk, const json_t *array)
{
    size_t count = json_array_size(array);
    for (size_t i = 0; i < count && !has_failed(walk); i++) {
        walk->path[walk->depth++] = (path_segment){NULL, 0, i};
        write_node(walk, json_array_get(array, i));
        walk->depth--;
    }
}

static void write_container(redact_walk *walk, const json_t *value)
{
    if (walk->writer->depth >= APIE_JSON_MAX_DEPTH || walk->depth > APIE_JSON_MAX_DEPTH) {
        write_redacted(walk->writer);
    } else if (json_is_object(value)) {
        apie_json_write_object_begin(walk->writer);
        write_members(walk, value, NULL);
        apie_json_write_object_end(walk->writer);
    } else {
        apie_json_write_array_begin(walk->writer);
        write_items(walk, value);
        apie_json_write_array_end(walk->writer);
    }
}

static void write_node(redact_walk *walk, const json_t *value)
{
    if (json_is_object(value) || json_is_array(value))
        write_container(walk, value);
    else if (json_is_string(value))
        write_string(walk, json_string_value(value), json_string_length(value));
    else
        apie_json_write_value(walk->writer, value);
}

/* ---- the program's callback ---- */

/* What the program wants sent in the place of a value: a new reference; NULL: the value itself. */
static json_t *ask(const apie_redactor *redactor, const char *path, const json_t *value)
{
    if (redactor->callback == NULL || value == NULL)
        return NULL;
    json_t *other = redactor->callback(path, value, redactor->callback_user);
    if (other == NULL || !json_is_object(value) || json_is_object(other))
        return other;
    json_decref(other);
    other = json_object();
    return other != NULL ? other : json_null();
}

/* Anything but a text or null hides the text; so does lack of memory. */
static void ask_and_write_text(redact_walk *walk, const char *path, const char *text)
{
    json_t *value = json_string_nocheck(text); /* the writer checks */
    json_t *other = ask(walk->redactor, path, value);
    if (value == NULL || (other != NULL && !json_is_string(other) && !json_is_null(other)))
        write_redacted(walk->writer);
    else
        write_node(walk, other != NULL ? other : value);
    json_decref(other);
    json_decref(value);
}

/* ---- whole values ---- */

void apie_redact_write_value(const apie_redactor *redactor, apie_json_writer *writer,
                             const char *section, const json_t *value)
{
    redact_walk walk;
    const json_t *given = value == APIE_NULL ? NULL : value;
    json_t *other = ask(redactor, section, given);
    walk_start(&walk, redactor, writer, section);
    write_node(&walk, other != NULL ? other : given);
    json_decref(other);
}

void apie_redact_write_schema(const apie_redactor *redactor, apie_json_writer *writer,
                              const char *section, const json_t *schema)
{
    redact_walk walk;
    const json_t *given = schema == APIE_NULL ? NULL : schema;
    json_t *other = ask(redactor, section, given);
    walk_start(&walk, redactor, writer, section);
    walk.is_schema = true;
    write_node(&walk, other != NULL ? other : given);
    json_decref(other);
}

void apie_redact_write_members(const apie_redactor *redactor, apie_json_writer *writer,
                               const char *section, const json_t *object, const char *const *except)
{
    if (object == NULL || object == APIE_NULL || !json_is_object(object))
        return;
    redact_walk walk;
    json_t *other = ask(redactor, section, object);
    walk_start(&walk, redactor, writer, section);
    write_members(&walk, other != NULL ? other : object, except);
    json_decref(other);
}

static void write_event(const apie_redactor *redactor, apie_json_writer *writer,
                        const json_t *event)
{
    json_t *members = (json_t *)(uintptr_t)event;
    apie_json_write_object_begin(writer);
    for (void *at = json_object_iter(members); at != NULL;
         at = json_object_iter_next(members, at)) {
        const char *key = json_object_iter_key(at);
        redact_walk walk;
        walk_start(&walk, redactor, writer, key);
        bool hidden = !write_key(&walk, key, key_length(at));
        if (hidden || must_hide_member(&walk, key, key_length(at)))
            write_redacted(writer);
        else
            apie_redact_write_value(redactor, writer, key, json_object_iter_value(at));
    }
    apie_json_write_object_end(writer);
}

void apie_redact_write_events(const apie_redactor *redactor, apie_json_writer *writer,
                              const json_t *events)
{
    size_t count = json_array_size(events);
    apie_json_write_array_begin(writer);
    for (size_t i = 0; i < count; i++) {
        const json_t *event = json_array_get(events, i);
        if (json_is_object(event))
            write_event(redactor, writer, event);
        else
            apie_redact_write_value(redactor, writer, "events", event);
    }
    apie_json_write_array_end(writer);
}

void apie_redact_write_text(const apie_redactor *redactor, apie_json_writer *writer,
                            const char *path, const char *text)
{
    if (text == NULL || text == APIE_NULL) {
        apie_json_write_null(writer);
        return;
    }
    size_t length = strlen(text);
    if (redactor->callback == NULL && !apie_redact_text_is_secret(redactor, text, length)) {
        apie_json_write_string(writer, text, length);
        return;
    }
    redact_walk walk;
    walk_start(&walk, redactor, writer, path);
    if (redactor->callback != NULL)
        ask_and_write_text(&walk, path, text);
    else
        write_string(&walk, text, length);
}
