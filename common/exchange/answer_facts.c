#include "exchange/answer.h"

#include <string.h>

#include "base/timestamp.h"
#include "exchange/ascii.h"
#include "exchange/clean_text.h"
#include "exchange/header.h"

#define SECOND_MS       INT64_C(1000)
#define DAY_S           INT64_C(86400)
#define LONGEST_WAIT_MS (DAY_S * SECOND_MS)
/* A reset beyond this is a point in time (seconds since 1970), not a number of seconds. */
#define FIRST_EPOCH_S INT64_C(1000000000)
/* Larger counts are cut: nothing depends on them. */
#define LARGEST_COUNT INT64_C(1000000000000000)

/* The headers that tell facts, found in one pass. */
typedef enum fact {
    RETRY_AFTER,
    CONTENT_TYPE,
    RATE_LIMIT,
    RATE_LIMIT_POLICY, /* and Honeycomb's spelling of it */
    X_LIMIT = RATE_LIMIT_POLICY + 2,
    X_REMAINING,
    X_RESET,
    LIMIT,
    REMAINING,
    RESET,
    REQUEST_ID, /* and the following ones, in order of preference */
    FACT_COUNT = REQUEST_ID + 4
} fact;

static const apie_slice fact_names[FACT_COUNT] = {
    [RETRY_AFTER] = {"retry-after", 11},
    [CONTENT_TYPE] = {"content-type", 12},
    [RATE_LIMIT] = {"ratelimit", 9},
    [RATE_LIMIT_POLICY] = {"ratelimit-policy", 16},
    [RATE_LIMIT_POLICY + 1] = {"ratelimitpolicy", 15},
    [X_LIMIT] = {"x-ratelimit-limit", 17},
    [X_REMAINING] = {"x-ratelimit-remaining", 21},
    [X_RESET] = {"x-ratelimit-reset", 17},
    [LIMIT] = {"ratelimit-limit", 15},
    [REMAINING] = {"ratelimit-remaining", 19},
    [RESET] = {"ratelimit-reset", 15},
    [REQUEST_ID] = {"x-request-id", 12},
    [REQUEST_ID + 1] = {"x-apie-request-id", 17},
    [REQUEST_ID + 2] = {"x-correlation-id", 16},
    [REQUEST_ID + 3] = {"request-id", 10},
};

/* Takes the next line off *rest. */
static bool next_line(apie_slice *rest, apie_slice *line)
{
    if (rest->length == 0)
        return false;
    const char *newline = memchr(rest->data, '\n', rest->length);
    size_t taken = newline != NULL ? (size_t)(newline - rest->data) + 1 : rest->length;
    *line = (apie_slice){rest->data, taken};
    rest->data += taken;
    rest->length -= taken;
    return true;
}

/* Most lines are passed over by their first letter. */
static bool may_be_fact(apie_slice line)
{
    char first = (char)(line.data[0] | 0x20);
    return first == 'c' || first == 'r' || first == 'x';
}

/* The last header of each name counts. */
static void find_facts(apie_slice headers, apie_slice found[FACT_COUNT])
{
    apie_slice line;
    apie_slice name;
    apie_slice value;
    while (next_line(&headers, &line)) {
        if (!may_be_fact(line) || !apie_header_next(&line, &name, &value))
            continue;
        for (size_t i = 0; i < FACT_COUNT; i++) {
            if (name.length == fact_names[i].length &&
                apie_text_equal_nocase(name.data, name.length, fact_names[i].data, name.length))
                found[i] = value;
        }
    }
}

apie_slice apie_answer_header(apie_slice headers, const char *name)
{
    apie_slice found = {NULL, 0};
    apie_slice line_name;
    apie_slice value;
    size_t length = strlen(name);
    while (apie_header_next(&headers, &line_name, &value))
        if (apie_text_equal_nocase(line_name.data, line_name.length, name, length))
            found = value;
    return found;
}

