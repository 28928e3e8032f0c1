/* The team that a management key belongs to: paths below /2 have its slug. */
#ifndef APIE_HONEYCOMB_TEAM_H
#define APIE_HONEYCOMB_TEAM_H

#include <stdbool.h>

/* Whether this can be a part of a path. */
bool apie_honeycomb_is_team(const char *slug);
/* The slug of the team in the result of auth.get_v2; NULL if it does not say. */
const char *apie_honeycomb_team_of(const void *auth);

#endif
