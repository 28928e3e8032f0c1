/* What an agent may do, as a request. */
#ifndef APIE_APIE_CAPABILITIES_H
#define APIE_APIE_CAPABILITIES_H

#include <apie/config.h>
#include <apie/models/agents.h>

#include "base/arena.h"

/* Fills the body from a list, into the arena; strings stay borrowed. APIE_ERROR_NO_MEMORY. */
apie_status apie_capabilities_fill(apie_capabilities_declare *body, apie_arena *arena,
                                   const apie_declared_capability *list, size_t count,
                                   apie_error *error);

#endif
