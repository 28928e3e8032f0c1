/* Names in several languages: read in their three forms, and looked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/json_reader.h"
#include "openapp/casefold.h"
#include "openapp/localized.h"

#define EXACT APIE_OPENAPP_MATCH_EXACT
#define FUZZY APIE_OPENAPP_MATCH_FUZZY

static json_t *json(const char *text)
{
    json_t *value = apie_json_parse(text, strlen(text), NULL, 0);
    assert_non_null(value);
    return value;
}

static void reads(const char *name, const char *locale, const char *expected)
{
    json_t *value = json(name);
    const char *text = apie_openapp_text(value, locale);
    if (expected == NULL)
        assert_null(text);
    else
        assert_string_equal(text, expected);
    json_decref(value);
}

static void one_text_is_for_all_languages(void **state)
{
    (void)state;
    reads("\"Lobby\"", "he", "Lobby");
    reads("\"Lobby\"", NULL, "Lobby");
}

static void both_forms_of_translations_are_read(void **state)
{
    (void)state;
    reads("{\"en\":\"Lobby\",\"he\":\"L2\"}", "he", "L2");
    reads("{\"value\":{\"en\":\"Lobby\",\"he\":\"L2\"}}", "he", "L2");
    reads("{\"value\":\"a language of that name\"}", "de", "a language of that name");
}

static void the_nearest_language_is_taken(void **state)
{
    (void)state;
    reads("{\"de\":\"D\",\"en-GB\":\"G\",\"en\":\"E\"}", "en-GB", "G");
    reads("{\"de\":\"D\",\"en-GB\":\"G\",\"en\":\"E\"}", "EN_gb", "G");
    reads("{\"de\":\"D\",\"en\":\"E\"}", "de-AT", "D");
    reads("{\"de-AT\":\"A\",\"en\":\"E\"}", "de", "A");
    reads("{\"de\":\"D\",\"en\":\"E\"}", "fr", "E");
    reads("{\"de\":\"D\",\"en\":\"E\"}", NULL, "E");
    reads("{\"de\":\"D\",\"he\":\"H\"}", "fr", "D");
}

static void what_is_no_name_has_no_text(void **state)
{
    (void)state;
    reads("{}", "en", NULL);
    reads("{\"value\":{}}", "en", NULL);
    reads("null", "en", NULL);
    reads("7", "en", NULL);
    reads("[\"Lobby\"]", "en", NULL);
    reads("{\"en\":7,\"de\":null}", "en", NULL);
    assert_null(apie_openapp_text(NULL, "en"));
}

static void finds(const char *name, const char *needle, bool exact, bool fuzzy)
{
    json_t *value = json(name);
    assert_int_equal(apie_openapp_name_matches(value, needle, EXACT), exact);
    assert_int_equal(apie_openapp_name_matches(value, needle, FUZZY), fuzzy);
    json_decref(value);
}

static void exact_is_all_of_it_but_case_and_blanks(void **state)
{
    (void)state;
    finds("\"Lobby\"", "Lobby", true, true);
    finds("\"Lobby\"", "  lOBBy\t", true, true);
    finds("\" Lobby\\n\"", "lobby", true, true);
    finds("\"\\u3000Lobby\\u00a0\"", "lobby", true, true);
    finds("\"Lobby\"", "Lobb", false, true);
    finds("\"Lobby\"", "Lobbys", false, false);
    finds("\"Main  Lobby\"", "Main Lobby", false, false);
}

static void fuzzy_is_any_part_of_it(void **state)
{
    (void)state;
    finds("\"Main Lobby Door\"", "lobby", false, true);
    finds("\"Main Lobby Door\"", "main", false, true);
    finds("\"Main Lobby Door\"", "DOOR", false, true);
    finds("\"aab\"", "ab", false, true);
    finds("\"Main Lobby Door\"", "gate", false, false);
}

static void any_language_counts(void **state)
{
    (void)state;
    finds("{\"en\":\"Lobby\",\"de\":\"Halle\"}", "halle", true, true);
    finds("{\"value\":{\"en\":\"Lobby\",\"de\":\"Halle\"}}", "HALLE", true, true);
    finds("{\"value\":{\"en\":\"Lobby\",\"de\":\"Eingangshalle\"}}", "halle", false, true);
    finds("{\"en\":\"Lobby\",\"he\":\"\\u05dc\\u05d5\\u05d1\\u05d9\"}",
          "\xD7\x9C\xD7\x95\xD7\x91\xD7\x99", true, true);
    finds("{\"en\":7}", "7", false, false);
}

static void locales_are_no_names(void **state)
{
    (void)state;
    finds("{\"lobby\":\"Halle\"}", "lobby", false, false);
    finds("{\"value\":{\"en\":\"Halle\"}}", "value", false, false);
}

static void blank_is_never_found(void **state)
{
    (void)state;
    finds("\"Lobby\"", "", false, false);
    finds("\"Lobby\"", " \t", false, false);
    finds("\"\"", "", false, false);
    finds("\"  \"", "  ", false, false);
    finds("\"Lobby\"", "\xE3\x80\x80", false, false);
    assert_false(apie_openapp_name_matches(NULL, "x", FUZZY));
    json_t *name = json("\"Lobby\"");
    assert_false(apie_openapp_name_matches(name, NULL, FUZZY));
    json_decref(name);
}

static void trims_to(const char *text, const char *expected)
{
    apie_slice trimmed = apie_name_trim((apie_slice){text, strlen(text)});
    assert_int_equal(trimmed.length, strlen(expected));
    assert_memory_equal(trimmed.data, expected, trimmed.length);
}

static void blanks_around_are_trimmed(void **state)
{
    (void)state;
    trims_to("Main  Lobby", "Main  Lobby");
    trims_to(" \tLobby\n", "Lobby");
    trims_to("\xC2\xA0\xE3\x80\x80Lobby 1\xE2\x80\xA8", "Lobby 1");
    trims_to(" \xFF ", "\xFF");
    trims_to(" \xE3\x80\x80\t", "");
    trims_to("", "");
}

static void case_is_folded_in_every_script(void **state)
{
    (void)state;
    finds("\"\\u00c4RZTE\"", "\xC3\xA4rzte", true, true); /* Latin-1 */
    finds("\"\\u0141\\u00d3D\\u0179\"",
          "\xC5\x82\xC3\xB3"
          "d\xC5\xBA",
          true, true); /* Latin Extended */
    finds("\"\\u0391\\u0398\\u0397\\u039d\\u0391\\u03a3\"",
          "\xCE\xB1\xCE\xB8\xCE\xB7\xCE\xBD\xCE\xB1\xCF\x82", true, true); /* Greek, final sigma */
    finds("\"\\u0412\\u0425\\u041e\\u0414\"", "\xD0\xB2\xD1\x85\xD0\xBE\xD0\xB4", true,
          true);                                                 /* Cyrillic */
    finds("\"\\ud801\\udc00\"", "\xF0\x90\x90\xA8", true, true); /* Deseret, beyond 16 bits */
    finds("\"stra\\u00dfe\"",
          "STRA\xE1\xBA\x9E"
          "E",
          true, true);
    finds("\"stra\\u00dfe\"", "STRASSE", false, false); /* one character is never two */
}

