/* Text in the making, and files. A build tool: whatever fails ends the program with a message. */
#ifndef APIE_GENERATE_OUTPUT_H
#define APIE_GENERATE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include <apie/export.h>

#include "base/arena.h"
#include "base/buffer.h"

/* Prints "generate: message" and ends the program with status 1. */
_Noreturn void apie_gen_die(const char *format, ...) APIE_PRINTF(1, 2);

void apie_gen_print(apie_buffer *out, const char *format, ...) APIE_PRINTF(2, 3);

/* Formatted text in the arena. */
char *apie_gen_text(apie_arena *arena, const char *format, ...) APIE_PRINTF(2, 3);

/* A whole file in the arena, NUL-terminated. NULL if it does not exist. */
char *apie_gen_read_file(apie_arena *arena, const char *path, size_t *length);

/* Writes a file, with the folders it needs. */
void apie_gen_write_file(const char *path, const apie_buffer *text);

#define GEN_COLUMNS 100 /* of C text */

/* A line of a comment that starts with `lead` and goes on, where it must or the text has a line
 * break, with `hang`. */
void apie_gen_wrap(apie_buffer *out, const char *lead, const char *hang, const char *text);

/* A documentation comment, on one line if it is one and fits. */
void apie_gen_doc(apie_buffer *out, const char *indent, const char *text);

/* "lead(item, …)tail", broken after the parenthesis if it does not fit on a line: a declaration or
 * a call. */
void apie_gen_call(apie_buffer *out, int indent, const char *lead, const char *const *items,
                   size_t count, const char *tail);

#endif
