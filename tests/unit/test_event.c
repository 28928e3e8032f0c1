#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "events/event.h"
#include "support/alloc_fault.h"

#define EVENT_ID  "00010203-0405-4607-8809-0a0b0c0d0e0f"
#define TIMESTAMP "2026-11-20T17:47:20.592860+00:00"

static apie_event_input base_input(void)
{
    return (apie_event_input){
        .type = "agent.tool.called",
        .agent_key = "k",
        .wall_us = INT64_C(1795196840592860),
        .id_high = UINT64_C(0x0001020304050607),
        .id_low = UINT64_C(0x08090a0b0c0d0e0f),
    };
}

static apie_event *new_event(const apie_event_input *input)
{
    apie_event *event = apie_event_new(input, NULL);
    assert_non_null(event);
    return event;
}

/* What is sent of the event, to be freed. */
static char *sent_text(const apie_event *event, const char *agent_id, const char *version_id)
{
    apie_buffer buffer;
    apie_buffer_init(&buffer, 0);
    apie_event_write(event, agent_id, version_id, &buffer);
    assert_int_equal(buffer.error, APIE_BUFFER_OK);
    const char *whole = apie_buffer_terminate(&buffer);
    assert_non_null(whole);
    char *text = strdup(whole);
    assert_non_null(text);
    apie_buffer_free(&buffer);
    return text;
}

static void assert_sent(const apie_event *event, const char *agent_id, const char *version_id,
                        const char *expected)
{
    char *text = sent_text(event, agent_id, version_id);
    assert_string_equal(text, expected);
    free(text);
}

static void what_is_unset_is_left_out(void **state)
{
    (void)state;
    apie_event_input input = base_input();
    apie_event *event = new_event(&input);
    assert_sent(event, NULL, NULL,
                "{\"type\":\"agent.tool.called\",\"agent_key\":\"k\",\"event_id\":\"" EVENT_ID
                "\",\"timestamp\":\"" TIMESTAMP "\"}");
    assert_string_equal(event->type, "agent.tool.called");
    assert_string_equal(event->event_id, EVENT_ID);
    assert_null(event->run_id);
    assert_null(event->session_id);
    assert_null(event->reason);
    assert_null(event->next);
    assert_null(event->notice.next);
    assert_null(event->words);
    assert_null(event->key);
    assert_null(event->block);
    assert_int_equal(event->ticket, 0);
    assert_int_equal(event->sequence, 0);
    apie_event_free(event);
    apie_event_free(NULL);
}

static void everything_is_in_its_place(void **state)
{
    (void)state;
    apie_event_input input = base_input();
    input.run_id = "run_1";
    input.session_id = "ses_1";
    input.parent_event_id = "p";
    input.caused_by_event_id = "c";
    input.trigger_kind = "t";
    input.event_category = "workflow";
    input.step_key = "sk";
    input.step_name = "sn";
    input.step_index = (apie_opt_int){.value = 0, .presence = APIE_SET};
    input.environment = "dev";
    input.payload_summary = APIE_SLICE("{\"p\":1}");
    input.tool = APIE_SLICE("{\"name\":\"x\"}");
    input.action = APIE_SLICE("{\"type\":\"read\"}");
    input.resource = APIE_SLICE("{\"type\":\"kb\"}");
    input.decision = APIE_SLICE("{\"mode\":null}");
    input.approval = APIE_SLICE("{\"status\":\"pending\"}");
    input.error = APIE_SLICE("{\"message\":\"bad\"}");
    input.metadata = APIE_SLICE("{\"q\":1}");
    apie_event *event = new_event(&input);
    event->sequence = 12;
    event->session_sequence = 345;
    assert_string_equal(event->run_id, "run_1");
    assert_string_equal(event->session_id, "ses_1");
    assert_sent(
        event, "agt_1", "ver_1",
        "{\"type\":\"agent.tool.called\",\"agent_key\":\"k\",\"agent_id\":\"agt_1\","
        "\"agent_version_id\":\"ver_1\",\"sequence_number\":12,\"session_sequence_number\":345,"
        "\"run_id\":\"run_1\",\"session_id\":\"ses_1\",\"event_id\":\"" EVENT_ID
        "\",\"parent_event_id\":\"p\",\"caused_by_event_id\":\"c\",\"trigger_kind\":\"t\","
        "\"event_category\":\"workflow\",\"step_key\":\"sk\",\"step_name\":\"sn\",\"step_index\":0,"
        "\"payload_summary\":{\"p\":1},\"timestamp\":\"" TIMESTAMP "\",\"environment\":\"dev\","
        "\"tool\":{\"name\":\"x\"},\"action\":{\"type\":\"read\"},\"resource\":{\"type\":\"kb\"},"
        "\"decision\":{\"mode\":null},\"approval\":{\"status\":\"pending\"},"
        "\"error\":{\"message\":\"bad\"},\"metadata\":{\"q\":1}}");
    apie_event_free(event);
}

