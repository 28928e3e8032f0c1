#include "table.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "require.h"

static bench_table tables[BENCH_TABLES_MAX];
static size_t table_count;

bench_table *bench_table_new(const char *name, const char *title, const char *const *columns)
{
    bench_table *table = &tables[table_count];

    bench_require(table_count < BENCH_TABLES_MAX, "too many tables");
    table_count++;
    *table = (bench_table){.name = name, .title = title};
    while (columns[table->column_count] != NULL) {
        table->columns[table->column_count] = columns[table->column_count];
        table->column_count++;
    }
    table->drawn = table->column_count;
    return table;
}

void bench_table_add(bench_table *table, const char *label, const double *values)
{
    bench_row *row = &table->rows[table->row_count];

    bench_require(table->row_count < BENCH_ROWS_MAX, "too many rows");
    table->row_count++;
    apie_text_copy(row->label, sizeof row->label, label, strlen(label));
    for (size_t i = 0; i < table->column_count; i++)
        row->values[i] = values[i];
}

static void print_value(double value)
{
    if (value < 0)
        (void)printf(" %15s", "-");
    else if (value >= 1000)
        (void)printf(" %15.0f", value);
    else
        (void)printf(" %15.2f", value);
}

void bench_table_print(const bench_table *table)
{
    (void)printf("\n%s\n\n  %-26s", table->title, "");
    for (size_t i = 0; i < table->column_count; i++)
        (void)printf(" %15s", table->columns[i]);
    (void)printf("\n");
    for (size_t r = 0; r < table->row_count; r++) {
        (void)printf("  %-26s", table->rows[r].label);
        for (size_t i = 0; i < table->column_count; i++)
            print_value(table->rows[r].values[i]);
        (void)printf("\n");
    }
    (void)fflush(stdout);
}

const bench_table *bench_tables(size_t *count)
{
    *count = table_count;
    return tables;
}
