#include "corpus.h"

#include <stdio.h>
#include <stdlib.h>

#include <apie/response.h>

#include "generated/bench_models.h"
#include "require.h"

static bench_document documents[BENCH_DOCUMENTS] = {
    {"200 B", 200, NULL},
    {"4 KB", 4096, NULL},
    {"20 KB", 20480, NULL},
};

static char *read_text(const char *path, size_t size)
{
    FILE *file = fopen(path, "re");
    char *text = calloc(size + 2, 1);

    bench_require(file != NULL && text != NULL, "cannot read %s", path);
    bench_require(fread(text, 1, size + 1, file) == size, "%s has not %zu bytes", path, size);
    (void)fclose(file);
    return text;
}

const bench_document *bench_corpus_load(const char *folder)
{
    char path[512];

    for (size_t i = 0; i < BENCH_DOCUMENTS; i++) {
        apie_text_format(path, sizeof path, "%s/item-%zu.json", folder, documents[i].size);
        documents[i].text = read_text(path, documents[i].size);
    }
    return documents;
}

void bench_corpus_free(void)
{
    for (size_t i = 0; i < BENCH_DOCUMENTS; i++)
        free(documents[i].text);
}

const bench_document *bench_document_of(size_t size)
{
    for (size_t i = 0; i < BENCH_DOCUMENTS; i++) {
        if (documents[i].size == size)
            return &documents[i];
    }
    return NULL;
}

void bench_decode(const char *text, size_t length)
{
    apie_error error;
    void *item = NULL;

    bench_require(apie_model_decode(&apie_model_bench_item, text, length, &item, &error) == APIE_OK,
                  "an answer cannot be read: %s", error.message);
    apie_free(item);
}
