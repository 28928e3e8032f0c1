#include "base/decimal.h"

#include <float.h>
#include <string.h>

#define MANTISSA_DIGITS 19

/* Far above any exponent of a text that fits into memory, and far from overflow. */
#define EXPONENT_LIMIT (INT64_MAX / 16)

/* Every power of ten that a double holds exactly, and the integers up to this one. */
#define EXACT_POWER_MAX   22
#define EXACT_INTEGER_MAX (UINT64_C(1) << DBL_MANT_DIG)

#define FRACTION_BITS      (DBL_MANT_DIG - 1)
#define SUBNORMAL_EXPONENT (-1074)
#define INFINITY_BITS      (UINT64_C(0x7FF) << FRACTION_BITS)

/* With a mantissa of at most 19 digits, all below is less than half the smallest double, and all
 * above is more than the largest. */
#define EXPONENT_MIN (-343)
#define EXPONENT_MAX 309

/* In units of the last of 64 bits: what apie_binary_scale() may be off, and what digits after the
 * 19th may add (less than 1 in 10^18). */
#define SCALE_ERROR 5
#define CUT_ERROR   19

static const double exact_powers[EXACT_POWER_MAX + 1] = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};

static bool is_digit(const char *at, const char *end)
{
    return at < end && *at >= '0' && *at <= '9';
}

/* Adds digits to the mantissa while they fit, to the exponent after. */
static const char *scan_digits(const char *at, const char *end, apie_number *number, int *count)
{
    uint64_t mantissa = number->mantissa;
    int counted = *count;
    for (; is_digit(at, end) && counted < MANTISSA_DIGITS; at++) {
        mantissa = mantissa * 10 + (uint64_t)(*at - '0');
        counted += mantissa != 0;
    }
    for (; is_digit(at, end); at++) {
        number->exponent++;
        number->inexact |= *at != '0';
    }
    number->mantissa = mantissa;
    *count = counted;
    return at;
}

static const char *scan_exponent(const char *at, const char *end, int64_t *exponent)
{
    bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    int64_t value = 0;
    for (; is_digit(at, end); at++)
        if (value < EXPONENT_LIMIT / 16)
            value = value * 10 + (*at - '0');
    *exponent += negative ? -value : value;
    return at;
}

static bool stop_at(apie_number *number, const char *at, bool valid)
{
    number->end = at;
    return valid;
}

bool apie_number_scan(const char *at, const char *end, apie_number *number)
{
    *number = (apie_number){.integer = true};
    if (at < end && *at == '-') {
        number->negative = true;
        at++;
    }
    number->digits = at;
    if (!is_digit(at, end))
        return stop_at(number, at, false);
    int count = 0;
    at = *at == '0' ? at + 1 : scan_digits(at, end, number, &count);
    if (at < end && *at == '.') {
        const char *fraction = ++at;
        number->integer = false;
        at = scan_digits(at, end, number, &count);
        number->exponent -= at - fraction;
        if (at == fraction)
            return stop_at(number, at, false);
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        number->integer = false;
        at = scan_exponent(at + 1, end, &number->exponent);
        if (!is_digit(at - 1, end))
            return stop_at(number, at, false);
    }
    return stop_at(number, at, true);
}

bool apie_number_to_int64(const apie_number *number, int64_t *out)
{
    uint64_t limit = (uint64_t)INT64_MAX + (number->negative ? 1 : 0);
    if (!number->integer || number->exponent != 0 || number->mantissa > limit)
        return false;
    *out = (int64_t)(number->negative ? 0 - number->mantissa : number->mantissa);
    return true;
}

/* One correctly rounded operation on exact operands gives a correctly rounded result. */
static bool exact_to_double(const apie_number *number, double *out)
{
    if (FLT_EVAL_METHOD != 0 || number->inexact || number->mantissa > EXACT_INTEGER_MAX ||
        number->exponent < -EXACT_POWER_MAX || number->exponent > EXACT_POWER_MAX)
        return false;
    double value = (double)number->mantissa;
    *out = number->exponent < 0 ? value / exact_powers[-number->exponent]
                                : value * exact_powers[number->exponent];
    return true;
}

/* Whether the true value, at most `error` from value, lies above the middle of the lowest `drop`
 * bits of value; the answer is looked up in the digits if the error leaves both possible. */
static bool rounds_up(const apie_number *number, apie_binary value, int drop, uint64_t error)
{
    uint64_t below = drop > 63 ? 0 : value.fraction >> drop;
    if (drop <= 63) {
        uint64_t middle = UINT64_C(1) << (drop - 1);
        uint64_t rest = value.fraction & ((middle << 1) - 1);
        if (rest + error < middle)
            return false;
        if (rest > middle + error)
            return true;
    }
    int order = apie_number_compare_middle(number, below, value.exponent + drop);
    return order > 0 || (order == 0 && (below & 1) != 0);
}

/* Bits of the nearest double of a mantissa that is not 0 and an exponent that is not absurd. */
static uint64_t nearest_bits(const apie_number *number)
{
    apie_binary exact = {number->mantissa, 0};
    apie_binary value = apie_binary_scale(exact, (int)number->exponent);
    uint64_t error = number->inexact ? SCALE_ERROR + CUT_ERROR : SCALE_ERROR;
    int drop = 64 - DBL_MANT_DIG;
    if (value.exponent + drop < SUBNORMAL_EXPONENT)
        drop = SUBNORMAL_EXPONENT - value.exponent;
    uint64_t fraction = drop > 63 ? 0 : value.fraction >> drop;
    fraction += rounds_up(number, value, drop, error) ? 1 : 0;
    /* The fraction's own highest bit adds the 1 to the exponent that a normal number has. */
    int exponent = value.exponent + drop - SUBNORMAL_EXPONENT;
    return ((uint64_t)exponent << FRACTION_BITS) + fraction;
}

bool apie_number_to_double(const apie_number *number, double *out)
{
    double value = 0;
    if (number->mantissa != 0 && number->exponent >= EXPONENT_MIN &&
        !exact_to_double(number, &value)) {
        uint64_t bits = number->exponent > EXPONENT_MAX ? INFINITY_BITS : nearest_bits(number);
        if (bits >= INFINITY_BITS)
            return false;
        memcpy(&value, &bits, sizeof value);
    }
    *out = number->negative ? -value : value;
    return true;
}
