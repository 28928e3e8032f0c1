/* The tables that are made from OpenApp's schema: all operations, what may be repeated, and the
 * names that the service reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "generated/openapp_operations.h"
#include "model/descriptor.h"

#define OPERATIONS 147

static void every_operation_is_there_once(void **state)
{
    (void)state;
    assert_int_equal(apie_operations_openapp_count, OPERATIONS);
    for (size_t i = 0; i < OPERATIONS; i++) {
        const apie_operation *a = apie_operations_openapp[i];
        assert_int_equal(a->path[0], '/');
        assert_null(a->credential);
        for (size_t j = 0; j < i; j++) {
            const apie_operation *b = apie_operations_openapp[j];
            assert_string_not_equal(a->name, b->name);
            assert_false(a->method == b->method && strcmp(a->path, b->path) == 0);
        }
    }
}

static void what_may_do_harm_is_not_repeated(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        const apie_operation *operation = apie_operations_openapp[i];
        bool harmless = operation->method == APIE_GET || operation->method == APIE_PUT ||
                        operation->method == APIE_DELETE;
        if (operation->retry_safe != harmless)
            fail_msg("%s", operation->name);
        assert_true(operation->method != APIE_GET || operation->request == NULL);
    }
}

/* Names in snake_case, as the service reads them; and none that it does not page by. */
static void queries_have_the_services_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        const apie_operation *operation = apie_operations_openapp[i];
        for (size_t j = 0; j < operation->parameter_count; j++) {
            const apie_parameter *parameter = &operation->parameters[j];
            if (parameter->place != APIE_IN_QUERY)
                continue;
            assert_null(strpbrk(parameter->name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"));
            assert_string_not_equal(parameter->name, "cursor");
        }
    }
}

static void bodies_have_the_services_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        const apie_model *model = apie_operations_openapp[i]->request;
        for (size_t j = 0; model != NULL && j < model->field_count; j++)
            assert_null(strpbrk(model->fields[j].name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"));
    }
}

/* Lists may come as bare arrays. */
static void pages_may_be_lists(void **state)
{
    size_t pages = 0;
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        const apie_model *model = apie_operations_openapp[i]->response;
        const char *end = model != NULL ? strstr(model->name, "_page") : NULL;
        if (end == NULL || strcmp(end, "_page") != 0 || strstr(model->name, "payment") != NULL)
            continue;
        assert_true(model->or_list);
        pages++;
    }
    assert_true(pages > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_operation_is_there_once),
        cmocka_unit_test(what_may_do_harm_is_not_repeated),
        cmocka_unit_test(queries_have_the_services_names),
        cmocka_unit_test(bodies_have_the_services_names),
        cmocka_unit_test(pages_may_be_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
