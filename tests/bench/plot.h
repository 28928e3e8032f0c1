/* Draws tables as SVG: a group of bars for each row, a colour for each column. */
#ifndef BENCH_PLOT_H
#define BENCH_PLOT_H

#include "table.h"

/* Writes folder/<name>.svg; the caption stands below. */
void bench_plot(const bench_table *table, const char *folder, const char *caption);

#endif
