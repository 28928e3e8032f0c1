#include "plot.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "require.h"

#define WIDTH      900.0
#define LEFT       190.0 /* where bars begin */
#define RIGHT      110.0 /* for the number behind the longest bar */
#define BAR        15.0
#define GROUP_GAP  14.0
#define TOP        70.0
#define LINE_BYTES 120 /* of a caption */

static const char *const colours[BENCH_COLUMNS_MAX] = {"#9aa5b1", "#c98b3c", "#4f7cac", "#2f8f6b",
                                                       "#8b5fbf", "#c0504d", "#5b5b5b"};

static double largest(const bench_table *table)
{
    double value = 1e-9;

    for (size_t r = 0; r < table->row_count; r++) {
        for (size_t c = 0; c < table->drawn; c++) {
            if (table->rows[r].values[c] > value)
                value = table->rows[r].values[c];
        }
    }
    return value;
}

static void put_text(FILE *file, double x, double y, const char *style, const char *text)
{
    (void)fprintf(file, "<text x=\"%.0f\" y=\"%.0f\" %s>", x, y, style);
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '<': (void)fputs("&lt;", file); break;
        case '&': (void)fputs("&amp;", file); break;
        default: (void)fputc(*text, file);
        }
    }
    (void)fputs("</text>\n", file);
}

static void put_bar(FILE *file, double y, double value, double scale, const char *colour)
{
    char number[32];

    (void)fprintf(file,
                  "<rect x=\"%.0f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>\n",
                  LEFT, y, value * scale, BAR - 2, colour);
    (void)snprintf(number, sizeof number, value < 100 ? "%.2f" : "%.0f", value);
    put_text(file, LEFT + value * scale + 6, y + BAR - 4, "font-size=\"11\" fill=\"#444\"", number);
}

static void put_legend(FILE *file, const bench_table *table)
{
    double x = LEFT;

    for (size_t c = 0; c < table->drawn; c++) {
        (void)fprintf(file, "<rect x=\"%.0f\" y=\"40\" width=\"12\" height=\"12\" fill=\"%s\"/>\n",
                      x, colours[c]);
        put_text(file, x + 17, 50, "font-size=\"12\"", table->columns[c]);
        x += 40 + 7 * (double)strlen(table->columns[c]);
    }
}

static double put_rows(FILE *file, const bench_table *table)
{
    double scale = (WIDTH - LEFT - RIGHT) / largest(table);
    double y = TOP;

    for (size_t r = 0; r < table->row_count; r++) {
        const bench_row *row = &table->rows[r];
        double start = y;

        for (size_t c = 0; c < table->drawn; c++) {
            if (row->values[c] < 0)
                continue;
            put_bar(file, y, row->values[c], scale, colours[c]);
            y += BAR;
        }
        put_text(file, LEFT - 10, (start + y) / 2 + 4, "font-size=\"12\" text-anchor=\"end\"",
                 row->label);
        y += GROUP_GAP;
    }
    return y;
}

/* In lines that fit. */
static void put_caption(FILE *file, double y, const char *caption)
{
    while (*caption != '\0') {
        char line[LINE_BYTES + 1];
        size_t length = strlen(caption);

        if (length > LINE_BYTES) {
            length = LINE_BYTES;
            while (length > 1 && caption[length - 1] != ' ')
                length--;
        }
        apie_text_copy(line, sizeof line, caption, length);
        put_text(file, 16, y, "font-size=\"11\" fill=\"#666\"", line);
        caption += length;
        y += 15;
    }
}

void bench_plot(const bench_table *table, const char *folder, const char *caption)
{
    char path[512];
    size_t bars = 0;
    double height = 0;
    FILE *file = NULL;

    if (table->name == NULL)
        return;
    for (size_t r = 0; r < table->row_count; r++) {
        for (size_t c = 0; c < table->drawn; c++)
            bars += table->rows[r].values[c] >= 0;
    }
    height = TOP + (double)bars * BAR + (double)table->row_count * GROUP_GAP +
             15 * (double)(strlen(caption) / (LINE_BYTES - 20) + 2);
    apie_text_format(path, sizeof path, "%s/%s.svg", folder, table->name);
    file = fopen(path, "we");
    bench_require(file != NULL, "cannot write %s", path);
    (void)fprintf(file,
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" "
                  "viewBox=\"0 0 %.0f %.0f\" font-family=\"sans-serif\" fill=\"#222\">\n"
                  "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
                  WIDTH, height, WIDTH, height);
    put_text(file, 16, 24, "font-size=\"15\" font-weight=\"bold\"", table->title);
    put_legend(file, table);
    put_caption(file, put_rows(file, table) + 10, caption);
    (void)fputs("</svg>\n", file);
    bench_require(fclose(file) == 0, "cannot write %s", path);
}
