#include "conformance/recording.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance/fatal.h"
#include "conformance/requests.h"

struct reader {
    const char *path;
    size_t line_number;
    json_t *scenarios;
    json_t *requests; /* of the last scenario; NULL before the first */
    json_t *request;  /* the last one; NULL after its body */
};

static const char title_mark[] = "##### ";
static const char body_mark[] = "    ";

static bool begins(const char *line, const char *mark)
{
    return strncmp(line, mark, strlen(mark)) == 0;
}

static void begin_scenario(struct reader *reader, const char *title)
{
    if (recording_find(reader->scenarios, title) != NULL)
        fatal("%s:%zu: this scenario is there twice", reader->path, reader->line_number);
    json_t *scenario = not_null(json_pack("{s:s, s:[]}", "title", title, "requests"));
    reader->requests = json_object_get(scenario, "requests");
    reader->request = NULL;
    must(json_array_append_new(reader->scenarios, scenario));
}

/* Where the target begins in "METHOD /target"; NULL if the line is something else. */
static char *target_in(char *line)
{
    static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    const size_t length = strcspn(line, " ");
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        if (strlen(methods[i]) == length && begins(line, methods[i]) && line[length] == ' ' &&
            line[length + 1] == '/')
            return line + length + 1;
    return NULL;
}

static void take_body(struct reader *reader, const char *text)
{
    json_error_t error;
    json_t *body = json_loads(text, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);
    if (body == NULL)
        fatal("%s:%zu: %s", reader->path, reader->line_number, error.text);
    if (reader->request == NULL)
        fatal("%s:%zu: a body without a request", reader->path, reader->line_number);
    must(json_object_set_new(reader->request, "body", body));
    reader->request = NULL;
}

static void take_request(struct reader *reader, char *line, char *target)
{
    if (reader->requests == NULL)
        fatal("%s:%zu: a request without a scenario", reader->path, reader->line_number);
    target[-1] = '\0';
    reader->request = request_new(line, target, NULL);
    must(json_array_append_new(reader->requests, reader->request));
}

static void take_line(struct reader *reader, char *line)
{
    char *target = target_in(line);
    if (begins(line, title_mark))
        begin_scenario(reader, line + strlen(title_mark));
    else if (begins(line, body_mark))
        take_body(reader, line + strlen(body_mark));
    else if (target != NULL)
        take_request(reader, line, target);
}

json_t *recording_read(const char *path)
{
    FILE *file = fopen(path, "re");
    struct reader reader = {.path = path, .scenarios = not_null(json_array())};
    char *line = NULL;
    size_t size = 0;
    if (file == NULL)
        fatal("%s: cannot be read", path);
    while (getline(&line, &size, file) > 0) {
        reader.line_number++;
        line[strcspn(line, "\r\n")] = '\0';
        take_line(&reader, line);
    }
    free(line);
    (void)fclose(file);
    if (json_array_size(reader.scenarios) == 0)
        fatal("%s: there are no scenarios in it", path);
    return reader.scenarios;
}

const json_t *recording_find(const json_t *recording, const char *title)
{
    size_t index;
    json_t *scenario;
    json_array_foreach(recording, index, scenario)
    {
        if (strcmp(json_string_value(json_object_get(scenario, "title")), title) == 0)
            return scenario;
    }
    return NULL;
}

/* ---- events ---- */

static void number_again(json_t *events, const char *id_key, const char *number_key)
{
    json_t *last = not_null(json_object()); /* number by id */
    size_t index;
    json_t *entry;
    json_array_foreach(events, index, entry)
    {
        json_t *event = json_object_get(entry, "event");
        const char *id = json_string_value(json_object_get(event, id_key));
        if (id == NULL || json_object_get(event, number_key) == NULL)
            continue;
        const json_int_t number = json_integer_value(json_object_get(last, id)) + 1;
        must(json_object_set_new(last, id, json_integer(number)));
        must(json_object_set_new(event, number_key, json_integer(number)));
    }
    json_decref(last);
}

void recording_number_again(json_t *events)
{
    number_again(events, "run_id", "sequence_number");
    number_again(events, "session_id", "session_sequence_number");
}
