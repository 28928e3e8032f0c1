/* Boundary drift: tools and resource types that are used but were never declared, told once each.
 * Configured by apie_boundary_config. */
#ifndef APIE_APIE_BOUNDARY_H
#define APIE_APIE_BOUNDARY_H

#include "apie/agent.h"

typedef struct apie_boundary apie_boundary;

/* What watches for the configuration, which must outlive it; *out is NULL if nothing is to be
 * watched. */
apie_status apie_boundary_new(const apie_config *config, apie_boundary **out, apie_error *error);
void apie_boundary_free(apie_boundary *boundary);

/* The agent uses this tool on this type of resource; either may be NULL: not known. Without the
 * lock, from any thread. What there is to say is told by the next push of events, or tick. */
void apie_boundary_look(apie_agent *agent, const char *tool_name, const char *resource_type);
/* Tells it now. (locked) */
void apie_boundary_tell(apie_agent *agent);

#endif
