/* Numbers to text and back, without the locale. */
#ifndef APIE_BASE_NUMBER_H
#define APIE_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Longest texts, without a NUL. */
#define APIE_INT64_TEXT_MAX  20
#define APIE_DOUBLE_TEXT_MAX 32

/* "00" to "99", one behind the other. */
extern const char apie_digit_pairs[];

/* Writes to out (no NUL) and returns the length. */
size_t apie_uint64_to_text(uint64_t value, char *out);
size_t apie_int64_to_text(int64_t value, char *out);

/* The shortest common form that reads back as the same double, as JSON: "0.1", "1e+100", "3.0"
 * for a whole number. 0 for NaN and the infinities, which JSON cannot say. */
size_t apie_double_to_text(double value, char *out);

/* Reads all of text as a decimal integer; false if it is none or out of range. */
bool apie_text_to_int64(const char *text, size_t length, int64_t *out);

/* Reads all of text as a JSON number; false if it is none or beyond a double. */
bool apie_text_to_double(const char *text, size_t length, double *out);

#endif
