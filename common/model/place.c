#include "model/place.h"

#include <string.h>

#include "base/number.h"
#include "base/text.h"

void apie_place_write(const apie_place *place, char separator, char *out, size_t size)
{
    char number[APIE_INT64_TEXT_MAX + 1];
    size_t used = 0;

    out[0] = '\0';
    if (place == NULL)
        return;
    apie_place_write(place->up, separator, out, size);
    used = strlen(out);
    number[apie_uint64_to_text(place->index, number)] = '\0';
    apie_text_format(out + used, size - used, "%.*s%s", separator == '/' || place->up != NULL,
                     &separator, place->name != NULL ? place->name : number);
}
