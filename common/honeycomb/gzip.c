#include "honeycomb/gzip.h"

#include <limits.h>
#include <stdlib.h>

#define ZLIB_CONST
#include <zlib.h>

/* A window of 32 KiB, in gzip's format. */
#define WINDOW (MAX_WBITS + 16)
#define MEMORY 8

static void *allocate(void *user, unsigned count, unsigned size)
{
    (void)user;
    return calloc(count, size);
}

static void release(void *user, void *memory)
{
    (void)user;
    free(memory);
}

bool apie_gzip(const char *data, size_t length, apie_buffer *out)
{
    z_stream stream = {.zalloc = allocate, .zfree = release};
    if (length > UINT_MAX / 2 || deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, WINDOW,
                                              MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    size_t bound = deflateBound(&stream, (uLong)length);
    bool done = apie_buffer_reserve(out, bound);
    if (done) {
        stream.next_in = (const Bytef *)data;
        stream.avail_in = (uInt)length;
        stream.next_out = (Bytef *)out->data;
        stream.avail_out = (uInt)bound;
        done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
        out->length = stream.total_out;
    }
    (void)deflateEnd(&stream);
    return done;
}
