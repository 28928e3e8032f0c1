#include "model/place.h"

#include <string.h>

#include "base/json_writer.h"
#include "base/number.h"
#include "base/text.h"

static size_t add_segment(const apie_place *place, char separator, char *out, size_t size)
{
    char number[APIE_INT64_TEXT_MAX + 1];
    const char *segment = place->name;

    if (segment == NULL) {
        number[apie_uint64_to_text(place->index, number)] = '\0';
        segment = number;
    }
    apie_text_format(out, size, "%c%s", separator, segment);
    return strlen(out);
}

void apie_place_write(const apie_place *place, char separator, char *out, size_t size)
{
    const apie_place *chain[2 * APIE_JSON_MAX_DEPTH];
    size_t depth = 0;
    size_t used = 0;

    for (; place != NULL && depth < sizeof chain / sizeof *chain; place = place->up)
        chain[depth++] = place;
    out[0] = '\0';
    while (depth > 0)
        used += add_segment(chain[--depth], separator, out + used, size - used);
    if (separator != '/' && used > 0)
        memmove(out, out + 1, used);
}
