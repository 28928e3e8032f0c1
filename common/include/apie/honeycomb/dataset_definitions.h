/**
 * @file apie/honeycomb/dataset_definitions.h
 * Dataset definitions: which columns have a special meaning, such as the id of a trace.
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
#ifndef APIE_HONEYCOMB_DATASET_DEFINITIONS_H
#define APIE_HONEYCOMB_DATASET_DEFINITIONS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * What a definition points to.
 * Text on the wire: the service may know more values.
 */
/** A column of the events. */
#define APIE_HONEYCOMB_DEFINITION_COLUMN_COLUMN "column"
/** A derived column. */
#define APIE_HONEYCOMB_DEFINITION_COLUMN_DERIVED_COLUMN "derived_column"

/**
 * The column that has one meaning.
 * Part of apie_honeycomb_dataset_definitions, apie_honeycomb_dataset_definitions,
 * apie_honeycomb_dataset_definitions, apie_honeycomb_dataset_definitions,
 * apie_honeycomb_dataset_definitions, apie_honeycomb_dataset_definitions,
 * apie_honeycomb_dataset_definitions, apie_honeycomb_dataset_definitions,
 * apie_honeycomb_dataset_definitions, apie_honeycomb_dataset_definitions,
 * apie_honeycomb_dataset_definitions, apie_honeycomb_dataset_definitions,
 * apie_honeycomb_dataset_definitions, apie_honeycomb_dataset_definitions,
 * apie_honeycomb_dataset_definitions, apie_honeycomb_dataset_definitions
 */
typedef struct apie_honeycomb_dataset_definition {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /**
     * The column's name, or a derived column's alias. Empty: takes the definition back, as null
     * does.
     * Required.
     * Always there in results.
     */
    const char *name;
    /**
     * Which of the two it is. The service finds out by itself and ignores what is sent.
     * Read only.
     * Known values: APIE_HONEYCOMB_DEFINITION_COLUMN_COLUMN,
     * APIE_HONEYCOMB_DEFINITION_COLUMN_DERIVED_COLUMN.
     */
    const char *column_type;
} apie_honeycomb_dataset_definition;

/**
 * Which column means what. NULL in an answer: no column has that meaning. In a request, leave out
 * what stays; APIE_NULL takes a definition back.
 * Body of dataset_definitions.update
 * Result of dataset_definitions.get, dataset_definitions.update
 */
typedef struct apie_honeycomb_dataset_definitions {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The id of a span. */
    const apie_honeycomb_dataset_definition *span_id;
    /** The id of the trace that a span belongs to. */
    const apie_honeycomb_dataset_definition *trace_id;
    /** The id of the span that a span was called from. */
    const apie_honeycomb_dataset_definition *parent_id;
    /** The name of the function or method that a span stands for. */
    const apie_honeycomb_dataset_definition *name;
    /** The service that was traced. */
    const apie_honeycomb_dataset_definition *service_name;
    /** How long a span took, in milliseconds. */
    const apie_honeycomb_dataset_definition *duration_ms;
    /** The kind of span, such as "client" or "server". */
    const apie_honeycomb_dataset_definition *span_kind;
    /** Whether an event is a span event or a link, and no span. */
    const apie_honeycomb_dataset_definition *annotation_type;
    /** The id of the span that a link leads to. */
    const apie_honeycomb_dataset_definition *link_span_id;
    /** The id of the trace that a link leads to. */
    const apie_honeycomb_dataset_definition *link_trace_id;
    /** Whether something went wrong. */
    const apie_honeycomb_dataset_definition *error;
    /** How a request ended. */
    const apie_honeycomb_dataset_definition *status;
    /** The route that a request took, or its URL. */
    const apie_honeycomb_dataset_definition *route;
    /** Who made the request. */
    const apie_honeycomb_dataset_definition *user;
    /** How much a log message matters, from "trace" to "fatal". */
    const apie_honeycomb_dataset_definition *log_severity;
    /** What a log message says. */
    const apie_honeycomb_dataset_definition *log_message;
} apie_honeycomb_dataset_definitions;

APIE_END_DECLS

#endif
