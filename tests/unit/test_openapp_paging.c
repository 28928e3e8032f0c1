/* Walking through lists page by page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include <apie/response.h>

#include "openapp/paging.h"
#include "support/alloc_fault.h"
#include "unit/openapp_pages.h"

/* A service with so many things, which sends at most `cap` at a time. */
typedef struct service {
    int64_t things;
    int cap;
    bool says_total;
    bool ignores_offset;
    bool grows; /* its total is always one more than what it has sent */
    int asked;
} service;

static thing_page *ask(service *from, int64_t offset)
{
    int64_t left = from->things - (from->ignores_offset ? 0 : offset);
    int64_t first = from->ignores_offset ? 0 : offset;
    from->asked++;
    if (left > from->cap)
        left = from->cap;
    if (from->grows && from->asked > 1)
        from->things = offset + from->cap + 1;
    return thing_page_make(first, left > 0 ? (int)left : 0, from->says_total ? from->things : -1);
}

static apie_paging_state walk(apie_paging *paging, service *from)
{
    apie_paging_state state = APIE_PAGING_MORE;
    while (state == APIE_PAGING_MORE)
        state = apie_paging_take(paging, ask(from, paging->offset));
    return state;
}

static void lists(service from, int64_t expected, int asked)
{
    apie_paging paging;
    assert_true(apie_paging_init(&paging, &thing_page_model, NULL, NULL));
    assert_int_equal(walk(&paging, &from), APIE_PAGING_END);
    thing_page *all = apie_paging_result(&paging);
    apie_paging_free(&paging);
    assert_non_null(all);
    assert_int_equal(all->items_count, expected);
    assert_int_equal(all->total.presence, APIE_SET);
    assert_int_equal(all->total.value, expected);
    for (int64_t i = 0; i < expected; i++)
        assert_int_equal(strtol(all->items[i]->id + 1, NULL, 10), i);
    assert_int_equal(from.asked, asked);
    apie_free(all);
}

static void a_total_ends_the_list(void **state)
{
    (void)state;
    lists((service){.things = 0, .cap = 200, .says_total = true}, 0, 1);
    lists((service){.things = 1, .cap = 200, .says_total = true}, 1, 1);
    lists((service){.things = 200, .cap = 200, .says_total = true}, 200, 1);
    lists((service){.things = 450, .cap = 200, .says_total = true}, 450, 3);
}

static void an_empty_page_ends_the_list(void **state)
{
    (void)state;
    lists((service){.things = 0, .cap = 200}, 0, 1);
    lists((service){.things = 3, .cap = 200}, 3, 2);
    lists((service){.things = 450, .cap = 200}, 450, 4);
}

static void pages_may_be_smaller_than_asked_for(void **state)
{
    (void)state;
    lists((service){.things = 23, .cap = 5, .says_total = true}, 23, 5);
    lists((service){.things = 23, .cap = 5}, 23, 6);
}

static void a_service_that_does_not_page_is_seen_through(void **state)
{
    (void)state;
    lists((service){.things = 7, .cap = 200, .ignores_offset = true}, 7, 2);
}

static apie_paging_state walk_all(service *from)
{
    apie_paging paging;
    assert_true(apie_paging_init(&paging, &thing_page_model, NULL, NULL));
    apie_paging_state state = walk(&paging, from);
    apie_paging_free(&paging);
    return state;
}

static void a_list_of_which_a_part_comes_is_cut(void **state)
{
    (void)state;
    service from = {.things = 300, .cap = 200, .says_total = true, .ignores_offset = true};
    assert_int_equal(walk_all(&from), APIE_PAGING_CUT);
    assert_int_equal(from.asked, 2);
}

static apie_paging_state take_at(int64_t offset, const char *json)
{
    apie_paging paging;
    assert_true(apie_paging_init(&paging, &thing_page_model, NULL, NULL));
    paging.offset = offset;
    apie_paging_state state = apie_paging_take(&paging, thing_page_read(json));
    apie_paging_free(&paging);
    return state;
}

