#include "faults.h"
#include "shapes.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_int_t integer_or(json_t *spec, const char *key, json_int_t otherwise)
{
    json_t *value = json_object_get(spec, key);
    return value == NULL ? otherwise : json_integer_value(value);
}

static int choice(json_t *spec, const char *key, const char *const *names)
{
    const char *value = json_string_value(json_object_get(spec, key));
    for (int i = 1; value != NULL && names[i] != NULL; i++) {
        if (strcmp(names[i], value) == 0) {
            return i;
        }
    }
    return 0;
}

/* Unless told, a request is carried out when its own answer is on the way back. */
static bool processes(const struct fault *fault)
{
    json_t *told = json_object_get(fault->spec, "process");
    if (told != NULL) {
        return json_is_true(told);
    }
    return fault->status < 400 && json_object_get(fault->spec, "body") == NULL &&
           !fault->bad_json && !fault->wrong_type && fault->huge_bytes == 0 &&
           fault->deep_json == 0 && fault->redirect == NULL && fault->reset != FAULT_RESET_BEFORE &&
           fault->stall != FAULT_STALL_REQUEST;
}

static void read_fault(struct fault *fault, json_t *spec)
{
    static const char *const resets[] = {"", "before", "after", "headers", "body", NULL};
    static const char *const stalls[] = {"", "request", "headers", "body", NULL};
    json_t *probability = json_object_get(spec, "probability");
    json_t *slow = json_object_get(spec, "slow_bytes");
    *fault = (struct fault){
        .spec = json_incref(spec),
        .path = json_string_value(json_object_get(spec, "path")),
        .method = json_string_value(json_object_get(spec, "method")),
        .nth = integer_or(spec, "nth", 0),
        .times = integer_or(spec, "times", 0),
        .every = integer_or(spec, "every", 0),
        .probability = probability == NULL ? -1.0 : json_number_value(probability),
        .random = (uint64_t)integer_or(spec, "seed", 0),
        .delay_ms = integer_or(spec, "delay_ms", 0),
        .status = (int)integer_or(spec, "status", 0),
        .body = json_object_get(spec, "body"),
        .headers = json_object_get(spec, "headers"),
        .retry_after = json_string_value(json_object_get(spec, "retry_after")),
        .redirect = json_string_value(json_object_get(spec, "redirect")),
        .reset = (enum fault_reset)choice(spec, "reset", resets),
        .stall = (enum fault_stall)choice(spec, "stall", stalls),
        .truncate = integer_or(spec, "truncate", -1),
        .content_length = integer_or(spec, "content_length", -1),
        .slow_bytes = integer_or(slow, "bytes", 0),
        .slow_every_ms = integer_or(slow, "every_ms", 0),
        .huge_bytes = integer_or(spec, "huge_bytes", 0),
        .huge_header = integer_or(spec, "huge_header", 0),
        .deep_json = integer_or(spec, "deep_json", 0),
        .bad_json = json_is_true(json_object_get(spec, "bad_json")),
        .wrong_type = json_is_true(json_object_get(spec, "wrong_type")),
        .close_after = json_is_true(json_object_get(spec, "close_after")),
    };
    fault->process = processes(fault);
}

static bool check_limits(json_t *spec, struct check_failure *failure)
{
    static const struct {
        const char *key;
        json_int_t least, most;
    } limits[] = {
        {"status", 100, 599},
        {"delay_ms", 0, 3600000},
        {"huge_bytes", 2, (json_int_t)1 << 40},
        {"deep_json", 1, 10000000},
        {"huge_header", 1, 100000000},
    };
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        json_int_t value = integer_or(spec, limits[i].key, limits[i].least);
        if (value < limits[i].least || value > limits[i].most) {
            check_enter(failure, limits[i].key);
            return check_fail(failure, "is out of range");
        }
    }
    return true;
}

static bool check_headers(json_t *spec, struct check_failure *failure)
{
    const char *name;
    json_t *value;
    json_object_foreach(json_object_get(spec, "headers"), name, value)
    {
        const char *text = json_string_value(value);
        if (text == NULL || strpbrk(text, "\r\n") != NULL || name[0] == '\0' ||
            strpbrk(name, "\r\n: ") != NULL) {
            check_enter(failure, "headers");
            check_enter(failure, name);
            return check_fail(failure, "must be a header name and a string on one line");
        }
    }
    return true;
}

static bool check_list(json_t *json, struct check_failure *failure)
{
    size_t index;
    json_t *spec;
    if (!json_is_array(json)) {
        return check_fail(failure, "must be a list of faults");
    }
    json_array_foreach(json, index, spec)
    {
        char token[24];
        (void)snprintf(token, sizeof token, "%zu", index);
        check_enter(failure, token);
        if (!check_value(spec, &shape_fault, failure) || !check_limits(spec, failure) ||
            !check_headers(spec, failure)) {
            return false;
        }
        failure->pointer[0] = '\0';
    }
    return true;
}

