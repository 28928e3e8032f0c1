/* The simplest loop there is: one easy handle, its URL set once, curl_easy_perform() again and
 * again. What a blocking library can at best come close to. */
#include <stdlib.h>

#include <curl/curl.h>

#include "base/text.h"
#include "bench/corpus.h"
#include "bench/require.h"
#include "bench/side.h"
#include "body.h"

typedef struct easy_loop {
    CURL *handle;
    bench_body body;
    bool bare;
} easy_loop;

static void *open_loop(const bench_target *target)
{
    easy_loop *loop = calloc(1, sizeof *loop);
    char url[256];

    bench_require(loop != NULL, "no memory");
    loop->handle = curl_easy_init();
    loop->bare = target->bare;
    bench_require(loop->handle != NULL, "no memory");
    apie_text_format(url, sizeof url, "%s/v1/items/itm_1", target->url);
    (void)curl_easy_setopt(loop->handle, CURLOPT_URL, url);
    (void)curl_easy_setopt(loop->handle, CURLOPT_WRITEFUNCTION, bench_body_write);
    (void)curl_easy_setopt(loop->handle, CURLOPT_WRITEDATA, &loop->body);
    if (target->ca_file != NULL)
        (void)curl_easy_setopt(loop->handle, CURLOPT_CAINFO, target->ca_file);
    return loop;
}

static void run_loop(void *self, size_t count)
{
    easy_loop *loop = self;

    for (; count > 0; count--) {
        CURLcode code = CURLE_OK;

        loop->body.length = 0;
        code = curl_easy_perform(loop->handle);
        bench_require(code == CURLE_OK, "the easy loop fails: %s", curl_easy_strerror(code));
        if (!loop->bare)
            bench_decode(loop->body.data, loop->body.length);
    }
}

static void close_loop(void *self)
{
    easy_loop *loop = self;

    curl_easy_cleanup(loop->handle);
    free(loop->body.data);
    free(loop);
}

const bench_side bench_easy_loop = {"easy loop", open_loop, run_loop, close_loop};