static void null_counts_as_unset_at_the_top(void **state)
{
    (void)state;
    apie_event_input input = base_input();
    input.step_index = (apie_opt_int){.presence = APIE_IS_NULL};
    apie_event *event = new_event(&input);
    char *text = sent_text(event, NULL, "v");
    assert_null(strstr(text, "step_index"));
    assert_null(strstr(text, "agent_id"));
    assert_non_null(strstr(text, ",\"agent_version_id\":\"v\",\"event_id\""));
    free(text);
    apie_event_free(event);
}

static void strings_are_escaped(void **state)
{
    (void)state;
    apie_event_input input = base_input();
    input.type = "a\"b";
    input.agent_key = "\xc3\xbc";
    input.run_id = "run\\1";
    input.step_name = "line\nbreak";
    input.environment = "plain";
    apie_event *event = new_event(&input);
    assert_string_equal(event->type, "a\"b");
    assert_string_equal(event->run_id, "run\\1");
    assert_sent(event, "a\"1", NULL,
                "{\"type\":\"a\\\"b\",\"agent_key\":\"\xc3\xbc\",\"agent_id\":\"a\\\"1\","
                "\"run_id\":\"run\\\\1\",\"event_id\":\"" EVENT_ID
                "\",\"step_name\":\"line\\nbreak\",\"timestamp\":\"" TIMESTAMP
                "\",\"environment\":\"plain\"}");
    apie_event_free(event);
}

static void bad_input_is_named(void **state)
{
    (void)state;
    apie_error error;
    apie_event_input input = base_input();
    input.step_name = "\xff";
    assert_null(apie_event_new(&input, &error));
    assert_int_equal(error.code, APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, "step_name");
    input = base_input();
    input.type = "\xc3";
    input.environment = "\xff";
    assert_null(apie_event_new(&input, &error));
    assert_string_equal(error.where, "type");
    input.type = NULL;
    assert_null(apie_event_new(&input, &error));
    assert_int_equal(error.code, APIE_ERROR_INVALID_ARGUMENT);
    assert_string_equal(error.where, "type");
    assert_null(apie_event_new(&input, NULL));
}

static void a_payload_over_the_limit_is_left_out(void **state)
{
    (void)state;
    apie_event_input input = base_input();
    input.run_id = "run_1";
    input.step_name = "escaped \"name\"";
    input.tool = APIE_SLICE("{\"name\":\"x\"}");
    input.action = input.resource = input.decision = input.approval = input.error = input.tool;
    input.metadata = APIE_SLICE("{\"a\":\"0123456789\"}");
    apie_event *event = new_event(&input);
    size_t whole = event->length;
    apie_event_free(event);

    input.max_payload_bytes = whole;
    event = new_event(&input);
    assert_int_equal(event->length, whole);
    apie_event_free(event);

    input.max_payload_bytes = whole - 1;
    event = new_event(&input);
    char expected[512];
    apie_text_format(expected, sizeof(expected),
                     "{\"type\":\"agent.tool.called\",\"agent_key\":\"k\",\"run_id\":\"run_1\","
                     "\"event_id\":\"" EVENT_ID "\",\"step_name\":\"escaped \\\"name\\\"\","
                     "\"payload_summary\":{\"notice\":\"[TRUNCATED_FOR_SIZE]\"},"
                     "\"timestamp\":\"" TIMESTAMP "\",\"metadata\":{"
                     "\"apie_payload_truncated\":true,\"apie_payload_bytes\":%zu,"
                     "\"apie_payload_max_bytes\":%zu}}",
                     whole, whole - 1);
    assert_sent(event, NULL, NULL, expected);
    apie_event_free(event);
}

