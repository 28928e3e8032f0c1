/* Every Honeycomb operation with every field set, without a driver: what is built and read, and
 * that each allocation on the way may fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include <apie/honeycomb.h>

#include "generated/honeycomb_operations.h"
#include "honeycomb/settings.h"
#include "model/field.h"
#include "model/model.h"
#include "support/alloc_fault.h"

/* ---- objects with every field set ---- */

static json_t *some_array;
static json_t *some_object;

static void *fill(apie_arena *arena, const apie_model *model);

static void set_pointer(const apie_field *field, char *object, const void *pointer)
{
    memcpy(object + field->offset, &pointer, sizeof pointer);
}

static void set_scalar(const apie_field *field, char *object, const void *value, size_t size)
{
    memcpy(object + field->offset, value, size);
    apie_field_set_presence(field, object, APIE_SET);
}

static void set_list(const apie_field *field, char *object, apie_arena *arena)
{
    static const char *const texts[] = {"a", ""};
    static const int64_t integers[] = {INT64_MIN, 0};
    static const double reals[] = {0.5, -1};
    const void **items = NULL;
    switch (field->type) {
    case APIE_FIELD_STRING_LIST: apie_field_set_list(field, object, texts, 2); return;
    case APIE_FIELD_INT_LIST: apie_field_set_list(field, object, integers, 2); return;
    case APIE_FIELD_DOUBLE_LIST: apie_field_set_list(field, object, reals, 2); return;
    default: break;
    }
    items = apie_arena_alloc(arena, sizeof *items);
    assert_non_null(items);
    items[0] = fill(arena, field->model);
    apie_field_set_list(field, object, items, 1);
}

static void set_field(const apie_field *field, char *object, apie_arena *arena)
{
    static const int64_t integer = 7;
    static const double real = 1.5;
    static const bool truth = true;
    switch (field->type) {
    case APIE_FIELD_CONSTANT: break;
    case APIE_FIELD_STRING: set_pointer(field, object, "text"); break;
    case APIE_FIELD_INT: set_scalar(field, object, &integer, sizeof integer); break;
    case APIE_FIELD_DOUBLE: set_scalar(field, object, &real, sizeof real); break;
    case APIE_FIELD_BOOL: set_scalar(field, object, &truth, sizeof truth); break;
    case APIE_FIELD_OBJECT: set_pointer(field, object, fill(arena, field->model)); break;
    case APIE_FIELD_JSON_LIST: set_pointer(field, object, some_array); break;
    case APIE_FIELD_JSON:
    case APIE_FIELD_JSON_MAP: set_pointer(field, object, some_object); break;
    default: set_list(field, object, arena); break;
    }
}

static void *fill(apie_arena *arena, const apie_model *model)
{
    char *object = apie_arena_alloc(arena, model->size);
    assert_non_null(object);
    for (size_t i = 0; i < model->field_count; i++)
        set_field(&model->fields[i], object, arena);
    return object;
}

/* ---- a client without a driver ---- */

static uint64_t no_time(void *user)
{
    (void)user;
    return 1;
}

static int64_t no_wall(void *user)
{
    (void)user;
    return 1;
}

typedef struct fixture {
    apie_core core;
    apie_arena *arena;
} fixture;

static int set_up(void **state)
{
    static fixture f;
    static const apie_clock stopped = {
        .monotonic_ms = no_time, .wall_us = no_wall, .random = no_time};
    static const apie_honeycomb_options options = {.api_key = "configuration",
                                                   .management_key = "hcxmk_1",
                                                   .management_secret = "s",
                                                   .team = "my-team"};
    json_set_alloc_funcs(malloc, free);
    some_array = json_pack("[i,s]", 1, "two");
    some_object = json_pack("{s:i,s:n}", "one", 1, "two");
    f.arena = apie_arena_new(0);
    *state = &f;
    return f.arena == NULL || some_array == NULL || some_object == NULL ||
           apie_honeycomb_core_init(&f.core, &options, NULL, &stopped, NULL) != APIE_OK;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    apie_core_free(&f->core);
    apie_arena_free(f->arena);
    json_decref(some_array);
    json_decref(some_object);
    return 0;
}

/* ---- tests ---- */

static const apie_argument arguments[] = {
    {"one", APIE_INT(1)},  {"two", APIE_INT(1)},  {"three", APIE_INT(1)},
    {"four", APIE_INT(1)}, {"five", APIE_INT(1)},
};

static apie_status build(fixture *f, const apie_operation *operation, const void *body)
{
    apie_error error;
    apie_flow *flow = apie_operation_flow_new(&f->core, operation, arguments, body, NULL, &error);
    apie_flow_free(flow);
    return flow != NULL ? APIE_OK : error.code;
}

static apie_status read_and_copy(const apie_model *model, const char *text, size_t length)
{
    apie_error error;
    void *root = NULL;
    void *copy = NULL;
    apie_status status = apie_model_decode(model, text, length, &root, &error);
    if (status == APIE_OK)
        status = apie_model_copy(model, root, &copy, &error);
    apie_free(root);
    apie_free(copy);
    return status;
}

static void every_operation_is_built(void **state)
{
    fixture *f = *state;
    for (size_t i = 0; i < apie_operations_honeycomb_count; i++) {
        const apie_operation *operation = apie_operations_honeycomb[i];
        const void *body = operation->request != NULL ? fill(f->arena, operation->request) : NULL;
        bool hit = true;
        for (unsigned long k = 1; hit; k++) {
            long before = apie_fault_live();
            apie_fault_fail_at(k);
            apie_status status = build(f, operation, body);
            hit = apie_fault_hit();
            apie_fault_fail_at(0);
            assert_int_equal(status, hit ? APIE_ERROR_NO_MEMORY : APIE_OK);
            assert_int_equal(apie_fault_live(), before);
        }
    }
}

static void check_answer(fixture *f, const apie_model *model)
{
    apie_buffer text;
    apie_json_writer writer;
    bool hit = true;
    const void *whole = fill(f->arena, model);
    apie_buffer_init(&text, 0);
    apie_json_writer_init(&writer, &text);
    assert_int_equal(apie_model_encode(model, whole, NULL, &writer, NULL), APIE_OK);
    for (unsigned long k = 1; hit; k++) {
        long before = apie_fault_live();
        apie_fault_fail_at(k);
        apie_status status = read_and_copy(model, text.data, text.length);
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(status, hit ? APIE_ERROR_NO_MEMORY : APIE_OK);
        assert_int_equal(apie_fault_live(), before);
    }
    void *root = NULL;
    assert_int_equal(apie_model_decode(model, text.data, text.length, &root, NULL), APIE_OK);
    assert_true(apie_model_equal(model, whole, root));
    apie_free(root);
    apie_buffer_free(&text);
}

static void every_answer_is_read(void **state)
{
    fixture *f = *state;
    for (size_t i = 0; i < apie_operations_honeycomb_count; i++)
        if (apie_operations_honeycomb[i]->response != NULL)
            check_answer(f, apie_operations_honeycomb[i]->response);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_operation_is_built, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_answer_is_read, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
