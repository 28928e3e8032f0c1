/* Compression of bodies. */
#ifndef APIE_HONEYCOMB_GZIP_H
#define APIE_HONEYCOMB_GZIP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* Puts the gzip form (RFC 1952) of the bytes into the buffer, which is empty. False if memory ran
 * out. */
bool apie_gzip(const char *data, size_t length, apie_buffer *out);

#endif