static void a_batch_is_a_list(void **state)
{
    (void)state;
    apie_event_input input = base_input();
    apie_event *first = new_event(&input);
    input.type = "custom";
    input.run_id = "r";
    apie_event *second = new_event(&input);
    second->sequence = 1;
    const apie_event *const events[] = {first, second};
    apie_buffer buffer;
    apie_buffer_init(&buffer, 0);
    apie_events_write_batch(events, 2, "agt", "ver", &buffer);
    assert_string_equal(apie_buffer_terminate(&buffer),
                        "{\"events\":[{\"type\":\"agent.tool.called\",\"agent_key\":\"k\","
                        "\"agent_id\":\"agt\",\"agent_version_id\":\"ver\",\"event_id\":\"" EVENT_ID
                        "\",\"timestamp\":\"" TIMESTAMP "\"},{\"type\":\"custom\","
                        "\"agent_key\":\"k\",\"agent_id\":\"agt\",\"agent_version_id\":\"ver\","
                        "\"sequence_number\":1,\"run_id\":\"r\",\"event_id\":\"" EVENT_ID
                        "\",\"timestamp\":\"" TIMESTAMP "\"}]}");
    apie_buffer_free(&buffer);
    apie_event_free(first);
    apie_event_free(second);
}

static void building_survives_every_failed_allocation(void **state)
{
    (void)state;
    unsigned long failures = 0;
    apie_event_input input = base_input();
    char name[4000];
    memset(name, '"', sizeof(name)); /* needs escapes, and more room than there is at first */
    name[sizeof(name) - 1] = '\0';
    input.step_name = name;
    for (unsigned long k = 1;; k++) {
        apie_error error;
        long live = apie_fault_live();
        apie_fault_fail_at(k);
        apie_event *event = apie_event_new(&input, &error);
        bool hit = apie_fault_hit();
        apie_fault_fail_at(0);
        if (hit) {
            assert_null(event);
            assert_int_equal(error.code, APIE_ERROR_NO_MEMORY);
            failures++;
        }
        apie_event_free(event);
        assert_int_equal(apie_fault_live(), live);
        if (!hit)
            break;
    }
    assert_true(failures > 1);
}

static void a_usual_event_is_one_allocation(void **state)
{
    (void)state;
    apie_event_input input = base_input();
    input.step_name = "with \"escapes\"";
    apie_fault_fail_at(0);
    apie_event *event = new_event(&input);
    assert_int_equal(apie_fault_count(), 1);
    apie_event_free(event);
}

static void writing_survives_every_failed_allocation(void **state)
{
    (void)state;
    unsigned long failures = 0;
    apie_event_input input = base_input();
    apie_event *event = new_event(&input);
    for (unsigned long k = 1;; k++) {
        apie_buffer buffer;
        apie_buffer_init(&buffer, 0);
        apie_fault_fail_at(k);
        apie_events_write_batch((const apie_event *const[]){event}, 1, "agt", "ver", &buffer);
        bool hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(buffer.error, hit ? APIE_BUFFER_NO_MEMORY : APIE_BUFFER_OK);
        apie_buffer_free(&buffer);
        failures += hit;
        if (!hit)
            break;
    }
    assert_true(failures > 1);
    apie_event_free(event);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_unset_is_left_out),
        cmocka_unit_test(everything_is_in_its_place),
        cmocka_unit_test(null_counts_as_unset_at_the_top),
        cmocka_unit_test(strings_are_escaped),
        cmocka_unit_test(bad_input_is_named),
        cmocka_unit_test(a_payload_over_the_limit_is_left_out),
        cmocka_unit_test(a_batch_is_a_list),
        cmocka_unit_test(building_survives_every_failed_allocation),
        cmocka_unit_test(a_usual_event_is_one_allocation),
        cmocka_unit_test(writing_survives_every_failed_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
