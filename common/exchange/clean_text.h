/* Text from outside, made fit for a message: one line, UTF-8, cut to size. */
#ifndef APIE_EXCHANGE_CLEAN_TEXT_H
#define APIE_EXCHANGE_CLEAN_TEXT_H

#include <stddef.h>

#include "base/text.h"

/* Copies as much as fits, trimmed: runs of blanks and control characters become one space, and if
 * the text is not UTF-8 every byte beyond ASCII becomes '?'. Always terminates (size > 0). */
void apie_clean_text(char *out, size_t size, apie_slice text);

#endif
