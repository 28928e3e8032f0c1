#include "base/decimal.h"

#include <string.h>

/* Digits beyond these cannot change how two numbers compare, except by being there. */
#define DIGITS_MAX 768

/* Both sides of a comparison stay below 2^2800: 769 digits, or 5^1112 times a fraction. */
#define LIMBS 96

typedef struct big {
    uint32_t limb[LIMBS];
    size_t used;
} big;

static void big_multiply_add(big *number, uint32_t factor, uint32_t addend)
{
    uint64_t carry = addend;
    for (size_t i = 0; i < number->used; i++) {
        carry += (uint64_t)number->limb[i] * factor;
        number->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry != 0)
        number->limb[number->used++] = (uint32_t)carry;
}

static void big_set(big *number, uint64_t value)
{
    number->used = 0;
    for (; value != 0; value >>= 32)
        number->limb[number->used++] = (uint32_t)value;
}

static void big_multiply_power_of_5(big *number, int64_t power)
{
    for (; power >= 13; power -= 13)
        big_multiply_add(number, 1220703125, 0);
    for (; power > 0; power--)
        big_multiply_add(number, 5, 0);
}

static void big_shift_left(big *number, int64_t bits)
{
    size_t limbs = (size_t)bits / 32;
    big_multiply_add(number, UINT32_C(1) << (bits % 32), 0);
    memmove(number->limb + limbs, number->limb, number->used * sizeof number->limb[0]);
    memset(number->limb, 0, limbs * sizeof number->limb[0]);
    number->used += limbs;
}

static int big_compare(const big *a, const big *b)
{
    if (a->used != b->used)
        return a->used < b->used ? -1 : 1;
    for (size_t i = a->used; i-- > 0;)
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}

/* All digits as an integer; returns the power of ten it is to be multiplied with. */
static int64_t big_set_digits(big *out, const apie_number *number)
{
    uint32_t chunk = 0;
    uint32_t scale = 1;
    int64_t exponent = number->exponent;
    int count = 0;
    bool more = false;
    out->used = 0;
    for (const char *at = number->digits; at < number->end && *at != 'e' && *at != 'E'; at++) {
        if (*at == '.' || (*at == '0' && count == 0))
            continue;
        if (count >= DIGITS_MAX) {
            more |= *at != '0';
            continue;
        }
        chunk = chunk * 10 + (uint32_t)(*at - '0');
        scale *= 10;
        if (++count > 19)
            exponent--;
        if (scale == 1000000000) {
            big_multiply_add(out, scale, chunk);
            chunk = 0;
            scale = 1;
        }
    }
    big_multiply_add(out, scale, chunk);
    if (more) {
        big_multiply_add(out, 10, 1);
        exponent--;
    }
    return exponent;
}

int apie_number_compare_middle(const apie_number *number, uint64_t below, int exponent)
{
    big value;
    big middle;
    int64_t power = number->exponent;
    if (number->inexact)
        power = big_set_digits(&value, number);
    else
        big_set(&value, number->mantissa);
    big_set(&middle, 2 * below + 1);
    big_multiply_power_of_5(power < 0 ? &middle : &value, power < 0 ? -power : power);
    int64_t twos = power - (exponent - 1);
    big_shift_left(twos < 0 ? &middle : &value, twos < 0 ? -twos : twos);
    return big_compare(&value, &middle);
}
