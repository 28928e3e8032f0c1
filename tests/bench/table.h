/* A table of measurements: printed, and drawn later. */
#ifndef BENCH_TABLE_H
#define BENCH_TABLE_H

#include <stddef.h>

#define BENCH_COLUMNS_MAX 7
#define BENCH_ROWS_MAX    16
#define BENCH_TABLES_MAX  16

typedef struct bench_row {
    char label[48];
    double values[BENCH_COLUMNS_MAX]; /* less than 0: not measured */
} bench_row;

typedef struct bench_table {
    const char *name;  /* of the file that it is drawn into; NULL: not drawn */
    const char *title; /* with the unit */
    const char *columns[BENCH_COLUMNS_MAX];
    size_t column_count;
    size_t drawn; /* so many of the columns; those behind have another unit than the title */
    bench_row rows[BENCH_ROWS_MAX];
    size_t row_count;
} bench_table;

/* A new table, kept until the end; columns end with NULL, all of them are drawn. */
bench_table *bench_table_new(const char *name, const char *title, const char *const *columns);
/* values has one number for each column. */
void bench_table_add(bench_table *table, const char *label, const double *values);
void bench_table_print(const bench_table *table);

/* All tables so far. */
const bench_table *bench_tables(size_t *count);

#endif
