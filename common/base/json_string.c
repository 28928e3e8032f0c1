#include <string.h>

#include "base/json_token.h"
#include "base/scan.h"

#define ESCAPE_LENGTH  2
#define UNICODE_LENGTH 6

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The code unit of \uXXXX at `at`; -1 if that is not what stands there. */
static int32_t unicode_escape(const char *at, const char *end)
{
    if (end - at < UNICODE_LENGTH || at[0] != '\\' || at[1] != 'u')
        return -1;
    int32_t unit = 0;
    for (int i = ESCAPE_LENGTH; i < UNICODE_LENGTH; i++) {
        int digit = hex_digit(at[i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

static bool is_high_surrogate(int32_t unit)
{
    return unit >= 0xD800 && unit <= 0xDBFF;
}

static bool is_low_surrogate(int32_t unit)
{
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

/* What a one-letter escape stands for; 0 if there is none. */
static char simple_escape(char letter)
{
    static const char meanings[256] = {['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
                                       ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t'};
    return meanings[(unsigned char)letter];
}

static const char *fail_at(apie_json_reader *reader, const char *at, apie_json_read_error error,
                           const char *message)
{
    reader->at = at;
    apie_json_fail(reader, error, message);
    return NULL;
}

/* The end of the escape at `at`, NULL after an error. */
static const char *check_escape(apie_json_reader *reader, const char *at, apie_json_token *token)
{
    const char *end = reader->end;
    token->escaped = true;
    if (end - at >= ESCAPE_LENGTH && simple_escape(at[1]) != 0)
        return at + ESCAPE_LENGTH;
    int32_t unit = unicode_escape(at, end);
    if (unit < 0)
        return fail_at(reader, at, APIE_JSON_READ_SYNTAX, "bad escape in a string");
    token->nul |= unit == 0;
    if (is_low_surrogate(unit))
        return fail_at(reader, at, APIE_JSON_READ_UTF8, "lone surrogate in a string");
    if (!is_high_surrogate(unit))
        return at + UNICODE_LENGTH;
    if (!is_low_surrogate(unicode_escape(at + UNICODE_LENGTH, end)))
        return fail_at(reader, at, APIE_JSON_READ_UTF8, "lone surrogate in a string");
    return at + 2 * UNICODE_LENGTH;
}

/* The end of the special character at `at`, NULL after an error. */
static const char *check_special(apie_json_reader *reader, const char *at, apie_json_token *token)
{
    if (*at == '\\')
        return check_escape(reader, at, token);
    if ((unsigned char)*at < 0x20)
        return fail_at(reader, at, APIE_JSON_READ_SYNTAX, "control character in a string");
    size_t step = apie_utf8_step(at, (size_t)(reader->end - at));
    if (step == 0)
        return fail_at(reader, at, APIE_JSON_READ_UTF8, "a string is not UTF-8");
    return at + step;
}

/* Not inlined: the short way below would pay for its registers. */
__attribute__((noinline)) static bool take_any_string(apie_json_reader *reader,
                                                      apie_json_token *token)
{
    const char *start = reader->at + 1;
    const char *end = reader->end;
    const char *at = apie_scan_plain(start, end);
    *token = (apie_json_token){.data = start};
    while (at < end && *at != '"') {
        at = check_special(reader, at, token);
        if (at == NULL)
            return false;
        at = apie_scan_plain(at, end);
    }
    if (at == end)
        return fail_at(reader, end, APIE_JSON_READ_SYNTAX, "a string does not end") != NULL;
    token->length = (size_t)(at - start);
    reader->at = at + 1;
    return true;
}

/* Most strings are short and plain. */
bool apie_json_take_string(apie_json_reader *reader, apie_json_token *token)
{
    const char *start = reader->at + 1;
    size_t length = apie_scan_short_string(start, (size_t)(reader->end - start));
    if (length == APIE_SCAN_UNKNOWN)
        return take_any_string(reader, token);
    *token = (apie_json_token){.data = start, .length = length};
    reader->at = start + length + 1;
    return true;
}

static char *put_utf8(char *out, int32_t code)
{
    if (code < 0x80) {
        *out++ = (char)code;
        return out;
    }
    int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const unsigned char leads[] = {0, 0xC0, 0xE0, 0xF0};
    *out++ = (char)(leads[more] | code >> (6 * more));
    while (more-- > 0)
        *out++ = (char)(0x80 | ((code >> (6 * more)) & 0x3F));
    return out;
}

/* Copies up to the next backslash or the end; how much. There is room for all that is left. */
static size_t copy_plain(char *out, const char *text, const char *end)
{
    const char *at = text;
    for (; (size_t)(end - at) >= APIE_SCAN_STEP; at += APIE_SCAN_STEP, out += APIE_SCAN_STEP) {
        uint64_t backslash = apie_scan_load(at) ^ APIE_SCAN_EACH('\\');
        uint64_t marks = (backslash - APIE_SCAN_EACH(1)) & ~backslash & APIE_SCAN_HIGH;
        memcpy(out, at, APIE_SCAN_STEP);
        if (marks != 0)
            return (size_t)(at - text) + apie_scan_index(marks);
    }
    while (at < end && *at != '\\')
        *out++ = *at++;
    return (size_t)(at - text);
}

size_t apie_json_unescape(const apie_json_token *token, char *out)
{
    const char *at = token->data;
    const char *end = token->data + token->length;
    char *to = out;
    while (at < end) {
        size_t plain = copy_plain(to, at, end);
        to += plain;
        at += plain;
        if (at == end)
            break;
        if (at[1] != 'u') {
            *to++ = simple_escape(at[1]);
            at += ESCAPE_LENGTH;
            continue;
        }
        int32_t code = unicode_escape(at, end);
        at += UNICODE_LENGTH;
        if (is_high_surrogate(code)) {
            code = 0x10000 + ((code - 0xD800) << 10) + (unicode_escape(at, end) - 0xDC00);
            at += UNICODE_LENGTH;
        }
        to = put_utf8(to, code);
    }
    return (size_t)(to - out);
}
