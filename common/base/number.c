#include "base/number.h"

#include <string.h>

#include "base/decimal.h"

const char apie_digit_pairs[] = "00010203040506070809"
                                "10111213141516171819"
                                "20212223242526272829"
                                "30313233343536373839"
                                "40414243444546474849"
                                "50515253545556575859"
                                "60616263646566676869"
                                "70717273747576777879"
                                "80818283848586878889"
                                "90919293949596979899";

size_t apie_uint64_to_text(uint64_t value, char *out)
{
    char text[APIE_INT64_TEXT_MAX];
    char *at = text + sizeof text;
    while (value >= 100) {
        at -= 2;
        memcpy(at, apie_digit_pairs + value % 100 * 2, 2);
        value /= 100;
    }
    if (value >= 10) {
        at -= 2;
        memcpy(at, apie_digit_pairs + value * 2, 2);
    } else {
        *--at = (char)('0' + value);
    }
    size_t length = (size_t)(text + sizeof text - at);
    memcpy(out, at, length);
    return length;
}

size_t apie_int64_to_text(int64_t value, char *out)
{
    if (value >= 0)
        return apie_uint64_to_text((uint64_t)value, out);
    *out = '-';
    return 1 + apie_uint64_to_text(0 - (uint64_t)value, out + 1);
}

bool apie_text_to_int64(const char *text, size_t length, int64_t *out)
{
    size_t at = length > 0 && text[0] == '-' ? 1 : 0;
    uint64_t limit = at == 1 ? (uint64_t)INT64_MAX + 1 : (uint64_t)INT64_MAX;
    uint64_t value = 0;
    if (at == length)
        return false;
    for (size_t i = at; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        uint64_t digit = (uint64_t)(text[i] - '0');
        if (value > (limit - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *out = at == 1 ? (int64_t)(0 - value) : (int64_t)value;
    return true;
}

bool apie_text_to_double(const char *text, size_t length, double *out)
{
    apie_number number;
    return length > 0 && apie_number_scan(text, text + length, &number) &&
           number.end == text + length && apie_number_to_double(&number, out);
}
