/* A growable buffer with a hard maximum. Errors stick: write on, and look once at the end. */
#ifndef APIE_BASE_BUFFER_H
#define APIE_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

typedef enum apie_buffer_error {
    APIE_BUFFER_OK = 0,
    APIE_BUFFER_NO_MEMORY = 1,
    APIE_BUFFER_TOO_LARGE = 2
} apie_buffer_error;

typedef struct apie_buffer {
    char *data; /* not NUL-terminated unless apie_buffer_terminate() was called; may be NULL */
    size_t length;
    size_t capacity;
    size_t maximum;
    char *lent; /* memory that is not the buffer's, which it begins with; NULL: none */
    apie_buffer_error error;
} apie_buffer;

/* An empty buffer that never grows beyond maximum bytes (0: no limit). Allocates nothing. */
void apie_buffer_init(apie_buffer *buffer, size_t maximum);

/* The same, but what is short stands in memory of the caller's, which must last as long. */
void apie_buffer_init_lent(apie_buffer *buffer, size_t maximum, char *memory, size_t size);

/* Frees the memory and leaves an empty buffer with the same maximum. */
void apie_buffer_free(apie_buffer *buffer);

/* Empties the buffer and forgets its error; keeps the memory if at most `keep` bytes, else frees
 * it, so that one large body does not stay forever. */
void apie_buffer_reset(apie_buffer *buffer, size_t keep);

/* Makes room for `more` bytes; false (and the error set) if that cannot be. */
bool apie_buffer_grow(apie_buffer *buffer, size_t more);

static inline bool apie_buffer_reserve(apie_buffer *buffer, size_t more)
{
    if (buffer->error == APIE_BUFFER_OK && more <= buffer->capacity - buffer->length)
        return true;
    return apie_buffer_grow(buffer, more);
}

static inline void apie_buffer_append(apie_buffer *buffer, const void *data, size_t length)
{
    if (length > 0 && apie_buffer_reserve(buffer, length)) {
        memcpy(buffer->data + buffer->length, data, length);
        buffer->length += length;
    }
}

static inline void apie_buffer_char(apie_buffer *buffer, char c)
{
    if (apie_buffer_reserve(buffer, 1))
        buffer->data[buffer->length++] = c;
}

/* Appends NUL-terminated text, without the NUL. */
static inline void apie_buffer_string(apie_buffer *buffer, const char *text)
{
    apie_buffer_append(buffer, text, strlen(text));
}

/* Puts a NUL after the content, not counted in length. The text, or NULL if the buffer failed. */
const char *apie_buffer_terminate(apie_buffer *buffer);

#endif