bool faults_replace(struct faults *faults, json_t *json, struct check_failure *failure)
{
    if (!check_list(json, failure)) {
        return false;
    }
    const size_t count = json_array_size(json);
    struct fault *list = calloc(count == 0 ? 1 : count, sizeof *list);
    if (list == NULL) {
        return check_fail(failure, "does not fit into memory");
    }
    for (size_t i = 0; i < count; i++) {
        read_fault(&list[i], json_array_get(json, i));
    }
    faults_clear(faults);
    faults->list = list;
    faults->count = count;
    return true;
}

void faults_clear(struct faults *faults)
{
    for (size_t i = 0; i < faults->count; i++) {
        json_decref(faults->list[i].spec);
    }
    free(faults->list);
    faults->list = NULL;
    faults->count = 0;
}

/* splitmix64: the same seed gives the same faults. */
static double next_random(uint64_t *state)
{
    *state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t mixed = *state;
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    mixed ^= mixed >> 31;
    return (double)(mixed >> 11) / 9007199254740992.0;
}

static bool strikes(struct fault *fault)
{
    if (fault->nth != 0 && fault->matched != fault->nth) {
        return false;
    }
    if (fault->every != 0 && fault->matched % fault->every != 0) {
        return false;
    }
    if (fault->times != 0 && fault->fired >= fault->times) {
        return false;
    }
    return fault->probability < 0.0 || next_random(&fault->random) < fault->probability;
}

bool faults_pick(struct faults *faults, const char *method, const char *path, struct fault *hit)
{
    bool found = false;
    for (size_t i = 0; i < faults->count; i++) {
        struct fault *fault = &faults->list[i];
        if (fnmatch(fault->path, path, 0) != 0 ||
            (fault->method != NULL && strcmp(fault->method, method) != 0)) {
            continue;
        }
        fault->matched++;
        if (!found && strikes(fault)) {
            found = true;
            fault->fired++;
            *hit = *fault;
            json_incref(hit->spec);
        }
    }
    return found;
}

static bool replace_text(struct answer *answer, char *text, size_t length)
{
    if (text == NULL) {
        return false;
    }
    free(answer->text);
    answer->text = text;
    answer->length = length;
    return true;
}

static bool replace_by(struct answer *answer, const char *text)
{
    return replace_text(answer, strdup(text), strlen(text));
}

static char *repeat(char first, char last, size_t each)
{
    char *text = malloc(2 * each + 1);
    if (text != NULL) {
        memset(text, first, each);
        memset(text + each, last, each);
        text[2 * each] = '\0';
    }
    return text;
}

static bool rewrite_body(const struct fault *fault, struct answer *answer)
{
    if (json_is_string(fault->body)) {
        const char *text = json_string_value(fault->body);
        return replace_by(answer, text);
    }
    if (fault->body != NULL) {
        char *text = json_dumps(fault->body, JSON_COMPACT | JSON_ENCODE_ANY);
        return replace_text(answer, text, text == NULL ? 0 : strlen(text));
    }
    if (fault->bad_json) {
        return replace_by(answer, "{\"id\":\"run_1\",\"status\":");
    }
    if (fault->wrong_type) {
        return replace_by(answer, "[17,\"wrong\",{\"shape\":[null]}]");
    }
    if (fault->deep_json > 0) {
        const size_t depth = (size_t)fault->deep_json;
        return replace_text(answer, repeat('[', ']', depth), 2 * depth);
    }
    if (fault->status >= 400) {
        return replace_by(answer, "{\"error\":\"injected fault\"}");
    }
    return answer->text != NULL || replace_by(answer, "{}");
}

static bool rewrite_headers(const struct fault *fault, struct answer *answer)
{
    const char *name;
    json_t *value;
    json_object_foreach(fault->headers, name, value)
    {
        if (!answer_header(answer, name, json_string_value(value))) {
            return false;
        }
    }
    if (fault->retry_after != NULL && !answer_header(answer, "Retry-After", fault->retry_after)) {
        return false;
    }
    if (fault->redirect != NULL && !answer_header(answer, "Location", fault->redirect)) {
        return false;
    }
    if (fault->close_after && !answer_header(answer, "Connection", "close")) {
        return false;
    }
    if (fault->huge_header > 0) {
        const size_t half = (size_t)(fault->huge_header + 1) / 2;
        char *filler = repeat('a', 'b', half);
        int added = filler != NULL && answer_header(answer, "X-Huge", filler);
        free(filler);
        return added;
    }
    return true;
}

bool fault_rewrite(const struct fault *fault, struct answer *answer)
{
    if (fault->status != 0) {
        answer->status = fault->status;
    } else if (fault->redirect != NULL) {
        answer->status = 307;
    } else if (answer->status == 0 || fault->body != NULL || fault->bad_json || fault->wrong_type ||
               fault->deep_json > 0 || fault->huge_bytes > 0) {
        answer->status = 200;
    }
    return rewrite_body(fault, answer) && rewrite_headers(fault, answer);
}

json_t *faults_show(const struct faults *faults)
{
    json_t *list = json_array();
    for (size_t i = 0; list != NULL && i < faults->count; i++) {
        const struct fault *fault = &faults->list[i];
        if (json_array_append_new(list,
                                  json_pack("{s:O, s:I, s:I}", "fault", fault->spec, "matched",
                                            fault->matched, "fired", fault->fired)) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}
