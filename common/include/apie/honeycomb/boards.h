/**
 * @file apie/honeycomb/boards.h
 * Boards: pages of queries, SLOs and texts for people, and views that look at a board through
 * filters.
 *
 * A request that is all zero is empty: set what is to be sent and leave the rest. APIE_NULL in
 * place of a text, list or object sends null. What a request points to is borrowed.
 *
 * A result is one block of memory with everything that it points to. What the service did not
 * send, or sent as null, is NULL. Texts are UTF-8; times stay texts, as the service wrote them.
 *
 * Made from common/schema/honeycomb*.json: change it there.
 */
/* clang-format off */
#ifndef APIE_HONEYCOMB_BOARDS_H
#define APIE_HONEYCOMB_BOARDS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>
#include <apie/honeycomb/tags.h>
#include <apie/honeycomb/queries.h>

APIE_BEGIN_DECLS

/**
 * What a panel shows.
 * Text on the wire: the service may know more values.
 */
/** A query. */
#define APIE_HONEYCOMB_PANEL_TYPE_QUERY "query"
/** An SLO. */
#define APIE_HONEYCOMB_PANEL_TYPE_SLO "slo"
/** A text. */
#define APIE_HONEYCOMB_PANEL_TYPE_TEXT "text"

/**
 * Who lays out a board.
 * Text on the wire: the service may know more values.
 */
/** The service. */
#define APIE_HONEYCOMB_LAYOUT_AUTO "auto"
/** The positions of the panels. What is taken if nothing is said. */
#define APIE_HONEYCOMB_LAYOUT_MANUAL "manual"

/**
 * What a panel shows of a query.
 * Text on the wire: the service may know more values.
 */
/** The graph. What is taken if nothing is said. */
#define APIE_HONEYCOMB_QUERY_STYLE_GRAPH "graph"
/** The table. */
#define APIE_HONEYCOMB_QUERY_STYLE_TABLE "table"
/** Both. */
#define APIE_HONEYCOMB_QUERY_STYLE_COMBO "combo"

/**
 * How a chart is drawn.
 * Text on the wire: the service may know more values.
 */
/** As suits the query. */
#define APIE_HONEYCOMB_CHART_TYPE_DEFAULT "default"
/** Lines. */
#define APIE_HONEYCOMB_CHART_TYPE_LINE "line"
/** Areas on top of each other. */
#define APIE_HONEYCOMB_CHART_TYPE_STACKED "stacked"
/** One number. */
#define APIE_HONEYCOMB_CHART_TYPE_STAT "stat"
/** Bars over time. */
#define APIE_HONEYCOMB_CHART_TYPE_TSBAR "tsbar"
/** Bars by category. */
#define APIE_HONEYCOMB_CHART_TYPE_CBAR "cbar"
/** A pie. */
#define APIE_HONEYCOMB_CHART_TYPE_CPIE "cpie"

/**
 * How one chart of a query is drawn.
 * Part of apie_honeycomb_board_panel
 */
typedef struct apie_honeycomb_board_chart {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** Which one, from 0: a query has one for each calculation. */
    apie_opt_int chart_index;
    /**
     * How it is drawn.
     * Known values: APIE_HONEYCOMB_CHART_TYPE_DEFAULT, APIE_HONEYCOMB_CHART_TYPE_LINE,
     * APIE_HONEYCOMB_CHART_TYPE_STACKED, APIE_HONEYCOMB_CHART_TYPE_STAT,
     * APIE_HONEYCOMB_CHART_TYPE_TSBAR, APIE_HONEYCOMB_CHART_TYPE_CBAR,
     * APIE_HONEYCOMB_CHART_TYPE_CPIE.
     */
    const char *chart_type;
    /** Whether its scale is logarithmic. */
    apie_opt_bool log_scale;
    /** Whether gaps are left where there is no value. */
    apie_opt_bool omit_missing_values;
} apie_honeycomb_board_chart;

/**
 * A panel of a board. The type says which of the other fields count.
 * Part of apie_honeycomb_board
 */
