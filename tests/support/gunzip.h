/* What a gzip body says. */
#ifndef APIE_TESTS_GUNZIP_H
#define APIE_TESTS_GUNZIP_H

#include <stddef.h>

/* Unpacks into out; the length. Fails the test if the data is not gzip or does not fit. */
size_t gunzip(const char *data, size_t length, char *out, size_t size);

#endif
