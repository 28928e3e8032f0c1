#include "exchange/ip.h"

#include <stddef.h>

#include "exchange/ascii.h"

bool apie_ipv4_parse(apie_slice text, uint8_t octets[4])
{
    size_t at = 0;
    for (int i = 0; i < 4; i++) {
        if (i > 0 && (at == text.length || text.data[at++] != '.'))
            return false;
        size_t start = at;
        unsigned value = 0;
        while (at < text.length && at - start < 3 && apie_is_digit(text.data[at]))
            value = value * 10 + (unsigned)(text.data[at++] - '0');
        if (at == start || value > 255 || (at - start > 1 && text.data[start] == '0'))
            return false;
        octets[i] = (uint8_t)value;
    }
    return at == text.length;
}

/* The eight groups of an address as they are read. */
typedef struct groups {
    uint16_t value[8];
    int count;
    int gap; /* where "::" stands; -1: nowhere */
} groups;

/* One group, or the dotted quad at the end, which is two. Moves *at behind it. */
static bool read_group(apie_slice text, size_t *at, groups *out)
{
    size_t start = *at;
    unsigned value = 0;
    int digit;
    while (*at < text.length && *at - start < 4 && (digit = apie_hex_value(text.data[*at])) >= 0) {
        value = value * 16 + (unsigned)digit;
        (*at)++;
    }
    if (*at == start)
        return false;
    if (*at < text.length && text.data[*at] == '.') {
        uint8_t octets[4];
        apie_slice quad = {text.data + start, text.length - start};
        if (out->count > 6 || !apie_ipv4_parse(quad, octets))
            return false;
        out->value[out->count++] = (uint16_t)(octets[0] << 8 | octets[1]);
        out->value[out->count++] = (uint16_t)(octets[2] << 8 | octets[3]);
        *at = text.length;
        return true;
    }
    if (out->count > 7)
        return false;
    out->value[out->count++] = (uint16_t)value;
    return true;
}

static bool read_groups(apie_slice text, groups *out)
{
    size_t at = 0;
    while (at < text.length) {
        if (text.length - at >= 2 && text.data[at] == ':' && text.data[at + 1] == ':') {
            if (out->gap >= 0)
                return false;
            out->gap = out->count;
            at += 2;
            if (at == text.length)
                break;
        } else if (at > 0) {
            if (text.data[at++] != ':')
                return false;
        }
        if (!read_group(text, &at, out))
            return false;
    }
    return out->gap >= 0 ? out->count < 8 : out->count == 8;
}

bool apie_ipv6_parse(apie_slice text, bool *loopback)
{
    groups read = {.gap = -1};
    if (!read_groups(text, &read))
        return false;
    bool only_zeros = true;
    for (int i = 0; i + 1 < read.count; i++)
        only_zeros = only_zeros && read.value[i] == 0;
    bool ends_in_one = read.count > 0 && read.value[read.count - 1] == 1;
    *loopback = only_zeros && ends_in_one && read.gap != read.count;
    return true;
}
