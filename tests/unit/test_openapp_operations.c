/* The tables that are made from OpenApp's schema: all operations, what may be repeated, and the
 * names that the service reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/text.h"
#include "generated/openapp_operations.h"
#include "model/descriptor.h"
#include "unit/openapp_wire_table.h"

#define OPERATIONS 147

_Static_assert(sizeof wire_table / sizeof wire_table[0] == OPERATIONS, "a row for each operation");

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

/* ---- the wire ---- */

/* Whether the list has the name, and marks it as required or not. */
static bool lists(const char *list, const char *name, bool required)
{
    char word[80];
    apie_text_format(word, sizeof word, "%s%s", name, required ? "!" : "");
    const size_t length = strlen(word);
    for (const char *at = list; *at != '\0'; at += strspn(at, " ")) {
        const size_t size = strcspn(at, " ");
        if (size == length && memcmp(at, word, size) == 0)
            return true;
        at += size;
    }
    return false;
}

static size_t count_words(const char *list)
{
    size_t count = list[0] != '\0';
    for (; *list != '\0'; list++)
        count += *list == ' ';
    return count;
}

/* "/orgs/{org_id}/users" is "/orgs/{}/users". */
static void check_path(const wire_row *row, const char *path)
{
    char plain[200];
    size_t length = 0;
    for (; *path != '\0' && length < sizeof plain - 1; path++) {
        plain[length++] = *path;
        if (*path == '{')
            path += strcspn(path, "}") - 1;
    }
    plain[length] = '\0';
    if (strcmp(plain, row->path) != 0)
        fail_msg("%s: %s", row->name, plain);
}

static void check_parameters(const wire_row *row, const apie_operation *operation)
{
    size_t found[3] = {0};
    const char *const names[] = {"", row->query, row->headers};
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const apie_parameter *parameter = &operation->parameters[i];
        found[parameter->place]++;
        if (parameter->place != APIE_IN_PATH &&
            !lists(names[parameter->place], parameter->name, parameter->required))
            fail_msg("%s: %s", row->name, parameter->name);
    }
    if (found[APIE_IN_QUERY] != count_words(row->query) ||
        found[APIE_IN_HEADER] != count_words(row->headers))
        fail_msg("%s: a parameter is missing", row->name);
}

static void check_body(const wire_row *row, const apie_model *body)
{
    if (body == NULL || body == &apie_model_any) {
        assert_string_equal(row->body, body == NULL ? "" : "*");
        return;
    }
    for (size_t i = 0; i < body->field_count; i++) {
        if (!lists(row->body, body->fields[i].name, body->fields[i].required))
            fail_msg("%s: %s", row->name, body->fields[i].name);
    }
    if (body->field_count != count_words(row->body))
        fail_msg("%s: a member of the body is missing", row->name);
}

static void requests_are_as_documented(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        const wire_row *row = &wire_table[i];
        const apie_operation *operation = NULL;
        for (size_t j = 0; j < OPERATIONS && operation == NULL; j++) {
            if (strcmp(apie_operations_openapp[j]->name, row->name) == 0)
                operation = apie_operations_openapp[j];
        }
        if (operation == NULL)
            fail_msg("%s is no operation", row->name);
        assert_string_equal(apie_method_name(operation->method), row->method);
        check_path(row, operation->path);
        check_parameters(row, operation);
        check_body(row, operation->request);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(wire_table[j].name, row->name);
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
        cmocka_unit_test(requests_are_as_documented),
        cmocka_unit_test(what_may_do_harm_is_not_repeated),
        cmocka_unit_test(queries_have_the_services_names),
        cmocka_unit_test(bodies_have_the_services_names),
        cmocka_unit_test(pages_may_be_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
