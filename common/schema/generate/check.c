#include "check.h"

#include <string.h>

#include "output.h"

void apie_gen_wrong(const gen_at *at, const char *what, const char *name)
{
    apie_gen_die("%s: %s %s%s%s: %s %s", at->file, at->kind, at->name != NULL ? at->name : "",
                 at->part != NULL ? ", " : "", at->part != NULL ? at->part : "", what,
                 name != NULL ? name : "");
}

static bool is_listed(const char *const *list, const char *text)
{
    while (*list != NULL && strcmp(*list, text) != 0)
        list++;
    return *list != NULL;
}

void apie_gen_check_keys(const gen_at *at, json_t *object, const char *const *keys)
{
    void *member = json_object_iter(object);

    if (!json_is_object(object))
        apie_gen_wrong(at, "not an object", NULL);
    for (; member != NULL; member = json_object_iter_next(object, member)) {
        if (!is_listed(keys, json_object_iter_key(member)))
            apie_gen_wrong(at, "unknown member", json_object_iter_key(member));
    }
}

const char *apie_gen_get_text(const gen_at *at, json_t *object, const char *key, bool required)
{
    const json_t *value = json_object_get(object, key);
    const char *text = json_string_value(value);

    if (value == NULL && !required)
        return NULL;
    if (text == NULL || text[0] == '\0')
        apie_gen_wrong(at, "missing, empty or not text:", key);
    if (strcmp(key, "doc") == 0 && (strstr(text, "*/") != NULL || strpbrk(text, "\n\t") != NULL))
        apie_gen_wrong(at, "cannot stand in a comment:", text);
    return text;
}

const char *apie_gen_get_one_of(const gen_at *at, json_t *object, const char *key,
                                const char *const *list)
{
    const char *text = apie_gen_get_text(at, object, key, true);

    if (!is_listed(list, text))
        apie_gen_wrong(at, "unknown value:", text);
    return text;
}

bool apie_gen_get_flag(const gen_at *at, json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    if (value != NULL && !json_is_boolean(value))
        apie_gen_wrong(at, "not true or false:", key);
    return json_is_true(value);
}

json_t *apie_gen_get_array(const gen_at *at, json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);

    if (value != NULL && !json_is_array(value))
        apie_gen_wrong(at, "not an array:", key);
    return value;
}

const char *apie_gen_check_name(const gen_at *at, const char *name)
{
    if (name[0] < 'a' || name[0] > 'z' ||
        name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")] != '\0')
        apie_gen_wrong(at, "not a name in snake_case:", name);
    return name;
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || is_upper(c);
}

const char *apie_gen_get_member(apie_arena *arena, const gen_at *at, json_t *object)
{
    static const char keywords[] =
        " alignas alignof and asm auto bool break case catch char class const continue default "
        "delete do double else enum explicit export extern extra false float for friend goto if "
        "inline int long mutable new not operator or private protected public register requires "
        "restrict return short signed sizeof static struct switch template this throw true try "
        "typedef typename union unsigned using virtual void volatile while xor ";
    const char *member = apie_gen_get_text(at, object, "member", false);
    const char *path = apie_gen_get_text(at, object, "name", true);
    const char *last = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
    const char *name = member != NULL ? member : last;
    char *out = apie_gen_text(arena, "%s%s", name, name);
    size_t length = 0;

    for (size_t i = 0; name[i] != '\0'; i++) {
        if (is_upper(name[i]) && i > 0 && !is_upper(name[i - 1]))
            out[length++] = '_';
        out[length++] = is_upper(name[i])  ? (char)(name[i] - 'A' + 'a')
                        : is_word(name[i]) ? name[i]
                                           : '_';
    }
    out[length] = '\0';
    if (strstr(keywords, apie_gen_text(arena, " %s ", out)) != NULL)
        apie_gen_wrong(at, "cannot be a C name, give a \"member\":", out);
    return apie_gen_check_name(at, out);
}

const char *apie_gen_upper(apie_arena *arena, const char *name)
{
    char *out = apie_gen_text(arena, "%s", name);

    for (char *c = out; *c != '\0'; c++) {
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
        else if (!is_word(*c))
            *c = '_';
    }
    return out;
}
