/* Reads the tool calls of a conversation in the OpenAI chat format: one JSON message per line, as
 * agents log them. Shared by the two demonstration agents. */
#ifndef TRANSCRIPT_H
#define TRANSCRIPT_H

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include <apie/trace.h>

struct tool_call {
    const char *id;
    const char *name;
    json_t *arguments;  /* an object */
    const char *answer; /* what the tool said in the transcript; NULL if it is not there */
};

struct transcript {
    json_t *messages; /* owns everything below */
    json_t *arguments;
    struct tool_call *calls;
    size_t count;
};

static void transcript_free(struct transcript *transcript)
{
    json_decref(transcript->messages);
    json_decref(transcript->arguments);
    free(transcript->calls);
    *transcript = (struct transcript){0};
}

static const char *find_answer(const json_t *messages, const char *id)
{
    size_t i;
    json_t *message;
    json_array_foreach(messages, i, message)
    {
        const char *answered = json_string_value(json_object_get(message, "tool_call_id"));
        if (answered && id && strcmp(answered, id) == 0)
            return json_string_value(json_object_get(message, "content"));
    }
    return NULL;
}

static bool add_call(struct transcript *transcript, const json_t *call)
{
    const json_t *function = json_object_get(call, "function");
    const char *name = json_string_value(json_object_get(function, "name"));
    const char *text = json_string_value(json_object_get(function, "arguments"));
    if (!name)
        return true; /* not a function call */
    struct tool_call *grown =
        realloc(transcript->calls, (transcript->count + 1) * sizeof *transcript->calls);
    if (!grown)
        return false;
    transcript->calls = grown;
    json_t *arguments = text ? json_loads(text, 0, NULL) : NULL;
    if (!json_is_object(arguments)) {
        json_decref(arguments);
        arguments = json_pack("{s:s?}", "text", text);
    }
    if (!arguments || json_array_append_new(transcript->arguments, arguments) != 0)
        return false;
    transcript->calls[transcript->count++] = (struct tool_call){
        .id = json_string_value(json_object_get(call, "id")),
        .name = name,
        .arguments = arguments,
    };
    return true;
}

/* The messages, one per line. */
static bool read_lines(struct transcript *transcript, FILE *file, const char *name)
{
    char *line = NULL;
    size_t size = 0, number = 0;
    bool good = true;
    while (good && getline(&line, &size, file) >= 0) {
        json_error_t error;
        number++;
        if (strspn(line, " \t\r\n") == strlen(line))
            continue;
        json_t *message = json_loads(line, 0, &error);
        if (!message)
            fprintf(stderr, "%s:%zu: %s\n", name, number, error.text);
        good = message && json_array_append_new(transcript->messages, message) == 0;
    }
    free(line);
    return good && !ferror(file);
}

/* path "-" is standard input. On failure it has said why on stderr. */
static bool transcript_read(struct transcript *transcript, const char *path)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
    *transcript = (struct transcript){.messages = json_array(), .arguments = json_array()};
    if (!file) {
        fprintf(stderr, "cannot read %s\n", path);
        transcript_free(transcript);
        return false;
    }
    bool good = read_lines(transcript, file, path);
    if (file != stdin)
        fclose(file);
    size_t i, j;
    json_t *message, *call;
    json_array_foreach(transcript->messages, i, message)
    {
        json_array_foreach(json_object_get(message, "tool_calls"), j, call)
        {
            good = good && add_call(transcript, call);
        }
    }
    for (i = 0; good && i < transcript->count; i++)
        transcript->calls[i].answer = find_answer(transcript->messages, transcript->calls[i].id);
    if (!good)
        transcript_free(transcript);
    return good;
}

/* What a call does, judged by the verb that its tool's name begins with. */
static apie_tool_input describe_call(const struct tool_call *call, const char *environment)
{
    static const struct {
        const char *verb, *action, *risk;
    } verbs[] = {
        {"get_", "read", "low"},           {"query_", "read", "low"},
        {"read_", "read", "low"},          {"search_", "read", "low"},
        {"list_", "read", "low"},          {"delete_", "delete", "critical"},
        {"drop_", "delete", "critical"},   {"rotate_", "update", "high"},
        {"scale_", "update", "medium"},    {"update_", "update", "medium"},
        {"send_", "communicate", "low"},   {"post_", "communicate", "low"},
        {"notify_", "communicate", "low"}, {"page_", "communicate", "low"},
        {"create_", "create", "low"},      {"open_", "create", "low"},
    };
    apie_tool_input input = {
        .tool = {.name = call->name, .provider = "demo", .risk_level = "high"},
        .action = {.type = "execute", .name = call->name},
        .resource = {.type = "internal_api", .environment = environment},
        .metadata = call->arguments,
    };
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (strncmp(call->name, verbs[i].verb, strlen(verbs[i].verb)) != 0)
            continue;
        input.action.type = verbs[i].action;
        input.tool.risk_level = verbs[i].risk;
    }
    return input;
}

#endif
