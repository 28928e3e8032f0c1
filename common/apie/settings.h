/* The configuration of an Apie client, put together: struct, file, environment, defaults. */
#ifndef APIE_APIE_SETTINGS_H
#define APIE_APIE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include <apie/config.h>
#include <apie/error.h>

#include "base/arena.h"

/* The product's names. */
#define APIE_CONFIG_FILE     "apie.config.json"
#define APIE_CONFIG_BASE_URL "https://api.apie.sh"
#define APIE_CONFIG_LANGUAGE "c"
#define APIE_ENVIRONMENT_KEY "APIE_API_KEY"
#define APIE_ENVIRONMENT_URL "APIE_BASE_URL"

/* Owns every string and list. Every field of config that has a default holds a value, but for
 * config.connection's numbers, whose defaults belong to the endpoint. */
typedef struct apie_settings {
    apie_arena *arena;
    apie_config config;
    const char *const *warnings; /* sentences for the log: unknown keys */
    size_t warning_count;
} apie_settings;

/* An environment variable's value; NULL if it is not set. */
typedef const char *apie_get_environment(const char *name, void *user);

/* inline_config, file and get_environment may be NULL; file_name is for messages. *out is NULL on
 * failure. APIE_ERROR_CONFIG with the key in error->where: a required value missing, a wrong type,
 * a number out of range, an unknown choice, something not supported. APIE_ERROR_NO_MEMORY. */
apie_status apie_settings_resolve(const apie_config *inline_config, json_t *file,
                                  const char *file_name, apie_get_environment *get_environment,
                                  void *environment_user, apie_settings **out, apie_error *error);

/* Does nothing for NULL. */
void apie_settings_free(apie_settings *settings);

/* Reads a configuration file: *out is a new reference to its object, or NULL. path NULL:
 * apie.config.json in the current directory, which need not exist (*found tells). A path that is
 * given must. APIE_ERROR_CONFIG with the path in error->where; APIE_ERROR_NO_MEMORY. */
apie_status apie_config_file_load(const char *path, json_t **out, bool *found, apie_error *error);

#endif