typedef struct apie_honeycomb_board_panel {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * What it shows.
     * Required.
     * Always there in results.
     * Known values: APIE_HONEYCOMB_PANEL_TYPE_QUERY, APIE_HONEYCOMB_PANEL_TYPE_SLO,
     * APIE_HONEYCOMB_PANEL_TYPE_TEXT.
     */
    const char *type;
    /**
     * The column where it begins, from 0. Without x and y in any panel, the service lays the board
     * out.
     */
    apie_opt_int x;
    /** The row where it begins, from 0. */
    apie_opt_int y;
    /** Rows; 0 or unset: as suits what it shows. */
    apie_opt_int height;
    /** Columns; 0 or unset: as suits what it shows. */
    apie_opt_int width;
    /** query, required there: the id of the saved query. */
    const char *query_id;
    /**
     * query: what is shown of it.
     * Known values: APIE_HONEYCOMB_QUERY_STYLE_GRAPH, APIE_HONEYCOMB_QUERY_STYLE_TABLE,
     * APIE_HONEYCOMB_QUERY_STYLE_COMBO.
     */
    const char *query_style;
    /** query, required there: the id of the annotation that names the query. */
    const char *query_annotation_id;
    /**
     * query: the dataset's name; empty for a query of the whole environment.
     * Read only.
     */
    const char *dataset;
    /** query: whether the comparison with an earlier time is hidden. */
    apie_opt_bool hide_compare;
    /** query: whether values under the pointer are hidden. */
    apie_opt_bool hide_hovers;
    /** query: whether markers are hidden. */
    apie_opt_bool hide_markers;
    /** query: whether times are UTC, and not the reader's. */
    apie_opt_bool utc_xaxis;
    /** query: whether all calculations share one chart. */
    apie_opt_bool overlaid_charts;
    /** query: how its charts are drawn. */
    const apie_honeycomb_board_chart *const *charts;
    /** How many charts there are. */
    size_t charts_count;
    /** slo: the SLO's id. */
    const char *slo_id;
    /** text, required there: the text, in Markdown, 10,000 characters at most. */
    const char *content;
} apie_honeycomb_board_panel;

/**
 * A column that readers of a board can filter by.
 * Part of apie_honeycomb_board
 */
typedef struct apie_honeycomb_preset_filter {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The column.
     * Required.
     * Always there in results.
     */
    const char *column;
    /**
     * What it is called on the board.
     * Required.
     * Always there in results.
     */
    const char *alias;
} apie_honeycomb_preset_filter;

/**
 * A board.
 * Body of boards.create, boards.update
 * Result of boards.get, boards.create, boards.update
 * Part of apie_honeycomb_board_list
 */
typedef struct apie_honeycomb_board {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * Its name, 1 to 255 characters.
     * Required.
     * Always there in results.
     */
    const char *name;
    /** What it is for, 1,024 characters at most. */
    const char *description;
    /**
     * Its page, for people.
     * Read only.
     */
    const char *board_url;
    /**
     * Its id.
     * Read only.
     */
    const char *id;
    /** What it shows, in this order. */
    const apie_honeycomb_board_panel *const *panels;
    /** How many panels there are. */
    size_t panels_count;
    /**
     * Who lays it out; not in answers.
     * Known values: APIE_HONEYCOMB_LAYOUT_AUTO, APIE_HONEYCOMB_LAYOUT_MANUAL.
     */
    const char *layout_generation;
    /** What it can be told by, ten at most. */
    const apie_honeycomb_tag *const *tags;
    /** How many tags there are. */
    size_t tags_count;
    /**
     * What readers can filter by, five at most. Left out of an update, they stay; an empty list
     * takes them away.
     */
    const apie_honeycomb_preset_filter *const *preset_filters;
    /** How many preset_filters there are. */
    size_t preset_filters_count;
} apie_honeycomb_board;

/**
 * A filter of a view.
 * Part of apie_honeycomb_board_view
 */
typedef struct apie_honeycomb_board_view_filter {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The column.
     * Required.
     * Always there in results.
     */
    const char *column;
    /**
     * How it is compared.
     * Required.
     * Always there in results.
     * Known values: the constants from APIE_HONEYCOMB_FILTER_OP_EQUALS on.
     */
    const char *operation;
    /**
     * What with: a text, a number, a truth value, or an array for "in" and "not-in"; nothing for
     * "exists" and its opposite.
     */
    json_t *value;
} apie_honeycomb_board_view_filter;

/**
 * A view: a board looked at through filters. A board has 50 at most.
 * Body of boards.create_view, boards.update_view
 * Result of boards.get_view, boards.create_view, boards.update_view
 * Part of apie_honeycomb_board_view_list
 */
typedef struct apie_honeycomb_board_view {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** Its id; in an update, the same as in the path or unset. */
    const char *id;
    /**
     * Its name, 1 to 255 characters.
     * Required.
     * Always there in results.
     */
    const char *name;
    /**
     * Its filters, one and more.
     * Required.
     * Always there in results.
     */
    const apie_honeycomb_board_view_filter *const *filters;
    /** How many filters there are. */
    size_t filters_count;
} apie_honeycomb_board_view;

/**
 * A list of apie_honeycomb_board.
 * Result of boards.list
 */
typedef struct apie_honeycomb_board_list {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The items, in the service's order. */
    const apie_honeycomb_board *const *items;
    /** How many items there are. */
    size_t items_count;
} apie_honeycomb_board_list;

/**
 * A list of apie_honeycomb_board_view.
 * Result of boards.list_views
 */
typedef struct apie_honeycomb_board_view_list {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The items, in the service's order. */
    const apie_honeycomb_board_view *const *items;
    /** How many items there are. */
    size_t items_count;
} apie_honeycomb_board_view_list;

APIE_END_DECLS

#endif
