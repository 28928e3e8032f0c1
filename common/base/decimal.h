/* Between decimal digits and doubles: the parts shared by reading and writing numbers. */
#ifndef APIE_BASE_DECIMAL_H
#define APIE_BASE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A JSON number, taken apart: mantissa * 10^exponent, without the sign. */
typedef struct apie_number {
    const char *digits; /* the text behind the sign, up to end; NULL if there is no text */
    const char *end;
    uint64_t mantissa; /* the first 19 digits that count */
    int64_t exponent;
    bool negative;
    bool integer; /* neither point nor exponent in the text */
    bool inexact; /* a digit beyond the mantissa is not 0 */
} apie_number;

/* Takes the JSON number at `at` apart; what follows it is not looked at. False if there is none;
 * then number->end is where the text goes wrong. */
bool apie_number_scan(const char *at, const char *end, apie_number *number);

/* The integer; false if the number is not written as one, or out of range. */
bool apie_number_to_int64(const apie_number *number, int64_t *out);

/* The nearest double, ties to even; false if it is beyond all doubles. */
bool apie_number_to_double(const apie_number *number, double *out);

/* A normalised binary number: fraction * 2^exponent, highest bit of the fraction set. */
typedef struct apie_binary {
    uint64_t fraction;
    int exponent;
} apie_binary;

/* value * 10^power, at most 5 units of the last place off; value.fraction is exact and not 0.
 * power is from -368 to 351. */
apie_binary apie_binary_scale(apie_binary value, int power);

/* Compares the number's value, exactly, with (2 * below + 1) * 2^(exponent - 1): the middle between
 * two neighbouring doubles. Less than, equal to or greater than 0. */
int apie_number_compare_middle(const apie_number *number, uint64_t below, int exponent);

#endif