static bool name_is(apie_slice text, const char *name)
{
    return apie_text_equal_nocase(text.data, text.length, name, strlen(name));
}

/* ---- numbers ---- */

/* Takes the digits in front off *text; false if there are none. */
static bool take_digits(apie_slice *text, int64_t *value)
{
    if (text->length == 0 || !apie_is_digit(text->data[0]))
        return false;
    *value = 0;
    while (text->length > 0 && apie_is_digit(text->data[0])) {
        *value = *value * 10 + (text->data[0] - '0');
        if (*value > LARGEST_COUNT)
            *value = LARGEST_COUNT;
        text->data++;
        text->length--;
    }
    return true;
}

/* "12" or "1.5" to 1,500: milliseconds, rounded up. */
static bool read_seconds(apie_slice text, int64_t *ms)
{
    int64_t seconds;
    if (!take_digits(&text, &seconds))
        return false;
    if (seconds > LARGEST_COUNT / SECOND_MS)
        seconds = LARGEST_COUNT / SECOND_MS;
    *ms = seconds * SECOND_MS;
    if (text.length == 0)
        return true;
    if (text.data[0] != '.' || text.length == 1)
        return false;
    int64_t scale = 100;
    bool rest = false;
    for (size_t i = 1; i < text.length; i++) {
        if (!apie_is_digit(text.data[i]))
            return false;
        *ms += (text.data[i] - '0') * scale;
        rest = rest || (scale == 0 && text.data[i] != '0');
        scale /= 10;
    }
    *ms += rest ? 1 : 0;
    return true;
}

/* The number that a list begins with: "100" and "100, 100;w=60" are 100. -1: none. */
static int64_t read_count(apie_slice text)
{
    int64_t value;
    if (!take_digits(&text, &value))
        return -1;
    text = apie_trim(text);
    if (text.length > 0 && text.data[0] != ',' && text.data[0] != ';')
        return -1;
    return value;
}

/* ---- Retry-After ---- */

static int64_t read_retry_after(apie_slice text, int64_t now_wall_us)
{
    int64_t ms;
    int64_t date_s;
    if (text.length == 0)
        return -1;
    if (!read_seconds(text, &ms)) {
        if (!apie_http_date_parse(text.data, text.length, &date_s))
            return -1;
        int64_t now_ms = now_wall_us / 1000;
        int64_t now_s = now_ms / SECOND_MS;
        if (date_s <= now_s)
            return 0;
        ms = date_s - now_s > DAY_S ? LONGEST_WAIT_MS : date_s * SECOND_MS - now_ms;
    }
    return ms > LONGEST_WAIT_MS ? LONGEST_WAIT_MS : ms;
}

/* ---- rate limits ---- */

static int64_t read_reset(apie_slice text, int64_t now_wall_us)
{
    int64_t ms;
    if (!read_seconds(text, &ms)) {
        int64_t count = read_count(text);
        if (count < 0)
            return -1;
        ms = count > LARGEST_COUNT / SECOND_MS ? LARGEST_COUNT : count * SECOND_MS;
    }
    int64_t seconds = (ms + SECOND_MS - 1) / SECOND_MS;
    if (seconds < FIRST_EPOCH_S)
        return seconds;
    int64_t now_s = now_wall_us / (1000 * SECOND_MS);
    return seconds > now_s ? seconds - now_s : 0;
}

static void keep_first(int64_t *value, int64_t candidate)
{
    if (*value < 0)
        *value = candidate;
}

/* The next part of a structured field, between ',' or ';' outside of quotes. */
static bool next_part(apie_slice *rest, apie_slice *part)
{
    if (rest->length == 0)
        return false;
    bool quoted = false;
    size_t end = 0;
    for (; end < rest->length; end++) {
        char c = rest->data[end];
        if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == ',' || c == ';'))
            break;
    }
    *part = apie_trim((apie_slice){rest->data, end});
    size_t taken = end < rest->length ? end + 1 : end;
    rest->data += taken;
    rest->length -= taken;
    return true;
}

