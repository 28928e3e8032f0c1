/* A service's description in memory: common/schema/<service>.json, read and checked. See
 * common/schema/README.md for the format. */
#ifndef APIE_GENERATE_SCHEMA_H
#define APIE_GENERATE_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* A list whose items begin with a gen_item, in the order they were added. */
typedef struct gen_item {
    void *next;
    const char *name;
} gen_item;

typedef struct gen_list {
    void *first;
    void *last;
    size_t count;
} gen_list;

typedef struct gen_resource {
    void *next;
    const char *name;
    const char *doc;
    size_t operation_count;
    size_t model_count; /* with constants */
} gen_resource;

typedef struct gen_value {
    void *next;
    const char *macro; /* its name in C */
    const char *value;
    const char *doc;
} gen_value;

typedef struct gen_constants {
    void *next;
    const char *name;
    const char *doc;
    const gen_resource *resource;
    gen_list values;
} gen_constants;

typedef struct gen_type {
    const char *schema;     /* how the schema says it; NULL: by a model's name */
    const char *descriptor; /* apie_field_type */
    const char *c;          /* declaration up to the member's name, */
    const char *c_end;      /* or with a model's name between these two */
    bool counted;           /* followed by a count */
    bool redactable;
} gen_type;

typedef struct gen_model gen_model;
struct gen_model {
    void *next;
    const char *name;   /* "run" */
    const char *c_name; /* "apie_run" */
    const char *table;  /* "apie_model_run" */
    const char *doc;
    gen_resource *resource;
    gen_list fields;
    gen_model *type; /* whose C type it has: its own, or that of the model it wraps */
    bool grouped;    /* some names of its fields are paths */
    bool bare;
    bool or_one;
    bool or_list;
    bool in_request; /* is sent, or is part of what is */
    bool in_result;  /* comes from the service, or is part of what does */
    bool is_result;  /* some operation answers with it: it has a callback type */
};

typedef struct gen_field {
    void *next;
    const char *name;   /* in JSON */
    const char *member; /* in C */
    const char *doc;
    const gen_type *type;
    gen_model *model;            /* of objects and lists of them */
    const gen_constants *values; /* known ones, or NULL */
    const char *constant;        /* what is always sent, by a field without a member; or NULL */
    bool required;
    bool redact;
    bool read_only;
} gen_field;

typedef struct gen_parameter {
    void *next;
    const char *name;   /* on the wire */
    const char *member; /* in C; "query->limit" of a query's struct */
    const char *place;  /* "path", "query", "header" */
    const char *doc;
    const gen_type *type; /* a text, an int or a bool */
    bool in_path;
    bool in_struct; /* of the query */
    bool required;
} gen_parameter;

typedef struct gen_operation {
    void *next;
    const char *name;     /* "runs.create" */
    const char *function; /* "apie_runs_create" */
    const char *async;    /* "apie_async_runs_create" */
    const char *table;    /* "apie_op_runs_create" */
    const char *method;
    const char *path;
    const char *doc;
    const char *content_type; /* NULL: JSON */
    const char *id;           /* the service's own name of it, or NULL */
    const char *credential;   /* "ingest_key or api_key"; NULL: what all requests have */
    const gen_resource *resource;
    gen_list parameters;
    bool takes_id;       /* has a parameter in the path */
    bool scoped;         /* has one in the path that the client knows */
    gen_model *query;    /* NULL: all parameters are arguments */
    gen_model *request;  /* NULL: no body, or one without a model */
    gen_model *response; /* NULL: not read */
    const char *body;    /* in C, the parameter: "const json_t *body"; NULL: none */
    const char *sent;    /* in C, the object that is encoded: "&body", "NULL" */
    const char *sent_as; /* in C, its model; NULL: nothing is sent */
    bool retry_safe;
    bool optional_body;
    bool not_modified;
} gen_operation;

#define GEN_MAX_PARAMETERS 16 /* of an operation; its function has at most eight arguments more */

typedef struct gen_schema {
    apie_arena *arena;
    const char *service;
    const char *title;
    const char *prefix;
    const char *client;
    const char *async_client;
    const char *models_folder; /* as in #include */
    const char *sync_folder;
    const char *async_folder;
    const char *credential; /* of operations that name none, or NULL */
    const char *scope;      /* "{team}": in paths, what the client puts there; or NULL */
    gen_list resources;
    gen_list constants; /* of all resources */
    gen_list models;
    gen_list operations;
} gen_schema;

/* Adds one file to the schema, which starts as zeroes but for its arena; the first file must have
 * the head. Ends the program with a message that names file and place if anything is wrong. */
void apie_gen_schema_read(gen_schema *schema, const char *file);

/* After the last file: looks at the whole (C names given twice, what comes in results). */
void apie_gen_schema_finish(gen_schema *schema);

#endif
