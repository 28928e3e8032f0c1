/* Finding one thing by its name over all pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include <apie/response.h>

#include "openapp/lookup.h"
#include "support/alloc_fault.h"
#include "unit/openapp_pages.h"

#define ITEM(id, name) "{\"id\":\"" id "\",\"name\":" name "}"

static const char *const pages[] = {
    "{\"items\":[" ITEM("1", "\"Lobby\"") "," ITEM("2", "{\"en\":\"Main gate\"}") "],\"total\":6}",
    "{\"items\":[" ITEM("3", "{\"value\":{\"en\":\"Roof\",\"de\":\"Dach\"}}") "],\"total\":6}",
    "{\"items\":[" ITEM("4", "\"roof\"") "," ITEM("5", "null") ",{}],\"total\":6}",
};

typedef struct found {
    apie_status status;
    thing_page *page;
    apie_error error;
    int asked;
} found;

static found look(const char *needle, apie_openapp_match match)
{
    found out = {0};
    apie_lookup lookup;
    apie_paging_state state = APIE_PAGING_MORE;
    void *result = NULL;
    out.status = apie_lookup_init(&lookup, &thing_page_model, needle, match, &out.error);
    if (out.status == APIE_OK) {
        while (state == APIE_PAGING_MORE)
            state = apie_lookup_take(&lookup, thing_page_read(pages[out.asked++]));
        assert_int_equal(state, APIE_PAGING_END);
        out.status = apie_lookup_result(&lookup, "device", &result, &out.error);
        out.page = result;
    }
    apie_lookup_free(&lookup);
    return out;
}

static void the_only_match_is_found(void **state)
{
    (void)state;
    found out = look(" LOBBY ", APIE_OPENAPP_MATCH_EXACT);
    assert_int_equal(out.status, APIE_OK);
    assert_int_equal(out.page->items_count, 1);
    assert_string_equal(out.page->items[0]->id, "1");
    assert_int_equal(out.asked, 3);
    apie_free(out.page);

    out = look("gate", APIE_OPENAPP_MATCH_FUZZY);
    assert_int_equal(out.status, APIE_OK);
    assert_string_equal(out.page->items[0]->id, "2");
    apie_free(out.page);

    out = look("dach", APIE_OPENAPP_MATCH_EXACT);
    assert_int_equal(out.status, APIE_OK);
    assert_string_equal(out.page->items[0]->id, "3");
    apie_free(out.page);
}

static void several_matches_are_told_all(void **state)
{
    (void)state;
    found out = look("Roof", APIE_OPENAPP_MATCH_EXACT);
    assert_int_equal(out.status, APIE_ERROR_AMBIGUOUS);
    assert_int_equal(out.error.code, APIE_ERROR_AMBIGUOUS);
    assert_string_equal(out.error.where, "Roof");
    assert_string_equal(out.error.message, "2 of the devices have the name \"Roof\"");
    assert_int_equal(out.page->items_count, 2);
    assert_string_equal(out.page->items[0]->id, "3");
    assert_string_equal(out.page->items[1]->id, "4");
    apie_free(out.page);
}

static void none_is_told_too(void **state)
{
    (void)state;
    found out = look("Gate", APIE_OPENAPP_MATCH_EXACT);
    assert_int_equal(out.status, APIE_ERROR_NOT_FOUND_BY_NAME);
    assert_string_equal(out.error.where, "Gate");
    assert_string_equal(out.error.message, "no device has the name \"Gate\"");
    assert_null(out.page);
    assert_int_equal(out.asked, 3);
}

static void nothing_is_asked_for_a_blank(void **state)
{
    (void)state;
    const char *const blanks[] = {NULL, "", " \t", "\xC2\xA0"};
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++) {
        found out = look(blanks[i], APIE_OPENAPP_MATCH_FUZZY);
        assert_int_equal(out.status, APIE_ERROR_INVALID_ARGUMENT);
        assert_string_equal(out.error.where, "name");
        assert_int_equal(out.asked, 0);
    }
}

static void a_thing_that_moved_is_one_thing(void **state)
{
    (void)state;
    apie_lookup lookup;
    apie_error error;
    void *result = NULL;
    assert_int_equal(
        apie_lookup_init(&lookup, &thing_page_model, "Lobby", APIE_OPENAPP_MATCH_EXACT, &error),
        APIE_OK);
    assert_int_equal(
        apie_lookup_take(&lookup, thing_page_read("{\"items\":[" ITEM("0", "\"Hall\"") "," ITEM(
                                      "1", "\"Lobby\"") "],\"total\":4}")),
        APIE_PAGING_MORE);
    assert_int_equal(
        apie_lookup_take(&lookup, thing_page_read("{\"items\":[" ITEM("1", "\"Lobby\"") "," ITEM(
                                      "2", "\"Roof\"") "],\"total\":4}")),
        APIE_PAGING_END);
    assert_int_equal(apie_lookup_result(&lookup, "device", &result, &error), APIE_OK);
    assert_int_equal(((thing_page *)result)->items_count, 1);
    apie_free(result);
    apie_lookup_free(&lookup);
}

static void plain_names_are_looked_through_too(void **state)
{
    (void)state;
    static const apie_field fields[] = {
        {.name = "name",
         .name_length = 4,
         .offset = offsetof(thing, id),
         .type = APIE_FIELD_STRING},
    };
    static const apie_model plain = {
        .name = "plain", .size = sizeof(thing), .fields = fields, .field_count = 1};
    static const apie_field list[] = {
        {.name = "items",
         .name_length = 5,
         .offset = offsetof(thing_page, items),
         .count_offset = offsetof(thing_page, items_count),
         .model = &plain,
         .type = APIE_FIELD_OBJECT_LIST},
    };
    static const apie_model page = {
        .name = "plain_list", .size = sizeof(thing_page), .fields = list, .field_count = 1};
    static const char text[] = "{\"items\":[{\"name\":\"Relay 1\"},{\"name\":\"Relay 2\"},{}]}";
    apie_lookup lookup;
    apie_error error;
    void *root = NULL;
    void *result = NULL;
    assert_int_equal(apie_lookup_init(&lookup, &page, "relay 2", APIE_OPENAPP_MATCH_EXACT, &error),
                     APIE_OK);
    assert_int_equal(apie_model_decode(&page, text, sizeof text - 1, &root, &error), APIE_OK);
    assert_int_equal(apie_lookup_take(&lookup, root), APIE_PAGING_MORE);
    assert_int_equal(apie_lookup_take(&lookup, NULL), APIE_PAGING_END);
    assert_int_equal(apie_lookup_result(&lookup, "relay", &result, &error), APIE_OK);
    assert_string_equal(((thing_page *)result)->items[0]->id, "Relay 2");
    apie_free(result);
    apie_lookup_free(&lookup);
}

static void memory_may_run_out(void **state)
{
    (void)state;
    bool hit = true;
    for (unsigned long k = 1; hit; k++) {
        long live = apie_fault_live();
        apie_lookup lookup;
        void *result = NULL;
        apie_error error;
        apie_fault_fail_at(k);
        apie_status status =
            apie_lookup_init(&lookup, &thing_page_model, "roof", APIE_OPENAPP_MATCH_EXACT, &error);
        for (size_t i = 0; i < 3 && status == APIE_OK; i++) {
            thing_page *page = thing_page_read(pages[i]);
            if (page == NULL || apie_lookup_take(&lookup, page) == APIE_PAGING_NO_MEMORY)
                status = APIE_ERROR_NO_MEMORY;
        }
        if (status == APIE_OK)
            status = apie_lookup_result(&lookup, "device", &result, &error);
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(status, hit ? APIE_ERROR_NO_MEMORY : APIE_ERROR_AMBIGUOUS);
        apie_free(result);
        apie_lookup_free(&lookup);
        assert_int_equal(apie_fault_live(), live);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_only_match_is_found),
        cmocka_unit_test(several_matches_are_told_all),
        cmocka_unit_test(none_is_told_too),
        cmocka_unit_test(nothing_is_asked_for_a_blank),
        cmocka_unit_test(a_thing_that_moved_is_one_thing),
        cmocka_unit_test(plain_names_are_looked_through_too),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
