/* Server-sent events, in any pieces. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "openapp/sse.h"
#include "support/alloc_fault.h"

/* What came out, one event a line: "type|data|id", with line feeds in data as '/'. */
typedef struct log {
    char text[512];
    size_t length;
    apie_buffer_error error;
    int64_t retry_ms;
    char last_id[32]; /* where the stream was at its end */
} log;

static void note(log *out, const apie_sse_event *event)
{
    char data[256];
    assert_true(event->data_length < sizeof data);
    assert_int_equal(event->data[event->data_length], '\0');
    memcpy(data, event->data, event->data_length + 1);
    for (size_t i = 0; i < event->data_length; i++)
        if (data[i] == '\n' || data[i] == '\0')
            data[i] = data[i] == '\n' ? '/' : '0';
    int written = snprintf(out->text + out->length, sizeof out->text - out->length, "%s|%s|%s\n",
                           event->type, data, event->id);
    assert_true(written > 0);
    out->length += (size_t)written;
}

/* Reads the stream in pieces of that size. */
static log read_in_pieces(const char *stream, size_t length, size_t piece, size_t maximum)
{
    log out = {0};
    apie_sse sse;
    apie_sse_event event;
    apie_sse_init(&sse, maximum);
    for (size_t at = 0; at < length; at += piece) {
        apie_slice bytes = {stream + at, length - at < piece ? length - at : piece};
        while (apie_sse_next(&sse, &bytes, &event))
            note(&out, &event);
        if (sse.error == APIE_BUFFER_OK)
            assert_int_equal(bytes.length, 0);
    }
    out.error = sse.error;
    out.retry_ms = sse.retry_ms;
    (void)snprintf(out.last_id, sizeof out.last_id, "%.*s", (int)sse.id.length,
                   sse.id.length > 0 ? sse.id.data : "");
    apie_sse_free(&sse);
    return out;
}

static void reads_bytes(const char *stream, size_t length, const char *expected)
{
    const size_t pieces[] = {length > 0 ? length : 1, 1, 2, 3, 7};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        log out = read_in_pieces(stream, length, pieces[i], 0);
        assert_int_equal(out.error, APIE_BUFFER_OK);
        assert_string_equal(out.text, expected);
    }
}

#define reads(stream, expected) reads_bytes(stream, sizeof(stream) - 1, expected)

static void an_empty_line_ends_an_event(void **state)
{
    (void)state;
    reads("data: hello\n\n", "message|hello|\n");
    reads("data: a\n\ndata: b\n\n", "message|a|\nmessage|b|\n");
    reads("data: cut off\n", "");
    reads("data: whole\n\ndata: cut off\n", "message|whole|\n");
    reads("", "");
    reads("\n\n\n", "");
}

static void lines_end_in_three_ways(void **state)
{
    (void)state;
    reads("data: a\r\rdata: b\r\n\r\ndata: c\n\n", "message|a|\nmessage|b|\nmessage|c|\n");
    reads("data: a\r\ndata: b\rdata: c\n\r\n", "message|a/b/c|\n");
    reads("data: a\n\r\n", "message|a|\n");
    reads("data: a\r\n\n", "message|a|\n");
    reads("data: a\r\n\r", "message|a|\n");
}

static void an_event_is_out_with_the_carriage_return(void **state)
{
    (void)state;
    apie_sse sse;
    apie_sse_event event;
    apie_sse_init(&sse, 0);
    apie_slice bytes = APIE_SLICE("data: a\r\n\r");
    assert_true(apie_sse_next(&sse, &bytes, &event));
    assert_string_equal(event.data, "a");
    bytes = APIE_SLICE("\ndata: b\r\n\r\n");
    assert_true(apie_sse_next(&sse, &bytes, &event));
    assert_string_equal(event.data, "b");
    assert_false(apie_sse_next(&sse, &bytes, &event));
    apie_sse_free(&sse);
}

