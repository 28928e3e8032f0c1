#include "base/timestamp.h"

#include <string.h>

#include "base/number.h"

#if defined(__SSE2__) && defined(__x86_64__)
#include <emmintrin.h>
#endif

#define SECONDS_PER_DAY 86400
#define MICROSECONDS    1000000

/* 0001-01-01T00:00:00 and 9999-12-31T23:59:59.999999: what four digits of a year can say. */
#define WALL_MIN (INT64_C(-62135596800) * MICROSECONDS)
#define WALL_MAX (INT64_C(253402300800) * MICROSECONDS - 1)

typedef struct date {
    int64_t year;
    int month; /* 1 to 12 */
    int day;   /* 1 to 31 */
} date;

/* Days are counted in a year that begins on March 1st, so that the leap day is its last; 400 years
 * have 146,097 days, and day 0 of 1970 is day 719,468 of year 0. */
static int64_t days_of_date(date d)
{
    int64_t year = d.month <= 2 ? d.year - 1 : d.year;
    int month = (d.month + 9) % 12;
    return year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + d.day - 1 -
           719468;
}

static date date_of_days(int64_t days)
{
    /* not negative for the years that can be written, and far below 2^32 */
    uint32_t since = (uint32_t)(days + 719468);
    uint32_t era = since / 146097;
    uint32_t day_of_era = since % 146097;
    uint32_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    uint32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    uint32_t month = (5 * day_of_year + 2) / 153;
    uint32_t day = day_of_year - (153 * month + 2) / 5 + 1;
    bool next_year = month >= 10;
    return (date){era * 400 + year_of_era + (next_year ? 1 : 0),
                  (int)(next_year ? month - 9 : month + 3), (int)day};
}

static void put_two(char *out, uint32_t value)
{
    memcpy(out, apie_digit_pairs + 2 * value, 2);
}

void apie_timestamp_write(int64_t wall_us, char out[APIE_TIMESTAMP_LENGTH])
{
    int64_t wall = wall_us < WALL_MIN ? WALL_MIN : wall_us > WALL_MAX ? WALL_MAX : wall_us;
    uint64_t since = (uint64_t)(wall - WALL_MIN);
    uint64_t seconds = since / MICROSECONDS;
    uint32_t us = (uint32_t)(since - seconds * MICROSECONDS);
    uint32_t days = (uint32_t)(seconds / SECONDS_PER_DAY);
    uint32_t second = (uint32_t)(seconds - (uint64_t)days * SECONDS_PER_DAY);
    date d = date_of_days((int64_t)days + WALL_MIN / MICROSECONDS / SECONDS_PER_DAY);
    uint32_t year = (uint32_t)d.year;
    uint32_t minute = second / 60;
    uint32_t hundreds = us / 100;
    memcpy(out, "0000-00-00T00:00:00.000000+00:00", APIE_TIMESTAMP_LENGTH);
    put_two(out, year / 100);
    put_two(out + 2, year % 100);
    put_two(out + 5, (uint32_t)d.month);
    put_two(out + 8, (uint32_t)d.day);
    put_two(out + 11, minute / 60);
    put_two(out + 14, minute % 60);
    put_two(out + 17, second - minute * 60);
    put_two(out + 20, hundreds / 100);
    put_two(out + 22, hundreds % 100);
    put_two(out + 24, us - hundreds * 100);
}

/* What an HTTP date says. */
typedef struct http_date {
    date date;
    int short_year; /* -1: none */
    int hour;
    int minute;
    int second;
} http_date;

static const char *const weekdays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday"};
static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

typedef struct cursor {
    const char *at;
    const char *end;
} cursor;

static bool take_text(cursor *c, const char *text, size_t length)
{
    if ((size_t)(c->end - c->at) < length || memcmp(c->at, text, length) != 0)
        return false;
    c->at += length;
    return true;
}

static bool take_number(cursor *c, size_t digits, int *out)
{
    int value = 0;
    if ((size_t)(c->end - c->at) < digits)
        return false;
    for (size_t i = 0; i < digits; i++, c->at++) {
        if (*c->at < '0' || *c->at > '9')
            return false;
        value = value * 10 + (*c->at - '0');
    }
    *out = value;
    return true;
}

static bool take_year(cursor *c, http_date *found)
{
    int year = 0;
    bool good = take_number(c, 4, &year);
    found->date.year = year;
    return good;
}

/* Two digits, or a blank and one (asctime). */
static bool take_padded_day(cursor *c, int *out)
{
    return take_text(c, " ", 1) ? take_number(c, 1, out) : take_number(c, 2, out);
}

/* The weekday is not held against the date: nothing is made of it. */
static bool take_weekday(cursor *c, bool full)
{
    for (size_t i = 0; i < sizeof weekdays / sizeof weekdays[0]; i++)
        if (take_text(c, weekdays[i], full ? strlen(weekdays[i]) : 3))
            return true;
    return false;
}

static bool take_month(cursor *c, int *out)
{
    for (int i = 0; i < 12; i++)
        if (take_text(c, months[i], 3)) {
            *out = i + 1;
            return true;
        }
    return false;
}

/* Reads along a pattern: W weekday, w its three letters, D day, d padded day, n month's name, Y
 * year, y its last two digits, h m s the time; anything else stands for itself. */