static void an_empty_page_before_the_total_cuts_the_list(void **state)
{
    (void)state;
    assert_int_equal(take_at(0, "{\"items\":[],\"total\":1}"), APIE_PAGING_CUT);
    assert_int_equal(take_at(2, "{\"items\":[],\"total\":3}"), APIE_PAGING_CUT);
    assert_int_equal(take_at(2, "{\"total\":3}"), APIE_PAGING_CUT);
    assert_int_equal(take_at(0, "{\"items\":[],\"total\":0}"), APIE_PAGING_END);
    assert_int_equal(take_at(3, "{\"items\":[],\"total\":3}"), APIE_PAGING_END);
    assert_int_equal(take_at(9, "{\"items\":[],\"total\":3}"), APIE_PAGING_END);
    assert_int_equal(take_at(2, "{\"items\":[]}"), APIE_PAGING_END);
}

/* The rest was deleted while the list was read. */
static void a_total_may_shrink(void **state)
{
    (void)state;
    apie_paging paging;
    assert_true(apie_paging_init(&paging, &thing_page_model, NULL, NULL));
    assert_int_equal(apie_paging_take(&paging, thing_page_make(0, 2, 3)), APIE_PAGING_MORE);
    assert_int_equal(apie_paging_take(&paging, thing_page_make(2, 0, 2)), APIE_PAGING_END);
    apie_paging_free(&paging);
}

static apie_paging_state take_undivided(const char *json)
{
    apie_paging paging;
    assert_true(apie_paging_init(&paging, &thing_page_model, NULL, NULL));
    paging.undivided = true;
    apie_paging_state state = apie_paging_take(&paging, thing_page_read(json));
    apie_paging_free(&paging);
    return state;
}

static void an_undivided_list_is_one_page(void **state)
{
    (void)state;
    assert_int_equal(take_undivided("{\"items\":[{\"id\":\"1\"}]}"), APIE_PAGING_END);
    assert_int_equal(take_undivided("{\"items\":[]}"), APIE_PAGING_END);
    assert_int_equal(take_undivided("{\"items\":[{\"id\":\"1\"}],\"total\":1}"), APIE_PAGING_END);
    assert_int_equal(take_undivided("{\"items\":[{\"id\":\"1\"}],\"total\":2}"), APIE_PAGING_CUT);
    assert_int_equal(take_undivided("{\"items\":[],\"total\":2}"), APIE_PAGING_CUT);
    assert_int_equal(take_undivided("{\"items\":[],\"total\":0}"), APIE_PAGING_END);
}

static void a_total_is_believed(void **state)
{
    (void)state;
    lists((service){.things = 10001, .cap = 10, .says_total = true}, 10001, 1001);
    lists((service){.things = 2 * APIE_PAGES_MAX, .cap = 1, .says_total = true}, 2 * APIE_PAGES_MAX,
          2 * APIE_PAGES_MAX);
}

static void a_total_that_grows_is_not_followed_for_ever(void **state)
{
    (void)state;
    service from = {.things = 3000, .cap = 1, .says_total = true, .grows = true};
    assert_int_equal(walk_all(&from), APIE_PAGING_ENDLESS);
    assert_int_equal(from.asked, 3000 + APIE_PAGES_MAX);
}

static void an_offset_has_an_end(void **state)
{
    (void)state;
    apie_paging paging;
    assert_true(apie_paging_init(&paging, &thing_page_model, NULL, NULL));
    paging.offset = INT64_MAX;
    assert_int_equal(apie_paging_take(&paging, thing_page_make(0, 1, -1)), APIE_PAGING_ENDLESS);
    apie_paging_free(&paging);
}

static void an_answer_without_a_page_ends_the_list(void **state)
{
    (void)state;
    apie_paging paging;
    assert_true(apie_paging_init(&paging, &thing_page_model, NULL, NULL));
    assert_int_equal(apie_paging_take(&paging, NULL), APIE_PAGING_END);
    apie_paging_free(&paging);
}

static void a_list_without_end_is_given_up(void **state)
{
    (void)state;
    service from = {.things = 1000000, .cap = 1};
    assert_int_equal(walk_all(&from), APIE_PAGING_ENDLESS);
    assert_int_equal(from.asked, APIE_PAGES_MAX);
}

