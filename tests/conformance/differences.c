#include "conformance/differences.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "conformance/fatal.h"

enum { SCENARIO, REQUEST, AT, SENT, REASON, COLUMNS };

struct difference {
    char *line; /* holds the columns */
    char *columns[COLUMNS];
    json_t *sent; /* NULL: the column is a word */
    bool met[DIFFERENCES_LIBRARIES];
};

struct differences {
    struct difference *list;
    size_t count;
};

/* ---- reading ---- */

static char *trim(char *text)
{
    text += strspn(text, " \t");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL)
        length--;
    text[length] = '\0';
    return text;
}

static bool split(struct difference *entry)
{
    char *rest = entry->line;
    for (size_t i = 0; i < COLUMNS; i++) {
        char *bar = i + 1 < COLUMNS ? strchr(rest, '|') : NULL;
        if (bar == NULL && i + 1 < COLUMNS)
            return false;
        if (bar != NULL)
            *bar = '\0';
        entry->columns[i] = trim(rest);
        rest = bar == NULL ? NULL : bar + 1;
    }
    return entry->columns[REASON][0] != '\0';
}

static bool is_word(const char *text)
{
    return strcmp(text, "absent") == 0 || strcmp(text, "string") == 0;
}

static bool read_entry(struct difference *entry)
{
    if (!split(entry))
        return false;
    if (is_word(entry->columns[SENT]))
        return true;
    entry->sent = json_loads(entry->columns[SENT], JSON_DECODE_ANY, NULL);
    return entry->sent != NULL;
}

static void add(struct differences *differences, const char *line, const char *path, size_t number)
{
    differences->list =
        not_null(realloc(differences->list, (differences->count + 1) * sizeof *differences->list));
    struct difference *entry = &differences->list[differences->count++];
    *entry = (struct difference){.line = not_null(strdup(line))};
    if (!read_entry(entry))
        fatal("%s:%zu: not \"scenario | request | place | sent | reason\"", path, number);
}

struct differences *differences_read(const char *path)
{
    FILE *file = fopen(path, "re");
    struct differences *differences = not_null(calloc(1, sizeof *differences));
    char *line = NULL;
    size_t size = 0;
    size_t number = 0;
    if (file == NULL)
        fatal("%s: cannot be read", path);
    while (getline(&line, &size, file) > 0) {
        const char *text = line + strspn(line, " \t\r\n");
        number++;
        if (*text != '\0' && *text != '#')
            add(differences, text, path, number);
    }
    free(line);
    (void)fclose(file);
    return differences;
}

void differences_free(struct differences *differences)
{
    for (size_t i = 0; i < differences->count; i++) {
        json_decref(differences->list[i].sent);
        free(differences->list[i].line);
    }
    free(differences->list);
    free(differences);
}

/* ---- asking ---- */

size_t differences_count(const struct differences *differences)
{
    return differences->count;
}

static bool is_what_was_sent(const struct difference *entry, const json_t *sent)
{
    if (entry->sent != NULL)
        return sent != NULL && json_equal(entry->sent, sent);
    if (strcmp(entry->columns[SENT], "absent") == 0)
        return sent == NULL;
    return json_is_string(sent);
}

bool differences_allow(struct differences *differences, unsigned library, const char *scenario,
                       const char *request, const char *at, const json_t *sent)
{
    bool allowed = false;
    for (size_t i = 0; i < differences->count; i++) {
        struct difference *entry = &differences->list[i];
        if (fnmatch(entry->columns[SCENARIO], scenario, 0) != 0 ||
            fnmatch(entry->columns[REQUEST], request, 0) != 0 ||
            fnmatch(entry->columns[AT], at, 0) != 0 || !is_what_was_sent(entry, sent))
            continue;
        entry->met[library] = true;
        allowed = true;
    }
    return allowed;
}

static void print_entry(const struct difference *entry, FILE *file)
{
    (void)fprintf(file, "  %s | %s | %s | %s | %s\n", entry->columns[SCENARIO],
                  entry->columns[REQUEST], entry->columns[AT], entry->columns[SENT],
                  entry->columns[REASON]);
}

void differences_print(const struct differences *differences, FILE *file)
{
    for (size_t i = 0; i < differences->count; i++)
        print_entry(&differences->list[i], file);
}

size_t differences_print_unmet(const struct differences *differences, const char *const *libraries,
                               FILE *file)
{
    size_t unmet = 0;
    for (size_t i = 0; i < differences->count; i++) {
        for (unsigned library = 0; library < DIFFERENCES_LIBRARIES; library++) {
            if (differences->list[i].met[library])
                continue;
            (void)fprintf(file, "FAIL %s never differs so:\n", libraries[library]);
            print_entry(&differences->list[i], file);
            unmet++;
        }
    }
    return unmet;
}