/* `limit=100, remaining=50, reset=60`, or `"default";r=50;t=60`; and the policy's `q=100;w=60`, or
 * `100;w=60`. */
static void read_structured(apie_slice rest, int64_t now_wall_us, apie_rate_limit *limit)
{
    apie_slice part;
    while (next_part(&rest, &part)) {
        const char *sign = part.length > 0 ? memchr(part.data, '=', part.length) : NULL;
        if (sign == NULL) {
            keep_first(&limit->limit, read_count(part));
            continue;
        }
        apie_slice key = apie_trim((apie_slice){part.data, (size_t)(sign - part.data)});
        apie_slice value =
            apie_trim((apie_slice){sign + 1, part.length - (size_t)(sign + 1 - part.data)});
        if (name_is(key, "limit") || name_is(key, "q"))
            keep_first(&limit->limit, read_count(value));
        else if (name_is(key, "remaining") || name_is(key, "r"))
            keep_first(&limit->remaining, read_count(value));
        else if (name_is(key, "reset") || name_is(key, "t"))
            keep_first(&limit->reset_s, read_reset(value, now_wall_us));
        else if (name_is(key, "w"))
            keep_first(&limit->window_s, read_count(value));
    }
}

static apie_rate_limit read_rate_limit(const apie_slice *found, int64_t now_wall_us)
{
    apie_rate_limit limit = {-1, -1, -1, -1};
    keep_first(&limit.limit, read_count(found[X_LIMIT]));
    keep_first(&limit.remaining, read_count(found[X_REMAINING]));
    keep_first(&limit.reset_s, read_reset(found[X_RESET], now_wall_us));
    read_structured(found[RATE_LIMIT], now_wall_us, &limit);
    keep_first(&limit.limit, read_count(found[LIMIT]));
    keep_first(&limit.remaining, read_count(found[REMAINING]));
    keep_first(&limit.reset_s, read_reset(found[RESET], now_wall_us));
    read_structured(found[RATE_LIMIT_POLICY], now_wall_us, &limit);
    read_structured(found[RATE_LIMIT_POLICY + 1], now_wall_us, &limit);
    read_structured(found[LIMIT], now_wall_us, &limit);
    return limit;
}

/* ---- the rest ---- */

static bool is_json(apie_slice content_type)
{
    static const char prefix[] = "application/";
    static const char suffix[] = "+json";
    const size_t prefix_length = sizeof(prefix) - 1;
    const size_t suffix_length = sizeof(suffix) - 1;
    apie_slice type;
    if (apie_slice_equal(content_type, "application/json"))
        return true;
    if (!next_part(&content_type, &type) || type.length <= prefix_length ||
        !apie_text_equal_nocase(type.data, prefix_length, prefix, prefix_length))
        return false;
    apie_slice subtype = {type.data + prefix_length, type.length - prefix_length};
    if (name_is(subtype, "json"))
        return true;
    return subtype.length > suffix_length &&
           apie_text_equal_nocase(subtype.data + subtype.length - suffix_length, suffix_length,
                                  suffix, suffix_length);
}

static void read_request_id(const apie_slice *found, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t i = REQUEST_ID; i < FACT_COUNT && out[0] == '\0'; i++)
        apie_clean_text(out, size, found[i]);
}

void apie_answer_read_facts(const apie_answer *answer, int64_t now_wall_us,
                            apie_answer_facts *facts)
{
    apie_slice found[FACT_COUNT] = {{NULL, 0}};
    find_facts(answer->headers, found);
    facts->retry_after_ms = read_retry_after(found[RETRY_AFTER], now_wall_us);
    facts->rate_limit = read_rate_limit(found, now_wall_us);
    facts->json = is_json(found[CONTENT_TYPE]);
    read_request_id(found, facts->request_id, sizeof(facts->request_id));
}
