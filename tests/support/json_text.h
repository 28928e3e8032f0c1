/* JSON in tests: text with ' for ", so that it can be read. */
#ifndef APIE_TESTS_JSON_TEXT_H
#define APIE_TESTS_JSON_TEXT_H

#include <jansson.h>

/* A new reference; NULL if memory ran out, or the text is no JSON. */
json_t *json_of(const char *text);
/* Fails the test, naming what, if got is another value. */
void expect_json(const char *what, const char *expected, const json_t *got);

#endif
