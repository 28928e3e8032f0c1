/* The documents that are sent and read, fixed in the tree: 200 bytes, 4 KB, 20 KB. */
#ifndef BENCH_CORPUS_H
#define BENCH_CORPUS_H

#include <stddef.h>

#include "base/text.h"

#define BENCH_DOCUMENTS 3

typedef struct bench_document {
    const char *label; /* "4 KB" */
    size_t size;
    char *text; /* NUL-terminated */
} bench_document;

/* In order of size. Read from the folder once. */
const bench_document *bench_corpus_load(const char *folder);
void bench_corpus_free(void);

/* The document of that size, NULL if there is none. */
const bench_document *bench_document_of(size_t size);

/* What a program does with an answer: reads it into structs and frees them. */
void bench_decode(const char *text, size_t length);

#endif
