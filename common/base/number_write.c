#include "base/number.h"

#include <math.h>
#include <string.h>

#include "base/decimal.h"

/* Any double is told by so many digits, and any decimal of so few survives being a double. */
#define DIGITS_MAX  17
#define DIGITS_SAFE 15

#define FRACTION_BITS 52
#define FRACTION_MASK ((UINT64_C(1) << FRACTION_BITS) - 1)
#define LARGEST       (UINT64_C(100000000000000000)) /* the first integer of 18 digits */

/* Whole numbers below this are exact, and written in full. */
#define WHOLE_LIMIT 9007199254740992.0

/* Decimal exponents that are written without an 'e'. */
#define PLAIN_MIN (-4)
#define PLAIN_MAX 15

typedef struct decimal {
    uint64_t digits;
    int exponent;
} decimal;

static size_t write_whole(uint64_t value, char *out)
{
    size_t length = apie_uint64_to_text(value, out);
    memcpy(out + length, ".0", 2);
    return length + 2;
}

/* floor(log10(2^power)), for powers of doubles. */
static int floor_log10_of_power_of_2(int power)
{
    return (power * 78913 + (1000 << 18)) / (1 << 18) - 1000;
}

/* A positive value as scaled * 10^-power, where scaled has 17 digits before its point. */
typedef struct scaled_value {
    apie_binary scaled;
    int power;
} scaled_value;

static scaled_value scale_to_17_digits(apie_binary value)
{
    int power = DIGITS_MAX - 1 - floor_log10_of_power_of_2(value.exponent + 63);
    for (;; power--) {
        apie_binary scaled = apie_binary_scale(value, power);
        if (scaled.fraction >> -scaled.exponent < LARGEST)
            return (scaled_value){scaled, power};
    }
}

/* The nearest decimal of so many digits, but for ties. */
static decimal round_to(scaled_value value, int digits)
{
    uint64_t unit = UINT64_C(1) << -value.scaled.exponent;
    for (int i = digits; i < DIGITS_MAX; i++)
        unit *= 10;
    uint64_t rounded = value.scaled.fraction / unit;
    uint64_t rest = value.scaled.fraction % unit;
    return (decimal){rest < unit - rest ? rounded : rounded + 1, DIGITS_MAX - digits - value.power};
}

static bool reads_back(decimal number, double value)
{
    apie_number text = {.mantissa = number.digits, .exponent = number.exponent};
    double back = 0;
    return apie_number_to_double(&text, &back) && back >= value && back <= value;
}

static decimal strip_zeros(decimal number)
{
    static const uint64_t units[] = {100000000, 10000, 100, 10};
    static const int zeros[] = {8, 4, 2, 1};
    for (size_t i = 0; i < sizeof zeros / sizeof zeros[0]; i++)
        if (number.digits % units[i] == 0)
            number = (decimal){number.digits / units[i], number.exponent + zeros[i]};
    return number;
}

/* The fewest digits that read back as value, which is finite and above 0. */
static decimal shortest(double value)
{
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    int exponent = (int)(bits >> FRACTION_BITS);
    bool subnormal = exponent == 0;
    uint64_t fraction = bits & FRACTION_MASK;
    if (!subnormal)
        fraction |= UINT64_C(1) << FRACTION_BITS;
    int shift = __builtin_clzll(fraction);
    apie_binary binary = {fraction << shift, (subnormal ? 1 : exponent) - 1075 - shift};

    scaled_value scaled = scale_to_17_digits(binary);
    for (int digits = subnormal ? 1 : DIGITS_SAFE;; digits++) {
        decimal candidate = round_to(scaled, digits);
        if (digits == DIGITS_MAX || reads_back(candidate, value))
            return strip_zeros(candidate);
    }
}

static char *put_zeros(char *out, int count)
{
    for (int i = 0; i < count; i++)
        *out++ = '0';
    return out;
}

static char *put(char *out, const char *text, int length)
{
    memcpy(out, text, (size_t)length);
    return out + length;
}

/* point: where the point stands, counted from the first digit. */
static char *write_plain(char *out, const char *text, int length, int point)
{
    if (point <= 0) {
        out = put_zeros(put(out, "0.", 2), -point);
        return put(out, text, length);
    }
    if (point >= length) {
        out = put_zeros(put(out, text, length), point - length);
        return put(out, ".0", 2);
    }
    out = put(put(out, text, point), ".", 1);
    return put(out, text + point, length - point);
}

static char *write_scientific(char *out, const char *text, int length, int exponent)
{
    *out++ = text[0];
    if (length > 1)
        out = put(put(out, ".", 1), text + 1, length - 1);
    *out++ = 'e';
    *out++ = exponent < 0 ? '-' : '+';
    return out + apie_uint64_to_text((uint64_t)(exponent < 0 ? -exponent : exponent), out);
}

size_t apie_double_to_text(double value, char *out)
{
    if (!isfinite(value))
        return 0;
    char *at = out;
    if (signbit(value)) {
        *at++ = '-';
        value = -value;
    }
    if (value < WHOLE_LIMIT) {
        uint64_t whole = (uint64_t)value;
        double back = (double)whole;
        if (back >= value)
            return (size_t)(at - out) + write_whole(whole, at);
    }
    decimal number = shortest(value);
    char text[APIE_INT64_TEXT_MAX];
    int length = (int)apie_uint64_to_text(number.digits, text);
    int exponent = number.exponent + length - 1;
    if (exponent >= PLAIN_MIN && exponent <= PLAIN_MAX)
        at = write_plain(at, text, length, exponent + 1);
    else
        at = write_scientific(at, text, length, exponent);
    return (size_t)(at - out);
}