static void things_without_ids_are_kept(void **state)
{
    (void)state;
    apie_paging paging;
    assert_true(apie_paging_init(&paging, &thing_page_model, NULL, NULL));
    assert_int_equal(apie_paging_take(&paging, thing_page_read("{\"items\":[{},{}]}")),
                     APIE_PAGING_MORE);
    assert_int_equal(apie_paging_take(&paging, thing_page_read("{\"items\":[{}],\"total\":3}")),
                     APIE_PAGING_END);
    thing_page *all = apie_paging_result(&paging);
    assert_int_equal(all->items_count, 3);
    apie_free(all);
    apie_paging_free(&paging);
}

static bool is_odd(const void *user, const void *item)
{
    (void)user;
    return strtol(((const thing *)item)->id + 1, NULL, 10) % 2 != 0;
}

static void only_what_is_wanted_is_kept(void **state)
{
    (void)state;
    service from = {.things = 9, .cap = 2, .says_total = true};
    apie_paging paging;
    assert_true(apie_paging_init(&paging, &thing_page_model, is_odd, NULL));
    assert_int_equal(walk(&paging, &from), APIE_PAGING_END);
    thing_page *all = apie_paging_result(&paging);
    apie_paging_free(&paging);
    assert_int_equal(all->items_count, 4);
    assert_string_equal(all->items[3]->id, "t7");
    apie_free(all);
}

static void a_model_without_a_list_cannot_be_walked(void **state)
{
    (void)state;
    apie_paging paging;
    assert_false(apie_paging_init(&paging, &apie_model_any, NULL, NULL));
    apie_paging_free(&paging);
}

static void may_run_out(apie_paging_keep *keep, size_t count)
{
    bool hit = true;
    for (unsigned long k = 1; hit; k++) {
        long live = apie_fault_live();
        service from = {.things = 5, .cap = 2, .says_total = true};
        apie_paging paging;
        thing_page *all = NULL;
        apie_paging_state ended = APIE_PAGING_NO_MEMORY;
        apie_fault_fail_at(k);
        if (apie_paging_init(&paging, &thing_page_model, keep, NULL)) {
            ended = APIE_PAGING_MORE;
            while (ended == APIE_PAGING_MORE) {
                thing_page *page = ask(&from, paging.offset);
                ended = page != NULL ? apie_paging_take(&paging, page) : APIE_PAGING_NO_MEMORY;
            }
            if (ended == APIE_PAGING_END)
                all = apie_paging_result(&paging);
        }
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        if (!hit)
            assert_int_equal(all->items_count, count);
        else
            assert_null(all);
        apie_free(all);
        apie_paging_free(&paging);
        assert_int_equal(apie_fault_live(), live);
    }
}

static void memory_may_run_out(void **state)
{
    (void)state;
    may_run_out(NULL, 5);
    may_run_out(is_odd, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_total_ends_the_list),
        cmocka_unit_test(an_empty_page_ends_the_list),
        cmocka_unit_test(pages_may_be_smaller_than_asked_for),
        cmocka_unit_test(a_service_that_does_not_page_is_seen_through),
        cmocka_unit_test(a_list_of_which_a_part_comes_is_cut),
        cmocka_unit_test(an_empty_page_before_the_total_cuts_the_list),
        cmocka_unit_test(a_total_may_shrink),
        cmocka_unit_test(an_undivided_list_is_one_page),
        cmocka_unit_test(a_total_is_believed),
        cmocka_unit_test(a_total_that_grows_is_not_followed_for_ever),
        cmocka_unit_test(an_offset_has_an_end),
        cmocka_unit_test(an_answer_without_a_page_ends_the_list),
        cmocka_unit_test(a_list_without_end_is_given_up),
        cmocka_unit_test(things_without_ids_are_kept),
        cmocka_unit_test(only_what_is_wanted_is_kept),
        cmocka_unit_test(a_model_without_a_list_cannot_be_walked),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