static void a_mark_may_stand_in_front(void **state)
{
    (void)state;
    reads("\xEF\xBB\xBF"
          "data: a\n\n",
          "message|a|\n");
    reads("\xEF\xBB\xBF\n"
          "data: a\n\n",
          "message|a|\n");
    reads("\xEF\xBB\xBF: comment\n"
          "data: a\n\n",
          "message|a|\n");
    reads("data: a\n\n\xEF\xBB\xBF"
          "data: b\n\n",
          "message|a|\n");
    reads(":x\n\xEF\xBB\xBF"
          "data: b\n\n",
          "");
    reads("\xEF\xBB\xBF\xEF\xBB\xBF"
          "data: b\n\n",
          "");
}

static void fields_have_values(void **state)
{
    (void)state;
    reads("data:a\n\n", "message|a|\n");
    reads("data: a\n\n", "message|a|\n");
    reads("data:  a \n\n", "message| a |\n");
    reads("data: a:b\n\n", "message|a:b|\n");
    reads("data\n\n", "message||\n");
    reads("data:\n\n", "message||\n");
    reads("data\ndata\n\n", "message|/|\n");
    reads("data: a\ndata:\ndata: b\n\n", "message|a//b|\n");
}

static void other_lines_say_nothing(void **state)
{
    (void)state;
    reads(": comment\ndata: a\n: more\n\n:\n\n", "message|a|\n");
    reads("Data: a\nDATA: b\n data: c\ndata : d\nfoo: e\nfoo\n\n", "");
}

static void events_have_types(void **state)
{
    (void)state;
    reads("event: add\ndata: a\n\ndata: b\n\n", "add|a|\nmessage|b|\n");
    reads("event: add\nevent: remove\ndata: a\n\n", "remove|a|\n");
    reads("event: add\nevent\ndata: a\n\n", "message|a|\n");
    reads("event: add\n\ndata: a\n\n", "message|a|\n");
    reads("event: add\nevent: \0x\ndata: a\n\n", "add|a|\n");
}

static void ids_stay_until_the_next(void **state)
{
    (void)state;
    reads("id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n", "message|a|1\nmessage|b|1\nmessage|c|\n");
    reads("id: 7\n\ndata: a\n\n", "message|a|7\n");
    reads("id: 1\nid: x\0y\ndata: a\n\n", "message|a|1\n");
}

