/* The files that are made from a schema. Each function writes the whole text of one. */
#ifndef APIE_GENERATE_EMIT_H
#define APIE_GENERATE_EMIT_H

#include "base/buffer.h"
#include "schema.h"

typedef enum gen_mode { GEN_SYNC = 0, GEN_ASYNC } gen_mode;

/* Public headers, one for each resource. */
void apie_gen_models_header(const gen_schema *schema, const gen_resource *resource,
                            apie_buffer *out);
void apie_gen_functions_header(const gen_schema *schema, const gen_resource *resource,
                               gen_mode mode, apie_buffer *out);

/* Tables and bodies, one for each service. */
void apie_gen_models_table_header(const gen_schema *schema, apie_buffer *out);
void apie_gen_models_table(const gen_schema *schema, apie_buffer *out);
void apie_gen_operations_table_header(const gen_schema *schema, apie_buffer *out);
void apie_gen_operations_table(const gen_schema *schema, apie_buffer *out);
void apie_gen_bodies(const gen_schema *schema, gen_mode mode, apie_buffer *out);

/* The C parameters of an operation's function, as texts in the arena. Returns how many. */
size_t apie_gen_parameters(const gen_schema *schema, const gen_operation *operation, gen_mode mode,
                           const char **parameters);

/* "#ifndef …" and "#define …" for a header that is included by this name. */
void apie_gen_guard(const gen_schema *schema, const char *folder, const char *name,
                    apie_buffer *out);

/* Includes of the headers in the folder of the resources that this one uses. */
typedef bool gen_uses(const gen_schema *schema, const gen_resource *resource,
                      const gen_resource *other);
void apie_gen_includes(const gen_schema *schema, const char *folder, const gen_resource *resource,
                       gen_uses *uses, apie_buffer *out);

#endif
