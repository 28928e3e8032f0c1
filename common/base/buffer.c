#include "base/buffer.h"

#include <stdint.h>
#include <stdlib.h>

#define CAPACITY_MIN ((size_t)256)
/* No growth copies more than the one, since it may hold up a loop. The other is a block that the
 * allocator maps, and so moves without copying; pages of it that are never used cost nothing. */
#define COPY_MAX   ((size_t)2 << 20)
#define MAPPED_MIN ((size_t)33 << 20)

void apie_buffer_init(apie_buffer *buffer, size_t maximum)
{
    *buffer = (apie_buffer){.maximum = maximum};
}

/* One byte beyond the capacity is kept for apie_buffer_terminate(). */
void apie_buffer_init_lent(apie_buffer *buffer, size_t maximum, char *memory, size_t size)
{
    size_t capacity = maximum == 0 || size - 1 < maximum ? size - 1 : maximum;
    *buffer =
        (apie_buffer){.data = memory, .capacity = capacity, .maximum = maximum, .lent = memory};
}

void apie_buffer_free(apie_buffer *buffer)
{
    if (buffer->data != buffer->lent)
        free(buffer->data);
    apie_buffer_init(buffer, buffer->maximum);
}

void apie_buffer_reset(apie_buffer *buffer, size_t keep)
{
    if (buffer->capacity > keep) {
        apie_buffer_free(buffer);
        return;
    }
    buffer->length = 0;
    buffer->error = APIE_BUFFER_OK;
}

static bool fail(apie_buffer *buffer, apie_buffer_error error)
{
    buffer->error = error;
    return false;
}

bool apie_buffer_grow(apie_buffer *buffer, size_t more)
{
    if (buffer->error != APIE_BUFFER_OK)
        return false;
    size_t maximum = buffer->maximum == 0 ? SIZE_MAX / 2 : buffer->maximum;
    if (more > maximum || buffer->length > maximum - more)
        return fail(buffer, APIE_BUFFER_TOO_LARGE);
    size_t needed = buffer->length + more;
    if (needed <= buffer->capacity)
        return true;
    size_t capacity = buffer->capacity < CAPACITY_MIN / 2 ? CAPACITY_MIN : buffer->capacity * 2;
    if (capacity > COPY_MAX && capacity < MAPPED_MIN)
        capacity = MAPPED_MIN;
    if (capacity < needed)
        capacity = needed;
    if (capacity > maximum)
        capacity = maximum;
    bool lent = buffer->data == buffer->lent; /* or there is none yet */
    char *data = realloc(lent ? NULL : buffer->data, capacity + 1);
    if (data == NULL)
        return fail(buffer, APIE_BUFFER_NO_MEMORY);
    if (lent && buffer->length > 0)
        memcpy(data, buffer->lent, buffer->length);
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

const char *apie_buffer_terminate(apie_buffer *buffer)
{
    if (buffer->error != APIE_BUFFER_OK)
        return NULL;
    if (buffer->data == NULL) {
        buffer->data = malloc(1);
        if (buffer->data == NULL) {
            buffer->error = APIE_BUFFER_NO_MEMORY;
            return NULL;
        }
    }
    buffer->data[buffer->length] = '\0';
    return buffer->data;
}
