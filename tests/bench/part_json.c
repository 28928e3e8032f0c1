/* JSON text to structs and back, and to jansson's values, beside jansson's own parser and writer.
 */
#include <stdlib.h>

#include <jansson.h>

#include <apie/response.h>

#include "base/json_reader.h"
#include "bench.h"
#include "figures.h"
#include "generated/bench_models.h"
#include "measure.h"
#include "require.h"
#include "table.h"

#define BYTES_A_TURN 8000000

/* What a turn works on. */
typedef struct matter {
    const bench_document *document;
    json_t *value;
    void *item;
    apie_buffer out;
} matter;

static void load_jansson(matter *m)
{
    json_error_t error;
    json_t *value = json_loadb(m->document->text, m->document->size, 0, &error);

    bench_require(value != NULL, "jansson: %s", error.text);
    json_decref(value);
}

static void load_structs(matter *m)
{
    bench_decode(m->document->text, m->document->size);
}

static void load_value(matter *m)
{
    json_t *value = apie_json_parse(m->document->text, m->document->size, NULL, 0);

    bench_require(value != NULL, "the document cannot be read");
    json_decref(value);
}

static void dump_jansson(matter *m)
{
    size_t length = json_dumpb(m->value, m->out.data, m->out.capacity, JSON_COMPACT);

    bench_require(length > 0 && length <= m->out.capacity, "jansson cannot write");
}

static void dump_structs(matter *m)
{
    apie_json_writer writer;
    apie_error error;

    apie_buffer_reset(&m->out, SIZE_MAX);
    apie_json_writer_init(&writer, &m->out);
    bench_require(apie_model_encode(&apie_model_bench_item, m->item, NULL, &writer, &error) ==
                      APIE_OK,
                  "the item cannot be written: %s", error.message);
}

static void dump_value(matter *m)
{
    apie_json_writer writer;

    apie_buffer_reset(&m->out, SIZE_MAX);
    apie_json_writer_init(&writer, &m->out);
    apie_json_write_value(&writer, m->value);
    bench_require(apie_json_writer_error(&writer) == APIE_JSON_WRITE_OK, "it cannot be written");
}

enum { LOAD_JANSSON, LOAD_STRUCTS, LOAD_VALUE, DUMP_JANSSON, DUMP_STRUCTS, DUMP_VALUE, WORKS };

static void (*const works[WORKS])(matter *) = {load_jansson, load_structs, load_value,
                                               dump_jansson, dump_structs, dump_value};

static double megabytes_per_second(void (*work)(matter *), matter *m, size_t times)
{
    uint64_t start = bench_now_ns();

    for (size_t i = 0; i < times; i++)
        work(m);
    return (double)(times * m->document->size) * 1e3 / (double)(bench_now_ns() - start);
}

static void keep_smaller(double *smallest, double value)
{
    if (*smallest <= 0 || value < *smallest)
        *smallest = value;
}

static void measure(const bench_context *context, const bench_document *document,
                    bench_table *reading, bench_table *writing, double smallest[3])
{
    bench_rounds rounds[WORKS] = {{.count = 0}};
    double speeds[WORKS];
    size_t times = bench_scaled(context, BYTES_A_TURN) / document->size;
    matter m = {.document = document};
    apie_error error;

    m.value = json_loadb(document->text, document->size, 0, NULL);
    bench_require(m.value != NULL && apie_model_decode(&apie_model_bench_item, document->text,
                                                       document->size, &m.item, &error) == APIE_OK,
                  "the document cannot be read");
    apie_buffer_init(&m.out, 0);
    bench_require(apie_buffer_reserve(&m.out, document->size * 4), "no memory");
    for (size_t round = 0; round <= context->rounds; round++) {
        for (size_t i = 0; i < WORKS; i++) {
            double speed = megabytes_per_second(works[i], &m, times);

            if (round > 0) /* the first one warms up */
                bench_rounds_add(&rounds[i], speed);
        }
    }
    for (size_t i = 0; i < WORKS; i++)
        speeds[i] = bench_rounds_median(&rounds[i]);
    bench_table_add(reading, document->label, speeds);
    bench_table_add(writing, document->label, speeds + DUMP_JANSSON);
    keep_smaller(&smallest[0], bench_rounds_ratio(&rounds[LOAD_STRUCTS], &rounds[LOAD_JANSSON]));
    keep_smaller(&smallest[1], bench_rounds_ratio(&rounds[DUMP_STRUCTS], &rounds[DUMP_JANSSON]));
    keep_smaller(&smallest[2], bench_rounds_ratio(&rounds[LOAD_VALUE], &rounds[LOAD_JANSSON]));
    apie_buffer_free(&m.out);
    apie_free(m.item);
    json_decref(m.value);
}

void bench_part_json(bench_context *context)
{
    static const char *const read_columns[] = {"json_loadb", "to structs", "to json_t", NULL};
    static const char *const write_columns[] = {"json_dumpb", "of structs", "of json_t", NULL};
    bench_table *reading = bench_table_new("json-read", "Reading JSON, MB/s", read_columns);
    bench_table *writing = bench_table_new("json-write", "Writing JSON, MB/s", write_columns);
    double smallest[3] = {0, 0, 0};

    for (size_t i = 0; i < BENCH_DOCUMENTS; i++)
        measure(context, &context->documents[i], reading, writing, smallest);
    bench_table_print(reading);
    bench_table_print(writing);
    bench_figure_set(BENCH_JSON_READ_RATIO, smallest[0]);
    bench_figure_set(BENCH_JSON_WRITE_RATIO, smallest[1]);
    bench_figure_set(BENCH_JSON_VALUE_RATIO, smallest[2]);
}
