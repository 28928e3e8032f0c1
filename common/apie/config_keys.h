/* Every configuration value, once, as data: what it is called, where it goes, what it may be. */
#ifndef APIE_APIE_CONFIG_KEYS_H
#define APIE_APIE_CONFIG_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "apie/settings.h"

/* Longest path of a key in messages, with its NUL. */
#define APIE_CONFIG_PATH_MAX 128

typedef enum apie_config_kind {
    APIE_CONFIG_TEXT = 0,    /* const char * */
    APIE_CONFIG_BOOL,        /* bool; false is unset */
    APIE_CONFIG_OPT_BOOL,    /* apie_opt_bool */
    APIE_CONFIG_INT,         /* int; 0 is unset */
    APIE_CONFIG_INT64,       /* int64_t; 0 is unset */
    APIE_CONFIG_CHOICE,      /* an enumeration; 0 is unset */
    APIE_CONFIG_TEXTS,       /* a NULL-terminated list of text */
    APIE_CONFIG_HEADERS,     /* an array of apie_header; in a file an object of text */
    APIE_CONFIG_ITEMS,       /* an array of structs with a table of their own, or of plain ones */
    APIE_CONFIG_IGNORED,     /* accepted in a file, not kept */
    APIE_CONFIG_UNSUPPORTED, /* const char *; an error if set */
    APIE_CONFIG_KINDS
} apie_config_kind;

typedef enum apie_config_place {
    APIE_CONFIG_ANYWHERE = 0,
    APIE_CONFIG_ONLY_IN_FILE,
    APIE_CONFIG_ONLY_IN_STRUCT
} apie_config_place;

typedef struct apie_config_choice {
    const char *name; /* NULL ends the list */
    int value;
} apie_config_choice;

typedef struct apie_config_key apie_config_key;

typedef struct apie_config_table {
    const apie_config_key *keys;
    size_t count;
    size_t size; /* of the struct that the offsets are in */
} apie_config_table;

struct apie_config_key {
    const char *path;   /* in a file: snake_case with dots (camelCase is understood as well) */
    const char *member; /* in the struct, where it is called otherwise; NULL: the same */
    apie_config_kind kind;
    apie_config_place place;
    bool required;
    size_t offset;
    size_t count_offset; /* of the size_t that goes with an array */
    int64_t minimum, maximum;
    const apie_config_choice *choices;
    const apie_config_table *items;
    const char *newer;       /* the path that replaced this one and wins over it */
    const char *environment; /* the variable to look at when nothing else is set */
    const char *default_text;
    int64_t default_number;
};

/* The keys of apie_settings. */
extern const apie_config_table apie_config_root;

/* Whether the key is set in the struct at base. */
bool apie_config_is_set(const apie_config_key *key, const void *base);

/* The field of a number or choice: 0, and nothing done, for another kind. */
int64_t apie_config_number(const apie_config_key *key, const void *base);
void apie_config_set_number(const apie_config_key *key, void *base, int64_t value);
bool apie_config_number_allowed(const apie_config_key *key, int64_t value);

void apie_config_set_bool(const apie_config_key *key, void *base, bool value);

void apie_config_set_pointer(const apie_config_key *key, void *base, const void *pointer);
const void *apie_config_pointer(const apie_config_key *key, const void *base);

/* The count that goes with an array; 0 for a key of another kind. */
size_t apie_config_count(const apie_config_key *key, const void *base);
void apie_config_set_count(const apie_config_key *key, void *base, size_t count);

/* Copies the field, and the count of an array, from one struct to another. */
void apie_config_assign(const apie_config_key *key, void *to, const void *from);

/* "PATH must be … (in SOURCE)": what kind of value the key takes. Returns APIE_ERROR_CONFIG. */
apie_status apie_config_fail_kind(const apie_config_key *key, const char *path, const char *source,
                                  apie_error *error);

/* "PATH is not supported yet (in SOURCE)". Returns APIE_ERROR_CONFIG. */
apie_status apie_config_fail_unsupported(const char *path, const char *source, apie_error *error);

/* Reads a file's object into the zeroed *settings, whose arena is set, and adds the warnings. */
apie_status apie_config_read(apie_settings *settings, json_t *file, const char *file_name,
                             apie_error *error);

#endif
