/* How much is done for each item of a long list: counted by the comparisons of ids. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <apie/response.h>

#include "openapp/paging.h"
#include "unit/openapp_pages.h"

#define THINGS 20000
#define PAGE   200

static unsigned long comparisons;

/* In place of the C library's, for the whole program. */
int strcmp(const char *a, const char *b)
{
    comparisons++;
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return (unsigned char)*a - (unsigned char)*b;
}

static bool any(const void *user, const void *item)
{
    (void)user;
    return item != NULL;
}

/* Every thing is wanted, and those of the last page come once more. */
static size_t read_all(apie_paging *paging)
{
    apie_paging_state state = APIE_PAGING_MORE;
    thing_page *page = NULL;
    for (int64_t first = 0; first < THINGS; first += PAGE) {
        page = thing_page_make(first, PAGE, THINGS + PAGE);
        state = apie_paging_take(paging, page);
        assert_int_equal(state, APIE_PAGING_MORE);
    }
    page = thing_page_make(THINGS - PAGE, PAGE, THINGS + PAGE);
    assert_int_equal(apie_paging_take(paging, page), APIE_PAGING_END);
    return paging->kept_count;
}

static void a_long_list_is_a_few_comparisons_for_each_thing(void **state)
{
    (void)state;
    apie_paging paging;
    assert_true(apie_paging_init(&paging, &thing_page_model, any, NULL));
    comparisons = 0;
    assert_int_equal(read_all(&paging), THINGS);
    assert_in_range(comparisons, PAGE, 20 * THINGS);
    apie_paging_free(&paging);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_list_is_a_few_comparisons_for_each_thing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