static bool take_pattern(cursor *c, const char *pattern, http_date *found)
{
    bool good = true;
    for (; good && *pattern != '\0'; pattern++) {
        switch (*pattern) {
        case 'W': good = take_weekday(c, true); break;
        case 'w': good = take_weekday(c, false); break;
        case 'D': good = take_number(c, 2, &found->date.day); break;
        case 'd': good = take_padded_day(c, &found->date.day); break;
        case 'n': good = take_month(c, &found->date.month); break;
        case 'Y': good = take_year(c, found); break;
        case 'y': good = take_number(c, 2, &found->short_year); break;
        case 'h': good = take_number(c, 2, &found->hour); break;
        case 'm': good = take_number(c, 2, &found->minute); break;
        case 's': good = take_number(c, 2, &found->second); break;
        default: good = take_text(c, pattern, 1); break;
        }
    }
    return good && c->at == c->end;
}

static int days_in_month(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : days[month - 1];
}

static bool to_seconds(http_date found, int64_t *seconds)
{
    date d = found.date;
    if (found.short_year >= 0)
        d.year = found.short_year + (found.short_year >= 70 ? 1900 : 2000);
    /* A second 60 is a leap second. */
    if (d.year < 1 || d.day < 1 || d.day > days_in_month(d.year, d.month) || found.hour > 23 ||
        found.minute > 59 || found.second > 60)
        return false;
    *seconds =
        days_of_date(d) * SECONDS_PER_DAY + found.hour * 3600 + found.minute * 60 + found.second;
    return true;
}

bool apie_http_date_parse(const char *text, size_t length, int64_t *seconds)
{
    static const char *const patterns[] = {
        "w, D n Y h:m:s GMT", /* IMF-fixdate */
        "W, D-n-y h:m:s GMT", /* RFC 850 */
        "w n d h:m:s Y",      /* asctime() */
    };
    if (length == 0)
        return false;
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        cursor c = {text, text + length};
        http_date found = {.short_year = -1};
        if (take_pattern(&c, patterns[i], &found))
            return to_seconds(found, seconds);
    }
    return false;
}

#if defined(__SSE2__) && defined(__x86_64__)
/* Sixteen hexadecimal digits: each byte is split into its nibbles, then all of them are turned into
 * characters at once. */
static __m128i hex_of(uint64_t value)
{
    const __m128i low_nibbles = _mm_set1_epi8(0x0F);
    __m128i bytes = _mm_cvtsi64_si128((long long)__builtin_bswap64(value));
    __m128i nibbles = _mm_unpacklo_epi8(_mm_and_si128(_mm_srli_epi16(bytes, 4), low_nibbles),
                                        _mm_and_si128(bytes, low_nibbles));
    __m128i letters =
        _mm_and_si128(_mm_cmpgt_epi8(nibbles, _mm_set1_epi8(9)), _mm_set1_epi8('a' - '0' - 10));
    return _mm_add_epi8(nibbles, _mm_add_epi8(letters, _mm_set1_epi8('0')));
}

/* By way of registers: reading a part of what was just stored as a whole would wait for it. */
static void put_groups(char *out, uint64_t high, uint64_t low)
{
    __m128i first = hex_of(high);
    __m128i second = hex_of(low);
    uint64_t words[] = {
        (uint64_t)_mm_cvtsi128_si64(first),
        (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(first, first)),
        (uint64_t)_mm_cvtsi128_si64(second),
        (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(second, second)),
    };
    uint32_t halves[] = {(uint32_t)words[1], (uint32_t)(words[1] >> 32), (uint32_t)words[2],
                         (uint32_t)(words[2] >> 32)};
    memcpy(out, &words[0], 8);
    memcpy(out + 9, &halves[0], 4);
    memcpy(out + 14, &halves[1], 4);
    memcpy(out + 19, &halves[2], 4);
    memcpy(out + 24, &halves[3], 4);
    memcpy(out + 28, &words[3], 8);
}
#else
/* Eight hexadecimal digits: the nibbles are spread over the bytes of a word, then all of them are
 * turned into characters at once. */
static void put_hex(char *out, uint32_t value)
{
    uint64_t word = value;
    word = (word & UINT64_C(0xFFFF0000)) << 16 | (word & UINT64_C(0xFFFF));
    word = (word & UINT64_C(0x0000FF000000FF00)) << 8 | (word & UINT64_C(0x000000FF000000FF));
    word = (word & UINT64_C(0x00F000F000F000F0)) << 4 | (word & UINT64_C(0x000F000F000F000F));
    uint64_t letters = (word + UINT64_C(0x0606060606060606)) >> 4 & UINT64_C(0x0101010101010101);
    word += UINT64_C(0x3030303030303030) + letters * ('a' - '0' - 10);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    memcpy(out, &word, sizeof(word));
}

static void put_groups(char *out, uint64_t high, uint64_t low)
{
    char digits[32];
    put_hex(digits, (uint32_t)(high >> 32));
    put_hex(digits + 8, (uint32_t)high);
    put_hex(digits + 16, (uint32_t)(low >> 32));
    put_hex(digits + 24, (uint32_t)low);
    memcpy(out, digits, 8);
    memcpy(out + 9, digits + 8, 4);
    memcpy(out + 14, digits + 12, 4);
    memcpy(out + 19, digits + 16, 4);
    memcpy(out + 24, digits + 20, 12);
}
#endif

void apie_uuid_write(uint64_t high, uint64_t low, char out[APIE_UUID_LENGTH])
{
    put_groups(out, (high & ~UINT64_C(0xF000)) | UINT64_C(0x4000),
               (low & ~(UINT64_C(3) << 62)) | UINT64_C(1) << 63);
    out[8] = out[13] = out[18] = out[23] = '-';
}
