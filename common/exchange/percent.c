#include "exchange/ascii.h"
#include "exchange/request.h"

void apie_percent_encode(apie_buffer *out, const char *text, size_t length)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (apie_is_unreserved(text[i])) {
            apie_buffer_char(out, text[i]);
        } else {
            const char encoded[3] = {'%', digits[c >> 4], digits[c & 15]};
            apie_buffer_append(out, encoded, sizeof(encoded));
        }
    }
}
