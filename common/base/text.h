/* Pieces of text, and the few things done to them everywhere. ASCII rules, never the locale's. */
#ifndef APIE_BASE_TEXT_H
#define APIE_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <apie/export.h>

typedef struct apie_slice {
    const char *data;
    size_t length;
} apie_slice;

/* For literals. */
#define APIE_SLICE(literal) ((apie_slice){(literal), sizeof(literal) - 1})

bool apie_slice_equal(apie_slice a, const char *b);
/* Without regard to ASCII case. */
bool apie_text_equal_nocase(const char *a, size_t a_length, const char *b, size_t b_length);

/* Copies as much as fits and always terminates (size > 0); cuts at a UTF-8 character's start. */
void apie_text_copy(char *out, size_t size, const char *text, size_t length);

/* snprintf that always terminates (size > 0), and cuts at a UTF-8 character's start; for messages.
 */
void apie_text_format(char *out, size_t size, const char *format, ...) APIE_PRINTF(3, 4);
void apie_text_format_list(char *out, size_t size, const char *format, va_list arguments)
    APIE_PRINTF(3, 0);

/* Whether the bytes are well-formed UTF-8 (RFC 3629: no surrogates, nothing overlong). On false
 * *bad is the offset of the first bad byte; bad may be NULL. */
bool apie_utf8_valid(const char *text, size_t length, size_t *bad);

/* malloc'ed copy; NULL for NULL or if memory ran out. */
char *apie_text_dup(const char *text);
/* The bytes of a text with its NUL; 0 for NULL. */
size_t apie_text_size(const char *text);
/* Copies a text to *at, which moves behind it; gives the copy, NULL for NULL. */
const char *apie_text_put(char **at, const char *text);

#endif