/* Else a program that goes on from there would miss the event. */
static void an_id_counts_from_the_empty_line_on(void **state)
{
    (void)state;
    const struct {
        const char *stream;
        const char *last_id;
    } cases[] = {
        {"id: 3\ndata: three\n\nid: 4\ndata: cut", "3"},
        {"id: 3\ndata: three\n\nid: 4\ndata: cut\n", "3"},
        {"id: 3\ndata: three\n\nid: 4\n", "3"},
        {"id: 3\ndata: three\n\nid\ndata: cut\n", "3"},
        {"id: 3\ndata: three\n\nid: 4\n\n", "4"},
        {"id: 3\ndata: three\n\nid\n\n", ""},
        {"id: 3\ndata: three\n\ndata: four\n\n", "3"},
        {"id: 3\nid: 4\ndata: four\n\nid: 5", "4"},
        {"id: 3\n", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (size_t piece = 1; piece < 40; piece += 6) {
            log out = read_in_pieces(cases[i].stream, strlen(cases[i].stream), piece, 0);
            assert_string_equal(out.last_id, cases[i].last_id);
        }
    }
    log out = read_in_pieces("id: 3\ndata: a\n\nid: 4\ndata: 0123456789abcdef\n\n", 45, 9, 16);
    assert_int_equal(out.error, APIE_BUFFER_TOO_LARGE);
    assert_string_equal(out.last_id, "3");
}

static void the_pause_is_told(void **state)
{
    (void)state;
    const struct {
        const char *stream;
        int64_t retry_ms;
    } cases[] = {
        {"data: a\n\n", -1},
        {"retry: 2500\n", 2500},
        {"retry: 1\nretry: 2\n", 2},
        {"retry: 2.5\n", -1},
        {"retry: -1\n", -1},
        {"retry: +1\n", -1},
        {"retry:\n", -1},
        {"retry\n", -1},
        {"retry:  5\n", -1},
        {"retry: 99999999999999999999\n", -1},
        {"retry: 0\n", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        log out = read_in_pieces(cases[i].stream, strlen(cases[i].stream), 3, 0);
        assert_int_equal(out.retry_ms, cases[i].retry_ms);
    }
}

static void broken_text_is_mended(void **state)
{
    (void)state;
#define R "\xEF\xBF\xBD"
    reads("data: T\xC3\xBCr \xE2\x82\xAC \xF0\x9F\x9A\xAA\n\n",
          "message|T\xC3\xBCr \xE2\x82\xAC \xF0\x9F\x9A\xAA|\n");
    reads("data: a\xFF"
          "b\xC3\n\n",
          "message|a" R "b" R "|\n");
    reads("data: \xE2\x82"
          "A\n\n",
          "message|" R "A|\n");
    reads("data: \xE0\x80\x80\n\n", "message|" R R R "|\n");
    reads("data: \xED\xA0\x80\n\n", "message|" R R R "|\n");
    reads("data: \xF0\x9F\x9A\n\n", "message|" R "|\n");
    reads("data: \xF4\x90\x80\x80\n\n", "message|" R R R R "|\n");
    reads("event: \xFF\nid: \xFE\ndata: a\n\n", R "|a|" R "\n");
#undef R
}

static void a_nul_is_data(void **state)
{
    (void)state;
    reads("data: a\0b\n\n", "message|a0b|\n");
}

static void memory_is_bounded(void **state)
{
    (void)state;
    const char *const too_much[] = {
        "data: 0123456789abcdef\n\n",
        "data: 01234567\ndata: 01234567\n\n",
        "foo: 0123456789abcdef\n\n",
        "0123456789abcdefg",
        "event: 01234567\nid: 01234567\ndata: 012345678\ndata: 012345678\n\n",
    };
    for (size_t i = 0; i < sizeof too_much / sizeof *too_much; i++) {
        for (size_t piece = 1; piece < 40; piece += 6) {
            log out = read_in_pieces(too_much[i], strlen(too_much[i]), piece, 16);
            assert_int_equal(out.error, APIE_BUFFER_TOO_LARGE);
            assert_string_equal(out.text, "");
        }
    }
    const char *fits =
        "data: 0123456789\n\n: a comment that may be as long as it likes\ndata: a\n\n";
    for (size_t piece = 1; piece < 80; piece++) {
        log out = read_in_pieces(fits, strlen(fits), piece, 16);
        assert_int_equal(out.error, APIE_BUFFER_OK);
        assert_string_equal(out.text, "message|0123456789|\nmessage|a|\n");
    }
}

static void memory_may_run_out(void **state)
{
    (void)state;
    const char *stream = "event: add\nid: 1\ndata: a\n\ndata: b\xFF\n\n";
    bool hit = true;
    for (unsigned long k = 1; hit; k++) {
        long live = apie_fault_live();
        apie_fault_fail_at(k);
        log out = read_in_pieces(stream, strlen(stream), 5, 0);
        hit = apie_fault_hit();
        apie_fault_fail_at(0);
        assert_int_equal(out.error, hit ? APIE_BUFFER_NO_MEMORY : APIE_BUFFER_OK);
        if (out.length == 0) /* an event that was not told has not passed */
            assert_string_equal(out.last_id, "");
        if (!hit)
            assert_string_equal(out.text, "add|a|1\nmessage|b\xEF\xBF\xBD|1\n");
        assert_int_equal(apie_fault_live(), live);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_line_ends_an_event),
        cmocka_unit_test(lines_end_in_three_ways),
        cmocka_unit_test(an_event_is_out_with_the_carriage_return),
        cmocka_unit_test(a_mark_may_stand_in_front),
        cmocka_unit_test(fields_have_values),
        cmocka_unit_test(other_lines_say_nothing),
        cmocka_unit_test(events_have_types),
        cmocka_unit_test(ids_stay_until_the_next),
        cmocka_unit_test(an_id_counts_from_the_empty_line_on),
        cmocka_unit_test(the_pause_is_told),
        cmocka_unit_test(broken_text_is_mended),
        cmocka_unit_test(a_nul_is_data),
        cmocka_unit_test(memory_is_bounded),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