static void folding_is_stable(void **state)
{
    (void)state;
    for (uint32_t c = 0; c < 0x110000; c++) {
        uint32_t folded = apie_casefold(c);
        assert_true(folded < 0x110000);
        assert_int_equal(apie_casefold(folded), folded);
    }
    assert_int_equal(apie_casefold('A'), 'a');
    assert_int_equal(apie_casefold('['), '[');
    assert_int_equal(apie_casefold(0x100), 0x101);
    assert_int_equal(apie_casefold(0x101), 0x101);
    assert_int_equal(apie_casefold(0x1E943), 0x1E943);
    assert_int_equal(apie_casefold(0x110000 + 0xFF), 0x110000 + 0xFF);
}

static void bytes_that_are_no_text_equal_themselves(void **state)
{
    (void)state;
    const apie_slice name = {"a\xFFz", 3};
    assert_true(apie_name_matches(name, (apie_slice){"A\xFFZ", 3}, EXACT));
    assert_false(apie_name_matches(name, (apie_slice){"A\xFEZ", 3}, EXACT));
    assert_true(apie_name_matches(name, (apie_slice){"\xFF", 1}, FUZZY));
    assert_false(apie_name_matches((apie_slice){NULL, 0}, (apie_slice){"a", 1}, FUZZY));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_text_is_for_all_languages),
        cmocka_unit_test(both_forms_of_translations_are_read),
        cmocka_unit_test(the_nearest_language_is_taken),
        cmocka_unit_test(what_is_no_name_has_no_text),
        cmocka_unit_test(exact_is_all_of_it_but_case_and_blanks),
        cmocka_unit_test(fuzzy_is_any_part_of_it),
        cmocka_unit_test(any_language_counts),
        cmocka_unit_test(locales_are_no_names),
        cmocka_unit_test(blank_is_never_found),
        cmocka_unit_test(blanks_around_are_trimmed),
        cmocka_unit_test(case_is_folded_in_every_script),
        cmocka_unit_test(folding_is_stable),
        cmocka_unit_test(bytes_that_are_no_text_equal_themselves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
