#include "unit/openapp_pages.h"

#include <stdio.h>
#include <string.h>

#define FIELD(object, member, json, kind)                                                          \
    {                                                                                              \
        .name = (json), .name_length = sizeof(json) - 1, .offset = offsetof(object, member),       \
        .type = (kind)                                                                             \
    }

static const apie_field thing_fields[] = {
    FIELD(thing, id, "id", APIE_FIELD_STRING),
    FIELD(thing, name, "name", APIE_FIELD_JSON),
};

static const apie_model thing_model = {
    .name = "thing", .size = sizeof(thing), .fields = thing_fields, .field_count = 2};

static const apie_field page_fields[] = {
    {.name = "items",
     .name_length = 5,
     .offset = offsetof(thing_page, items),
     .count_offset = offsetof(thing_page, items_count),
     .model = &thing_model,
     .type = APIE_FIELD_OBJECT_LIST},
    FIELD(thing_page, total, "total", APIE_FIELD_INT),
};

const apie_model thing_page_model = {
    .name = "thing_page", .size = sizeof(thing_page), .fields = page_fields, .field_count = 2};

thing_page *thing_page_read(const char *json)
{
    void *page = NULL;
    (void)apie_model_decode(&thing_page_model, json, strlen(json), &page, NULL);
    return page;
}

thing_page *thing_page_make(int64_t first, int count, int64_t total)
{
    static const char form[] = "%s{\"id\":\"t%d\",\"name\":{\"value\":{\"en\":\"Thing %d\"}}}";
    char text[64 * 1024];
    size_t length = (size_t)snprintf(text, sizeof text, "{\"items\":[");
    for (int i = 0; i < count; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, form, i > 0 ? "," : "",
                                   (int)first + i, (int)first + i);
    length += (size_t)snprintf(text + length, sizeof text - length, "]");
    if (total >= 0)
        length +=
            (size_t)snprintf(text + length, sizeof text - length, ",\"total\":%d", (int)total);
    snprintf(text + length, sizeof text - length, "}");
    return thing_page_read(text);
}
