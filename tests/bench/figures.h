/* The figures that a change is judged by: what is asked of each, and what was measured. */
#ifndef BENCH_FIGURES_H
#define BENCH_FIGURES_H

typedef enum bench_figure {
    BENCH_SYNC_GET_RATIO,
    BENCH_SYNC_INSTRUCTIONS,
    BENCH_ASYNC_STOCK_64_RATIO,
    BENCH_ASYNC_STOCK_512_RATIO,
    BENCH_ASYNC_STOCK_2000_RATIO,
    BENCH_ASYNC_TUNED_64_RATIO,
    BENCH_ASYNC_TUNED_512_RATIO,
    BENCH_ASYNC_TUNED_2000_RATIO,
    BENCH_ASYNC_INSTRUCTION_GROWTH,
    BENCH_ASYNC_DELAY_512_RATIO,
    BENCH_TUNED_OVER_WRK,
    BENCH_KB_PER_INFLIGHT,
    BENCH_KB_PER_INFLIGHT_TLS,
    BENCH_TLS_CONNECT_MS,
    BENCH_JSON_READ_RATIO,
    BENCH_JSON_WRITE_RATIO,
    BENCH_JSON_VALUE_RATIO,
    BENCH_ENQUEUE_NS,
    BENCH_EVENTS_PER_S,
    BENCH_EVENTS_PER_S_SYNC,
    BENCH_LOOP_GAP_MS,
    BENCH_LOOP_LATENESS_P99_MS,
    BENCH_ENQUEUE_P99_NS, /* printed only, as all that follow */
    BENCH_FIGURE_COUNT
} bench_figure;

void bench_figure_set(bench_figure figure, double value);
/* A line for each. */
void bench_figures_print(void);
/* One flat object. */
void bench_figures_save(const char *path);

#endif
