/**
 * @file apie/honeycomb/datasets.h
 * Datasets: events of one kind. Their slugs are what the other functions take.
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
#ifndef APIE_HONEYCOMB_DATASETS_H
#define APIE_HONEYCOMB_DATASETS_H

#include <stddef.h>

#include <jansson.h>

#include <apie/model.h>
#include <apie/value.h>

APIE_BEGIN_DECLS

/**
 * A dataset.
 * Result of datasets.get, datasets.create, datasets.update
 * Part of apie_honeycomb_dataset_list
 */
typedef struct apie_honeycomb_dataset {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** Its name, for people. */
    const char *name;
    /** Its name in paths, made from the name and never changed. */
    const char *slug;
    /** What it is for. */
    const char *description;
    /** How many levels of nested JSON become columns of their own: 0 to 10. */
    apie_opt_int expand_json_depth;
    /** Whether it is kept from being deleted. */
    apie_opt_bool delete_protected;
    /** How many columns it has; null while it has no data. */
    apie_opt_int regular_columns_count;
    /** When it last got an event, as an ISO 8601 time; NULL if never. */
    const char *last_written_at;
    /**
     * When it was made, as an ISO 8601 time.
     * Read only.
     */
    const char *created_at;
} apie_honeycomb_dataset;

/**
 * A dataset to be made.
 * Body of datasets.create
 */
typedef struct apie_honeycomb_dataset_create {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * Its name, 1 to 255 characters. The slug is made from it.
     * Required.
     */
    const char *name;
    /** What it is for, 1,024 characters at most. */
    const char *description;
    /** How many levels of nested JSON become columns of their own: 0 to 10; 0 if unset. */
    apie_opt_int expand_json_depth;
} apie_honeycomb_dataset_create;

/**
 * What a dataset is to be like. The service wants the description and the depth each time, also
 * those that stay.
 * Body of datasets.update
 */
typedef struct apie_honeycomb_dataset_update {
    /** NULL, or more to send: see <apie/model.h>. */
    const struct apie_extra *extra;
    /**
     * What it is for, 1,024 characters at most.
     * Required.
     */
    const char *description;
    /**
     * How many levels of nested JSON become columns of their own: 0 to 10.
     * Required.
     */
    apie_opt_int expand_json_depth;
    /** Whether it is to be kept from being deleted. */
    apie_opt_bool delete_protected;
} apie_honeycomb_dataset_update;

/**
 * A list of apie_honeycomb_dataset.
 * Result of datasets.list
 */
typedef struct apie_honeycomb_dataset_list {
    /**
     * What came and has no member here, and which members came as null.
     * Read with apie_extra_json(). Of your own: NULL, or more to send.
     */
    const struct apie_extra *extra;
    /** The items, in the service's order. */
    const apie_honeycomb_dataset *const *items;
    /** How many items there are. */
    size_t items_count;
} apie_honeycomb_dataset_list;

APIE_END_DECLS

#endif
