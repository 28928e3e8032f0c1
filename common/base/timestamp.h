/* Points in time as text. */
#ifndef APIE_BASE_TIMESTAMP_H
#define APIE_BASE_TIMESTAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "2026-11-20T17:47:20.592860+00:00", without a NUL. */
#define APIE_TIMESTAMP_LENGTH 32
void apie_timestamp_write(int64_t wall_us, char out[APIE_TIMESTAMP_LENGTH]);

/* An HTTP date (RFC 9110, 5.6.7: all three forms) to seconds since 1970; false if it is none. */
bool apie_http_date_parse(const char *text, size_t length, int64_t *seconds);

/* A version 4 UUID (RFC 9562) from 128 random bits, 36 characters without a NUL. */
#define APIE_UUID_LENGTH 36
void apie_uuid_write(uint64_t high, uint64_t low, char out[APIE_UUID_LENGTH]);

#endif
